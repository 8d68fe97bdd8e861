"""Turns CFF outlines into TrueType ones, glyph by glyph, and keeps the result on disk.

ReportLab and the PDF font kind used here take TrueType outlines only, while Noto and Source Han come as CFF.
This is the only module that imports fontTools.
"""

from __future__ import annotations

import hashlib
import logging
import struct
import zlib
from pathlib import Path
from typing import Any

from services.documents.fonts.sfnt import map_file

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
        self._opened: tuple[Any, Any] | None = None

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

        order, glyphs = self._open()
        pen = TTGlyphPen(None)
        glyphs[order[glyph]].draw(Cu2QuPen(pen, self._error, reverse_direction=True))
        drawn = pen.glyph()
        if not drawn.numberOfContours:
            return b""
        return bytes(drawn.compile(None, recalcBBoxes=True))

    def _open(self) -> tuple[Any, Any]:
        if self._opened is None:
            from fontTools.ttLib import TTFont

            # The mapping stands in for an open file: nothing to close, nothing copied.
            font = TTFont(map_file(self._path), fontNumber=self._index, lazy=True)
            self._opened = font.getGlyphOrder(), font.getGlyphSet()
        return self._opened

    def flush(self) -> None:
        """Write freshly converted glyphs to disk."""
        self._store.flush()
