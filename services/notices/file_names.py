"""A finished sheet as a file: its name, and the same as a Word file."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.notices.making import Sheet

_LONGEST_NAME = 180
"""Bytes of a file name before its ending; most file systems end at 255."""


def word_bytes(sheet: "Sheet") -> bytes:
    """Return a sheet as a Word file (.docx), made from the document that the PDF was set from."""
    from services.documents.word import word_file

    return word_file(sheet.document)


def sheet_file_name(sheet: "Sheet", ending: str = ".pdf") -> str:
    """Return the file name a sheet is offered under; characters that Windows refuses are replaced."""
    name = f"{sheet.courtyard}-{sheet.title}"
    clean = "".join("_" if character in '<>:"/\\|?*' or character < " " else character for character in name)
    short = clean.encode()[:_LONGEST_NAME].decode(errors="ignore")
    return f"{short}{ending}"
