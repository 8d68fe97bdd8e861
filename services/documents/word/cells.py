"""Builds the rows and cells of Word tables: spans, borders, shades, and what stands in a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.documents.word.markup import advances, clean, el, ems, paragraph, run, twips
from services.documents.word.styles import exactly

LABEL_GREY = "F2F2F2"
# Entries that say there is nothing; they stand in the middle also of a column of text.
NOTHING = ("—", "无", "")
_SIDES = ("top", "left", "bottom", "right")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table whose columns stand at `edges`.

    Attributes:
        start, end: the edges it lies between, by number.
        content: its paragraphs.
        shaded: whether its ground is grey.
        merged: "restart" begins a cell over several rows, "continue" carries it on.
        borders: where lines of its own stand, None for those of the table.
        stands: how its content stands: "top", "center" or "bottom".
    """

    start: int
    end: int
    content: str
    shaded: bool = False
    merged: str = ""
    borders: frozenset[str] | None = None
    stands: str = "center"


def gap(points: float) -> str:
    """Return the empty line that parts a table from what follows; two tables would else become one."""
    return paragraph("Thin", properties=(exactly(max(points, 1.0)),))


def table(edges: Sequence[int], rows: Sequence[str], margins: str = "", style: str = "SheetTable") -> str:
    """Return a table in the middle of the page.

    Args:
        edges: where its columns stand, in twips from the left.
        rows: its rows.
        margins: room in its cells, where it is not that of the style.
        style: id of its style.
    """
    form = el(
        "tblPr",
        el("tblStyle", val=style),
        el("tblW", w=edges[-1], type="dxa"),
        el("jc", val="center"),
        el("tblLayout", type="fixed"),
        margins,
    )
    grid = (el("gridCol", w=right - left) for left, right in pairwise(edges))
    return el("tbl", form, el("tblGrid", *grid), *rows)


def row(
    cells: Sequence[Cell],
    edges: Sequence[int],
    head: bool = False,
    whole: bool = True,
    height: float = 0,
    exact: bool = False,
) -> str:
    """Return a row.

    Args:
        cells: side by side, from the first edge to the last.
        edges: as for the table.
        head: repeated on every page.
        whole: never parted by the end of a page.
        height: in points, 0 for what the cells take.
        exact: whether the row is not higher than that even where the cells need it.
    """
    tall = el("trHeight", val=twips(height), hRule="exact" if exact else "atLeast") if height else ""
    form = (el("cantSplit") if whole else "", tall, el("tblHeader") if head else "")
    return el("tr", el("trPr", *form) if any(form) else "", *(_cell(each, edges) for each in cells))


def _cell(cell: Cell, edges: Sequence[int]) -> str:
    span = cell.end - cell.start
    form = (
        el("tcW", w=edges[cell.end] - edges[cell.start], type="dxa"),
        el("gridSpan", val=span) if span > 1 else "",
        el("vMerge", val=cell.merged) if cell.merged else "",
        _borders(cell.borders) if cell.borders is not None else "",
        el("shd", val="clear", color="auto", fill=LABEL_GREY) if cell.shaded else "",
        el("vAlign", val=cell.stands),
    )
    return el("tc", el("tcPr", *form), cell.content or paragraph("Thin"))


def _borders(sides: frozenset[str]) -> str:
    lines = (
        el(side, val="single", sz=6, space=0, color="auto") if side in sides else el(side, val="nil")
        for side in _SIDES
    )
    return el("tcBorders", *lines)


def line_count(text: str, room: float) -> int:
    """Return how many lines a text takes in a room measured in ems; an estimate, on the safe side."""
    return sum(max(1, int(ems(line) / max(room - 0.5, 1.0)) + 1) for line in clean(text).split("\n"))


def spread(text: str, places: int, size: float, *letters: str) -> str:
    """Return the runs of a short Chinese text, pulled apart to the width of this many characters.

    Args:
        text: a name or a label.
        places: how many characters it should be as wide as.
        size: of the type in points.
        letters: further properties of the runs; see `run`.
    """
    text = clean(text)
    count = len(text)
    if not 1 < count < places or sum(advances(text)) < count or "\n" in text:
        return run(text, *letters)
    pull = twips((places - count) * size / (count - 1))
    return run(text[:-1], el("spacing", val=pull), *letters) + run(text[-1], *letters)
