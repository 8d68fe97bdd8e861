"""The page 公开任务 by keys: the list, the month, the matrix; a sheet is drafted, a line switched off."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from services.disclosure import obligations
from services.office import Context
from tests.helpers.duties import furnish
from tests.helpers.office import DAY_MS, FixedClock, rows, value
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui import prompts
from ui.disclosure.registering import RegisterDialog
from ui.pages.obligations import ObligationsPage

__all__ = ["clock", "desk", "new_office", "office"]


@pytest.fixture
def town(office: Context, clock: FixedClock) -> Context:
    """Two communities on 2020-10-16: accounts of September are overdue everywhere."""
    clock.advance(30 * DAY_MS)
    furnish(office)
    return office


@pytest.fixture
def page(town: Context, desk: Desk) -> ObligationsPage:
    desk.go("obligations")
    found = desk.window.page
    assert isinstance(found, ObligationsPage)
    found.take_focus()
    return found


def _titles(page: ObligationsPage) -> list[tuple[str, str]]:
    return [(row.cells[1], row.cells[2]) for row in page.list.table.rows]


def _choose(page: ObligationsPage, yard: str, code: str) -> None:
    """Choose the open obligations of a line in a courtyard."""
    keys = {
        row.key
        for row in page.list.table.rows
        if row.key.courtyard.name == yard and row.key.item.code == code
    }
    assert keys
    page.list.table.clearSelection()
    page.list.table.select_keys(keys)


# the list


def test_the_most_urgent_stands_first_with_its_source(desk: Desk, page: ObligationsPage) -> None:
    table = page.list.table
    assert table.hasFocus()
    states = [row.key.state for row in table.rows]
    assert states[0] == "overdue"
    assert states == sorted(states, key=("overdue", "due", "soon").index)
    assert all(row.cells[0] and row.cells[6] for row in table.rows)
    assert {row.tone for row in table.rows if row.key.state == "overdue"} == {"error"}
    assert len(table.rows) == obligations.counts(desk.context).open


def test_done_ones_and_a_community_are_filtered(desk: Desk, page: ObligationsPage) -> None:
    page.states.setCurrentIndex(page.states.findData("done"))
    assert {yard for yard, _ in _titles(page)} == {"一院"}
    assert {row.cells[4] for row in page.list.table.rows} >= {"9月9日公开", "9月14日公开"}
    page.communities.setCurrentIndex(page.communities.findText("远大社区"))
    assert _titles(page) == []
    page.states.setCurrentIndex(page.states.findData("all"))
    assert {yard for yard, _ in _titles(page)} == {"二院"}


def test_words_filter_the_list(desk: Desk, page: ObligationsPage) -> None:
    desk.press("Ctrl+F")
    assert page.search.hasFocus()
    desk.type("二院 停车")
    assert _titles(page) == [("二院", "停车费收缴和使用情况")]


def test_a_sheet_is_drafted_and_opened_by_enter(desk: Desk, page: ObligationsPage) -> None:
    _choose(page, "二院", "parking")
    page.list.table.setFocus()
    row = page.list.table.selectionModel().selectedRows()[0].row()
    page.list.table.setCurrentIndex(page.list.table.model().index(row, 0))
    desk.press("Enter")
    assert desk.window.current == "notices"
    made = desk.view.record
    assert made.kind == "notices"
    assert rows(desk.context, "SELECT kind, for_month, state FROM notice WHERE id = ?", made.id) == [
        ("accounts", "2020-09", "draft")
    ]


def test_several_sheets_are_drafted_at_once(desk: Desk, page: ObligationsPage) -> None:
    keys = {row.key for row in page.list.table.rows if row.key.month and row.key.courtyard.name == "二院"}
    page.list.table.select_keys(keys)
    assert page.make_button.text() == f"做公示（{len(page.list.meant())}）"
    before = value(desk.context, "SELECT count(*) FROM notice WHERE deleted_at IS NULL")
    page.make_button.setFocus()
    desk.press("Space")
    # one 月度收支公开表 serves all lines of the accounts, the cost of staff has a sheet of its own
    assert value(desk.context, "SELECT count(*) FROM notice WHERE deleted_at IS NULL") >= before + 2
    assert desk.window.current == "notices"


def test_what_hangs_is_looked_at(desk: Desk, page: ObligationsPage) -> None:
    page.states.setCurrentIndex(page.states.findData("done"))
    _choose(page, "一院", "staff")
    assert not page.make_button.isEnabled()
    page.look_button.setFocus()
    desk.press("Space")
    assert desk.window.current == "notices"
    assert desk.view.record.id == value(desk.context, "SELECT id FROM notice WHERE kind = 'staff_cost'")


def test_a_line_is_switched_off_with_its_reason_and_undone(desk: Desk, page: ObligationsPage) -> None:
    before = _titles(page)
    _choose(page, "二院", "parking")
    page.off_button.setFocus()
    with prompts.scripted("没有停车位") as script:
        desk.press("Space")
    assert script.asked == ["二院不公开“停车费收缴和使用情况”，原因："]
    assert ("二院", "停车费收缴和使用情况") not in _titles(page)
    assert desk.toast() == "二院不公开“停车费收缴和使用情况”：已登记，原因是没有停车位"
    page.take_focus()
    desk.press("Ctrl+Z")
    assert _titles(page) == before


def test_without_a_reason_nothing_is_switched_off(desk: Desk, page: ObligationsPage) -> None:
    before = _titles(page)
    _choose(page, "二院", "parking")
    with prompts.scripted(None):
        page.off_button.click()
        desk.settle()
    assert _titles(page) == before
    with prompts.scripted("  "):
        page.off_button.click()
        desk.settle()
    assert desk.toast() == "有内容需要改正：请写明为什么不公开。"
    assert _titles(page) == before


def test_the_courtyard_is_shown(desk: Desk, page: ObligationsPage) -> None:
    _choose(page, "二院", "parking")
    page.yard_button.click()
    desk.settle()
    assert desk.window.current == "courtyards"
    assert desk.view.record.name == "二院"


# the month


def test_the_month_is_walked_by_keys(desk: Desk, page: ObligationsPage) -> None:
    page.tabs.setFocus()
    desk.press("Right")
    assert page.view is page.month
    page.take_focus()
    grid = page.month.grid
    assert grid.hasFocus()
    assert grid.day == date(2020, 10, 16)
    desk.press("Up", "Right")
    assert grid.day == date(2020, 10, 10)
    assert page.month.day_heading.text().startswith("10月10日到期：")
    due = [row.key for row in page.month.table.rows]
    assert {duty.due for duty in due} == {"2020-10-10"}
    assert "已逾期" in grid.accessibleDescription()
    desk.press("PgDn")
    assert (grid.day, page.month.heading.text()) == (date(2020, 11, 10), "2020年11月")
    assert page.month.table.rows == []
    desk.press("PgUp", "PgUp")
    assert grid.day == date(2020, 9, 10)
    assert {row.key.state for row in page.month.table.rows} == {"done"}
    desk.press("Home")
    assert grid.day == date(2020, 10, 16)


def test_enter_goes_into_the_day_and_makes_its_sheet(desk: Desk, page: ObligationsPage) -> None:
    page.tabs.setCurrentIndex(1)
    page.month.grid.choose(date(2020, 10, 10))
    page.take_focus()
    desk.press("Enter")
    assert page.month.table.hasFocus()
    assert len(page.month.meant()) == 1
    assert page.make_button.isEnabled()
    desk.press("Enter")
    assert desk.window.current == "notices"


# the matrix


def test_the_matrix_is_walked_and_told_in_words(desk: Desk, page: ObligationsPage) -> None:
    page.tabs.setCurrentIndex(2)
    page.take_focus()
    matrix = page.matrix.matrix
    assert matrix.hasFocus()
    assert [row.name for row in matrix.rows] == ["一院", "二院"]
    labels = [column.label for column in matrix.columns]
    at = labels.index("停车费收缴和使用情况")
    for _ in range(at):
        desk.press("Right")
    desk.press("Down")
    assert matrix.rows[1].cells[at].word == "已逾期"
    assert page.matrix.told.text().startswith(
        "二院　停车费收缴和使用情况（2020年9月）：已逾期，10月10日前公开"
    )
    accessible = matrix.model().data(matrix.currentIndex(), Qt.ItemDataRole.AccessibleTextRole)
    assert "已逾期" in accessible
    desk.press("Enter")
    assert desk.window.current == "notices"


def test_the_matrix_is_copied_in_words(desk: Desk, page: ObligationsPage) -> None:
    page.tabs.setCurrentIndex(2)
    page.take_focus()
    desk.press("Ctrl+C")
    head, *lines = QGuiApplication.clipboard().text().splitlines()
    at = head.split("\t").index("停车费收缴和使用情况")
    assert [line.split("\t")[0] for line in lines] == ["一院", "二院"]
    assert lines[1].split("\t")[at] == "已逾期"


def test_what_is_switched_off_is_a_dash_with_its_reason(desk: Desk, page: ObligationsPage) -> None:
    _choose(page, "二院", "parking")
    with prompts.scripted("没有停车位"):
        page.off_button.click()
        desk.settle()
    page.tabs.setCurrentIndex(2)
    cells = {
        column.label: cell
        for column, cell in zip(page.matrix.matrix.columns, page.matrix.matrix.rows[1].cells, strict=True)
    }
    assert cells["停车费收缴和使用情况"].word == "不用公开"
    assert cells["停车费收缴和使用情况"].tip == "不用公开：没有停车位"


# by hand


def _dialog(page: ObligationsPage) -> RegisterDialog:
    return page.findChildren(RegisterDialog)[-1]


def test_something_to_be_shown_is_registered_by_keys(desk: Desk, page: ObligationsPage) -> None:
    desk.press("Ctrl+N")
    desk.until(lambda: bool(page.findChildren(RegisterDialog)))
    form = _dialog(page).form
    assert form.inputs["courtyard_id"].inner.hasFocus() or form.inputs["courtyard_id"].hasFocus()
    desk.type("二院")
    desk.until(lambda: not desk.session.tasks.pending)
    desk.press("Down", "Enter")
    form.inputs["item"].inner.setFocus()
    desk.press("Down")
    form.inputs["reason"].inner.setFocus()
    desk.type("充电棚收费标准")
    desk.press("Ctrl+S")
    assert desk.toast() == "已登记要公开的“充电棚收费标准”"
    assert any("充电棚收费标准" in row.cells[3] and row.cells[1] == "二院" for row in page.list.table.rows)


def test_what_is_missing_is_told_beside_its_field(desk: Desk, page: ObligationsPage) -> None:
    before = len(page.list.table.rows)
    page.register_button.click()
    desk.until(lambda: bool(page.findChildren(RegisterDialog)))
    desk.press("Ctrl+S")
    dialog = _dialog(page)
    assert dialog.isVisible()
    assert not dialog.form.check_all()
    desk.press("Esc")
    desk.settle()
    assert len(page.list.table.rows) == before


# elsewhere


def test_the_start_page_tells_of_them_and_leads_here(town: Context, desk: Desk) -> None:
    from ui.pages.start import StartPage

    start = desk.window.page
    assert isinstance(start, StartPage)
    desk.settle()
    tabs = [start.kinds.tabText(at) for at in range(start.kinds.count())]
    at = next(at for at, text in enumerate(tabs) if text.startswith("公开任务"))
    start.kinds.setCurrentIndex(at)
    shown = [(row.cells[0], row.tone) for row in start.remarks.rows]
    assert shown == [("一院", "error"), ("二院", "error")]
    assert all("逾期" in row.cells[1] for row in start.remarks.rows)
    start.remarks.setFocus()
    start.remarks.selectRow(1)
    desk.press("Enter")
    page = desk.window.page
    assert isinstance(page, ObligationsPage)
    assert {yard for yard, _ in _titles(page)} == {"二院"}
    assert desk.window.furniture is not None
    desk.window.furniture.count()
    desk.settle()
    (entry,) = desk.window.navigation.findItems("公开任务", Qt.MatchFlag.MatchExactly)
    assert "项已逾期" in entry.data(Qt.ItemDataRole.AccessibleTextRole)


def test_an_empty_office_has_nothing_to_show(desk: Desk) -> None:
    desk.go("obligations")
    page = desk.window.page
    assert isinstance(page, ObligationsPage)
    assert page.list.table.rows == []
    assert not page.make_button.isEnabled()
    for at in (1, 2):
        page.tabs.setCurrentIndex(at)
        page.take_focus()
        desk.press("Enter")
    assert desk.window.current == "obligations"
