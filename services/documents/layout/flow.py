"""The pages being filled: where the next thing goes, and when a new page starts."""

from __future__ import annotations

from services.documents.fonts.library import FontLibrary
from services.documents.layout.page import MM, Geometry, Item, Page, Sizes, TextRun
from services.documents.layout.text import Style, TextSetter


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
        # Height that the block being set should leave free below itself on its page.
        self.reserve = 0.0
        self.y = 0.0
        self.new_page()

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
        self.y = self.geometry.top

    def need(self, height: float) -> None:
        """Start a new page unless `height` points are left, or the page is empty anyway."""
        # A hundredth of a point forgives rounding: 22 lines of 225/22 mm fill the area exactly.
        if height > self._bottom - self.y + 0.01 and not self.at_top:
            self.new_page()

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
