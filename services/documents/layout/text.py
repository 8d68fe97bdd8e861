"""Measures text in a role's faces, breaks it into lines and places them."""

from __future__ import annotations

from dataclasses import dataclass

from services.documents.fonts.library import FontLibrary, printable
from services.documents.fonts.roles import Role
from services.documents.layout.lines import Line, break_lines
from services.documents.layout.page import TextRun
from services.documents.model import Align

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
        # The spacing after a line's last character lies outside the line.
        return break_lines(
            clean, widths, room + style.spacing, None if first_room is None else first_room + style.spacing
        )

    @staticmethod
    def place(line: Line, style: Style, x: float, top: float, room: float, align: Align | None) -> TextRun:
        """Place a line in a row whose em box starts at `top`; `align` None makes it flush on both sides."""
        width = line.width - style.spacing
        stretch, slack = 0.0, room - width
        if align == "center":
            x += slack / 2
        elif align == "right":
            x += slack
        elif align is None and line.gaps and not line.last:
            stretch = slack / len(line.gaps)
            if stretch > _MAX_STRETCH * style.size:
                stretch = 0.0
        gaps = line.gaps if stretch else ()
        return TextRun(x, top + BASELINE * style.size, style.role, style.size, line.text, style.spacing, gaps, stretch)
