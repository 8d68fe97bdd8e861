"""The roll as a table: thousands of lines of which only what is on the screen is drawn."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.meetings.lines import TONES, area_told, note_told, shown_state, state_label, time_told
from ui.widgets import icons, style
from ui.widgets.plain import plain_tip
from ui.widgets.plain_table import TONE_ICONS

if TYPE_CHECKING:
    from services.meetings.roll import Line

_COLUMNS = (
    ("序号", 3, True),
    ("门牌或身份", 10, False),
    ("姓名", 7, False),
    ("专有面积", 7, True),
    ("到会情况", 6, False),
    ("时间", 7, False),
    ("说明", 0, False),
)
NUMBER, LABEL, NAME, AREA, STATE, TIME, NOTE = range(len(_COLUMNS))
_NOWHERE = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def _cells(line: "Line") -> tuple[str, ...]:
    return (
        str(line.position),
        line.body,
        line.name,
        area_told(line.area),
        state_label(shown_state(line)),
        time_told(line),
        note_told(line),
    )


class RollModel(QAbstractTableModel):
    """The lines, and which of them are shown."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []
        self.shown: Sequence[int] = ()
        self._rows: dict[int, int] = {}

    def take(self, lines: "Sequence[Line]", shown: Sequence[int]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = list(lines)
        self._show(shown)
        self.endResetModel()

    def filter(self, shown: Sequence[int]) -> None:
        """Show only the lines at these places."""
        self.beginResetModel()
        self._show(shown)
        self.endResetModel()

    def _show(self, shown: Sequence[int]) -> None:
        self.shown = shown
        self._rows = {place: row for row, place in enumerate(shown)}

    def change(self, place: int, line: "Line") -> None:
        """Show one line anew."""
        self.lines[place] = line
        row = self._rows.get(place)
        if row is not None:
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(_COLUMNS) - 1))

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return the number of lines that are shown."""
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return the headings."""
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section][0]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if _COLUMNS[section][2] else _LEFT
        return None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        """Return what a cell shows."""
        line, column = self.lines[self.shown[index.row()]], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _cells(line)[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(_cells(line)[column])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if _COLUMNS[column][2] else _LEFT
        tone = TONES[shown_state(line)]
        if role == Qt.ItemDataRole.DecorationRole and column == STATE and tone != "muted":
            return icons.icon(*TONE_ICONS[tone])
        if role == Qt.ItemDataRole.ForegroundRole and (tone == "muted" or column == NUMBER):
            return QColor(style.colour("muted" if column in (NUMBER, STATE) else "text"))
        return None


class RollTable(QTableView):
    """The roll, worked by keys.

    Args:
        parent: where it stands.

    Signals:
        typed: a key that is not one of the table was pressed: its text goes into the search line.
        acted: a letter or Enter or the space bar: the key as it stands on the button.
        chosen: other lines are selected.
    """

    typed = Signal(str)
    acted = Signal(str)
    chosen = Signal()

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self._zoom = style.zoom()
        self._empty = ""
        self.rows = RollModel(self)
        self.setModel(self.rows)
        self.setAccessibleName("会议名册")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        self._size_columns()

    def _size_columns(self) -> None:
        metrics = QFontMetrics(style.font())
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(round(metrics.height() * 1.7))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        for number, (_, width, _) in enumerate(_COLUMNS):
            if width:
                self.setColumnWidth(number, metrics.horizontalAdvance("字") * width + style.px(20))
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)

    def changeEvent(self, event: QEvent) -> None:
        """Size rows and columns anew at another zoom."""
        super().changeEvent(event)
        if getattr(self, "_zoom", style.zoom()) != style.zoom():
            self._zoom = style.zoom()
            self._size_columns()

    # lines

    def show_lines(self, lines: "Sequence[Line]", shown: Sequence[int]) -> None:
        """Show the roll as it is now; line and place in front stay in front."""
        ids = [line.id for line in self.rows.lines]
        if ids == [line.id for line in lines] and list(shown) == list(self.rows.shown):
            for place, line in enumerate(lines):
                if line != self.rows.lines[place]:
                    self.rows.change(place, line)
            return
        kept, at = {line.id for line in self.selected_lines()}, self.verticalScrollBar().value()
        self.setColumnHidden(AREA, all(line.area is None for line in lines))
        self.rows.take(lines, shown)
        self._select(kept)
        self.verticalScrollBar().setValue(at)

    def filter(self, shown: Sequence[int]) -> None:
        """Show only the lines at these places, the first of them in front."""
        self.rows.filter(shown)
        if shown:
            self.go_to(0)

    def _select(self, ids: set[bytes]) -> None:
        if not ids:
            return
        selection = self.selectionModel()
        flags = selection.SelectionFlag.Select | selection.SelectionFlag.Rows
        for row, place in enumerate(self.rows.shown):
            if self.rows.lines[place].id in ids:
                index = self.rows.index(row, 0)
                selection.setCurrentIndex(index, selection.SelectionFlag.NoUpdate)
                selection.select(index, flags)

    def selected_places(self) -> list[int]:
        """Return the places of the selected lines, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.rows.shown[row] for row in rows]

    def selected_lines(self) -> "list[Line]":
        """Return the selected lines, from top to bottom."""
        return [self.rows.lines[place] for place in self.selected_places()]

    def go_to(self, row: int) -> None:
        """Select one row and nothing else, whatever keys are held."""
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(self.rows.index(row, 0), flags.ClearAndSelect | flags.Rows)

    def step(self, by: int = 1) -> None:
        """Go to the next line where one is selected."""
        row = self.currentIndex().row() + by
        if 0 <= row < self.rows.rowCount():
            self.go_to(row)

    def say_empty(self, text: str) -> None:
        """Say this where no line is."""
        self._empty = text
        self.viewport().update()

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter mark, letters on the buttons do what they say, other characters search."""
        text, key = event.text(), event.key()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and plain:
            self.acted.emit(" ")
        elif plain and text and text.upper() in self._keys:
            self.acted.emit(text.upper())
        elif plain and text.strip() and text.isprintable():
            self.typed.emit(text)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)

    def _copy(self) -> None:
        from PySide6.QtGui import QGuiApplication

        lines = ["\t".join(name for name, _, _ in _COLUMNS)]
        lines += ["\t".join(_cells(line)) for line in self.selected_lines()]
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say why there is nothing where there is nothing."""
        super().paintEvent(event)
        if self.rows.shown:
            return
        painter = QPainter(self.viewport())
        painter.setPen(QColor(style.colour("muted")))
        room = self.viewport().rect().adjusted(16, 16, -16, -16)
        text = "没有符合查找的人，请改一下查找的内容" if self.rows.lines else self._empty
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
        painter.end()
