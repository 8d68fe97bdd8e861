"""Draws the money of a courtyard by month: bars of receipts and payments, the line of the balance, figures.

One drawing serves paper and screen: it is a page like any other, lying A4, with type from the fonts' roles.
The two kinds of bars differ in lightness, so that a black-and-white printer keeps them apart.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from models.rules.numbers import format_money
from services.documents.fonts.library import printable
from services.documents.fonts.roles import Role
from services.documents.layout.page import PAPERS, Box, Colour, Item, Page, Rule, TextRun

if TYPE_CHECKING:
    from services.documents.fonts.library import FontLibrary

INCOME: Final[Colour] = (0.12, 0.44, 0.36)
EXPENSE: Final[Colour] = (0.91, 0.75, 0.42)
BALANCE: Final[Colour] = (0.17, 0.36, 0.54)
GRID: Final[Colour] = (0.86, 0.88, 0.89)
_TICKS: Final = 6
"""At most so many lines across the drawing."""
LEFT, RIGHT, TOP, FOOT = 118.0, 42.0, 124.0, 456.0
"""Edges of the drawing in points, from the paper's left, right and top."""
_ROW = 23.0
_WIDEST_BAR, _WIDEST_COLUMN = 30.0, 150.0
_LARGEST, _SMALLEST = 10.0, 5.0
MOST_MONTHS: Final = 12
"""Months of one page."""


@dataclass(frozen=True, slots=True)
class MonthSums:
    """A month of the drawing: YYYY-MM, receipts, payments and the balance at its end in fen."""

    month: str
    income: int
    expense: int
    balance: int


def ticks(low: int, high: int) -> tuple[int, ...]:
    """Return the amounts at which lines stand: round ones that enclose all that is drawn, nought among them.

    Args:
        low: the least amount, in fen.
        high: the greatest, in fen.
    """
    low, high = min(low, 0), max(high, 0)
    step = 100
    while True:
        for factor in (1, 2, 5):
            size = step * factor
            first, last = low // size, -(-high // size)
            if last - first <= _TICKS:
                return tuple(size * each for each in range(first, max(last, first + 1) + 1))
        step *= 10


def money_chart(heading: str, detail: str, months: Sequence[MonthSums], fonts: FontLibrary) -> Page:
    """Draw up to twelve months.

    Args:
        heading: title of the page.
        detail: the line below it: which accounts, which months.
        months: in order, at least one and at most `MOST_MONTHS`.
        fonts: faces by role.

    Raises:
        MissingGlyph: the title holds a character that no installed font has.
        EnvironmentFault: no Chinese font is installed.
    """
    height, width = PAPERS["a4"]
    page = Page(width, height)
    hand = Hand(page.items, fonts)
    hand.text(width / 2, 58, heading, "title", 20, "centre")
    hand.text(width / 2, 82, detail, "body", 12, "centre")
    _legend(hand, width)
    amounts = [amount for each in months for amount in (each.income, each.expense, each.balance)]
    scale = Scale(ticks(min(amounts), max(amounts)), width - LEFT - RIGHT, len(months))
    grid(hand, scale, width, "元")
    _bars(page.items, scale, months)
    _line(page.items, scale, months)
    _figures(hand, scale, months, width)
    return page


def draw(heading: str, detail: str, months: Sequence[MonthSums], fonts: FontLibrary) -> bytes:
    """Return the drawing as a PDF of one page for each twelve months; arguments as for `money_chart`."""
    from services.documents.pdf import render_pages

    parts = [months[at : at + MOST_MONTHS] for at in range(0, len(months), MOST_MONTHS)]
    return render_pages(heading, [money_chart(heading, detail, part, fonts) for part in parts], fonts).data


class Hand:
    """Puts text onto a page, measured in the fonts it is set in."""

    def __init__(self, items: list[Item], fonts: FontLibrary) -> None:
        self.items = items
        self._fonts = fonts

    def width(self, text: str, role: Role, size: float) -> float:
        """Return the width of a text in points."""
        return sum(self._fonts.role(role).widths(text, "图表")) * size if text else 0.0

    def text(self, x: float, y: float, text: str, role: Role, size: float, side: str = "left") -> None:
        """Set one line; `x` is its left edge, its middle ("centre") or its right edge ("right")."""
        plain = printable(text).replace("\n", " ").strip()
        if not plain:
            return
        wide = self.width(plain, role, size)
        start = x - (wide / 2 if side == "centre" else wide if side == "right" else 0.0)
        self.items.append(TextRun(start, y, role, size, plain))


