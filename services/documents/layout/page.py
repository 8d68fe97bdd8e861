"""What a set page consists of: runs of text, rules and shades at fixed places.

All lengths are points, measured from the top left corner of the page; a text run stands on its baseline.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeAlias

from services.documents.fonts.roles import Role
from services.documents.layout.measured import Tweak
from services.documents.model import Document, Margins, Photo

MM = 72 / 25.4
EDGE, OVERLAP = 10.0, 10.0
"""Of the A4 sheets of a poster: what a printer may leave white, and what lies twice, in millimetres."""

NOTE_LEADING = 1.5
"""Of a remark in small type: from line to line, in sizes of its type."""

PAPERS = {"a4": (210 * MM, 297 * MM), "a3": (297 * MM, 420 * MM), "a2": (420 * MM, 594 * MM)}
# How far a document on this paper is from one on A4, in steps of type sizes; large print is one step more.
_STEPS = {"a4": 0, "a3": 1, "a2": 3}


class TextRun(NamedTuple):
    """Text of one role and size.

    Attributes:
        x, y: start of the baseline.
        role: which faces it is set in.
        size: type size.
        text: what is drawn.
        spacing: added after every character.
        tweaks: characters whose place differs from the font's, in order.
    """

    x: float
    y: float
    role: Role
    size: float
    text: str
    spacing: float = 0.0
    tweaks: tuple[Tweak, ...] = ()


Colour: TypeAlias = tuple[float, float, float]
"""Red, green and blue from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line of a certain thickness, black unless it has a colour."""

    x1: float
    y1: float
    x2: float
    y2: float
    thickness: float = 0.5
    colour: Colour | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: filled with a grey (0 black, 1 white), a colour or not, with an edge or without."""

    x: float
    y: float
    width: float
    height: float
    thickness: float = 0.5
    grey: float | None = None
    colour: Colour | None = None


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code in a square, without the white border it needs around itself."""

    x: float
    y: float
    width: float
    height: float
    payload: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo in a rectangle of its proportions."""

    x: float
    y: float
    width: float
    height: float
    photo: Photo


@dataclass(frozen=True, slots=True)
class Window:
    """A part of another page, seen through a rectangle.

    Attributes:
        x, y, width, height: the rectangle; nothing is drawn outside of it.
        dx, dy: by how much what is seen is moved.
        items: what is seen.
    """

    x: float
    y: float
    width: float
    height: float
    dx: float
    dy: float
    items: tuple[Item, ...]


Item: TypeAlias = TextRun | Rule | Box | Qr | Picture | Window


@dataclass(slots=True)
class Page:
    """One page and what stands on it."""

    width: float
    height: float
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Geometry:
    """Paper and type area of a document."""

    width: float
    height: float
    margins: Margins

    @property
    def left(self) -> float:
        """Left edge of the type area."""
        return self.margins.left * MM

    @property
    def top(self) -> float:
        """Upper edge of the type area."""
        return self.margins.top * MM

    @property
    def area_width(self) -> float:
        """Width of the type area."""
        return self.width - (self.margins.left + self.margins.right) * MM

    @property
    def area_height(self) -> float:
        """Height of the type area."""
        return self.height - (self.margins.top + self.margins.bottom) * MM

    @property
    def bottom(self) -> float:
        """Lower edge of the type area."""
        return self.height - self.margins.bottom * MM


def geometry_of(document: Document) -> Geometry:
    """Return paper size and type area of a document."""
    width, height = PAPERS[document.paper]
    if document.landscape:
        width, height = height, width
    margins = document.margins
    if document.tiled:
        # What is lost at the poster's edges by joining is added to its margins.
        across, down = lost(width), lost(height)
        margins = replace(
            margins,
            left=margins.left + across,
            right=margins.right + across,
            top=margins.top + down,
            bottom=margins.bottom + down,
        )
    return Geometry(width, height, margins)


def lost(length: float) -> float:
    """Return what a poster of this width or height loses at each of its two edges when A4 sheets make it up.

    Args:
        length: in points.

    Returns:
        Millimetres: half of two unprinted edges and the overlap, where two sheets lie side by side.
    """
    return EDGE + OVERLAP / 2 if length > PAPERS["a4"][1] + 1 else 0.0


@dataclass(frozen=True, slots=True)
class Sizes:
    """Type sizes in points; the names follow the standard's sizes (二号 22, 三号 16, 四号 14, 小四 12).

    Attributes:
        title, subtitle, body: as on an official document.
        table: cells of tables and forms; `note`: remarks; `chart`: largest size in a chart.
        folio: page number.
        pitch: distance from one character of the body to the next; `leading`: from line to line.
    """

    title: float
    subtitle: float
    body: float
    table: float
    note: float
    chart: float
    folio: float
    pitch: float
    leading: float


def sizes_of(document: Document) -> Sizes:
    """Return the type sizes of a document.

    A4 carries 22 lines of 28 characters in 三号; A3 and large print take the body up to 二号 (notices.md),
    both together to 一号; A2 is a poster. Pitch and leading divide the type area evenly.
    """
    step = _STEPS[document.paper] + document.large_print
    title, subtitle, body, table, note, chart, folio = (
        (22.0, 16.0, 16.0, 12.0, 12.0, 12.0, 14.0),
        (30.0, 22.0, 22.0, 18.0, 16.0, 16.0, 16.0),
        (36.0, 26.0, 26.0, 22.0, 18.0, 20.0, 18.0),
        (54.0, 36.0, 36.0, 30.0, 26.0, 30.0, 24.0),
        (63.0, 42.0, 42.0, 36.0, 30.0, 36.0, 26.0),
    )[step]
    geometry = geometry_of(document)
    pitch = geometry.area_width / round(geometry.area_width / body)
    leading = geometry.area_height / round(geometry.area_height / (1.8 * body))
    return Sizes(title, subtitle, body, table, note, chart, folio, pitch, leading)
