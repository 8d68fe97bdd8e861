"""A text measured for line breaking: natural advances, what each mark may lose, where Chinese meets Latin.

All advances are in the unit the caller measures in (points, or ems); `em` is the type size in that unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

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


@dataclass(frozen=True, slots=True)
class Tweak:
    """What is changed on one character of a line, in ems.

    Attributes:
        index: place in the line.
        left: how far the glyph is moved left, losing its left blank.
        delta: what its advance changes by.
        joined: drawn as wide as its place, so that two of them make one long dash.
    """

    index: int
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
        self.tweaks: dict[int, Tweak] = {}
        self.gaps: set[int] = set()
        self._find_long_dashes()
        self._find_pairs()
        self._find_gaps()
        for index, tweak in self.tweaks.items():
            self.widths[index] += tweak.delta * em
        self.sums = [0.0, *accumulate(self.widths)]
        self._squeezes: list[float] | None = None

    def _find_long_dashes(self) -> None:
        for found in LONG_DASH.finditer(self.text):
            # Some faces draw the dash shorter than an em; two of them are always two ems.
            index = found.start()
            bare = (self.widths[index] - self._spacing) / self.em
            self.tweaks[index] = Tweak(index, 0.0, 1 - bare, True)

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
        for found in APOSTROPHE.finditer(text):
            # Between Latin letters the mark is no Chinese quotation mark and takes a narrow place.
            if self.widths[found.start()] >= _ENOUGH * self.em:
                tweaks[found.start()] = Tweak(found.start(), 0.0, -0.7)

    def _trim(self, index: int, left: float) -> None:
        if self.widths[index] >= _ENOUGH * self.em:
            self.tweaks[index] = Tweak(index, left, -HALF)

    def _find_gaps(self) -> None:
        for found in HAN_LATIN.finditer(self.text):
            index = found.start()
            self.gaps.add(index)
            self.tweaks[index] = Tweak(index, 0.0, GAP)

    def start_trim(self, start: int) -> float:
        """Return what the character at a line's start loses at its left, in ems."""
        char = self.text[start]
        whole = start not in self.tweaks and self.widths[start] >= _ENOUGH * self.em
        return HALF if char in OPENING and whole else 0.0

    def end_trim(self, end: int) -> float:
        """Return what the last character before `end` loses at its right at a line's end, in ems."""
        index = end - 1
        if index in self.gaps:
            return GAP
        whole = index not in self.tweaks and self.widths[index] >= _ENOUGH * self.em
        return HALF if self.text[index] in CLOSING and whole else 0.0

    def width(self, start: int, end: int) -> float:
        """Return the width of a stretch set as a line of its own."""
        if end <= start:
            return 0.0
        trims = self.start_trim(start) + self.end_trim(end)
        return self.sums[end] - self.sums[start] - trims * self.em

    def squeeze(self, start: int, end: int) -> float:
        """Return how much narrower a line can be made by closing up marks and gaps inside it."""
        if self._squeezes is None:
            each = [0.0] * len(self.text)
            for found in ANY_MARK.finditer(self.text):
                index = found.start()
                if index not in self.tweaks and self.widths[index] >= _ENOUGH * self.em:
                    each[index] = HALF * self.em
            for index in self.gaps:
                each[index] = (GAP - LEAST_GAP) * self.em
            self._squeezes = [0.0, *accumulate(each)]
        first = start + 1 if self.start_trim(start) else start
        last = end - 1 if self.end_trim(end) else end
        return max(0.0, self._squeezes[last] - self._squeezes[first])

    def line_tweaks(self, start: int, end: int) -> tuple[Tweak, ...]:
        """Return the tweaks of a stretch set as a line of its own, by place."""
        found: list[Tweak] = []
        if left := self.start_trim(start):
            found.append(Tweak(0, left, -left))
        if self.tweaks:
            for index in range(start, end):
                tweak = self.tweaks.get(index)
                if tweak and not (index == end - 1 and index in self.gaps):
                    found.append(Tweak(index - start, tweak.left, tweak.delta, tweak.joined))
        if end - 1 not in self.gaps and (right := self.end_trim(end)):
            if end - 1 == start and found:
                return tuple(found)
            found.append(Tweak(end - 1 - start, 0.0, -right))
        return tuple(found)
