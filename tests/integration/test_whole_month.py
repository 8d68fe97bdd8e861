"""A whole month on the sample community: booked, closed, issued, hung, objected to, taken down, archived.

What has to be shown turns from red to green on the way, and no figure is typed twice.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from services import boards, booking, importing, ledgers, records
from services.attachments import NewFile
from services.disclosure import obligations
from services.disclosure.obligations import Obligation
from services.ledgers import EntryDraft
from services.notices import life
from services.notices.targets import courtyard_named
from services.office import Context
from services.resources import resource_path
from services.search import search
from tests.helpers.office import DAY_MS, FixedClock, NewOffice, value

SAMPLE = resource_path("sample/摸排台账-明湖办事处.xlsx")
YARD = "航海东路1号院"
MONTH = "2020-09"
MONTHLY = ("parking", "charges", "public_space", "supplies")
pytestmark = pytest.mark.local_file("one walk through everything; the parts run on both kinds of database")


@pytest.fixture
def office(new_office: NewOffice, clock: FixedClock) -> Context:
    """The sample community on 5 October 2020, the survey imported, its account lines waiting."""
    clock.now_ms += 19 * DAY_MS
    context = new_office(user="王芳")
    importing.apply(context, importing.rehearse(context, SAMPLE))
    return context


def _owed(context: Context, day: date, *codes: str) -> dict[str, Obligation]:
    yard = courtyard_named(context, YARD)
    found = obligations.obligations(context, day, courtyard=yard)
    return {each.item.code: each for each in found if each.item.code in codes and each.key == MONTH}


def _photo() -> NewFile:
    shot = BytesIO()
    Image.new("RGB", (64, 48), "green").save(shot, "JPEG")
    return NewFile("公开栏.jpg", data=shot.getvalue())


def test_the_whole_month_is_walked(office: Context, clock: FixedClock) -> None:
    yard = courtyard_named(office, YARD)
    # import: the lines that wait are booked, each once
    assert _owed(office, date(2020, 10, 5), *MONTHLY) == {}
    booked = booking.apply(office, booking.book_pending(office))
    assert value(office, "SELECT count(*) FROM ledger_entry") == 77
    assert value(office, "SELECT count(*) FROM pending_ledger_line WHERE deleted_at IS NULL") == 0
    assert booked.committed is not None
    # enter: one receipt that was forgotten
    ledgers.add_entry(office, EntryDraft(yard, "2020-09-30", "income", "interest", 123, voucher="No.000078"))
    told = ledgers.statement(office, yard, MONTH)
    assert (told.income_total, told.expense_total) == (2_058_805 + 123, 119_978)
    before = _owed(office, date(2020, 10, 12), *MONTHLY)
    assert {each.state for each in before.values()} == {"overdue"}
    assert len(before) == len(MONTHLY)
    # close, by two people
    ledgers.close_month(office, yard, MONTH, "王芳", "李伟")
    # issue: the sheet is made from what is owed
    wanted = obligations.wanted(before["parking"])
    notice = life.prepare(
        office, wanted.kind, wanted.courtyard, month=wanted.month, item=wanted.item, record=wanted.record
    )
    life.check(office, notice, "李伟")
    issued = life.issue(office, notice)
    assert issued.number == "〔2020〕1号"
    frozen = life.frozen_text(office, notice)
    assert "20,589.28" in frozen
    assert "1,199.78" in frozen
    printed = life.reprint(office, notice)
    # post with a photo
    board = boards.add_board(office, yard, "大门公开栏", slots=8).id
    clock.advance(3 * DAY_MS)
    boards.post(office, [notice], board, date(2020, 10, 8), _photo())
    after = _owed(office, date(2020, 10, 12), *MONTHLY)
    assert {(each.state, each.done_on) for each in after.values()} == {("done", "2020-10-08")}
    seen = obligations.matrix(office, date(2020, 10, 12))
    row = next(each for each in seen.rows if each.courtyard.id == yard)
    states = {item.code: cell.state for item, cell in zip(seen.items, row.cells, strict=True)}
    assert [states[code] for code in MONTHLY] == ["done"] * 4
    # object and reply
    objection = boards.add_objection(office, notice, "停车费少了一笔", raised_by="陈强").id
    due = value(office, "SELECT due_on FROM objection")
    assert due == "2020-10-12"  # three working days; Saturday the 10th was worked
    records.save(office, "objections", objection, {"reply": "已核对，没有少。", "replied_on": "2020-10-12"})
    # take down after fifteen days, the first and the last counted
    clock.advance(14 * DAY_MS)
    hung = value(office, "SELECT id FROM posting")
    boards.take_down(office, [hung], date(2020, 10, 22), photo=_photo())
    assert boards.days_hung("2020-10-08", "2020-10-22", date(2020, 10, 23)) == 15
    life.archive(office, [notice])
    assert value(office, "SELECT state FROM notice") == "archived"
    # what hung can be printed again, byte for byte, and be found by its words
    assert life.reprint(office, notice, 1) == printed
    assert value(office, "SELECT count(*) FROM attachment WHERE tbl = 'posting'") == 2
    assert any(hit.id == notice for hit in search(office, "〔2020〕1号"))
    assert _owed(office, date(2020, 11, 20), "parking")["parking"].state == "done"
