"""Looks into a CFF table just far enough to find the program of a glyph (Adobe TN 5176)."""

from __future__ import annotations

import mmap
import struct

from services.documents.fonts.sfnt import FontFormatError

_CHARSTRINGS, _ESCAPE = 17, 12


class CharstringIndex:
    """Where the glyph programs of a CFF table lie.

    Args:
        data: the font file.
        offset: start of the table.

    Raises:
        FontFormatError: not a CFF table of version 1.
    """

    def __init__(self, data: mmap.mmap | bytes, offset: int) -> None:
        self._data = data
        try:
            if data[offset] != 1:
                raise FontFormatError(f"CFF version {data[offset]}")
            names = _end_of_index(data, offset + data[offset + 2])
            self._start = offset + _charstrings_offset(data, names)
            self._count, self._width = _head(data, self._start)
        except (struct.error, IndexError) as error:
            raise FontFormatError(f"CFF table: {error}") from error

    def length(self, glyph: int) -> int:
        """Return how many bytes a glyph's program takes, 0 when there is no such glyph."""
        if glyph >= self._count:
            return 0
        start, end = _entry(self._data, self._start, glyph)
        return end - start

    def program(self, glyph: int) -> bytes:
        """Return a glyph's program.

        Raises:
            FontFormatError: there is no such glyph.
        """
        if glyph >= self._count:
            raise FontFormatError(f"glyph {glyph} of {self._count}")
        start, end = _entry(self._data, self._start, glyph)
        return bytes(self._data[start:end])


def _head(data: mmap.mmap | bytes, at: int) -> tuple[int, int]:
    count = struct.unpack_from(">H", data, at)[0]
    return count, data[at + 2] if count else 0


def _number(data: mmap.mmap | bytes, at: int, width: int) -> int:
    return int.from_bytes(data[at : at + width], "big")


def _entry(data: mmap.mmap | bytes, at: int, number: int) -> tuple[int, int]:
    count, width = _head(data, at)
    base = at + 2 + (count + 1) * width
    place = at + 3 + number * width
    return base + _number(data, place, width), base + _number(data, place + width, width)


def _end_of_index(data: mmap.mmap | bytes, at: int) -> int:
    count, _ = _head(data, at)
    return _entry(data, at, count - 1)[1] if count else at + 2


def _charstrings_offset(data: mmap.mmap | bytes, top_index: int) -> int:
    """Return the operand of CharStrings in the first top dictionary."""
    position, end = _entry(data, top_index, 0)
    operand = 0
    while position < end:
        first = data[position]
        if first <= 21:
            if first == _CHARSTRINGS:
                return operand
            position += 2 if first == _ESCAPE else 1
        else:
            operand, position = _operand(data, position)
    raise FontFormatError("no glyph programs")


def _operand(data: mmap.mmap | bytes, at: int) -> tuple[int, int]:
    """Return an operand of a dictionary and the place behind it; a real number counts as 0."""
    first = data[at]
    if first == 28:
        return struct.unpack_from(">h", data, at + 1)[0], at + 3
    if first == 29:
        return struct.unpack_from(">i", data, at + 1)[0], at + 5
    if first == 30:
        at += 1
        while data[at] & 0x0F != 0x0F and data[at] >> 4 != 0x0F:
            at += 1
        return 0, at + 1
    if first <= 246:
        return first - 139, at + 1
    sign = 1 if first <= 250 else -1
    base = (first - 247) * 256 + 108 if sign == 1 else (first - 251) * 256 + 108
    return sign * (base + data[at + 1]), at + 2
