"""Values of rules as people read and type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.rule_values import (
    Unfit,
    contradiction_in,
    is_named,
    label_of,
    share_from,
    sort_of,
    unit_of,
    value_from,
    value_in_words,
    values_in_words,
    weaker_than,
)
from models.rules.rulebook import Scalar, threshold_from
from models.rules.voting import in_words
from tests.unit.rules.book import shipped_book, shipped_rules


def test_every_value_of_the_shipped_rules_has_a_name() -> None:
    unnamed = {name for rule in shipped_rules() for name in rule.value if not is_named(name)}
    assert unnamed == set()


def test_a_value_without_a_name_keeps_its_own() -> None:
    assert (label_of("zzz"), unit_of("zzz"), is_named("zzz")) == ("zzz", "", False)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            "civil-code-278-special",
            "按参与表决的计算，参与表决面积三分之二以上，参与表决人数三分之二以上，"
            "同意面积四分之三以上，同意人数四分之三以上，无效票不计入比例",
        ),
        ("committee.seats.owners", "最少5人，最多11人，单数"),
        ("disclosure.in_time", "工作日3个"),
    ],
)
def test_a_rule_in_words(code: str, words: str) -> None:
    rule = shipped_book().by_code(code)
    assert rule is not None
    assert values_in_words(rule.value) == words


def test_single_values_in_words() -> None:
    assert value_in_words("odd", True) == "是"
    assert value_in_words("odd", False) == "否"
    assert values_in_words({"odd": False}) == "单数：否"
    assert value_in_words("of", "nobody") == "nobody"
    assert value_in_words("named", "《方案》") == "《方案》"


@pytest.mark.parametrize(
    ("typed", "share"),
    [
        ("三分之二以上", ">=2/3"),
        ("2/3以上", ">=2/3"),
        ("２／３ 以上", ">=2/3"),
        ("≥2/3", ">=2/3"),
        ("不少于4/6", ">=2/3"),
        ("至少五分之四", ">=4/5"),
        ("超过1/2", ">1/2"),
        (">1/2", ">1/2"),
        ("多于三分之一", ">1/3"),
        ("三分之两以上", ">=2/3"),
        ("过半数", ">1/2"),
        ("半数以上", ">=1/2"),
        ("全部", ">=1/1"),
        ("1/1以上", ">=1/1"),
        ("2/3", None),
        ("三分之二", None),
        ("超过1/2以上", None),
        ("超过1/1", None),
        ("0/3以上", None),
        ("3/2以上", None),
        ("1/0以上", None),
        ("一半", None),
        ("", None),
    ],
)
def test_typed_shares(typed: str, share: str | None) -> None:
    assert share_from(typed) == share


@given(st.integers(1, 10), st.integers(1, 10), st.booleans())
def test_a_share_is_read_as_it_is_shown(part: int, whole: int, included: bool) -> None:
    if part > whole or (part == whole and not included):
        return
    threshold = threshold_from(f"{'>=' if included else '>'}{part}/{whole}")
    read = share_from(in_words(threshold))
    assert read is not None
    assert threshold_from(read) == threshold


@pytest.mark.parametrize(
    ("name", "like", "typed", "value"),
    [
        ("odd", True, False, False),
        ("odd", False, True, True),
        ("min", 3, "５人", 5),
        ("days", 15, " 20 ", 20),
        ("of", "all", "present", "present"),
        ("quorum", ">1/2", "三分之二以上", ">=2/3"),
        ("named", "旧", "新 文件", "新 文件"),
    ],
)
def test_typed_values(name: str, like: Scalar, typed: object, value: Scalar) -> None:
    assert value_from(name, like, typed) == value


@pytest.mark.parametrize(
    ("name", "like", "typed", "sentence"),
    [
        ("min", 3, "0", "“最少”请写1到9999的整数，现在是“0”。"),
        ("min", 3, "-1", "整数"),
        ("min", 3, "10000", "整数"),
        ("min", 3, "三", "整数"),
        ("min", 3, None, "整数"),
        ("of", "all", "nobody", "请从列表里选"),
        ("quorum", ">1/2", "2/3", "要看得出含不含本数，现在是“2/3”"),
        ("named", "旧", "", "请写1到200个字"),
        ("named", "旧", "字" * 201, "请写1到200个字"),
    ],
)
def test_what_is_no_value(name: str, like: Scalar, typed: object, sentence: str) -> None:
    with pytest.raises(Unfit) as unfit:
        value_from(name, like, typed)
    assert sentence in unfit.value.sentence


def test_values_that_do_not_go_together() -> None:
    assert contradiction_in({"min": 9, "max": 7}) == "“最少9人”大于“最多7人”，请改正。"
    assert contradiction_in({"min": 3, "usual_max": 5, "max": 7}) is None
    assert contradiction_in({"usual_max": 8, "max": 7}) is not None
    assert contradiction_in({"odd": True}) is None


def test_sorts() -> None:
    told = [sort_of("x", value) for value in (True, 3, ">1/2", "words")] + [sort_of("of", "all")]
    assert told == ["flag", "number", "share", "text", "base"]


@pytest.mark.parametrize(
    ("own", "weaker"),
    [
        ({}, ()),
        ({"quorum": ">=2/3", "approve": ">=2/3"}, ()),
        ({"quorum": ">=1/2"}, ("quorum",)),
        ({"approve": ">1/3"}, ("approve",)),
        ({"of": "all"}, ()),
        ({"of": "valid"}, ("of",)),
        ({"posted_days": 1}, ()),
    ],
)
def test_what_asks_for_less_than_the_law(own: dict[str, Scalar], weaker: tuple[str, ...]) -> None:
    law: dict[str, Scalar] = {"quorum": ">1/2", "approve": ">1/2", "of": "present", "posted_days": 3}
    assert weaker_than({**law, **own}, law) == weaker
