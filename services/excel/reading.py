"""Reading a foreign spreadsheet into plain values; to be called in a child process only."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.excel.book import Book, BookRefused, Cell, Merge, Sheet, cell_name
from services.excel.delimited import read_delimited
from services.excel.limits import LIMITS, Limits
from services.excel.probe import damaged, locked, probe, too_many_sheets
from services.excel.scan import PartFacts, really_has_values, scan, sheet_parts

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MACROS = "文件里含有宏，程序只读取单元格里的数据，没有运行宏。"


def read_book(path: Path, limits: Limits = LIMITS) -> Book:
    """Read every sheet of a file.

    Args:
        path: xlsx, xlsm, xls, ods or a text file with separated values.
        limits: what is too much.

    Returns:
        The book; formulas give the results stored in the file, macros are never run.

    Raises:
        BookRefused: with one Chinese sentence.
    """
    kind = probe(path, limits)
    if kind == "csv":
        return Book((read_delimited(path, limits),), "csv")
    facts = scan(path, kind, limits) if kind in ("xlsx", "ods") else {}
    return _read_with_calamine(path, kind, facts, limits)


def _read_with_calamine(path: Path, kind: str, facts: dict[str, PartFacts], limits: Limits) -> Book:
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    parts = sheet_parts(path) if kind == "xlsx" else {}
    sheets: list[Sheet] = []
    left = limits.cells
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            if len(workbook.sheet_names) > limits.sheets:
                raise BookRefused(too_many_sheets(path.name, limits))
            for described in workbook.sheets_metadata:
                if described.typ != SheetTypeEnum.WorkSheet:
                    continue
                hidden = described.visible != SheetVisibleEnum.Visible
                part = parts.get(described.name, "")
                found = facts.get(part, PartFacts())
                sheet = _sheet(path, workbook.get_sheet_by_name(described.name), hidden, found, left, limits)
                if not sheet.rows and found.has_values and really_has_values(path, part, limits):
                    raise BookRefused(_shown_empty(path.name, described.name))
                left -= len(sheet.rows) * (len(sheet.rows[0]) if sheet.rows else 0)
                sheets.append(sheet)
    except PasswordError as error:
        raise BookRefused(locked(path.name)) from error
    except CalamineError as error:
        # the reader counts the cells of an ods itself
        wide = "limit exceeded" in str(error)
        raise BookRefused(_too_wide(path.name, limits) if wide else damaged(path.name)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the native reader's own abort, no Exception
            raise
        raise BookRefused(damaged(path.name)) from error
    return Book(tuple(sheets), kind, (MACROS,) if _has_macros(path, kind) else ())


def _sheet(
    path: Path, native: "CalamineSheet", hidden: bool, facts: PartFacts, left: int, limits: Limits
) -> Sheet:
    if native.end is None:
        return Sheet(native.name, [], (), hidden, tuple(facts.faults))
    height, width = native.end[0] + 1, native.end[1] + 1
    if height > limits.rows or width > limits.columns or height * width > left:
        last = cell_name(native.end[0], native.end[1])
        raise BookRefused(
            f"文件“{path.name}”的工作表“{native.name}”一直写到 {last}，表格范围太大"
            f"（最多 {limits.rows} 行、{limits.columns} 列）。请删去多余的内容，另存后再导入。"
        )
    rows: list[list[Any]] = native.to_python(skip_empty_area=False)
    ranges = native.merged_cell_ranges or []
    merges = tuple(Merge(top, first, bottom, last) for (top, first), (bottom, last) in ranges)
    return Sheet(native.name, _plain(rows), merges, hidden, tuple(facts.faults))


def _plain(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Drop the empty rows at the end."""
    end = len(rows)
    while end and not any(value != "" for value in rows[end - 1]):
        end -= 1
    return rows if end == len(rows) else rows[:end]


def _too_wide(name: str, limits: Limits) -> str:
    return (
        f"文件“{name}”的表格范围太大（最多 {limits.rows} 行、{limits.columns} 列）。"
        "请删去多余的内容，另存后再导入。"
    )


def _shown_empty(name: str, sheet: str) -> str:
    return (
        f"文件“{name}”的工作表“{sheet}”里有内容，但按这种格式读不出来。"
        "请用 WPS 或 Excel 打开，另存为普通的 .xlsx（Excel 工作簿）后再导入。"
    )


def _has_macros(path: Path, kind: str) -> bool:
    if kind == "xls":
        return "_VBA_PROJECT".encode("utf-16-le") in path.read_bytes()
    import zipfile

    with zipfile.ZipFile(path) as archive:
        return any(name.endswith("vbaProject.bin") for name in archive.namelist())
