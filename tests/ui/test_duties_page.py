"""The page 议事任务 by keys: what is owed, many meetings made at once, an item closed with a photo."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from services import attachments, attention, history
from services.office import Context
from tests.helpers.deliberations import deliberated
from tests.helpers.files import on_disk, photo
from tests.helpers.office import add, community, courtyard, value
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui import prompts
from ui.duties.item_strip import ItemStrip
from ui.notices.act_dialog import ActDialog
from ui.pages.duties import DutiesPage
from ui.pages.records import RecordsPage
from ui.pages.start import StartPage

__all__ = ["clock", "desk", "new_office", "office"]


@pytest.fixture
def yards(office: Context) -> list[bytes]:
    """Three courtyards with branches since September, and the sample meetings."""
    deliberated(office)
    unit = community(office, "新社区")
    made: list[bytes] = [courtyard(office, f"新{number}号院", unit) for number in (1, 2, 3)]
    for number, yard in enumerate(made):
        add(
            office,
            "party-organisations",
            name=f"新{number}支部",
            kind="courtyard_branch",
            courtyard_id=yard,
            founded="2020-9-1",
        )
    return made


def _page(desk: Desk) -> DutiesPage:
    page = desk.window.page
    assert isinstance(page, DutiesPage)
    return page


def _dialog(desk: Desk) -> ActDialog:
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), ActDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ActDialog)
    desk.until(lambda: dialog.isAncestorOf(desk.focus()))
    return dialog


def _gone(desk: Desk) -> None:
    desk.until(lambda: not isinstance(QApplication.activeModalWidget(), QDialog))
    desk.window.window().activateWindow()  # the invisible screen gives no window back what a dialog took
    desk.until(desk.window.isActiveWindow)
    desk.settle()


def test_the_most_urgent_stands_first_with_its_clause(desk: Desk, yards: list[bytes]) -> None:
    desk.go("duties")
    page = _page(desk)
    page.take_focus()
    states = [row.key.state for row in page.table.rows]
    assert states == sorted(states, key=("overdue", "soon", "due").index)
    assert {row.tone for row in page.table.rows if row.key.state == "overdue"} == {"error"}
    assert all(row.cells[5] for row in page.table.rows)
    page.kinds.setCurrentIndex(page.kinds.findData("joint"))
    assert [row.cells[2:4] for row in page.table.rows] == [
        (f"新{number}号院", "9月联席会议") for number in (1, 2, 3)
    ]
    page.states.setCurrentIndex(page.states.findData("overdue"))
    assert list(page.table.rows) == []


def test_meetings_of_many_courtyards_are_made_at_once_and_taken_back(
    desk: Desk, office: Context, yards: list[bytes]
) -> None:
    desk.go("duties", "joint")
    page = _page(desk)
    page.table.setFocus()
    desk.press("Ctrl+A")
    assert page.meet_button.text() == "安排联席会议（3）…"
    page.meet_button.click()
    dialog = _dialog(desk)
    assert "新1号院、新2号院、新3号院" in dialog.intro.text()
    desk.press("Ctrl+S")
    _gone(desk)
    assert desk.toast().startswith("已为3个楼院安排联席会议")
    assert list(page.table.rows) == []  # held today
    tx = value(office, "SELECT tx_id FROM sync_change WHERE tbl = 'meeting' ORDER BY lamport DESC LIMIT 1")
    history.undo(office, tx)
    desk.session.changed.emit(frozenset({"meeting"}))
    desk.settle()
    assert len(page.table.rows) == 3


def test_one_courtyards_meeting_is_opened_at_once(desk: Desk, office: Context, yards: list[bytes]) -> None:
    desk.go("duties", "joint")
    page = _page(desk)
    page.take_focus()
    desk.press("Enter")
    _dialog(desk)
    desk.press("Ctrl+S")
    _gone(desk)
    desk.until(lambda: isinstance(desk.window.page, RecordsPage))
    assert desk.view.record.name == "9月份联席会议"


def test_an_item_is_closed_with_its_result_and_a_photo(
    desk: Desk, office: Context, yards: list[bytes], tmp_path: Path
) -> None:
    desk.go("duties", "action")
    page = _page(desk)
    page.take_focus()
    before = len(page.table.rows)
    desk.press("Enter")
    dialog = _dialog(desk)
    with prompts.scripted([str(on_disk(tmp_path, "张榜.jpg", photo()))]):
        dialog.photos.add_button.click()  # type: ignore[union-attr]
    desk.type("已张榜")
    desk.press("Ctrl+S")
    _gone(desk)
    assert desk.toast() == "已登记办结"
    assert len(page.table.rows) == before - 1
    row = office.reader.one("SELECT id, done_on FROM action_item WHERE result = '已张榜'")
    assert row is not None
    assert row[1] == "2020-09-16"
    assert [file.name for file in attachments.files(office, "action-items", row[0])] == ["张榜.jpg"]


def test_an_open_item_has_its_button_in_the_list_as_well(
    desk: Desk, office: Context, yards: list[bytes]
) -> None:
    item = value(office, "SELECT id FROM action_item WHERE due_on = '2020-09-05'")
    desk.session.show_record("action-items", item)
    desk.settle()
    desk.until(lambda: desk.page.pane.shown is not None and desk.page.pane.shown.id == item)
    desk.settle()
    strip = desk.view.above
    assert isinstance(strip, ItemStrip)
    assert strip.told.text() == "● 还没有办结，已逾期11天"
    desk.page.list.table.setFocus()
    desk.press("Ctrl+J")
    dialog = _dialog(desk)
    desk.press("Ctrl+S")
    assert dialog.isVisible()  # a result is asked for
    desk.type("询价三家")
    desk.press("Ctrl+S")
    _gone(desk)
    assert value(office, "SELECT result FROM action_item WHERE id = ?", item) == "询价三家"
    assert desk.view.above is None


def test_other_duties_open_their_record(desk: Desk, office: Context, yards: list[bytes]) -> None:
    desk.go("duties", "minutes")
    _page(desk).take_focus()
    desk.press("Enter")
    desk.until(lambda: isinstance(desk.window.page, RecordsPage))
    assert desk.view.record.kind == "meetings"


def test_the_start_page_leads_to_what_a_courtyard_owes(
    desk: Desk, office: Context, yards: list[bytes]
) -> None:
    desk.go("duties")
    desk.go("start")
    page = desk.window.page
    assert isinstance(page, StartPage)
    page._refresh()
    desk.settle()
    remark = next(each for each in page._remarks if each.group == attention.DELIBERATION)
    page._open_remark(remark)
    desk.settle()
    assert _page(desk).search.text() == remark.name
    assert {row.cells[2] for row in _page(desk).table.rows} == {remark.name}
