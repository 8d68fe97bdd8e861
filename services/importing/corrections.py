"""Corrections made in the rehearsal: cells typed anew, rows left out, the courtyard of a whole sheet.

They are applied to the sheets as they were read, before anything is understood; the user's file is never
touched. Each remembers a mark of its row as the file has it, so that it fits the same row of the same file
again, and no other.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from services.excel.book import Cell, Sheet, cell_name
from services.importing.texts import raw_text

WHOLE_SHEET: Final = ""
"""In place of a cell: the text is the courtyard that every row without one belongs to."""
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_TOP_ROWS: Final = 5


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing the user said otherwise than the file.

    Attributes:
        sheet: name of the sheet.
        cell: its address like "J14"; a row number like "14" for a row left out; `WHOLE_SHEET`.
        text: what is read instead; of no meaning for a row left out.
        mark: of the row as the file has it; "" for a correction just made, which fits whatever stands there.
        old: what the file says.
    """

    sheet: str
    cell: str
    text: str = ""
    mark: str = ""
    old: str = ""

    @property
    def leaves_out(self) -> bool:
        """Whether it leaves a row out."""
        return self.cell.isdigit()


@dataclass(frozen=True, slots=True)
class Corrected:
    """Sheets with corrections applied.

    Attributes:
        sheets: to be understood.
        done: the corrections that fitted, with mark and old text.
        left_out: rows left out, counted from 0, by sheet.
        courtyards: courtyard of rows without one, by sheet.
    """

    sheets: tuple[Sheet, ...]
    done: tuple[Correction, ...] = ()
    left_out: Mapping[str, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    courtyards: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def row_of(cell: str) -> int | None:
    """Return the row number, counted from 1, of an address or of a row left out; None for a whole sheet."""
    digits = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) if digits.isdigit() else None


def cell_at(cell: str) -> tuple[int, int] | None:
    """Return row and column of an address, counted from 0; None for anything else."""
    match = _CELL.fullmatch(cell)
    return None if match is None else (int(match[2]) - 1, _column(match[1]))


def with_correction(kept: Sequence[Correction], new: Correction) -> tuple[Correction, ...]:
    """Return the corrections with one more; it replaces an earlier one of the same place."""
    return (*(each for each in kept if (each.sheet, each.cell) != (new.sheet, new.cell)), new)


def corrected(sheets: Sequence[Sheet], corrections: Iterable[Correction]) -> Corrected:
    """Return the sheets as the user corrected them.

    Args:
        sheets: as read; they are not changed.
        corrections: those whose sheet, place or mark does not fit are left alone.
    """
    wanted: dict[str, list[Correction]] = {}
    for each in corrections:
        wanted.setdefault(each.sheet, []).append(each)
    if not wanted:
        return Corrected(tuple(sheets))
    answers: list[Sheet] = []
    done: list[Correction] = []
    left_out: dict[str, frozenset[int]] = {}
    courtyards: dict[str, str] = {}
    for sheet in sheets:
        fitting = [told for each in wanted.get(sheet.name, ()) if (told := _fitted(sheet, each)) is not None]
        done += fitting
        left_out[sheet.name] = frozenset(int(each.cell) - 1 for each in fitting if each.leaves_out)
        for each in fitting:
            if each.cell == WHOLE_SHEET:
                courtyards[sheet.name] = each.text
        answers.append(_typed_anew(sheet, fitting))
    return Corrected(tuple(answers), tuple(done), left_out, courtyards)


def _fitted(sheet: Sheet, correction: Correction) -> Correction | None:
    """Return a correction with mark and old text, or None where the sheet has no such place or row."""
    at = row_of(correction.cell)
    old = ""
    if at is None:
        rows = sheet.rows[:_TOP_ROWS] if correction.cell == WHOLE_SHEET else []
    else:
        rows = sheet.rows[at - 1 : at]
        place = cell_at(correction.cell)
        if rows and place is not None:
            if place[1] >= len(rows[0]):
                return None
            old = raw_text(rows[0][place[1]])
    if not rows:
        return None
    mark = _mark(rows)
    return replace(correction, mark=mark, old=old) if correction.mark in ("", mark) else None


def _typed_anew(sheet: Sheet, fitting: Sequence[Correction]) -> Sheet:
    rows: dict[int, list[Cell]] = {}
    cells: set[str] = set()
    for each in fitting:
        place = cell_at(each.cell)
        if place is not None:
            rows.setdefault(place[0], list(sheet.rows[place[0]]))[place[1]] = each.text
            cells.add(each.cell)
    if not rows:
        return sheet
    faults = tuple(each for each in sheet.faults if cell_name(each.row, each.column) not in cells)
    return replace(sheet, rows=[rows.get(at, row) for at, row in enumerate(sheet.rows)], faults=faults)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _mark(rows: Sequence[Sequence[Cell]]) -> str:
    texts = "\x1e".join("\x1f".join(raw_text(cell) for cell in row) for row in rows)
    return sha256(texts.encode("utf-8", "surrogatepass")).hexdigest()[:24]
