"""A vote as a table somebody kept: one line for each owner of a dwelling, read without guessing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final, cast

from models import vocab
from models.errors import EnvironmentFault, InvalidInput, NotFound
from models.rules.counting import Choice, Vote, contradictions
from models.rules.text import clean, fold, narrow

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "dwelling": ("dwelling", "房号", "房屋", "房间号", "户号"),
    "owner": ("owner", "业主", "业主姓名", "姓名"),
    "owner_id": ("owner_id", "ownerid", "业主编号", "编号", "证件号"),
    "area": ("area", "area_m2", "面积", "专有面积", "专有部分面积", "建筑面积"),
    "ballot": ("ballot", "vote", "表决", "表决意见", "表决结果"),
    "origin": ("origin", "来源", "表决方式"),
}
_SHOWN: Final = {
    "dwelling": "房号（dwelling）",
    "owner": "业主（owner）",
    "owner_id": "业主编号（owner_id）",
    "area": "面积（area）",
    "ballot": "表决（ballot）",
    "origin": "来源（origin）",
}
_MORE_BALLOTS: Final[dict[str, str]] = {
    "赞成": "for",
    "不同意": "against",
    "未投票": "none",
    "未表决": "none",
    "废票": "invalid",
}
_MORE_ORIGINS: Final[dict[str, str]] = {
    "onspot": "on_spot",
    "现场投票": "on_spot",
    "入户投票": "door",
    "书面投票": "written",
}
_AREA = re.compile(r"(?:[0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(?:\.[0-9]+)?")
_UNIT = re.compile(r"\s*(?:㎡|m²|m2|平方米|平米|平方)$", re.IGNORECASE)
_MOST_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as it was read; `at` is its number in the file."""

    at: int
    dwelling: str
    owner: str
    owner_id: str
    area: int | None
    ballot: Choice
    origin: str | None


def read_votes(path: Path, *, needs_area: bool) -> tuple[Vote, ...]:
    """Return the votes in a text file with separated values, one for each dwelling or person.

    Where owners decide by area, lines of one dwelling with different owners are its co-owners, who are one
    head with one ballot (建筑物区分所有权司法解释 9). Where each of them carries the same area, it is that of
    the dwelling; where the areas differ, they are shares and add up. Where heads alone decide, those who meet
    are persons: each counts, also two of one dwelling.

    Args:
        path: UTF-8, UTF-16 or GB18030.
        needs_area: the rule decides by area, so that each dwelling must have one.

    Raises:
        NotFound: there is no such file.
        InvalidInput: something in it is missing, unread, or contradicts itself; the sentence names the line.
        EnvironmentFault: it cannot be read.
    """
    lines = _lines(_table(path), path.name)
    _refuse_twins(lines)
    return _votes(lines, needs_area)


def _table(path: Path) -> list[list[str]]:
    from services.excel.delimited import read_delimited
    from services.excel.limits import LIMITS

    if path.suffix.lower() in (".xlsx", ".xls", ".ods"):
        raise InvalidInput(f"“{path.name}”是电子表格，请另存为 CSV（.csv）后再计票。")
    try:
        sheet = read_delimited(path, LIMITS)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFound(f"没有找到文件“{path}”，请检查路径。") from error
    except IsADirectoryError as error:
        raise InvalidInput(f"“{path}”是文件夹，请写出里面的 CSV 文件。") from error
    except OSError as error:
        raise EnvironmentFault(f"文件“{path}”读不出来，请检查磁盘和权限。") from error
    return [[clean(str(cell)) for cell in row] for row in sheet.rows]


def _lines(rows: list[list[str]], name: str) -> list[_Line]:
    start = next((at for at, row in enumerate(rows) if any(row)), None)
    if start is None:
        raise InvalidInput(f"文件“{name}”是空的，请先填写表头和每户一行的表决。")
    places = _header(rows[start], name, start + 1)
    found = [_line(row, places, at + 1) for at, row in enumerate(rows) if at > start and any(row)]
    if not found:
        raise InvalidInput(f"文件“{name}”只有表头，请每户填写一行表决。")
    return found


def _header(row: list[str], name: str, at: int) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(row):
        bare = re.sub(r"[(（\[].*$", "", fold(cell))
        column = next((column for column, words in _COLUMNS.items() if bare in words), None)
        if column is None:
            continue
        if column in places:
            raise InvalidInput(f"文件“{name}”第{at}行的表头里有两列“{_SHOWN[column]}”，请只留一列。")
        places[column] = place
    missing = [_SHOWN[column] for column in ("owner", "ballot") if column not in places]
    if missing:
        raise InvalidInput(
            f"文件“{name}”第{at}行的表头里没有{'、'.join(missing)}，"
            "请写成：房号,业主,业主编号,面积,表决,来源。"
        )
    return places


def _line(row: list[str], places: Mapping[str, int], at: int) -> _Line:
    cells = {column: row[places[column]] if column in places else "" for column in _COLUMNS}
    if not cells["owner"] and not cells["owner_id"]:
        raise InvalidInput(f"第{at}行没有写业主，请补上业主姓名。")
    return _Line(
        at,
        cells["dwelling"],
        cells["owner"] or cells["owner_id"],
        narrow(cells["owner_id"]).strip(),
        _area(cells["area"], at),
        cast(Choice, _ballot(cells["ballot"], at)),
        _code(cells["origin"], vocab.BALLOT_ORIGIN, _MORE_ORIGINS, at, "来源") or None,
    )


def _ballot(typed: str, at: int) -> str:
    code = _code(typed, vocab.BALLOT_CHOICE, _MORE_BALLOTS, at, "表决")
    if not code:
        raise InvalidInput(f"第{at}行没有写表决，没有投票的请写“未投”（none）。")
    return code


