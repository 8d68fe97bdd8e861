"""One usable face: which characters it has, how wide they are, and its TrueType outlines."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.documents.fonts.cff import CharstringIndex
from services.documents.fonts.forms import FULL_WIDTH, PLAIN, Form, dash_form, mark_form
from services.documents.fonts.outlines import CffConverter, GlyphStore
from services.documents.fonts.sfnt import SfntFile

# OS/2 fsType: the licence bits (the most permissive one set counts), and what forbids a subset of outlines.
_RESTRICTED, _PREVIEW_OR_EDIT = 0x0002, 0x000C
_NO_SUBSET, _BITMAPS_ONLY = 0x0100, 0x0200
# A CFF glyph program of more bytes than this has more in it than a width and calls of subroutines.
_SURELY_INK = 16


def may_embed(fs_type: int) -> bool:
    """Tell whether OS/2 fsType allows embedding a subset of the outlines in a document."""
    restricted = fs_type & _RESTRICTED and not fs_type & _PREVIEW_OR_EDIT
    return not (restricted or fs_type & (_NO_SUBSET | _BITMAPS_ONLY))


@dataclass(frozen=True, slots=True)
class FaceInfo:
    """What the index knows of an installed face without opening its file.

    Attributes:
        path: font file; `index` the face in a collection.
        size, changed: length in bytes and time of change in ns; with the path they identify the version.
        families: family names in every language; `full_names` likewise.
        style: style name as the font states it; `weight` 100–900; `italic`.
        embeddable: whether the licence bits allow embedding a subset.
        truetype: outlines are TrueType, not CFF.
        pages: blocks of 256 code points in which the face has characters.
    """

    path: str
    index: int
    size: int
    changed: int
    families: tuple[str, ...]
    full_names: tuple[str, ...]
    style: str
    weight: int
    italic: bool
    postscript: str
    embeddable: bool
    truetype: bool
    pages: frozenset[int]

    @classmethod
    def from_entry(cls, path: str, size: int, changed: int, entry: Mapping[str, Any]) -> FaceInfo:
        """Make the description from an entry of the index.

        Raises:
            KeyError, TypeError: the entry is damaged.
        """
        return cls(
            path=path,
            index=entry["index"],
            size=size,
            changed=changed,
            families=tuple(entry["families"]),
            full_names=tuple(entry["full_names"]),
            style=entry["style"],
            weight=entry["weight"],
            italic=entry["italic"],
            postscript=entry["postscript"],
            embeddable=may_embed(entry["fs_type"]),
            truetype=entry["truetype"],
            pages=frozenset(entry["pages"]),
        )

    @property
    def family(self) -> str:
        """The family name to show: the Chinese one when the font has one."""
        return next((name for name in self.families if not name.isascii()), self.families[0])

    @property
    def key(self) -> str:
        """Identity of the face and its version."""
        return f"{self.path}|{self.index}|{self.size}|{self.changed}"


class Face:
    """An opened face. Widths are fractions of the em; outlines are glyf records.

    Raises:
        FontFormatError: the file is not what the index said.
        OSError: the file is gone.
    """

    def __init__(self, info: FaceInfo, cache_dir: Path | None) -> None:
        self.info = info
        self.file = SfntFile(Path(info.path), info.index)
        self._cmap = self.file.cmap()
        self._glyphs: dict[str, int] = {}
        self._widths: dict[str, float] = {}
        self._outlines: dict[int, bytes] = {}
        self._converter: CffConverter | None = None
        self._programs: CharstringIndex | None = None
        if not self.file.is_truetype:
            store = GlyphStore(cache_dir, info.key)
            self._converter = CffConverter(Path(info.path), info.index, self.file.units_per_em, store)
            if "CFF " in self.file.tables:
                self._programs = CharstringIndex(self.file.data, self.file.table_offset("CFF "))

    def glyph(self, char: str) -> int:
        """Return the glyph number of a character, 0 when the face lacks it.

        Some fonts list characters they have not drawn yet (AR PL UKai maps 䶮 to an empty glyph); a character
        that should leave ink and does not counts as missing.
        """
        found = self._glyphs.get(char)
        if found is None:
            found = self._cmap.glyph(ord(char))
            if found >= self.file.glyph_count or (found and not self._leaves_ink(char, found)):
                found = 0
            self._glyphs[char] = found
        return found

    def _leaves_ink(self, char: str, glyph: int) -> bool:
        if char.isspace():
            return True
        # A long program draws something; only for a short one the costly conversion has to tell.
        if self._programs and self._programs.length(glyph) > _SURELY_INK:
            return True
        return bool(self.outline(glyph))

    def width(self, char: str) -> float:
        """Return the advance of a character as a fraction of the em; Chinese marks take a whole em."""
        known = self._widths.get(char)
        if known is None:
            full = char in FULL_WIDTH
            known = 1.0 if full else self.file.advance(self.glyph(char))[0] / self.file.units_per_em
            self._widths[char] = known
        return known

    def form(self, char: str, joined: bool = False) -> Form:
        """Return what is done to a character's glyph before it is placed (`joined`: half of a long dash)."""
        if not joined and char not in FULL_WIDTH:
            return PLAIN
        record = self.outline(self.glyph(char))
        if not record:
            return PLAIN
        left, _, right, _ = (n / self.file.units_per_em for n in struct.unpack_from(">4h", record, 2))
        return dash_form((left, right)) if joined else mark_form(char, (left, right))

    def outline(self, glyph: int) -> bytes:
        """Return the glyf record of a glyph, converted when the face is CFF."""
        if self._converter:
            return self._converter.outline(glyph)
        known = self._outlines.get(glyph)
        if known is None:
            known = self._outlines[glyph] = self.file.outline(glyph)
        return known

    def flush(self) -> None:
        """Let converted glyphs reach the disk cache."""
        if self._converter:
            self._converter.flush()
