"""Amounts in words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.money_words import money_in_words
from tests.helpers.spelled_money import spelled


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (140950, "壹仟肆佰零玖元伍角"),
        (600714, "陆仟零柒元壹角肆分"),
        (10700053, "壹拾万柒仟元零伍角叁分"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (32504, "叁佰贰拾伍元零肆分"),
        (0, "零元整"),
        (100, "壹元整"),
        (5, "伍分"),
        (50, "伍角"),
        (55, "伍角伍分"),
        (1000, "壹拾元整"),
        (10050, "壹佰元零伍角"),
        (10005, "壹佰元零伍分"),
        (1000000, "壹万元整"),
        (1000500, "壹万零伍元整"),
        (1010000, "壹万零壹佰元整"),
        (10000000, "壹拾万元整"),
        (100000000, "壹佰万元整"),
        (1000000000000, "壹佰亿元整"),
        (10000000100, "壹亿零壹元整"),
        (10000700000, "壹亿零柒仟元整"),
        (10005000000, "壹亿零伍万元整"),
        (10050000000, "壹亿零伍拾万元整"),
        (11000000000, "壹亿壹仟万元整"),
        (100000000000000, "壹万亿元整"),
        (-32504, "负叁佰贰拾伍元零肆分"),
        (-5, "负伍分"),
    ],
)
def test_amounts_in_words(fen: int, words: str) -> None:
    assert money_in_words(fen) == words
    assert money_in_words(fen, with_currency=True) == "人民币" + words


_DIGITS = "零壹贰叁肆伍陆柒捌玖"


def _read(words: str) -> int:
    """Read an amount in words back, independently of how it was written."""
    sign = -1 if words.startswith("负") else 1
    words = words.removeprefix("负").removesuffix("整")
    yuan, found, rest = words.rpartition("元")
    fen = 0
    for unit, worth in (("角", 10), ("分", 1)):
        if unit in rest:
            fen += _DIGITS.index(rest[rest.index(unit) - 1]) * worth
    return sign * (_integer(yuan) * 100 + fen if found else fen)


def _integer(words: str) -> int:
    for unit, worth in (("亿", 10**8), ("万", 10**4), ("仟", 1000), ("佰", 100), ("拾", 10)):
        head, found, tail = words.rpartition(unit)
        if found:
            return _integer(head) * worth + _integer(tail)
    return _DIGITS.index(words.replace("零", "") or "零")


@given(st.integers(-(10**15), 10**15) | st.integers(-(10**6), 10**6))
def test_words_say_the_amount(fen: int) -> None:
    words = money_in_words(fen)
    assert _read(words) == fen
    assert "零零" not in words
    assert words.endswith("整") is (fen % 100 == 0)


MOST = 999_999_999_999
"""9,999,999,999.99 yuan."""
EDGES = sorted(
    {
        min(MOST, max(0, head * 10**zeros + tail))
        for head in (1, 9, 10, 11, 99, 101, 1001, 1010, 9999, 10001, 100_010)
        for zeros in range(12)
        for tail in (-1, 0, 1, 5, 10, 50, 99, 100, 105, 1_000_000, 10_000_500)
    }
)


@pytest.mark.parametrize("start", range(0, len(EDGES), 100))
def test_a_second_implementation_writes_the_same_at_the_edges(start: int) -> None:
    for fen in EDGES[start : start + 100]:
        assert money_in_words(fen) == spelled(fen), fen
        assert money_in_words(-fen) == spelled(-fen), -fen


@given(st.integers(0, MOST))
@settings(max_examples=3000)
def test_a_second_implementation_writes_the_same(fen: int) -> None:
    assert money_in_words(fen) == spelled(fen)


@given(st.lists(st.sampled_from("0000123456789"), min_size=1, max_size=12))
@settings(max_examples=3000)
def test_a_second_implementation_writes_the_same_where_many_digits_are_nought(digits: list[str]) -> None:
    fen = int("".join(digits))
    assert money_in_words(fen) == spelled(fen)
