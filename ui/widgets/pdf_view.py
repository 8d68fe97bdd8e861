"""Shows the true pages of a PDF: one below the other, drawn on a worker, sharp at every zoom."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from ui.tasks import Tasks, Ticket
from ui.widgets import pdf_pages, style

Fit = Literal["width", "page"]
ZOOMS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
_GAP = 12
"""Pixels around and between pages."""
_STEP = 48
"""Pixels one turn of the wheel or one arrow key moves."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A page as a picture, made for this size in device pixels."""

    size: QSize
    image: QImage


class PdfView(QAbstractScrollArea):
    """The pages of one PDF.

    Args:
        tasks: draws the pages on the reader.
        parent: where it stands.

    Signals:
        page_changed: another page is the one being looked at; counted from 0.
        zoom_changed: the pages are shown at another size; 1.0 is the size on paper.
        settled: everything in sight is drawn sharp.
    """

    page_changed = Signal(int)
    zoom_changed = Signal(float)
    settled = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._data = b""
        self._sizes: list[QSizeF] = []
        self._drawn: dict[int, _Drawn] = {}
        self._asked: dict[int, QSize] = {}
        self._fit: Fit | None = "page"
        self._zoom = 1.0
        self._page = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("公示的页面")
        self.verticalScrollBar().setSingleStep(_STEP)
        self.horizontalScrollBar().setSingleStep(_STEP)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def show_pdf(self, data: bytes, sizes: list[QSizeF]) -> None:
        """Show a PDF from its first page, or from the page that was looked at if it has as many.

        Args:
            data: the file.
            sizes: of its pages in points, from `pdf_pages.page_sizes` on a worker.
        """
        page = self._page if len(sizes) == len(self._sizes) else 0
        self._data, self._sizes = data, list(sizes)
        self._drawn.clear()
        self._asked.clear()
        self._page = -1
        self._lay_out()
        self.go_to(page)

    def clear(self) -> None:
        """Show nothing."""
        self.show_pdf(b"", [])

    @property
    def page_count(self) -> int:
        """Number of pages."""
        return len(self._sizes)

    @property
    def page(self) -> int:
        """The page being looked at, counted from 0."""
        return max(self._page, 0)

    @property
    def zoom(self) -> float:
        """Size on the screen as a share of the size on paper."""
        return self._zoom

    @property
    def fit(self) -> Fit | None:
        """What the pages are made to fit, None at a fixed size."""
        return self._fit

    @property
    def is_settled(self) -> bool:
        """Whether everything in sight is drawn sharp."""
        return all(self._is_sharp(page) for page in self._in_sight())

    def go_to(self, page: int) -> None:
        """Bring the head of a page into sight; out of range means the nearest."""
        if self._sizes:
            page = min(max(page, 0), len(self._sizes) - 1)
            self.verticalScrollBar().setValue(self._place(page).top() - _GAP)
        self._scrolled()

    def set_zoom(self, zoom: float | Fit) -> None:
        """Show pages at a share of their size on paper, or as large as "width" or "page" fits."""
        page = self.page
        if zoom in ("width", "page"):
            self._fit = zoom
        else:
            self._fit, self._zoom = None, min(max(float(zoom), ZOOMS[0]), ZOOMS[-1])
        self._lay_out()
        self.go_to(page)

    def zoom_in(self) -> None:
        """Show the pages one step larger."""
        self.set_zoom(next((step for step in ZOOMS if step > self._zoom * 1.01), ZOOMS[-1]))

    def zoom_out(self) -> None:
        """Show the pages one step smaller."""
        self.set_zoom(next((step for step in reversed(ZOOMS) if step < self._zoom * 0.99), ZOOMS[0]))

    def _per_point(self) -> float:
        return self._zoom * self.logicalDpiX() / pdf_pages.POINTS_PER_INCH

    def _size(self, page: int) -> QSize:
        return (self._sizes[page] * self._per_point()).toSize()

    def _fitting(self) -> float:
        room = self.viewport().size() - QSize(2 * _GAP, 2 * _GAP)
        widest = max(size.width() for size in self._sizes)
        zoom = room.width() / widest
        if self._fit == "page":
            zoom = min(zoom, room.height() / max(size.height() for size in self._sizes))
        zoom *= pdf_pages.POINTS_PER_INCH / self.logicalDpiX()
        return min(max(zoom, 0.1), ZOOMS[-1])

    def _lay_out(self) -> None:
        before = self._zoom
        if self._fit is not None and self._sizes:
            self._zoom = self._fitting()
        room = self.viewport().size()
        whole = self._whole()
        for bar, length, visible in (
            (self.verticalScrollBar(), whole.height(), room.height()),
            (self.horizontalScrollBar(), whole.width(), room.width()),
        ):
            bar.setRange(0, max(0, length - visible))
            bar.setPageStep(visible)
        self.viewport().update()
        if self._zoom != before:
            self.zoom_changed.emit(self._zoom)

    def _whole(self) -> QSize:
        sizes = [self._size(page) for page in range(len(self._sizes))]
        width = max((size.width() for size in sizes), default=0) + 2 * _GAP
        return QSize(width, sum(size.height() + _GAP for size in sizes) + _GAP)

    def _place(self, page: int) -> QRect:
        """Return where a page stands, from the top left of all pages."""
        top = _GAP + sum(self._size(before).height() + _GAP for before in range(page))
        size = self._size(page)
        width = max(self._whole().width(), self.viewport().width())
        return QRect(QPoint((width - size.width()) // 2, top), size)

    def _shown_rect(self, page: int) -> QRect:
        bars = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        return self._place(page).translated(-bars)

    def _in_sight(self) -> list[int]:
        window = self.viewport().rect()
        return [page for page in range(len(self._sizes)) if self._shown_rect(page).intersects(window)]

    def _scrolled(self) -> None:
        self.viewport().update()
        middle = self.viewport().height() // 2
        pages = [page for page in self._in_sight() if self._shown_rect(page).top() <= middle]
        page = pages[-1] if pages else 0
        if page != self._page and self._sizes:
            self._page = page
            self.page_changed.emit(page)
        self._ask_for_pages()

    def _pixels(self, page: int) -> QSize:
        return self._size(page) * self.devicePixelRatioF()

    def _is_sharp(self, page: int) -> bool:
        return page in self._drawn and self._drawn[page].size == self._pixels(page)

    def _ask_for_pages(self) -> None:
        sight = self._in_sight()
        for page in [page for page in self._drawn if page not in sight]:
            del self._drawn[page]
        for page in sight:
            wanted = self._pixels(page)
            if not self._is_sharp(page) and self._asked.get(page) != wanted:
                self._asked[page] = wanted
                self._ask_for(page, wanted)
        if sight and self.is_settled:
            self.settled.emit()

    def _ask_for(self, page: int, wanted: QSize) -> None:
        data = self._data

        def draw(_: Ticket) -> QImage:
            return pdf_pages.page_picture(data, page, wanted)

        def take(image: QImage) -> None:
            if data is self._data and self._asked.get(page) == wanted:
                del self._asked[page]
                self._drawn[page] = _Drawn(wanted, image)
                self._ask_for_pages()
                self.viewport().update()

        self._tasks.submit("reader", draw, take, owner=self, key=("pdf page", id(self), page))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pages in sight; a page not drawn yet is white, or as it was at the last zoom."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(style.colour("line")))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for page in self._in_sight():
            place = self._shown_rect(page)
            painter.fillRect(place, Qt.GlobalColor.white)
            if page in self._drawn:
                painter.drawImage(place, self._drawn[page].image)
            painter.setPen(QColor(style.colour("edge")))
            painter.drawRect(place.adjusted(-1, -1, 0, 0))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pages again."""
        page = self.page
        self._lay_out()
        self.go_to(page)

    def event(self, event: QEvent) -> bool:
        """Draw anew on a screen with other pixels."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._ask_for_pages()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn pages, scroll and zoom by keyboard."""
        bar = self.verticalScrollBar()
        moves = {
            Qt.Key.Key_PageDown: lambda: self.go_to(self.page + 1),
            Qt.Key.Key_PageUp: lambda: self.go_to(self.page - 1),
            Qt.Key.Key_Home: lambda: self.go_to(0),
            Qt.Key.Key_End: lambda: self.go_to(self.page_count - 1),
            Qt.Key.Key_Down: lambda: bar.setValue(bar.value() + _STEP),
            Qt.Key.Key_Up: lambda: bar.setValue(bar.value() - _STEP),
            Qt.Key.Key_Plus: self.zoom_in,
            Qt.Key.Key_Equal: self.zoom_in,
            Qt.Key.Key_Minus: self.zoom_out,
        }
        move = moves.get(Qt.Key(event.key()))
        if move is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
            return
        move()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, scroll otherwise."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
        else:
            super().wheelEvent(event)
