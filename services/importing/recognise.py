"""Finding the headings of a sheet: its kind, which column is which field, where the rows begin."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from models.rules.text import clean, fold
from services.excel.book import Sheet as SheetData
from services.excel.book import column_name
from services.importing.headings import Sheet, forms, meaning, sheets

SEARCHED_ROWS: Final = 15
_TITLED: Final = 45
"""Two headings' worth: 业主花名册 above 姓名 and 房号 means owners."""
Assigned = Mapping[tuple[str, str], str]


@dataclass(slots=True)
class Table:
    """A recognised sheet.

    Attributes:
        sheet: rows and merges as read.
        kind: kind of sheet.
        columns: field → column counted from 0.
        unknown: columns with a heading nobody recognised, with its text.
        texts: column → its heading.
        labels: field → Chinese label.
        first: first row below the headings, counted from 0.
        year: year that the rows above the headings name, for dates without one.
        office: sub-district office they name, or "".
        community: community they name, or "".
        above: their text.
        left_out: rows the user leaves out, counted from 0.
        courtyard: what the user said rows without a courtyard belong to, or "".
    """

    sheet: SheetData
    kind: str
    columns: dict[str, int]
    unknown: dict[int, str]
    texts: dict[int, str]
    labels: Mapping[str, str]
    first: int
    year: int | None = None
    office: str = ""
    community: str = ""
    above: str = ""
    charge_unit: str = "sqm_month"
    assigned: dict[int, str] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    courtyard: str = ""


def recognise(
    sheet: SheetData, assigned: Assigned, kinds: Sequence[Sheet] = (), searched: int = SEARCHED_ROWS
) -> Table | None:
    """Return the sheet with its columns understood, or None where nothing is recognised.

    Args:
        sheet: as read.
        assigned: (sheet, column letters or heading text) → field given by hand; sheet "" means any sheet.
        kinds: what it may be; none for all kinds of a survey workbook.
        searched: how many rows the headings are looked for in.
    """
    kinds = kinds or sheets()
    best: tuple[int, Table] | None = None
    for row in range(min(searched, len(sheet.rows))):
        texts = [_text(cell) for cell in sheet.rows[row]]
        if sum(1 for text in texts if text) < 2:
            continue
        for height in (1, 2):
            if row + height > len(sheet.rows):
                continue
            found = _with_rows(sheet, row, height, assigned, kinds)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
    if best is None:
        return None
    _read_above(best[1], best[1].first)
    return best[1]


def _text(cell: object) -> str:
    return clean(cell) if isinstance(cell, str) else ""


def _with_rows(
    sheet: SheetData, row: int, height: int, assigned: Assigned, kinds: Sequence[Sheet]
) -> tuple[int, Table] | None:
    upper, lower = _heading_texts(sheet, row, height)
    title = _title(sheet, row)
    best: tuple[int, Table] | None = None
    for kind in kinds:
        columns, unknown, by_hand = _columns(sheet, kind, upper, lower, assigned)
        # who assigns a column by hand has said what the sheet is about; the first need names its records
        needs = kind.needs[:1] if by_hand else kind.needs
        if not all(any(name in columns for name in group) for group in needs):
            continue
        known = len(columns) - ("seq" in columns)
        # Two rows count only where the second says something; fewer unknown headings decide between kinds.
        score = known * 20 - len(unknown) * 4 - height + (_TITLED if kind.is_titled(title) else 0)
        if best is None or score > best[0]:
            texts = {
                at: _joined(up, low)
                for at, (up, low) in enumerate(zip(upper, lower, strict=True))
                if up or low
            }
            table = Table(
                sheet, kind.kind, columns, unknown, texts, kind.labels, row + height, assigned=by_hand
            )
            best = (score, table)
    return best


def _title(sheet: SheetData, row: int) -> str:
    """Return the name of the sheet and what stands above a row."""
    return " ".join([sheet.name, *(_text(cell) for above in sheet.rows[:row] for cell in above)])


