"""Which values a column can hold: one answer for what is written here and for what comes from elsewhere."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Boolean, Integer, LargeBinary, Table

from models.db import changes
from models.errors import InvalidInput

Fits = Callable[[Any], bool]


@lru_cache(maxsize=200)
def _expected(table: Table) -> tuple[tuple[str, ...], Mapping[str, Fits]]:
    """Return the synced columns that are needed, and of each synced column what tells a value it can hold."""
    names = changes.synced_columns(table)
    needed = tuple(name for name in names if not table.c[name].nullable)
    return needed, {name: _fits(table.c[name].type) for name in names}


def _fits(kind: Any) -> Fits:
    if isinstance(kind, Boolean):
        return lambda value: type(value) is bool or (type(value) is int and value in (0, 1))
    if isinstance(kind, Integer):
        size = 2**63 if isinstance(kind, BigInteger) else 2**31
        return lambda value: type(value) is int and -size <= value < size
    if isinstance(kind, LargeBinary):
        length = kind.length
        return lambda value: type(value) is bytes and length in (None, len(value))
    return lambda value: type(value) is str


def unfit(table: Table, values: Mapping[str, Any]) -> str | None:
    """Return the first column whose value the table cannot hold, None when it can hold the whole row."""
    needed, kinds = _expected(table)
    for name in needed:
        if values.get(name) is None:
            return name
    for name, value in values.items():
        if value is not None and name in kinds and not kinds[name](value):
            return name
    return None


def refuse_unfit(table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Refuse values written here that every other office would have to hold back.

    Floats are left to `changes.canonical`, which has a sentence for them.

    Args:
        table: a synced table.
        columns: names, in the order of the rows.
        rows: values; None is none.

    Raises:
        InvalidInput: a number is too large for its column.
        RuntimeError: a value is of another kind than its column; that is a mistake in the program.
    """
    _, kinds = _expected(table)
    asked = [(place, name, kinds[name]) for place, name in enumerate(columns) if name in kinds]
    for row in rows:
        for place, name, fits in asked:
            value = row[place]
            if value is not None and not fits(value):
                _refuse(table, name, value, fits)


def _refuse(table: Table, name: str, value: Any, fits: Fits) -> None:
    plain = _plain(value)
    if isinstance(plain, float) or fits(plain):
        return
    if type(plain) is int and isinstance(table.c[name].type, Integer):
        raise InvalidInput(f"字段“{name}”的数值太大，没有保存。请核对后重新输入。", name)
    raise RuntimeError(f"{table.name}.{name} cannot hold a {type(value).__name__}")


def _plain(value: Any) -> Any:
    """Return a value as the log writes it: words of a vocabulary are texts."""
    kinds: tuple[Any, ...] = (bool, str, int, bytes)
    for kind in kinds:
        if isinstance(value, kind):
            return kind(value)
    return value
