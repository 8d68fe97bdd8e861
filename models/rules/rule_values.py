"""The values of rules as people read and type them: shares, numbers, words, each with its name in Chinese."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final, Literal

from models.rules.rulebook import Scalar, threshold_from
from models.rules.text import clean, narrow
from models.rules.voting import in_words

Sort = Literal["share", "number", "flag", "base", "text"]

BASES: Final[Mapping[str, str]] = {
    "all": "全体应到的",
    "present": "到会的",
    "participants": "参与表决的",
    "valid": "有效票",
}
"""What a share in favour is reckoned by, as the value "of" says it."""
_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "of": ("同意的比例按谁计算", ""),
    "quorum": ("到会人数", ""),
    "quorum_heads": ("参与表决人数", ""),
    "quorum_area": ("参与表决面积", ""),
    "approve": ("同意人数", ""),
    "approve_heads": ("同意人数", ""),
    "approve_area": ("同意面积", ""),
    "invalid_left_out": ("无效票不计入比例", ""),
    "propose_quorum": ("提议时到会", ""),
    "residents": ("居民提议", ""),
    "households": ("户提议", ""),
    "representatives": ("居民代表", ""),
    "notice_days": ("提前通知", "天"),
    "announced_days": ("提前公告", "天"),
    "posted_days": ("公布期限", "天"),
    "posting_days": ("张贴", "天"),
    "filed_days": ("备案期限", "天"),
    "days_before": ("提前提醒", "天"),
    "days": ("张贴", "天"),
    "day": ("期限为次月", "日前"),
    "months_back": ("只看最近", "个月"),
    "back_days": ("只看最近", "天"),
    "final_days": ("会后几天内定稿", "天"),
    "working_days": ("工作日", "个"),
    "months": ("每", "个月一次"),
    "per_month": ("每月", "次"),
    "visits_per_week": ("每周走访", "次"),
    "half_days": ("每次", "个半天"),
    "years": ("任期", "年"),
    "max_years": ("任期最长", "年"),
    "keep_years": ("保存", "年"),
    "keep_months": ("保存", "个月"),
    "keep_forever": ("永久保存", ""),
    "kinds": ("公开内容", "类"),
    "min": ("最少", "人"),
    "max": ("最多", "人"),
    "usual_max": ("一般最多", "人"),
    "max_members": ("一般最多", "人"),
    "min_full_members": ("正式党员至少", "人"),
    "from_full_members": ("正式党员从", "人起"),
    "odd": ("单数", ""),
    "competitive": ("差额", ""),
    "before_election": ("选举以前", ""),
    "party_first": ("先由党组织研究", ""),
    "in_principle": ("原则上", ""),
    "promptly": ("及时", ""),
    "named": ("写作", ""),
    "steps": ("步骤", ""),
    "never_skipped": ("不能跳过", ""),
    "needed": ("要有", ""),
    "wanted": ("提倡有", ""),
    "kept": ("要保存", ""),
    "shown": ("显示", ""),
    "checked": ("核对", ""),
    "answered": ("要答复", ""),
    "most": ("每人最多受托", "人"),
    "paper": ("要有委托书", ""),
    "building": ("楼栋", "日"),
    "courtyard": ("楼院", "日"),
    "community": ("社区", "日"),
    "subdistrict": ("办事处", "日"),
    "department": ("职能部门", "日"),
    "most_soon": ("较急的最多", "日"),
    "most_urgent": ("紧急的最多", "日"),
}
_LONGEST: Final = 200
_MOST: Final = 9999


def sort_of(name: str, value: Scalar) -> Sort:
    """Return what kind of value stands under a name of a rule."""
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int):
        return "number"
    if name == "of":
        return "base"
    return "share" if value.startswith(">") else "text"


def label_of(name: str) -> str:
    """Return the name of a value as the user reads it; one that is not known stays as it is."""
    return _NAMES.get(name, (name, ""))[0]


def unit_of(name: str) -> str:
    """Return the measure word behind a number, "" where none stands."""
    return _NAMES.get(name, ("", ""))[1]


def is_named(name: str) -> bool:
    """Tell whether a value has a name in Chinese."""
    return name in _NAMES


def value_in_words(name: str, value: Scalar) -> str:
    """Return one value as it is shown: 三分之二以上, 3人, 是."""
    sort = sort_of(name, value)
    if sort == "flag":
        return "是" if value else "否"
    if sort == "number":
        return f"{value}{unit_of(name)}"
    if sort == "base":
        return BASES.get(str(value), str(value))
    return in_words(threshold_from(str(value))) if sort == "share" else str(value)


def values_in_words(values: Mapping[str, Scalar]) -> str:
    """Return all values of a rule in one line; a flag that is on is its name alone."""
    told = []
    for name, value in values.items():
        if value is True:
            told.append(label_of(name))
        elif value is False:
            told.append(f"{label_of(name)}：否")
        elif sort_of(name, value) == "base":
            told.append(f"按{value_in_words(name, value)}计算")
        else:
            told.append(f"{label_of(name)}{value_in_words(name, value)}")
    return "，".join(told)


_CHINESE: Final = dict(zip("一二三四五六七八九十", range(1, 11), strict=True)) | {"两": 2}
_SHARE = re.compile(
    r"(>=|>|不少于|不低于|至少|达到|超过|大于|多于)?"
    r"(?:([0-9]{1,4})/([0-9]{1,4})|([0-9]{1,4}|[一二三四五六七八九十])分之([0-9]{1,4}|[一两二三四五六七八九十]))"
    r"(以上|（含）|\(含\))?"
)
_WORDS: Final[Mapping[str, str]] = {
    "过半数": ">1/2",
    "过半": ">1/2",
    "超过半数": ">1/2",
    "半数以上": ">=1/2",
    "全部": ">=1/1",
    "全体": ">=1/1",
    "一致": ">=1/1",
}


def share_from(typed: str) -> str | None:
    """Return a share as rules keep it (">=2/3", ">1/2"), None where it cannot be read.

    三分之二以上, 2/3以上, 不少于2/3 and ≥2/3 include the number (民法典第1259条); 过半数, 超过1/2 and >1/2 do
    not. A share without such a word is not understood: whether the number is included decides votes.
    """
    text = narrow(clean(typed)).replace(" ", "").replace("≥", ">=")
    if text in _WORDS:
        return _WORDS[text]
    found = _SHARE.fullmatch(text)
    if found is None:
        return None
    before, part, whole, chinese_whole, chinese_part, after = found.groups()
    above, below = _number(part or chinese_part), _number(whole or chinese_whole)
    beyond = before in (">", "超过", "大于", "多于")
    if (not before and not after) or (beyond and after) or not 0 < above <= below:
        return None
    if beyond and above == below:
        return None
    share = Fraction(above, below)
    return f"{'>' if beyond else '>='}{share.numerator}/{share.denominator}"


def _number(text: str) -> int:
    return _CHINESE[text] if text in _CHINESE else int(text)


class Unfit(ValueError):
    """A typed value cannot be that of a rule; `sentence` says why, in Chinese."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def value_from(name: str, like: Scalar, typed: object) -> Scalar:
    """Return a value of a rule as it is typed.

    Args:
        name: of the value.
        like: what stands there, which says what kind of value it is.
        typed: text, or a bool for a flag.

    Raises:
        Unfit: it cannot be that.
    """
    sort = sort_of(name, like)
    if sort == "flag":
        return typed is True
    text = clean("" if typed is None else str(typed))
    label = label_of(name)
    if sort == "number":
        bare = narrow(text).removesuffix(unit_of(name))
        if not (bare.isascii() and bare.isdigit() and 0 < int(bare) <= _MOST):
            raise Unfit(f"“{label}”请写1到{_MOST}的整数，现在是“{text[:20]}”。")
        return int(bare)
    if sort == "base":
        if text not in BASES:
            raise Unfit(f"“{label}”请从列表里选。")
        return text
    if sort == "share":
        share = share_from(text)
        if share is None:
            raise Unfit(
                f"“{label}”请写成“三分之二以上”“过半数”或“超过1/2”，要看得出含不含本数，现在是“{text[:20]}”。"
            )
        return share
    if not 0 < len(text) <= _LONGEST:
        raise Unfit(f"“{label}”请写1到{_LONGEST}个字。")
    return text


