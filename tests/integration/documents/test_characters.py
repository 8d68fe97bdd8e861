"""Characters of the national list and of the extensions a font has: each prints, and comes out as itself."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pytest

from services.documents.fonts.faces import Face, FaceInfo
from services.documents.fonts.index import font_folders, scan_fonts
from services.documents.fonts.library import FontLibrary
from services.documents.model import Document, Paragraph
from services.documents.pdf import render
from tests.helpers.set_pages import set_lines

_LIST = Path(__file__).resolve().parents[4] / "shared/data/chars/tongyong-guifan-8105.txt"
"""The standard characters where they lie beside the project."""
EXTENSIONS = {
    "A": (0x3400, 0x4DBF), "B": (0x20000, 0x2A6DF), "C": (0x2A700, 0x2B739), "D": (0x2B740, 0x2B81D),
    "E": (0x2B820, 0x2CEA1), "F": (0x2CEB0, 0x2EBE0), "G": (0x30000, 0x3134A), "H": (0x31350, 0x323AF),
}  # fmt: skip


def read_back(data: bytes) -> tuple[str, str]:
    """Body text as two programs read it."""
    mined = "".join(line.text for line in set_lines(data) if line.size == pytest.approx(16))
    document = pdfium.PdfDocument(data)
    try:
        seen = []
        for page in document:
            text_page = page.get_textpage()
            seen.append(text_page.get_text_range())
            text_page.close()
            page.close()
    finally:
        document.close()
    return mined, "".join("".join(seen).split())


def standard_characters() -> str:
    """Return the 8,105 standard characters; the 6,763 of GB 2312 where that list is not at hand."""
    if _LIST.exists():
        return "".join(_LIST.read_text("utf-8").split())
    rows = [bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]
    return "".join(row.decode("gb2312", errors="ignore") for row in rows)


def test_all_standard_characters_print_and_come_back(fonts: FontLibrary) -> None:
    chars = standard_characters()
    assert len(chars) in (8105, 6763)
    mined, seen = read_back(render(Document("表", (Paragraph(chars, indent=False),)), fonts).data)
    assert mined == chars
    assert all(char in seen for char in chars)


@pytest.mark.parametrize("block", EXTENSIONS)
def test_extension_characters_a_font_has_come_back(fonts: FontLibrary, wide: FaceInfo, block: str) -> None:
    face, (first, last) = Face(wide, None), EXTENSIONS[block]
    chars = "".join(char for char in map(chr, range(first, last + 1, 23)) if face.glyph(char))
    if not chars:
        pytest.skip("no font here has a character of this block")
    mined, seen = read_back(render(Document("表", (Paragraph(chars, indent=False),)), fonts).data)
    assert mined == chars
    assert all(char in seen for char in chars)


def test_outlines_of_an_installed_cff_font_are_converted(tmp_path: Path) -> None:
    installed = scan_fonts(font_folders(), tmp_path)
    faces = [info for info in installed if not info.truetype and info.embeddable and 0x4E in info.pages]
    if not faces:
        pytest.skip("no Noto or Source Han here; the made-up CFF font of the unit tests stands for them")
    text = "楼院概况，“王䶮”（李㛃）——张𫖯……"
    fonts = FontLibrary(faces, cache_dir=tmp_path)
    first = render(Document("表", (Paragraph(text),)), fonts).data
    mined, _ = read_back(first)
    assert mined == text
    again = render(Document("表", (Paragraph(text),)), FontLibrary(faces, cache_dir=tmp_path)).data
    assert again == first
