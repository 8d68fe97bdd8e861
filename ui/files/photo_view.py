"""One photo: fitted to the room there is, or at a share of its own size."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from ui.widgets import style

ZOOMS = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)
_STEP = 48


class PhotoView(QAbstractScrollArea):
    """A photo that is decoded already.

    Signals:
        zoom_changed: it is shown at another size; 1.0 is a pixel of the photo on a pixel of the screen.
    """

    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._fits = True
        self._zoom = 1.0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.setSingleStep(_STEP)
            bar.valueChanged.connect(lambda _: self.viewport().update())

    @property
    def zoom(self) -> float:
        """Size on the screen as a share of the photo's own."""
        return self._zoom

    def show_photo(self, image: QImage) -> None:
        """Show a photo, fitted to the room."""
        self._image = image
        self._fits = True
        self._lay_out()

    def fit(self) -> None:
        """Show the whole photo, never larger than it is."""
        self._fits = True
        self._lay_out()

    def set_zoom(self, zoom: float) -> None:
        """Show the photo at a share of its own size."""
        self._fits = False
        self._zoom = min(max(zoom, ZOOMS[0]), ZOOMS[-1])
        self._lay_out()

    def zoom_in(self) -> None:
        """Show it one step larger."""
        self.set_zoom(next((step for step in ZOOMS if step > self._zoom * 1.01), ZOOMS[-1]))

    def zoom_out(self) -> None:
        """Show it one step smaller."""
        self.set_zoom(next((step for step in reversed(ZOOMS) if step < self._zoom * 0.99), ZOOMS[0]))

    def _size(self) -> QSize:
        return self._image.size() * (self._zoom / self.devicePixelRatioF())

    def _lay_out(self) -> None:
        room = self.maximumViewportSize() if self._fits else self.viewport().size()
        if self._fits and not self._image.isNull():
            own, ratio = self._image.size(), self.devicePixelRatioF()
            self._zoom = min(room.width() * ratio / own.width(), room.height() * ratio / own.height(), 1.0)
        size = self._size()
        for bar, length, visible in (
            (self.horizontalScrollBar(), size.width(), room.width()),
            (self.verticalScrollBar(), size.height(), room.height()),
        ):
            bar.setRange(0, max(0, length - visible))
            bar.setPageStep(visible)
        self.viewport().update()
        self.zoom_changed.emit(self._zoom)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the photo in the middle, or the part of it that is in sight."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(style.colour("line")))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if not self._image.isNull():
            size, room = self._size(), self.viewport().size()
            left = max(0, (room.width() - size.width()) // 2) - self.horizontalScrollBar().value()
            top = max(0, (room.height() - size.height()) // 2) - self.verticalScrollBar().value()
            place = QRect(left, top, size.width(), size.height())
            painter.fillRect(place, Qt.GlobalColor.white)
            painter.drawImage(place, self._image)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the photo again."""
        super().resizeEvent(event)
        self._lay_out()

    def event(self, event: QEvent) -> bool:
        """Lay out anew on a screen with other pixels."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._lay_out()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom by keyboard; the arrows scroll up and down."""
        moves = {
            Qt.Key.Key_Plus: self.zoom_in,
            Qt.Key.Key_Equal: self.zoom_in,
            Qt.Key.Key_Minus: self.zoom_out,
            Qt.Key.Key_0: self.fit,
        }
        move = moves.get(Qt.Key(event.key()))
        if move is None:
            super().keyPressEvent(event)
        else:
            move()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, scroll otherwise."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
        else:
            super().wheelEvent(event)
