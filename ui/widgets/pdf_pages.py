"""Pages of a PDF as pictures and as text, through QtPdf; every function works on the thread that calls it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageSize, QPainter

from models.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtPdf import QPdfDocument
    from PySide6.QtPrintSupport import QPrinter

POINTS_PER_INCH = 72
_SHARPEST = 600
"""Dots per inch above which a printed page looks no better and only takes longer."""
_STRIP = 512
"""Pixels of a page drawn at once for the printer."""


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


def pages_to_print(first: int, last: int, count: int, *, backwards: bool = False) -> Sequence[int]:
    """Return the pages to print in the order they come out, counted from 0.

    Args:
        first: first page asked for, counted from 1; 0 means all.
        last: last page asked for; 0 means to the end.
        count: number of pages there are.
        backwards: the printer wants the last page first.
    """
    pages = range(max(first, 1) - 1, min(last or count, count))
    return pages[::-1] if backwards else pages


def print_pages(data: bytes, printer: "QPrinter", progress: "Callable[[int, int], None]") -> int:
    """Put the pages of a PDF on paper, each drawn at the printer's resolution.

    Args:
        data: the PDF.
        printer: set up by the user; copies are the printer's business where it can do them.
        progress: told pages done and pages in all; may raise to stop.

    Returns:
        Number of pages printed.

    Raises:
        EnvironmentFault: the printer does not answer.
    """
    with opened(data) as document:
        pages = _pages_of(printer, document.pageCount())
        if not pages:
            return 0
        printer.setPageSize(_page_size(document.pagePointSize(pages[0])))
        painter = QPainter()
        if not painter.begin(printer):
            raise EnvironmentFault("打印机没有响应，没有打印。请检查打印机是否已打开、连好、有纸，再试一次。")
        try:
            _paint_all(document, pages, printer, painter, progress)
        except BaseException:
            printer.abort()
            raise
        finally:
            painter.end()
        return len(pages)


def _pages_of(printer: "QPrinter", count: int) -> list[int]:
    from PySide6.QtPrintSupport import QPrinter

    backwards = printer.pageOrder() == QPrinter.PageOrder.LastPageFirst
    pages = list(pages_to_print(printer.fromPage(), printer.toPage(), count, backwards=backwards))
    if printer.supportsMultipleCopies() or printer.copyCount() < 2:
        return pages
    copies = printer.copyCount()
    return pages * copies if printer.collateCopies() else [page for page in pages for _ in range(copies)]


def _page_size(points: QSizeF) -> QPageSize:
    return QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyOrientationMatch)


def _paint_all(
    document: "QPdfDocument",
    pages: Sequence[int],
    printer: "QPrinter",
    painter: QPainter,
    progress: "Callable[[int, int], None]",
) -> None:
    for number, page in enumerate(pages):
        progress(number, len(pages))
        if number:
            printer.newPage()
        _paint(document, page, printer, painter)
    progress(len(pages), len(pages))


def _paint(document: "QPdfDocument", page: int, printer: "QPrinter", painter: QPainter) -> None:
    """Draw one page where it stands on the paper: from the edge of the sheet, not of the printable area.

    It is drawn in strips: a whole sheet at the resolution of a laser printer takes 140 MB.
    """
    dots = min(printer.resolution(), _SHARPEST)
    enlarged = printer.resolution() / dots
    pixels = (document.pagePointSize(page) * (dots / POINTS_PER_INCH)).toSize()
    margin = printer.pageLayout().marginsPixels(printer.resolution())
    for top in range(0, pixels.height(), _STRIP):
        strip = QRect(0, top, pixels.width(), min(_STRIP, pixels.height() - top))
        target = QRectF(
            -margin.left(),
            top * enlarged - margin.top(),
            strip.width() * enlarged,
            strip.height() * enlarged,
        )
        painter.drawImage(target, _strip(document, page, pixels, strip))


def _strip(document: "QPdfDocument", page: int, whole: QSize, strip: QRect) -> QImage:
    from PySide6.QtPdf import QPdfDocumentRenderOptions

    options = QPdfDocumentRenderOptions()
    options.setScaledSize(whole)
    options.setScaledClipRect(strip)
    return on_white(document.render(page, strip.size(), options))
