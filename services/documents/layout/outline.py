"""Sets an organisation too large for a drawn chart as an indented outline that may run over pages."""

from __future__ import annotations

from collections.abc import Iterator

from services.documents.layout.flow import Flow
from services.documents.layout.page import Box, Rule
from services.documents.layout.text import Style
from services.documents.model import OrgNode

_LEADING, _PAD_X, _PAD_Y, _RULE = 1.3, 0.5, 0.4, 0.75
_INDENT, _GAP = 1.6, 0.5


def set_outline(flow: Flow, root: OrgNode, size: float) -> None:
    """Set every node as a box turned in by its rank, with the lines of a tree before it.

    Args:
        flow: the pages being filled.
        root: the uppermost node.
        size: type size in points.
    """
    for node, trail in _nodes(root, ()):
        _set_node(flow, node, trail, size)


def _set_node(flow: Flow, node: OrgNode, trail: tuple[bool, ...], size: float) -> None:
    indent = _INDENT * size * len(trail)
    style = Style("body" if trail else "heading1", size)
    text = "：".join(part for part in (node.title, "、".join((*node.names, *node.lines))) if part)
    lines = flow.text.lines(text, style, flow.width - indent - 2 * _PAD_X * size, "组织架构图")
    height, gap = len(lines) * size * _LEADING + 2 * _PAD_Y * size, _GAP * size
    flow.need(height + gap)
    x, y = flow.left + indent, flow.y
    flow.add(Box(x, y, max(line.width for line in lines) + 2 * _PAD_X * size, height, _RULE))
    for number, line in enumerate(lines):
        top = y + _PAD_Y * size + number * size * _LEADING + (_LEADING - 1) / 2 * size
        flow.add(flow.text.place(line, style, x + _PAD_X * size, top, flow.width, "left"))
    _draw_trail(flow, trail, (x, y, height, gap), size)
    if node.children:
        trunk = flow.left + _INDENT * size * (len(trail) + 0.5)
        flow.add(Rule(trunk, y + height, trunk, y + height + gap, _RULE))
    flow.y += height + gap


def _draw_trail(
    flow: Flow, trail: tuple[bool, ...], place: tuple[float, float, float, float], size: float
) -> None:
    """Draw the lines left of a box: a trunk for every rank that goes on, and the arm to the box itself."""
    x, y, height, gap = place
    for rank, more in enumerate(trail):
        trunk = flow.left + _INDENT * size * (rank + 0.5)
        if more:
            flow.add(Rule(trunk, y, trunk, y + height + gap, _RULE))
        elif rank == len(trail) - 1:
            flow.add(Rule(trunk, y, trunk, y + height / 2, _RULE))
    if trail:
        trunk = flow.left + _INDENT * size * (len(trail) - 0.5)
        flow.add(Rule(trunk, y + height / 2, x, y + height / 2, _RULE))


def _nodes(node: OrgNode, trail: tuple[bool, ...]) -> Iterator[tuple[OrgNode, tuple[bool, ...]]]:
    """Yield every node with, per rank above it, whether a sibling follows on that rank."""
    yield node, trail
    for number, child in enumerate(node.children):
        yield from _nodes(child, (*trail, number < len(node.children) - 1))
