"""A line of text that ends in … where there is no room for all of it; the whole stands in its tool tip."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.widgets import style
from ui.widgets.plain import plain, plain_tip

_LEAST = 40
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Elided(QLabel):
    """One line that gives way.

    Args:
        text: what it says.
        last: takes only what the others leave.
        parent: where it stands.
    """

    def __init__(self, text: str = "", *, last: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        plain(self)
        across = QSizePolicy.Policy.Ignored if last else QSizePolicy.Policy.Preferred
        self.setSizePolicy(across, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """Return room for a few characters."""
        return QSize(style.px(_LEAST), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text where it is cut."""
        super().resizeEvent(event)
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.width()
        self.setToolTip(plain_tip(self.text()) if cut else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as there is room for."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), _LEFT, shown)
        painter.end()
