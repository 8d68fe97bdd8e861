"""Masks for printed sheets: names, telephones, identity numbers, addresses; and finding them in a text."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Final

from models.rules.names import mask_name
from models.rules.people import birth_from_id, mask_id, mask_phone

FULL: Final = "full"
MASKED: Final = "masked"
HIDDEN: Final = "hidden"
STARS: Final = "***"
"""Stands in a text for a number that is not to be seen at all."""


def shown(part: str, value: str, mode: str) -> str:
    """Return a value as a sheet shows it (rules.md, People).

    Args:
        part: of vocab.MASK_PART.
        value: as it is stored; "" stays so.
        mode: of vocab.MASK_MODE.

    Returns:
        The whole value; 张*明, 138****1234, 410***********1234, the address down to its building; or "".

    Raises:
        KeyError: no such part.
    """
    mask = _MASKS[part]
    if mode == FULL or not value:
        return value
    return mask(value) if mode == MASKED else ""


_BUILDING = re.compile(r"[0-9０-９甲乙丙丁一二三四五六七八九十A-Za-z]{1,4}(?:号楼|号栋|栋|幢|座|#楼|#)")
_CHAIN = re.compile(r"(?<![0-9-])([0-9]{1,3})(?:-[0-9]{1,4})+(?:室|号|户)?$")
_DWELLING = re.compile(
    r"(?:[0-9一二三四五六七八九十]{1,3}(?:单元|门洞|门)|[0-9]{1,5}(?:室|户|房)|[东西中南北]+户).*$"
)


def mask_address(address: str) -> str:
    """Return an address down to the building: 航海东路1号院3号楼2单元501室 becomes 航海东路1号院3号楼."""
    text = address.strip()
    buildings = list(_BUILDING.finditer(text))
    if buildings:
        return text[: buildings[-1].end()]
    chain = _CHAIN.search(text)
    if chain is not None:
        return f"{text[: chain.start()]}{chain[1]}号楼"
    return _DWELLING.sub("", text)


_MASKS: Final[dict[str, Callable[[str], str]]] = {
    "name": mask_name,
    "phone": mask_phone,
    "id_number": mask_id,
    "address": mask_address,
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: its part (vocab.MASK_PART), where it stands, and its bare digits."""

    part: str
    start: int
    end: int
    digits: str


_BLANKS: Final = "\u3000\u00a0\u2002\u2003\u2005\u2007\u2009\u202f\u200b\u200c\u200d\u2060\ufeff\t\n"
_DASHES: Final = "－—–‐‑‒−·．._"
"""What stands between the figures of a number; nobody may hide one by it."""
_WIDE: Final = str.maketrans(
    f"０１２３４５６７８９ＸｘＡＢＣＤＥＦＧＨ{_DASHES}{_BLANKS}",
    f"0123456789XxABCDEFGH{'-' * len(_DASHES)}{' ' * len(_BLANKS)}",
)
_SEPARATORS: Final = str.maketrans("", "", "- ")
_ID = re.compile(
    r"(?<![0-9])(?:[1-8](?:[- ]{0,3}[0-9]){16}[- ]{0,3}[0-9Xx]"
    r"|[1-8][0-9]{5}[- ]{0,3}[0-9]{6}[- ]{0,3}[0-9]{3})(?![0-9])"
)
_MOBILE = re.compile(
    r"(?<![0-9])(?:(?:00)?86[- ]{0,3})?(1[3-9](?:[0-9][- ]{0,3}[0-9]{4}[- ]{0,3}[0-9]{4}"
    r"|[0-9][- ]{1,3}[0-9]{3}[- ]{1,3}[0-9]{5}|[0-9]{2}[- ]{1,3}[0-9]{3}[- ]{1,3}[0-9]{4}"
    r"|[0-9]{3}[- ]{1,3}[0-9]{6}))(?![0-9])"
)
_LANDLINE = re.compile(r"(?<![0-9])0[0-9]{2,3}[- ]{0,3}[2-9][0-9]{2,3}[- ]{0,3}[0-9]{4}(?![0-9])")
_OTHER = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{0,3}[0-9][0-9A-Za-z]{6,17}(?![0-9A-Za-z])")
_RANGES: Final = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
_PROVINCES: Final = frozenset(str(number) for first, last in _RANGES for number in range(first, last + 1))
"""The first two figures of GB/T 2260, 83 for residents of Taiwan."""


def numbers_in(text: str) -> tuple[Number, ...]:
    """Return the identity numbers and mobile telephones in a text, in order.

    Taken for an identity number is what has 18 or 15 digits, begins with a province and holds a real day of
    birth; a wrong check digit does not make it less of one. Full-width figures and usual gaps are read.
    """
    return _numbers(text.translate(_WIDE), ())


