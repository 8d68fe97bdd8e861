"""Columns of a recognised sheet turned into values, with a finding for every value that changes."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from models.rules.base import Parsed
from models.rules.text import clean, clean_lines, is_placeholder
from services.excel.book import column_name
from services.importing.plan import Finding, Heading, Plan, Remark
from services.importing.recognise import Table
from services.importing.texts import SAME_AS_ABOVE, raw_text

Parser = Callable[[object], Parsed[Any]]
Show = Callable[[Any], str | None]

NOTHING: Final = "（空）"
_EXAMPLES: Final = 3
_LONGEST_PLACEHOLDER: Final = 8
_EMPTY: Final[Parsed[Any]] = Parsed(None)


def parse_text(value: object) -> Parsed[str]:
    """Read plain text; placeholders are nothing, blanks at the edges go."""
    text = raw_text(value)
    if not text:
        return Parsed(None)
    cleaned = clean(text)
    if (len(cleaned) <= _LONGEST_PLACEHOLDER or not cleaned[0].isalnum()) and is_placeholder(cleaned):
        return Parsed(None, changed=bool(cleaned))
    return Parsed(cleaned, changed=cleaned != text)


def parse_lines(value: object) -> Parsed[str]:
    """Read text that may stand on several lines; see `parse_text`."""
    text = raw_text(value)
    read = parse_text(value)
    if read.value is None or "\n" not in text:
        return read
    lines = clean_lines(text)
    return Parsed(lines, changed=lines != text)


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
        self._keep_notes()
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
            note: text nobody can read goes to the note of the row's main record.
        """
        cells, known = self._column(field, parser, show, note)
        answers = {value: read.value for value, read in known.items()}
        return [answers[value] for value in cells]

    def parsed(self, field: str, parser: Parser, show: Show = str, *, note: bool = True) -> list[Parsed[Any]]:
        """Return what was read of a field row by row; see `values`."""
        cells, known = self._column(field, parser, show, note)
        return [known[value] for value in cells]

    def _column(
        self, field: str, parser: Parser, show: Show, note: bool
    ) -> tuple[list[Any], dict[object, Parsed[Any]]]:
        """Return the cells of a field and what was read of every different one; findings are recorded.

        Different texts are read once each: most columns of a large sheet repeat a few words.
        """
        column = self.table.columns.get(field)
        if column is None:
            return [""] * len(self.rows), {"": _EMPTY}
        cells = [row[column] for row in self.rows]
        known: dict[object, Parsed[Any]] = dict.fromkeys(cells, _EMPTY)
        if not SAME_AS_ABOVE.isdisjoint(known):
            cells = self._filled(field, cells)
            known = dict.fromkeys(cells, _EMPTY)
        told: dict[object, str] = {}
        for value in known:
            if value == "":
                continue
            read = known[value] = parser(value)
            new = _told(value, read, show)
            if new is not None:
                told[value] = new
        if told:
            self._tell(column, field, cells, told, note)
        return cells, known

    def _filled(self, field: str, cells: list[Any]) -> list[Any]:
        """Return the cells with 同上 replaced by what stands above."""
        above: Any = ""
        answers = []
        for index, value in enumerate(cells):
            if isinstance(value, str) and value in SAME_AS_ABOVE:
                self.finding(index, field, clean(raw_text(above)))
            else:
                above = value
            answers.append(above)
        return answers

    def _tell(self, column: int, field: str, cells: list[Any], told: dict[object, str], note: bool) -> None:
        label, sheet, letters = self.table.labels[field], self.table.sheet.name, column_name(column)
        numbers = self.numbers
        self.plan.normalised.extend(
            [
                Finding(sheet, f"{letters}{numbers[index]}", label, raw_text(value), told[value])
                for index, value in enumerate(cells)
                if value in told
            ]
        )
        if note and "" in told.values():
            for index, value in enumerate(cells):
                if told.get(value) == "":
                    self.note(index, f"{label}：{clean(raw_text(value))}")

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

    def row_text(self, index: int) -> str:
        """Return what a row says, its filled cells in one line."""
        said = (clean(raw_text(cell)) for cell in self.rows[index])
        return " | ".join(text for text in said if text)

    def cell(self, index: int, field: str) -> str:
        """Return the address of a cell, like H7; of column A where the sheet does not have the field."""
        return f"{column_name(self.table.columns.get(field, 0))}{self.numbers[index]}"

    def warn(self, index: int, field: str, code: str, message: str) -> None:
        """Add a warning about a cell."""
        self.plan.warnings.append(Remark(self.table.sheet.name, self.cell(index, field), code, message))

    def _keep_notes(self) -> None:
        """Take over what an earlier import could not read and our own export wrote out again."""
        for index, value in enumerate(self.raw("import_note")):
            lines = clean_lines(raw_text(value))
            if lines:
                self.note(index, lines)

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
        label = text or f"{letters}列"
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


def _told(value: object, read: Parsed[Any], show: Show) -> str | None:
    """Return what a finding says is stored: "" for text nobody can read, None where nothing changed."""
    if not read.understood:
        return ""
    if not read.changed and not read.about:
        return None
    if read.value is None:
        return NOTHING if raw_text(value).strip() else None
    new = show(read.value)
    return "约" + new if read.about and new else new
