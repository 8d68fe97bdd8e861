"""Putting pages on paper: which sides in which order, on which paper, how large; on the thread that calls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter

from models.errors import EnvironmentFault
from services.files import no_progress
from ui.widgets.pdf_pages import POINTS_PER_INCH, on_white, opened

if TYPE_CHECKING:
    from PySide6.QtPdf import QPdfDocument
    from PySide6.QtPrintSupport import QPrinter

Duplex = Literal["one", "long", "short"]
Paper = Literal["sheet", "a4", "a3"]
Scale = Literal["actual", "fit", "custom"]

_SHARPEST = 600
"""Dots per inch above which a printed page looks no better and only takes longer."""
_STRIP = 512
"""Pixels of a page drawn at once for the printer."""
_SAME = 1.0
"""Points by which paper and page may differ and still be the same size: drivers round."""


@dataclass(frozen=True, slots=True)
class PrintSettings:
    """How pages are put on paper.

    Attributes:
        pages: pages counted from 0, in the order they are wanted; empty for all.
        copies: how many of each.
        collate: one whole copy after the other, not every page so many times.
        duplex: "one" side, or both, turned over the "long" or the "short" edge.
        colour: whether colours are printed.
        paper: "a4", "a3", or the size of the "sheet" itself.
        scale: "actual" size, as large as "fit" on the paper, or "custom":
        per_cent: the size in per cent then.
    """

    pages: tuple[int, ...] = ()
    copies: int = 1
    collate: bool = True
    duplex: Duplex = "one"
    colour: bool = True
    paper: Paper = "sheet"
    scale: Scale = "actual"
    per_cent: int = 100


def sides(pages: Sequence[int], copies: int, *, collate: bool, two_sided: bool) -> list[int | None]:
    """Return what is printed on one side of paper after the other; None is a side left blank.

    A copy never begins on the back of another one.

    Args:
        pages: counted from 0.
        copies: how many of each.
        collate: one whole copy after the other.
        two_sided: two sides make one piece of paper.
    """
    step = 2 if two_sided else 1
    pieces: list[list[int | None]] = [list(pages[at : at + step]) for at in range(0, len(pages), step)]
    if pieces and len(pieces[-1]) < step:
        pieces[-1].append(None)
    order = pieces * copies if collate else [piece for piece in pieces for _ in range(copies)]
    printed = [side for piece in order for side in piece]
    return printed[:-1] if printed and printed[-1] is None else printed


def paper_size(paper: Paper, page: QSizeF) -> QPageSize:
    """Return the paper a page is printed on, upright as drivers know it.

    Args:
        paper: what was chosen.
        page: size of the page in points.
    """
    if paper == "a4":
        return QPageSize(QPageSize.PageSizeId.A4)
    if paper == "a3":
        return QPageSize(QPageSize.PageSizeId.A3)
    upright = QSizeF(min(page.width(), page.height()), max(page.width(), page.height()))
    return QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)


def scale_of(how: PrintSettings, page: QSizeF) -> float:
    """Return the size of a page on its paper as a share of its true size.

    Args:
        how: paper and scale.
        page: size of the page in points.
    """
    if how.scale == "custom":
        return how.per_cent / 100
    if how.scale == "actual":
        return 1.0
    paper = _turned(paper_size(how.paper, page).size(QPageSize.Unit.Point), page)
    if abs(paper.width() - page.width()) < _SAME and abs(paper.height() - page.height()) < _SAME:
        return 1.0
    return min(paper.width() / page.width(), paper.height() / page.height())


def is_cut(how: PrintSettings, page: QSizeF) -> bool:
    """Return whether a page printed so is larger than its paper."""
    paper = _turned(paper_size(how.paper, page).size(QPageSize.Unit.Point), page)
    scale = scale_of(how, page)
    return scale * page.width() > paper.width() + _SAME or scale * page.height() > paper.height() + _SAME


def _turned(paper: QSizeF, page: QSizeF) -> QSizeF:
    return paper.transposed() if page.width() > page.height() else paper


class PrintRun:
    """One job of the print queue; sheets are put into it one after the other and need not be kept.

    Args:
        printer: which printer.
        how: pages, copies, paper and scale, for every sheet alike.

    Used as a context: leaving it well sends the job, an error takes it back.
    """

    def __init__(self, printer: "QPrinter", how: PrintSettings) -> None:
        self._printer = printer
        self._how = how
        self._painter = QPainter()
        self._sides = 0
        self._copies = 1
        _set_up(printer, how)
        if how.copies > 1 and printer.supportsMultipleCopies():
            printer.setCopyCount(how.copies)
        else:
            self._copies = how.copies

    def __enter__(self) -> "PrintRun":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._painter.isActive():
            if error is not None:
                self._printer.abort()
            self._painter.end()

    def add(self, data: bytes, progress: Callable[[int, int], None] = no_progress) -> int:
        """Put a sheet on paper.

        Args:
            data: its PDF.
            progress: told sides done and sides in all; may raise to stop.

        Returns:
            Pages of it that are printed, each counted once however many copies there are.

        Raises:
            EnvironmentFault: the printer does not answer, or the PDF cannot be read.
        """
        two_sided = self._how.duplex != "one"
        with opened(data) as document:
            count = document.pageCount()
            pages = [page for page in self._how.pages or range(count) if page < count]
            order = sides(pages, self._copies, collate=self._how.collate, two_sided=two_sided)
            if two_sided and self._sides % 2 and order:
                self._next_side(document.pagePointSize(pages[0]))  # the back of the sheet before
            for done, page in enumerate(order):
                progress(done, len(order))
                self._next_side(document.pagePointSize(pages[0] if page is None else page))
                if page is not None:
                    self._paint(document, page)
            progress(len(order), len(order))
        return len(pages)

    def _next_side(self, page: QSizeF) -> None:
        printer = self._printer
        size = paper_size(self._how.paper, page)
        flat = page.width() > page.height()
        turn = QPageLayout.Orientation.Landscape if flat else QPageLayout.Orientation.Portrait
        layout = printer.pageLayout()
        if layout.pageSize().id() != size.id() or not layout.pageSize().isEquivalentTo(size):
            printer.setPageSize(size)
        if layout.orientation() != turn:
            printer.setPageOrientation(turn)
        ready = printer.newPage() if self._painter.isActive() else self._painter.begin(printer)
        if not ready:
            raise EnvironmentFault("打印机没有响应，没有打印。请检查打印机是否已打开、连好、有纸，再试一次。")
        self._sides += 1

    def _paint(self, document: "QPdfDocument", page: int) -> None:
        """Draw a page where it stands on the paper: from the edge of the paper, not of the printable area.

        It is drawn in strips: a whole page at the resolution of a laser printer takes 140 MB.
        """
        printer, points = self._printer, document.pagePointSize(page)
        scale = scale_of(self._how, points)
        dots = min(printer.resolution(), _SHARPEST)
        enlarged = printer.resolution() / dots
        pixels = (points * (scale * dots / POINTS_PER_INCH)).toSize()
        corner = _corner(printer, points * scale)
        paper = printer.pageLayout().fullRectPixels(printer.resolution()).size()
        margin = printer.pageLayout().marginsPixels(printer.resolution())
        for top in range(0, pixels.height(), _STRIP):
            strip = QRect(0, top, pixels.width(), min(_STRIP, pixels.height() - top))
            place = QRectF(
                corner.x(), corner.y() + top * enlarged, strip.width() * enlarged, strip.height() * enlarged
            )
            if place.top() < paper.height() and place.bottom() > 0:
                place.translate(-margin.left(), -margin.top())
                self._painter.drawImage(place, _strip(document, page, pixels, strip))


def _corner(printer: "QPrinter", page: QSizeF) -> QPointF:
    """Return where a page begins, in dots from the corner of the paper: in its middle, or at the corner."""
    paper = printer.pageLayout().fullRect(QPageLayout.Unit.Point).size()
    left, top = (paper.width() - page.width()) / 2, (paper.height() - page.height()) / 2
    if abs(left) < _SAME and abs(top) < _SAME:
        return QPointF(0, 0)
    return QPointF(left, top) * (printer.resolution() / POINTS_PER_INCH)


def _set_up(printer: "QPrinter", how: PrintSettings) -> None:
    from PySide6.QtPrintSupport import QPrinter

    modes = {
        "one": QPrinter.DuplexMode.DuplexNone,
        "long": QPrinter.DuplexMode.DuplexLongSide,
        "short": QPrinter.DuplexMode.DuplexShortSide,
    }
    printer.setDuplex(modes[how.duplex])
    printer.setColorMode(QPrinter.ColorMode.Color if how.colour else QPrinter.ColorMode.GrayScale)
    printer.setCollateCopies(how.collate)


def _strip(document: "QPdfDocument", page: int, whole: QSize, strip: QRect) -> QImage:
    from PySide6.QtPdf import QPdfDocumentRenderOptions

    options = QPdfDocumentRenderOptions()
    options.setScaledSize(whole)
    # Qt divides the distance between first and last dot by the number of dots: one dot more makes it exact,
    # else every strip is drawn a little smaller than the page and the lines at its edges do not meet
    options.setScaledClipRect(strip.adjusted(0, 0, 1, 1))
    return on_white(document.render(page, strip.size(), options))
