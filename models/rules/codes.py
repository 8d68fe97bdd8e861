"""Words of the survey sheet that stand for a code: kinds, facilities, membership, vetting, charges.

The first word of every code is its label in `models.vocab`; typed text that differs counts as changed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from models.rules.answers import BLANKED, EMPTY, UNREAD
from models.rules.base import Parsed
from models.rules.text import clean, fold, is_placeholder, narrow

_Table = dict[str, Parsed[str]]


def _table(words: Mapping[str, str]) -> _Table:
    """Build the look-up from code → words with blanks between, the label first."""
    table: _Table = {}
    for code, listed in words.items():
        label, *others = listed.split()
        table[label] = Parsed(code)
        for word in others:
            table[fold(word)] = Parsed(code, changed=True)
    return table


def _look_up(table: _Table, value: object) -> Parsed[str]:
    """Return the code of a cell; placeholders the table does not know are nothing."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, int | float) and not isinstance(value, bool) and value in (0, 1):
        value = str(int(value))
    if not isinstance(value, str) or len(value) > 60:
        return UNREAD
    found = table.get(value)
    if found is not None:
        return found
    folded = fold(value)
    found = table.get(folded)
    if found is not None:
        return Parsed(found.value, changed=True)
    if is_placeholder(value):
        return BLANKED if folded else EMPTY
    return UNREAD


_FACILITY: Final = _table(
    {
        "yes": "有 √ ✓ ✔ ☑ 是 对 y yes 1 true 已有 齐全 完好 正常 畅通 通畅 已安装 已装 已设置",
        "partial": "部分 部分有 有部分 不全 不齐全 个别 部分安装 部分楼栋",
        "damaged": "损坏 有损坏 已损坏 坏 已坏 坏了 破损 故障 有故障 失效 停用 不能用 部分损坏",
        "no": "无 × ✗ ✘ ╳ ☒ x 否 不是 n no 0 false 没有 未有 未安装 未装 未设置 缺 缺失",
    }
)


def parse_facility(value: object) -> Parsed[str]:
    """Read the state of a facility: "yes" (√ 是 有), "no" (× 否 无), "partial" (部分) or "damaged" (损坏)."""
    return _look_up(_FACILITY, value)


_YES_NO: Final = {"yes": True, "no": False}
_YES_WORDS: Final = _table(
    {"yes": "是 √ ✓ ✔ ☑ 有 对 y yes 1 true", "no": "否 × ✗ ✘ ╳ ☒ x 无 不是 n no 0 false 没有 非"}
)


def parse_yes_no(value: object) -> Parsed[bool]:
    """Read an answer to 是否…: 是 有 √ are True, 否 无 × are False, an empty cell is None."""
    if isinstance(value, bool):
        return Parsed(value)
    read = _look_up(_YES_WORDS, value)
    if read.value is None:
        return BLANKED if read.changed else (EMPTY if read.understood else UNREAD)
    return Parsed(_YES_NO[read.value], changed=read.changed)


_SEX: Final = _table({"male": "男 男性 m male", "female": "女 女性 f female"})


def parse_sex(value: object) -> Parsed[str]:
    """Read "male" or "female"."""
    return _look_up(_SEX, value)


_MEMBERSHIP: Final = _table(
    {
        "full": "中共党员 党员 正式党员 中共正式党员 共产党员 中国共产党员 中国共产党党员 在职党员 退休党员 "
        "流动党员 党员(正式) 中共党员(正式) 正式 是 √",
        "probationary": "预备党员 中共预备党员 预备 党员(预备) 中共党员(预备) 中共党员(预备党员)",
        "league": "共青团员 团员 中国共青团员 共青团",
        "democratic": "民主党派 民主党派成员 民主党派人士",
        "none": "群众 普通群众 非党员 无党派 无党派人士 入党积极分子 积极分子 发展对象 否 ×",
    }
)
_DEMOCRATIC = re.compile(
    "(?:中国)?(?:民革|民盟|民建|民进|农工党|农工民主党|致公党|九三学社|九三|台盟|民主同盟|民主建国会"
    "|民主促进会|国民党革命委员会|台湾民主自治同盟)(?:盟员|会员|党员|社员|成员)?"
)


