"""Columns of a recognised sheet turned into values, with a finding for every value that changes on the way."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any, Final

from models.rules.base import Parsed
from models.rules.text import clean, is_placeholder
from services.excel.book import column_name
from services.importing.plan import Finding, Heading, Plan, Remark
from services.importing.recognise import Table

Parser = Callable[[object], Parsed[Any]]
Show = Callable[[Any], str | None]

NOTHING: Final = "（空）"
_SAME_AS_ABOVE: Final = frozenset(("同上", "〃", "″", '"', "''", "“", "”", "同前"))
_MOST_REMEMBERED: Final = 20_000
_EXAMPLES: Final = 3


def raw_text(value: object) -> str:
    """Return a cell as the sheet shows it: whole numbers without .0, days without a time."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def parse_text(value: object) -> Parsed[str]:
    """Read plain text; placeholders are nothing, blanks at the edges go."""
    text = raw_text(value)
    if not text:
        return Parsed(None)
    cleaned = clean(text)
    if is_placeholder(cleaned):
        return Parsed(None, changed=bool(cleaned))
    return Parsed(cleaned, changed=cleaned != text)


class Cells:
    """The rows of a table that stand for something, read column by column.

    Attributes:
        table: the recognised sheet.
        rows: the rows that are kept.
        numbers: their row numbers in the sheet, counted from 1.
        notes: index of a kept row → what could not be read, for the import note of its record.
    """

    def __init__(self, plan: Plan, table: Table, rows: list[Sequence[object]], numbers: list[int]) -> None:
        self.plan = plan
        self.table = table
        self.rows = rows
        self.numbers = numbers
        self.notes: dict[int, list[str]] = {}
        self.apart: dict[str, dict[int, str]] = {}
        self._keep_unknown()

    def has(self, field: str) -> bool:
        """Tell whether the sheet has this field."""
        return field in self.table.columns

    def raw(self, field: str) -> list[Any]:
        """Return the cells of a field as they are, "" for all rows where the sheet does not have it."""
        column = self.table.columns.get(field)
        if column is None:
            return [""] * len(self.rows)
        return [row[column] for row in self.rows]

    def values(self, field: str, parser: Parser, show: Show = str, *, note: bool = True) -> list[Any]:
        """Return the values of a field row by row, None where there is none.

        Args:
            field: of the thesaurus.
            parser: reads one cell.
            show: how a value is written in a finding.
            note: text nobody can read goes to the note of the row's main record; False leaves it in
                `apart` for the caller.
        """
        return [read.value for read in self.parsed(field, parser, show, note=note)]

    def parsed(self, field: str, parser: Parser, show: Show = str, *, note: bool = True) -> list[Parsed[Any]]:
        """Return what was read of a field row by row; see `values`."""
        column = self.table.columns.get(field)
        if column is None:
            empty: Parsed[Any] = Parsed(None)
            return [empty] * len(self.rows)
        known: dict[object, tuple[Parsed[Any], str | None]] = {}
        answers: list[Parsed[Any]] = []
        above: object = ""
        for index, row in enumerate(self.rows):
            value = row[column]
            found = known.get(value)
            if found is None:
                if isinstance(value, str) and value in _SAME_AS_ABOVE:
                    found = self._same(above, parser, show)
                else:
                    found = _read(value, parser, show)
                    if len(known) < _MOST_REMEMBERED:
                        known[value] = found
            read, new = found
            if new is not None:
                self._found(index, column, field, value, new, note)
            if read.value is not None:
                above = value if not isinstance(value, str) or value not in _SAME_AS_ABOVE else above
            answers.append(read)
        return answers

    def _same(self, above: object, parser: Parser, show: Show) -> tuple[Parsed[Any], str | None]:
        read = parser(above)
        return read, NOTHING if read.value is None else show(read.value)

    def _found(self, index: int, column: int, field: str, value: object, new: str, note: bool) -> None:
        label = self.table.labels[field]
        cell = f"{column_name(column)}{self.numbers[index]}"
        old = raw_text(value)
        self.plan.normalised.append(Finding(self.table.sheet.name, cell, label, old, new))
        if new == "":
            if note:
                self.note(index, f"{label}：{clean(old)}")
            else:
                self.apart.setdefault(field, {})[index] = f"{label}：{clean(old)}"

    def finding(self, index: int, field: str, new: str) -> None:
        """Record that the cell of a field is stored as `new`."""
        column = self.table.columns.get(field)
        if column is not None:
            old = raw_text(self.rows[index][column])
            if old != new:
                place = self.cell(index, field)
                label = self.table.labels[field]
                self.plan.normalised.append(Finding(self.table.sheet.name, place, label, old, new))

    def note(self, index: int, text: str) -> None:
        """Keep a text in the import note of a row's main record."""
        self.notes.setdefault(index, []).append(text)

    def note_of(self, index: int) -> str | None:
        """Return the import note of a row, or None."""
        lines = self.notes.get(index)
        return "\n".join(lines) if lines else None

    def cell(self, index: int, field: str) -> str:
        """Return the address of a cell, like H7; of column A where the sheet does not have the field."""
        return f"{column_name(self.table.columns.get(field, 0))}{self.numbers[index]}"

    def warn(self, index: int, field: str, code: str, message: str) -> None:
        """Add a warning about a cell."""
        self.plan.warnings.append(Remark(self.table.sheet.name, self.cell(index, field), code, message))

    def _keep_unknown(self) -> None:
        """Keep the values of columns nobody recognised: listed once, and in the note of every row."""
        for column, text in self.table.unknown.items():
            self._keep(column, text)
        for column in range(len(self.rows[0]) if self.rows else 0):
            if column not in self.table.texts:
                self._keep(column, "")

    def _keep(self, column: int, text: str) -> None:
        examples: list[str] = []
        letters = column_name(column)
        label = text.rpartition("/")[2] or f"{letters}列"
        for index, row in enumerate(self.rows):
            value = row[column]
            if value == "" or value is None:
                continue
            shown = clean(raw_text(value))
            if not shown:
                continue
            if len(examples) < _EXAMPLES and shown not in examples:
                examples.append(shown)
            self.note(index, f"{label}：{shown}")
        if examples:
            self.plan.unrecognised.append(
                Heading(self.table.sheet.name, letters, text or f"{letters}列", tuple(examples))
            )


def _read(value: object, parser: Parser, show: Show) -> tuple[Parsed[Any], str | None]:
    read = parser(value)
    if not read.understood:
        return read, ""
    if not read.changed and not read.about:
        # Trimmed only: what is stored differs from what was typed all the same.
        trimmed = isinstance(value, str) and value != "" and read.value is not None and value != clean(value)
        return read, show(read.value) if trimmed else None
    if read.value is None:
        return read, NOTHING if raw_text(value).strip() else None
    new = show(read.value)
    return read, ("约" + new if read.about and new else new)
