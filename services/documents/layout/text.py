"""Measures text in a role's faces, breaks it into lines and places them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.documents.fonts.library import FontLibrary, printable
from services.documents.fonts.roles import Role
from services.documents.layout.lines import Line, break_lines
from services.documents.layout.page import UNSEEN_GAP, TextRun
from services.documents.model import Align

# How a line stands: as a cell says, flush on both sides, or as a label pulled apart to four characters.
Placing = Align | Literal["flush", "label"]

# Where the baseline of a line of Chinese stands: this share of the type size below the top of its em box.
BASELINE = 0.86
# A line is not pulled wider than this many ems per gap; beyond, it is better left ragged.
_MAX_STRETCH = 0.5


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: role, size in points, spacing added after every character."""

    role: Role
    size: float
    spacing: float = 0.0


class TextSetter:
    """Breaks and places text with the fonts of one library."""

    def __init__(self, fonts: FontLibrary) -> None:
        self._fonts = fonts

    def width(self, text: str, style: Style, where: str) -> float:
        """Return the width of a text on one line, in points."""
        clean = printable(text)
        widths = self._fonts.role(style.role).widths(clean, where)
        return sum(widths) * style.size + style.spacing * len(clean)

    def lines(
        self, text: str, style: Style, room: float, where: str, first_room: float | None = None
    ) -> list[Line]:
        """Break a text into lines of at most `room` points.

        Args:
            text: as the user entered it.
            style: role, size, spacing.
            room: width of a line.
            where: field the text stands in, for the message about a missing glyph.
            first_room: width of the first line when it is turned in.

        Raises:
            MissingGlyph: a character that no installed font has.
        """
        clean = printable(text)
        ems = self._fonts.role(style.role).widths(clean.replace("\n", ""), where)
        if "\n" in clean:
            measured = iter(ems)
            ems = [0.0 if char == "\n" else next(measured) for char in clean]
        widths = [em * style.size + style.spacing for em in ems]
        return break_lines(clean, widths, room, first_room)

    def balanced(self, text: str, style: Style, room: float, where: str) -> list[Line]:
        """Break a text into as few lines as fit, of about the same length (titles, boxes of a chart)."""
        best = self.lines(text, style, room, where)
        count, short = len(best), 0.0
        if count > 1 and "\n" not in text:
            for _ in range(6):
                middle = (short + room) / 2
                tried = self.lines(text, style, middle, where)
                if len(tried) == count:
                    best, room = tried, middle
                else:
                    short = middle
        return best

    @staticmethod
    def place(line: Line, style: Style, x: float, top: float, room: float, align: Placing) -> TextRun:
        """Place a line in a row whose em box starts at `top`."""
        gaps: tuple[int, ...] = ()
        stretch, slack = 0.0, room - line.width
        if align in ("name", "label"):
            return _spread(line, style, (x, top, room), 3 if align == "name" else 4)
        if align == "center":
            x += slack / 2
        elif align == "right":
            x += slack
        elif align == "flush" and line.gaps and not line.last:
            gaps, stretch = _pull(line, slack, style.size)
        baseline = top + BASELINE * style.size
        return TextRun(x, baseline, style.role, style.size, line.text, style.spacing, gaps, stretch)


def _pull(line: Line, slack: float, size: float) -> tuple[tuple[int, ...], float]:
    """Return where a line is pulled apart to fill its width, and by how much at each place."""
    gaps = line.gaps
    if slack > UNSEEN_GAP * size * len(gaps):
        # A visible gap beside a character beyond the BMP would be read out of the PDF as a space.
        gaps = tuple(gap for gap in gaps if max(line.text[gap - 1 : gap + 1]) <= "\uffff")
    if not gaps or slack > _MAX_STRETCH * size * len(gaps):
        return (), 0.0
    return gaps, slack / len(gaps)


def _spread(line: Line, style: Style, place: tuple[float, float, float], ems: int) -> TextRun:
    """Centre a short Chinese name or label, pulled apart to the width of `ems` characters.

    A name with a character beyond the BMP stays together: the gap would be read out of the PDF as a space.
    """
    x, top, room = place
    count = len(line.text)
    width = line.width
    stretch = 0.0
    if (
        1 < count < ems
        and max(line.text) <= "\uffff"
        and abs(width - count * style.size) < 0.01
        and ems * style.size <= room
    ):
        stretch = (ems * style.size - width) / (count - 1)
        width = ems * style.size
    gaps = tuple(range(1, count)) if stretch else ()
    baseline = top + BASELINE * style.size
    return TextRun(x + (room - width) / 2, baseline, style.role, style.size, line.text, 0.0, gaps, stretch)
