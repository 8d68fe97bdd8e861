"""Parameters as the driver of SQLite takes them without searching for a way to convert them."""

from collections.abc import Sequence
from typing import Any

_AS_THEY_ARE = (int, str)
_NULL = float("nan")
"""What SQLite stores as NULL when it is bound (documented for sqlite3_bind_double)."""


def bound(rows: Sequence[tuple[Any, ...]]) -> Any:
    """Return parameters for `executemany`, of the kinds the driver binds as they are.

    For any other one, None and bytes among them, it searches for an adapter and finds none: in a table with
    many empty columns that takes two thirds of the time of writing.

    Args:
        rows: at least one tuple.
    """
    if all(type(value) in _AS_THEY_ARE for value in rows[0]):  # most often so are the others
        return rows
    return map(_plain, rows)


def _plain(row: tuple[Any, ...]) -> list[Any]:
    return [_NULL if value is None else bytearray(value) if type(value) is bytes else value for value in row]
