"""A spreadsheet as it was read: sheets of plain values, without any library's objects."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from models.errors import UserError

Cell = str | int | float | bool | date | time | timedelta
"""A value of a cell; "" is an empty one. A moment is a `datetime`, which is a `date`."""


class BookRefused(UserError):
    """The file cannot be read as a spreadsheet; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, rows and columns counted from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell whose content the reader could not hand over.

    Attributes:
        row, column: counted from 0.
        code: "formula-error" (#DIV/0! and its like) or "formula-uncalculated" (no stored result).
        message: one Chinese sentence.
    """

    row: int
    column: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Attributes:
        name: as on its tab.
        rows: every row from the first one of the sheet, each from column A, equally long.
        merges: merged ranges; empty where the format does not tell.
        hidden: the tab is hidden.
        faults: cells that could not be read.
    """

    name: str
    rows: list[list[Cell]]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """A spreadsheet file.

    Attributes:
        sheets: in the order of their tabs.
        kind: "xlsx", "xls", "ods" or "csv".
        notes: Chinese sentences about the file as a whole, such as macros that were left alone.
    """

    sheets: tuple[Sheet, ...]
    kind: str
    notes: tuple[str, ...] = field(default=())


def column_name(column: int) -> str:
    """Return the letters of a column counted from 0: A, Z, AA, XFD."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell counted from 0: (13, 9) is J14."""
    return f"{column_name(column)}{row + 1}"
