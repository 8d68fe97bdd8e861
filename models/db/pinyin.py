"""Readings of Chinese characters for search and for the order of names; the only user of pypinyin."""

import unicodedata
from functools import lru_cache
from itertools import product

MOST_READINGS = 16
"""A name with more combinations of readings than this keeps the first ones only."""

_SURNAMES = {
    "单": "shan",
    "仇": "qiu",
    "解": "xie",
    "曾": "zeng",
    "区": "ou",
    "任": "ren",
    "朴": "piao",
    "盖": "ge",
    "华": "hua",
    "冼": "xian",
    "翟": "zhai",
    "乐": "yue",
    "查": "zha",
    "覃": "qin",
    "缪": "miao",
    "纪": "ji",
    "尉迟": "yuchi",
    "长孙": "zhangsun",
    "万俟": "moqi",
}


@lru_cache(maxsize=60_000)
def readings(character: str) -> tuple[str, ...]:
    """Return every reading of one character without tones, the usual one first; () for what has none."""
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore", v_to_u=False)
    plain: dict[str, None] = {}
    for reading in found[0] if found else ():
        plain.setdefault(_ascii(reading), None)
    return tuple(plain)


def _ascii(reading: str) -> str:
    bare = unicodedata.normalize("NFD", reading.replace("ü", "v"))
    return "".join(letter for letter in bare if letter.isascii() and letter.isalnum()).lower()


def sort_key(name: str) -> str:
    """Return the key that puts names in the order of their pinyin, the surname read as a surname.

    Args:
        name: a person's name; what has no reading sorts by itself behind those that have.
    """
    parts: list[str] = []
    rest = name.strip()
    for length in (2, 1):
        surname = _SURNAMES.get(rest[:length])
        if surname is not None:
            parts.append(surname)
            rest = rest[length:]
            break
    for character in rest:
        found = readings(character) if ord(character) > 0x2E7F else ()
        parts.append(found[0] if found else character.lower())
    return " ".join(parts) + "\x01" + name


def keys(text: str, *, from_middle: bool) -> set[str]:
    """Return what a text is found by when typed in letters: full pinyin and initials, every reading.

    Args:
        text: folded text (a name or a title).
        from_middle: also the keys that begin at each later character.
    """
    letters = [character for character in text if character.isalnum()]
    if all(ord(character) <= 0x2E7F for character in letters):
        return set()
    per_character = [readings_of(character) for character in letters]
    found: set[str] = set()
    starts = range(len(per_character)) if from_middle else range(min(1, len(per_character)))
    for start in starts:
        options = per_character[start:]
        found |= _joined(options)
        found |= _joined([tuple(dict.fromkeys(reading[0] for reading in each)) for each in options])
    surname = next((_SURNAMES[text[:n]] for n in (2, 1) if text[:n] in _SURNAMES), None)
    if surname is not None and not from_middle:
        width = 2 if text[:2] in _SURNAMES else 1
        found |= {surname + tail for tail in _joined(per_character[width:]) or {""}}
    return found


def readings_of(character: str) -> tuple[str, ...]:
    """Return the readings of a Chinese character, or the character itself for letters and digits."""
    if ord(character) <= 0x2E7F:
        return (character,)
    return readings(character) or (character,)


def _joined(options: list[tuple[str, ...]]) -> set[str]:
    joined: set[str] = set()
    for combination in product(*options):
        joined.add("".join(combination))
        if len(joined) >= MOST_READINGS:
            break
    joined.discard("")
    return joined
