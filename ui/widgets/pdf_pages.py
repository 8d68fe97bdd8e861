"""Pages of a PDF as pictures and as text, through QtPdf; every function works on the thread that calls it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter

from models.errors import EnvironmentFault

if TYPE_CHECKING:
    from PySide6.QtPdf import QPdfDocument

POINTS_PER_INCH = 72


@contextmanager
def opened(data: bytes) -> "Iterator[QPdfDocument]":
    """Open a PDF that is in memory.

    Raises:
        EnvironmentFault: it cannot be read.
    """
    from PySide6.QtPdf import QPdfDocument

    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    # PySide's stub asks for a parent; a document that lives in one function needs none
    document = QPdfDocument(None)  # type: ignore[call-overload]
    try:
        document.load(buffer)
        if document.error() != QPdfDocument.Error.None_ or document.pageCount() < 1:
            raise EnvironmentFault("生成的 PDF 读不出来，没有显示。请重试；仍不行请重新安装程序。")
        yield document
    finally:
        document.close()
        buffer.close()


def page_sizes(data: bytes) -> list[QSizeF]:
    """Return the size of every page in points (1/72 inch)."""
    with opened(data) as document:
        return [document.pagePointSize(page) for page in range(document.pageCount())]


def picture(document: "QPdfDocument", page: int, size: QSize) -> QImage:
    """Draw one page on white paper.

    Args:
        document: an open document.
        page: counted from 0.
        size: pixels.
    """
    return on_white(document.render(page, size))


def on_white(drawn: QImage) -> QImage:
    """Lay a drawing with clear ground on white paper."""
    paper = QImage(drawn.size(), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return paper


def page_picture(data: bytes, page: int, size: QSize) -> QImage:
    """Open a PDF and draw one page of it; see `picture`."""
    with opened(data) as document:
        return picture(document, page, size)


def page_texts(data: bytes) -> list[str]:
    """Return the text of every page as a reader would copy it out."""
    with opened(data) as document:
        return [document.getAllText(page).text() for page in range(document.pageCount())]
