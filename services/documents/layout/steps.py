"""Draws the steps a matter walks, side by side, the present one marked (notices.md, Kinds of sheet)."""

from __future__ import annotations

from services.documents.layout.flow import Flow
from services.documents.layout.page import Box, Item, Rule
from services.documents.layout.text import Style
from services.documents.model import StepDiagram

_GAP, _HEIGHT, _HEAD, _FOOT = 1.5, 4.0, 1.7, 1.9
_RULE, _BOLD, _SHADE = 0.75, 2.0, 0.85
_ARROW = 0.28


def set_steps(flow: Flow, block: StepDiagram) -> None:
    """Set the diagram across the type area; its boxes stay on one page."""
    size = flow.sizes.chart
    flow.skip(0.4 * size)
    flow.need_whole(steps_height(flow))
    top, gap = flow.y, _GAP * size
    count = len(block.steps)
    width = (flow.width - gap * (count - 1)) / count
    at = 0
    for name, length in block.groups:
        left = flow.left + at * (width + gap)
        _head(flow, name, left, length * (width + gap) - gap, top)
        at += length
    for number, step in enumerate(block.steps):
        left = flow.left + number * (width + gap)
        _box(flow, step.name, step.day, (left, top + _HEAD * size, width), is_present=number == block.present)
        if number:
            flow.add(*_arrow(left - gap, left, top + (_HEAD + _HEIGHT / 2) * size, size))
    flow.y = top + steps_height(flow)


def steps_height(flow: Flow) -> float:
    """Return the height a diagram takes."""
    return (_HEAD + _HEIGHT + _FOOT) * flow.sizes.chart


def _head(flow: Flow, name: str, left: float, width: float, top: float) -> None:
    """Put the name of a group over its steps, with a bracket."""
    size = flow.sizes.chart
    style = Style("heading1", size)
    (line, *_) = flow.text.lines(name, style, max(width, 3 * size), "步骤")
    flow.add(flow.text.place(line, style, left, top, width, "center"))
    bar, foot = top + 1.3 * size, top + (_HEAD - 0.15) * size
    flow.add(Rule(left, bar, left + width, bar, _RULE))
    flow.add(*(Rule(x, bar, x, foot, _RULE) for x in (left, left + width)))


def _box(flow: Flow, name: str, day: str, place: tuple[float, float, float], *, is_present: bool) -> None:
    size, (left, top, width) = flow.sizes.chart, place
    flow.add(
        Box(left, top, width, _HEIGHT * size, _BOLD if is_present else _RULE, _SHADE if is_present else None)
    )
    style = Style("heading1" if is_present else "body", size)
    lines = flow.text.title(name, style, width - 0.4 * size, "步骤")
    y = top + (_HEIGHT * size - 1.2 * size * len(lines)) / 2
    for line in lines:
        flow.add(flow.text.place(line, style, left, y + 0.1 * size, width, "center"))
        y += 1.2 * size
    below = top + (_HEIGHT + 0.25) * size
    small = Style("heading1" if is_present else "body", 0.75 * size)
    for text in (day, "本次公示" if is_present else ""):
        if text:
            (line, *_) = flow.text.lines(text, small, width + _GAP * size, "步骤")
            flow.add(
                flow.text.place(line, small, left - _GAP * size / 2, below, width + _GAP * size, "center")
            )
            below += 1.15 * small.size


def _arrow(start: float, end: float, y: float, size: float) -> list[Item]:
    reach = _ARROW * size
    tip = end - 0.15 * size
    return [
        Rule(start + 0.15 * size, y, tip, y, _RULE),
        Rule(tip - reach, y - reach, tip, y, _RULE),
        Rule(tip - reach, y + reach, tip, y, _RULE),
    ]
