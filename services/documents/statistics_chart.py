"""Draws what was shown in time, late and not at all: a bar for each month, or for each community.

One drawing serves paper and screen (see services.documents.charts). The parts of a bar differ in lightness,
so that a black-and-white printer keeps them apart; every figure stands below as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from models.rules.disclosure_statistics import per_cent
from services.documents.charts import LEFT, RIGHT, TOP, Hand, Scale, figures, grid, ticks
from services.documents.layout.page import PAPERS, Box, Colour, Page
from services.documents.statistics_facts import StatisticsFacts, StatisticsRow

if TYPE_CHECKING:
    from services.documents.fonts.library import FontLibrary

IN_TIME: Final[Colour] = (0.12, 0.44, 0.36)
LATE: Final[Colour] = (0.91, 0.75, 0.42)
MISSING: Final[Colour] = (0.72, 0.20, 0.16)
_PARTS: Final = (("按时公开", IN_TIME), ("逾期公开", LATE), ("逾期未公开", MISSING))
MOST_BARS: Final = 12
"""Bars of one page."""
_WIDEST = 46.0
_LONGEST = 7
"""Characters of a name below its bar."""


def charts(facts: StatisticsFacts, fonts: FontLibrary) -> list[Page]:
    """Draw the months of a year, then its communities, twelve bars to a page.

    Args:
        facts: the counts.
        fonts: faces by role.

    Raises:
        MissingGlyph: a name holds a character that no installed font has.
        EnvironmentFault: no Chinese font is installed.
    """
    return [
        _chart(f"{facts.period}{what}", part, max(each.due for each in rows), fonts)
        for what, rows in (("各月公开情况", facts.by_month), ("各社区公开情况", facts.communities))
        for part in _parts(rows)
    ]


def _parts(rows: Sequence[StatisticsRow]) -> list[Sequence[StatisticsRow]]:
    """Return rows in pages of nearly the same length."""
    pages = -(-len(rows) // MOST_BARS) or 1
    size = -(-len(rows) // pages)
    return [rows[at : at + size] for at in range(0, len(rows), size)] if rows else []


def _chart(heading: str, rows: Sequence[StatisticsRow], most: int, fonts: FontLibrary) -> Page:
    """Draw one page; `most` is what the highest bar of all its pages counts, so that they compare."""
    height, width = PAPERS["a4"]
    page = Page(width, height)
    hand = Hand(page.items, fonts)
    hand.text(width / 2, 58, heading, "title", 20, "centre")
    _legend(hand, width)
    # the scale of money counts in hundredths: whole units are a hundred each
    scale = Scale(ticks(0, max(most, 1) * 100), width - LEFT - RIGHT, len(rows))
    grid(hand, scale, width, "项")
    for at, row in enumerate(rows):
        _bar(hand, scale, at, row)
    figures(
        hand,
        scale,
        (
            ("", [_short(each.name) for each in rows]),
            ("应公开（项）", [str(each.due) for each in rows]),
            ("逾期公开/未公开", [f"{each.late}/{each.missing}" for each in rows]),
            ("公开率", [per_cent(each.shown, each.due) for each in rows]),
        ),
        width,
    )
    return page


def _short(name: str) -> str:
    """Return a name that has room under its bar; the whole of it stands in the tables."""
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"


def _legend(hand: Hand, width: float) -> None:
    x = width / 2 - 135
    for name, colour in _PARTS:
        hand.items.append(Box(x, TOP - 33, 12, 10, 0.5, colour=colour))
        hand.text(x + 17, TOP - 24, name, "body", 11)
        x += 96


def _bar(hand: Hand, scale: Scale, at: int, row: StatisticsRow) -> None:
    wide = min(scale.column * 0.55, _WIDEST)
    left, done = scale.middle(at) - wide / 2, 0
    for count, (_, colour) in zip((row.in_time, row.late, row.missing), _PARTS, strict=True):
        if count:
            top, foot = scale.y((done + count) * 100), scale.y(done * 100)
            hand.items.append(Box(left, top, wide, foot - top, 0.4, colour=colour))
            done += count
