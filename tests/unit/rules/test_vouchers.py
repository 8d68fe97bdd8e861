"""Voucher numbers: used twice, and missing in a run."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.rules.vouchers import missing, repeated


def test_numbers_used_twice_are_named_once() -> None:
    assert repeated(["002", "001", "002", "002", "收5", "收5"]) == ("002", "收5")
    assert repeated([]) == ()


def test_one_missing_number_and_a_range_of_them() -> None:
    assert missing(["001", "003", "007"]) == ("002", "004～006")


def test_each_book_is_a_run_of_its_own() -> None:
    assert missing(["收001", "收003", "付1", "付2", "白条", "0005"]) == ("收002",)


def test_a_new_book_is_no_gap() -> None:
    assert missing(["001", "900"]) == ()
    assert missing(["01", "52"]) == ("02～51",)
    assert missing(["01", "53"]) == ()


@given(st.sets(st.integers(100, 160), min_size=2))
def test_what_is_missing_and_what_is_there_make_a_whole(numbers: set[int]) -> None:
    lacking: set[int] = set()
    for text in missing(str(number) for number in numbers):
        first, _, last = text.partition("～")
        lacking |= set(range(int(first), int(last or first) + 1))
    assert lacking.isdisjoint(numbers)
    widest = max(b - a for a, b in zip(sorted(numbers), sorted(numbers)[1:], strict=False))
    if widest <= 51:
        assert lacking | numbers == set(range(min(numbers), max(numbers) + 1))
