"""Readings of Chinese characters for search and for the order of names; the only user of pypinyin."""

import unicodedata
from functools import lru_cache
from itertools import islice, product

MOST_READINGS = 16
"""A name with more combinations of readings than this keeps the first ones only."""
MOST_READINGS_OF_TITLE = 4

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
    """Return what a text is found by when typed in letters: full pinyin and initials.

    A name is found by every reading of its characters. A title, which is long, is found by its usual
    readings, by the other readings of its first characters, and by the initials of any part of it.

    Args:
        text: folded text (a name or a title).
        from_middle: True for a title.
    """
    letters = [character for character in text if character.isalnum()]
    if all(ord(character) <= 0x2E7F for character in letters):
        return set()
    options = [readings_of(character) for character in letters]
    most = MOST_READINGS_OF_TITLE if from_middle else MOST_READINGS
    found = _joined(options, most)
    found |= _joined([tuple(dict.fromkeys(reading[0] for reading in each)) for each in options], most)
    surname = next((_SURNAMES[text[:width]] for width in (2, 1) if text[:width] in _SURNAMES), None)
    if surname is not None and not from_middle:
        width = 2 if text[:2] in _SURNAMES else 1
        found |= {surname + tail for tail in _joined(options[width:], most) or {""}}
    if from_middle:
        initials = "".join(each[0][0] for each in options)
        found |= {initials[start:] for start in range(1, len(initials) - 1)}
    return found


def readings_of(character: str) -> tuple[str, ...]:
    """Return the readings of a Chinese character, or the character itself for letters and digits."""
    if ord(character) <= 0x2E7F:
        return (character,)
    return readings(character) or (character,)


def _joined(options: list[tuple[str, ...]], most: int) -> set[str]:
    if all(len(each) == 1 for each in options):
        return {"".join(each[0] for each in options)} - {""}
    # the last characters vary slowest: a long title keeps all readings of its beginning
    turned = product(*reversed(options))
    return {"".join(reversed(combination)) for combination in islice(turned, most)} - {""}
