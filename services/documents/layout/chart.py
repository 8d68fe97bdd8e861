"""Draws an organisation chart, made to fit by narrower boxes, hanging branches or several rows of boxes.

The type is never set smaller than seven eighths of its usual size, so a chart on the board stays readable.
A chart that fits in no arrangement becomes an indented outline (`outline`), which may run over pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, product

from services.documents.layout.flow import Flow
from services.documents.layout.lines import Line
from services.documents.layout.outline import set_outline
from services.documents.layout.page import Box, Item, Rule
from services.documents.layout.text import Style
from services.documents.model import OrgChart, OrgNode

LEADING, PAD_X, PAD_Y, RULE = 1.3, 0.6, 0.45, 0.75
_GAP_X, _GAP_Y, _INDENT, _TRUNK = 0.6, 1.8, 1.6, 1.2
_SHRINK = (1.0, 0.94, 0.875)
_LONE_MEASURE = 16
_CROWD = 4
# Less of a page than this is not worth squeezing a chart into.
_WORTHWHILE = 0.6
_SHADE = 0.95


@dataclass(frozen=True, slots=True)
class _Plan:
    """One way to arrange the chart.

    Attributes:
        size: type size.
        measure: width of a box in characters, where a rank has more than two boxes.
        rows: over how many rows the children of one box are spread when they are many.
        hang: whether the lowest branches hang below each other under their parent.
    """

    size: float
    measure: int
    rows: int
    hang: bool


@dataclass(slots=True)
class _Placed:
    """A box with its text and the boxes under it; x and y are filled in by the arrangement."""

    texts: list[tuple[Line, Style]]
    width: float
    height: float
    children: list[_Placed] = field(default_factory=list)
    x: float = 0.0
    y: float = 0.0
    rows: list[list[_Placed]] = field(default_factory=list)
    hangs: bool = False

    @property
    def middle(self) -> float:
        """Horizontal middle of the box."""
        return self.x + self.width / 2

    def walk(self) -> Iterator[_Placed]:
        """This box and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class _Fitted:
    """An arrangement that fits, and the room it takes."""

    root: _Placed
    plan: _Plan
    left: float
    width: float
    height: float


def set_chart(flow: Flow, block: OrgChart) -> None:
    """Set a chart in the middle of the type area, or as an outline when no arrangement fits."""
    fitted = _fit(flow, block, flow.room - (flow.kept.least if flow.kept.closes else 0.0))
    if fitted:
        flow.need_whole(fitted.height)
        shift = flow.left + (flow.width - fitted.width) / 2 - fitted.left
        _draw(flow, fitted.root, shift, fitted.plan)
        flow.y += fitted.height
    else:
        set_outline(flow, block.root, flow.sizes.chart * _SHRINK[-1])
    flow.skip(0.8 * flow.sizes.chart)


def chart_height(flow: Flow, block: OrgChart, above: float, below: float = 0.0) -> float:
    """Return the height a chart takes on its page, or that of the beginning of an outline.

    Args:
        flow: the pages being filled.
        block: the chart.
        above: height of what will be set on this page before it.
        below: height of what will be set on this page after it.
    """
    fitted = _fit(flow, block, flow.room - above - below)
    return fitted.height if fitted else 6 * flow.sizes.chart


def _fit(flow: Flow, block: OrgChart, room: float) -> _Fitted | None:
    """Find the most comfortable arrangement that fits the rest of this page, or else a page of its own."""
    whole = flow.page_room - flow.sizes.leading
    measurer = _Measurer(flow)
    for limit in (room, whole) if room >= _WORTHWHILE * whole else (whole,):
        for plan in _plans(flow.sizes.chart):
            root = measurer.place(block.root, plan)
            boxes = list(root.walk())
            left = min(box.x for box in boxes)
            width = max(box.x + box.width for box in boxes) - left
            height = max(box.y + box.height for box in boxes)
            if width <= flow.width and height <= limit:
                return _Fitted(root, plan, left, width, height)
    return None


