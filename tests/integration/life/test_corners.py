"""What goes wrong in the life of notices when courtyards move, boards close, corrections wait."""

from __future__ import annotations

from datetime import date

import pytest

from models.errors import InvalidInput, UserError
from services import boards, history, records, users
from services.disclosure import catalogue, obligations
from services.documents.forms import Form
from services.notices import life
from services.office import Context
from tests.helpers.notices import CHECKER, checked, draft, fonts, issued
from tests.helpers.office import community, courtyard, value

TODAY = date(2020, 9, 16)


def _board(office: Context, yard: bytes, name: str = "东门公开栏", slots: int | None = None) -> bytes:
    return boards.add_board(office, yard, name, slots=slots).id


def _overview(office: Context, yard: bytes) -> bytes:
    """Issue 楼院概况."""
    notice = life.prepare(office, "overview", yard)
    life.check(office, notice, CHECKER)
    life.issue(office, notice, fonts=fonts())
    return notice


def _corrected(office: Context, notice: bytes) -> bytes:
    """Issue a correction."""
    new = life.correct(office, notice, "写错")
    life.check(office, new, CHECKER)
    life.issue(office, new, fonts=fonts())
    return new


def _states(office: Context, code: str = "overview", on: date = TODAY) -> list[str]:
    return [each.state for each in obligations.obligations(office, on) if each.item.code == code]


def _step(office: Context, notice: bytes) -> tuple[object, ...]:
    found = office.reader.one("SELECT state, late FROM notice WHERE id = ?", (notice,))
    assert found is not None
    return found[0], bool(found[1])


def test_a_sheet_dated_anew_keeps_the_community_that_numbered_it(office: Context) -> None:
    first, second = community(office, "安飞社区"), community(office, "湖滨社区")
    yard, other = courtyard(office, "一院", first), courtyard(office, "二院", second)
    done = issued(office, yard)
    records.save(office, "courtyards", yard, {"unit_id": second})
    life.redate(office, done.notice_id, date(2020, 9, 20), fonts())
    assert {bytes(row[0]) for row in office.reader.all("SELECT unit_id FROM notice_issue")} == {first}
    assert issued(office, other).number == "〔2020〕1号"


def test_what_was_corrected_before_it_hung_is_not_hung(office: Context) -> None:
    yard = courtyard(office)
    old, board = issued(office, yard), _board(office, yard)
    new = _corrected(office, old.notice_id)
    assert [line.id for line in boards.walk_list(office, None, TODAY).lines] == [new]
    with pytest.raises(InvalidInput, match="已由〔2020〕2号更正，没有张贴"):
        boards.post(office, [old.notice_id], board, TODAY)
    life.void(office, new, "原来的没有错")
    assert [line.id for line in boards.walk_list(office, None, TODAY).lines] == [old.notice_id]
    boards.post(office, [old.notice_id], board, TODAY)


def test_a_correction_of_a_correction_names_the_one_before_only(office: Context) -> None:
    second = _corrected(office, issued(office, courtyard(office)).notice_id)
    third = life.correct(office, second, "又写错")
    body = str(value(office, "SELECT body FROM notice WHERE id = ?", third))
    assert body.startswith("本公示更正〔2020〕2号《更正公示：停水通知》")
    assert (body.count("本公示更正"), body.endswith("明日停水。")) == (1, True)


def test_a_corrected_sheet_fulfils_nothing_while_its_correction_waits(office: Context) -> None:
    yard = courtyard(office)
    notice, board = _overview(office, yard), _board(office, yard)
    posting = boards.post(office, [notice], board, TODAY).ids
    new = life.correct(office, notice, "写错")
    assert _states(office) == ["done"]
    life.check(office, new, CHECKER)
    life.issue(office, new, fonts=fonts())
    assert _states(office) == ["due"]
    boards.post(office, [new], board, TODAY)
    boards.take_down(office, posting, TODAY)
    assert _states(office) == ["done"]


