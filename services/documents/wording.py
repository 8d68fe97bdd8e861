"""Small pieces of official wording: dates, counts, numbering, and the usual duties of each organisation."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from models.errors import EnvironmentFault

NOT_FORMED = "尚未成立"
NOT_RECORDED = "尚未登记"

_DIGITS = "零一二三四五六七八九"
_DATED = re.compile(r"(?<!\d)(\d{4})年(?:(\d{1,2})月)?(?:(?<=月)(\d{1,2})日)?")
_RESOURCES = Path(__file__).resolve().parents[2] / "resources"

# How kinds are called in registers and survey sheets, to the name under which the duties stand.
_KINDS = {
    "自管会": "居民自治管理委员会",
    "自我管理委员会": "居民自治管理委员会",
    "居民自管会": "居民自治管理委员会",
    "业委会": "业主委员会",
    "议事会": "居民议事会",
    "片区党支部": "楼院党支部",
    "楼院（片区）党支部": "楼院党支部",
    "党支部": "楼院党支部",
    "楼院党小组": "楼栋党小组",
    "党小组": "楼栋党小组",
    "功能型党支部": "功能型党组织",
    "功能型党小组": "功能型党组织",
    "社区党委": "社区党组织",
    "社区党总支": "社区党组织",
    "社区党支部": "社区党组织",
}


def chinese_date(iso: str) -> str:
    """Return an ISO date of any precision as 2020年9月16日, 2020年9月 or 2020年, other text unchanged."""
    parts = iso.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 3 or len(parts[0]) != 4:
        return iso
    return "".join(f"{int(part)}{mark}" for part, mark in zip(parts, "年月日", strict=False))


def plaque_date(text: str) -> str:
    """Return a text with its dates as on a plaque: 2020年8月3日 becomes 二〇二〇年八月三日."""
    return _DATED.sub(_plaque, text)


def _plaque(found: re.Match[str]) -> str:
    year = "".join("〇" if digit == "0" else _DIGITS[int(digit)] for digit in found[1])
    rest = zip(found.groups()[1:], "月日", strict=True)
    return f"{year}年" + "".join(f"{chinese_number(int(each))}{mark}" for each, mark in rest if each)


def full_iso_date(iso: str) -> str:
    """Return an ISO date of any precision as a whole day, empty when there is no date."""
    parts = iso.split("-")
    if not all(part.isdigit() for part in parts) or not 1 <= len(parts) <= 3 or len(parts[0]) != 4:
        return ""
    return "-".join([*parts, *["01"] * (3 - len(parts))])


def chinese_number(number: int) -> str:
    """Return 1 to 99 as 一 … 九十九, for the numbers of headings."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def counted(number: int | None, unit: str) -> str:
    """Return a count with its unit, or that nothing is recorded."""
    return NOT_RECORDED if number is None else f"{number}{unit}"


def usual_kind(kind: str) -> str:
    """Return the name under which the duties of a kind of organisation stand."""
    return _KINDS.get(kind.strip(), kind.strip())


@lru_cache(maxsize=4)
def load_duties(path: Path | None = None) -> Mapping[str, Sequence[str]]:
    """Return the usual duties by kind of organisation, in the order of the file (policy 2.1–2.6).

    Raises:
        EnvironmentFault: the file is missing or damaged.
    """
    source = path or _RESOURCES / "duties.json"
    try:
        entries = json.loads(source.read_text("utf-8"))["duties"]
        return {entry["kind"]: tuple(entry["items"]) for entry in entries}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EnvironmentFault(
            f"职责文本文件“{source.name}”缺失或损坏，无法生成组织架构及成员职责。请重新安装程序。"
        ) from error
