"""A table of a few thousand plain rows that are all there: findings, backups, users, log entries.

Lists of records are drawn by the record table, which holds only what is on the screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.widgets import icons, style
from ui.widgets.plain import plain_tip

Tone = Literal["", "ok", "info", "warn", "error", "muted"]
_NOWHERE = QModelIndex()
TONE_ICONS: dict[Tone, tuple[str, str]] = {
    "": ("", ""),
    "ok": ("fa6s.circle-check", "ok"),
    "info": ("fa6s.circle-info", "info"),
    "warn": ("fa6s.triangle-exclamation", "warn"),
    "error": ("fa6s.circle-xmark", "error"),
    "muted": ("", "muted"),
}


@dataclass(frozen=True, slots=True)
class PlainColumn:
    """A column: heading, width in characters, 0 for what is left; numbers stand at the right."""

    label: str
    width: int = 10
    number: bool = False


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A row: what it stands for and its texts.

    Attributes:
        key: what it stands for.
        cells: its texts from left to right.
        tone: how it is, shown by an icon and a colour beside its first words.
        tones: the same for each cell, where the cells differ.
    """

    key: Any
    cells: tuple[str, ...]
    tone: Tone = ""
    tones: tuple[Tone, ...] = ()


class _Rows(QAbstractTableModel):
    """The rows that fit the filter."""

    def __init__(self, columns: Sequence[PlainColumn], parent: QWidget) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.all: Sequence[PlainRow] = ()
        self.shown: Sequence[PlainRow] = ()
        self._filter = ""

    def take(self, rows: Sequence[PlainRow]) -> None:
        self.beginResetModel()
        self.all = rows
        self.shown = self._fitting()
        self.endResetModel()

    def filter(self, text: str) -> None:
        self.beginResetModel()
        self._filter = text.strip().casefold()
        self.shown = self._fitting()
        self.endResetModel()

    def _fitting(self) -> Sequence[PlainRow]:
        words = self._filter.split()
        if not words:
            return self.all
        return [row for row in self.all if _fits(row, words)]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].label
        return self._alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        row = self.shown[index.row()]
        text = row.cells[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text.replace("\n", " ")
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        return self._marked(row, index.column(), role)

    def _marked(self, row: PlainRow, column: int, role: int) -> Any:
        """Return the icon or the colour of a cell."""
        own = row.tones[column] if row.tones else ""
        icon, colour = TONE_ICONS[own or (row.tone if column == 0 else "")]
        if role == Qt.ItemDataRole.DecorationRole and icon:
            return icons.icon(icon, colour)
        if role == Qt.ItemDataRole.ForegroundRole and "muted" in (own, row.tone):
            return QColor(style.colour("muted"))
        if role == Qt.ItemDataRole.ForegroundRole and own:
            return QColor(style.colour(colour if own != "ok" else "text"))
        return None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if self.columns[column].number else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


def _fits(row: PlainRow, words: Sequence[str]) -> bool:
    text = "\n".join(row.cells).casefold()
    return all(word in text for word in words)


class PlainTable(QTableView):
    """A table of plain rows: filtered by text, copied as a table, worked by keyboard.

    Args:
        columns: from left to right.
        name: accessible name.
        empty: what is said where no row is.
        many: whether several rows can be chosen.
        parent: where it stands.

    Signals:
        opened: Enter or a double click on a row; its key.
        chosen: other rows are selected.
    """

    opened = Signal(object)
    chosen = Signal()

    def __init__(
        self,
        columns: Sequence[PlainColumn],
        name: str,
        *,
        empty: str = "",
        many: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows = _Rows(columns, self)
        self._empty = empty
        self._zoom = style.zoom()
        self.setModel(self._rows)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.ExtendedSelection if many else modes.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.activated.connect(self._open)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        self._size_columns()

    def _size_columns(self) -> None:
        metrics = QFontMetrics(style.font())  # the table's own follow only once it is shown
        self.setIconSize(QSize(style.px(style.ICON), style.px(style.ICON)))
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(round(metrics.height() * 1.7))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for number, column in enumerate(self._rows.columns):
            if column.width:
                self.setColumnWidth(number, metrics.horizontalAdvance("字") * column.width + 20)
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)

    def changeEvent(self, event: QEvent) -> None:
        """Size rows and columns anew at another zoom."""
        super().changeEvent(event)
        if getattr(self, "_zoom", style.zoom()) != style.zoom():
            self._zoom = style.zoom()
            self._size_columns()

    def set_rows(self, rows: Sequence[PlainRow]) -> None:
        """Show other rows; what was selected stays selected where it still is there."""
        before = set(self.selected_keys())
        self._rows.take(rows)
        if before:
            self.select_keys(before)

    def say_empty(self, text: str) -> None:
        """Say this where no row is."""
        self._empty = text
        self.viewport().update()

    def filter(self, text: str) -> None:
        """Show only rows that hold every word of a text."""
        self._rows.filter(text)

    @property
    def rows(self) -> Sequence[PlainRow]:
        """The rows that fit the filter, in order."""
        return self._rows.shown

    @property
    def row_count(self) -> int:
        """Number of rows, also of those the filter hides."""
        return len(self._rows.all)

    def selected_keys(self) -> list[Any]:
        """Return the keys of the selected rows, from top to bottom."""
        return [row.key for row in self.selected_rows()]

    def selected_rows(self) -> list[PlainRow]:
        """Return the selected rows, from top to bottom."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._rows.shown[number] for number in numbers]

    def select_keys(self, keys: set[Any]) -> None:
        """Select the rows with these keys."""
        model, selection = self._rows, self.selectionModel()
        flags = selection.SelectionFlag.Select | selection.SelectionFlag.Rows
        for number, row in enumerate(model.shown):
            if row.key in keys:
                selection.select(model.index(number, 0), flags)

    def copy(self) -> None:
        """Put the selected rows, or all that are shown, on the clipboard as a table with headings."""
        rows = self.selected_rows() or self._rows.shown
        lines = ["\t".join(column.label for column in self._rows.columns)]
        lines += ["\t".join(_one_line(cell) for cell in row.cells) for row in rows]
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self._rows.shown[index.row()].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy with Ctrl+C."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say why there is nothing where there is nothing."""
        super().paintEvent(event)
        if self._rows.shown:
            return
        text = "没有符合筛选的内容" if self._rows.all else self._empty
        painter = QPainter(self.viewport())
        painter.setPen(QColor(style.colour("muted")))
        room = self.viewport().rect().adjusted(16, 16, -16, -16)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
        painter.end()


def _one_line(text: str) -> str:
    return " ".join(text.split())
