"""Sort keys that are kept beside a value: computed when a row is written, never typed, never synced."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Table

from models.db import pinyin
from models.rules.text import natural_key

_KINDS: dict[str, Callable[[str], str]] = {
    "natural": natural_key,
    "pinyin": pinyin.sort_key,
    "title": lambda text: pinyin.title_key(natural_key(text)),
}


@lru_cache(maxsize=200)
def derived_columns(table: Table) -> tuple[tuple[str, str, str], ...]:
    """Return the derived columns of a table: name, kind of key, source column."""
    return tuple((column.name, *column.info["derive"]) for column in table.c if "derive" in column.info)


def derive_at(kind: str, place: int) -> Callable[[Sequence[Any]], str | None]:
    """Return a function that gives the sort key of the column at `place` of a tuple."""
    key = _KINDS[kind]

    def derived(row: Sequence[Any]) -> str | None:
        value = row[place]
        return key(value) if value else None

    return derived


def derive(columns: Sequence[tuple[str, str, str]], row: dict[str, Any]) -> None:
    """Set the derived columns of a row from their sources."""
    for name, kind, source in columns:
        value = row.get(source)
        row[name] = _KINDS[kind](value) if value else None
