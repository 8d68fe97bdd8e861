"""Builds the TrueType font that a PDF carries: the glyphs a sheet uses, in the order they were first used."""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from services.documents.fonts.faces import Face
from services.documents.fonts.forms import PLAIN, Form
from services.documents.fonts.sfnt import FontFormatError

_WORDS, _SCALE, _MORE, _XY_SCALE, _TWO_BY_TWO = 0x0001, 0x0008, 0x0020, 0x0040, 0x0080
_ARGS_ARE_WORDS, _ARGS_ARE_XY, _UNSCALED_SHIFT = _WORDS, 0x0002, 0x1000
_MAXP_WITHOUT_HINTS = struct.pack(">9H", 2, 0, 0, 0, 0, 0, 0, 1, 1)
_COMPOSITE_DEPTH = 30


@dataclass(frozen=True, slots=True)
class Drawn:
    """One glyph of the subset: a glyph of the face, how it is moved, and its advance in ems."""

    glyph: int
    advance: float
    form: Form = PLAIN


def build_subset(face: Face, glyphs: Sequence[Drawn]) -> bytes:
    """Return a TrueType font whose glyph n+1 is `glyphs[n]`; glyph 0 stays the missing-glyph box.

    A glyph named twice appears twice: each character of the sheet, and each width it is set in, has a
    number of its own, so that text copied from the PDF is the text that was put in, also where a font draws
    two characters with one glyph. The second time it is a reference to the first.
    """
    records, metrics = _collect(face, glyphs)
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


def _collect(face: Face, glyphs: Sequence[Drawn]) -> tuple[list[bytes], list[tuple[int, int]]]:
    """Fetch the outlines, appending parts of composite glyphs and renumbering the references to them."""
    units = face.file.units_per_em
    order = [0, *(drawn.glyph for drawn in glyphs)]
    place: dict[int, int] = {0: 0}
    for number, wanted in enumerate(glyphs, 1):
        if wanted.form == PLAIN:
            place.setdefault(wanted.glyph, number)
    records: list[bytes] = []
    metrics: list[tuple[int, int]] = []
    while len(records) < len(order):
        number = len(records)
        glyph = order[number]
        drawn = glyphs[number - 1] if 0 < number <= len(glyphs) else None
        record, metric = face.outline(glyph), face.file.advance(glyph)
        if drawn:
            metric = (round(drawn.advance * units), metric[1])
        if drawn and record and place.setdefault(glyph, len(order)) != number:
            if place[glyph] == len(order):
                order.append(glyph)
            record, metric = _reference(record, metric, place[glyph], drawn.form, units)
        elif len(record) > 10 and record[0] & 0x80:
            record = _renumber(record, place, order)
        records.append(record)
        metrics.append(metric)
    return records, metrics


def _reference(
    record: bytes, metric: tuple[int, int], base: int, form: Form, units: int
) -> tuple[bytes, tuple[int, int]]:
    """Return a glyph that draws another one moved and stretched, and its metric."""
    left, low, right, high = struct.unpack_from(">4h", record, 2)
    shift = round(form.shift * units)
    flags, scale = _ARGS_ARE_WORDS | _ARGS_ARE_XY | _UNSCALED_SHIFT, b""
    new_left, new_right = left + shift, right + shift
    if form.scale != 1.0:
        flags |= _XY_SCALE
        scale = struct.pack(">hh", min(round(form.scale * 0x4000), 0x7FFF), 0x4000)
        new_left, new_right = round(left * form.scale) + shift, round(right * form.scale) + shift
    # The bearing keeps its distance from the ink: renderers move a glyph by the difference.
    bearing = metric[1] - left + new_left
    head = struct.pack(">5h", -1, new_left, low, new_right, high)
    return head + struct.pack(">HHhh", flags, base, shift, 0) + scale, (metric[0], bearing)


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
        simple = [record for record in records if record and not record[0] & 0x80]
        points = max((_point_count(record) for record in simple), default=0)
        contours = max((struct.unpack_from(">h", r)[0] for r in simple), default=0)
        table = struct.pack(">IHHHHH", 0x00010000, 0, points, contours, points, contours)
        table += _MAXP_WITHOUT_HINTS
    elif len(table) >= _COMPOSITE_DEPTH + 2:
        table = _with_references(table)
    return _patched(table, 4, len(records))


def _with_references(table: bytes) -> bytes:
    """Return a maxp table that allows for glyphs referring to any other one, one level deeper than before."""
    points, contours, most_points, most_contours = struct.unpack_from(">4H", table, 6)
    depth = struct.unpack_from(">H", table, _COMPOSITE_DEPTH)[0]
    table = _patched(table, 10, max(points, most_points))
    table = _patched(table, 12, max(contours, most_contours))
    elements = struct.unpack_from(">H", table, _COMPOSITE_DEPTH - 2)[0]
    table = _patched(table, _COMPOSITE_DEPTH - 2, max(elements, 1))
    return _patched(table, _COMPOSITE_DEPTH, min(depth + 1, 16))


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
    directory, body, offset, total = [header], [], 12 + 16 * len(tables), 0
    for tag, data in sorted(tables.items()):
        padded = data + b"\0" * (-len(data) % 4)
        check = _checksum(padded)
        total += check
        directory.append(struct.pack(">4sIII", tag.encode("ascii"), check, offset, len(data)))
        body.append(padded)
        offset += len(padded)
    font = b"".join(directory + body)
    head = font.index(tables["head"], 12 + 16 * len(tables))
    # The sum of the whole is that of its parts.
    adjustment = (0xB1B0AFBA - total - _checksum(b"".join(directory))) & 0xFFFFFFFF
    return font[: head + 8] + struct.pack(">I", adjustment) + font[head + 12 :]


def _checksum(data: bytes) -> int:
    words = array("I", data)
    if sys.byteorder == "little":
        words.byteswap()
    return sum(words) & 0xFFFFFFFF
