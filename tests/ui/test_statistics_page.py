"""The page 公开统计: rates by keys, what was late, charts, the spreadsheet, the printed sheet."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from pdfminer.high_level import extract_text
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from services import records
from services.office import Context
from tests.helpers.duties import furnish
from tests.helpers.office import DAY_MS, FixedClock
from tests.helpers.paper import on_pdf
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui import prompts
from ui.pages.obligations import ObligationsPage
from ui.pages.statistics import StatisticsPage
from ui.print_dialog import PrintDialog

__all__ = ["clock", "desk", "new_office", "office"]


@pytest.fixture
def told(office: Context, clock: FixedClock) -> bytes:
    """Furnish the office on 2020-10-16 and return a notice with objections."""
    clock.advance(30 * DAY_MS)
    return furnish(office)


@pytest.fixture
def page(told: bytes, desk: Desk) -> StatisticsPage:
    desk.go("statistics")
    found = desk.window.page
    assert isinstance(found, StatisticsPage)
    found.take_focus()
    return found


def _texts(page: StatisticsPage, name: str) -> list[str]:
    return [cell.text for row in page.rates.grid.rows if row.name == name for cell in row.cells]


def test_a_year_is_shown_with_words_icons_and_sums(page: StatisticsPage) -> None:
    grid = page.rates.grid
    assert [row.name for row in grid.rows] == ["安飞社区", "远大社区", "合计"]
    assert [label for _, label in grid.columns][-5:] == ["9月", "10月", "合计", "逾期天", "异议"]
    near = _texts(page, "安飞社区")
    assert near[0] == "—"
    september = next(row for row in grid.rows if row.name == "安飞社区").cells[8]
    assert september.tone in ("warn", "error")
    assert "逾期公开1项" in september.told
    assert "异议2件，已答复2件（逾期1件）" in september.told
    assert near[-1] == "3"
    assert all(cell.told for row in grid.rows for cell in row.cells)
    model = grid.model()
    assert model.data(model.index(0, 8), Qt.ItemDataRole.AccessibleTextRole) == september.told


def test_a_cell_is_reached_and_what_was_late_is_opened_by_keys(
    told: bytes, desk: Desk, page: StatisticsPage
) -> None:
    desk.press("Home", "Up", "Up")
    grid = page.rates.grid
    assert grid.currentIndex().row() == 0
    for _ in range(8):
        desk.press("Right")
    assert grid.columns[grid.currentIndex().column()][1] == "9月"
    late = page.rates.late
    staff = [row for row in late.rows if row.cells[0] == "逾期公开"]
    assert [row.cells[1:3] + row.cells[-3:] for row in staff] == [
        ("安飞社区", "一院", "9月10日", "9月14日", "4")
    ]
    assert page.rates.told.text() == grid.rows[0].cells[8].told
    desk.press("Enter")
    assert late.hasFocus()
    late.clearSelection()
    late.selectRow(late.rows.index(staff[0]))
    desk.press("Enter")
    assert desk.window.current == "notices"
    assert desk.view.record.id == staff[0].key.notices[0]


def test_what_is_still_missing_leads_to_the_obligations_of_its_courtyard(
    desk: Desk, page: StatisticsPage
) -> None:
    page.rates.grid.select(page.rates.grid.rows[1].key, "2020-10")
    desk.press("Enter")
    assert {row.cells[0] for row in page.rates.late.rows} == {"逾期未公开"}
    desk.press("Enter")
    at = desk.window.page
    assert isinstance(at, ObligationsPage)
    assert at.search.text() == "二院"


def test_another_year_and_an_empty_one(desk: Desk, page: StatisticsPage) -> None:
    assert [page.years.itemText(at) for at in range(page.years.count())] == ["2020年", "2019年"]
    page.years.setFocus()
    desk.press("Down")
    assert page.year == 2019
    # nobody owed anything in 2019, but somebody objected
    assert _texts(page, "安飞社区")[-1] == "1"
    assert page.rates.late.rows == []
    assert page.print_button.isEnabled()


def test_an_office_without_anything_says_so(desk: Desk) -> None:
    desk.go("statistics")
    page = desk.window.page
    assert isinstance(page, StatisticsPage)
    assert page.rates.grid.rows == ()
    assert not page.export_button.isEnabled()
    assert not page.print_button.isEnabled()
    page.take_focus()
    desk.press("Ctrl+E", "Ctrl+P")  # neither asks anything
    page.tabs.setCurrentIndex(1)
    assert page.chart.stack.currentWidget() is page.chart.nothing


def test_the_table_is_copied_with_its_headings(desk: Desk, page: StatisticsPage) -> None:
    desk.press("Ctrl+C")
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:3] == ["", "1月", "2月"]
    assert [line.split("\t")[0] for line in lines[1:]] == ["安飞社区", "远大社区", "合计"]
    assert lines[1].split("\t")[1:] == _texts(page, "安飞社区")


def test_the_charts_are_drawn_once(desk: Desk, page: StatisticsPage) -> None:
    page.tabs.setFocus()
    desk.press("Right")
    assert page.chart.stack.currentWidget() is page.chart.view
    assert page.chart.view.page == 0
    desk.press("Left")
    assert page.stack.currentIndex() == 0


def test_it_is_exported_by_keys(desk: Desk, page: StatisticsPage, tmp_path: Path) -> None:
    out = tmp_path / "统计.xlsx"
    with prompts.scripted(out) as script:
        desk.press("Ctrl+E")
    assert script.asked
    assert openpyxl.load_workbook(out).sheetnames[0] == "各社区"
    assert desk.toast().startswith("已导出")


def test_the_sheet_is_printed_by_keys(
    desk: Desk, page: StatisticsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "printed.pdf"
    on_pdf(monkeypatch, out)
    desk.press("Ctrl+P")
    desk.until(lambda: bool(page.findChildren(PrintDialog)))
    (dialog,) = page.findChildren(PrintDialog)
    dialog.accept()
    desk.settle()
    assert desk.toast() == "公开情况统计表已送到打印机"
    assert out.stat().st_size > 1000


def test_the_sheet_is_saved_instead(
    desk: Desk, page: StatisticsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_pdf(monkeypatch, tmp_path / "printed.pdf")
    out = tmp_path / "统计表.pdf"
    desk.press("Ctrl+P")
    desk.until(lambda: bool(page.findChildren(PrintDialog)))
    (dialog,) = page.findChildren(PrintDialog)
    with prompts.scripted(out):
        dialog.save_wanted.emit()
        desk.settle()
    dialog.reject()
    assert "公开情况统计表" in extract_text(out)


def test_it_follows_what_is_saved_meanwhile(told: bytes, desk: Desk, page: StatisticsPage) -> None:
    before = page.rates.grid.rows[0].cells[-1].text
    values = {"notice_id": told, "content": "再提一次", "raised_on": "2020-10-12", "due_on": "2020-10-15"}
    records.save(desk.context, "objections", None, values)
    desk.session.changed.emit(frozenset({"objection"}))
    desk.settle()
    assert (before, page.rates.grid.rows[0].cells[-1].text) == ("3", "4")
