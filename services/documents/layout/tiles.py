"""Cuts the pages of a poster into A4 sheets that are glued together, with marks to trim and to join them by.

A poster is twice as long as A4 in one direction (A3) or in both (A2). Each sheet shows its part up to the
edge a printer leaves white; neighbours show the same strip. The later sheet is trimmed where the strip
begins and glued over it, so that everything written beside the strip disappears.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.documents.layout.page import EDGE, MM, PAPERS, Box, Item, Page, Rule, TextRun, Window, lost
from services.documents.layout.text import Style, TextSetter

_TICK, _ARM, _FROM_EDGE = 5.0, 2.5, 8.0
_FINE, _DASH = 0.35, 1.6
_CUT = "沿虚线裁开，盖住相邻一张，十字对齐"
_UNDER = "不裁，相邻一张盖在上面，十字对齐"
_LABEL = Style("heading1", 8.0)


@dataclass(frozen=True, slots=True)
class Span:
    """What one sheet shows in one direction: a stretch of the poster, and where it begins on the
    sheet (points)."""

    start: float
    end: float
    at: float


def spans(length: float) -> tuple[tuple[Span, ...], float]:
    """Return the stretches of a poster's width or height, and the width or height of a sheet.

    Args:
        length: of the poster, in points.
    """
    short, long = PAPERS["a4"]
    cut = lost(length) * MM
    if not cut:
        return (Span(0.0, length, 0.0),), length
    sheet = long if length > 2 * short + 1 else short
    seen = sheet - EDGE * MM
    return (Span(cut, cut + seen, 0.0), Span(length - cut - seen, length - cut, EDGE * MM)), sheet


def tiled(pages: Sequence[Page], text: TextSetter) -> list[Page]:
    """Return the A4 sheets of these pages, row by row.

    Raises:
        MissingGlyph: no installed font has the characters of the labels.
    """
    sheets: list[Page] = []
    for number, page in enumerate(pages, 1):
        columns, width = spans(page.width)
        rows, height = spans(page.height)
        which = f"第{number}页　" if len(pages) > 1 else ""
        for row, down in enumerate(rows):
            for column, across in enumerate(columns):
                sheet = Page(width, height)
                sheet.items.append(_seen(page, across, down))
                sheet.items += _marks(page, across, down)
                sheet.items += _labels(sheet, text, which, (row, len(rows)), (column, len(columns)))
                sheets.append(sheet)
    return sheets


def _seen(page: Page, across: Span, down: Span) -> Window:
    items = tuple(item for item in page.items if _is_seen(item, across, down))
    dx, dy = across.at - across.start, down.at - down.start
    return Window(across.at, down.at, across.end - across.start, down.end - down.start, dx, dy, items)


def _is_seen(item: Item, across: Span, down: Span) -> bool:
    """Tell whether something of an item may lie in the stretch; text is taken for wider than it is."""
    if isinstance(item, TextRun):
        room = len(item.text) * (item.size + item.spacing)
        room += item.size * sum(max(0.0, tweak.delta) for tweak in item.tweaks)
        left, right, top, bottom = item.x, item.x + room, item.y - item.size, item.y + 0.4 * item.size
    elif isinstance(item, Rule):
        left, right = min(item.x1, item.x2), max(item.x1, item.x2)
        top, bottom = min(item.y1, item.y2), max(item.y1, item.y2)
    else:
        left, right, top, bottom = item.x, item.x + item.width, item.y, item.y + item.height
    return right >= across.start and left <= across.end and bottom >= down.start and top <= down.end


def _marks(page: Page, across: Span, down: Span) -> Iterator[Item]:
    """Yield where to trim, and crosses that lie on each other when the sheets are joined."""
    left, right = across.at, across.at + across.end - across.start
    top, bottom = down.at, down.at + down.end - down.start
    dx, dy = across.at - across.start, down.at - down.start
    tick, out = _TICK * MM, _FROM_EDGE * MM
    whole_across, whole_down = spans(page.width)[0], spans(page.height)[0]
    if len(whole_down) > 1:
        is_upper = down.start == whole_down[0].start
        edge = bottom if is_upper else top
        yield from _trim(left, edge, right, edge, dashed=not is_upper)
        beyond = tick if is_upper else -tick
        yield from (Rule(x, edge, x, edge + beyond, _FINE) for x in (left, right))
        for x in (whole_across[0].start + out, whole_across[-1].end - out):
            if across.start < x < across.end:
                yield from _cross(x + dx, page.height / 2 + dy)
    if len(whole_across) > 1:
        is_first = across.start == whole_across[0].start
        edge = right if is_first else left
        yield from _trim(edge, top, edge, bottom, dashed=not is_first)
        beyond = tick if is_first else -tick
        yield from (Rule(edge, y, edge + beyond, y, _FINE) for y in (top, bottom))
        for y in (whole_down[0].start + out, whole_down[-1].end - out):
            if down.start < y < down.end:
                yield from _cross(page.width / 2 + dx, y + dy)


def _trim(x1: float, y1: float, x2: float, y2: float, *, dashed: bool) -> Iterator[Item]:
    """Yield a dashed line to cut along; the sheet underneath is not cut and has none."""
    if not dashed:
        return
    length = abs(x2 - x1) + abs(y2 - y1)
    step = _DASH * MM
    for number in range(0, int(length / step), 2):
        a, b = number * step / length, min(1.0, (number + 1) * step / length)
        yield Rule(x1 + (x2 - x1) * a, y1 + (y2 - y1) * a, x1 + (x2 - x1) * b, y1 + (y2 - y1) * b, _FINE)


def _cross(x: float, y: float) -> Iterator[Item]:
    arm = _ARM * MM
    yield Rule(x - arm, y, x + arm, y, _FINE)
    yield Rule(x, y - arm, x, y + arm, _FINE)
    yield Box(x - arm / 2, y - arm / 2, arm, arm, _FINE)


def _labels(
    sheet: Page, text: TextSetter, which: str, row: tuple[int, int], column: tuple[int, int]
) -> Iterator[Item]:
    """Yield which sheet it is, in the strip that is cut off or glued under."""
    edge, size = EDGE * MM, _LABEL.size
    if row[1] > 1:
        told = f"{which}第{row[0] + 1}行第{column[0] + 1}列（共{row[1]}行{column[1]}列）　"
        told += _CUT if row[0] or column[0] else _UNDER
        (line,) = text.lines(told, _LABEL, sheet.width, "拼接说明")
        top = (edge - size) / 2 + (0.0 if row[0] else sheet.height - edge)
        yield text.place(line, _LABEL, 0.0, top, sheet.width, "center")
        return
    left = 0.0 if column[0] else sheet.width - edge
    for number, told in enumerate((f"第{column[0] + 1}列", f"共{column[1]}列")):
        (line,) = text.lines(told, _LABEL, edge, "拼接说明")
        yield text.place(line, _LABEL, left, sheet.height / 2 + number * 1.3 * size, edge, "center")
