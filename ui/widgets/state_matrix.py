"""A matrix of states: one row a courtyard, one column a thing owed, each cell an icon with its colour.

The headings of the columns are written from top to bottom, as Chinese can be, so that many columns fit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
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
from ui.widgets.states import ICONS

_NOWHERE = QModelIndex()
_CELL, _MOST_LETTERS = 34, 9


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A thing owed: its key, the short name that stands above, and what is told about it."""

    key: Any
    label: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A cell: its state, "" where nothing is owed; the word for it; what is told about it."""

    state: str = ""
    word: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A courtyard: its key, its name, its cells from left to right."""

    key: Any
    name: str
    cells: tuple[MatrixCell, ...]


class _Model(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.columns: Sequence[MatrixColumn] = ()
        self.lines: Sequence[MatrixRow] = ()

    def take(self, columns: Sequence[MatrixColumn], lines: Sequence[MatrixRow]) -> None:
        self.beginResetModel()
        self.columns, self.lines = columns, lines
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        roles = Qt.ItemDataRole
        if orientation == Qt.Orientation.Vertical:
            name = self.lines[section].name
            return (
                name if role == roles.DisplayRole else plain_tip(name) if role == roles.ToolTipRole else None
            )
        column = self.columns[section]
        if role == roles.DisplayRole:
            return column.label
        return (column.tip or column.label) if role == roles.ToolTipRole else None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        cell = self.lines[index.row()].cells[index.column()]
        if role == Qt.ItemDataRole.UserRole:
            return cell.state
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(cell.tip or cell.word or "不需要公开")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return cell.tip or cell.word or "不需要公开"
        return None


class _Icons(QStyledItemDelegate):
    """Draws the icon of a state in the middle of its cell."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        state = index.data(Qt.ItemDataRole.UserRole)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        selected = option.state & QStyle.StateFlag.State_Selected  # type: ignore[attr-defined]
        if selected:
            painter.fillRect(rect, QColor(style.colour("selection")))
        if state in ICONS:
            name, colour = ICONS[state]
            side = style.px(16)
            place = QRect(0, 0, side, side)
            place.moveCenter(rect.center())
            icons.icon(name, colour).paint(painter, place)
        if option.state & QStyle.StateFlag.State_HasFocus:  # type: ignore[attr-defined]
            painter.setPen(QColor(style.colour("accent")))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))


class _Downward(QHeaderView):
    """Headings written from top to bottom."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)

    def sizeHint(self) -> QSize:
        """Return room for the longest heading."""
        model = self.model()
        count = model.columnCount() if model is not None else 0
        longest = max((len(str(self._label(at))) for at in range(count)), default=1)
        line = self.fontMetrics().height()
        return QSize(super().sizeHint().width(), line * min(longest, _MOST_LETTERS) + style.px(14))

    def _label(self, section: int) -> str:
        said = self.model().headerData(section, self.orientation(), Qt.ItemDataRole.DisplayRole)
        return str(said or "")

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Draw the letters below each other, at the foot of the heading; a long one ends with ⋮."""
        painter.save()
        painter.fillRect(rect, QColor(style.colour("surface")))
        painter.setPen(QColor(style.colour("line")))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(QColor(style.colour("muted")))
        label = self._label(logicalIndex)
        letters = label if len(label) <= _MOST_LETTERS else label[: _MOST_LETTERS - 1] + "⋮"
        height = self.fontMetrics().height()
        top = rect.bottom() - style.px(6) - height * len(letters)
        for number, letter in enumerate(letters):
            place = QRect(rect.left(), top + number * height, rect.width(), height)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, letter)
        painter.restore()


class StateMatrix(QTableView):
    """The matrix, worked by keyboard and copied as a table.

    Args:
        name: accessible name.
        empty: what is said where nothing is.
        parent: where it stands.

    Signals:
        opened: Enter or a double click on a cell: key of its row, key of its column.
        moved: another cell has the focus; the same two, None without one.
    """

    opened = Signal(object, object)
    moved = Signal(object, object)

    def __init__(self, name: str, *, empty: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Model(self)
        self._empty = empty
        self.setAccessibleName(name)
        self.setHorizontalHeader(_Downward(self))
        self.setModel(self._model)
        self.setItemDelegate(_Icons(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(True)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(False)
        self.horizontalHeader().setDefaultSectionSize(style.px(_CELL))
        self.verticalHeader().setDefaultSectionSize(style.px(28))
        self.activated.connect(lambda index: self.opened.emit(*self._keys(index)))
        self.selectionModel().currentChanged.connect(lambda now, _: self.moved.emit(*self._keys(now)))

    def show_matrix(self, columns: Sequence[MatrixColumn], rows: Sequence[MatrixRow]) -> None:
        """Show other states; the cell in focus stays where it still is there."""
        before = self._keys(self.currentIndex())
        self._model.take(columns, rows)
        self.horizontalHeader().updateGeometry()
        width = self.fontMetrics().horizontalAdvance("字") * 10 + style.px(16)
        self.verticalHeader().setFixedWidth(width)
        self.select(*before)

    def select(self, row: Any, column: Any) -> None:
        """Put the focus on a cell, by the keys of its row and its column."""
        rows = [each.key for each in self._model.lines]
        columns = [each.key for each in self._model.columns]
        if row in rows and column in columns:
            self.setCurrentIndex(self._model.index(rows.index(row), columns.index(column)))

    @property
    def rows(self) -> Sequence[MatrixRow]:
        """The rows from top to bottom."""
        return self._model.lines

    @property
    def columns(self) -> Sequence[MatrixColumn]:
        """The columns from left to right."""
        return self._model.columns

    def _keys(self, index: QModelIndex) -> tuple[Any, Any]:
        if not index.isValid():
            return None, None
        return self._model.lines[index.row()].key, self._model.columns[index.column()].key

    def copy(self) -> None:
        """Put the matrix on the clipboard as a table of words."""
        lines = ["\t".join(("", *(each.label for each in self._model.columns)))]
        lines += ["\t".join((row.name, *(cell.word for cell in row.cells))) for row in self._model.lines]
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
        if not self._model.lines:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(style.colour("muted")))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self._empty)
            painter.end()
