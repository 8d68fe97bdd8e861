"""The thesaurus of headings: which field of which kind of sheet a heading means."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from models.rules.text import fold
from services.resources import resource_text

_BRACKETS = re.compile(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]?")
_SIGNS = re.compile(r"[\s/、,，:：;；.。·*＊#\-—_()（）\[\]【】〔〕\"“”'‘’|\\]+")
_AFFIXES = re.compile(
    r"^(?:其中|是否有|是否|有无|现有|本|该|所属|填写)|(?:情况|名称|数量|总数|信息|一览|登记)$"
)
_FOLLOWERS: Final = {
    "phone": frozenset(["联系电话", "电话", "手机", "手机号", "手机号码", "联系方式", "电话号码"]),
    "founded": frozenset(["成立时间", "成立日期", "成立年月", "建立时间", "组建时间"]),
}
_GROUP_OF: Final = {
    "secretary": "party",
    "party_name": "party",
    "party_kind": "party",
    "party_founded": "party",
    "party_phone": "party",
    "secretary_phone": "party",
    "committee_kind": "committee",
    "seats": "committee",
    "director": "committee",
    "term": "committee",
    "director_phone": "committee",
    "committee_founded": "committee",
    "head": "head",
    "cadre_name": "cadre",
    "cadre_title": "cadre",
}
_FOLLOWING: Final = {
    ("party", "phone"): "secretary_phone",
    ("party", "founded"): "party_founded",
    ("committee", "phone"): "director_phone",
    ("committee", "founded"): "committee_founded",
    ("head", "phone"): "head_phone",
    ("cadre", "phone"): "cadre_phone",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What headings of one kind of sheet mean.

    Attributes:
        kind: "survey", "members", "teams", "dwellings", "ledger" or "residents".
        label: what it is called in Chinese.
        plain: folded word → field.
        groups: folded word of the upper row → group.
        inside: group and folded word of the lower row → field.
        needs: of every tuple at least one field has to be there.
        labels: field → what it is called in Chinese, in the order of the sheet.
        titles: words in the name of the sheet or above its headings that speak for this kind.
    """

    kind: str
    label: str
    plain: Mapping[str, str]
    groups: Mapping[str, str]
    inside: Mapping[tuple[str, str], str]
    needs: tuple[tuple[str, ...], ...]
    labels: Mapping[str, str]
    titles: tuple[str, ...] = ()

    def is_titled(self, title: str) -> bool:
        """Tell whether a title speaks of this kind of sheet."""
        return any(word in title for word in self.titles)


@cache
def sheets(thesaurus: str = "headings.json") -> tuple[Sheet, ...]:
    """Return a thesaurus that ships with the program.

    Args:
        thesaurus: "headings.json" for survey workbooks, "bank_headings.json" for what banks write out.
    """
    listed = json.loads(resource_text(thesaurus))
    return tuple(_sheet(kind, described) for kind, described in listed.items())


def _sheet(kind: str, described: Mapping[str, dict[str, object]]) -> Sheet:
    groups = {fold(word): group for group, words in _texts(described["groups"]) for word in words.split()}
    plain: dict[str, str] = {}
    inside: dict[tuple[str, str], str] = {}
    labels: dict[str, str] = {}
    for name, entry in described["fields"].items():
        assert isinstance(entry, dict)
        labels[name] = str(entry["label"])
        for word in str(entry["words"]).split():
            plain.setdefault(fold(word), name)
        for word in str(entry.get("sub", "")).split():
            inside.setdefault((str(entry["group"]), fold(word)), name)
    # 党组织 over 名称 written in one cell: 党组织名称.
    for word, group in groups.items():
        for (owner, lower), name in inside.items():
            if owner == group:
                plain.setdefault(word + lower, name)
    needs = tuple(tuple(each) for each in described["needs"])
    titles = tuple(str(described.get("titles", "")).split())
    frozen = MappingProxyType
    return Sheet(
        kind,
        str(described["label"]),
        frozen(plain),
        frozen(groups),
        frozen(inside),
        needs,
        frozen(labels),
        titles,
    )


def _texts(words: Mapping[str, object]) -> list[tuple[str, str]]:
    return [(group, str(listed)) for group, listed in words.items()]


def assignable_fields() -> tuple[tuple[str, str], ...]:
    """Return what a column can be assigned to by hand: code such as "survey.households", and its label."""
    return tuple(
        (f"{sheet.kind}.{name}", f"{sheet.label}：{label}")
        for sheet in sheets()
        for name, label in sheet.labels.items()
        if name != "seq"
    )


@cache
def forms(text: str) -> tuple[str, ...]:
    """Return the forms under which a heading is looked up, the fullest first.

    收费标准(元/㎡·月) is 收费标准 as well, 其中：在职党员 is 在职党员, 是否有门禁 is 门禁.
    """
    folded = fold(text)
    whole = _SIGNS.sub("", folded)
    bare = _SIGNS.sub("", _BRACKETS.sub("", folded))
    stripped = _AFFIXES.sub("", _AFFIXES.sub("", bare))
    return tuple(dict.fromkeys(form for form in (whole, bare, stripped) if form))


def meaning(sheet: Sheet, upper: str, lower: str, before: str | None) -> str | None:
    """Return the field a column's heading means, or None.

    Args:
        sheet: the kind of sheet it is tried for.
        upper: text of the upper heading row, carried over the columns it spans; "" for one row.
        lower: text of the lower row, or the only one.
        before: field of the column to the left, whose telephone or date a bare 联系电话 is.
    """
    group = (
        next((sheet.groups[form] for form in forms(upper) if form in sheet.groups), None) if upper else None
    )
    words = forms(lower) if lower else forms(upper)
    if group is not None and lower:
        for word in words:
            if (group, word) in sheet.inside:
                return sheet.inside[group, word]
    if upper and lower:
        for word in forms(upper + lower):
            if word in sheet.plain:
                return sheet.plain[word]
    follower = _follower(words, before) if group is None and sheet.kind == "survey" else None
    return follower or next((sheet.plain[word] for word in words if word in sheet.plain), None)


def _follower(words: tuple[str, ...], before: str | None) -> str | None:
    group = _GROUP_OF.get(before or "")
    for what, listed in _FOLLOWERS.items():
        if group is not None and any(word in listed for word in words):
            return _FOLLOWING.get((group, what))
    return None
