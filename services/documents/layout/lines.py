"""Breaks text into lines after the rules of Chinese typesetting (GB/T 15834, W3C clreq 3.1).

A text is first cut into units that must not be split: a Chinese character with the marks that cling to it,
a Latin word, a number with its unit, a date, a two-em dash. Lines are then filled with whole units, in one
pass.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

NO_START = frozenset("、，。：；！？”’）〕】》〉」』～·／…—％‰℃°,.:;!?)]}>%/’”›»")
NO_END = frozenset("“‘（〔【《〈「『￥¥＄$£€([{<‹«№")
_UNITS = (
    "万元|亿元|平方米|千米|公里|毫米|厘米|千克|公斤|小时|分钟|"
    "[年月日时分秒元角块米户人名栋个项条次票张%％‰℃°㎡]"
)
_UNIT = re.compile(
    r"\d{2,4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日|\d{1,2}[时点]\d{1,2}分"  # dates and times
    rf"|[A-Za-z0-9][A-Za-z0-9.,:/@&'’+#_×°*-]*(?<![.,:])(?:{_UNITS})?"  # words, numbers, phones
    r"|——|……|[？！]{2}"
    r"|\n| +|."
)


_INSIDE = re.compile(r"[0-9]+[^0-9]?|[A-Za-z]+|.")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text without the spaces at its edges, its natural width, and where it may be stretched.

    Attributes:
        text: what is drawn.
        width: sum of the advances, in the unit the widths came in.
        gaps: positions in `text` before which a unit starts.
        last: whether the paragraph (or the text before a line break) ends here.
    """

    text: str
    width: float
    gaps: tuple[int, ...]
    last: bool


@dataclass(slots=True)
class _Unit:
    text: str
    width: float

    @property
    def is_space(self) -> bool:
        return self.text.isspace() and self.text != "\n"


def break_lines(
    text: str, widths: Sequence[float], room: float, first_room: float | None = None
) -> list[Line]:
    """Break a text into lines.

    Args:
        text: cleaned text; "\\n" ends a line.
        widths: advance of every character of the text.
        room: width of a line, in the unit of `widths`.
        first_room: width of the first line when it is turned in.

    Returns:
        At least one line. No line starts with a mark that must not start one or ends with one that must not
        end one, unless a single unit is wider than the line and has to be cut.
    """
    rows: list[list[_Unit]] = [[]]
    ends: list[int] = []
    used, limit = 0.0, room if first_room is None else first_room
    for unit in _units(text, widths, min(room, limit)):
        broken = unit.text == "\n"
        if broken:
            ends.append(len(rows) - 1)
        if broken or (used + unit.width > limit + 1e-6 and rows[-1] and not unit.is_space):
            rows.append([])
            used, limit = 0.0, room
        if not broken and (rows[-1] or not unit.is_space):
            rows[-1].append(unit)
            used += unit.width
    ends.append(len(rows) - 1)
    for end in ends:
        _keep_company(rows, end)
    return [_line(row, last=number in ends) for number, row in enumerate(rows)]


def _keep_company(rows: list[list[_Unit]], end: int) -> None:
    """Let no single character stand alone on the last line of a paragraph: one more comes down to it."""
    row, above = rows[end], rows[end - 1] if end else []
    lonely = len(row) == 1 and len(row[0].text.rstrip("".join(NO_START))) <= 1
    if lonely and len(above) > 3 and not above[-1].is_space and not above[-2].is_space:
        row.insert(0, above.pop())


def _line(units: list[_Unit], last: bool) -> Line:
    while units and units[-1].is_space:
        units.pop()
    gaps, position = [], 0
    for unit in units:
        if position:
            gaps.append(position)
        position += len(unit.text)
    return Line("".join(u.text for u in units), sum(u.width for u in units), tuple(gaps), last)


def _units(text: str, widths: Sequence[float], room: float) -> list[_Unit]:
    """Cut the text into units that stay together; a unit wider than a whole line is cut into characters."""
    units: list[_Unit] = []
    for match in _UNIT.finditer(text):
        piece = match.group()
        width = sum(widths[match.start() : match.end()])
        if len(units) > 1 and units[-1].is_space and piece[0] in NO_START and units[-2].text != "\n":
            space = units.pop()
            units[-1].text += space.text
            units[-1].width += space.width
        if units and _clings(units[-1].text, piece):
            units[-1].text += piece
            units[-1].width += width
        else:
            units.append(_Unit(piece, width))
    if all(unit.width <= room for unit in units):
        return units
    return _cut_wide_units(units, widths, room)


def _clings(before: str, piece: str) -> bool:
    if before == "\n" or piece == "\n" or before.isspace():
        return False
    if before.rstrip()[-1] in NO_END:
        return True
    return piece[0] in NO_START


def _cut_wide_units(units: list[_Unit], widths: Sequence[float], room: float) -> list[_Unit]:
    """Cut units wider than a line: dates and numbers behind a sign if that helps, else anywhere."""
    cut: list[_Unit] = []
    position = 0
    for unit in units:
        length = len(unit.text)
        if unit.width <= room:
            cut.append(unit)
        else:
            atoms, at = [], position
            for piece in _INSIDE.findall(unit.text):
                atoms.append(_Unit(piece, sum(widths[at : at + len(piece)])))
                if atoms[-1].width > room:
                    atoms[-1:] = [_Unit(piece[k], widths[at + k]) for k in range(len(piece))]
                at += len(piece)
            cut += _fill(atoms, room)
        position += length
    return cut


def _fill(atoms: list[_Unit], room: float) -> list[_Unit]:
    parts = [_Unit("", 0.0)]
    previous: _Unit | None = None
    for atom in atoms:
        part = parts[-1]
        if part.text and part.width + atom.width > room:
            parts.append(_Unit("", 0.0))
            if previous and atom.text[0] in NO_START and len(part.text) > len(previous.text):
                # The mark takes the character before it along.
                part.text = part.text[: -len(previous.text)]
                part.width -= previous.width
                parts[-1] = _Unit(previous.text, previous.width)
        parts[-1].text += atom.text
        parts[-1].width += atom.width
        previous = atom
    return parts
