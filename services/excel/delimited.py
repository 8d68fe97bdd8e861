"""Text files with separated values: the encodings, separators and line ends that offices really send."""

import codecs
import csv
import io
import re
from pathlib import Path
from typing import Final

from services.excel.book import BookRefused, Cell, Sheet
from services.excel.limits import Limits
from services.excel.writing import is_risky

_MOST_BYTES: Final = 64 << 20
_SEPARATORS: Final = (",", "\t", ";", "，", "|")
_QUOTED = re.compile(r'"[^"]*"')
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_delimited(path: Path, limits: Limits) -> Sheet:
    """Read a text file as one sheet named like the file.

    Raises:
        BookRefused: it is no text, too large, or a line or cell in it is too long.
    """
    if path.stat().st_size > _MOST_BYTES:
        raise BookRefused(
            f"文本文件“{path.name}”太大（最多 {_MOST_BYTES >> 20} MB），请拆分或另存为 .xlsx 后再导入。"
        )
    text = decode(path.read_bytes(), path.name)
    _check_lines(text, path.name, limits)
    return Sheet(path.stem, _rows(text, path.name, limits))


def decode(data: bytes, name: str) -> str:
    """Return the text of a file in UTF-8, UTF-16 or GB18030, with or without its mark.

    Raises:
        BookRefused: it is none of them.
    """
    candidates = [encoding for mark, encoding in _MARKS if data.startswith(mark)]
    sample = data[:4096]
    if not candidates and b"\x00" in sample:
        candidates = ["utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"]
    for encoding in candidates or ["utf-8", "gb18030"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise BookRefused(f"文件“{name}”不是电子表格，也不是能读懂的文本，请选择 xlsx、xls、ods 或 csv 文件。")


def _check_lines(text: str, name: str, limits: Limits) -> None:
    """Refuse a line longer than any sheet writes; \\r alone ends a line as well."""
    start = 0
    while len(text) - start > limits.line_characters:
        ends = (text.rfind(end, start, start + limits.line_characters) for end in "\n\r")
        last = max(ends)
        if last < 0:
            raise BookRefused(
                f"文本文件“{name}”里有一行超过 {limits.line_characters} 个字，不像表格，没有读取。"
                "请检查文件是否选对。"
            )
        start = last + 1


def _separator(text: str) -> str:
    """Return the character that parts the cells: the one most frequent in the first lines, outside quotes."""
    sample = _QUOTED.sub("", text[:20_000]).splitlines()[:20]
    counts = {sign: sum(line.count(sign) for line in sample) for sign in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda sign: counts[sign])
    return best if counts[best] else ","


def _rows(text: str, name: str, limits: Limits) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    csv.field_size_limit(limits.cell_characters)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        for row in reader:
            rows.append([_unguarded(cell) for cell in row])
            if len(rows) > limits.rows or len(row) > limits.columns:
                raise BookRefused(
                    f"文本文件“{name}”太大（最多 {limits.rows} 行、{limits.columns} 列），请拆分后再导入。"
                )
    except csv.Error as error:
        raise BookRefused(
            f"文本文件“{name}”第{len(rows) + 1}行读不懂（引号不成对或一格太长），请改好后再导入。"
        ) from error
    width = max(map(len, rows), default=0)
    if len(rows) * width > limits.cells:
        raise BookRefused(f"文本文件“{name}”格数太多，请拆分后再导入。")
    return [row + [""] * (width - len(row)) for row in rows]


def _unguarded(cell: str) -> str:
    """Take away the apostrophe that our own export puts before = + - @ so that no program runs them."""
    return cell[1:] if cell[:1] == "'" and is_risky(cell) else cell
