"""Pages, copies and scale of a print as people write them: “1-3,5”, “第2页到第4页”, “３份”, “80%”."""

import re

from models.errors import InvalidInput
from models.rules.text import clean, narrow

MOST_COPIES = 999
LEAST_PER_CENT, MOST_PER_CENT = 10, 400
_DASHES = re.compile(" *[-‐‑‒–—―−~～到至]+ *")
_COMMAS = re.compile("[,，、;；.。和 ]+")
_WORDS = re.compile("[第页頁]")
_SPAN = re.compile("([0-9]{0,6})(-?)([0-9]{0,6})")
_LONGEST = 200
"""Characters a person may need to name pages."""


def read_pages(typed: str, count: int) -> tuple[int, ...]:
    """Return the pages that are meant, in the order they were written, none twice.

    Args:
        typed: single pages and spans: “1-3,5”; “3-” runs to the last page, “-3” from the first.
        count: number of pages there are.

    Returns:
        Page numbers counted from 0.

    Raises:
        InvalidInput: nothing, no pages, or pages that do not exist; field "pages".
    """
    text = _COMMAS.sub(",", _DASHES.sub("-", _WORDS.sub("", narrow(clean(typed)))))
    parts = [part for part in text.split(",") if part]
    if not parts:
        raise _wrong("请写要打印的页，例如 1-3,5。")
    if len(text) > _LONGEST:
        raise _wrong("页码写得太长了。连着的几页写成 1-3 这样，或者分几次打印。")
    pages: dict[int, None] = {}
    for part in parts:
        first, last = _span(part, count)
        pages |= dict.fromkeys(range(first - 1, last))
    return tuple(pages)


def _span(part: str, count: int) -> tuple[int, int]:
    found = _SPAN.fullmatch(part)
    if found is None or part == "-":
        raise _wrong(f"“{part}”看不出是哪几页。请写成 1-3,5 这样。")
    first = int(found[1] or 1)
    last = int(found[3] or count) if found[2] else first
    for number in (first, last):
        if not 1 <= number <= count:
            only = "只有1页" if count == 1 else f"共{count}页"
            raise _wrong(f"没有第{number}页：{only}。")
    if first > last:
        raise _wrong(f"“{part}”前后颠倒了，请写成 {last}-{first}。")
    return first, last


def read_copies(typed: str) -> int:
    """Return the number of copies that is meant: “2”, “２份”.

    Raises:
        InvalidInput: no whole number from 1 to 999; field "copies".
    """
    text = narrow(clean(typed)).removesuffix("份").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise InvalidInput("份数请写整数，例如 2。", "copies")
    copies = int(text)
    if not 1 <= copies <= MOST_COPIES:
        raise InvalidInput(f"份数请写 1 到 {MOST_COPIES}。", "copies")
    return copies


def read_per_cent(typed: str) -> int:
    """Return the scale that is meant in per cent: “80”, “80%”, “８０％”.

    Raises:
        InvalidInput: no whole number from 10 to 400; field "per_cent".
    """
    text = narrow(clean(typed)).removesuffix("%").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise InvalidInput("缩放请写百分数，例如 80%。", "per_cent")
    per_cent = int(text)
    if not LEAST_PER_CENT <= per_cent <= MOST_PER_CENT:
        raise InvalidInput(f"缩放请写 {LEAST_PER_CENT}% 到 {MOST_PER_CENT}%。", "per_cent")
    return per_cent


def pages_in_words(pages: tuple[int, ...]) -> str:
    """Return page numbers as one reads them: (0, 1, 2, 4) is “1-3,5”.

    Args:
        pages: counted from 0.
    """
    spans: list[list[int]] = []
    for page in pages:
        if spans and page == spans[-1][1] + 1:
            spans[-1][1] = page
        else:
            spans.append([page, page])
    return ",".join(f"{a + 1}" if a == b else f"{a + 1}-{b + 1}" for a, b in spans)


def _wrong(message: str) -> InvalidInput:
    return InvalidInput(message, "pages")
