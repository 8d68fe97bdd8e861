"""A list of any length: pages of rows come from the reader when looked at, the latest ones are kept."""

from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from services.undecided import MARK, TOLD
from ui.later import later

if TYPE_CHECKING:
    from services.lists import ListQuery, Row
    from services.office import Context
    from services.subjects import Column

# Looked up once: doing it inside data() costs 4 µs a cell.
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TEXTS = (_DISPLAY, int(Qt.ItemDataRole.ToolTipRole))
_TIP = _TEXTS[1]
_ALIGN = int(Qt.ItemDataRole.TextAlignmentRole)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_HORIZONTAL = Qt.Orientation.Horizontal
_NOWHERE = QModelIndex()
NUMBERS = ("count", "area", "money", "years", "year")
"""Kinds of columns that stand at the right."""
PAGE = 128
"""Rows of a page; one page is fetched at a time."""
KEPT_PAGES = 40
_WAITING_PAGES = 3
"""Pages that may wait to be fetched; those of places scrolled past are forgotten."""
WAITING = "…"


class Reading(Protocol):
    """The part of the session a list needs."""

    def read(
        self, query: Any, on_done: Any, on_error: Any = None, *, owner: Any = None, key: Any = None
    ) -> Any:
        """Ask something on the reader."""
        ...

    def report(self, error: BaseException) -> None:
        """Show a failure."""
        ...