def parse_party_membership(value: object) -> Parsed[str]:
    """Read the political status.

    Returns:
        "full" (党员), "probationary" (预备党员), "league" (团员), "democratic" (民盟盟员 …), "none" (群众).
    """
    read = _look_up(_MEMBERSHIP, value)
    if not read.understood and isinstance(value, str) and _DEMOCRATIC.fullmatch(fold(value)):
        return Parsed("democratic", changed=True)
    return read


_COMMITTEE: Final = _table(
    {
        "owners": "业主委员会 业委会 业主大会 业主委员会(业委会)",
        "self_management": "自管会 居民自治管理委员会 自治管理委员会 居民自管会 居民自我管理委员会 "
        "楼院自管会 自我管理委员会 自管委员会 自治管理小组 自管小组",
        "council": "居民议事会 议事会 居民议事委员会 居民代表议事会 楼院议事会 议事委员会",
    }
)


def parse_committee_kind(value: object) -> Parsed[str]:
    """Read the kind of self-governance (policy 2.2a): "owners", "self_management" or "council".

    未成立 and 无 are nothing.
    """
    return _look_up(_COMMITTEE, value)


_PARTY_KIND: Final = _table(
    {
        "community_committee": "社区党组织 社区党委 社区党总支 社区党支部 社区党委会",
        "courtyard_branch": "楼院党支部 党支部 支部 小区党支部 院落党支部 家属院党支部 庭院党支部",
        "area_branch": "片区党支部 片区联合党支部 联合党支部 片区支部 联合支部",
        "courtyard_group": "楼院党小组 党小组 小区党小组 院落党小组 家属院党小组",
        "building_group": "楼栋党小组 楼门党小组 单元党小组 楼组党小组",
        "functional": "功能型党组织 功能型党支部 功能型党小组 功能性党组织 功能性党支部 临时党支部",
    }
)
_PARTY_NAMES: Final = (
    ("功能", "党", "functional"),
    ("片区", "支部", "area_branch"),
    ("联合", "支部", "area_branch"),
    ("社区党", "", "community_committee"),
    ("楼栋", "小组", "building_group"),
    ("号楼", "党小组", "building_group"),
    ("党小组", "", "courtyard_group"),
    ("党支部", "", "courtyard_branch"),
)


def parse_party_kind(value: object) -> Parsed[str]:
    """Read the kind of a Party organisation from its kind or, failing that, from its full name.

    Returns:
        "community_committee", "courtyard_branch", "area_branch", "courtyard_group", "building_group" or
        "functional" (policy 2.1a, 4.1).
    """
    read = _look_up(_PARTY_KIND, value)
    if read.understood or not isinstance(value, str) or len(value) > 60:
        return read
    for word, other, code in _PARTY_NAMES:
        if word in value and other in value:
            return Parsed(code, changed=True)
    return UNREAD


_PROPERTY: Final = _table(
    {
        "company": "物业企业 物业公司 物业 专业物业 物业服务企业 物业服务公司 红色物业 "
        "聘请物业企业 专业物业公司",
        "self_service": "居民自我服务 自我服务 居民自治服务 居民自管 自管 居民自治 自治服务",
        "hired": "聘用保洁、门卫 聘用 聘用保洁 聘用门卫 聘用保洁门卫 聘用保洁和门卫 聘用人员 雇用 雇佣 "
        "聘用保洁,门卫 聘用保安、保洁",
        "bundled": "打包委托 打包 整体打包 整体委托 打包委托物业",
        "itemised": "分项委托 分项 单项委托 分项服务",
        "none": "无 无物业 没有 没有物业 无物业服务 暂无",
    }
)


def parse_property_mode(value: object) -> Parsed[str]:
    """Read how property service is arranged (policy 2.4); 无 is the answer "none"."""
    return _look_up(_PROPERTY, value)


@dataclass(frozen=True, slots=True)
class Charge:
    """What property service costs.

    Attributes:
        amount_mills: thousandths of a yuan, because 0.125 元/㎡·月 is a real charge and fen are too coarse.
        unit: "sqm_month" (元/㎡·月) or "household_month" (元/户·月).
    """

    amount_mills: int
    unit: str


