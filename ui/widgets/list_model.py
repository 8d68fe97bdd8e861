"""A list of any length: pages of rows come from the reader as they are looked at, the latest are kept."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from services import lists
from services.lists import PAGE, ListQuery, Row
from services.subjects import Column

_DISPLAY = Qt.ItemDataRole.DisplayRole
_ALIGN = Qt.ItemDataRole.TextAlignmentRole
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_HORIZONTAL = Qt.Orientation.Horizontal
_NUMBERS = ("count", "area", "money", "years", "year")
KEPT_PAGES = 40
WAITING = "…"


class Reading(Protocol):
    """The part of the session a list needs."""

    def read(
        self, query: Any, on_done: Any, on_error: Any = None, *, owner: QObject, key: Hashable = None
    ) -> Any:
        """Run a query on the reader."""
        ...


class RecordModel(QAbstractTableModel):
    """The rows of one query.

    Signals:
        counted: how many rows there are, once it is known.
        first_rows: the first page has arrived.
    """

    counted = Signal(int)
    first_rows = Signal()

    def __init__(self, session: Reading, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.query: ListQuery | None = None
        self.columns: tuple[Column, ...] = ()
        self._pages: OrderedDict[int, tuple[Row, ...]] = OrderedDict()
        self._asked: set[int] = set()
        self._ids = b""
        self._count = 0
        self._generation = 0

    def show(self, query: ListQuery) -> None:
        """Read a query from its first page; the old rows stay until it arrives."""
        self._generation += 1
        generation = self._generation

        def first(rows: tuple[Row, ...]) -> None:
            self._take_first(query, rows, generation)

        self._session.read(
            lambda context: lists.page(context.reader, query), first, owner=self, key=(id(self), "page")
        )

    def _take_first(self, query: ListQuery, rows: tuple[Row, ...], generation: int) -> None:
        if generation != self._generation:
            return
        self.beginResetModel()
        self.query = query
        self.columns = lists.columns_of(query)
        self._pages.clear()
        self._asked.clear()
        self._ids = b""
        self._pages[0] = rows
        self._count = len(rows)
        self.endResetModel()
        self.first_rows.emit()
        if len(rows) < PAGE:
            self.counted.emit(len(rows))
            return

        def counted(count: int) -> None:
            self._grow(count, generation)

        self._session.read(
            lambda context: lists.count(context.reader, query), counted, owner=self, key=(id(self), "count")
        )

    def _grow(self, count: int, generation: int) -> None:
        if generation != self._generation:
            return
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()
        self.counted.emit(count)
        query = self.query
        if query is None or count <= KEPT_PAGES * PAGE:
            return

        def listed(ids: bytes) -> None:
            if generation == self._generation and len(ids) == 16 * self._count:
                self._ids = ids

        self._session.read(
            lambda context: lists.ids(context.reader, query), listed, owner=self, key=(id(self), "ids")
        )

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return the number of rows known so far."""
        return 0 if parent is not None and parent.isValid() else self._count

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = _DISPLAY) -> Any:
        """Return the text of a cell, or how it stands."""
        if role == _DISPLAY:
            row = self.row(index.row())
            return WAITING if row is None else row.cells[index.column()]
        if role == _ALIGN:
            return _RIGHT if self.columns[index.column()].kind in _NUMBERS else _LEFT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Return the heading of a column."""
        if orientation == _HORIZONTAL and section < len(self.columns):
            if role == _DISPLAY:
                return self.columns[section].label
            if role == _ALIGN:
                return _RIGHT if self.columns[section].kind in _NUMBERS else _LEFT
        return None

    def row(self, number: int) -> Row | None:
        """Return a row, or None while its page is on its way."""
        page, at = divmod(number, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            self._ask(page)
            return None
        self._pages.move_to_end(page)
        return rows[at] if at < len(rows) else None

    def _ask(self, page: int) -> None:
        query = self.query
        if page in self._asked or query is None:
            return
        self._asked.add(page)
        generation = self._generation
        start = page * PAGE
        ids = self._ids[start * 16 : (start + PAGE) * 16]

        def arrived(rows: tuple[Row, ...]) -> None:
            if generation == self._generation:
                self._keep(page, rows)

        def fetch(context: Any) -> tuple[Row, ...]:
            if ids:
                wanted = [ids[at : at + 16] for at in range(0, len(ids), 16)]
                return lists.rows_by_id(context.reader, query, wanted)
            return lists.page(context.reader, query, start)

        self._session.read(fetch, arrived, owner=self)

    def _keep(self, page: int, rows: tuple[Row, ...]) -> None:
        self._asked.discard(page)
        self._pages[page] = rows
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        first, last = page * PAGE, min(page * PAGE + PAGE, self._count) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def row_of(self, record_id: bytes) -> int | None:
        """Return the number of a record's row among those that are here, or None."""
        for page, rows in self._pages.items():
            for at, row in enumerate(rows):
                if row.id == record_id:
                    return page * PAGE + at
        return None
