"""Turns CFF outlines into TrueType ones, glyph by glyph, and keeps the result on disk.

ReportLab and the PDF font kind used here take TrueType outlines only, while Noto and Source Han come as CFF.
This is the only module that imports fontTools.
"""

from __future__ import annotations

import hashlib
import logging
import mmap
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from services.documents.fonts.cff import CharstringIndex
from services.documents.fonts.sfnt import SfntFile, map_file

_log = logging.getLogger(__name__)

# Largest distance between the cubic curve and its quadratic stand-in, in thousandths of the em:
# 0.6 is a hundredth of a millimetre on a letter two centimetres high.
_MAX_ERROR = 0.6
_RECORD = struct.Struct(">HII")
_FORMAT = b"louyuan glyphs 1\n"


class GlyphStore:
    """Converted glyphs of one face in an append-only file; a torn tail after a crash is cut off.

    Args:
        folder: cache folder, None to keep nothing on disk.
        key: what identifies the face and its version (path, size, time of change, index).
    """

    def __init__(self, folder: Path | None, key: str) -> None:
        digest = hashlib.sha256(key.encode()).hexdigest()[:24]
        self._path = folder / f"glyphs-{digest}.bin" if folder else None
        self._fresh: list[bytes] = []
        self.glyphs: dict[int, bytes] = self._load()

    def _load(self) -> dict[int, bytes]:
        try:
            data = self._path.read_bytes() if self._path else b""
        except OSError:
            return {}
        found: dict[int, bytes] = {}
        position = len(_FORMAT)
        if data and not data.startswith(_FORMAT):
            position, data = 0, b""
        while position + _RECORD.size <= len(data):
            glyph, length, check = _RECORD.unpack_from(data, position)
            outline = data[position + _RECORD.size : position + _RECORD.size + length]
            if len(outline) != length or zlib.crc32(outline) != check:
                break
            found[glyph] = outline
            position += _RECORD.size + length
        if data and position < len(data):
            self._rewrite(data[:position])
        return found

    def _rewrite(self, data: bytes) -> None:
        if self._path:
            try:
                self._path.write_bytes(data)
            except OSError as error:
                _log.warning("glyph cache %s not mended: %s", self._path.name, error)

    def add(self, glyph: int, outline: bytes) -> None:
        """Keep a converted glyph; `flush` writes it."""
        self.glyphs[glyph] = outline
        self._fresh.append(_RECORD.pack(glyph, len(outline), zlib.crc32(outline)) + outline)

    def flush(self) -> None:
        """Write what was added since the last time; a cache that cannot be written is only slower."""
        if not self._fresh or not self._path:
            return
        fresh, self._fresh = b"".join(self._fresh), []
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            new = not self._path.exists() or self._path.stat().st_size == 0
            with self._path.open("ab") as file:
                file.write(_FORMAT + fresh if new else fresh)
        except OSError as error:
            _log.warning("glyph cache %s not written: %s", self._path.name, error)


class CffConverter:
    """Converts glyphs of a CFF face; the font is opened when the first glyph is not in the store.

    Args:
        path: font file.
        index: face of a collection, 0 otherwise.
        units_per_em: of the face; bounds the error allowed.
        store: where converted glyphs are kept.
    """

    def __init__(self, path: Path, index: int, units_per_em: int, store: GlyphStore) -> None:
        self._path, self._index, self._store = path, index, store
        self._error = _MAX_ERROR * units_per_em / 1000
        self._draw: _Draw | None = None

    def outline(self, glyph: int) -> bytes:
        """Return the glyf record (a simple glyph without hinting), empty for a blank one."""
        known = self._store.glyphs.get(glyph)
        if known is None:
            known = self._convert(glyph)
            self._store.add(glyph, known)
        return known

    def _convert(self, glyph: int) -> bytes:
        from fontTools.pens.cu2quPen import Cu2QuPen
        from fontTools.pens.ttGlyphPen import TTGlyphPen

        if self._draw is None:
            self._draw = _opened(self._path, self._index)
        pen = TTGlyphPen(None)
        self._draw(glyph, Cu2QuPen(pen, self._error, reverse_direction=True))
        drawn = pen.glyph()
        if not drawn.numberOfContours:
            return b""
        return bytes(drawn.compile(None, recalcBBoxes=True))

    def flush(self) -> None:
        """Write freshly converted glyphs to disk."""
        self._store.flush()


_Draw = Callable[[int, Any], None]
"""Draws a glyph of this number with a pen."""


def _opened(path: Path, index: int) -> _Draw:
    """Open a face with cubic outlines.

    fontTools reads whole tables and makes a name, a metric and a decoded program of every glyph: 60 MB and
    more for a font of 25 MB. Of version 1, which is nearly all there are, it is given one program at a time.
    """
    from fontTools.cffLib import CFFFontSet
    from fontTools.misc.psCharStrings import T2CharString
    from fontTools.ttLib import TTFont

    file = SfntFile(path, index)
    if "CFF " not in file.tables:
        # The mapping stands in for an open file: nothing to close, nothing copied.
        font = TTFont(map_file(path), fontNumber=index, lazy=True)
        order, glyphs = font.getGlyphOrder(), font.getGlyphSet()
        return lambda glyph, pen: glyphs[order[glyph]].draw(pen)
    start = file.table_offset("CFF ")
    programs, fonts = CharstringIndex(file.data, start), CFFFontSet()
    fonts.decompile(_Part(file.data, start), None, isCFF2=False)
    top = fonts.topDictIndex[0]
    chosen, parts = getattr(top, "FDSelect", None), getattr(top, "FDArray", None)

    def draw(glyph: int, pen: Any) -> None:
        private = parts[chosen[glyph] if chosen else 0].Private if parts else top.Private
        T2CharString(programs.program(glyph), private=private, globalSubrs=fonts.GlobalSubrs).draw(pen)

    return draw


class _Part:
    """A table of a mapped file, read as a file of its own."""

    def __init__(self, data: mmap.mmap, start: int) -> None:
        self._data, self._start, self._at = data, start, 0

    def seek(self, place: int) -> None:
        """Go to a place in the table."""
        self._at = place

    def tell(self) -> int:
        """Return the place in the table."""
        return self._at

    def read(self, size: int) -> bytes:
        """Read so many bytes."""
        at = self._start + self._at
        self._at += size
        return self._data[at : at + size]