def _heading_texts(sheet: SheetData, row: int, height: int) -> tuple[list[str], list[str]]:
    """Return the texts of the upper and the lower row by column; the upper is spread over what it spans."""
    top = [_text(cell) for cell in sheet.rows[row]]
    if height == 1:
        return [""] * len(top), top
    low = [_text(cell) for cell in sheet.rows[row + 1]]
    low += [""] * (len(top) - len(low))
    spans = {merge.left: merge.right for merge in sheet.merges if merge.top <= row <= merge.bottom}
    upper = list(top)
    carried, until = "", -1
    for column, text in enumerate(top):
        if text:
            carried, until = text, spans.get(column, len(top) if not spans else column)
        elif carried and low[column] and column <= until:
            upper[column] = carried
    return upper, low[: len(top)]


def _joined(upper: str, lower: str) -> str:
    return f"{upper}/{lower}" if upper and lower else upper or lower


def _columns(
    sheet: SheetData, kind: Sheet, upper: Sequence[str], lower: Sequence[str], assigned: Assigned
) -> tuple[dict[str, int], dict[int, str], dict[int, str]]:
    columns: dict[str, int] = {}
    unknown: dict[int, str] = {}
    by_hand: dict[int, str] = {}
    for column in range(len(upper)):
        text = _joined(upper[column], lower[column])
        given = _given(sheet.name, column, text, assigned)
        if given is not None:
            owner, _, hand = given.rpartition(".")
            if hand in kind.labels and owner in ("", kind.kind):
                by_hand[column] = hand
                columns[hand] = column
    before: str | None = None
    for column in range(len(upper)):
        text = _joined(upper[column], lower[column])
        if column in by_hand or not text:
            before = by_hand.get(column, before if not text else None)
            continue
        name = meaning(kind, upper[column], lower[column], before)
        if name is None or name in columns:
            unknown[column] = text
        else:
            columns[name] = column
        before = name
    return columns, unknown, by_hand


def _given(sheet: str, column: int, text: str, assigned: Assigned) -> str | None:
    if not assigned:
        return None
    for owner in (sheet, ""):
        for key in (column_name(column), text):
            if (owner, key) in assigned:
                return assigned[owner, key]
    return None


_OFFICE = re.compile(r"[\u4e00-\u9fff]{2,12}?(?:街道办事处|办事处|街道办|街道)")
_COMMUNITY = re.compile(r"[\u4e00-\u9fff0-9]{2,12}?社区")
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})\s*[年.\-/]")
_DATED = re.compile(r"^(?:(?:19|20)[0-9]{2}\s*年度?)?(?:[0-9]{1,2}\s*月份?)?")
_BEFORE_COLON = re.compile(r"^[^：:]{1,12}[：:]\s*")


def _read_above(table: Table, first: int) -> None:
    """Read office, community and year out of the rows above the headings and the name of the sheet."""
    lines = [_text(cell) for row in table.sheet.rows[:first] for cell in row]
    headings = set(table.texts.values())
    lines = [line for line in lines if line and line not in headings]
    table.above = " ".join(lines)
    for line in [*lines, table.sheet.name]:
        bare = _DATED.sub("", _BEFORE_COLON.sub("", line))
        office, year = _OFFICE.search(bare), _YEAR.search(line)
        rest = bare[office.end() :] if office is not None else bare
        community = _COMMUNITY.search(rest) or _COMMUNITY.search(bare)
        table.office = table.office or (office.group() if office else "")
        if community is not None and not table.community:
            named = community.group()
            table.community = named.removeprefix(table.office) if named != table.office + "社区" else named
        if year is not None and table.year is None:
            table.year = int(year[1])
    if "charge" in table.columns and "户" in fold(table.texts.get(table.columns["charge"], "")):
        table.charge_unit = "household_month"


def is_heading_again(table: Table, row: Sequence[object]) -> bool:
    """Tell whether a row repeats the headings, as sheets printed on several pages do."""
    same = 0
    for column in table.columns.values():
        cell = row[column]
        if isinstance(cell, str) and cell:
            said = forms(cell)[:1]
            same += bool(said) and said == forms(table.texts.get(column, ""))[:1]
    if same >= min(3, len(table.columns)):
        return True
    above = table.sheet.rows[max(table.first - 2, 0) : table.first]
    return any(_same_texts(row, heads) for heads in above)


def _same_texts(row: Sequence[object], heads: Sequence[object]) -> bool:
    """Tell whether most of what a row says stands in the same columns of a heading row."""
    told = [(cell, head) for cell, head in zip(row, heads, strict=False) if cell != ""]
    return len(told) > 1 and sum(cell == head for cell, head in told) * 2 > len(told)
