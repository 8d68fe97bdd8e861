"""Which characters may not stand at a line's edge, and which marks are half blank (GB/T 15834, clreq 3.1)."""

from __future__ import annotations

import re

from services.documents.fonts.forms import CLOSING, OPENING

__all__ = [
    "ANY_MARK",
    "APOSTROPHE",
    "CLOSING",
    "HAN_LATIN",
    "LONG_DASH",
    "MARKS",
    "NO_END",
    "NO_START",
    "OPENING",
    "PAIR",
    "TIGHT",
    "characters",
]

MARKS = OPENING + CLOSING

NO_START = frozenset(CLOSING + "～·・／％‰℃℉°.,:;!?)]}>%/~›»｡､｣･") | frozenset(
    # accents that combine with the letter before them
    map(chr, range(0x300, 0x370))
)
NO_END = frozenset(OPENING + "￥＄￡¥$£€№([{<‹«｢")

_LATIN = "A-Za-z0-9\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff"
_HAN = "\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

# Places after which a gap between Chinese and Latin letters or digits stands.
HAN_LATIN = re.compile(f"[{_HAN}](?=[{_LATIN}])|[{_LATIN}](?=[{_HAN}])")
# Places after which a line is never pulled apart: inside Latin words and numbers, between halves of a long
# mark.
TIGHT = re.compile(
    r"[!-~\u00a1-\u024f\u0370-\u04ff](?=[!-~\u00a1-\u024f\u0370-\u04ff’°℃])|—(?=—)|…(?=…)|’(?=[A-Za-z])"
)
PAIR = re.compile(f"[{re.escape(MARKS)}](?=[{re.escape(MARKS)}])")
ANY_MARK = re.compile(f"[{re.escape(MARKS)}]")
LONG_DASH = re.compile("—(?=—)|(?<=—)—")
APOSTROPHE = re.compile("(?<=[A-Za-z])’(?=[A-Za-z])")

_VISIBLE_NOT = NO_START | NO_END | {" ", "\u3000"}


def characters(text: str) -> int:
    """Return how many characters of a text are neither marks nor spaces."""
    return sum(1 for char in text if char not in _VISIBLE_NOT)