def _plans(size: float) -> Iterator[_Plan]:
    """Yield arrangements from the most to the least comfortable."""
    comfortable = product((1, 2, 3), _SHRINK, (False, True), (12, 10, 8, 7, 6))
    tight = product((1, 2, 3, 4), _SHRINK[-1:], (False, True), (5, 4))
    for rows, share, hang, measure in chain(comfortable, tight):
        yield _Plan(size * share, measure, rows, hang)


class _Measurer:
    """Wraps the text of boxes once per box width, in ems, for all arrangements that are tried."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._known: dict[tuple[str, str, int], list[Line]] = {}

    def place(self, root: OrgNode, plan: _Plan) -> _Placed:
        """Arrange a chart after a plan, its root's top at 0."""
        ranks = list(_ranks(root))
        crowded = {depth for depth, nodes in enumerate(ranks) if len(nodes) > 2}
        placed = self._box(root, plan, 0, crowded)
        _even_out([[placed]], plan)
        _arrange(placed, 0.0, 0.0, plan)
        return placed

    def _box(self, node: OrgNode, plan: _Plan, depth: int, crowded: set[int]) -> _Placed:
        measure = plan.measure if depth in crowded else _LONE_MEASURE
        texts: list[tuple[Line, Style]] = []
        for text, style in _texts(node, plan.size):
            for line in self._wrap(text, style, round(measure * plan.size / style.size)):
                texts.append((line._replace(width=line.width * style.size), style))
        width = max(line.width for line, _ in texts) + 2 * PAD_X * plan.size
        height = sum(style.size * LEADING for _, style in texts) + 2 * PAD_Y * plan.size
        placed = _Placed(texts, width, height)
        placed.children = [self._box(child, plan, depth + 1, crowded) for child in node.children]
        placed.hangs = (
            plan.hang and bool(node.children) and not any(child.children for child in node.children)
        )
        if placed.children and not placed.hangs:
            placed.rows = _rows(placed.children, plan.rows)
        return placed

    def _wrap(self, text: str, style: Style, ems: int) -> list[Line]:
        key = (style.role, text, ems)
        if key not in self._known:
            self._known[key] = self._flow.text.balanced(text, Style(style.role, 1.0), ems, "组织架构图")
        return self._known[key]


def _texts(node: OrgNode, size: float) -> Iterator[tuple[str, Style]]:
    yield node.title, Style("heading1", size)
    for name in node.names:
        yield name, Style("body", size)
    for line in node.lines:
        yield line, Style("body", size * 0.9)


def _ranks(root: OrgNode) -> Iterator[Sequence[OrgNode]]:
    rank: Sequence[OrgNode] = [root]
    while rank:
        yield rank
        rank = [child for node in rank for child in node.children]