class Scale:
    """Where an amount and a month stand on the page."""

    def __init__(self, lines: tuple[int, ...], room: float, count: int) -> None:
        self.lines = lines
        self.column = min(room / count, _WIDEST_COLUMN)
        self.count = count

    def y(self, amount: int) -> float:
        """Return how far below the paper's top an amount stands."""
        low, high = self.lines[0], self.lines[-1]
        return FOOT - (amount - low) / (high - low) * (FOOT - TOP)

    def middle(self, at: int) -> float:
        """Return how far from the paper's left the middle of a column stands, counted from 0."""
        return LEFT + (at + 0.5) * self.column


def _legend(hand: Hand, width: float) -> None:
    x = width / 2 - 105
    for name, colour in (("收入", INCOME), ("支出", EXPENSE)):
        hand.items.append(Box(x, 99, 12, 10, 0, colour=colour))
        hand.text(x + 17, 108, name, "body", 11)
        x += 62
    hand.items.append(Rule(x, 104, x + 18, 104, 1.6, BALANCE))
    hand.items.append(Box(x + 6.5, 101.5, 5, 5, 0, colour=BALANCE))
    hand.text(x + 23, 108, "月末余额", "body", 11)


def grid(hand: Hand, scale: Scale, width: float, unit: str) -> None:
    """Draw the lines across with what they stand for; `unit` stands on top of them."""
    for amount in scale.lines:
        y = scale.y(amount)
        hand.items.append(Rule(LEFT, y, width - RIGHT, y, 0.5, None if amount == 0 else GRID))
        hand.text(LEFT - 6, y + 3.2, f"{amount // 100:,}", "numerals", 9, "right")
    hand.text(LEFT - 6, TOP - 12, unit, "body", 9, "right")


def _bars(items: list[Item], scale: Scale, months: Sequence[MonthSums]) -> None:
    bar = min(scale.column * 0.32, _WIDEST_BAR)
    for at, each in enumerate(months):
        middle = scale.middle(at)
        for x, amount, colour in ((middle - bar, each.income, INCOME), (middle, each.expense, EXPENSE)):
            top, foot = sorted((scale.y(amount), scale.y(0)))
            if foot > top:
                items.append(Box(x, top, bar, foot - top, 0, colour=colour))


def _line(items: list[Item], scale: Scale, months: Sequence[MonthSums]) -> None:
    points = [(scale.middle(at), scale.y(each.balance)) for at, each in enumerate(months)]
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        items.append(Rule(x1, y1, x2, y2, 1.6, BALANCE))
    items.extend(Box(x - 2.5, y - 2.5, 5, 5, 0, colour=BALANCE) for x, y in points)


def _figures(hand: Hand, scale: Scale, months: Sequence[MonthSums], width: float) -> None:
    rows = (
        ("", [_words(each.month) for each in months]),
        ("收入（元）", [format_money(each.income) for each in months]),
        ("支出（元）", [format_money(each.expense) for each in months]),
        ("月末余额（元）", [format_money(each.balance) for each in months]),
    )
    figures(hand, scale, rows, width)


def figures(hand: Hand, scale: Scale, rows: Sequence[tuple[str, Sequence[str]]], width: float) -> None:
    """Write a small table below the drawing, a figure under each column, in the largest type that has room.

    Args:
        hand: writes.
        scale: where the columns stand.
        rows: each a label and its texts from left to right; the first one names the columns.
        width: of the page, in points.
    """
    size = fitting(hand, scale.column - 6, (text for _, texts in rows for text in texts))
    top = FOOT + 12
    for number, (label, texts) in enumerate(rows):
        y = top + number * _ROW
        hand.text(LEFT - 6, y + 15, label, "body", 9, "right")
        for at, text in enumerate(texts):
            hand.text(scale.middle(at), y + 15, text, _role(text), size, "centre")
        hand.items.append(Rule(42, y + _ROW, width - RIGHT, y + _ROW, 0.5, GRID))


def _role(text: str) -> Role:
    return "numerals" if text.isascii() else "body"


def fitting(hand: Hand, room: float, texts: Iterable[str]) -> float:
    """Return the largest type in which every text has room."""
    widest = max((hand.width(text, _role(text), 1.0) for text in texts), default=0.0)
    return max(_SMALLEST, min(_LARGEST, room / widest)) if widest else _LARGEST


def _words(month: str) -> str:
    return f"{month[:4]}.{int(month[5:7])}"