_AMOUNT = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,3})?")
_CHARGE_NOISE = re.compile(r"收费|人民币|每个?月|按月|/月|·月|月|[¥￥/·.,、。:]|元|块|每|一|的|\s")
_PER_AREA = re.compile("㎡|m²|m2|平方米|平米|平方|平")


def parse_charge(value: object, *, default_unit: str = "sqm_month") -> Parsed[Charge]:
    """Read a charge: 0.2, 0.5元/㎡·月, 每户每月10元; 免费 is a charge of nothing.

    Args:
        value: a cell.
        default_unit: unit of a bare number, which the heading of the column gives.
    """
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return UNREAD
    if isinstance(value, int | float):
        mills = _mills(str(value).removesuffix(".0")) if 0 <= value < 1e7 else None
        return UNREAD if mills is None else Parsed(Charge(mills, default_unit))
    return _charge_text(value, default_unit) if isinstance(value, str) else UNREAD


@lru_cache(maxsize=1024)
def _charge_text(typed: str, default_unit: str) -> Parsed[Charge]:
    text = _PER_AREA.sub("㎡", narrow(clean(typed)).lower())
    if is_placeholder(text):
        return BLANKED if text else EMPTY
    if text in ("免费", "不收费"):
        return Parsed(Charge(0, default_unit), changed=True)
    about = text.startswith("约") or text.endswith("左右")
    if len(text) > 40 or "年" in text or "季" in text or "天" in text:
        return UNREAD
    bare = text.removeprefix("约").removesuffix("左右")
    amount = _AMOUNT.search(bare)
    mills = _mills(amount.group()) if amount is not None else None
    if amount is None or mills is None:
        return UNREAD
    rest = bare[: amount.start()] + " " + bare[amount.end() :]
    unit = _charge_unit(rest, default_unit)
    if unit is None:
        return UNREAD
    return Parsed(Charge(mills, unit), changed=amount.group() != typed, about=about)


def _charge_unit(rest: str, default_unit: str) -> str | None:
    """Return the unit the words around the amount name, None when they say something else."""
    without_area = rest.replace("㎡", "")
    without_home = without_area.replace("户", "")
    if _CHARGE_NOISE.sub("", without_home).strip("()"):
        return None
    if without_home != without_area:
        return "household_month" if without_area == rest else None
    if without_area != rest:
        return "sqm_month"
    return None if "月" in rest else default_unit  # 10元/月: for what, nobody can tell


def _mills(text: str) -> int | None:
    return int(Decimal(text) * 1000) if _AMOUNT.fullmatch(text) else None


_VETTING: Final = _table(
    {
        "passed": "合格 同意 通过 符合 符合条件 审查合格 审核通过 审查通过 无异议 "
        "同意推荐 同意提名 符合任职条件",
        "failed": "不合格 不同意 不通过 未通过 不符合 不符合条件 审查不合格 审核不通过 审查未通过 未通过审查",
        "withdrawn": "放弃 自愿放弃 本人放弃 放弃资格 退出",
    }
)
_REASON = re.compile(r"([^\W_]+)\s*(?:[:：,，;；。、]\s*|\s)(.+)|([^\W_]+)\s*[(（](.+)[)）]")


def parse_vetting(value: object) -> Parsed[tuple[str, str | None]]:
    """Read the outcome of vetting a candidate (policy 2.2b) and the circumstance behind it.

    Returns:
        ("passed", None) for 合格 and 同意; ("failed", "失信被执行人") for 不合格：失信被执行人;
        ("withdrawn", None) for 放弃.
    """
    read = _look_up(_VETTING, value)
    if read.value is not None:
        return Parsed((read.value, None), changed=read.changed)
    if read.understood:
        return BLANKED if read.changed else EMPTY
    match = _REASON.fullmatch(clean(value)) if isinstance(value, str) else None
    if match is None:
        return UNREAD
    outcome = _VETTING.get(match[1] or match[3])
    if outcome is None or outcome.value is None:
        return UNREAD
    return Parsed((outcome.value, match[2] or match[4]), changed=True)
