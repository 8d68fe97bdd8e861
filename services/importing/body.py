"""Which rows of a sheet stand for something: blank rows, totals, notes and repeated headings set apart."""

import re
from collections.abc import Sequence
from typing import Any, Final

from models.rules.numbers import parse_count
from models.rules.text import clean, fold
from services.excel.book import column_name
from services.importing.cells import Cells
from services.importing.plan import Plan, Remark
from services.importing.recognise import Table, is_heading_again
from services.importing.texts import SAME_AS_ABOVE, raw_text

_TOTAL = re.compile(r"[（(]?(?:.{0,10}?)(?:小计|合计|总计|共计|累计|总合计)[）)]?[:：]?")
_FOOT = re.compile(
    r"(?:注|备注|说明|填表说明|填报说明|附注|填表人|制表人|制表|审核人|审核|负责人|填报人|填报单位|联系人|填报时间|填报日期|单位负责人)"
    r"\s*(?:[:：]|[0-9０-９]\s*[.．、]|$)|[0-9]+[.、].{25,}"
)
_SUB: Final = "小计"
# Where sheets write 小计 and 合计.
_WATCHED: Final = (
    "seq",
    "community",
    "courtyard",
    "name",
    "on_date",
    "building",
    "room",
    "address",
    "item",
    "summary",
)


def read_cells(plan: Plan, table: Table, counts: Sequence[str] = (), number_of: str = "") -> Cells:
    """Return the rows of a table that stand for something.

    Args:
        plan: gets a warning for every total of the sheet that does not fit its rows.
        table: the recognised sheet.
        counts: fields whose totals are checked.
        number_of: field in whose column a total row may say how many rows there are.
    """
    merged = _merged(table)
    rows: list[Sequence[object]] = []
    numbers: list[int] = []
    totals: list[tuple[str, int, Sequence[object], int]] = []
    watched = sorted({0, *(table.columns[name] for name in _WATCHED if name in table.columns)})
    heading = table.columns.get("courtyard", next(iter(table.columns.values()), 0))
    heading_texts = {
        raw_text(each[heading]) for each in table.sheet.rows[max(table.first - 2, 0) : table.first]
    }
    handed_on: dict[int, object] = {}
    for at in range(table.first, len(table.sheet.rows)):
        row: Sequence[object] = table.sheet.rows[at]
        if at in table.left_out:
            handed_on = _handed_on(_filled(row, merged.get(at)), handed_on)
            continue
        first: Any = next((cell for cell in row if cell != "" and cell is not None), None)
        if first is None:
            continue
        total = _total_in(row, watched)
        if total:
            totals.append((total, at + 1, row, len(rows)))
            continue
        if isinstance(first, str):
            bare = clean(first)
            if not bare and not any(raw_text(cell).strip() for cell in row):
                continue
            if _FOOT.match(bare) and sum(1 for cell in row if cell != "") <= 6:
                continue
        # the lower of two heading rows is blank where the upper one names the courtyard
        if row[heading] in ("", *heading_texts) and is_heading_again(table, row):
            continue
        row = _filled(row, merged.get(at)) if merged else row
        if handed_on:
            row, handed_on = _taken_over(table, row, handed_on), {}
        rows.append(row)
        numbers.append(at + 1)
    cells = Cells(plan, table, rows, numbers)
    if totals:
        _check_totals(cells, totals, counts, number_of)
    return cells


def _total_in(row: Sequence[object], watched: Sequence[int]) -> str:
    """Return the word for a total a row begins with, or ""."""
    for column in watched:
        cell = row[column]
        if isinstance(cell, str) and "计" in cell:
            bare = clean(cell)
            if _TOTAL.fullmatch(fold(bare)):
                return bare
    return ""


def _merged(table: Table) -> dict[int, dict[int, object]]:
    """Return row → column → value for the cells below the first one of a vertical merge."""
    found: dict[int, dict[int, object]] = {}
    for merge in table.sheet.merges:
        if merge.bottom > merge.top >= table.first and merge.top < len(table.sheet.rows):
            value: object = table.sheet.rows[merge.top][merge.left]
            for row in range(merge.top + 1, merge.bottom + 1):
                found.setdefault(row, {})[merge.left] = value
    return found


def _filled(row: Sequence[object], below: dict[int, object] | None) -> Sequence[object]:
    if not below:
        return row
    filled = list(row)
    for column, value in below.items():
        if filled[column] == "":
            filled[column] = value
    return filled


_CARRIED: Final = ("community", "courtyard", "committee_kind", "building", "entrance")


def _handed_on(row: Sequence[object], before: dict[int, object]) -> dict[int, object]:
    """Return what a row that is left out says, by column, for the rows below that continue it."""
    said = dict(before)
    said |= {column: cell for column, cell in enumerate(row) if cell != "" and cell not in SAME_AS_ABOVE}
    return said


def _taken_over(table: Table, row: Sequence[object], said: dict[int, object]) -> Sequence[object]:
    """Return a row with 同上, and the blanks that mean the same, filled from a row that was left out."""
    own = _CARRIED[:1] if table.kind == "survey" else _CARRIED
    carried = {table.columns[name] for name in own if name in table.columns}
    filled = list(row)
    for column, value in said.items():
        if filled[column] in SAME_AS_ABOVE or (filled[column] == "" and column in carried):
            filled[column] = value
    return filled


def _check_totals(
    cells: Cells, totals: list[tuple[str, int, Sequence[object], int]], counts: Sequence[str], number_of: str
) -> None:
    """Compare the sheet's own 小计 and 合计 with its rows."""
    sheet, columns = cells.table.sheet.name, cells.table.columns
    last = 0
    for text, number, row, reached in totals:
        start = last if _SUB in text else 0
        last = reached if _SUB in text else last
        for field in (*counts, number_of):
            column = columns.get(field)
            stated = parse_count(row[column]).value if column is not None else None
            if column is None or stated is None:
                continue
            part = cells.rows[start:reached]
            if field == number_of:
                found = sum(1 for each in part if raw_text(each[column]).strip())
            else:
                found = sum(parse_count(each[column]).value or 0 for each in part)
            if found != stated:
                place = f"{column_name(column)}{number}"
                label = cells.table.labels[field]
                message = f"{text}中的“{label}”写的是{stated}，各行相加为{found}，请核对。"
                cells.plan.warnings.append(Remark(sheet, place, "total_doubtful", message))


def filled_down(values: list[Any]) -> list[Any]:
    """Return the list with every empty place taken from above."""
    answers: list[Any] = []
    last: Any = None
    for value in values:
        last = value if value is not None else last
        answers.append(last)
    return answers