class RecordModel(QAbstractTableModel):
    """The rows of one query.

    Args:
        session: fetches pages on the reader.
        parent: the view.

    Signals:
        counted: how many rows there are, once it is known.
        arrived: the first rows of a query, or those of a refreshed one, are here.
    """

    counted = Signal(int)
    arrived = Signal()

    def __init__(self, session: Reading, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.query: ListQuery | None = None
        self.columns: tuple[Column, ...] = ()
        self._right: tuple[bool, ...] = ()
        self._pages: OrderedDict[int, tuple[Row, ...]] = OrderedDict()
        self._number = -1
        self._rows: tuple[Row, ...] = ()
        self._wanted: list[int] = []
        self._fetching = False
        self._ids = b""
        self._count = 0
        self._generation = 0

    # reading

    def show(self, query: "ListQuery") -> None:
        """Read a query from its first page; the old rows stay until it arrives."""
        generation = self._begin()

        def fetch(context: "Context") -> "tuple[Row, ...]":
            from services import lists

            return lists.page(context, query, 0, PAGE)

        def take(rows: "tuple[Row, ...]") -> None:
            if generation == self._generation:
                whole = len(rows) < PAGE
                if not whole:  # asked for before anybody asks where in the list a record stands
                    self._count_all(query, generation)
                self._reset(query, {0: rows}, len(rows))
                if whole:
                    self.counted.emit(len(rows))

        self._session.read(fetch, take, owner=self, key=(id(self), "first"))

    def refresh(self, row: int) -> None:
        """Read the same query again around a row, because rows were changed."""
        query = self.query
        if query is None:
            return
        generation = self._begin()
        number = max(0, row) // PAGE

        def fetch(context: "Context") -> "tuple[dict[int, tuple[Row, ...]], int]":
            from services import lists

            count = lists.count(context, query)
            last = max(0, count - 1) // PAGE
            pages = {at: lists.page(context, query, at * PAGE, PAGE) for at in {0, min(number, last)}}
            return pages, count

        def take(found: "tuple[dict[int, tuple[Row, ...]], int]") -> None:
            if generation == self._generation:
                self._reset(query, *found)
                self.counted.emit(found[1])
                self._list_ids(query, generation)

        self._session.read(fetch, take, owner=self, key=(id(self), "first"))

    def _begin(self) -> int:
        self._generation += 1
        return self._generation

    def _reset(self, query: "ListQuery", pages: "dict[int, tuple[Row, ...]]", count: int) -> None:
        from services import lists

        self.beginResetModel()
        self.query = query
        self.columns = lists.columns_of(query)
        self._right = tuple(column.kind in NUMBERS for column in self.columns)
        self._pages = OrderedDict(pages)
        self._number, self._rows = -1, ()
        self._wanted.clear()
        self._fetching = False
        self._ids = b""
        self._count = count
        self.endResetModel()
        self.arrived.emit()

    def _count_all(self, query: "ListQuery", generation: int) -> None:
        def fetch(context: "Context") -> int:
            from services import lists

            return lists.count(context, query)

        def take(count: int) -> None:
            if generation != self._generation:
                return
            if count > self._count:
                self.beginInsertRows(_NOWHERE, self._count, count - 1)
                self._count = count
                self.endInsertRows()
            self.counted.emit(count)
            self._list_ids(query, generation)

        self._session.read(fetch, take, owner=self, key=(id(self), "count"))

    def _list_ids(self, query: "ListQuery", generation: int) -> None:
        """Fetch the ids of a long list, so that a jump into its middle need not count rows from the start."""
        if self._count <= KEPT_PAGES * PAGE:
            return

        def fetch(context: "Context") -> bytes:
            from services import lists

            return lists.ids(context, query)

        def take(ids: bytes) -> None:
            if generation == self._generation and len(ids) == 16 * self._count:
                self._ids = ids

        self._session.read(fetch, take, owner=self, key=(id(self), "ids"))

    def _want(self, number: int) -> None:
        if number in self._wanted:
            self._wanted.remove(number)
        self._wanted.append(number)
        del self._wanted[:-_WAITING_PAGES]
        if not self._fetching:
            self._fetching = True
            later(0, self, self._fetch)

    def _fetch(self) -> None:
        query, generation = self.query, self._generation
        self._wanted = [number for number in self._wanted if number not in self._pages]
        if query is None or not self._wanted:
            self._fetching = False
            return
        number = self._wanted.pop()  # what was looked at last is what is on the screen
        start = number * PAGE
        ids = self._ids[start * 16 : (start + PAGE) * 16]

        def fetch(context: "Context") -> "tuple[Row, ...]":
            from services import lists

            if ids:
                wanted = [ids[at : at + 16] for at in range(0, len(ids), 16)]
                return lists.rows_by_id(context, query, wanted)
            return lists.page(context, query, start, PAGE)

        def take(rows: "tuple[Row, ...]") -> None:
            if generation == self._generation:
                self._keep(number, rows)
                self._fetch()

        def fail(error: BaseException) -> None:
            self._fetching = False
            self._session.report(error)

        self._session.read(fetch, take, fail, owner=self, key=(id(self), "page"))

    def _keep(self, number: int, rows: "tuple[Row, ...]") -> None:
        self._pages[number] = rows
        while len(self._pages) > KEPT_PAGES:
            gone, _ = self._pages.popitem(last=False)
            if gone == self._number:
                self._number = -1
        first, last = number * PAGE, min(number * PAGE + PAGE, self._count) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    # what the view asks

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return the number of rows known so far."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = _DISPLAY) -> Any:
        """Return the text of a cell, or how it stands."""
        if role in _TEXTS:
            row = self.row(index.row())
            text = WAITING if row is None else row.cells[index.column()]
            return f"{text}\n{TOLD}" if role == _TIP and text.endswith(MARK) else text
        if role == _ALIGN:
            return _RIGHT if self._right[index.column()] else _LEFT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Return the heading of a column, with an arrow where the list is sorted by it."""
        if orientation == _HORIZONTAL and section < len(self.columns):
            if role == _DISPLAY:
                column, query = self.columns[section], self.query
                if query is not None and query.sort == column.name:
                    return f"{column.label} {'↓' if query.descending else '↑'}"
                return column.label
            if role == _ALIGN:
                return _RIGHT if self._right[section] else _LEFT
        return None

    def row(self, at: int) -> "Row | None":
        """Return a row, or None while its page is on its way."""
        number, place = divmod(at, PAGE)
        if number != self._number:
            rows = self._pages.get(number)
            if rows is None:
                self._want(number)
                return None
            self._pages.move_to_end(number)
            self._number, self._rows = number, rows
        return self._rows[place] if place < len(self._rows) else None

    def row_of(self, record_id: bytes) -> int | None:
        """Return the number of a record's row among those that are here, or None."""
        for number, rows in self._pages.items():
            for place, row in enumerate(rows):
                if row.id == record_id:
                    return number * PAGE + place
        return _place(self._ids, record_id)

    def find(self, record_id: bytes, answer: Callable[[int | None], None]) -> None:
        """Look for a record's row in the whole list.

        Args:
            record_id: the record.
            answer: called with the number of its row, or None when the list does not hold it.
        """
        here = self.row_of(record_id)
        query, generation = self.query, self._generation
        if here is not None or query is None or self._ids:
            answer(here)
            return

        def fetch(context: "Context") -> bytes:
            from services import lists

            return lists.ids(context, query)

        def take(ids: bytes) -> None:
            if generation == self._generation:
                self._ids = ids if len(ids) == 16 * self._count else self._ids
                answer(_place(ids, record_id))

        self._session.read(fetch, take, owner=self, key=(id(self), "ids"))

    @property
    def pages_held(self) -> tuple[int, ...]:
        """Numbers of the pages that are here, the one used last at the end."""
        return tuple(self._pages)


def _place(ids: bytes, record_id: bytes) -> int | None:
    """Return at which place an id stands in a row of ids of 16 bytes, or None."""
    found = ids.find(record_id)
    while found >= 0 and found % 16:
        found = ids.find(record_id, found + 1)
    return found // 16 if found >= 0 else None
