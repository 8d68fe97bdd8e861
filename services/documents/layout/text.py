"""Measures text in a role's faces, breaks it into lines and places them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from services.documents.fonts.library import FontLibrary, printable
from services.documents.fonts.roles import Role
from services.documents.layout.justify import fit
from services.documents.layout.lines import Line, break_lines
from services.documents.layout.measured import Measured, Tweak
from services.documents.layout.page import TextRun
from services.documents.layout.titles import title_lines
from services.documents.model import Align

# How a line stands: as a cell says, flush on both sides, or as a label pulled apart to four characters.
Placing = Align | Literal["flush", "label"]

# Where the baseline of a line of Chinese stands: this share of the type size below the top of its em box.
BASELINE = 0.86
# Texts up to this long come again on other sheets of a run (headings, labels, organs); longer ones hardly do.
_SHORT = 40


class Style(NamedTuple):
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
        key = (style, text)
        known = self._fonts.memory.get(key)
        if known is None:
            known = self._width(text, style, where)
            if len(text) <= _SHORT:
                self._fonts.remember(key, known)
        return float(known)

    def _width(self, text: str, style: Style, where: str) -> float:
        clean = printable(text).strip()
        if not clean:
            return 0.0
        widths = self._fonts.role(style.role).advances(clean, where, style.size, style.spacing)
        return Measured(clean, widths, style.size, style.spacing).width(0, len(clean))

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
        if len(text) > _SHORT:
            return self._broken(text, style, room, where, first_room)
        key = (style, text, room, first_room)
        known = self._fonts.memory.get(key)
        if known is None:
            known = tuple(self._broken(text, style, room, where, first_room))
            self._fonts.remember(key, known)
        return list(known)

    def _broken(
        self, text: str, style: Style, room: float, where: str, first_room: float | None
    ) -> list[Line]:
        clean = printable(text)
        size, spacing = style.size, style.spacing
        widths = self._fonts.role(style.role).advances(clean.replace("\n", ""), where, size, spacing)
        if "\n" in clean:
            measured = iter(widths)
            widths = [0.0 if char == "\n" else next(measured) for char in clean]
        return break_lines(clean, widths, room, first_room, size, spacing)

    def mixed(
        self, parts: Sequence[tuple[str, Role]], style: Style, room: float, first_room: float
    ) -> list[Line]:
        """Break a text whose parts are set in different roles, all of one size."""
        texts = [printable(text).replace("\n", " ") for text, _ in parts]
        ems = [
            em for text, (_, role) in zip(texts, parts, strict=True) for em in self.ems(text, role, "正文")
        ]
        widths = [em * style.size + style.spacing for em in ems]
        return break_lines("".join(texts), widths, room, first_room, style.size, style.spacing)

    def ems(self, text: str, role: Role, where: str) -> list[float]:
        """Return the advances of a cleaned text as fractions of the em."""
        return self._fonts.role(role).widths(text, where)

    def title(
        self, text: str, style: Style, room: float, where: str, names: Sequence[str] = ()
    ) -> list[Line]:
        """Break a title into balanced lines that split no word and no name; line breaks are kept."""
        key = ("title", style, text, room, tuple(names))
        known = self._fonts.memory.get(key)
        if known is None:
            known = tuple(self._title(text, style, room, where, names))
            self._fonts.remember(key, known)
        return list(known)

    def _title(self, text: str, style: Style, room: float, where: str, names: Sequence[str]) -> list[Line]:
        lines: list[Line] = []
        for part in printable(text).strip().split("\n"):
            widths = self._fonts.role(style.role).advances(part.strip(), where, style.size, style.spacing)
            lines += title_lines(Measured(part.strip(), widths, style.size, style.spacing), room, names)
        return lines

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
        """Place a line in a row whose em box starts at `top`.

        A line wider than its room is squeezed into it.
        """
        role, size, spacing = style
        text, width, tweaks, last, _ = line
        slack = room - width
        if align in ("name", "label"):
            return _spread(line, style, (x, top, room), 3 if align == "name" else 4)
        if slack < -1e-6 or (align == "flush" and not last):
            spread, tweaks = fit(line, room, size)
            spacing += spread * size
        elif align == "center":
            x += slack / 2
        elif align == "right":
            x += slack
        return TextRun(x, top + BASELINE * size, role, size, text, spacing, tweaks)


def split_run(run: TextRun, place: int, role: Role, widths: Sequence[float]) -> list[TextRun]:
    """Cut a placed run in two, the first part in another role.

    Args:
        run: as placed.
        place: where in its text it is cut.
        role: of the first part.
        widths: advances of the run's characters as fractions of the em, in the roles they will have.
    """
    if place <= 0:
        return [run]
    first = run._replace(
        role=role, text=run.text[:place], tweaks=tuple(t for t in run.tweaks if t.at < place)
    )
    if place >= len(run.text):
        return [first]
    ems = sum(widths[:place]) + sum(tweak.delta for tweak in first.tweaks)
    rest = tuple(t._replace(at=t.at - place) for t in run.tweaks if t.at >= place)
    x = run.x + ems * run.size + place * run.spacing
    return [first, run._replace(x=x, text=run.text[place:], tweaks=rest)]


def _spread(line: Line, style: Style, place: tuple[float, float, float], ems: int) -> TextRun:
    """Centre a short Chinese name or label, pulled apart to the width of `ems` characters."""
    x, top, room = place
    count, width = len(line.text), line.width
    spacing, tweaks = 0.0, line.tweaks
    if (
        1 < count < ems
        and not line.tweaks
        and abs(width - count * style.size) < 0.01
        and ems * style.size <= room
    ):
        spacing = (ems * style.size - width) / (count - 1)
        tweaks = (Tweak(count - 1, 0.0, -spacing / style.size),)
        width = ems * style.size
    elif width > room + 1e-6:
        tweaks, width = fit(line, room, style.size).tweaks, room
    baseline = top + BASELINE * style.size
    return TextRun(x + (room - width) / 2, baseline, style.role, style.size, line.text, spacing, tweaks)
