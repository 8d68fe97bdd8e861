"""The table of a list of records: keys, copying, widths; it never holds more rows than its model does."""

import math
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.later import later
from ui.widgets import style
from ui.widgets.clipboard import table_data
from ui.widgets.list_model import PAGE, RecordModel

if TYPE_CHECKING:
    from services.lists import Row
    from services.office import Context
    from services.subjects import Column
    from ui.session import Session

MOST_COPIED = 20_000
"""Rows that are copied or deleted at once at most."""
_ROW, _CHARACTER, _PADDING = 32, 8.5, 20
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RecordTable(QTableView):
    """A table of records.

    Args:
        session: fetches rows that are selected but not here.
        model: the rows.
        parent: where it stands.

    Signals:
        opened: Enter or a double click on a row; its id.
        deleted: Del with rows selected; their ids.
        picked: another row is the current one; its id.
        rows_painted: the first rows have been painted.
        arranged: the user changed widths or the order of columns.
    """

    opened = Signal(object)
    deleted = Signal(object)
    picked = Signal(object)
    rows_painted = Signal()
    arranged = Signal()

    def __init__(self, session: "Session", model: RecordModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.rows = model
        self._quiet = False
        self.narrow = False
        """Whether columns give way until all of them fit."""
        self._first_paint = True
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSectionsMovable(True)
        header.setStretchLastSection(True)
        header.sectionResized.connect(lambda *_: self._tell_arranged())
        header.sectionMoved.connect(lambda *_: self._tell_arranged())
        self.restyle()
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        self.viewport().installEventFilter(self)

    def restyle(self) -> None:
        """Take over another zoom."""
        self.verticalHeader().setDefaultSectionSize(style.px(_ROW))
        self.horizontalHeader().setMinimumSectionSize(style.px(40))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice when rows have been painted for the first time."""
        if self._first_paint and event.type() == QEvent.Type.Paint and self.rows.query is not None:
            self._first_paint = False
            later(0, self, self.rows_painted.emit)
        return super().eventFilter(watched, event)

    # the current row

    def _current_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        row = self.rows.row(current.row()) if current.isValid() else None
        if row is not None and not self._quiet:
            self.picked.emit(row.id)

    def _open(self, index: QModelIndex) -> None:
        row = self.rows.row(index.row()) if index.isValid() else None
        if row is not None:
            self.opened.emit(row.id)

    def current_id(self) -> bytes | None:
        """Return the record of the current row, None without one or while it is on its way."""
        index = self.currentIndex()
        row = self.rows.row(index.row()) if index.isValid() else None
        return None if row is None else row.id

    def go_to(self, number: int, *, quietly: bool = False) -> None:
        """Make a row the current one and the only one selected.

        Args:
            number: counted from 0.
            quietly: do not tell `picked`.
        """
        self._quiet = quietly
        index = self.rows.index(number, self._first_column())
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self._quiet = False

    def leave(self) -> None:
        """Have no current row, because what is shown does not stand in this list."""
        self._quiet = True
        self.selectionModel().clear()
        self._quiet = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the focus as it is: Qt makes the first row the current one where none is, and picks it."""
        none = not self.currentIndex().isValid()
        self._quiet = none
        super().focusInEvent(event)
        self._quiet = False
        if none:
            self.leave()

    def _first_column(self) -> int:
        return next((at for at in range(len(self.rows.columns)) if not self.isColumnHidden(at)), 0)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Del deletes, Ctrl+C copies; everything else is the table's."""
        if event.key() in _ENTER:
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete and self.selectionModel().hasSelection():
            self.with_selected(lambda rows: self.deleted.emit([row.id for row in rows]))
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def selected_numbers(self) -> list[int]:
        """Return the numbers of the selected rows, from the top; at most those handled at once."""
        numbers: list[int] = []
        for first, last in self.selected_ranges():
            numbers.extend(range(first, min(last + 1, first + MOST_COPIED - len(numbers))))
        return numbers

    def selected_ranges(self) -> list[tuple[int, int]]:
        """Return the selected rows as pairs of first and last number, from the top, none twice."""
        selection = self.selectionModel().selection()
        parts = sorted((selection.at(at).top(), selection.at(at).bottom()) for at in range(selection.size()))
        ranges: list[tuple[int, int]] = []
        for first, last in parts:
            if ranges and first <= ranges[-1][1] + 1:
                ranges[-1] = (ranges[-1][0], max(last, ranges[-1][1]))
            else:
                ranges.append((first, last))
        return ranges

    def selected_count(self) -> int:
        """Return the number of selected rows."""
        return sum(last - first + 1 for first, last in self.selected_ranges())

    def shown_columns(self) -> list[int]:
        """Return the columns on the screen, from left to right, as the model counts them."""
        header = self.horizontalHeader()
        order = sorted(range(len(self.rows.columns)), key=header.visualIndex)
        return [at for at in order if not self.isColumnHidden(at)]

    def with_selected(self, action: Any) -> None:
        """Call `action` with the selected rows, fetching those that are not here.

        Args:
            action: takes a list of `Row`.
        """
        numbers = self.selected_numbers()
        query = self.rows.query
        here = [self.rows.row(number) for number in numbers] if len(numbers) <= 2 * PAGE else [None]
        if query is None or all(row is not None for row in here):
            action(here)
            return

        def fetch(context: "Context") -> "list[Row]":
            from services import lists

            first, last = numbers[0], numbers[-1]
            found = lists.page(context, query, first, last - first + 1)
            return [found[number - first] for number in numbers if number - first < len(found)]

        self._session.read(fetch, action, owner=self, key=(id(self), "selected"))

    def copy(self) -> None:
        """Copy the selected rows, with headings, so that they paste into a spreadsheet as a table."""
        columns = [self.rows.columns[at] for at in self.shown_columns()]
        places = self.shown_columns()
        whole = self.selected_count()

        def put(rows: "list[Row]") -> None:
            cells = [[row.cells[at] for at in places] for row in rows]
            QGuiApplication.clipboard().setMimeData(table_data(columns, cells))
            self._note_copied(len(rows))
            if len(rows) < whole:
                text = f"只复制了前{len(rows):,}行；要全部，请用导出（Ctrl+E）"
                self._session.notice(text, "warn")
            else:
                self._session.notice(f"已复制{len(rows)}行，可以粘贴到表格里")

        if self.selectionModel().hasSelection():
            self.with_selected(put)

    def _note_copied(self, count: int) -> None:
        """Tell the audit that a list left by the clipboard; a single row is what people paste all day."""
        query = self.rows.query
        if query is None or count < 2:
            return
        kind = query.kind

        def work(context: "Context") -> None:
            from services import departures

            departures.note_copied(context, kind, count)

        self._session.write(work, owner=self)

    # columns

    def arrange(self, columns: "tuple[Column, ...]", hidden: set[str], widths: dict[str, int]) -> None:
        """Give the columns their widths and hide those that are not asked for.

        Args:
            columns: as the model has them.
            hidden: names of the columns that do not stand in the list.
            widths: pixels at 100 % by name, for columns the user changed.
        """
        self._quiet = True
        for at, column in enumerate(columns):
            width = widths.get(column.name) or column.width * _CHARACTER + _PADDING
            self.setColumnWidth(at, style.px(width))
            self.setColumnHidden(at, column.name in hidden)
        self._quiet = False
        self._fit()

    def height_for(self, rows: int) -> int:
        """Return the height in pixels that heading and this number of rows need."""
        return self.horizontalHeader().sizeHint().height() + style.px(_ROW) * rows + style.px(2)

    def _fit(self) -> None:
        """Make columns narrower, the wide ones most, until all fit into a narrow place."""
        if not self.narrow:
            return
        shown = [at for at in range(len(self.rows.columns)) if not self.isColumnHidden(at)]
        words = [at for at in shown if self.rows.columns[at].kind == "text"]
        self._shrink(words, shown)
        self._shrink(shown, shown)

    def _shrink(self, giving: list[int], shown: list[int]) -> None:
        """Take from some columns what is too much for all that are shown."""
        surplus = sum(self.columnWidth(at) for at in shown) - self.viewport().width()
        least = style.px(68)
        spare = sum(max(0, self.columnWidth(at) - least) for at in giving)
        if surplus <= 0 or spare <= 0 or self.viewport().width() < style.px(200):
            return
        share = min(1.0, surplus / spare)
        self._quiet = True
        for at in giving:
            width = self.columnWidth(at)
            self.setColumnWidth(at, width - math.ceil(max(0, width - least) * share))
        self._quiet = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep all columns of a narrow list in sight."""
        super().resizeEvent(event)
        self._fit()

    def widths(self) -> dict[str, int]:
        """Return the widths of the columns in pixels at 100 % by name."""
        last = self.horizontalHeader().logicalIndex(len(self.rows.columns) - 1)
        return {
            column.name: round(self.columnWidth(at) * 100 / style.zoom())
            for at, column in enumerate(self.rows.columns)
            if not self.isColumnHidden(at) and at != last
        }

    def order(self) -> list[str]:
        """Return the names of the columns from left to right."""
        header = self.horizontalHeader()
        return [self.rows.columns[header.logicalIndex(at)].name for at in range(len(self.rows.columns))]

    def put_order(self, names: list[str]) -> None:
        """Move the columns into this order."""
        self._quiet = True
        header = self.horizontalHeader()
        logical = {column.name: at for at, column in enumerate(self.rows.columns)}
        for place, name in enumerate(name for name in names if name in logical):
            header.moveSection(header.visualIndex(logical[name]), place)
        self._quiet = False

    def _tell_arranged(self) -> None:
        if not self._quiet and self.rows.query is not None:
            self.arranged.emit()
