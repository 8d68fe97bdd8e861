"""Lists of records: pages of rows as they are shown, counted, filtered and sorted by the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.db.reading import Reader
from services.office import Context
from services.rights import demand_seeing, may_see
from services.shown import HIDDEN, show
from services.shown import whole as whole_number
from services.subjects import ALL, Column, Subject, subject
from services.undecided import MARK, WHOLE, marks_of

PAGE = 128
"""Rows fetched at once."""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a list shows.

    Attributes:
        kind: kind of the subject.
        text: what was typed into the search box.
        filters: pairs of filter name and chosen value (a code, or the id of an option).
        sort: name of the column to sort by; the subject's own order when empty.
        descending: turn the order of that column round.
        columns: names of the columns to fetch; all of the subject when empty.
        below: (column, id) restricts to the children of one record.
    """

    kind: str
    text: str = ""
    filters: tuple[tuple[str, str | bytes], ...] = ()
    sort: str = ""
    descending: bool = False
    columns: tuple[str, ...] = ()
    below: tuple[str, bytes] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the id of the record and its cells as they are shown."""

    id: bytes
    cells: tuple[str, ...]


def columns_of(query: ListQuery) -> tuple[Column, ...]:
    """Return the columns a query fetches, in order."""
    described = subject(query.kind)
    if not query.columns:
        return described.columns
    return tuple(described.column(name) for name in query.columns)


def page(
    context: Context, query: ListQuery, start: int = 0, count: int = PAGE, *, whole: bool = False
) -> tuple[Row, ...]:
    """Return rows `start` … `start + count` of a list.

    Args:
        context: read on the reader's thread.
        query: what the list shows.
        start: number of rows to leave out.
        count: most rows to return.
        whole: telephones and document numbers are not masked; who asks for that is noted by the caller.

    Raises:
        NotAllowed: whoever works may not see such records; so do `rows_by_id`, `count` and `ids`.
    """
    reader = _reader(context, query.kind)
    where, parameters = _where(reader, query)
    described = subject(query.kind)
    sql = (
        f"SELECT t.id, {_selected(columns_of(query))} FROM {described.from_sql} WHERE {where} "
        f"ORDER BY {_order(query)} LIMIT ? OFFSET ?"
    )
    return _rows(reader, query, reader.all(sql, (*parameters, count, start)), whole=whole)


def rows_by_id(context: Context, query: ListQuery, ids: Sequence[bytes]) -> tuple[Row, ...]:
    """Return the rows of these records in the order of `ids`; records that are gone are left out."""
    reader = _reader(context, query.kind)
    return _rows(reader, query, _found_by_id(reader, query, ids))


def values_by_id(
    reader: Reader, query: ListQuery, ids: Sequence[bytes]
) -> list[tuple[bytes, list[tuple[Any, Any]]]]:
    """Return id and pairs of stored value and companion for these records, in the order of `ids`."""
    columns = columns_of(query)
    return [(bytes(row[0]), _pairs(columns, row)) for row in _found_by_id(reader, query, ids)]


def undecided_by_id(reader: Reader, query: ListQuery, ids: Sequence[bytes]) -> dict[bytes, str]:
    """Return which columns show a provisional value, by their labels, for the records that have any."""
    columns = columns_of(query)
    marked = marks_of(reader, subject(query.kind).table, ids)
    told = {
        record_id: "、".join(
            column.label for at, column in enumerate(columns) if _is_undecided(column, at, undecided)
        )
        for record_id, undecided in marked.items()
    }
    return {record_id: labels for record_id, labels in told.items() if labels}


def _found_by_id(reader: Reader, query: ListQuery, ids: Sequence[bytes]) -> list[tuple[Any, ...]]:
    if not ids:
        return []
    described = subject(query.kind)
    marks = ", ".join("?" * len(ids))
    sql = (
        f"SELECT t.id, {_selected(columns_of(query))} FROM {described.from_sql} "
        f"WHERE t.id IN ({marks}) AND t.deleted_at IS NULL"
    )
    found = {row[0]: row for row in reader.all(sql, tuple(ids))}
    return [found[record_id] for record_id in ids if record_id in found]


def count(context: Context, query: ListQuery) -> int:
    """Return the number of rows of a list."""
    reader = _reader(context, query.kind)
    where, parameters = _where(reader, query)
    described = subject(query.kind)
    source = described.from_sql if _needs_joins(query) else f"{described.table} t"
    return int(reader.value(f"SELECT count(*) FROM {source} WHERE {where}", parameters))


def ids(context: Context, query: ListQuery) -> bytes:
    """Return the ids of all rows in order, 16 bytes each in one string, for jumping with the scroll bar."""
    reader = _reader(context, query.kind)
    where, parameters = _where(reader, query)
    described = subject(query.kind)
    sql = f"SELECT t.id FROM {described.from_sql} WHERE {where} ORDER BY {_order(query)}"
    joined = bytearray()
    for rows in reader.batches(sql, parameters):
        joined += b"".join(row[0] for row in rows)
    return bytes(joined)


def options(context: Context, kind: str, name: str, today: str) -> tuple[tuple[str | bytes, str], ...]:
    """Return the choices of a filter as pairs of value and label.

    Args:
        context: read on the reader's thread.
        kind: kind of the subject.
        name: of the filter.
        today: ISO day, for filters by what was due before it.

    Raises:
        KeyError: the subject has no such filter.
        NotAllowed: whoever works may not see such records.
    """
    reader = _reader(context, kind)
    for each in subject(kind).filters:
        if each.name == name:
            if each.vocabulary is not None:
                return tuple(each.vocabulary)
            if each.past:
                return ((today, each.past),)
            return tuple((row[0], row[1]) for row in reader.all(each.options_sql))
    raise KeyError(name)


def counts(context: Context, kinds: Sequence[str]) -> dict[str, int]:
    """Return how many living records there are of each kind that whoever works may see."""
    seen = [kind for kind in kinds if may_see(context, subject(kind).table)]
    return {kind: count(context, ListQuery(kind)) for kind in seen}


def _reader(context: Context, kind: str) -> Reader:
    demand_seeing(context, subject(kind).table)
    return context.reader


def _selected(columns: Sequence[Column]) -> str:
    return ", ".join(
        f"{column.sql}, {column.companion}" if column.companion else column.sql for column in columns
    )


def _pairs(columns: Sequence[Column], values: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Return pairs of value and companion out of a row that begins with the id."""
    pairs = []
    at = 1
    for column in columns:
        width = 2 if column.companion else 1
        pairs.append((values[at], values[at + 1] if width == 2 else None))
        at += width
    return pairs


