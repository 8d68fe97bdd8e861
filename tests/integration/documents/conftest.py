"""Fonts of this machine for the sheets under test."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.documents.fonts.faces import Face, FaceInfo
from services.documents.fonts.index import font_folders, scan_fonts
from services.documents.fonts.library import FontLibrary

RARE = "王䶮李㛃张𫖯陈𬤝𠅤志远欧阳𬭎刘𪩘"
EVERYDAY = "一中文楼院概况，。"
_INSTALL = "install fonts-wqy-zenhei and fonts-lxgw-wenkai (or other TrueType fonts for Chinese)"


def has_all(info: FaceInfo, chars: str) -> bool:
    """Whether a TrueType face has glyphs for all these characters."""
    if not (info.truetype and info.embeddable and not info.italic and 0x4E in info.pages):
        return False
    face = Face(info, None)
    return all(face.glyph(char) for char in chars)


@pytest.fixture(scope="session")
def faces(tmp_path_factory: pytest.TempPathFactory) -> tuple[FaceInfo, ...]:
    """Every face installed here."""
    return scan_fonts(font_folders(), tmp_path_factory.mktemp("font-index"))


@pytest.fixture(scope="session")
def wide(faces: tuple[FaceInfo, ...]) -> FaceInfo:
    """A TrueType face that has the rare characters of names."""
    found = [info for info in faces if has_all(info, RARE + EVERYDAY)]
    assert found, f"no TrueType font here has {RARE}: {_INSTALL}"
    return found[0]


@pytest.fixture(scope="session")
def narrow(faces: tuple[FaceInfo, ...]) -> FaceInfo:
    """A TrueType face for everyday Chinese that lacks some rare characters of names."""
    found = [info for info in faces if has_all(info, EVERYDAY) and not has_all(info, RARE)]
    assert found, f"no TrueType font for everyday Chinese here lacks any of {RARE}: {_INSTALL}"
    return found[0]


@pytest.fixture(scope="session")
def fonts(faces: tuple[FaceInfo, ...], wide: FaceInfo) -> FontLibrary:
    """The TrueType fonts of this machine by role, as the program uses them."""
    return FontLibrary([info for info in faces if info.truetype])


@pytest.fixture
def two_faces(narrow: FaceInfo, wide: FaceInfo) -> FontLibrary:
    """A machine with one everyday font and one wide one, none of them asked for by name."""
    return FontLibrary([narrow, wide], {"body": (narrow.family,)})


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A fresh cache folder."""
    return tmp_path / "cache"
