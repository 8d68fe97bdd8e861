"""Reading a list of opinions out of a table: pasted from WPS, or a workbook read in a child process."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from models import vocab
from models.errors import InvalidInput
from models.rules.dates import parse_date
from models.rules.text import clean, fold
from services.files import Progress, no_progress
from services.opinion_intake.chat import LeftOut

MOST_ROWS: Final = 3_000
_HEADED_IN: Final = 10
"""Rows in which the headings are looked for."""
_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "content": (
        "内容",
        "意见",
        "诉求",
        "问题",
        "反映事项",
        "反映问题",
        "意见建议",
        "诉求内容",
        "事项",
        "建议",
    ),
    "name": ("姓名", "反映人", "提出人", "居民", "联系人", "户主", "住户"),
    "on": ("日期", "时间", "反映时间", "反映日期", "收到时间", "登记时间", "登记日期"),
    "building": ("楼栋", "楼号", "楼幢", "栋号", "幢号", "几号楼"),
    "category": ("类别", "类型", "分类", "问题类别", "问题类型"),
    "contact": ("电话", "联系方式", "联系电话", "手机", "手机号"),
    "channel": ("来源", "渠道", "来源渠道", "反映渠道", "方式"),
}


class Line(dict[str, str]):
    """A row of a list: number of the row and what stands under the headings that are known."""

    row: int = 0


def rows_of_text(text: str) -> list[list[str]]:
    """Return the rows of a pasted table; cells are parted by tabs."""
    return [[clean(cell) for cell in line.split("\t")] for line in text.splitlines()]


def rows_of_file(
    path: Path, progress: Progress = no_progress, cancelled: Callable[[], bool] | None = None
) -> list[list[str]]:
    """Return the rows of the first sheet of a workbook that has opinions, read in a child process.

    Args:
        path: xlsx, xls, ods or csv.
        progress: told what is done.
        cancelled: polled; True stops the child.

    Raises:
        UserError: it is no workbook, damaged, locked or too large.
        EnvironmentFault: it cannot be read from its disk.
        Cancelled: the user stopped it.
    """
    from services.importing.child import in_child

    told: list[list[list[str]]] = json.loads(
        in_child(_work, path, name=path.name, progress=progress, cancelled=cancelled)
    )
    headed = [rows for rows in told if headings(rows)[0] >= 0]
    return (headed or [rows for rows in told if rows] or [[]])[0]


def _work(*arguments: Any, progress: Progress) -> str:
    """Run inside the child: the argument is the path."""
    from services.importing.reading import opened
    from services.importing.texts import raw_text

    book, _ = opened(arguments[0], progress)
    sheets = [[[clean(raw_text(cell)) for cell in row] for row in sheet.rows] for sheet in book.sheets]
    return json.dumps(sheets, ensure_ascii=False)


def headings(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """Return the row of the headings, -1 for none, and the column of each that is known."""
    for at, row in enumerate(rows[:_HEADED_IN]):
        found: dict[str, int] = {}
        for column, cell in enumerate(row):
            name = _heading(cell)
            if name and name not in found:
                found[name] = column
        if "content" in found and len(found) > 1:
            return at, found
        if "content" in found and sum(bool(cell) for cell in row) == 1 and at + 1 < len(rows):
            return at, found
    return -1, {}


def _heading(cell: str) -> str:
    folded = fold(cell)
    for name, words in _HEADINGS.items():
        if folded in words:
            return name
    return ""


def read_table(rows: Sequence[Sequence[str]]) -> tuple[list[Line], list[LeftOut]]:
    """Return the lines of a list, and the rows that hold none.

    Without headings the longest cell of each row is what was raised.

    Raises:
        InvalidInput: there are too many rows.
    """
    if len(rows) > MOST_ROWS:
        raise InvalidInput(f"表里有{len(rows)}行，最多{MOST_ROWS}行。请分几次导入。")
    head, columns = headings(rows)
    lines: list[Line] = []
    left = [
        LeftOut(at + 1, " ".join(filter(None, rows[at])), "表头") for at in range(head + 1) if any(rows[at])
    ]
    for at in range(head + 1, len(rows)):
        row = rows[at]
        if not any(row):
            continue
        cells = {name: row[column] for name, column in columns.items() if column < len(row) and row[column]}
        if not columns:
            cells = {"content": max(row, key=len)}
        if cells.get("content"):
            line = Line(cells)
            line.row = at + 1
            lines.append(line)
        else:
            left.append(LeftOut(at + 1, " ".join(filter(None, row)), "没有写内容"))
    return lines, left


def day_in(text: str, today: date) -> str:
    """Return the ISO day that a cell holds, "" where it is none or lies ahead."""
    read = parse_date(text.split(" ")[0], default_year=today.year).value if text else None
    if read is None or read.day is None or read.first_day > today:
        return ""
    return read.iso


def code_in(words: vocab.Vocabulary, text: str) -> str | None:
    """Return the code whose label a cell holds, or holds a part of; None for none."""
    folded = fold(text)
    for code, label in words:
        if folded and (folded == fold(label) or folded in fold(label) or fold(label) in folded):
            return code
    return None
