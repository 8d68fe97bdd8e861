"""A drop-down whose arrow is drawn in the colours of the window."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox

from ui.widgets import icons, style

_LEAST = 76


class Chooser(QComboBox):
    """A combo box with our arrow, for which the style sheet leaves room; it gives way where there is none."""

    def minimumSizeHint(self) -> QSize:
        """Return room for a few characters."""
        return QSize(style.px(_LEAST), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, then the arrow."""
        super().paintEvent(event)
        side = style.px(10)
        place = QRect(self.width() - style.px(20), (self.height() - side) // 2, side, side)
        painter = QPainter(self)
        icons.paint(painter, place, "fa6s.chevron-down", "muted" if self.isEnabled() else "faint")
        painter.end()
