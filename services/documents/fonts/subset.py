"""Builds the TrueType font that a PDF carries: the glyphs a sheet uses, in the order they were first used."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from services.documents.fonts.faces import Face
from services.documents.fonts.sfnt import FontFormatError

_WORDS, _SCALE, _MORE, _XY_SCALE, _TWO_BY_TWO = 0x0001, 0x0008, 0x0020, 0x0040, 0x0080
_MAXP_WITHOUT_HINTS = struct.pack(">9H", 2, 0, 0, 0, 0, 0, 0, 0, 0)


def build_subset(face: Face, glyphs: Sequence[int]) -> bytes:
    """Return a TrueType font whose glyph n+1 is `glyphs[n]` of the face; glyph 0 stays the missing-glyph box.

    A glyph named twice appears twice: each character of the sheet has a number of its own, so that text
    copied from the PDF is the text that was put in, also where a font draws two characters with one glyph.
    """
    records, metrics = _collect(face, [0, *glyphs])
    glyf, loca = _pack_outlines(records)
    tables = {
        "glyf": glyf,
        "loca": loca,
        "hmtx": b"".join(struct.pack(">Hh", *pair) for pair in metrics),
        "hhea": _patched(face.file.table("hhea"), 34, len(metrics)),
        "head": _patched(face.file.table("head"), 50, 1),
        "maxp": _maxp(face, records),
    }
    if face.file.is_truetype:
        # Programs of the font's hinting: some old Chinese fonts put their strokes together with them.
        for tag in ("cvt ", "fpgm", "prep"):
            if table := face.file.table(tag):
                tables[tag] = table
    return _pack_tables(tables)


def _collect(face: Face, order: list[int]) -> tuple[list[bytes], list[tuple[int, int]]]:
    """Fetch the outlines, appending parts of composite glyphs and renumbering the references to them."""
    place: dict[int, int] = {}
    for number, glyph in enumerate(order):
        place.setdefault(glyph, number)
    records: list[bytes] = []
    done = 0
    while done < len(order):
        record = face.outline(order[done])
        if len(record) > 10 and record[0] & 0x80:
            record = _renumber(record, place, order)
        records.append(record)
        done += 1
    return records, [face.file.advance(glyph) for glyph in order]


def _renumber(record: bytes, place: dict[int, int], order: list[int]) -> bytes:
    changed = bytearray(record)
    position, flags = 10, _MORE
    while flags & _MORE:
        flags, glyph = struct.unpack_from(">HH", changed, position)
        if glyph not in place:
            place[glyph] = len(order)
            order.append(glyph)
        struct.pack_into(">H", changed, position + 2, place[glyph])
        position += 8 if flags & _WORDS else 6
        position += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _TWO_BY_TWO else 0
    return bytes(changed)


def _pack_outlines(records: list[bytes]) -> tuple[bytes, bytes]:
    offsets, parts, position = [0], [], 0
    for record in records:
        padded = record + b"\0" * (-len(record) % 4)
        parts.append(padded)
        position += len(padded)
        offsets.append(position)
    return b"".join(parts), struct.pack(f">{len(offsets)}I", *offsets)


def _maxp(face: Face, records: list[bytes]) -> bytes:
    table = face.file.table("maxp")
    if not face.file.is_truetype:
        points = max((_point_count(record) for record in records), default=0)
        contours = max((struct.unpack_from(">h", r)[0] for r in records if r), default=0)
        table = struct.pack(">IHHHHH", 0x00010000, 0, points, contours, 0, 0) + _MAXP_WITHOUT_HINTS
    return _patched(table, 4, len(records))


def _point_count(record: bytes) -> int:
    if not record:
        return 0
    contours = struct.unpack_from(">h", record)[0]
    return int(struct.unpack_from(">H", record, 10 + 2 * (contours - 1))[0]) + 1


def _patched(table: bytes, offset: int, value: int) -> bytes:
    if len(table) < offset + 2:
        raise FontFormatError("a required table is too short")
    return table[:offset] + struct.pack(">H", value) + table[offset + 2 :]


def _pack_tables(tables: dict[str, bytes]) -> bytes:
    tables["head"] = tables["head"][:8] + b"\0\0\0\0" + tables["head"][12:]
    power = len(tables).bit_length() - 1
    header = struct.pack(
        ">IHHHH", 0x00010000, len(tables), 16 << power, power, 16 * len(tables) - (16 << power)
    )
    directory, body, offset = [header], [], 12 + 16 * len(tables)
    for tag, data in sorted(tables.items()):
        padded = data + b"\0" * (-len(data) % 4)
        directory.append(struct.pack(">4sIII", tag.encode("ascii"), _checksum(padded), offset, len(data)))
        body.append(padded)
        offset += len(padded)
    font = b"".join(directory + body)
    head = font.index(tables["head"], 12 + 16 * len(tables))
    adjustment = (0xB1B0AFBA - _checksum(font)) & 0xFFFFFFFF
    return font[: head + 8] + struct.pack(">I", adjustment) + font[head + 12 :]


def _checksum(data: bytes) -> int:
    return int(sum(struct.unpack(f">{len(data) // 4}I", data))) & 0xFFFFFFFF
