"""What the judges of the subjects share: rows as they are handed over, and facts read for many at once.

A judge is handed rows - stored ones, or what stands in a form over what is stored - and reads what else it
has to know with a fixed number of queries, however many rows there are.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.rules.base import Hint
from services.office import Context

Row = Mapping[str, Any]
"""Columns of a record by name, with its id; in a form a person may still be a name."""
Hints = tuple[Hint, ...]
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Judge:
    """How the records of a table are judged.

    Attributes:
        columns: what has to be read of the record itself.
        hints: says for each row what the rules say about it, in the order of the rows.
    """

    columns: tuple[str, ...]
    hints: Callable[[Context, Sequence[Row]], list[Hints]]


def link(row: Row, name: str) -> bytes | None:
    """Return the id a column links to, None for nothing and for a name that is not registered yet."""
    value = row.get(name)
    return value if isinstance(value, bytes) else None


def links(rows: Iterable[Row], name: str) -> set[bytes]:
    """Return the ids that a column of several rows links to."""
    return {found for row in rows if (found := link(row, name)) is not None}


def grouped(context: Context, sql: str, ids: Iterable[bytes]) -> dict[bytes, list[tuple[Any, ...]]]:
    """Return the rows of a query by their first column, which is left out of them.

    Args:
        context: read on the reader's thread.
        sql: query with `{ids}` where the list of ids stands; the order of the rows is kept.
        ids: what the first column may be.
    """
    found: dict[bytes, list[tuple[Any, ...]]] = {}
    listed = sorted(ids)
    for start in range(0, len(listed), _AT_ONCE):
        part = listed[start : start + _AT_ONCE]
        for row in context.reader.all(sql.format(ids=", ".join("?" * len(part))), part):
            found.setdefault(row[0], []).append(row[1:])
    return found


def single(context: Context, sql: str, ids: Iterable[bytes]) -> dict[bytes, tuple[Any, ...]]:
    """Return the last row of a query by its first column; arguments as for `grouped`."""
    return {key: rows[-1] for key, rows in grouped(context, sql, ids).items()}


def counted(context: Context, table: str, column: str, ids: Iterable[bytes]) -> dict[bytes, int]:
    """Return how many living rows of a table name each id in a column."""
    sql = (
        f"SELECT {column}, count(*) FROM {table} WHERE {column} IN ({{ids}}) AND deleted_at IS NULL "
        f"GROUP BY {column}"
    )
    return {key: int(row[0]) for key, row in single(context, sql, ids).items()}


def stored_rows(context: Context, table: str, columns: Sequence[str], ids: Iterable[bytes]) -> list[Row]:
    """Return the living rows of a table with these ids, in the order of the ids."""
    wanted = list(ids)
    found = single(
        context,
        f"SELECT id, {', '.join(columns)} FROM {table} WHERE id IN ({{ids}}) AND deleted_at IS NULL",
        wanted,
    )
    return [
        {"id": record_id, **dict(zip(columns, found[record_id], strict=True))}
        for record_id in wanted
        if record_id in found
    ]
