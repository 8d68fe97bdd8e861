"""Reads what a sheet needs out of a TrueType or OpenType file: names, permissions, characters, metrics.

Only the tables asked for are touched (the file is mapped, not read), so looking into hundreds of fonts stays
cheap. Outlines of CFF fonts are the business of `outlines`.
"""

from __future__ import annotations

import mmap
import struct
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_COLLECTION = b"ttcf"
_VERSIONS = (b"\x00\x01\x00\x00", b"true", b"OTTO")
_UNICODE_CMAPS = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))


class FontFormatError(Exception):
    """The file is not a font this program can read; it is left out of the choice."""


@dataclass(frozen=True, slots=True)
class NameTable:
    """Names of one face: every family name in every language, the style and the PostScript name."""

    families: tuple[str, ...]
    style: str
    full_names: tuple[str, ...]
    postscript: str


class Cmap:
    """Character to glyph, looked up by bisection in the file's own table, nothing unpacked in advance."""

    def __init__(self, data: mmap.mmap | bytes, offset: int) -> None:
        form = struct.unpack_from(">H", data, offset)[0]
        self._glyphs: tuple[int, ...] = ()
        if form == 12:
            count = struct.unpack_from(">I", data, offset + 12)[0]
            groups = struct.unpack_from(f">{count * 3}I", data, offset + 16)
            self._starts, self._ends = groups[0::3], groups[1::3]
            self._deltas = tuple(g - s for s, g in zip(groups[0::3], groups[2::3], strict=True))
            self._offsets: tuple[int, ...] = ()
        elif form == 4:
            self._read_segments(data, offset)
        else:
            raise FontFormatError(f"cmap format {form}")

    def _read_segments(self, data: mmap.mmap | bytes, offset: int) -> None:
        length, _, twice = struct.unpack_from(">HHH", data, offset + 2)
        count = twice // 2
        self._ends = struct.unpack_from(f">{count}H", data, offset + 14)
        self._starts = struct.unpack_from(f">{count}H", data, offset + 16 + twice)
        self._deltas = struct.unpack_from(f">{count}h", data, offset + 16 + 2 * twice)
        position = offset + 16 + 3 * twice
        self._offsets = struct.unpack_from(f">{count}H", data, position)
        # Some fonts state a wrong table length; everything behind the offsets counts as the glyph array.
        room = max(offset + length - position, 2 * count)
        room = min(room, len(data) - position)
        self._glyphs = struct.unpack_from(f">{room // 2}H", data, position)

    def glyph(self, code: int) -> int:
        """Return the glyph number of a character code, 0 when the face has no glyph for it."""
        i = bisect_left(self._ends, code)
        if i == len(self._ends) or self._starts[i] > code:
            return 0
        if not self._offsets:
            return int(code + self._deltas[i])
        if not self._offsets[i]:
            return int(code + self._deltas[i]) & 0xFFFF
        at = i + self._offsets[i] // 2 + code - self._starts[i]
        if at >= len(self._glyphs) or not self._glyphs[at]:
            return 0
        return int(self._glyphs[at] + self._deltas[i]) & 0xFFFF

    def pages(self) -> frozenset[int]:
        """Return the blocks of 256 code points in which the face may have glyphs (a coarse filter)."""
        found: set[int] = set()
        for start, end in zip(self._starts, self._ends, strict=True):
            if start != 0xFFFF:
                found.update(range(start >> 8, (end >> 8) + 1))
        return frozenset(found)