def test_a_void_correction_changes_nothing(office: Context) -> None:
    yard = courtyard(office)
    notice = _overview(office, yard)
    boards.post(office, [notice], _board(office, yard), TODAY)
    life.void(office, _corrected(office, notice), "原来的没有错")
    assert _states(office) == ["done"]
    assert not boards.walk_list(office, None, TODAY).lines


def test_a_day_to_come_in_the_form_is_a_plan_and_fulfils_nothing(office: Context) -> None:
    yard = courtyard(office)
    values = {"title": "概况", "kind": "overview", "courtyard_id": yard}
    plan = records.save(office, "notices", None, {**values, "posted_from": "2020-9-16"}).id
    assert _step(office, plan) == ("draft", False)
    assert "done" not in _states(office)
    past = records.save(office, "notices", None, {**values, "posted_from": "2020-9-15"}).id
    assert _step(office, past) == (None, True)
    assert _states(office) == ["done"]
    with pytest.raises(InvalidInput, match=r"是补录的.*不能核对"):
        life.check(office, past, CHECKER)
    life.check(office, plan, CHECKER)


def test_a_plan_written_into_an_older_draft_is_no_proof_that_it_hung(office: Context) -> None:
    yard = courtyard(office)
    with office.unit_of_work() as work:
        ids = [
            work.insert("notice", {"courtyard_id": yard, "kind": "overview", "title": "旧", **more})
            for more in ({}, {"posted_from": "2019-01-01"})
        ]
        work.commit()
    records.save(office, "notices", ids[0], {"posted_from": "2020-9-20"})
    assert _step(office, ids[0]) == ("draft", False)
    with pytest.raises(InvalidInput, match="是补录的"):
        life.check(office, ids[1], CHECKER)


def test_the_month_of_a_notice_is_read_or_the_sentence_says_how(office: Context) -> None:
    values = {"title": "收支", "kind": "accounts", "courtyard_id": courtyard(office)}
    made = records.save(office, "notices", None, {**values, "for_month": "2020年8月"}).id
    assert value(office, "SELECT for_month FROM notice") == "2020-08"
    with pytest.raises(records.FormErrors) as refused:
        records.save(office, "notices", made, {"for_month": "八月份"})
    assert refused.value.errors == {"for_month": "月份“八月份”不对，请写成 2026-10。"}
    records.save(office, "notices", made, {"for_month": ""})
    assert value(office, "SELECT for_month FROM notice") is None


def test_what_hangs_on_a_board_that_was_given_up_is_taken_down(office: Context) -> None:
    yard = courtyard(office)
    board = _board(office, yard)
    posting = boards.post(office, [issued(office, yard).notice_id], board, TODAY).ids[0]
    waiting = issued(office, yard, "停电").notice_id
    records.save(office, "boards", board, {"retired_on": "2020-09-20"})
    (place,) = boards.walk_list(office, None, date(2020, 9, 21)).places
    told = [([line.id for line in at.take_down], [line.id for line in at.hang]) for at in place.boards]
    assert told == [([posting], []), ([], [waiting])]
    assert ["停用" in at.warning for at in place.boards] == [True, False]


def test_a_board_keeps_its_courtyard_and_its_name(office: Context) -> None:
    unit = community(office)
    yard, other = courtyard(office, "一院", unit), courtyard(office, "二院", unit)
    board, second = _board(office, yard), _board(office, yard, "西门公开栏")
    records.save(office, "boards", second, {"courtyard_id": other})
    boards.post(office, [issued(office, yard).notice_id], board, TODAY)
    with pytest.raises(UserError, match="不能改到别的楼院"):
        records.save(office, "boards", board, {"courtyard_id": other})
    with pytest.raises(UserError, match="已经有叫"):
        records.save(office, "boards", None, {"courtyard_id": yard, "name": "东门 公开栏"})
    with pytest.raises(UserError, match="已经有叫"):
        records.save(office, "boards", second, {"courtyard_id": yard, "name": "东门公开栏"})
    records.save(office, "boards", board, {"name": "东门公开栏", "place": "1号楼"})


