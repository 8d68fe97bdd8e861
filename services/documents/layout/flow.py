"""The pages being filled: where the next thing goes, and when a new page starts."""

from __future__ import annotations

from typing import NamedTuple

from services.documents.fonts.library import FontLibrary
from services.documents.layout.page import MM, Geometry, Item, Page, Sizes, TextRun
from services.documents.layout.text import Style, TextSetter


class Kept(NamedTuple):
    """What must stand below a block on the same page.

    Attributes:
        height: of it, in points.
        slack: by how much it may be closer to the text, where the page cannot be set closer.
        closes: whether it is the closing block, for which a page may be set closer (GB/T 9704, 7.3.5.5).
        tail: how many lines at the end of a running text stay with it.
    """

    height: float = 0.0
    slack: float = 0.0
    closes: bool = False
    tail: int = 2

    @property
    def least(self) -> float:
        """The height set as close as it may be."""
        return self.height - self.slack


class Flow:
    """A cursor running down the type area of page after page.

    Args:
        geometry: paper and type area.
        sizes: type sizes of the document.
        fonts: faces by role.
    """

    def __init__(self, geometry: Geometry, sizes: Sizes, fonts: FontLibrary) -> None:
        self.geometry, self.sizes = geometry, sizes
        # Asked for at every line: left edge, width and height of the type area.
        self.left, self.width = geometry.left, geometry.area_width
        self.page_room, self._bottom = geometry.area_height, geometry.bottom
        self.text = TextSetter(fonts)
        self.pages: list[Page] = []
        # What the block being set should leave room for below itself on its page.
        self.kept = Kept()
        # Pages with one line more than the grid has, still to be set closer.
        self._fuller: list[Page] = []
        self.y = 0.0
        self.new_page()

    @property
    def reserve(self) -> float:
        """Height that the block being set should leave free below itself on its page."""
        return self.kept.height

    @property
    def room(self) -> float:
        """Height left on this page."""
        return self._bottom - self.y

    @property
    def at_top(self) -> bool:
        """Whether nothing stands on this page yet."""
        return self.y <= self.geometry.top + 1e-6

    def new_page(self) -> None:
        """Go on at the top of a fresh page."""
        self.pages.append(Page(self.geometry.width, self.geometry.height))
        self.y, self._bottom = self.geometry.top, self.geometry.bottom

    def need(self, height: float) -> None:
        """Start a new page unless `height` points are left, or the page is empty anyway."""
        # A hundredth of a point forgives rounding: 22 lines of 225/22 mm fill the area exactly.
        if height > self._bottom - self.y + 0.01 and not self.at_top:
            self.new_page()

    def keep(self, height: float) -> None:
        """Start a new page unless `height` points are left and room for what must stand below them.

        Where a single line is missing for the closing block, a page of nothing but text gets that line more.
        """
        missing = height + self.kept.height - self._bottom + self.y - 0.01
        if missing <= 0 or self.at_top:
            return
        if self.kept.closes and missing <= self.sizes.leading and self._take_a_line():
            return
        if missing > self.kept.slack:
            self.new_page()

    def line(self, number: int, count: int, leading: float) -> None:
        """Make room for a line of running text; the last ones stay with what must stand below them.

        Args:
            number: of the line, counted from 0.
            count: of lines.
            leading: height of each, in points.
        """
        tail = min(count, self.kept.tail)
        if self.kept.height and number == count - tail:
            self.keep(tail * leading)
        else:
            self.need(leading)

    def need_whole(self, height: float) -> None:
        """Start a new page unless a figure of `height` points and the closing block below it have room."""
        self.need(self.with_closing(height, self.kept))

    def with_closing(self, height: float, kept: Kept) -> float:
        """Return the height of a figure and the closing block below it, or its own.

        Figures that leave a page no room for both and the heading above them are followed by a new page.
        """
        both = height + kept.least
        return both if kept.closes and both <= self.page_room - 2 * self.sizes.leading else height

    def _take_a_line(self) -> bool:
        """Make the page longer by a line, if it can be set closer afterwards."""
        page = self.pages[-1]
        if page in self._fuller[-1:] or not all(isinstance(item, TextRun) for item in page.items):
            return False
        self._fuller.append(page)
        self._bottom += self.sizes.leading
        return True

    def close_up(self) -> None:
        """Spread the lines of pages that took one more evenly over their type area: 23 instead of 22."""
        top, area = self.geometry.top, self.geometry.area_height
        share = area / (area + self.sizes.leading)
        for page in self._fuller:
            page.items = [
                item._replace(y=top + (item.y - top) * share) if isinstance(item, TextRun) else item
                for item in page.items
            ]

    def to_grid(self, height: float = 0.0) -> None:
        """Go on at the next line of the page's grid, so that text stands at the same heights again.

        Args:
            height: what must still fit on this page; where it would not, the grid is left.
        """
        leading = self.sizes.leading
        lines = (self.y - self.geometry.top) / leading
        if lines - int(lines) > 0.01:
            snapped = self.geometry.top + (int(lines) + 1) * leading
            if snapped + height <= self.geometry.bottom + 0.01 or height > self.room + 0.01:
                self.y = snapped

    def add(self, *items: Item) -> None:
        """Put items on the current page."""
        self.pages[-1].items.extend(items)

    def skip(self, height: float) -> None:
        """Leave space, except at the top of a page."""
        if not self.at_top:
            self.y += height

    def number_pages(self) -> None:
        """Write — 1 — under every page: odd ones right, even ones left, one character in (GB/T 9704, 7.5)."""
        style = Style("numerals", self.sizes.folio)
        for number, page in enumerate(self.pages, 1):
            label = f"— {number} —"
            width = self.text.width(label, style, "页码")
            x = self.left + style.size if number % 2 == 0 else self.left + self.width - style.size - width
            # The dash stands 7 mm below the type area; it lies about a third of the size above the baseline.
            y = self.geometry.bottom + 7 * MM + 0.35 * style.size
            page.items.append(TextRun(x, y, style.role, style.size, label))
