"""What really stands on the pages of a finished PDF: every glyph with its place, gathered into lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar

MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph: its character, the edges of its place, its baseline above the paper's foot, its size."""

    char: str
    start: float
    end: float
    baseline: float
    size: float


@dataclass(frozen=True, slots=True)
class SetLine:
    """Glyphs on one baseline, from left to right."""

    page: int
    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        """What the line says."""
        return "".join(glyph.char for glyph in self.glyphs)

    @property
    def start(self) -> float:
        """Left edge in millimetres from the paper's."""
        return self.glyphs[0].start / MM

    @property
    def end(self) -> float:
        """Right edge in millimetres from the paper's left one."""
        return self.glyphs[-1].end / MM

    @property
    def baseline(self) -> float:
        """Height of the baseline in millimetres above the paper's foot."""
        return self.glyphs[0].baseline / MM

    @property
    def size(self) -> float:
        """Type size in points."""
        return self.glyphs[0].size


def _chars(item: Any) -> Iterator[LTChar]:
    if isinstance(item, LTChar):
        yield item
    elif hasattr(item, "__iter__"):
        for part in item:
            yield from _chars(part)


def set_lines(data: bytes) -> list[SetLine]:
    """Return the lines of a PDF in the order in which they stand, page by page."""
    lines: list[SetLine] = []
    for number, page in enumerate(extract_pages(BytesIO(data)), 1):
        rows: dict[float, list[Glyph]] = {}
        for char in _chars(page):
            x, y = char.matrix[4:]
            glyph = Glyph(char.get_text(), x, x + char.adv, y, char.size)
            rows.setdefault(round(y, 1), []).append(glyph)
        for baseline in sorted(rows, reverse=True):
            lines.append(SetLine(number, tuple(sorted(rows[baseline], key=lambda g: g.start))))
    return lines
