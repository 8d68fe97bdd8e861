"""Rows on the clipboard: as a table other programs paste cell by cell, telephones and documents unharmed."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData

from ui.widgets.list_model import NUMBERS

if TYPE_CHECKING:
    from services.subjects import Column

# Spreadsheets would round documents of 18 digits and run what begins like a formula.
_AS_TEXT = " style='mso-number-format:\"\\@\"'"


def table_data(columns: "Sequence[Column]", rows: Sequence[Sequence[str]]) -> QMimeData:
    """Return rows with headings as plain text parted by tabs and as a table.

    Args:
        columns: from left to right; those that are neither numbers nor dates are pasted as text.
        rows: cells as they are shown.
    """
    headings = [column.label for column in columns]
    lines = ["\t".join(_one_line(cell) for cell in row) for row in (headings, *rows)]
    marks = ["" if column.kind in (*NUMBERS, "date") else _AS_TEXT for column in columns]
    parts = ["<tr>", *(f"<th>{escape(text)}</th>" for text in headings), "</tr>"]
    for row in rows:
        parts.append("<tr>")
        parts += [f"<td{mark}>{escape(_one_line(cell))}</td>" for mark, cell in zip(marks, row, strict=True)]
        parts.append("</tr>")
    data = QMimeData()
    data.setText("\n".join(lines) + "\n")
    data.setHtml(f"<meta charset='utf-8'><table>{''.join(parts)}</table>")
    return data


def _one_line(text: str) -> str:
    return text.replace("\t", " ").replace("\r", " ").replace("\n", " ")
