"""The view of a sheet: pages drawn on a worker, zoom, turning pages by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import qGray
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from services.documents.fonts.library import load_library
from services.documents.model import Document, Paragraph
from services.documents.pdf import render
from ui.tasks import Tasks
from ui.widgets import pdf_pages
from ui.widgets.pdf_view import PdfView


@pytest.fixture(scope="module")
def sheet() -> bytes:
    """Three pages of text."""
    lines = tuple(Paragraph(f"第{number}项。王䶮、𠅤志远到会。") for number in range(60))
    return render(Document("会议签到", lines), load_library(None)).data


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def view(qtbot: QtBot, tasks: Tasks, sheet: bytes) -> PdfView:
    made = PdfView(tasks)
    qtbot.addWidget(made)
    made.resize(500, 600)
    made.show()
    with qtbot.waitSignal(made.settled):
        made.show_pdf(sheet, pdf_pages.page_sizes(sheet))
    return made


def test_a_whole_page_fits_from_the_start(view: PdfView) -> None:
    assert (view.page, view.page_count, view.is_settled) == (0, 3, True)
    assert view.verticalScrollBar().pageStep() == view.viewport().height()
    assert view.horizontalScrollBar().maximum() == 0
    picture = view.viewport().grab().toImage()
    assert qGray(picture.pixel(250, 20)) == 255
    assert any(qGray(picture.pixel(x, y)) < 128 for x in range(120, 380) for y in range(60, 300, 3))


def test_zoom_is_kept_when_the_sheet_changes(qtbot: QtBot, view: PdfView, sheet: bytes) -> None:
    with qtbot.waitSignal(view.settled):
        view.set_zoom(2.0)
    assert view.zoom == 2.0
    assert view.horizontalScrollBar().maximum() > 0
    view.go_to(1)
    with qtbot.waitSignal(view.settled):
        view.show_pdf(sheet, pdf_pages.page_sizes(sheet))
    assert (view.zoom, view.page) == (2.0, 1)


def test_width_fits_and_follows_the_window(qtbot: QtBot, view: PdfView) -> None:
    with qtbot.waitSignal(view.settled):
        view.set_zoom("width")
    narrow = view.zoom
    with qtbot.waitSignal(view.settled):
        view.resize(900, 600)
    assert view.zoom > narrow
    assert view.horizontalScrollBar().maximum() == 0


def test_steps_stop_at_the_ends(view: PdfView) -> None:
    view.set_zoom(1.0)
    view.zoom_in()
    assert view.zoom == 1.25
    view.zoom_out()
    view.zoom_out()
    assert view.zoom == 0.75
    view.set_zoom(99)
    view.zoom_in()
    assert view.zoom == 4.0
    view.set_zoom(0.01)
    view.zoom_out()
    assert view.zoom == 0.25


def test_pages_are_turned_by_keyboard(view: PdfView) -> None:
    seen: list[int] = []
    view.page_changed.connect(seen.append)
    view.set_zoom("width")
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_End, Qt.Key.Key_Home):
        QTest.keyClick(view, key)
    assert seen == [1, 2, 1, 2, 0]
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.verticalScrollBar().value() > 0
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.verticalScrollBar().value() == 0
    zoom = view.zoom
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.zoom > zoom


def test_nothing_is_shown_after_clearing(view: PdfView) -> None:
    view.clear()
    assert (view.page, view.page_count, view.verticalScrollBar().maximum()) == (0, 0, 0)
    view.go_to(3)
    assert view.page == 0
