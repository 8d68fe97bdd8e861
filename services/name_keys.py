"""Readings of names for lists that are searched while typing and stand in memory as a whole."""

from collections.abc import Iterable

from models.rules.text import fold


def name_keys(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return what each name is found by when typed in letters: full pinyin and initials.

    Args:
        names: as they are shown; several names divided by 、 are found by each of them.
    """
    from models.db.pinyin import keys

    found = {}
    for name in set(names):
        readings: set[str] = set()
        for part in name.split("、"):
            readings |= keys(fold(part), from_middle=False)
        found[name] = tuple(sorted(readings))
    return found
