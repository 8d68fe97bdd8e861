"""The pages 待决事项 and 疑似重复 by keys: a case decided and undone, many at once, two records merged."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from sqlalchemy import insert

from models.ids import new_id
from models.tables.sync import SyncConflict
from services import conflicts, duplicates, records
from services.office import Context
from tests.helpers.exchange_pair import Pair, exchange_pair
from tests.helpers.office import DAY_MS, FixedClock, NewOffice, courtyard, resident
from tests.helpers.windowed import Desk, clock, desk, new_office
from ui import prompts
from ui.conflicts.bulk_dialog import BulkDialog
from ui.conflicts.strip import OpenStrip
from ui.pages.conflicts import ConflictsPage
from ui.pages.duplicates import DuplicatesPage
from ui.pages.start import StartPage

__all__ = ["clock", "desk", "new_office", "office"]


@pytest.fixture
def pair(new_office: NewOffice) -> Pair:
    """Two offices that know each other."""
    return exchange_pair(new_office)


@pytest.fixture
def office(pair: Pair) -> Context:
    """The office the window stands over."""
    return pair.here


@pytest.fixture
def person(pair: Pair, clock: FixedClock) -> bytes:
    """A resident whose phone and note two offices changed, each otherwise."""
    yard = courtyard(pair.here, unit=pair.units["文明社区"])
    made = resident(pair.here, "王秀英", courtyard_id=yard, phone="13812345678")
    pair.carry(pair.here, pair.there)
    clock.advance(DAY_MS)
    records.save(pair.here, "residents", made, {"phone": "13900000001", "note": "独居"})
    records.save(pair.there, "residents", made, {"phone": "13900000002", "note": "低保"})
    pair.swap()
    return bytes(made)


def _page(desk: Desk) -> ConflictsPage:
    page = desk.window.page
    assert isinstance(page, ConflictsPage)
    return page


def _choose(desk: Desk, field: str) -> ConflictsPage:
    """Go to the page and put the case of a field in front."""
    desk.go("conflicts")
    page = _page(desk)
    page.take_focus()
    at = next(n for n, row in enumerate(page.table.rows) if row.cells[2] == field)
    page.table.selectRow(at)
    return page


def _spoken(desk: Desk) -> str:
    item = desk.window.navigation._rows["conflicts"]
    return str(item.data(Qt.ItemDataRole.AccessibleTextRole))


def _phone(desk: Desk, person: bytes) -> str:
    return records.read(desk.context, "residents", person).shown("phone").text


def test_a_case_is_decided_by_keys_and_undone(person: bytes, desk: Desk) -> None:
    page = _choose(desk, "联系电话")
    assert [card.take_button is not None for card in page.panel.cards] == [True, True]
    desk.press("Ctrl+2")
    assert _phone(desk, person) == "139****0002"
    assert desk.toast() == "已决定“居民 王秀英”"
    assert [row.cells[2] for row in page.table.rows] == ["备注"]
    assert desk.focus() is page.table
    desk.press("Ctrl+Z")
    assert _phone(desk, person) == "139****0001"
    assert sorted(row.cells[2] for row in page.table.rows) == ["备注", "联系电话"]


def test_another_value_is_typed_and_a_bad_one_refused(person: bytes, desk: Desk) -> None:
    page = _choose(desk, "联系电话")
    with prompts.scripted("139 0000 0003") as script:
        page.panel.buttons["write"].click()
        desk.settle()
    assert script.asked == ["居民 王秀英的联系电话："]
    assert _phone(desk, person) == "139****0003"


def test_asking_puts_the_words_on_the_clipboard(person: bytes, desk: Desk) -> None:
    page = _choose(desk, "备注")
    page.panel.buttons["ask"].click()
    desk.settle()
    assert "低保（安飞社区，李梅" in QGuiApplication.clipboard().text()
    (row,) = [row for row in page.table.rows if row.cells[2] == "备注"]
    assert row.cells[1] == "居民 王秀英（已询问）"


def test_all_of_one_office_after_a_look_at_the_list(person: bytes, desk: Desk) -> None:
    page = _choose(desk, "备注")
    (action,) = [each for each in page.offices.actions() if each.text().startswith("安飞社区")]
    action.trigger()
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), BulkDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, BulkDialog)
    assert [row.key for row in dialog.table.rows] == [0, 1]
    dialog.do_button.click()
    desk.settle()
    assert conflicts.listed(desk.context) == ()
    assert _phone(desk, person) == "139****0002"
    assert list(page.table.rows) == []


@pytest.fixture
def proposal(pair: Pair, person: bytes) -> None:
    """A change of the other office as a proposal."""
    reader = pair.here.on_writer.reader
    row = reader.one(
        "SELECT replica_id, seq, tbl, row_id, grp, values_json FROM sync_change WHERE replica_id <> ? "
        "AND grp = 'note'",
        (pair.here.database.replica_id,),
    )
    assert row is not None
    detail = {"replica": bytes(row[0]).hex(), "seq": row[1], "values": row[5], "reason": "not_yours"}
    values = {"id": new_id(), "tbl": row[2], "row_id": row[3], "grp": row[4], "kind": "unauthorised"}
    with pair.here.unit_of_work() as work:
        told = {"opened_at": work.actor.now_ms, "detail_json": json.dumps(detail)}
        work.local(insert(SyncConflict).values(**values, **told))
        work.commit()


def test_all_proposals_of_a_community_are_settled_from_the_menu(proposal: None, desk: Desk) -> None:
    desk.go("conflicts")
    page = _page(desk)
    adopt, decline = [each for each in page.offices.actions() if "全部建议" in each.text()]
    with prompts.scripted("no"):
        adopt.trigger()
        desk.settle()
    assert conflicts.counts(desk.context).proposals == 1
    with prompts.scripted("adopt"):
        adopt.trigger()
        desk.settle()
    assert "采纳" in desk.toast()
    assert conflicts.counts(desk.context).proposals == 0
    desk.press("Ctrl+Z")
    desk.settle()
    assert conflicts.counts(desk.context).proposals == 1
    adopt, decline = [each for each in page.offices.actions() if "全部建议" in each.text()]
    with prompts.scripted("录错了"):
        decline.trigger()
        desk.settle()
    assert conflicts.counts(desk.context).proposals == 0


def test_what_waits_is_counted_in_the_navigation_and_on_the_start_page(person: bytes, desk: Desk) -> None:
    page = desk.window.page
    assert isinstance(page, StartPage)
    desk.until(lambda: any(row.cells[0] == "两边填得不一样" for row in page.remarks.rows))
    (row,) = [row for row in page.remarks.rows if row.cells[0] == "两边填得不一样"]
    assert row.cells[1] == "2处要您决定"
    assert desk.window.furniture is not None
    desk.window.furniture.count()
    desk.settle()
    assert "2项未办结" in _spoken(desk)
    page.remarks.opened.emit(row.key)
    desk.settle()
    assert desk.window.current == "conflicts"


def test_the_case_a_mark_leads_to_stands_in_front(person: bytes, desk: Desk) -> None:
    marks = conflicts.provisional(desk.context, "resident", [person])[person]
    desk.go("conflicts", marks["note"])
    meant = _page(desk).meant()
    assert isinstance(meant, conflicts.Case)
    assert meant.field == "备注"


def test_without_anything_to_decide_the_page_says_so(desk: Desk) -> None:
    desk.go("conflicts")
    page = _page(desk)
    assert list(page.table.rows) == []
    assert not page.all_button.isEnabled()
    assert page.panel.buttons == {}


def _twice(office: Context, number: int) -> None:
    for note in ("独居", "低保" if number == 0 else "独居"):
        resident(office, f"赵{number}", phone=f"1381234567{number}", note=note)


def test_two_records_are_compared_merged_and_parted_again(pair: Pair, desk: Desk) -> None:
    _twice(pair.here, 0)
    desk.go("duplicates")
    page = desk.window.page
    assert isinstance(page, DuplicatesPage)
    page.take_focus()
    desk.settle()
    lines = {row.cells[0]: row.cells[1:] for row in page.panel.table.rows}
    assert lines["备注"] == ("独居", "低保", "独居")
    at = next(n for n, row in enumerate(page.panel.table.rows) if row.key == "note")
    page.panel.table.setFocus()
    page.panel.table.selectRow(at)
    page.panel.table.opened.emit("note")
    assert {row.cells[0]: row.cells[3] for row in page.panel.table.rows}["备注"] == "低保"
    desk.press("Ctrl+Enter")
    assert desk.toast() == "已合并“赵0”"
    assert list(page.table.rows) == []
    desk.press("Ctrl+Z")
    assert len(page.table.rows) == 1


def test_many_doubles_are_merged_at_once_and_a_pair_can_be_two(pair: Pair, desk: Desk) -> None:
    for number in range(3):
        _twice(pair.here, number)
    desk.go("duplicates")
    page = desk.window.page
    assert isinstance(page, DuplicatesPage)
    with prompts.scripted("yes") as script:
        page.all_button.click()
        desk.settle()
    assert script.asked == ["把3对各合成一条吗？"]
    assert desk.toast() == "已合并2对，1对不一样的留着"
    assert [row.cells[1] for row in page.table.rows] == ["赵0"]
    page.panel.apart_button.click()
    desk.settle()
    assert list(page.table.rows) == []
    assert duplicates.count(desk.context) == 0


def test_record_and_form_mark_what_is_not_decided_and_the_strip_leads_there(
    person: bytes, desk: Desk
) -> None:
    desk.session.show_record("residents", person)
    desk.until(lambda: desk.window.current == "residents" and bool(desk.view.findChildren(OpenStrip)))
    desk.settle()
    assert _marked(desk.view) == {"联系电话 ⚠", "备注 ⚠"}
    desk.press("F2")
    assert _marked(desk.form) == {"联系电话 ⚠", "备注 ⚠"}
    desk.press("Esc")
    desk.until(lambda: bool(desk.view.findChildren(OpenStrip)))
    strip = desk.view.findChild(OpenStrip)
    assert isinstance(strip, OpenStrip)
    assert any(label.text().startswith("有2处还没有决定") for label in strip.findChildren(QLabel))
    strip.go_button.click()
    desk.settle()
    assert desk.window.current == "conflicts"
    desk.press("Ctrl+1")
    desk.press("Ctrl+1")
    desk.session.show_record("residents", person)
    desk.settle()
    assert _marked(desk.view) == set()
    assert not desk.view.findChildren(OpenStrip)


def _marked(widget: QWidget) -> set[str]:
    return {label.text() for label in widget.findChildren(QLabel) if label.text().endswith("⚠")}