def contradiction_in(values: Mapping[str, Scalar]) -> str | None:
    """Return why the values of one rule do not go together, as a sentence; None when they do."""
    numbers = {name: value for name, value in values.items() if type(value) is int}
    for low, high in (("min", "usual_max"), ("min", "max"), ("usual_max", "max")):
        if low in numbers and high in numbers and numbers[low] > numbers[high]:
            return (
                f"“{label_of(low)}{value_in_words(low, numbers[low])}”大于"
                f"“{label_of(high)}{value_in_words(high, numbers[high])}”，请改正。"
            )
    return None


def weaker_than(own: Mapping[str, Scalar], law: Mapping[str, Scalar]) -> tuple[str, ...]:
    """Return the names of the values that ask for less than the law does.

    A share is weaker when it is smaller, or the same with the number included where the law leaves it out.
    What a share is reckoned by may be everybody, or what the law says.

    Args:
        own: values of a courtyard's rule.
        law: values of the rule it stands for.
    """
    found = []
    for name, value in law.items():
        sort, mine = sort_of(name, value), own.get(name, value)
        if sort == "base" and mine not in (value, "all"):
            found.append(name)
        if sort == "share":
            asked, given = threshold_from(str(value)), threshold_from(str(mine))
            if given.share < asked.share or (
                given.share == asked.share and given.included and not asked.included
            ):
                found.append(name)
    return tuple(found)
