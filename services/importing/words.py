"""Readers of cells that only an import needs: people, buildings, entrances, posts, kinds of teams."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from models.rules.base import Parsed
from models.rules.dates import parse_date
from models.rules.names import split_names
from models.rules.text import chinese_int, clean, fold, is_placeholder, narrow
from models.vocab import (
    COMMITTEE_KIND,
    COMMITTEE_POST,
    FACILITY,
    LEDGER_DIRECTION,
    MEMBERSHIP,
    PARTY_KIND,
    PROPERTY_MODE,
    SEX,
    TEAM_KIND,
)
from services.importing.texts import raw_text

show_party_kind = PARTY_KIND.label
show_committee_kind = COMMITTEE_KIND.label
show_facility = FACILITY.label
show_mode = PROPERTY_MODE.label
show_membership = MEMBERSHIP.label
show_sex = SEX.label
show_post = COMMITTEE_POST.label
show_team = TEAM_KIND.label
show_direction = LEDGER_DIRECTION.label


def date_reader(year: int | None) -> Callable[[object], Parsed[str]]:
    """Return a reader of dates that gives their stored form; `year` is that of dates typed without one."""

    def read(value: object) -> Parsed[str]:
        found = parse_date(value, default_year=year)
        stored = None if found.value is None else found.value.iso
        return Parsed(stored, found.understood, found.changed, found.about)

    return read


def show_yes(value: bool) -> str:
    """Return 是 or 否."""
    return "是" if value else "否"


SAME_PERSON: Final = "\x00same"
_SAME = re.compile(r"(?:同|即|由)?(?:支部|党支部)?(?:书记|同左|左|前)(?:兼任?|担任)?|同左侧|同前|兼|书记兼")


def parse_person(value: object) -> Parsed[str]:
    """Read who a cell names: one name, or several joined by 、.

    同书记, 同左 and their like give SAME_PERSON. Text with digits or too long for a name is not understood.
    """
    if not value:
        return Parsed(None)
    if not isinstance(value, str):
        return Parsed(None, understood=False)
    if value.isalpha() and len(value) <= 3 and value not in _SHORT and "书记" not in value:
        return Parsed(value)
    return _person(value)


_SHORT: Final = frozenset(
    ("无", "不详", "同书记", "同左", "兼", "空缺", "暂缺", "未知", "待定", "空", "没有", "暂无", "未定")
)


@lru_cache(maxsize=8192)
def _person(typed: str) -> Parsed[str]:
    text = clean(typed)
    if is_placeholder(text) or text in ("空缺", "未定", "待选", "待选举", "未配备", "未选举"):
        return Parsed(None, changed=bool(text))
    if _SAME.fullmatch(text):
        return Parsed(SAME_PERSON, changed=True)
    names = split_names(text)
    if not names or any(len(name) > 30 or re.search("[0-9０-９]", name) for name in names):
        return Parsed(None, understood=False)
    joined = "、".join(names)
    return Parsed(joined, changed=joined != typed)


_BUILDING = re.compile(
    r"(?:第)?([0-9]+(?:-[0-9]+)?|[一二三四五六七八九十百]+)\s*(?:#楼?|号楼?|栋楼?|幢楼?|座|楼)?"
)
_ENTRANCE = re.compile(r"(?:第)?([0-9]+|[一二三四五六七八九十]+)\s*(?:个?单元|号?门洞?|#)?")


@lru_cache(maxsize=4096)
def _numbered(typed: str, pattern: re.Pattern[str], ending: str) -> Parsed[str]:
    text = clean(typed)
    if is_placeholder(text):
        return Parsed(None, changed=bool(text))
    match = pattern.fullmatch(narrow(text))
    if match is None:
        return Parsed(text, changed=text != typed)
    figure = match[1] if match[1].isascii() else str(chinese_int(match[1]))
    figure = figure.lstrip("0") or figure
    return Parsed(figure + ending, changed=figure + ending != typed)


def parse_building(value: object) -> Parsed[str]:
    """Read a building: 1#, 1栋, 1, 1号楼 and 一号楼 are all 1号楼."""
    return _numbered(raw_text(value), _BUILDING, "号楼") if value != "" else Parsed(None)


def parse_entrance(value: object) -> Parsed[str]:
    """Read an entrance: 1 and 1单元 are 1单元."""
    return _numbered(raw_text(value), _ENTRANCE, "单元") if value != "" else Parsed(None)


_WHERE = re.compile(
    r"(?:(?P<building>[^-/]{0,12}?(?:号楼|楼|栋|幢|座|#))\s*[-/]?|(?P<number>[0-9]{1,3})\s*[-/])\s*"
    r"(?:(?P<entrance>[0-9一二三四五六七八九十]{1,3})\s*(?:单元|[-/])\s*[-/]?\s*)?"
    r"(?P<room>[0-9]{2,5}[A-Za-z]?|[0-9]{1,2}层?[东西南北中]+户?)\s*(?:室|号|户)?"
)


def split_room(text: str) -> tuple[str, str, str] | None:
    """Return building, entrance and room written as one: 1-2-101, 3号楼2单元501室; None for other text."""
    match = _WHERE.fullmatch(narrow(clean(text)))
    if match is None:
        return None
    building = parse_building(match["building"] or match["number"]).value or ""
    entrance = parse_entrance(match["entrance"]).value or "" if match["entrance"] else ""
    return building, entrance, match["room"]


_POSTS: Final = {
    "主任": "director", "主任委员": "director", "会长": "director", "组长": "director", "主席": "director",
    "副主任": "deputy_director", "副主任委员": "deputy_director", "副会长": "deputy_director",
    "副组长": "deputy_director", "常务副主任": "deputy_director",
    "委员": "member", "成员": "member", "组员": "member", "会员": "member",
}  # fmt: skip


def parse_post(value: object) -> Parsed[str]:
    """Read a post of a committee: "director", "deputy_director" or "member"."""
    text = raw_text(value)
    if not text:
        return Parsed(None)
    code = _POSTS.get(fold(text))
    if code is not None:
        return Parsed(code, changed=COMMITTEE_POST.label(code) != text)
    cleaned = clean(text)
    return Parsed(None, changed=True) if is_placeholder(cleaned) else Parsed(None, understood=False)


_CULTURAL = re.compile("文体|文艺|文化|舞|合唱|歌|乐队|戏|太极|书画|书法|秧歌|腰鼓|健身|曲艺|模特|摄影")


def team_kind(kind: str, name: str) -> str:
    """Return the kind of a team: a patrol by its name, a cultural group by name or kind, else "service"."""
    if "巡逻" in name or "巡逻" in kind or "巡防" in name:
        return "patrol"
    known = TEAM_KIND.code(kind)
    if known is not None:
        return known
    return "cultural" if _CULTURAL.search(kind) or _CULTURAL.search(name) else "service"


def parse_direction(value: object) -> Parsed[str]:
    """Read "income" or "expense"."""
    text = fold(raw_text(value))
    if not text:
        return Parsed(None)
    if text in ("收入", "收", "入", "进账"):
        return Parsed("income", changed=text != "收入")
    if text in ("支出", "支", "出", "付"):
        return Parsed("expense", changed=text != "支出")
    return Parsed(None, understood=False)