def numbers_on_record_in(
    text: str, known: Callable[[Collection[str]], Collection[str]]
) -> tuple[Number, ...]:
    """Return what `numbers_in` returns, and other numbers that somebody has on record.

    Landlines, passports and the like look as many other numbers do, so `known` is asked which they are.

    Args:
        text: any text.
        known: given bare numbers (no blanks or dashes, capital letters), returns those on record.
    """
    plain = text.translate(_WIDE)
    candidates = {_bare(match[0]) for match in _candidates(plain)}
    return _numbers(plain, known(candidates) if candidates else ())


def _candidates(plain: str) -> Iterator[re.Match[str]]:
    yield from _LANDLINE.finditer(plain)
    yield from _OTHER.finditer(plain)


def _bare(text: str) -> str:
    return text.translate(_SEPARATORS).upper()


def _numbers(plain: str, known: Collection[str]) -> tuple[Number, ...]:
    found: list[Number] = []
    for match in _ID.finditer(plain):
        digits = _bare(match[0])
        if digits[:2] in _PROVINCES and birth_from_id(digits) is not None:
            found.append(Number("id_number", match.start(), match.end(), digits))
    for match in _MOBILE.finditer(plain):
        found.append(Number("phone", match.start(1), match.end(1), _bare(match[1])))
    for match in _candidates(plain) if known else ():
        digits = _bare(match[0])
        if digits in known:
            part = "phone" if digits.isdigit() and (digits[0] == "0" or len(digits) < 9) else "id_number"
            found.append(Number(part, match.start(), match.end(), digits))
    found.sort(key=lambda each: (each.start, -each.end))
    return tuple(_apart(found))


def _apart(found: list[Number]) -> Iterator[Number]:
    end = 0
    for each in found:
        if each.start >= end:
            yield each
            end = each.end


def without(text: str, numbers: Collection[Number], mode: Callable[[str], str]) -> str:
    """Return a text with its numbers masked.

    Args:
        text: the text they were found in.
        numbers: what is to be masked, in order and apart from each other.
        mode: gives the mode (vocab.MASK_MODE) of a part.
    """
    parts, at = [], 0
    for each in numbers:
        whole = text[each.start : each.end]
        kept = mode(each.part)
        told = whole if kept == FULL else shown(each.part, each.digits, kept) or STARS
        parts += [text[at : each.start], told]
        at = each.end
    return "".join((*parts, text[at:]))


_REACHED = re.compile(r"[0-9A-Za-z_@.+-]{5,}")


def mask_contact(text: str) -> str:
    """Return a way to reach somebody masked: telephones as ever, and what else one could write to or dial.

    王大爷 138****1234; 微信 wx*****01. Words of the language stay.
    """
    modes = {"phone": MASKED, "id_number": MASKED}
    known = without(text, numbers_in(text), modes.__getitem__)
    return _REACHED.sub(lambda match: _ends(match[0]), known)


def _ends(text: str) -> str:
    kept = 3 if len(text) >= 11 else 2
    tail = 4 if len(text) >= 11 else 2
    return f"{text[:kept]}{'*' * (len(text) - kept - tail)}{text[-tail:]}"


def covered(text: str) -> str:
    """Return a text for a log, its telephones masked and its identity numbers gone, whoever wrote it."""
    modes = {"phone": MASKED, "id_number": HIDDEN}
    return without(text, numbers_in(text), modes.__getitem__)


_DOTS: Final = dict.fromkeys(map(ord, "・•．‧∙⋅･."), "·")


def names_in(text: str, names: Collection[str]) -> tuple[str, ...]:
    """Return which of these names a text has, each once, in order; the longest one at each place.

    A name of one character is not looked for; all dots inside names are read as the same one.
    """
    return tuple(dict.fromkeys(name for _, _, name in _named(text, names)))


def renamed(text: str, names: Collection[str], called: Callable[[str], str]) -> str:
    """Return a text in which each of these names stands as it is to be shown; found as by `names_in`.

    Args:
        text: what was written.
        names: whole names.
        called: gives what stands for one of them.
    """
    parts, done = [], 0
    for start, end, name in _named(text, names):
        parts += [text[done:start], called(name)]
        done = end
    return "".join((*parts, text[done:]))


def _named(text: str, names: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Give where a name begins and ends in a text, and the name."""
    wanted = {name.translate(_DOTS): name for name in names if len(name) > 1}
    lengths = sorted({len(name) for name in wanted}, reverse=True)
    firsts = {name[0] for name in wanted}
    plain, at = text.translate(_DOTS), 0
    while at < len(plain):
        step = 1
        if plain[at] in firsts:
            hit = next((n for n in lengths if plain[at : at + n] in wanted), 0)
            if hit:
                yield at, at + hit, wanted[plain[at : at + hit]]
                step = hit
        at += step
