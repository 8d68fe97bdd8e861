"""Readings of Chinese characters for search and for the order of names; the only user of pypinyin."""

import unicodedata
from functools import lru_cache

from models.rules.names import SURNAME_PINYIN

MOST_READINGS = 16
"""Of a name with more combinations of readings some are left out, but no reading of any character."""
LONGEST_NAME = 6
"""Characters of a person's name; what is longer is treated as a title."""


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
        surname = SURNAME_PINYIN.get(rest[:length])
        if surname is not None:
            parts.append(surname)
            rest = rest[length:]
            break
    for character in rest:
        found = readings(character) if ord(character) > 0x2E7F else ()
        parts.append(found[0] if found else character.lower())
    return " ".join(parts) + "\x01" + name


def title_key(natural: str) -> str:
    """Return the key that orders titles by pinyin, numbers among them already made comparable.

    Args:
        natural: the title as `models.rules.text.natural_key` gives it.
    """
    parts = [readings(each)[:1] if ord(each) > 0x2E7F else () for each in natural]
    return "".join(f"{found[0]} " if found else each for found, each in zip(parts, natural, strict=True))


def keys(text: str, *, from_middle: bool) -> set[str]:
    """Return what a text is found by when typed in letters: full pinyin and initials.

    A name is found by every reading of its characters. A title, which is long, is found by its usual
    readings, by every reading of its first character, and by the initials of any part of it.

    Args:
        text: folded text (a name or a title).
        from_middle: True for a title.
    """
    if max(text, default="") <= "\u2e7f":
        return set()
    if from_middle or len(text) > LONGEST_NAME:
        return _title_keys(text, from_middle)
    full, short = [""], [""]
    for character in text:
        sounds, first_letters = _options(character)
        full = _extended(full, sounds)
        short = _extended(short, first_letters)
    found = {*full, *short}
    if len(full) == MOST_READINGS:
        found |= _each_alone([_options(character)[0] for character in text])
    surname = next((SURNAME_PINYIN[text[:width]] for width in (2, 1) if text[:width] in SURNAME_PINYIN), None)
    if surname is not None:
        tails = [""]
        for character in text[2 if text[:2] in SURNAME_PINYIN else 1 :]:
            tails = _extended(tails, _options(character)[0])
        found |= {surname + tail for tail in tails}
    return found - {""}


def _each_alone(sounds: list[tuple[str, ...]]) -> set[str]:
    """Return every reading of each character beside the usual ones of the others, in full and as initials."""
    found: set[str] = set()
    for place, own in enumerate(sounds):
        for sound in own:
            spoken = [sound if at == place else other[0] for at, other in enumerate(sounds) if other]
            found |= {"".join(spoken), "".join(each[0] for each in spoken)}
    return found


def _title_keys(text: str, from_middle: bool) -> set[str]:
    """Return the keys of a title: its usual readings, all readings of its first character, its initials."""
    usual = [sounds[0] for sounds, _ in map(_options, text) if sounds]
    if not usual:
        return set()
    rest, initials = "".join(usual[1:]), "".join(sound[0] for sound in usual)
    found = {initials}
    first = next(sounds for sounds, _ in map(_options, text) if sounds)
    for sound in first:
        found |= {sound + rest, sound[0] + initials[1:]}
    if from_middle:
        found |= {initials[start:] for start in range(1, len(initials) - 1)}
    return found


@lru_cache(maxsize=60_000)
def _options(character: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what one character adds to a key: its sounds and their first letters; marks add nothing."""
    if not character.isalnum():
        return (), ()
    sounds = readings(character) if ord(character) > 0x2E7F else ()
    sounds = sounds or (character,)
    return sounds, tuple(dict.fromkeys(sound[0] for sound in sounds))


def _extended(keys: list[str], endings: tuple[str, ...]) -> list[str]:
    if not endings:
        return keys
    if len(endings) == 1:
        ending = endings[0]
        return [key + ending for key in keys]
    # when there are too many, the beginning keeps all its readings and the end its usual one
    return [key + ending for ending in endings for key in keys][:MOST_READINGS]