def test_the_move_of_a_board_is_not_undone_after_something_hung(office: Context) -> None:
    unit = community(office)
    yard, other = courtyard(office, "一院", unit), courtyard(office, "二院", unit)
    board = _board(office, other)
    moved = records.save(office, "boards", board, {"courtyard_id": yard}).committed
    boards.post(office, [issued(office, yard).notice_id], board, TODAY)
    assert moved is not None
    with pytest.raises(UserError, match="不能改到别的楼院"):
        history.undo(office, moved.tx_id)


def test_the_walk_counts_the_paper_of_a_sheet(office: Context) -> None:
    yard = courtyard(office)
    life.issue(office, checked(office, yard), fonts=fonts(), form=Form(paper="a3"))
    _board(office, yard, slots=1)
    walk = boards.walk_list(office, None, TODAY)
    assert [line.slots for line in walk.lines] == [2]
    assert walk.places[0].boards[0].warning == "“东门公开栏”贴不下，还差1张A4的位置。"


def test_a_posting_on_a_wrong_day_is_undone_with_the_version_made_for_it(office: Context) -> None:
    yard = courtyard(office)
    done = issued(office, yard)
    board, before = _board(office, yard), life.reprint(office, done.notice_id)
    wrong = boards.post(office, [done.notice_id], board, date(2021, 9, 16), fonts=fonts())
    again = boards.post(office, [done.notice_id], _board(office, yard, "西门"), TODAY, fonts=fonts())
    assert wrong.committed is not None
    assert again.committed is not None
    with pytest.raises(UserError):
        history.undo(office, wrong.committed.tx_id)
    history.undo(office, again.committed.tx_id)
    history.undo(office, wrong.committed.tx_id)
    assert _step(office, done.notice_id) == ("issued", False)
    assert life.reprint(office, done.notice_id) == before
    boards.post(office, [done.notice_id], board, TODAY, fonts=fonts())
    assert life.reprint(office, done.notice_id) == before
    assert value(office, "SELECT posted_from FROM notice") == "2020-09-16"
    assert issued(office, yard, "停电").number == "〔2020〕2号"


def test_whoever_wrote_it_last_does_not_check_it(office: Context) -> None:
    notice = draft(office, courtyard(office))
    maker = office.user.name
    users.switch_user(office, CHECKER)
    records.save(office, "notices", notice, {"place": "东门"})
    records.save(office, "notices", notice, {"body": "完全不同的正文。"})
    with pytest.raises(InvalidInput, match=f"是{CHECKER}准备的"):
        life.check(office, notice, CHECKER)
    life.check(office, notice, maker)
    row = office.reader.one("SELECT prepared_by, checked_by FROM notice")
    assert row == (CHECKER, maker)
    life.reopen(office, notice)
    life.check(office, notice, maker)


def test_a_sheet_without_printed_period_hangs_as_long_as_its_line_says(office: Context) -> None:
    yard = courtyard(office)
    (line, *_) = [each for each in catalogue.catalogue(office) if each.least_days == 15]
    notice = life.prepare(office, "free", yard, item=line.id, title="温馨提示", body="请注意。")
    life.check(office, notice, CHECKER)
    life.issue(office, notice, fonts=fonts())
    postings = boards.post(office, [notice], _board(office, yard), TODAY).ids
    assert value(office, "SELECT until_day FROM posting") == "2020-09-30"
    with pytest.raises(InvalidInput, match="写明原因"):
        boards.take_down(office, postings, date(2020, 9, 17))


def test_an_objection_in_the_form_has_its_deadline(office: Context) -> None:
    notice = issued(office, courtyard(office)).notice_id
    form = records.blank(office, "objections", ("notice_id", notice))
    assert (form.shown("raised_on").value, form.shown("due_on").value) == ("2020-09-16", "2020-09-21")
