"""Writing own spreadsheets: plain typed cells, nothing that another program would run as a formula."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from services.excel.book import Cell, Merge

RISKY: Final = "=+-@\t\r＝＋－＠"
"""First characters that make other programs take a text for a formula."""


@dataclass(frozen=True, slots=True)
class SheetOut:
    """A sheet to write.

    Attributes:
        name: at most 31 characters on its tab.
        rows: values; "" and None are empty cells.
        merges: ranges to merge, written with the value of their first cell.
        heading_rows: how many rows from the top are bold and stay in sight.
        widths: widths of columns in characters.
    """

    name: str
    rows: Iterable[Sequence[Cell | None]]
    merges: Sequence[Merge] = ()
    heading_rows: int = 0
    widths: Sequence[int] = field(default=())


def write_book(path: Path, sheets: Sequence[SheetOut]) -> None:
    """Write an xlsx; texts are written as texts whatever they begin with.

    Args:
        path: where; an existing file is replaced.
        sheets: at least one.
    """
    import xlsxwriter

    from services.files import write_bytes

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        bold = workbook.add_format({"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter"})
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in sheets:
            _write_sheet(workbook.add_worksheet(sheet.name), sheet, bold, day)
    write_bytes(path, buffer.getvalue())


def write_table(
    path: Path, name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell | None]]
) -> None:
    """Write one plain table with one heading row.

    Args:
        path: where; an existing file is replaced.
        name: name of the sheet.
        headings: one a column.
        rows: values below them.
    """
    write_book(path, [SheetOut(name, [list(headings), *rows], heading_rows=1)])


def _write_sheet(worksheet: Any, sheet: SheetOut, bold: Any, day: Any) -> None:
    corners = {(merge.top, merge.left): merge for merge in sheet.merges}
    for row_number, row in enumerate(sheet.rows):
        style = bold if row_number < sheet.heading_rows else None
        for column, value in enumerate(row):
            merge = corners.get((row_number, column))
            if merge is not None:
                worksheet.merge_range(merge.top, merge.left, merge.bottom, merge.right, "", style)
            _write_cell(worksheet, row_number, column, value, style, day)
    for column, width in enumerate(sheet.widths):
        worksheet.set_column(column, column, width)
    if sheet.heading_rows:
        worksheet.freeze_panes(sheet.heading_rows, 0)


def _write_cell(worksheet: Any, row: int, column: int, value: Cell | None, style: Any, day: Any) -> None:
    """Write a cell as the type it has; a text stays a text whatever it begins with."""
    if isinstance(value, str):
        if value:
            worksheet.write_string(row, column, value, style)
    elif isinstance(value, bool):
        worksheet.write_boolean(row, column, value, style)
    elif isinstance(value, int | float):
        worksheet.write_number(row, column, value, style)
    elif isinstance(value, date):
        worksheet.write_datetime(row, column, value, day)


def guarded(value: Cell | None) -> Cell | None:
    """Return the value as it is safe in a CSV file.

    A text that has such an apostrophe of its own gets one more, so that reading gives back what was there.
    """
    return "'" + value if isinstance(value, str) and is_risky(value) else value


def is_risky(text: str) -> bool:
    """Tell whether another program would take a text, its apostrophes aside, for a formula."""
    return text.lstrip("'")[:1] in RISKY if text.lstrip("'") else False
