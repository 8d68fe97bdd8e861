"""Sheets as other programs read them: qpdf finds nothing to complain about, pdftotext the text put in."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from services.documents.fonts.faces import FaceInfo
from services.documents.fonts.library import FontLibrary
from services.documents.fonts.roles import ROLES
from services.documents.model import Document, Paragraph
from services.documents.pdf import render
from tests.integration.documents.test_characters import EXTENSIONS, standard_characters

NAMES = "王䶮、李㛃、张𫖯、陈𬤝、𠅤志远"
PROSE = (
    "一、工作目标\n为进一步提升无主管楼院治理水平，2020年8月3日起，按“一征三议两公开”的办法，"
    "逐院（含片区）组织：（1）征求意见；（2）张榜公示——公示期15日，费用1,288.50元，占12.5%……"
)

_PAGE_NUMBER = re.compile(r"\s*—\s*\d+\s*—\s*")


def _needs(command: str, package: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(command) is None, reason=f"{package} is not installed")


def sheet(text: str, fonts: FontLibrary, folder: Path) -> Path:
    path = folder / "sheet.pdf"
    blocks = tuple(Paragraph(line) for line in text.split("\n"))
    path.write_bytes(render(Document("关于楼院治理的通知", blocks), fonts).data)
    return path


@_needs("qpdf", "qpdf")
@pytest.mark.parametrize("text", [PROSE + NAMES, PROSE * 40], ids=["rare", "long"])
def test_qpdf_finds_nothing_to_complain_about(text: str, fonts: FontLibrary, tmp_path: Path) -> None:
    done = subprocess.run(
        ["qpdf", "--check", str(sheet(text, fonts, tmp_path))], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


@_needs("pdftotext", "poppler-utils")
@pytest.mark.parametrize("text", [PROSE + NAMES, PROSE * 40], ids=["rare", "long"])
def test_pdftotext_gives_the_text_put_in(text: str, fonts: FontLibrary, tmp_path: Path) -> None:
    assert read(sheet(text, fonts, tmp_path)) == "关于楼院治理的通知" + re.sub(r"\s", "", text)


@_needs("pdftotext", "poppler-utils")
def test_pdftotext_gives_every_standard_character(fonts: FontLibrary, tmp_path: Path) -> None:
    chars = standard_characters()
    assert read(sheet(chars, fonts, tmp_path)).endswith(chars)


@pytest.fixture(scope="module")
def every(faces: tuple[FaceInfo, ...], wide: FaceInfo) -> FontLibrary:
    """All fonts of this machine, the one with the rare characters before the others."""
    return FontLibrary(faces, dict.fromkeys(ROLES, (wide.family,)))


@_needs("pdftotext", "poppler-utils")
@pytest.mark.parametrize("block", EXTENSIONS)
def test_pdftotext_gives_every_extension_character_a_font_has(
    every: FontLibrary, tmp_path: Path, block: str
) -> None:
    first, last = EXTENSIONS[block]
    main, others = every.role("body").primary, every.candidates("body")
    chars = "".join(char for char in map(chr, range(first, last + 1)) if every.find_face(char, main, others))
    # The fonts that set-up installs have characters of the first blocks at least.
    assert chars or block not in "AB"
    assert read(sheet("字" + chars, every, tmp_path)) == "关于楼院治理的通知字" + chars


def read(path: Path) -> str:
    """Return the text without blanks and without the lines of page numbers."""
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True)
    lines = [line for line in done.stdout.decode().splitlines() if not _PAGE_NUMBER.fullmatch(line)]
    return re.sub(r"\s", "", "".join(lines))
