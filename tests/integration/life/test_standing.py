"""Where a notice stands as the window shows it; a first board made together with the posting."""

from __future__ import annotations

from datetime import date

import pytest

from models.errors import NotFound, UserError
from services import boards, history, records
from services.attachments import NewFile
from services.notices import life
from services.office import Context
from services.saving import FormErrors
from tests.helpers.notices import CHECKER, checked, draft, fonts, issued
from tests.helpers.office import DAY_MS, FixedClock, courtyard, value

TODAY = date(2020, 9, 16)
EAST = {"name": "东门公开栏", "place": "1号楼西墙", "slots": "6"}


def test_a_draft_names_who_made_it_and_a_checked_one_who_checked(office: Context) -> None:
    yard = courtyard(office)
    found = life.standing(office, draft(office, yard))
    assert (found.state, found.maker, found.checker, found.number, found.version) == (
        "draft",
        "王芳",
        "",
        "",
        0,
    )
    found = life.standing(office, checked(office, yard, "停电通知"))
    assert (found.state, found.checker, found.single_reason) == ("checked", CHECKER, "")


def test_the_maker_of_a_form_is_known_from_the_log(office: Context) -> None:
    values = {"title": "通知", "kind": "free", "courtyard_id": courtyard(office)}
    made = records.save(office, "notices", None, values).id
    assert life.standing(office, made).maker == "王芳"


def test_an_issued_one_hangs_is_objected_to_and_corrected(office: Context, clock: FixedClock) -> None:
    yard = courtyard(office)
    first = issued(office, yard)
    done = boards.post_on_new(office, [first.notice_id], yard, EAST, TODAY, fonts=fonts())
    boards.add_objection(office, first.notice_id, "写错了")
    clock.advance(13 * DAY_MS)
    found = life.standing(office, first.notice_id)
    assert (found.state, found.number, found.version, found.until_day) == (
        "posted", "〔2020〕1号", 1, "2020-09-30",
    )  # fmt: skip
    (hung,) = found.hanging
    assert (hung.posting_id, hung.board, hung.days) == (done.ids[0], "东门公开栏", 14)
    (said,) = found.objections
    assert (said.content, said.overdue) == ("写错了", True)
    records.save(office, "objections", said.id, {"reply": "已改", "replied_on": "2020-09-20"})
    newer = life.correct(office, first.notice_id, "写错了")
    assert life.standing(office, first.notice_id).corrected_by == ""
    assert life.standing(office, newer).corrects == "〔2020〕1号"
    life.check(office, newer, CHECKER)
    life.issue(office, newer, fonts=fonts())
    found = life.standing(office, first.notice_id)
    assert (found.corrected_by, found.objections) == ("〔2020〕2号", ())
    assert found.called == "〔2020〕1号《停水通知》"


def test_void_archived_late_and_gone(office: Context) -> None:
    yard = courtyard(office)
    one = issued(office, yard).notice_id
    life.void(office, one, "写错了")
    assert (life.standing(office, one).state, life.standing(office, one).void_reason) == ("void", "写错了")
    two = issued(office, yard, "停电通知").notice_id
    done = boards.post_on_new(office, [two], yard, EAST, TODAY, fonts=fonts())
    boards.take_down(office, done.ids, TODAY, "维修")
    assert life.standing(office, two).can_archive
    life.archive(office, [two])
    assert life.standing(office, two).state == "archived"
    values = {"title": "旧公示", "kind": "free", "courtyard_id": yard, "posted_from": "2019-05-01"}
    late = records.save(office, "notices", None, values).id
    assert life.standing(office, late).state == life.LATE_STATE
    records.delete(office, "notices", [late])
    with pytest.raises(NotFound):
        life.standing(office, late)


def test_a_first_board_is_made_with_the_posting_or_not_at_all(office: Context) -> None:
    yard = courtyard(office)
    notice = issued(office, yard).notice_id
    with pytest.raises(FormErrors) as refused:
        boards.post_on_new(office, [notice], yard, {"name": " ", "slots": "很多"}, TODAY, fonts=fonts())
    assert set(refused.value.errors) == {"name", "slots"}
    with pytest.raises(UserError):
        boards.post_on_new(
            office, [notice], yard, EAST, TODAY, NewFile("东门.jpg", data=b"no photo"), fonts=fonts()
        )
    with pytest.raises(UserError, match="不能张贴"):
        boards.post_on_new(office, [draft(office, yard)], yard, EAST, TODAY, fonts=fonts())
    assert value(office, "SELECT count(*) FROM board") == 0
    done = boards.post_on_new(office, [notice], yard, EAST, TODAY, fonts=fonts())
    (board,) = boards.boards(office, yard)
    assert (board.text, board.slots, board.used) == ("东门公开栏（1号楼西墙）", 6, 1)
    assert value(office, "SELECT unit_id FROM board") == value(office, "SELECT unit_id FROM courtyard")
    assert done.committed is not None
    history.undo(office, done.committed.tx_id)
    assert boards.boards(office, yard) == ()
    assert life.standing(office, notice).state == "issued"
