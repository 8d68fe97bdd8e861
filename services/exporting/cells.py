"""Stored values as typed cells: numbers as numbers, whole days as dates, everything else as text."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from models.rules.dates import from_record
from services.excel.book import Cell
from services.excel.streaming import ColumnOut, Style, TableOut
from services.shown import HIDDEN, show
from services.subjects import Column

STYLES: Final[dict[str, Style]] = {"date": "date", "money": "money", "years": "years"}


def day_cell(iso: str | None) -> Cell | None:
    """Return a stored date: a date where the day is known, 2020年9月 where only the month is."""
    found = from_record(iso)
    if found is None:
        return iso or None
    if found.month is None or found.day is None:
        return found.chinese
    # before 1900-03-01 spreadsheets count the days differently
    return found.chinese if found.year < 1901 else date(found.year, found.month, found.day)


def count_cell(value: int | None, about: Any = None) -> Cell | None:
    """Return a number of heads or things; 约168 as it is read."""
    return value if value is None or not about else f"约{value}"


def area_cell(hundredths: int | None, about: Any = None) -> Cell | None:
    """Return an area in square metres."""
    if hundredths is None:
        return None
    return show(hundredths, "area", companion=about) if about else hundredths / 100


def money_cell(fen: int | None, _: Any = None) -> Cell | None:
    """Return an amount in yuan."""
    return None if fen is None else fen / 100


def _as_it_is(value: Any, _: Any) -> Cell | None:
    return value if value is None else str(value)


_CELLS: Final[dict[str, Callable[[Any, Any], Cell | None]]] = {
    "count": count_cell,
    "year": lambda value, written: written or value,
    "years": lambda value, _: value,
    "area": area_cell,
    "money": money_cell,
    "date": lambda value, _: day_cell(value),
}


def cell_of(column: Column, value: Any, companion: Any = None, *, whole: bool = False) -> Cell | None:
    """Return a stored value of a list column as the cell of a spreadsheet.

    Args:
        column: which kinds are numbers and dates is said there; any other kind is text as it is shown.
        value: as stored.
        companion: value of the companion column: 约, words written instead, a unit.
        whole: telephones and document numbers are written whole, without blanks, so that they can be looked
            up and dialled; they are masked otherwise.
    """
    if whole and column.kind in HIDDEN:
        return _as_it_is(value, companion)
    typed = _CELLS.get(column.kind)
    if typed is not None and column.vocabulary is None:
        return typed(value, companion)
    if column.kind == "text" and column.vocabulary is None:
        return _as_it_is(value, companion)  # a sign that cannot be read on the screen is data all the same
    return show(value, column.kind, column.vocabulary, companion=companion)


def column_out(column: Column) -> ColumnOut:
    """Return heading, width and style of a list column."""
    label = f"{column.label}（{column.suffix}）" if column.suffix else column.label
    return ColumnOut(label, round(column.width * 1.25) + 3, STYLES.get(column.kind, ""))


def masked(table: TableOut) -> TableOut:
    """Return a table whose columns of telephones and document numbers are masked."""
    places = [(at, column.hidden) for at, column in enumerate(table.columns) if column.hidden]
    return replace(table, rows=_masked_rows(table, places)) if places else table


def _masked_rows(table: TableOut, places: Sequence[tuple[int, str]]) -> Iterator[list[Cell | None]]:
    for row in table.rows:
        cells = list(row)
        for at, kind in places:
            cells[at] = show(cells[at], kind) or None
        yield cells
