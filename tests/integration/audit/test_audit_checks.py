"""Checking the audit: what is told and kept, what is gone on from, and the commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import main
from models.errors import NotAllowed
from models.rules.rights import READER
from services import audit_checks, audit_log, settings
from services.audit_checks import Found
from services.office import Context, CurrentUser
from tests.data.make_golden import GOLDEN
from tests.helpers.audits import behind_the_gate
from tests.helpers.changes import edit, insert_courtyard
from tests.helpers.office import DAY_MS, NOON_MS, FixedClock, NewOffice, rows, value


def _tamper(context: Context, sql: str) -> None:
    with behind_the_gate(context, keep=True) as run:
        run(sql, ())


def _start(context: Context) -> Found:
    """Check as the program does after its start."""
    checking = audit_checks.begin(context)
    while not checking.state.done:
        checking = audit_checks.go_on(context, checking)
    return audit_checks.conclude(context, checking)


def test_the_first_check_is_whole_and_the_next_goes_on(office: Context, clock: FixedClock) -> None:
    yard = insert_courtyard(office)
    assert audit_checks.last(office).text == "还没有核对过"
    first = _start(office)
    assert (first.full, first.count, first.problem) == (True, 2, "")
    edit(office, yard, name="建设路2号院")
    second = _start(office)
    assert (second.full, second.count, second.total) == (False, 1, 3)
    assert audit_checks.last(office) == second
    assert "共3条，前后相连，没有改动" in second.text
    clock.advance(7 * DAY_MS)
    assert _start(office).full
    clock.advance(-30 * DAY_MS)
    assert _start(office).full, "a clock set back does not put the whole check off"


def test_what_was_changed_is_named_kept_and_noted_once(office: Context) -> None:
    insert_courtyard(office)
    _start(office)
    _tamper(office, "UPDATE audit_entry SET label = '别的院' WHERE seq = 2")
    found = audit_checks.verify(office)
    assert found.seq == 2
    assert found.problem.startswith("操作日志第2条（2020年9月16日）和写下时不一样")
    assert audit_checks.last(office).text == found.problem
    assert audit_checks.verify(office).problem == found.problem
    assert [line.action for line in audit_log.recent(office, text="核对不符")] == ["操作日志核对不符"]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DELETE FROM audit_entry WHERE seq = 2", "第2条不见了（在2020年9月16日前后）"),
        ("UPDATE audit_entry SET at = 9000000000000000 WHERE seq = 2", "第2条（时间不详）和写下时不一样"),
        ("UPDATE audit_entry SET label = '', detail = NULL, salt = NULL WHERE seq = 2", "文字被抹掉了"),
        ("UPDATE audit_entry SET hash = NULL, content_hash = NULL WHERE seq = 3", "是后来插进去的"),
    ],
)
def test_each_fault_has_its_sentence(sql: str, said: str, office: Context) -> None:
    edit(office, insert_courtyard(office), name="建设路2号院")
    _tamper(office, sql)
    assert said in audit_checks.verify(office).problem


def test_a_chain_made_anew_does_not_fit_what_was_whole(office: Context) -> None:
    """Taking away every hash looks like an older program's work, but not after a check."""
    insert_courtyard(office)
    _start(office)
    _tamper(office, "UPDATE audit_entry SET hash = NULL, content_hash = NULL, salt = NULL, replica_id = NULL")
    assert "第2条" in audit_checks.verify(office).problem
    insert_courtyard(office, name="后来的院")
    assert "第2条" in audit_checks.verify(office).problem


@pytest.mark.local_file("the note beside the file")
def test_entries_that_are_gone_from_the_end_are_told(office: Context, new_office: NewOffice) -> None:
    edit(office, insert_courtyard(office), name="建设路2号院")
    _tamper(office, "DELETE FROM audit_entry WHERE seq > 1")
    assert "最新的2条不见了" in _start(new_office.again(office)).problem


def test_only_those_who_may_ask_for_it(office: Context) -> None:
    office.user = CurrentUser(office.user.id, office.user.name, READER)
    with pytest.raises(NotAllowed):
        audit_checks.verify(office)
    assert audit_checks.check_all(office).problem == "", "the program itself checks whoever works"


@pytest.mark.local_file("files that older programs left")
def test_an_office_of_revision_5_is_chained_with_its_first_save(tmp_path: Path, clock: FixedClock) -> None:
    import shutil

    from services import blobs
    from services.context import open_context

    golden = GOLDEN / "revision-5.db"
    for path in (golden, blobs.store_path(golden)):
        shutil.copyfile(path, tmp_path / path.name)
    context = open_context(tmp_path / golden.name, "王芳", clock=clock)
    try:
        before = value(context, "SELECT count(*) FROM audit_entry")
        assert before > 20
        assert audit_checks.verify(context).problem == ""
        insert_courtyard(context)
        assert value(context, "SELECT count(*) FROM audit_entry WHERE hash IS NULL") == 0
        found = audit_checks.verify(context)
        assert (found.problem, found.count) == ("", value(context, "SELECT count(*) FROM audit_entry"))
        _tamper(context, "UPDATE audit_entry SET label = '旧的' WHERE seq = 5")
        assert "第5条" in audit_checks.verify(context).problem
    finally:
        context.close()


# ---- commands


def _run(path: Path, *arguments: str) -> int:
    return main.main(["--data", str(path), "--user", "王芳", *arguments])


@pytest.mark.local_file("commands work on the local file")
def test_the_commands(
    office: Context, new_office: NewOffice, capsys: pytest.CaptureFixture[str], clock: FixedClock
) -> None:
    yard = insert_courtyard(office, name="建设路1号院")
    clock.advance(DAY_MS)
    edit(office, yard, name="建设路2号院")
    path = office.database.path
    new_office.close(office)
    assert _run(path, "audit", "verify") == 0
    assert "共3条，前后相连" in capsys.readouterr().out
    assert _run(path, "audit", "search", "--day", "2020-09-17", "--json") == 0
    (line,) = json.loads(capsys.readouterr().out)
    assert (line["act"], line["person"], line["record"]) == ("修改", "王芳", "建设路2号院")
    assert line["changes"] == [
        {"record": "建设路2号院", "field": "楼院名称", "old": "建设路1号院", "new": "建设路2号院"}
    ]
    assert _run(path, "audit", "search", "--record", yard.hex(), "--act", "新增") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "共1条"
    for wrong in (
        ("--day", "昨天"),
        ("--act", "飞"),
        ("--from", "2020-09-17", "--to", "2020-09-16"),
        ("--day", "2020-09-17", "--to", "2020-09-17"),
    ):
        assert _run(path, "audit", "search", *wrong) == 2
        assert capsys.readouterr().err
    again = new_office()
    _tamper(again, "DELETE FROM audit_entry WHERE seq = 2")
    new_office.close(again)
    assert _run(path, "audit", "verify", "--json") == 3
    said = capsys.readouterr()
    assert json.loads(said.out)["seq"] == 2
    assert "第2条不见了" in said.err
    assert _run(path, "check") == 3
    assert "第2条不见了" in capsys.readouterr().err


def test_settings_of_the_check_are_of_the_office(office: Context) -> None:
    _start(office)
    assert rows(office, "SELECT owner FROM setting WHERE name LIKE 'audit!_%' ESCAPE '!'") == [("",)] * 3
    assert settings.get(office, audit_checks.FULL_AT) == NOON_MS