def _code(typed: str, vocabulary: Iterable[tuple[str, str]], more: dict[str, str], at: int, what: str) -> str:
    """Return the code of a word of a vocabulary, "" for an empty cell."""
    folded = fold(typed).replace("-", "_")
    words: dict[str, str] = {fold(word): code for code, label in vocabulary for word in (code, label)} | more
    if folded and folded not in words:
        offered = "、".join(f"{label}（{code}）" for code, label in vocabulary)
        raise InvalidInput(f"第{at}行的{what}“{typed}”不认识，请写成{offered}之一。")
    return words.get(folded, "")


def _area(typed: str, at: int) -> int | None:
    """Return an area in 0.01 m², exactly as written; None for an empty cell."""
    bare = _UNIT.sub("", narrow(typed).strip())
    if not bare:
        return None
    if bare.startswith("-"):
        raise InvalidInput(f"第{at}行的面积“{typed}”是负数，请改成这套房的专有部分面积。")
    if not _AREA.fullmatch(bare):
        raise InvalidInput(f"第{at}行的面积“{typed}”不是数字，请写成平方米数，如 88.50。")
    hundredths = Decimal(bare.replace(",", "")) * 100
    if hundredths != int(hundredths):
        raise InvalidInput(f"第{at}行的面积“{typed}”多于两位小数，请按产权证写到 0.01 平方米。")
    if not hundredths:
        raise InvalidInput(f"第{at}行的面积是 0，请写这套房的专有部分面积。")
    return int(hundredths)


def _refuse_twins(lines: list[_Line]) -> None:
    """Refuse what leaves open who is who: a line written twice, one name for two people, one id for two."""
    names: dict[str, list[_Line]] = {}
    ids: dict[str, _Line] = {}
    seen: dict[tuple[str, str], _Line] = {}
    for line in lines:
        names.setdefault(fold(line.owner), []).append(line)
        first = seen.setdefault((fold(line.dwelling), _person(line)), line)
        if first is not line:
            raise InvalidInput(
                f"第{first.at}行和第{line.at}行重复：{_place(line)}的业主“{line.owner}”写了两次，请删去一行。"
            )
        if line.owner_id:
            owner = ids.setdefault(line.owner_id, line)
            if fold(owner.owner) != fold(line.owner):
                raise InvalidInput(
                    f"第{owner.at}行的“{owner.owner}”和第{line.at}行的“{line.owner}”"
                    f"用了同一个业主编号“{line.owner_id}”，请改正其中一个。"
                )
    unclear = [
        listed for listed in names.values() if len(listed) > 1 and not all(line.owner_id for line in listed)
    ]
    if unclear:
        told = "；".join(
            f"“{listed[0].owner}”（"
            + "、".join(f"第{line.at}行{line.dwelling}" for line in listed[:_MOST_SHOWN])
            + "）"
            for listed in unclear[:_MOST_SHOWN]
        )
        raise InvalidInput(
            f"同名的业主分不清是不是同一个人：{told}，请在“业主编号（owner_id）”一列写明，同一个人写同一个编号。"
        )


def _person(line: _Line) -> str:
    return f"#{line.owner_id}" if line.owner_id else fold(line.owner)


def _place(line: _Line) -> str:
    return line.dwelling or "没有房号"


def _votes(lines: list[_Line], needs_area: bool) -> tuple[Vote, ...]:
    units: dict[str, list[_Line]] = {}
    for line in lines:
        if needs_area and not line.dwelling:
            raise InvalidInput(f"第{line.at}行没有写房号，这项规则要按专有部分面积计算，请补上。")
        units.setdefault(fold(line.dwelling) if needs_area else f"第{line.at}行", []).append(line)
    votes = [_vote(listed, needs_area) for listed in units.values()]
    torn = contradictions(votes)
    if torn:
        told = "；".join(
            f"“{name}”（{'、'.join(places[:_MOST_SHOWN])}）" for name, places in torn[:_MOST_SHOWN]
        )
        raise InvalidInput(f"同一业主的几套房表决不一致：{told}，一个业主只有一种意见，请核对后改成一致。")
    return tuple(votes)


def _vote(listed: list[_Line], needs_area: bool) -> Vote:
    first = listed[0]
    owners = "、".join(line.owner for line in listed)
    cast_lines = [line for line in listed if line.ballot != "none"]
    if len({line.ballot for line in cast_lines}) > 1:
        told = "、".join(
            f"第{line.at}行{line.owner}{vocab.BALLOT_CHOICE.label(line.ballot)}" for line in cast_lines
        )
        raise InvalidInput(
            f"{_place(first)}的共有人表决不一致（{told}），共有一套房的业主只有一张票，请核对后改成一致。"
        )
    speaks = cast_lines[0] if cast_lines else first
    return Vote(
        unit=first.dwelling if needs_area else f"第{first.at}行{first.dwelling}",
        heads_key="\x1f".join(sorted(_person(line) for line in listed)),
        area=_unit_area(listed, needs_area),
        choice=speaks.ballot,
        origin=speaks.origin,
        name=owners,
    )


def _unit_area(listed: list[_Line], needed: bool) -> int | None:
    """Return the area of a dwelling: repeated by each co-owner, or their shares added up."""
    areas = [line.area for line in listed if line.area is not None]
    if not areas:
        if needed:
            raise InvalidInput(
                f"第{listed[0].at}行（{_place(listed[0])}）没有写面积，这项规则要按专有部分面积计算，请补上。"
            )
        return None
    return areas[0] if len(set(areas)) == 1 else sum(areas)
