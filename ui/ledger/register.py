"""The register: receipts and payments line by line with the balance, the last line is the one typed into."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from ui.ledger.line import EntryLine
from ui.ledger.rows import COLUMNS, HEADINGS, NAMES, RegisterModel, spoken, typed_of
from ui.widgets import style
from ui.widgets.clipboard import table_data

if TYPE_CHECKING:
    from services.ledgers import RegisterPage, RegisterRow

_WIDTHS = {
    "on_date": 124,
    "direction": 60,
    "kind": 110,
    "party": 96,
    "handler": 74,
    "witness": 74,
    "voucher": 104,
    "income": 98,
    "expense": 98,
    "balance": 108,
}
_SUMMARY = 130
"""The summary has at least this width, and what the other columns leave."""
_ROW = 32
_SHOW, _REVERSE = QKeySequence("F4"), QKeySequence("Ctrl+R")


class Register(QTableView):
    """The lines of an account.

    Args:
        parent: where it stands.

    Signals:
        earlier_wanted: the first rows read are in sight, and there are more ahead of them.
        locked: a row shall be changed whose month is closed; the row.
        opened: Enter or a double click on a row that cannot be changed, or F4: the row.
        delete_wanted: Delete on rows; the rows.
        reverse_wanted: Ctrl+R on a row.
        chosen: other rows are selected.
    """

    earlier_wanted = Signal()
    locked = Signal(object)
    opened = Signal(object)
    delete_wanted = Signal(object)
    reverse_wanted = Signal(object)
    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries = RegisterModel(self)
        self.setModel(self.entries)
        self.setAccessibleName("收支登记")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.read_only = False
        """Whether nothing can be typed, because whoever works does not keep the books."""
        self.line = EntryLine(self.viewport())
        self._row = -1
        """The row that is changed, -1 for the new line at the end."""
        self._follows = True
        self._empty = ""
        self._zoom = style.zoom()
        self._size_columns()
        self.line.given_up.connect(self.leave_line)
        self.line.lifted.connect(self.leave_line)
        for cell in self.line.cells.values():
            cell.entered.connect(self._show_line)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        self.doubleClicked.connect(lambda index: self.change(index.row()))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalHeader().sectionResized.connect(lambda *_: self._place())

    def _size_columns(self) -> None:
        self.verticalHeader().setMinimumSectionSize(1)  # its own is that of the zoom before
        self.verticalHeader().setDefaultSectionSize(style.px(_ROW))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        for at, name in enumerate(NAMES):
            self.setColumnWidth(at, style.px(_WIDTHS.get(name, _SUMMARY)))
        header.setMinimumSectionSize(style.px(40))

    def changeEvent(self, event: QEvent) -> None:
        """Size rows and columns anew at another zoom."""
        super().changeEvent(event)
        if getattr(self, "_zoom", style.zoom()) != style.zoom():
            self._zoom = style.zoom()
            self._size_columns()
            self._widen()
            self._place()

    def _widen(self) -> None:
        """Give the summary what the other columns leave."""
        at = NAMES.index("summary")
        others = sum(self.columnWidth(each) for each in range(len(NAMES)) if each != at)
        self.setColumnWidth(at, max(style.px(_SUMMARY), self.viewport().width() - others))

    # rows

    def take(self, page: "RegisterPage", *, takes_lines: bool, empty: str = "") -> None:
        """Show the last rows of an account.

        Args:
            page: the rows.
            takes_lines: whether a line can be typed below them.
            empty: what is said where there are none and nothing can be typed.
        """
        changed, before, at = self.line.entry_id, self.current, self.currentIndex().row()
        self._empty = empty
        self.entries.take(page, takes_lines=takes_lines)
        if before is not None:
            self._choose_again(before.id, at)
        self._row = next((at for at, row in enumerate(self.entries.rows) if row.id == changed), -1)
        if self._follows:
            self.scrollToBottom()
        self._place()
        self.viewport().update()

    def _choose_again(self, entry_id: bytes, at: int) -> None:
        """Let the cursor stay on its row, on the next one where that is gone."""
        same = next((number for number, row in enumerate(self.rows) if row.id == entry_id), at)
        if self.rows:
            self.setCurrentIndex(self.entries.index(min(same, len(self.rows) - 1), 0))

    def take_earlier(self, page: "RegisterPage") -> None:
        """Put rows ahead of those that are there; what is in sight stays where it is."""
        bar = self.verticalScrollBar()
        from_end = bar.maximum() - bar.value()
        self.entries.take_earlier(page)
        if self._row >= 0:
            self._row += len(page.rows)
        self.updateGeometries()
        bar.setValue(bar.maximum() - from_end)
        self._place()

    @property
    def rows(self) -> "list[RegisterRow]":
        """The rows that were read, from top to bottom."""
        return self.entries.rows

    def selected(self) -> "list[RegisterRow]":
        """Return the selected rows, from top to bottom."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.rows[number] for number in numbers if number < len(self.rows)]

    @property
    def current(self) -> "RegisterRow | None":
        """The row with the cursor."""
        at = self.currentIndex().row()
        return self.rows[at] if 0 <= at < len(self.rows) else None

    # the line

    @property
    def line_row(self) -> int:
        """The row over which the line stands."""
        return self._row if self._row >= 0 else len(self.rows)

    def start_line(self) -> None:
        """Put the cursor into the line that is typed."""
        if self.entries.takes_lines or self._row >= 0:
            self._show_line()
            self.line.focus("on_date")

    def leave_line(self) -> None:
        """Go from the line to the rows; a change that was begun is over."""
        if self.line.entry_id is not None:
            self.end_change()
        if self.rows:
            # chosen before the focus comes: Qt would put the cursor on the first row without choosing it
            if self.current is None:
                self.setCurrentIndex(self.entries.index(len(self.rows) - 1, 0))
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def change(self, at: int) -> None:
        """Change the entry of a row in place, where its month is open; else show it."""
        if not 0 <= at < len(self.rows):
            self.start_line()
            return
        row = self.rows[at]
        if self.read_only:
            self.opened.emit(row)
            return
        if row.closed and row.reverses is None and row.reversed_by is None:
            self.locked.emit(row)
            return
        if row.closed or row.reverses is not None or row.reversed_by is not None:
            self.opened.emit(row)
            return
        if self.line.is_changed:
            self.start_line()
            return
        self._row = at
        self.line.begin(typed_of(row), row.id, row.version)
        self._place()
        self.line.focus("on_date")

    def end_change(self) -> None:
        """Let the line stand at the end again."""
        at, self._row = self._row, -1
        self.line.begin({})
        self._place()
        if 0 <= at < len(self.rows):
            self.setCurrentIndex(self.entries.index(at, 0))

    def _show_line(self) -> None:
        self._follows = self._row < 0
        self.scrollTo(self.entries.index(self.line_row, 0))
        self._place()

    def _place(self) -> None:
        """Let the cells of the line stand over its row."""
        if not self.entries.takes_lines and self._row < 0:
            self.line.place({})
            return
        rects = {}
        for at, name in enumerate(NAMES[:-1]):
            rects[name] = self._rect(self.line_row, at)
        self.line.place(rects)

    def _rect(self, row: int, column: int) -> QRect:
        left, top = self.columnViewportPosition(column), self.rowViewportPosition(row)
        return QRect(left - 1, top - 1, self.columnWidth(column) + 1, self.rowHeight(row) + 1)

    # what the view asks

    def _scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        self._follows = value >= bar.maximum()
        self._place()
        if value <= bar.minimum() and self.entries.earlier:
            self.earlier_wanted.emit()

    def updateGeometries(self) -> None:
        """Keep the line over its row."""
        super().updateGeometries()
        if hasattr(self, "_row"):
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the line in sight when the window becomes smaller."""
        follows = self._follows
        super().resizeEvent(event)
        self._widen()
        if follows:
            self.scrollToBottom()
        self._place()

    def copy(self) -> None:
        """Put the selected rows, or all that are shown, on the clipboard as a table."""
        rows = self.selected() or self.rows
        QGuiApplication.clipboard().setMimeData(table_data(COLUMNS, spoken(rows)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 and Enter change, F4 shows, Delete removes, Ctrl+R takes back, Down behind the end types."""
        key, at = event.key(), self.currentIndex().row()
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        pressed = QKeySequence(event.keyCombination())
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif key in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.change(at)
        elif pressed == _SHOW and self.current is not None:
            self.opened.emit(self.current)
        elif key == Qt.Key.Key_Delete and self.selected():
            self.delete_wanted.emit(self.selected())
        elif pressed == _REVERSE and self.current is not None:
            self.reverse_wanted.emit(self.current)
        elif key == Qt.Key.Key_Down and plain and at >= len(self.rows) - 1:
            self.start_line()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say why there is nothing where there is nothing."""
        super().paintEvent(event)
        if self.rows or self.entries.takes_lines or not self._empty:
            return
        painter = QPainter(self.viewport())
        painter.setPen(QColor(style.colour("muted")))
        painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self._empty)
        painter.end()


__all__ = ["HEADINGS", "Register"]