def _rows(children: list[_Placed], rows: int) -> list[list[_Placed]]:
    """Spread many children over rows of an even number of boxes, so that a trunk passes in the middle."""
    if rows == 1 or len(children) <= _CROWD:
        return [children]
    per_row = -(-len(children) // rows)
    per_row += per_row % 2
    return [children[i : i + per_row] for i in range(0, len(children), per_row)]


def _even_out(ranks: list[list[_Placed]], plan: _Plan) -> None:
    """Give boxes of one rank the same width, and nearly equal ones the same height."""
    boxes = [box for group in ranks for box in group]
    if not boxes:
        return
    width = max(box.width for box in boxes)
    for box in boxes:
        box.width = width
    for group in ranks:
        tallest = max(box.height for box in group)
        for box in group:
            if tallest - box.height <= 2.1 * plan.size * LEADING:
                box.height = tallest
    _even_out([box.children for box in boxes if box.children], plan)


def _arrange(box: _Placed, left: float, top: float, plan: _Plan) -> tuple[float, float]:
    """Place a box and all below it from `left` and `top` on; return the width and height taken."""
    box.x, box.y = left, top
    below = top + box.height
    if box.hangs:
        return _arrange_hanging(box, left, below, plan)
    if not box.rows:
        return box.width, box.height
    widths, tops = [], below
    for row in box.rows:
        width, height = _arrange_row(row, left, tops + _GAP_Y * plan.size, plan, split=len(box.rows) > 1)
        widths.append(width)
        tops += _GAP_Y * plan.size + height
    if len(box.rows) > 1:
        trunk = max(_trunk(row, left, plan) for row in box.rows)
        for row in box.rows:
            _shift(row, trunk - _trunk(row, left, plan))
    else:
        row = box.rows[0]
        trunk = (row[0].middle + row[-1].middle) / 2
    box.x = trunk - box.width / 2
    if box.x < left:
        for part in chain.from_iterable(box.rows):
            _shift([part], left - box.x)
        box.x = left
    right = max(part.x + part.width for part in box.walk())
    return right - left, tops - top


def _arrange_hanging(box: _Placed, left: float, below: float, plan: _Plan) -> tuple[float, float]:
    indent, y = _INDENT * plan.size, below + 0.8 * plan.size
    for child in box.children:
        child.x, child.y = left + indent, y
        y += child.height + 0.5 * plan.size
    width = max(box.width, indent + max(child.width for child in box.children))
    return width, y - 0.5 * plan.size - box.y


def _arrange_row(
    row: list[_Placed], left: float, top: float, plan: _Plan, split: bool
) -> tuple[float, float]:
    used, height = 0.0, 0.0
    half = (len(row) + 1) // 2
    for number, child in enumerate(row):
        if number:
            used += (_TRUNK if split and number == half else _GAP_X) * plan.size
        width, tall = _arrange(child, left + used, top, plan)
        used += width
        height = max(height, tall)
    return used, height


def _trunk(row: list[_Placed], left: float, plan: _Plan) -> float:
    """Where the trunk passes a row: in the gap after its first half."""
    half = (len(row) + 1) // 2
    edge = max(part.x + part.width for box in row[:half] for part in box.walk())
    return edge + _TRUNK * plan.size / 2


def _shift(boxes: list[_Placed], by: float) -> None:
    for box in boxes:
        for part in box.walk():
            part.x += by


def _draw(flow: Flow, root: _Placed, left: float, plan: _Plan) -> None:
    top = flow.y
    for box in root.walk():
        _draw_box(flow, box, left, top)
        if box.hangs:
            flow.add(*_hanging_lines(box, left, top, plan))
        elif box.rows:
            flow.add(*_row_lines(box, left, top, plan))


def _draw_box(flow: Flow, box: _Placed, left: float, top: float) -> None:
    x, y = left + box.x, top + box.y
    flow.add(Box(x, y, box.width, box.height, RULE, _SHADE if box.children else None))
    y += (box.height - sum(style.size * LEADING for _, style in box.texts)) / 2
    for line, style in box.texts:
        step = style.size * LEADING
        flow.add(flow.text.place(line, style, x, y + (step - style.size) / 2, box.width, "center"))
        y += step


def _hanging_lines(box: _Placed, left: float, top: float, plan: _Plan) -> list[Item]:
    foot, trunk = top + box.y + box.height, left + box.x + _INDENT * plan.size / 2
    ends = [top + child.y + child.height / 2 for child in box.children]
    arms = [Rule(trunk, y, left + child.x, y, RULE) for y, child in zip(ends, box.children, strict=True)]
    return [Rule(trunk, foot, trunk, ends[-1], RULE), *arms]


def _row_lines(box: _Placed, left: float, top: float, plan: _Plan) -> list[Item]:
    trunk, foot = left + box.middle, top + box.y + box.height
    lines: list[Item] = []
    for row in box.rows:
        bar = top + row[0].y - _GAP_Y * plan.size / 2
        centres = [left + child.middle for child in row]
        ends = min(*centres, trunk), max(*centres, trunk)
        if ends[1] - ends[0] > 0.01:
            lines.append(Rule(ends[0], bar, ends[1], bar, RULE))
        lines.extend(Rule(x, bar, x, top + row[0].y, RULE) for x in centres)
    return [Rule(trunk, foot, trunk, bar, RULE), *lines]