def _cell(column: Column, value: Any, companion: Any, whole: bool) -> str:
    if whole and column.kind in HIDDEN:
        return whole_number(value, column.kind)
    return show(value, column.kind, column.vocabulary, companion=companion)


def _rows(
    reader: Reader, query: ListQuery, found: Sequence[tuple[Any, ...]], *, whole: bool = False
) -> tuple[Row, ...]:
    columns = columns_of(query)
    rows = tuple(
        Row(
            values[0],
            tuple(
                _cell(column, value, companion, whole)
                for column, (value, companion) in zip(columns, _pairs(columns, values), strict=True)
            ),
        )
        for values in found
    )
    marked = marks_of(reader, subject(query.kind).table, [row.id for row in rows])
    return tuple(_marked(row, columns, marked.get(row.id)) for row in rows) if marked else rows


def _marked(row: Row, columns: Sequence[Column], undecided: Mapping[str, bytes] | None) -> Row:
    """Return a row with the mark behind each value that somebody has to decide."""
    if not undecided:
        return row
    cells = tuple(
        f"{cell} {MARK}".lstrip() if _is_undecided(column, at, undecided) else cell
        for at, (column, cell) in enumerate(zip(columns, row.cells, strict=True))
    )
    return Row(row.id, cells)


def _is_undecided(column: Column, at: int, undecided: Mapping[str, bytes]) -> bool:
    names = (column.sql.removeprefix("t."), f"{column.name}_id")
    return any(name in undecided for name in names) or (at == 0 and WHOLE in undecided)


def _order(query: ListQuery) -> str:
    described = subject(query.kind)
    if not query.sort:
        return ", ".join(described.order)
    column = described.column(query.sort)
    direction = "DESC" if query.descending else "ASC"
    expression = column.sort or column.sql
    if column.kind in HIDDEN:  # the order tells no more than what is shown: the last four
        expression = f"substr({expression}, length({expression}) - 3)"
    # empty cells stand last in both directions; the id makes the order total
    return f"({expression}) IS NULL, {expression} {direction}, t.id {direction}"


def _needs_joins(query: ListQuery) -> bool:
    described = subject(query.kind)
    used = [each.sql for each in described.filters for name, _ in query.filters if each.name == name]
    if query.text:
        used += list(described.search_ids)
    aliases = {part.rstrip(".") for sql in used for part in sql.split() if "." in part}
    return any(not alias.lstrip("(").startswith("t.") for alias in aliases)


def _where(reader: Reader, query: ListQuery) -> tuple[str, tuple[Any, ...]]:
    described = subject(query.kind)
    conditions = ["t.deleted_at IS NULL"]
    parameters: list[Any] = []
    if described.where:
        conditions.append(described.where)
    if query.below is not None:
        column, record_id = query.below
        _check_column(described, column)
        conditions.append(f"t.{column} = ?")
        parameters.append(record_id)
    by_name = {each.name: each for each in described.filters}
    for name, value in query.filters:
        conditions.append(by_name[name].sql)
        parameters.append(value)
    if query.text.strip():
        from models.db.search_query import matching

        sql, values = matching(reader.dialect, query.text)
        conditions.append("(" + " OR ".join(f"{each} IN ({sql})" for each in described.search_ids) + ")")
        parameters += list(values) * len(described.search_ids)
    return " AND ".join(conditions), tuple(parameters)


def _check_column(described: Subject, column: str) -> None:
    known = {field.name for section in described.sections for field in section.fields}
    known |= {"courtyard_id", "dwelling_id", "unit_id", "parent_id"}
    known |= {child.column for each in ALL for child in each.children if child.kind == described.kind}
    if column not in known:
        raise KeyError(column)
