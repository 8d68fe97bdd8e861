"""Numbers of vouchers: which are used twice, and which are missing in a run."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

_NUMBERED = re.compile(r"(.*?)([0-9]{1,18})")
_WIDEST_GAP: Final = 50
"""A run that lacks more numbers than these is taken for two runs: another receipt book was begun."""


def repeated(vouchers: Iterable[str]) -> tuple[str, ...]:
    """Return the numbers that stand more than once, in order."""
    return tuple(sorted(voucher for voucher, times in Counter(vouchers).items() if times > 1))


def missing(vouchers: Iterable[str]) -> tuple[str, ...]:
    """Return what lacks between the numbers of a run: 004, or 004～006.

    Numbers belong to one run where everything ahead of the last figures is the same and the figures are as
    long.

    Args:
        vouchers: as they were typed.
    """
    runs: dict[tuple[str, int], set[int]] = {}
    for voucher in vouchers:
        match = _NUMBERED.fullmatch(voucher)
        if match is not None:
            runs.setdefault((match[1], len(match[2])), set()).add(int(match[2]))
    found = []
    for (head, width), numbers in sorted(runs.items()):
        ordered = sorted(numbers)
        for before, after in itertools.pairwise(ordered):
            lacking = after - before - 1
            if 0 < lacking <= _WIDEST_GAP:
                first, last = (f"{head}{number:0{width}d}" for number in (before + 1, after - 1))
                found.append(first if lacking == 1 else f"{first}～{last}")
    return tuple(found)
