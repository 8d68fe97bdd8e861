"""Names and passwords of the tests of encryption, and looking into an encrypted office."""

from __future__ import annotations

from pathlib import Path

from pypdfium2 import PdfDocument

from services.context import open_context

ADMIN, PASSWORD = "王芳", "白马 穿过 长街 7"


def residents(path: Path, name: str = ADMIN, password: str = PASSWORD) -> list[str]:
    """Sign in, return the names of all residents, and close the office."""
    context = open_context(path, name, password=password)
    try:
        return [row[0] for row in context.reader.all("SELECT name FROM resident ORDER BY name")]
    finally:
        context.close()


def key_on_paper(sheet: Path) -> str:
    """Read the recovery key off a printed sheet, as a person reads the eight numbered groups."""
    document = PdfDocument(sheet)
    try:
        assert len(document) == 1
        text = document[0].get_textpage().get_text_range()
    finally:
        document.close()
    rows = [line.split() for line in text.replace("\r", "").split("\n")]
    groups: dict[int, str] = {}
    for at in range(4):
        row = next(words for words in rows if words[:1] == [str(at + 1)] and len(words) == 12)
        groups[at], groups[at + 4] = "".join(row[1:6]), "".join(row[7:12])
    return "-".join(groups[at] for at in sorted(groups))
