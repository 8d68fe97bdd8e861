"""Writes an organisation chart as a table of boxes and lines, which every word processor shows alike.

Every lowest box has a share of the width of its own. Where these become too narrow, the lowest boxes under
one parent are listed in one box; where even that is too narrow, the chart becomes an indented outline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from services.documents.layout.page import Geometry, Sizes
from services.documents.model import OrgNode
from services.documents.word.cells import Cell, gap, row, table
from services.documents.word.markup import clean, el, ems, paragraph, run, twips
from services.documents.word.styles import cell_margins

# In ems of the type: the least width of a box with its gaps, half a gap, room in a box, a line's length.
_LEAST, _GAP, _PAD, _LINE = 6.2, 0.3, 0.35, 0.9
_INDENT = 1.6
_BOX = frozenset({"top", "left", "bottom", "right"})
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Placed:
    """A node with the range of lowest boxes it stands over, and its rank."""

    node: OrgNode
    start: int
    end: int
    children: tuple[_Placed, ...]

    @property
    def middle(self) -> int:
        """The edge of the grid at its middle; every share of the width has four columns."""
        return 2 * (self.start + self.end)


def write_chart(root: OrgNode, sizes: Sizes, geometry: Geometry) -> str:
    """Return a chart as a table; ranks from top to bottom, boxes of a rank from left to right."""
    above, below = gap(0.4 * sizes.chart), gap(0.8 * sizes.chart)
    most = geometry.area_width / (_LEAST * sizes.chart)
    for tree in (root, _listed(root)):
        if _breadth(tree) <= most:
            return above + _chart(_place(tree, 0), sizes.chart, geometry.area_width) + below
    return above + _outline(root, sizes.chart, geometry.area_width) + below


def _breadth(node: OrgNode) -> int:
    return sum(map(_breadth, node.children)) or 1


def _listed(node: OrgNode) -> OrgNode:
    """Return a tree in which lowest boxes that are alone under one parent are one box."""
    if len(node.children) > 1 and not any(child.children for child in node.children):
        lines = tuple(_on_one_line(child) for child in node.children)
        return replace(node, children=(OrgNode("", (), lines),))
    return replace(node, children=tuple(map(_listed, node.children)))


def _on_one_line(node: OrgNode) -> str:
    return "：".join(part for part in (node.title, "、".join((*node.names, *node.lines))) if part)


def _place(node: OrgNode, start: int) -> _Placed:
    children, at = [], start
    for child in node.children:
        children.append(_place(child, at))
        at = children[-1].end
    return _Placed(node, start, max(at, start + 1), tuple(children))


def _chart(root: _Placed, size: float, width: float) -> str:
    share = min(width / root.end, _widest(root, size) + 2 * _GAP * size)
    half = share / 2 - _GAP * size
    offsets = (0.0, _GAP * size, share / 2, share / 2 + half)
    edges = [twips(unit * share + offset) for unit in range(root.end) for offset in offsets] + [
        twips(share * root.end)
    ]
    rows, rank = [], [root]
    while rank:
        parents = [placed for placed in rank if placed.children]
        rows.append(row(list(_boxes(rank, edges, size)), edges))
        if parents:
            stems = {placed.middle for placed in parents}
            children = [child for placed in parents for child in placed.children]
            for lines in (_stems(stems, len(edges) - 1), _bars(parents, len(edges) - 1)):
                rows.append(row(lines, edges, height=_LINE * size, exact=True))
            rank = children
        else:
            rank = []
    return table(edges, rows, cell_margins(0, _PAD * size), style="TableNormal")


def _boxes(rank: Sequence[_Placed], edges: Sequence[int], size: float) -> Iterator[Cell]:
    """Yield the boxes of a rank, each as wide as its text or its share, and the empty room between them."""
    at = 0
    for placed in rank:
        need = twips(_need(placed.node, size))
        start = 4 * placed.start + 1
        while start < placed.middle - 1 and edges[2 * placed.middle - start - 1] - edges[start + 1] >= need:
            start += 1
        end = 2 * placed.middle - start
        if start > at:
            yield Cell(at, start, "", borders=_NONE)
        yield Cell(start, end, _content(placed.node), bool(placed.children), borders=_BOX)
        at = end
    if at < len(edges) - 1:
        yield Cell(at, len(edges) - 1, "", borders=_NONE)


def _need(node: OrgNode, size: float) -> float:
    """Return how wide a box is when none of its lines is wrapped, in points."""
    return (max(ems(text) for text, _ in _texts(node)) + 2 * _PAD + 0.6) * size


def _widest(placed: _Placed, size: float) -> float:
    """Return the share that every lowest box needs so that no line is wrapped anywhere, in points."""
    own = _need(placed.node, size) / (placed.end - placed.start)
    return max([own, *(_widest(child, size) for child in placed.children)])


def _texts(node: OrgNode) -> list[tuple[str, str]]:
    texts = [(node.title, "ChartHead"), *((text, "ChartText") for text in (*node.names, *node.lines))]
    return [(clean(text), style) for text, style in texts if text] or [("", "ChartText")]


def _content(node: OrgNode) -> str:
    keep = (el("keepNext"),) if node.children else ()
    return "".join(paragraph(style, run(text), properties=keep) for text, style in _texts(node))


def _stems(places: set[int], last: int) -> list[Cell]:
    """Return the cells of a row in which a line falls at each place."""
    cuts = [0, *sorted(places), last]
    return [
        Cell(start, end, _empty(), borders=frozenset({"right"}) if end in places else _NONE)
        for start, end in pairwise(cuts)
    ]


def _bars(parents: Sequence[_Placed], last: int) -> list[Cell]:
    """Return the cells of a row in which a bar runs over a parent's children and a line falls to each."""
    places = {child.middle for placed in parents for child in placed.children}
    bars = [(placed.children[0].middle, placed.children[-1].middle) for placed in parents]
    cuts = [0, *sorted(places), last]
    cells = []
    for start, end in pairwise(cuts):
        covered = any(first <= start and end <= second for first, second in bars)
        sides = {"top"} if covered else set()
        cells.append(
            Cell(start, end, _empty(), borders=frozenset(sides | ({"right"} if end in places else set())))
        )
    return cells


def _empty() -> str:
    return paragraph("Thin", properties=(el("keepNext"),))


def _outline(root: OrgNode, size: float, width: float) -> str:
    """Return one row a node, turned in by its rank; rows go on over pages."""
    nodes = list(_nodes(root, 0))
    depth = max(rank for _, rank in nodes)
    indent = min(_INDENT * size, width / 2 / (depth + 1))
    edges = [*(twips(indent * rank) for rank in range(depth + 1)), twips(width)]
    rows = []
    for node, rank in nodes:
        style = "ChartText" if rank else "ChartHead"
        text = paragraph(style, run(clean(_on_one_line(node))), properties=(el("jc", val="left"),))
        room = [Cell(0, rank, "", borders=_NONE)] if rank else []
        rows.append(row([*room, Cell(rank, depth + 1, text, borders=_BOX)], edges))
    return table(edges, rows, cell_margins(0.3 * size, 0.5 * size), style="TableNormal")


def _nodes(node: OrgNode, rank: int) -> Iterator[tuple[OrgNode, int]]:
    yield node, rank
    for child in node.children:
        yield from _nodes(child, rank + 1)
