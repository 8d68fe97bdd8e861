"""Pages of a sheet as pictures and as text, on the thread that asks for them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, qGray

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
