"""Pages of a sheet as pictures, as text and on paper, on the thread that asks for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, qGray
from PySide6.QtPrintSupport import QPrinter

from models.errors import EnvironmentFault
from services.documents.fonts.library import load_library
from services.documents.model import Document, Paragraph
from services.documents.pdf import render
from ui.widgets import pdf_pages

A4 = QSize(595, 842)


@pytest.fixture(scope="module")
def sheet() -> bytes:
    """Three pages of text."""
    lines = tuple(Paragraph(f"第{number}项。王䶮、𠅤志远到会。") for number in range(60))
    return render(Document("会议签到", lines), load_library(None)).data


@pytest.fixture
def printer(qapp: object, tmp_path: Path) -> QPrinter:
    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(tmp_path / "printed.pdf"))
    made.setResolution(150)
    return made


def _ink(image: QImage) -> float:
    """Return the share of dark pixels."""
    image = image.scaled(A4)
    dark = sum(qGray(image.pixel(x, y)) < 160 for x in range(0, 595, 2) for y in range(0, 842, 2))
    return dark / (298 * 421)


def test_pages_have_their_size_and_their_text(sheet: bytes) -> None:
    sizes = pdf_pages.page_sizes(sheet)
    assert len(sizes) == 3
    assert sizes[0].toSize() == A4
    texts = pdf_pages.page_texts(sheet)
    assert "王䶮、𠅤志远到会" in texts[0]
    assert "第59项" in texts[2]


def test_a_page_is_drawn_on_white(sheet: bytes) -> None:
    image = pdf_pages.page_picture(sheet, 0, A4)
    assert image.size() == A4
    assert image.pixelColor(0, 0).name() == "#ffffff"
    assert _ink(image) > 0.01


def test_what_is_no_pdf_is_a_fault(qapp: object) -> None:
    with pytest.raises(EnvironmentFault, match="读不出来"):
        pdf_pages.page_sizes(b"not a pdf")


def test_every_page_is_printed_as_it_was_shown(sheet: bytes, printer: QPrinter) -> None:
    told: list[tuple[int, int]] = []
    assert pdf_pages.print_pages(sheet, printer, lambda *step: told.append(step)) == 3
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    printed = Path(printer.outputFileName()).read_bytes()
    assert [size.toSize() for size in pdf_pages.page_sizes(printed)] == [A4] * 3
    for page in range(3):
        shown, on_paper = (pdf_pages.page_picture(data, page, A4) for data in (sheet, printed))
        assert _ink(on_paper) == pytest.approx(_ink(shown), rel=0.25)
        # the first line stands at the same place: nothing is moved by the printer's margins
        assert abs(_first_dark_row(shown) - _first_dark_row(on_paper)) <= 1


def _first_dark_row(image: QImage) -> int:
    return next(y for y in range(842) if any(qGray(image.pixel(x, y)) < 128 for x in range(595)))


def test_one_page_is_printed(sheet: bytes, printer: QPrinter) -> None:
    printer.setFromTo(2, 2)
    assert pdf_pages.print_pages(sheet, printer, lambda *_: None) == 1


def test_printing_stops_when_told(sheet: bytes, printer: QPrinter) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, _: int) -> None:
        if done == 1:
            raise Stopped

    with pytest.raises(Stopped):
        pdf_pages.print_pages(sheet, printer, stop)


@pytest.mark.parametrize(
    ("first", "last", "backwards", "pages"),
    [
        (0, 0, False, [0, 1, 2, 3]),
        (2, 3, False, [1, 2]),
        (3, 9, False, [2, 3]),
        (0, 0, True, [3, 2, 1, 0]),
        (5, 9, False, []),
    ],
)
def test_the_pages_asked_for(first: int, last: int, backwards: bool, pages: list[int]) -> None:
    assert list(pdf_pages.pages_to_print(first, last, 4, backwards=backwards)) == pages
