"""The rules of a line as a reader of the sheet sees them, told apart from the code that keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

FORBIDDEN_START = set("、，。：；！？”’）〕】》〉～·／,.:;!?)]}>~/%％℃")
FORBIDDEN_END = set("“‘（〔【《〈￥$([{<")
CLOSING = set("、，。：；！？”’）〕】》〉")
OPENING = set("“‘（〔【《〈")
# What is never parted over two lines.
UNITS = {
    "two-em marks": r"——|……",
    "doubled marks": r"[？！]{2}",
    "numbers with their unit": r"\d+(?:\.\d+)?(?:元|人|户|票|号楼|平方米|万元|年|月|日|%|％|℃|°C)",
    "currency": r"[￥$]\d+(?:\.\d+)?",
    "Latin words": r"[A-Za-z]+(?:-[A-Za-z]+)*",
    "numbers": r"\d+(?:\.\d+)?",
    "dates": r"\d{4}年\d{1,2}月\d{1,2}日",
    "phone numbers": r"0\d{2,3}-\d{7,8}|1\d{10}",
}


def wrong_starts(lines: Sequence[str]) -> list[str]:
    """Return lines but the first that begin with what begins no line."""
    return [line for line in lines[1:] if line and line[0] in FORBIDDEN_START]


def wrong_ends(lines: Sequence[str]) -> list[str]:
    """Return lines but the last that end with what ends no line."""
    return [line for line in lines[:-1] if line and line[-1] in FORBIDDEN_END]


def parted(lines: Sequence[str], text: str, kinds: Iterable[str]) -> list[str]:
    """Return the units of these kinds that begin on one line and end on another.

    Args:
        lines: the lines, which together say what `text` says but for spaces.
        text: the paragraph.
        kinds: of `UNITS`.
    """
    plain = text.replace(" ", "").replace("\u3000", "")
    ends, at = set(), 0
    for line in lines:
        at += len(line.replace(" ", "").replace("\u3000", ""))
        ends.add(at)
    # Spaces part words: they are looked for in the text as it was.
    places, count = [], 0
    for char in text:
        places.append(count)
        count += char not in " \u3000"
    assert count == len(plain)
    wrong = []
    for kind in kinds:
        for found in re.finditer(UNITS[kind], text):
            first, last = places[found.start()], places[found.end() - 1]
            if any(first < end <= last for end in ends):
                wrong.append(f"{kind}: {found.group()}")
    return wrong


def lonely(lines: Sequence[str]) -> bool:
    """Tell whether a single character stands alone on the last of several lines."""
    return len(lines) > 1 and len(lines[-1].strip("".join(FORBIDDEN_START | FORBIDDEN_END))) <= 1
