"""A grid of figures: one row a name, one column a month, each cell words with an icon and a colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.widgets import icons, style
from ui.widgets.plain import plain_tip
from ui.widgets.plain_table import Tone

_NOWHERE = QModelIndex()
_ICONS: dict[Tone, tuple[str, str]] = {
    "ok": ("fa6s.circle-check", "ok"),
    "info": ("fa6s.clock", "info"),
    "warn": ("fa6s.triangle-exclamation", "warn"),
    "error": ("fa6s.circle-xmark", "error"),
}
_ICON, _GAP, _EDGE, _NAME = 13, 4, 6, 7
_WIDEST = "88.8%"


@dataclass(frozen=True, slots=True)
class FigureCell:
    """A cell: what it says, how that is, and the whole of it in a sentence."""

    text: str
    tone: Tone = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row: its key, its name, its cells from left to right; `strong` for a sum."""

    key: Any
    name: str
    cells: tuple[FigureCell, ...]
    strong: bool = False


class _Model(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.columns: Sequence[tuple[Any, str]] = ()
        self.rows: Sequence[FigureRow] = ()

    def take(self, columns: Sequence[tuple[Any, str]], rows: Sequence[FigureRow]) -> None:
        self.beginResetModel()
        self.columns, self.rows = columns, rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        text = self.rows[section].name if orientation == Qt.Orientation.Vertical else self.columns[section][1]
        return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        row = self.rows[index.row()]
        cell = row.cells[index.column()]
        roles = Qt.ItemDataRole
        if role == roles.DisplayRole:
            return cell.text
        if role == roles.ToolTipRole:
            return plain_tip(cell.told or cell.text)
        if role == roles.AccessibleTextRole:
            return cell.told or cell.text
        if role == roles.UserRole:
            return cell.tone
        if role == roles.UserRole + 1:
            return row.strong
        return None


class _Figures(QStyledItemDelegate):
    """Draws a figure with its icon close beside it: a year of months has room side by side."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(style.colour("selection")))
        tone, strong = index.data(Qt.ItemDataRole.UserRole), index.data(Qt.ItemDataRole.UserRole + 1)
        left, side = rect.left() + style.px(_EDGE), style.px(_ICON)
        if tone in _ICONS:
            place = QRect(left, rect.center().y() - side // 2, side, side)
            icons.icon(*_ICONS[tone]).paint(painter, place)
        font = painter.font()
        font.setBold(bool(strong))
        painter.setFont(font)
        painter.setPen(QColor(style.colour(tone if tone in ("warn", "error", "muted") else "text")))
        room = rect.adjusted(style.px(_EDGE + (_ICON + _GAP if tone else 0)), 0, 0, 0)
        sides = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, sides, str(index.data()))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(style.colour("accent")))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()


class FigureGrid(QTableView):
    """The grid, worked by keyboard and copied as a table.

    Args:
        name: accessible name.
        empty: what is said where nothing is.
        parent: where it stands.

    Signals:
        moved: another cell has the focus: key of its row, key of its column; None without one.
        opened: Enter or a double click on a cell; the same two.
    """

    moved = Signal(object, object)
    opened = Signal(object, object)

    def __init__(self, name: str, *, empty: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Model(self)
        self._empty = empty
        self.setAccessibleName(name)
        self.setModel(self._model)
        self.setItemDelegate(_Figures(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(True)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        across, down = self.horizontalHeader(), self.verticalHeader()
        for header in (across, down):
            header.setHighlightSections(False)
        least = self.fontMetrics().horizontalAdvance(_WIDEST) + style.px(2 * _EDGE + _ICON + _GAP)
        across.setMinimumSectionSize(least)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(round(self.fontMetrics().height() * 1.7))
        down.setFixedWidth(self.fontMetrics().horizontalAdvance("字") * _NAME + style.px(16))
        self.activated.connect(lambda index: self.opened.emit(*self._keys(index)))
        self.selectionModel().currentChanged.connect(lambda now, _: self.moved.emit(*self._keys(now)))

    def show_figures(self, columns: Sequence[tuple[Any, str]], rows: Sequence[FigureRow]) -> None:
        """Show other figures; the cell in focus stays where it still is there.

        Args:
            columns: key and heading of each.
            rows: as many cells each.
        """
        before = self._keys(self.currentIndex())
        self._model.take(columns, rows)
        self.select(*before)

    def select(self, row: Any, column: Any) -> None:
        """Put the focus on a cell, by the keys of its row and its column."""
        rows = [each.key for each in self._model.rows]
        columns = [key for key, _ in self._model.columns]
        if row in rows and column in columns:
            self.setCurrentIndex(self._model.index(rows.index(row), columns.index(column)))

    @property
    def rows(self) -> Sequence[FigureRow]:
        """The rows from top to bottom."""
        return self._model.rows

    @property
    def columns(self) -> Sequence[tuple[Any, str]]:
        """Key and heading of the columns, from left to right."""
        return self._model.columns

    def cell(self) -> FigureCell | None:
        """Return the cell in focus."""
        index = self.currentIndex()
        return self._model.rows[index.row()].cells[index.column()] if index.isValid() else None

    def _keys(self, index: QModelIndex) -> tuple[Any, Any]:
        if not index.isValid():
            return None, None
        return self._model.rows[index.row()].key, self._model.columns[index.column()][0]

    def copy(self) -> None:
        """Put the whole grid on the clipboard as a table with headings."""
        lines = ["\t".join(("", *(label for _, label in self._model.columns)))]
        lines += ["\t".join((row.name, *(cell.text for cell in row.cells))) for row in self._model.rows]
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy with Ctrl+C."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say why there is nothing where there is nothing."""
        super().paintEvent(event)
        if not self._model.rows:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(style.colour("muted")))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self._empty)
            painter.end()
