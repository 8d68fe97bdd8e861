"""The photo that stands for a record, small at the head of its overview; its room is kept from the start."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.widgets import icons, style
from ui.widgets.thumbnails import Thumbnails

if TYPE_CHECKING:
    from services.attachments import AttachedFile
    from ui.session import Session

WIDTH, HEIGHT = 192, 128
_NARROW = 2 / 3
"""Size where there is little room, as a share of the usual one."""


class CoverPhoto(QAbstractButton):
    """A small photo; pressing it leads to all files of the record.

    Args:
        session: reads through it.
        file: the photo.
        narrow: whether there is little room.
        parent: where it stands.
    """

    def __init__(
        self, session: "Session", file: "AttachedFile", *, narrow: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._file = file
        self._share = _NARROW if narrow else 1.0
        self._thumbnails = Thumbnails(session, style.px(WIDTH * self._share), self.devicePixelRatioF(), self)
        self._thumbnails.arrived.connect(self._arrived)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(self.sizeHint())
        self.setAccessibleName(f"封面照片：{file.title}")
        self.setToolTip(f"{file.title}\n点一下看全部附件")

    def sizeHint(self) -> QSize:
        """Return the room that is kept for the photo, whatever its shape."""
        return QSize(style.px(WIDTH * self._share), style.px(HEIGHT * self._share))

    def _arrived(self, digest: bytes) -> None:
        sentence = self._thumbnails.missing.get(digest)
        if sentence is not None:
            self.setToolTip(sentence)
            self.setAccessibleDescription(sentence)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the photo, cut to the frame where its shape is another one; or what stands for it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = self.rect().adjusted(1, 1, -1, -1)
        path = QPainterPath()
        path.addRoundedRect(frame, style.px(6), style.px(6))
        painter.fillPath(path, QColor(style.colour("skeleton")))
        picture = self._thumbnails.picture(self._file.digest)
        painter.save()
        painter.setClipPath(path)
        if picture is not None and not picture.isNull():
            size = picture.deviceIndependentSize().toSize()
            size.scale(frame.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            place = QRect(frame.topLeft(), size)
            place.moveCenter(frame.center())
            painter.drawPixmap(place, picture)
        elif self._file.digest in self._thumbnails.missing:
            side = style.px(28)
            place = QRect(0, 0, side, side)
            place.moveCenter(frame.center())
            icons.paint(painter, place, "fa6s.image", "faint")
        painter.restore()
        if self.hasFocus():
            painter.setPen(QPen(QColor(style.colour("accent")), 2))
            painter.drawPath(path)
        painter.end()
