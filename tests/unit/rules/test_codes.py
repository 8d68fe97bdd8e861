"""Words of the survey sheet that stand for a code."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from models import vocab
from models.rules import codes
from models.rules.answers import BLANKED, EMPTY, UNREAD
from models.rules.base import Parsed
from models.rules.codes import Charge
from tests.unit.rules.cells import CELLS, DAY

Reader = Callable[[object], Parsed[Any]]

LABELLED: list[tuple[Reader, vocab.Vocabulary]] = [
    (codes.parse_facility, vocab.FACILITY),
    (codes.parse_sex, vocab.SEX),
    (codes.parse_party_membership, vocab.MEMBERSHIP),
    (codes.parse_committee_kind, vocab.COMMITTEE_KIND),
    (codes.parse_party_kind, vocab.PARTY_KIND),
    (codes.parse_property_mode, vocab.PROPERTY_MODE),
]
READERS: list[Reader] = [reader for reader, _ in LABELLED] + [
    codes.parse_yes_no,
    codes.parse_charge,
    codes.parse_vetting,
]


@pytest.mark.parametrize(
    ("reader", "code", "label"),
    [(reader, code, label) for reader, words in LABELLED for code, label in words],
)
def test_every_label_is_its_code_unchanged(reader: Reader, code: str, label: str) -> None:
    assert reader(label) == Parsed(code)
    assert reader(f" {label}\u3000") == Parsed(code, changed=True)


@pytest.mark.parametrize(("code", "label"), list(vocab.VETTING_OUTCOME))
def test_every_outcome_of_vetting_is_its_code_unchanged(code: str, label: str) -> None:
    assert codes.parse_vetting(label) == Parsed((code, None))


@pytest.mark.parametrize(
    ("reader", "typed", "code"),
    [
        (codes.parse_facility, "√", "yes"),
        (codes.parse_facility, "是", "yes"),
        (codes.parse_facility, "×", "no"),
        (codes.parse_facility, "Ｘ", "no"),
        (codes.parse_facility, "否", "no"),
        (codes.parse_facility, 1, "yes"),
        (codes.parse_facility, 0.0, "no"),
        (codes.parse_facility, "有（损坏）", None),
        (codes.parse_sex, "男性", "male"),
        (codes.parse_sex, "女 ", "female"),
        (codes.parse_party_membership, "党员", "full"),
        (codes.parse_party_membership, "党员（预备）", "probationary"),
        (codes.parse_party_membership, "民盟盟员", "democratic"),
        (codes.parse_party_membership, "九三学社社员", "democratic"),
        (codes.parse_party_membership, "农工党党员", "democratic"),
        (codes.parse_party_membership, "致公党党员", "democratic"),
        (codes.parse_party_membership, "团员", "league"),
        (codes.parse_party_membership, "是", "full"),
        (codes.parse_party_membership, "老党员同志", None),
        (codes.parse_committee_kind, "业委会", "owners"),
        (codes.parse_committee_kind, "议事会", "council"),
        (codes.parse_committee_kind, "居民自治管理委员会", "self_management"),
        (codes.parse_committee_kind, "合唱队", None),
        (codes.parse_party_kind, "功能型党支部", "functional"),
        (codes.parse_party_kind, "航海东路1号院党支部", "courtyard_branch"),
        (codes.parse_party_kind, "煤建公司家属院功能型党支部", "functional"),
        (codes.parse_party_kind, "东片区联合党支部", "area_branch"),
        (codes.parse_party_kind, "某院联合党支部", "area_branch"),
        (codes.parse_party_kind, "远大社区党委", "community_committee"),
        (codes.parse_party_kind, "3号楼党小组", "building_group"),
        (codes.parse_party_kind, "郑纺机西院党小组", "courtyard_group"),
        (codes.parse_party_kind, "工会", None),
        (codes.parse_property_mode, "聘用", "hired"),
        (codes.parse_property_mode, "物业公司", "company"),
        (codes.parse_property_mode, "打包", "bundled"),
        (codes.parse_property_mode, "分项", "itemised"),
        (codes.parse_property_mode, "自管", "self_service"),
        (codes.parse_property_mode, "无物业", "none"),
    ],
)
def test_other_words_for_a_code(reader: Reader, typed: object, code: str | None) -> None:
    assert reader(typed) == (UNREAD if code is None else Parsed(code, changed=True))


@pytest.mark.parametrize(
    ("reader", "typed"),
    [
        (codes.parse_committee_kind, "无"),
        (codes.parse_committee_kind, "未成立"),
        (codes.parse_committee_kind, "/"),
        (codes.parse_party_kind, "未成立"),
        (codes.parse_property_mode, "/"),
        (codes.parse_facility, "—"),
        (codes.parse_party_membership, "不详"),
    ],
)
def test_placeholders_are_nothing(reader: Reader, typed: str) -> None:
    assert reader(typed) == BLANKED


@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_text_at_all(reader: Reader) -> None:
    assert reader("") == reader(None) == reader("  ") == EMPTY
    assert reader("／") == BLANKED
    assert reader("说不清的一句话") == UNREAD
    assert reader("长" * 61) == UNREAD
    assert reader(DAY) == UNREAD
    assert reader(-7) == UNREAD


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("是", Parsed(True)),
        ("否", Parsed(False)),
        (True, Parsed(True)),
        (False, Parsed(False)),
        ("√", Parsed(True, changed=True)),
        ("有", Parsed(True, changed=True)),
        ("×", Parsed(False, changed=True)),
        ("无", Parsed(False, changed=True)),
        (1.0, Parsed(True, changed=True)),
        (0, Parsed(False, changed=True)),
        ("也许", UNREAD),
    ],
)
def test_yes_and_no(typed: object, read: Parsed[bool]) -> None:
    assert codes.parse_yes_no(typed) == read


def square(mills: int) -> Charge:
    return Charge(mills, "sqm_month")


def home(mills: int) -> Charge:
    return Charge(mills, "household_month")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (0.2, Parsed(square(200))),
        (0.125, Parsed(square(125))),
        (10, Parsed(square(10_000))),
        (10.0, Parsed(square(10_000))),
        ("0.3", Parsed(square(300))),
        ("0.5元/㎡·月", Parsed(square(500), changed=True)),
        ("0.5 元／平方米·月", Parsed(square(500), changed=True)),
        ("每m2每月0.25元", Parsed(square(250), changed=True)),
        ("0.2元", Parsed(square(200), changed=True)),
        ("每户每月10元", Parsed(home(10_000), changed=True)),
        ("10元/户·月", Parsed(home(10_000), changed=True)),
        ("10元/户", Parsed(home(10_000), changed=True)),
        ("每户每月１０元", Parsed(home(10_000), changed=True)),
        ("免费", Parsed(square(0), changed=True)),
        ("约0.3", Parsed(square(300), changed=True, about=True)),
        ("每户10元左右", Parsed(home(10_000), changed=True, about=True)),
        ("10元/月", UNREAD),
        ("每户每年120元", UNREAD),
        ("每户每平方米0.1元", UNREAD),
        ("0.2-0.5", UNREAD),
        ("-0.2", UNREAD),
        ("0.1234", UNREAD),
        ("一楼0.2元", UNREAD),
        ("面议", UNREAD),
        ("12345678", UNREAD),
        (0.1234, UNREAD),
        (-1, UNREAD),
        (1e9, UNREAD),
        (1e-7, UNREAD),
        (float("nan"), UNREAD),
        (float("inf"), UNREAD),
        (True, UNREAD),
    ],
)
def test_charges(typed: object, read: Parsed[Charge]) -> None:
    assert codes.parse_charge(typed) == read


def test_the_heading_gives_the_unit_of_a_bare_number() -> None:
    assert codes.parse_charge(10, default_unit="household_month") == Parsed(home(10_000))
    assert codes.parse_charge("10", default_unit="household_month") == Parsed(home(10_000))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("同意", Parsed(("passed", None), changed=True)),
        ("不合格：失信被执行人", Parsed(("failed", "失信被执行人"), changed=True)),
        ("不合格:失信被执行人", Parsed(("failed", "失信被执行人"), changed=True)),
        ("不合格（失信被执行人（2019））", Parsed(("failed", "失信被执行人（2019）"), changed=True)),
        ("不合格，拖欠物业费", Parsed(("failed", "拖欠物业费"), changed=True)),
        ("不通过 有违法建设", Parsed(("failed", "有违法建设"), changed=True)),
        ("本人放弃：身体原因", Parsed(("withdrawn", "身体原因"), changed=True)),
        ("待审：材料不全", UNREAD),
        ("好", UNREAD),
    ],
)
def test_vetting(typed: str, read: Parsed[tuple[str, str | None]]) -> None:
    assert codes.parse_vetting(typed) == read


@pytest.mark.parametrize("reader", READERS)
@given(cell=CELLS)
def test_any_cell_gives_an_answer(reader: Reader, cell: object) -> None:
    read = reader(cell)
    assert read.understood or read.value is None
