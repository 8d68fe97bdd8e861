"""What a set page consists of: runs of text, rules and shades at fixed places.

All lengths are points, measured from the top left corner of the page; a text run stands on its baseline.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from services.documents.fonts.roles import Role
from services.documents.layout.measured import Tweak
from services.documents.model import Document, Margins

MM = 72 / 25.4

_PAPERS = {"a4": (210 * MM, 297 * MM), "a3": (297 * MM, 420 * MM)}


@dataclass(frozen=True, slots=True)
class TextRun:
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


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line of a certain thickness."""

    x1: float
    y1: float
    x2: float
    y2: float
    thickness: float = 0.5


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: shaded with a grey (0 black, 1 white) or not, with an edge or without (thickness 0)."""

    x: float
    y: float
    width: float
    height: float
    thickness: float = 0.5
    grey: float | None = None


Item = TextRun | Rule | Box


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
    width, height = _PAPERS[document.paper]
    if document.landscape:
        width, height = height, width
    return Geometry(width, height, document.margins)


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
    both together to 一号. Pitch and leading divide the type area evenly.
    """
    step = (document.paper == "a3") + document.large_print
    title, subtitle, body, table, note, chart, folio = (
        (22.0, 16.0, 16.0, 12.0, 12.0, 12.0, 14.0),
        (30.0, 22.0, 22.0, 18.0, 16.0, 16.0, 16.0),
        (36.0, 26.0, 26.0, 22.0, 18.0, 20.0, 18.0),
    )[step]
    geometry = geometry_of(document)
    pitch = geometry.area_width / round(geometry.area_width / body)
    leading = geometry.area_height / round(geometry.area_height / (1.8 * body))
    return Sizes(title, subtitle, body, table, note, chart, folio, pitch, leading)
