"""Boxes to be ticked inside a tree or a list, drawn in the colours of the window, dark and light alike."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.widgets import icons, style

_MARKS = {Qt.CheckState.Checked: "fa6s.check", Qt.CheckState.PartiallyChecked: "fa6s.minus"}
_ROUND, _INSIDE = 3, 3
"""Radius of the corners, and room around the mark, in pixels at 100 %."""


class TickMarks(QStyledItemDelegate):
    """Draws rows as usual and their boxes anew: filled with a mark where ticked.

    Args:
        view: whose rows are drawn.
    """

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one cell."""
        super().paint(painter, option, index)
        kept = index.data(Qt.ItemDataRole.CheckStateRole)
        if kept is None:
            return
        whole = QStyleOptionViewItem(option)
        self.initStyleOption(whole, index)
        part = QStyle.SubElement.SE_ItemViewItemCheckIndicator
        place = self._view.style().subElementRect(part, whole, self._view)
        mark = _MARKS.get(Qt.CheckState(kept))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(style.colour("accent" if mark else "surface")))
        painter.setPen(QPen(QColor(style.colour("accent" if mark else "muted")), 1))
        radius = style.px(_ROUND)
        painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        if mark:
            inside = style.px(_INSIDE)
            icons.paint(painter, place.adjusted(inside, inside, -inside, -inside), mark, "on_accent")
        painter.restore()
