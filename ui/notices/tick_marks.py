"""Boxes to be ticked inside a tree, drawn in the colours of the window, dark and light alike."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from ui.widgets import icons, style

_MARKS = {Qt.CheckState.Checked: "fa6s.check", Qt.CheckState.PartiallyChecked: "fa6s.minus"}
_ROUND, _INSIDE = 3, 3
"""Radius of the corners, and room around the mark, in pixels at 100 %."""


class TickMarks(QStyledItemDelegate):
    """Draws rows as usual and their boxes anew: filled with a mark where ticked.

    Args:
        tree: whose rows are drawn.
    """

    def __init__(self, tree: QTreeView) -> None:
        super().__init__(tree)
        self._tree = tree

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
        place = self._tree.style().subElementRect(part, whole, self._tree)
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
