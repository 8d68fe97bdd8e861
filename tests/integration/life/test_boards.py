"""Boards: hanging and taking down, the printed period that follows, room, photos, objections, the walk."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from models.errors import InvalidInput, NotFound, UserError
from services import attachments, boards, history, records
from services.attachments import NewFile
from services.boards import Tick
from services.hints import hints_for
from services.notices import life
from services.office import Context
from tests.helpers.notices import CHECKER, fonts, issued
from tests.helpers.office import community, courtyard, value

JULY, AUGUST = date(2020, 7, 27), date(2020, 8, 10)
TODAY = date(2020, 9, 16)


def _photo(colour: str = "red") -> NewFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return NewFile("公开栏.jpg", data=out.getvalue())


def _board(office: Context, yard: bytes, name: str = "东门公开栏", slots: int | None = None) -> bytes:
    return boards.add_board(office, yard, name, slots=slots).id


def _hung(office: Context, on: date = TODAY) -> tuple[bytes, bytes, bytes]:
    """Return courtyard, notice and posting."""
    yard = courtyard(office)
    notice = issued(office, yard).notice_id
    done = boards.post(office, [notice], _board(office, yard), on, fonts=fonts())
    return yard, notice, done.ids[0]


def test_first_and_last_day_count(office: Context) -> None:
    _, notice, posting = _hung(office, JULY)
    assert value(office, "SELECT until_day FROM posting") == "2020-08-10"
    boards.take_down(office, [posting], AUGUST)
    assert boards.days_hung("2020-07-27", "2020-08-10", TODAY) == 15
    texts = [hint.message for hint in hints_for(office, "posting", posting)]
    assert texts == ["公示了15天。"]
    assert value(office, "SELECT state FROM notice WHERE id = ?", notice) == "taken_down"
    life.archive(office, [notice])
    (shelf,) = life.shelves(office)
    assert (shelf.year, shelf.label, shelf.count) == (2020, "实施结果公示", 1)


def test_a_sheet_hung_on_another_day_is_dated_anew_under_the_same_number(office: Context) -> None:
    yard = courtyard(office)
    first = issued(office, yard)
    before = life.reprint(office, first.notice_id)
    done = boards.post(office, [first.notice_id], _board(office, yard), date(2020, 9, 20), fonts=fonts())
    assert done.redated == (first.notice_id,)
    assert done.warnings[0] == (
        "〔2020〕1号的公示期已改为自2020年9月20日起至2020年10月4日，请打印第2版张贴。"
    )
    rows = office.reader.all("SELECT number, seq, from_day, until_day, digest FROM notice_issue ORDER BY id")
    assert [row[:4] for row in rows] == [
        ("〔2020〕1号", 1, "2020-09-16", "2020-09-30"),
        ("〔2020〕1号", 1, "2020-09-20", "2020-10-04"),
    ]
    assert rows[0][4] != rows[1][4]
    assert life.reprint(office, first.notice_id, 1) == before
    assert life.reprint(office, first.notice_id) != before
    assert "自2020年9月20日起至2020年10月4日止，共15日" in life.frozen_text(office, first.notice_id)
    notice = office.reader.one("SELECT posted_from, posted_until, state FROM notice")
    assert notice == ("2020-09-20", "2020-10-04", "posted")
    assert issued(office, yard, "停电").number == "〔2020〕2号"


def test_a_sheet_dated_anew_shows_what_was_issued_not_what_the_record_says_now(office: Context) -> None:
    yard = courtyard(office)
    first = issued(office, yard)
    records.save(office, "courtyards", yard, {"name": "改名院"})
    with office.unit_of_work() as work:
        work.update("notice", first.notice_id, {"body": "改过的正文。"})
        work.commit()
    life.redate(office, first.notice_id, date(2020, 9, 20), fonts())
    assert "明日停水。" in life.frozen_text(office, first.notice_id)


def test_hung_on_the_planned_day_the_sheet_stays_as_it_is(office: Context) -> None:
    _, notice, _ = _hung(office)
    assert value(office, "SELECT count(*) FROM notice_issue") == 1
    assert value(office, "SELECT posted_until FROM notice WHERE id = ?", notice) == "2020-09-30"


def test_coming_down_early_needs_a_reason(office: Context) -> None:
    _, notice, posting = _hung(office)
    with pytest.raises(InvalidInput, match=r"共15日，到2020年9月20日只公示了5日.*写明原因"):
        boards.take_down(office, [posting], date(2020, 9, 20))
    done = boards.take_down(office, [posting], date(2020, 9, 20), "被雨淋坏")
    assert done.warnings == (
        "〔2020〕1号《停水通知》提前取下，原因：被雨淋坏。",
        "取下日期2020年9月20日在今天之后，请核对。",
    )
    assert value(office, "SELECT early_reason FROM posting") == "被雨淋坏"
    with pytest.raises(InvalidInput, match="已经从“东门公开栏”取下"):
        boards.take_down(office, [posting], date(2020, 9, 30))
    assert value(office, "SELECT state FROM notice WHERE id = ?", notice) == "taken_down"


def test_a_notice_is_not_taken_down_before_it_hung(office: Context) -> None:
    _, _, posting = _hung(office)
    with pytest.raises(InvalidInput, match="9月16日才张贴"):
        boards.take_down(office, [posting], date(2020, 9, 15), "误贴")


def test_a_notice_on_two_boards_is_posted_until_both_are_empty(office: Context) -> None:
    yard, notice, posting = _hung(office)
    other = boards.post(office, [notice], _board(office, yard, "西门公开栏"), TODAY).ids[0]
    boards.take_down(office, [posting], date(2020, 9, 30))
    assert value(office, "SELECT state FROM notice WHERE id = ?", notice) == "posted"
    boards.take_down(office, [other], date(2020, 9, 30))
    assert value(office, "SELECT state FROM notice WHERE id = ?", notice) == "taken_down"


def test_what_cannot_hang_there_leaves_nothing_behind(office: Context) -> None:
    unit = community(office)
    yard, elsewhere = courtyard(office, "一院", unit), courtyard(office, "二院", unit)
    notice, second = issued(office, yard).notice_id, issued(office, elsewhere).notice_id
    board = _board(office, yard)
    draft = life.prepare(office, "overview", yard)
    for ids, sentence in (
        ([notice, second], "在“一院”"),
        ([notice, draft], "请先核对，再签发"),
        ([notice, notice], "没有重复张贴"),
    ):
        with pytest.raises(InvalidInput, match=sentence):
            boards.post(office, ids, board, TODAY)
    records.save(office, "boards", board, {"retired_on": "2020-09-01"})
    with pytest.raises(InvalidInput, match="已经停用"):
        boards.post(office, [notice], board, TODAY)
    with pytest.raises(UserError):
        boards.post(office, [notice], board, TODAY, NewFile("x.jpg", data=b"MZ not a photo"))
    assert value(office, "SELECT count(*) FROM posting") == 0


def test_room_on_a_board_is_counted_and_too_much_is_said(office: Context) -> None:
    yard = courtyard(office)
    board = _board(office, yard, slots=1)
    (empty,) = boards.boards(office, yard)
    assert (empty.slots, empty.used, empty.free) == (1, 0, 1)
    boards.post(office, [issued(office, yard).notice_id], board, TODAY)
    done = boards.post(office, [issued(office, yard, "停电").notice_id], board, TODAY)
    assert done.warnings == ("公开栏“东门公开栏”能贴1张A4，现在贴了2张，贴不下。",)
    assert boards.boards(office, yard)[0].free == -1
    assert [hint.level for hint in hints_for(office, "board", board)] == ["warn"]
    assert [each.number for each in boards.hanging(office, board, TODAY)] == ["〔2020〕1号", "〔2020〕2号"]


def test_photos_hang_on_the_posting(office: Context) -> None:
    yard = courtyard(office)
    notice = issued(office, yard).notice_id
    done = boards.post(office, [notice], _board(office, yard), TODAY, _photo())
    boards.take_down(office, done.ids, date(2020, 9, 30), photo=[_photo("blue")])
    assert len(attachments.files(office, "postings", done.ids[0])) == 2


def test_the_last_step_is_undone_an_earlier_one_is_not(office: Context) -> None:
    yard = courtyard(office)
    notice = issued(office, yard).notice_id
    first = boards.post(office, [notice], _board(office, yard), TODAY)
    boards.post(office, [notice], _board(office, yard, "西门公开栏"), TODAY)
    assert first.committed is not None
    with pytest.raises(UserError, match="不能单独撤销"):
        history.undo(office, first.committed.tx_id)
    down = boards.take_down(office, first.ids, date(2020, 9, 30))
    assert down.committed is not None
    history.undo(office, down.committed.tx_id)
    assert value(office, "SELECT count(*) FROM posting WHERE taken_down_on IS NULL") == 2


def test_postings_are_not_written_by_hand(office: Context) -> None:
    _yard, notice, posting = _hung(office)
    board = value(office, "SELECT id FROM board")
    with pytest.raises(UserError, match="不能手工改"):
        records.save(office, "postings", posting, {"from_day": "2020-09-01"})
    records.save(office, "postings", posting, {"note": "贴在左上角"})
    values = {"notice_id": notice, "board_id": board, "from_day": "2020-09-16"}
    with pytest.raises(UserError, match="请用公示上的“张贴”"):
        records.save(office, "postings", None, values)
    for kind, record in (("postings", posting), ("boards", board)):
        with pytest.raises(UserError, match="不能删除"):
            records.delete(office, kind, [record])


def test_a_board_is_named_or_the_sentence_says_how_to_make_one(office: Context) -> None:
    yard = courtyard(office)
    with pytest.raises(NotFound, match="board add"):
        boards.board_named(office, yard, "东门")
    _board(office, yard)
    _board(office, yard, "东门第二公开栏")
    assert boards.board_named(office, yard, "东门公开栏").name == "东门公开栏"
    with pytest.raises(InvalidInput, match="不止一个"):
        boards.board_named(office, yard, "东门")
    with pytest.raises(InvalidInput, match="已经有叫"):
        _board(office, yard)


def test_an_objection_is_due_in_working_days_and_marked_outside_the_period(office: Context) -> None:
    _, notice, _ = _hung(office)
    inside = boards.add_objection(office, notice, "水费不对", raised_on=date(2020, 9, 17)).id
    late = boards.add_objection(office, notice, "太晚了", raised_on=date(2020, 10, 9)).id
    # Thursday, and three working days: Friday, Monday, Tuesday
    assert value(office, "SELECT due_on FROM objection WHERE id = ?", inside) == "2020-09-22"
    assert [hint.message for hint in hints_for(office, "objection", inside)] == [
        "还没有答复，2020年9月22日前答复。"
    ]
    assert "提出时间在公示期以后，不在公示期内。" in [
        hint.message for hint in hints_for(office, "objection", late)
    ]


def test_the_walk_says_what_to_hang_and_what_to_take_down(office: Context) -> None:
    unit = community(office)
    yards = [courtyard(office, name, unit) for name in ("一院", "二院", "三院")]
    small, large = _board(office, yards[0], slots=1), _board(office, yards[0], "大公开栏", slots=9)
    old = issued(office, yards[0], "旧通知").notice_id
    posting = boards.post(office, [old], small, JULY, fonts=fonts()).ids[0]
    new = issued(office, yards[0], "新通知").notice_id
    lonely = issued(office, yards[2], "没有公开栏").notice_id
    walk = boards.walk_list(office, unit, date(2020, 9, 17))
    assert [place.courtyard for place in walk.places] == ["一院", "三院"]
    first, third = walk.places
    told = {
        each.board.id: ([line.id for line in each.take_down], [line.id for line in each.hang])
        for each in first.boards
        if each.board is not None
    }
    assert told == {small: ([posting], []), large: ([], [new])}
    assert all(line.overdue for line in walk.lines)
    assert (third.boards[0].board, third.boards[0].hang[0].id) == (None, lonely)
    assert "还没有登记公开栏" in third.boards[0].warning


def test_the_walk_is_done_at_once_or_not_at_all(office: Context) -> None:
    unit = community(office)
    yard = courtyard(office, "一院", unit)
    board = _board(office, yard)
    old = issued(office, yard, "旧通知").notice_id
    posting = boards.post(office, [old], board, JULY, fonts=fonts()).ids[0]
    new = issued(office, yard, "新通知").notice_id
    ticks = [Tick("hang", new, board), Tick("take_down", posting)]
    with pytest.raises(UserError, match="还没有选公开栏"):
        boards.apply_walk(office, [*ticks, Tick("hang", new)], TODAY)
    assert value(office, "SELECT count(*) FROM posting WHERE taken_down_on IS NULL") == 1
    with pytest.raises(InvalidInput, match="还没有勾选"):
        boards.apply_walk(office, [], TODAY)
    done = boards.apply_walk(office, ticks, TODAY, {board: _photo()})
    assert len(done.ids) == 2
    assert boards.walk_list(office, unit, TODAY).lines == ()
    states = dict(office.reader.all("SELECT title, state FROM notice"))
    assert states == {"旧通知": "taken_down", "新通知": "posted"}
    assert value(office, "SELECT count(*) FROM attachment") == 2


def test_a_correction_goes_where_the_old_one_hangs_and_that_comes_down(office: Context) -> None:
    yard, notice, posting = _hung(office)
    _board(office, yard, "大公开栏", slots=50)
    new = life.correct(office, notice, "日期写错")
    life.check(office, new, CHECKER)
    life.issue(office, new, fonts=fonts())
    walk = boards.walk_list(office, None, TODAY)
    ((at,),) = [place.boards for place in walk.places]
    assert at.board is not None
    assert (at.board.name, at.hang[0].id) == ("东门公开栏", new)
    assert (at.take_down[0].id, at.take_down[0].why) == (posting, "已由〔2020〕2号更正")
    boards.apply_walk(office, [Tick("hang", new, at.board.id), Tick("take_down", posting)], TODAY)
    assert value(office, "SELECT early_reason FROM posting WHERE id = ?", posting) == "已由〔2020〕2号更正"
