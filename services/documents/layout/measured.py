"""A text measured for line breaking: natural advances, what each mark may lose, where Chinese meets Latin.

All advances are in the unit the caller measures in (points, or ems); `em` is the type size in that unit.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from services.documents.layout.marks import (
    ANY_MARK,
    APOSTROPHE,
    CLOSING,
    HAN_LATIN,
    LONG_DASH,
    OPENING,
    PAIR,
)

# Gap between Chinese and Latin in ems: as set at first, and how far it is closed or opened to fill a line.
GAP, LEAST_GAP, MOST_GAP = 1 / 6, 1 / 8, 1 / 4
HALF = 0.5
_ENOUGH = 0.9

# What a tweak says of a character wherever it stands: left, delta, joined.
_Change = tuple[float, float, bool]
_WIDENED: _Change = (0.0, GAP, False)


class Tweak(NamedTuple):
    """What is changed on one character of a line, in ems.

    Attributes:
        at: place in the line.
        left: how far the glyph is moved left, losing its left blank.
        delta: what its advance changes by.
        joined: drawn as wide as its place, so that two of them make one long dash.
    """

    at: int
    left: float = 0.0
    delta: float = 0.0
    joined: bool = False


class Measured:
    """A text with its advances and running sums.

    Args:
        text: cleaned text.
        widths: advance of every character.
        em: type size in the unit of `widths`.
        spacing: what every advance carries on top of the font's own.
    """

    def __init__(self, text: str, widths: Sequence[float], em: float, spacing: float = 0.0) -> None:
        self.text, self.em, self._spacing = text, em, spacing
        self.widths = list(widths)
        self.tweaks: dict[int, _Change] = {}
        self.gaps: list[int] = []
        # By place: what a line loses that begins there, and what a line loses that ends before it.
        self.starts: dict[int, float] = {}
        self.ends: dict[int, float] = {}
        # By index: what a character can give when a line is closed up.
        self._gives: dict[int, float] = {}
        if "—" in text:
            self._find_long_dashes()
        self._find_pairs()
        self._find_marks()
        self._find_gaps()
        for index, (_, delta, _) in self.tweaks.items():
            self.widths[index] += delta * em
        self.sums = [0.0, *accumulate(self.widths)]
        self._places = sorted(self.tweaks)
        self._givers = sorted(self._gives)
        self._given = [0.0, *accumulate(map(self._gives.__getitem__, self._givers))]

    def _find_long_dashes(self) -> None:
        for found in LONG_DASH.finditer(self.text):
            # Some faces draw the dash shorter than an em; two of them are always two ems.
            index = found.start()
            bare = (self.widths[index] - self._spacing) / self.em
            self.tweaks[index] = (0.0, 1 - bare, True)

    def _find_pairs(self) -> None:
        text, tweaks = self.text, self.tweaks
        for found in PAIR.finditer(text):
            index = found.start()
            if text[index] in CLOSING:
                self._trim(index, 0.0)
            elif text[index + 1] in OPENING:
                self._trim(index + 1, HALF)
            else:
                self._trim(index + 1, 0.0)
        for found in APOSTROPHE.finditer(text) if "’" in text else ():
            # Between Latin letters the mark is no Chinese quotation mark and takes a narrow place.
            if self.widths[found.start()] >= _ENOUGH * self.em:
                tweaks[found.start()] = (0.0, -0.7, False)

    def _trim(self, index: int, left: float) -> None:
        if self.widths[index] >= _ENOUGH * self.em:
            self.tweaks[index] = (left, -HALF, False)

    def _find_marks(self) -> None:
        half, least, text = HALF * self.em, _ENOUGH * self.em, self.text
        tweaks, widths = self.tweaks, self.widths
        for found in ANY_MARK.finditer(text):
            index = found.start()
            if index in tweaks or widths[index] < least:
                continue
            self._gives[index] = half
            if text[index] in OPENING:
                self.starts[index] = half
            else:
                self.ends[index + 1] = half

    def _find_gaps(self) -> None:
        gap, give = GAP * self.em, (GAP - LEAST_GAP) * self.em
        self.gaps = [found.start() for found in HAN_LATIN.finditer(self.text)]
        self.tweaks.update(dict.fromkeys(self.gaps, _WIDENED))
        self.ends.update(dict.fromkeys([index + 1 for index in self.gaps], gap))
        self._gives.update(dict.fromkeys(self.gaps, give))

    def width(self, start: int, end: int) -> float:
        """Return the width of a stretch set as a line of its own."""
        if end <= start:
            return 0.0
        sums = self.sums
        return sums[end] - sums[start] - self.starts.get(start, 0.0) - self.ends.get(end, 0.0)

    def squeeze(self, start: int, end: int) -> float:
        """Return how much narrower a line can be made by closing up marks and gaps inside it."""
        first = start + 1 if start in self.starts else start
        last = end - 1 if end in self.ends else end
        givers = self._givers
        given = self._given[bisect_left(givers, last)] - self._given[bisect_left(givers, first)]
        return max(0.0, given)

    def line_tweaks(self, start: int, end: int) -> tuple[tuple[Tweak, ...], list[int]]:
        """Return the tweaks and the gaps of a stretch set as a line of its own, by place."""
        gaps, places, tweaks = self.gaps, self._places, self.tweaks
        first, behind = bisect_left(gaps, start), bisect_left(gaps, end)
        gap_ends = behind > first and gaps[behind - 1] == end - 1
        # The line ends in the gap: there is none.
        last = end - 1 if gap_ends else end
        inside = places[bisect_left(places, start) : bisect_left(places, last)]
        found = [Tweak(index - start, *tweaks[index]) for index in inside]
        if start in self.starts:
            found.insert(0, Tweak(0, HALF, -HALF))
        if end in self.ends and not gap_ends:
            found.append(Tweak(end - 1 - start, 0.0, -HALF))
        return tuple(found), [index - start for index in gaps[first : behind - gap_ends]]
