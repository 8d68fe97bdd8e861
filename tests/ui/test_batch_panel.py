"""批量打印: from selected courtyards by keys to paper and files, with what could not be made."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from services import notices
from services.documents.fonts.library import FontLibrary, load_library
from services.notices import batch
from tests.helpers.office import add, community, courtyard, rows
from tests.helpers.paper import on_pdf
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui import prompts
from ui.batch_dialog import BatchDialog
from ui.print_dialog import PrintDialog
from ui.widgets import pdf_pages

__all__ = ["clock", "desk", "new_office", "office"]
NAMES = ("安飞东院", "建设路1号院", "郑纺机西院")


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return load_library(None)


@pytest.fixture(autouse=True)
def _same_fonts(monkeypatch: pytest.MonkeyPatch, fonts: FontLibrary) -> None:
    monkeypatch.setattr(batch, "font_library", lambda _: fonts)


@pytest.fixture
def yards(desk: Desk) -> dict[str, bytes]:
    unit = community(desk.context, "远大社区")
    return {name: courtyard(desk.context, name, unit) for name in NAMES}


def _panel(desk: Desk) -> BatchDialog:
    desk.until(lambda: desk.window.findChild(BatchDialog) is not None)
    panel = desk.window.findChild(BatchDialog)
    assert panel is not None
    desk.until(panel.isActiveWindow)
    return panel


def test_selected_courtyards_are_printed_as_one_job(
    desk: Desk, yards: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_pdf(monkeypatch, tmp_path / "paper.pdf", 72)
    desk.go("courtyards")
    desk.page.list.table.setFocus()
    desk.page.list.table.go_to(0)
    QTest.keyClick(desk.page.list.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    desk.settle()
    assert desk.page.list.table.selected_count() == 2
    desk.press("Ctrl+Shift+P")
    panel = _panel(desk)
    assert panel.places.currentText() == "选中的楼院（2个）"
    desk.press("Enter")
    desk.until(lambda: panel.findChild(PrintDialog) is not None)
    asked = panel.findChild(PrintDialog)
    assert asked is not None
    assert asked.summary.text() == "打印2张公示。"
    QTest.keyClick(asked, Qt.Key.Key_Return)
    desk.until(lambda: "已送到打印机" in panel.words.text())
    assert panel.words.text() == "2张公示，共2页，已送到打印机。"
    assert len(pdf_pages.page_sizes((tmp_path / "paper.pdf").read_bytes())) == 2
    noted = rows(desk.context, "SELECT label FROM audit_entry WHERE action = 'notice_printed' ORDER BY label")
    assert [row[0] for row in noted] == [f"{name} 楼院概况：1页，1份，打印机“纸上”" for name in NAMES[:2]]
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    desk.until(lambda: desk.window.findChild(BatchDialog) is None)


def test_files_are_written_and_what_is_missing_is_listed(
    desk: Desk, yards: dict[str, bytes], tmp_path: Path
) -> None:
    add(desk.context, "notices", kind="free", title="停水通知", body="停水。", courtyard_id=yards["安飞东院"])
    desk.go("preview")
    desk.press("Ctrl+Shift+P")
    panel = _panel(desk)
    assert panel.places.currentText() == "全部楼院（3个）"
    panel.kind.setCurrentIndex(panel.kind.findData("notice"))
    panel.files.setChecked(True)
    with prompts.scripted(tmp_path):
        desk.press("Enter")
        desk.until(lambda: panel.refused.isVisible())
    assert [row.cells[0] for row in panel.refused.rows] == ["建设路1号院", "郑纺机西院"]
    assert panel.sentence.text() == "建设路1号院：还没有登记公示，没有可印的温馨提示、公示通知。"
    panel.refused.selectRow(1)
    assert panel.sentence.text().startswith("郑纺机西院：")
    assert panel.words.text().startswith(f"1张公示，共1页，已保存到 {tmp_path}。有2个楼院的公示没有生成")
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["安飞东院-停水通知.pdf"]


def test_a_batch_is_stopped_with_esc(
    desk: Desk, yards: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    making = notices.make_sheet
    panels: list[BatchDialog] = []

    def slow(*arguments: object) -> object:
        ticket = panels[0]._ticket
        if ticket is not None:
            ticket.cancel()  # as Esc does, while the first sheet is being made
        return making(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(batch, "make_sheet", slow)
    desk.go("preview")
    desk.press("Ctrl+Shift+P")
    panels.append(_panel(desk))
    panels[0].files.setChecked(True)
    with prompts.scripted(tmp_path):
        desk.press("Enter")
        desk.until(lambda: "已取消" in panels[0].words.text())
    assert panels[0].words.text() == f"已取消。1张公示，共1页，已保存到 {tmp_path}。其余的没有做。"
    assert len(list(tmp_path.glob("*.pdf"))) == 1


def test_an_office_without_courtyards_says_so(desk: Desk) -> None:
    desk.go("preview")
    desk.press("Ctrl+Shift+P")
    desk.until(lambda: "还没有登记楼院" in desk.toast())
