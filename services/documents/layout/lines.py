"""Fills lines with measured text after the rules of Chinese typesetting (GB/T 15834, W3C clreq 3.1).

`units` says where no line may end, `measured` how wide every stretch is. Here lines are filled from the
front, each in a time that grows with its own length only: a unit that must not be parted is first squeezed
in, else pushed out to the next line.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from services.documents.layout.marks import NO_END, NO_START, characters
from services.documents.layout.measured import Measured, Tweak
from services.documents.layout.units import bindings, joints, may_part, url_at

__all__ = ["NO_END", "NO_START", "Line", "break_lines", "line_of"]

_TINY = 1e-6
# A web address is cut at one of its signs rather than leave more than this share of a line to be filled.
_GAPING = 0.3
# The line above a lonely character gives one away only if at least this share of it stays.
_ENOUGH = 0.5


class Line(NamedTuple):
    """One line: its text without the spaces at its edges.

    Attributes:
        text: what is drawn.
        width: sum of the advances with everything in `tweaks`, in the unit the widths came in; more than the
            room when the line is to be squeezed.
        tweaks: characters whose place differs from the font's, in order.
        last: whether the paragraph (or the text before a line break) ends here.
        gaps: characters after which Chinese meets Latin inside the line, in order.
    """

    text: str
    width: float
    tweaks: tuple[Tweak, ...]
    last: bool
    gaps: Sequence[int] = ()


def break_lines(
    text: str,
    widths: Sequence[float],
    room: float,
    first_room: float | None = None,
    em: float = 1.0,
    spacing: float = 0.0,
) -> list[Line]:
    """Break a text into lines.

    Args:
        text: cleaned text; "\\n" ends a line.
        widths: advance of every character of the text.
        room: width of a line, in the unit of `widths`.
        first_room: width of the first line when it is turned in.
        em: type size in the unit of `widths`.
        spacing: what every advance carries on top of the font's own.

    Returns:
        At least one line. No line starts with a mark that must not start one or ends with one that must not
        end one, unless a single unit is wider than the line and has to be cut.
    """
    lines: list[Line] = []
    limit, start = room if first_room is None else first_room, 0
    for part in text.split("\n"):
        end = start + len(part)
        if part.strip():
            filler = _Filler(Measured(part, widths[start:end], em, spacing), limit, room)
            lines += filler.lines()
        else:
            lines.append(Line("", 0.0, (), True))
        limit, start = room, end + 1
    return lines


def line_of(measured: Measured, start: int, end: int, last: bool) -> Line:
    """Return a stretch of a measured text as a line of its own, without the spaces at its end."""
    text = measured.text
    while end > start and text[end - 1].isspace():
        end -= 1
    tweaks, gaps = measured.line_tweaks(start, end)
    return Line(text[start:end], measured.width(start, end), tweaks, last, gaps)


class _Filler:
    """Breaks one paragraph."""

    def __init__(self, measured: Measured, first_room: float, room: float) -> None:
        self._measured, self._text = measured, measured.text
        self._first_room, self._room = first_room, room
        self._bound = bindings(measured.text)
        self._size = len(measured.text.rstrip())

    def lines(self) -> list[Line]:
        """Return the lines of the paragraph."""
        places: list[tuple[int, int]] = []
        start, limit = self._skip(0), self._first_room
        while start < self._size:
            end = self._end(start, limit)
            places.append((start, end))
            start, limit = self._skip(end), self._room
        if len(places) > 1:
            self._keep_company(places)
        return [line_of(self._measured, start, end, end >= self._size) for start, end in places]

    def _skip(self, place: int) -> int:
        while place < self._size and self._text[place].isspace():
            place += 1
        return place

    def _width(self, start: int, end: int) -> float:
        """Width of a line; spaces at its end do not count."""
        while end > start and self._text[end - 1].isspace():
            end -= 1
        return self._measured.width(start, end)

    def _end(self, start: int, limit: float) -> int:
        """Return where the line that begins at `start` ends."""
        measured, bound = self._measured, self._bound
        sums = measured.sums
        # Trims at both edges let a line be up to an em wider than the plain sums say.
        furthest = bisect_right(sums, sums[start] + limit + 1.01 * measured.em, start + 1) - 1
        if furthest >= self._size and self._width(start, self._size) <= limit + _TINY:
            return self._size
        most = min(furthest, self._size)
        ends, reach = measured.ends, sums[start] + measured.starts.get(start, 0.0) + limit + _TINY
        while most > start + 1 and sums[most] - ends.get(most, 0.0) > reach:
            if self._text[most - 1].isspace() and self._width(start, most) <= limit + _TINY:
                break
            most -= 1
        fits = most
        while fits > start and bound[fits]:
            fits -= 1
        if fits <= start:
            return self._squeezed(start, start, limit) or self._cut(start, max(most, start + 1))
        if fits >= self._size:
            return fits
        squeezed = self._squeezed(start, fits, limit)
        return squeezed or self._into_unit(start, fits, most, limit) or fits

    def _into_unit(self, start: int, fits: int, most: int, limit: float) -> int:
        """Return a place inside the next unit when it cannot stay whole, or is an address that would gape."""
        unit = self._skip(fits)
        after = unit + 1
        while after < self._size and self._bound[after] and after - unit < 400:
            after += 1
        if self._width(unit, after) > self._room + _TINY:
            cut = self._cut(unit, most) if most > unit else 0
            return cut if cut > unit and may_part(self._text, cut) else 0
        if url_at(self._text, unit) and limit - self._width(start, fits) > _GAPING * limit:
            cuts = joints(self._text, unit, most + 1)
            return cuts[-1] if cuts else 0
        return 0

    def _squeezed(self, start: int, fits: int, limit: float) -> int:
        """Return the end of the line with one more unit squeezed in, 0 where that is not better."""
        measured, bound, size = self._measured, self._bound, self._size
        unit = self._skip(fits)
        after = unit + 1
        while after < size and bound[after]:
            after += 1
            if after - fits > 40 or measured.sums[after] - measured.sums[start] > 1.6 * limit:
                return 0
        after = min(after, size)
        if after <= start:
            return 0
        needed = self._width(start, after) - limit
        if needed > measured.squeeze(start, after) + _TINY:
            return 0
        # A unit of several characters, or one with its mark, would be pushed out: squeezing goes first.
        several = after - unit > 1 or fits == start
        return after if several or needed <= limit - self._width(start, fits) else 0

    def _cut(self, start: int, most: int) -> int:
        """Return where a unit wider than the line is cut: at a sign or a change of kind if possible."""
        cuts = joints(self._text, start, min(most + 1, self._size))
        if cuts:
            return cuts[-1]
        for place in range(min(most, self._size - 1), start, -1):
            if may_part(self._text, place):
                return place
        return most

    def _keep_company(self, places: list[tuple[int, int]]) -> None:
        """Let no single character stand alone on the last line: it is squeezed in, or one more comes down."""
        start, end = places[-1]
        above, _ = places[-2]
        if characters(self._text[start:end]) > 1:
            return
        limit = self._first_room if len(places) == 2 else self._room
        if self._width(above, end) - limit <= self._measured.squeeze(above, end) + _TINY:
            places[-2:] = [(above, end)]
            return
        place = start - 1
        while place > above and (self._bound[place] or characters(self._text[place:start]) == 0):
            place -= 1
        stays = self._width(above, place) if place > above else 0.0
        if stays >= _ENOUGH * limit and self._width(place, end) <= self._room + _TINY:
            places[-2:] = [(above, place), (self._skip(place), end)]
