"""Who owns a dwelling: one person, or several in one cell or row by row, with their shares."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from models.rules.base import Parsed
from models.rules.codes import parse_sex
from models.rules.people import parse_id_number
from models.rules.text import chinese_int, clean, is_placeholder, narrow
from services.importing import words
from services.importing.cells import Cells, parse_text
from services.importing.plan import DwellingRow, Person
from services.importing.texts import raw_text

Share = tuple[int, int]
WHOLE: Final[Share] = (1, 1)
_BETWEEN = re.compile(r"[、，,;；\s]+")
_MOST: Final = 100_000


@dataclass(frozen=True, slots=True)
class Owners:
    """The owners one row names, at least one, and the share of each; `stated` where the row says it."""

    people: tuple[Person, ...]
    shares: tuple[Share, ...] = (WHOLE,)
    stated: bool = False


def read_owners(cells: Cells) -> list[Owners | None]:
    """Return the owners of every row of a sheet of dwellings, None where nobody is named.

    Several people in one cell own equal shares unless the sheet states others.
    """
    names = cells.values("owner", _owner_name, _show_names)
    sexes = cells.values("owner_sex", parse_sex, words.show_sex)
    births = cells.values("owner_birth", words.date_reader(cells.table.year))
    numbers = cells.values("owner_id", _id_numbers, "、".join)
    shares = cells.values("share", parse_shares, _show_shares)
    answers: list[Owners | None] = []
    for index, name in enumerate(names):
        if name is None:
            answers.append(None)
            continue
        ids, stated = numbers[index], shares[index]
        if len(name) == 1:
            number = ids[0] if ids is not None and len(ids) == 1 else None
            person = Person(name[0], sex=sexes[index], birth=births[index], id_number=number)
            alone = stated is not None and len(stated) == 1
            answers.append(Owners((person,), stated if stated is not None and alone else (WHOLE,), alone))
        else:
            answers.append(_together(cells, index, name, ids, stated))
        if ids is not None and len(ids) != len(name):
            cells.note(index, f"{cells.table.labels['owner_id']}：{'、'.join(ids)}")
    return answers


def _together(
    cells: Cells, index: int, names: tuple[str, ...], ids: Any, stated: tuple[Share, ...] | None
) -> Owners:
    """Return the owners a cell names together."""
    count = len(names)
    numbers = ids if ids is not None and len(ids) == count else (None,) * count
    people = tuple(Person(name, id_number=number) for name, number in zip(names, numbers, strict=True))
    if stated is not None and len(stated) == count:
        return Owners(people, stated, True)
    equal = (1, count)
    if stated not in (None, (equal,), (WHOLE,)):
        cells.note(index, f"{cells.table.labels['share']}：{_show_shares(stated or ())}")
    cells.note(index, f"业主{'、'.join(names)}写在一格，没有分别写明份额，按各{_show_share(equal)}记")
    return Owners(people, (equal,) * count, stated == (equal,))


def settle_shares(cells: Cells, homes: list[list[DwellingRow]]) -> None:
    """Give owners listed row by row equal shares where none are stated; warn where shares do not add up.

    Args:
        cells: of the sheet.
        homes: rows of each dwelling that has several owners, or of every one where shares are stated.
    """
    index_of = {number: index for index, number in enumerate(cells.numbers)}
    for rows in homes:
        owned = [row for row in rows if row.owner is not None]
        if not owned:
            continue
        index = index_of[owned[-1].row]
        home = f"{owned[0].building}{owned[0].values.get('entrance') or ''}{owned[0].values['room']}"
        if len(owned) > 1 and not any(row.stated or row.others for row in owned):
            equal = (1, len(owned))
            for row in owned:
                row.shares = (equal,)
            names = "、".join(row.owner.name for row in owned if row.owner is not None)
            message = f"{home}的业主有{names}，没有写明份额，按各{_show_share(equal)}记，请核对。"
            cells.warn(index, "owner", "shares_equal", message)
            continue
        total = sum((Fraction(*share) for row in owned for share in row.shares), Fraction())
        if total != 1:
            stated = _show_share((total.numerator, total.denominator))
            message = f"{home}各业主的份额合计为{stated}，不等于1，请核对。"
            cells.warn(index, "share" if cells.has("share") else "owner", "shares_doubtful", message)


def _owner_name(value: object) -> Parsed[tuple[str, ...]]:
    """Read owners; a company may own a home, so that digits and length do not matter here."""
    read = words.parse_person(value)
    if not read.understood or read.value == words.SAME_PERSON:
        plain = parse_text(value)
        return Parsed(None if plain.value is None else (plain.value,), changed=plain.changed)
    if read.value is None:
        return Parsed(None, changed=read.changed)
    names = tuple(read.value.split("、"))
    return Parsed(names, changed=read.changed or len(names) > 1)


def _show_names(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{len(names)}人：{'、'.join(names)}"


def _id_numbers(value: object) -> Parsed[tuple[str, ...]]:
    """Read one document number, or one for each of several owners."""
    text = raw_text(value)
    if not text:
        return Parsed(None)
    parts = [part for part in re.split(r"[、，,;；/／\n]+", text) if part.strip()]
    if len(parts) < 2:
        one = parse_id_number(value)
        return Parsed(None if one.value is None else (one.value,), one.understood, one.changed)
    read = [parse_id_number(part) for part in parts]
    if not all(each.understood and each.value is not None for each in read):
        return Parsed(None, understood=False)
    return Parsed(tuple(str(each.value) for each in read))


_FRACTION = re.compile(r"(\d{1,6})\s*[/／]\s*(\d{1,6})")
_PART_OF = re.compile(r"([一二三四五六七八九十百]{1,4})分之([一二三四五六七八九十百]{1,4})")
_PER_CENT = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s*[%％]")
_DECIMAL = re.compile(r"[01](?:\.\d{1,6})?")


def parse_shares(value: object) -> Parsed[tuple[Share, ...]]:
    """Read shares of owners: 1/2, 50%, 二分之一, 0.5, 全部, 各1/2, or one for each owner parted by 、."""
    text = narrow(clean(raw_text(value)))
    if is_placeholder(text) or text in ("共有", "共同共有", "按份共有"):
        return Parsed(None, understood=not text.endswith("共有"), changed=bool(text))
    parts = [_share(part.removeprefix("各").removesuffix("份额")) for part in _BETWEEN.split(text) if part]
    if any(part is None for part in parts):
        return Parsed(None, understood=False)
    read = tuple(part for part in parts if part is not None)
    return Parsed(read, changed=_show_shares(read) != text)


def _share(text: str) -> Share | None:
    if text in ("全部", "单独所有", "独有", "单独", "100"):
        return WHOLE
    fraction = _FRACTION.fullmatch(text)
    if fraction is not None:
        found = _fraction(int(fraction[1]), int(fraction[2]))
    elif (part := _PART_OF.fullmatch(text)) is not None:
        found = _fraction(chinese_int(part[2]) or 0, chinese_int(part[1]) or 0)
    elif (per_cent := _PER_CENT.fullmatch(text)) is not None:
        found = Fraction(per_cent[1]) / 100
    elif _DECIMAL.fullmatch(text) is not None:
        found = Fraction(text)
    else:
        return None
    if found is None or not 0 < found <= 1 or found.denominator > _MOST:
        return None
    return found.numerator, found.denominator


def _fraction(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _show_share(share: Share) -> str:
    return "1" if share == WHOLE else f"{share[0]}/{share[1]}"


def _show_shares(shares: tuple[Share, ...]) -> str:
    return "、".join(map(_show_share, shares))