class SfntFile:
    """One face of a font file.

    Args:
        path: the file.
        index: which face of a collection (.ttc), 0 otherwise.

    Raises:
        FontFormatError: not a readable TrueType or OpenType face.
        OSError: the file cannot be opened.
    """

    def __init__(self, path: Path, index: int = 0) -> None:
        self.path, self.index = path, index
        self.data = map_file(path)
        try:
            self.tables = _directory(self.data, _face_offset(self.data, index))
            self._read_metrics()
        except (struct.error, IndexError) as error:
            raise FontFormatError(f"{path}: {error}") from error

    def _read_metrics(self) -> None:
        head, hhea = self.table_offset("head"), self.table_offset("hhea")
        self.units_per_em: int = struct.unpack_from(">H", self.data, head + 18)[0]
        if not self.units_per_em:
            raise FontFormatError(f"{self.path}: unitsPerEm is 0")
        self.bbox: tuple[int, int, int, int] = struct.unpack_from(">4h", self.data, head + 36)
        self.long_loca: bool = struct.unpack_from(">h", self.data, head + 50)[0] != 0
        self.ascent, self.descent = struct.unpack_from(">hh", self.data, hhea + 4)
        self._metric_count: int = struct.unpack_from(">H", self.data, hhea + 34)[0]
        self._hmtx = self.tables.get("hmtx", (0, 0))[0]
        self.glyph_count: int = struct.unpack_from(">H", self.data, self.table_offset("maxp") + 4)[0]

    def table_offset(self, tag: str) -> int:
        """Return where a table starts.

        Raises:
            FontFormatError: the face lacks it.
        """
        try:
            return self.tables[tag][0]
        except KeyError as error:
            raise FontFormatError(f"{self.path}: no table {tag}") from error

    def table(self, tag: str) -> bytes:
        """Return a table's bytes, empty when the face lacks it."""
        offset, length = self.tables.get(tag, (0, 0))
        return bytes(self.data[offset : offset + length])

    @property
    def is_truetype(self) -> bool:
        """Whether outlines are TrueType (glyf); otherwise they are CFF and must be converted."""
        return "glyf" in self.tables

    @property
    def has_outlines(self) -> bool:
        """Whether the face has outlines at all (bitmap-only faces have none)."""
        return bool({"glyf", "CFF ", "CFF2"} & self.tables.keys())

    def embedding_bits(self) -> int:
        """Return OS/2 fsType, 0 (installable) where the face has no OS/2 table."""
        return self._os2(8)

    def weight(self) -> int:
        """Return OS/2 usWeightClass (400 regular, 700 bold)."""
        return self._os2(4) or 400

    def is_italic(self) -> bool:
        """Whether the face is a slanted one (OS/2 fsSelection bits 0 and 9)."""
        return bool(self._os2(62) & 0x0201)

    def _os2(self, at: int) -> int:
        offset, length = self.tables.get("OS/2", (0, 0))
        return int(struct.unpack_from(">H", self.data, offset + at)[0]) if length >= at + 2 else 0

    def advance(self, glyph: int) -> tuple[int, int]:
        """Return (advance width, left side bearing) of a glyph in font units."""
        hmtx, last = self._hmtx or self.table_offset("hmtx"), self._metric_count - 1
        if glyph <= last:
            pair: tuple[int, int] = struct.unpack_from(">Hh", self.data, hmtx + 4 * glyph)
            return pair
        width = struct.unpack_from(">H", self.data, hmtx + 4 * last)[0]
        bearing = struct.unpack_from(">h", self.data, hmtx + 4 * self._metric_count + 2 * (glyph - last - 1))[
            0
        ]
        return width, bearing

    def outline(self, glyph: int) -> bytes:
        """Return the glyf record of a glyph (TrueType faces only), empty for a blank glyph."""
        loca, glyf = self.table_offset("loca"), self.table_offset("glyf")
        if self.long_loca:
            start, end = struct.unpack_from(">II", self.data, loca + 4 * glyph)
        else:
            start, end = (2 * n for n in struct.unpack_from(">HH", self.data, loca + 2 * glyph))
        return bytes(self.data[glyf + start : glyf + end])

    def cmap(self) -> Cmap:
        """Return the widest Unicode character map of the face.

        Raises:
            FontFormatError: there is none (symbol fonts and the like).
        """
        base = self.table_offset("cmap")
        count = struct.unpack_from(">H", self.data, base + 2)[0]
        found: dict[tuple[int, int], int] = {}
        for n in range(count):
            platform, encoding, offset = struct.unpack_from(">HHI", self.data, base + 4 + 8 * n)
            found.setdefault((platform, encoding), base + offset)
        for key in _UNICODE_CMAPS:
            if key in found and struct.unpack_from(">H", self.data, found[key])[0] in (4, 12):
                return Cmap(self.data, found[key])
        raise FontFormatError(f"{self.path}: no Unicode cmap")

    def names(self) -> NameTable:
        """Return the face's names in every language it has."""
        found: dict[int, list[str]] = {}
        # Names in Simplified Chinese (Windows language 0x0804) come first: they are the ones shown.
        records = sorted(_name_records(self.data, self.table_offset("name")), key=lambda r: r[0] != 0x0804)
        for _, name_id, text in records:
            values = found.setdefault(name_id, [])
            if text and text not in values:
                values.append(text)
        families = tuple(dict.fromkeys([*found.get(16, []), *found.get(1, [])]))
        style = (found.get(17) or found.get(2) or ["Regular"])[0]
        wanted = (found.get(6) or families or ("Font",))[0]
        postscript = "".join(c for c in wanted if c.isascii() and (c.isalnum() or c == "-"))
        return NameTable(families, style, tuple(found.get(4, [])), postscript or "Font")


def map_file(path: Path) -> mmap.mmap:
    """Map a file into memory for reading."""
    with path.open("rb") as file:
        try:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:
            raise FontFormatError(f"{path} is empty") from error


def count_faces(path: Path) -> int:
    """Return how many faces a font file holds (1 unless it is a collection)."""
    with path.open("rb") as file:
        start = file.read(12)
    if start[:4] == _COLLECTION and len(start) == 12:
        return int(struct.unpack(">I", start[8:])[0])
    return 1


def _face_offset(data: mmap.mmap, index: int) -> int:
    if data[:4] != _COLLECTION:
        return 0
    count = struct.unpack_from(">I", data, 8)[0]
    if index >= count:
        raise FontFormatError(f"face {index} of {count}")
    return int(struct.unpack_from(">I", data, 12 + 4 * index)[0])


def _directory(data: mmap.mmap, offset: int) -> dict[str, tuple[int, int]]:
    if data[offset : offset + 4] not in _VERSIONS:
        raise FontFormatError("not a TrueType or OpenType font")
    count = struct.unpack_from(">H", data, offset + 4)[0]
    tables = {}
    for n in range(count):
        tag, _, start, length = struct.unpack_from(">4sIII", data, offset + 12 + 16 * n)
        tables[tag.decode("latin-1")] = (start, length)
    return tables


def _name_records(data: mmap.mmap, base: int) -> Iterator[tuple[int, int, str]]:
    count, storage = struct.unpack_from(">HH", data, base + 2)
    for n in range(count):
        platform, encoding, language, name_id, length, offset = struct.unpack_from(
            ">6H", data, base + 6 + 12 * n
        )
        if name_id not in (1, 2, 4, 6, 16, 17):
            continue
        raw = bytes(data[base + storage + offset : base + storage + offset + length])
        codec = _name_codec(platform, encoding)
        if codec:
            yield language, name_id, raw.decode(codec, "ignore").strip("\0 ")


def _name_codec(platform: int, encoding: int) -> str | None:
    # Older Chinese fonts name themselves in the code page of their system.
    if platform == 0 or (platform == 3 and encoding in (0, 1, 10)):
        return "utf-16-be"
    if platform == 3:
        return {3: "gbk", 4: "big5"}.get(encoding)
    if platform == 1:
        return {0: "mac-roman", 2: "big5", 25: "gbk"}.get(encoding)
    return None
