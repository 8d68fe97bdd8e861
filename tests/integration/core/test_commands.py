"""The headless commands: exit codes 0, 2 and 3, one Chinese sentence, JSON that other programs can read."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import main
from models.db.schema_version import SCHEMA_REVISION
from models.errors import EnvironmentFault
from services import commands, crash
from services.commands import LISTED
from services.context import open_context
from services.office import DEFAULT_USER, Context
from tests.helpers.office import NewOffice, add, community, courtyard, fresh_database, resident, rows, value

pytestmark = pytest.mark.local_file("headless commands are given a file")

ROOT = Path(__file__).resolve().parents[3]
SENTENCE = re.compile(r"[^\n]*[\u4e00-\u9fff][^\n]*[。：][^\n]*\n")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the program in this process: arguments → exit code, output, errors."""
    monkeypatch.chdir(tmp_path)

    def called(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main.main(list(arguments))
        except SystemExit as leaving:  # argparse
            code = leaving.code if isinstance(leaving.code, int) else 1
        said = capsys.readouterr()
        if code:
            assert SENTENCE.fullmatch(said.err), said.err
            assert not re.search("argument|invalid|expected|required|choose", said.err), said.err
        else:
            assert said.err == ""
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return called


@pytest.fixture
def office_file(new_office: NewOffice) -> Path:
    """A closed office with a community, three courtyards and people."""
    context = new_office()
    unit = community(context)
    yard = courtyard(
        context, "建设路10号院", unit=unit, household_count="约168", built_year="90年代", fire_lane="damaged"
    )
    courtyard(context, "建设路2号院", unit=unit, household_count="0", built_year="1996")
    building = add(context, "buildings", courtyard_id=yard, name="1号楼")
    add(context, "dwellings", courtyard_id=yard, building_id=building, room="101", area="约65.4")
    person = resident(
        context,
        "张三",
        courtyard_id=yard,
        membership="democratic",
        membership_text="民盟盟员",
        birth="1964-5",
    )
    body = add(
        context, "committees", courtyard_id=yard, kind="self_management", name="自管会", founded="2020-9"
    )
    add(
        context,
        "committee-members",
        committee_id=body,
        resident_id=person,
        post="director",
        is_building_head=True,
    )
    path = context.database.path
    new_office.close(context)
    return path


def listed(run: Run, path: Path, kind: str) -> list[dict[str, Any]]:
    code, out, _ = run("--data", str(path), "list", kind, "--json")
    assert code == 0
    found: list[dict[str, Any]] = json.loads(out)
    return found


def test_list_as_json(run: Run, office_file: Path) -> None:
    second, tenth = listed(run, office_file, "courtyards")
    assert (second["name"], tenth["name"]) == ("建设路2号院", "建设路10号院")
    assert tenth["household_count"] == 168
    assert tenth["household_count_about"] is True
    assert (second["household_count"], "household_count_about" in second) == (0, False)
    assert (tenth["built_year"], tenth["built_text"]) == (1990, "90年代")
    assert (second["built_year"], "built_text" in second) == (1996, False)
    assert (tenth["fire_lane"], second["fire_lane"]) == ("损坏", None)
    assert (tenth["community"], tenth["committee"], tenth["resident_count"]) == ("安飞社区", "自管会", None)
    assert re.fullmatch("[0-9a-f]{32}", tenth["id"])
    (dwelling,) = listed(run, office_file, "dwellings")
    assert (dwelling["area"], dwelling["area_about"], dwelling["room"]) == (6540, True, "101")
    (member,) = listed(run, office_file, "committee-members")
    assert (member["name"], member["post"], member["is_building_head"]) == ("张三", "主任", True)
    assert (member["membership"], member["membership_text"], member["birth"]) == (
        "民主党派",
        "民盟盟员",
        "1964-05",
    )
    (committee,) = listed(run, office_file, "committees")
    assert (committee["founded"], committee["members"], committee["director"]) == ("2020-09", 1, "张三")


@pytest.mark.parametrize("kind", LISTED)
def test_every_kind_lists_plain_values(kind: str, run: Run, office_file: Path) -> None:
    found = listed(run, office_file, kind)
    for record in found:
        assert all(each is None or isinstance(each, str | int | bool) for each in record.values())
    code, out, _ = run("--data", str(office_file), "list", kind)
    assert code == 0
    lines = out.splitlines()
    assert len(lines) == len(found) + 1
    assert re.fullmatch(rf"共{len(found)}\D+", lines[-1])


def test_list_as_text_shows_what_people_read(run: Run, office_file: Path) -> None:
    _, out, _ = run("--data", str(office_file), "list", "courtyards")
    assert out.splitlines()[1].split("\t")[:3] == ["建设路10号院", "安飞社区", "约168"]


def test_search(run: Run, office_file: Path) -> None:
    code, out, _ = run("--data", str(office_file), "search", "zs", "--json")
    assert code == 0
    (hit,) = json.loads(out)
    assert (hit["kind"], hit["name"], hit["detail"]) == ("residents", "张三", "建设路10号院")
    assert run("--data", str(office_file), "search", "张三")[1] == "居民\t张三\t建设路10号院\n"
    assert run("--data", str(office_file), "search", "没有")[:2] == (0, "没有找到。\n")
    assert json.loads(run("--data", str(office_file), "search", "没有", "--json")[1]) == []


def test_a_missing_database_is_made(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "新" / "office.db"
    assert listed(run, path, "courtyards") == []
    assert path.exists()


def test_who_acts(run: Run, office_file: Path, new_office: NewOffice) -> None:
    run("--data", str(office_file), "list", "courtyards")
    run("--data", str(office_file), "--user", "李伟", "list", "courtyards")
    context = new_office()
    names = {name for (name,) in rows(context, "SELECT name FROM app_user")}
    assert names == {"王芳", "李伟", DEFAULT_USER}


def test_backup_check_and_restore(run: Run, office_file: Path, tmp_path: Path, new_office: NewOffice) -> None:
    out = tmp_path / "u盘" / "今天.lybak"
    code, said, _ = run("--data", str(office_file), "backup", str(out))
    assert (code, said.startswith(f"已备份到 {out}")) == (0, True)
    assert run("--data", str(office_file), "check")[0] == 0
    target = tmp_path / "neu" / "office.db"
    assert run("--data", str(target), "--user", "李伟", "restore", str(out))[0] == 0
    assert len(listed(run, target, "courtyards")) == 2
    context = open_context(target, "王芳")
    assert value(context, "SELECT label FROM audit_entry WHERE action = 'restore_backup'") == "今天.lybak"
    context.close()
    assert value(new_office(), "SELECT label FROM audit_entry WHERE action = 'backup'") == "今天.lybak"


MISTAKES: dict[str, tuple[list[str], str]] = {
    "unknown_command": (["frobnicate"], "没有这个选项"),
    "no_kind": (["list"], "缺少"),
    "unknown_kind": (["list", "cats"], "没有这个选项"),
    "unknown_argument": (["list", "teams", "--xml"], "不认识"),
    "value_missing": (["--data"], "后面少一个值"),
    "no_courtyard": (["notice", "overview"], "缺少"),
    "unknown_notice": (["notice", "cats", "--courtyard", "x"], "没有这个选项"),
    "size": (["screenshots", "--out", "x", "--size", "big"], "1366x768"),
    "value_for_a_switch": (["list", "teams", "--json=x"], "不带值"),
    "no_number": (["screenshots", "--out", "x", "--scale", "x"], "不是整数"),
    "abbreviated": (["list", "teams", "--js"], "不认识"),
    "huge_size": (["screenshots", "--out", "x", "--size", "99999x1"], "1366x768"),
    "courtyard_unknown": (["--data", "a.db", "notice", "overview", "--courtyard", "无此院"], "无此院"),
    "backup_of_nothing": (["--data", "none.db", "backup", "x.lybak"], "none.db"),
    "check_of_nothing": (["--data", "none.db", "check"], "none.db"),
    "restore_of_nothing": (["--data", "a.db", "restore", "none.lybak"], "none.lybak"),
    "restore_of_text": (["--data", "a.db", "restore", "text.txt"], "不是本程序的备份"),
    "empty_user": (["--data", "a.db", "--user", " ", "list", "teams"], "姓名"),
    "long_user": (["--data", "a.db", "--user", "名" * 99, "list", "teams"], "姓名太长"),
    "book_missing": (["--data", "a.db", "import-survey", "none.xlsx"], "none.xlsx"),
    "book_no_table": (["--data", "a.db", "import-survey", "text.txt"], "没有认出"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_users_mistake_is_2(name: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("文字")
    fresh_database(tmp_path / "a.db")
    arguments, said = MISTAKES[name]
    code, _, err = run(*arguments)
    assert code == 2, err
    assert said in err


def newer(path: Path) -> None:
    connection = sqlite3.connect(fresh_database(path))
    connection.execute(f"PRAGMA user_version = {SCHEMA_REVISION + 1}")
    connection.close()


def broken_page(path: Path) -> None:
    fresh_database(path)
    with path.open("r+b") as file:
        file.seek(5 * 4096)
        file.write(b"\xff" * 8192)


def row_behind_the_log(path: Path) -> None:
    context = open_context(fresh_database(path), "王芳")
    community(context)
    context.close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE unit SET name = '改'")
    connection.commit()
    connection.close()


def change_in_the_log(path: Path) -> None:
    context = open_context(fresh_database(path), "王芳")
    community(context)
    context.close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE sync_change SET wall_ms = 1")
    connection.commit()
    connection.close()


FAULTS: dict[str, tuple[Callable[[Path], object], list[str], str]] = {
    "no_database": (lambda path: path.write_text("文字" * 200), ["list", "teams"], "不是本程序的数据库"),
    "folder": (lambda path: path.mkdir(), ["list", "teams"], "是一个文件夹"),
    "newer": (newer, ["list", "teams"], "更新版本"),
    "damaged": (broken_page, ["check"], "a.db"),
    "row_changed": (row_behind_the_log, ["check"], "有一条单位记录与变更记录不一致"),
    "log_changed": (change_in_the_log, ["check"], "变更记录从第1条起对不上"),
    "no_room_for_backup": (fresh_database, ["backup", "text.txt/a.lybak"], "没有写成"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_environment_is_3(name: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("文字")
    make, arguments, said = FAULTS[name]
    make(tmp_path / "a.db")
    code, _, err = run("--data", "a.db", *arguments)
    assert code == 3, err
    assert said in err


def test_an_office_open_elsewhere_is_3(run: Run, office: Context) -> None:
    code, _, err = run("--data", str(office.database.path), "list", "teams")
    assert code == 3
    assert "已经在另一个窗口或程序里打开" in err


def test_a_bug_is_3_with_a_report_without_personal_data(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bug(arguments: object) -> int:
        try:
            raise KeyError("张三 13812345678")
        except KeyError as error:
            raise ValueError("李四 410105196405010011") from error

    monkeypatch.setitem(commands._COMMANDS, "check", bug)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code, _, err = run("--data", "a.db", "check")
    assert code == 3
    (report,) = tmp_path.glob("louyuan-crash-*.txt")
    assert str(report) in err
    text = report.read_text(encoding="utf-8")
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "test_commands.py" in text
    for secret in ("张三", "138", "李四", "4101", str(tmp_path), str(ROOT)):
        assert secret not in text + err.replace(str(report), "")


def test_a_report_that_cannot_be_written_is_no_second_fault(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bug(arguments: object) -> int:
        raise ValueError

    def full(error: BaseException) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(commands._COMMANDS, "check", bug)
    monkeypatch.setattr(crash, "report", full)
    code, _, err = run("--data", "a.db", "check")
    assert (code, "错误报告没有写成" in err) == (3, True)


def test_an_interrupt_is_no_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setitem(commands._COMMANDS, "check", interrupted)
    assert run("--data", "a.db", "check")[0] == 2


def test_faults_of_the_environment_keep_their_code() -> None:
    assert (EnvironmentFault("x").exit_code, main.BUG) == (3, 3)


@pytest.mark.parametrize("apply", [(), ("--apply",)])
def test_a_book_with_errors_is_reported_and_not_applied(
    apply: tuple[str, ...], run: Run, tmp_path: Path
) -> None:
    (tmp_path / "book.csv").write_text("一,二\n三,四\n", encoding="utf-8")
    arguments = ("--data", "a.db", "import-survey", "book.csv", *apply, "--report", "r.json")
    code, _, err = run(*arguments)
    assert code == 2
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert report["applied"] is False
    assert any(each["message"] in err for each in report["errors"])
    assert listed(run, tmp_path / "a.db", "courtyards") == []


# --- as the office's IT runs it


def process(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "main.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8", **more)


def test_in_a_process_of_its_own(office_file: Path, tmp_path: Path) -> None:
    done = process("--data", str(office_file), "list", "teams", "--json", cwd=tmp_path)
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, [], "")
    wrong = process("--data", str(office_file), "list", "cats", cwd=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert SENTENCE.fullmatch(wrong.stderr)


def test_output_in_a_plain_terminal_and_into_a_closed_pipe(office_file: Path) -> None:
    plain = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    arguments = ("--data", str(office_file), "list", "courtyards")
    done = process(*arguments, env=plain)
    assert (done.returncode, "建设路10号院" in done.stdout) == (0, True)
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, str(ROOT / "main.py"), *arguments]
    closed = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (closed.returncode, closed.stderr) == (0, "")


def test_help_is_in_chinese(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    assert "楼院台账" in out
