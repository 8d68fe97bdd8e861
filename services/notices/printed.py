"""What the log says of a printed sheet: how many pages and copies, on which printer."""

from dataclasses import dataclass

from services.page_ranges import pages_in_words


@dataclass(frozen=True, slots=True)
class Printed:
    """How a sheet was printed.

    Attributes:
        pages: pages printed, each counted once.
        of: pages the sheet has.
        which: the pages counted from 0, where it was not all of them.
        copies: copies of each.
        two_sided: on both sides.
        paper: "A4" or "A3" where the paper was not that of the sheet.
        printer: its name.
    """

    pages: int
    of: int
    which: tuple[int, ...] = ()
    copies: int = 1
    two_sided: bool = False
    paper: str = ""
    printer: str = ""

    def how_many(self) -> str:
        """Return pages and copies: "2页", "第1-3,5页（共6页），3份"."""
        pages = f"第{pages_in_words(self.which)}页（共{self.of}页）" if self.which else f"{self.pages}页"
        return f"{pages}，{self.copies}份" if self.copies > 1 else pages

    def in_words(self) -> str:
        """Return it as the log says it: "2页，3份，双面，打印机“HP”"."""
        parts = [self.how_many() if self.copies > 1 else f"{self.how_many()}，1份"]
        parts += ["双面"] if self.two_sided else []
        parts += [f"{self.paper} 纸"] if self.paper else []
        parts += [f"打印机“{self.printer}”"] if self.printer else []
        return "，".join(parts)
