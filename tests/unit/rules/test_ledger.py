"""Accounts as pure rules: months, running balance, statements, reversing, voucher ranges, hints."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules import ledger
from models.rules.ledger import EntryFacts, Line

MONTHS = [f"2020-{month:02d}" for month in range(6, 13)]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2020-09", "2020-09"),
        ("2020-9", "2020-09"),
        ("2020年9月", "2020-09"),
        ("２０２０年９月份", "2020-09"),
        ("2020.12", "2020-12"),
        ("202009", "2020-09"),
        (" 2020 / 9 ", "2020-09"),
        ("", None),
        (None, None),
        ("不详", None),
    ],
)
def test_months_are_read_as_typed(typed: object, stored: str | None) -> None:
    read = ledger.parse_month(typed)
    assert (read.value, read.understood) == (stored, True)
    assert read.changed == (bool(typed) and stored != typed)


@pytest.mark.parametrize("typed", ["2020-13", "2020-00", "1799-05", "2300-05", "九月", "2020-9-1", "20209"])
def test_what_is_no_month_is_not_understood(typed: str) -> None:
    assert ledger.parse_month(typed).understood is False


@given(st.sampled_from(MONTHS), st.integers(-600, 600))
def test_moving_a_month_there_and_back(month: str, by: int) -> None:
    there = ledger.moved(month, by)
    assert ledger.moved(there, -by) == month
    assert (there > month) == (by > 0)
    assert ledger.parse_month(there).value == there


def test_words_and_days_of_a_month() -> None:
    assert ledger.month_words("2020-09") == "2020年9月"
    assert ledger.first_day("2020-09") == "2020-09-01"
    assert ledger.month_of("2020-09-30") == "2020-09"
    assert ledger.moved("2020-12", 1) == "2021-01"


def test_a_month_is_closed_with_those_ahead_of_it() -> None:
    assert ledger.is_closed("2020-08", None) is False
    assert [ledger.is_closed(month, "2020-08") for month in ("2020-07", "2020-08", "2020-09")] == [
        True,
        True,
        False,
    ]
    assert ledger.first_open("2020-08", None) == "2020-08"
    assert ledger.first_open("2020-07", "2020-08") == "2020-09"
    assert ledger.first_open("2020-10", "2020-08") == "2020-10"


@pytest.mark.parametrize(
    ("month", "late"), [("2020-07", True), ("2020-08", False), ("2020-09", False), ("2021-01", False)]
)
def test_late_is_what_lies_behind_the_month_that_has_just_ended(month: str, late: bool) -> None:
    assert ledger.is_late(month, "2020-09-16") is late


def _id(number: int) -> bytes:
    return number.to_bytes(16, "big")


@st.composite
def lines(draw: st.DrawFn) -> list[Line]:
    """Draw entries of several months, some of them taken back."""
    found: list[Line] = []
    for number in range(draw(st.integers(0, 12))):
        month = draw(st.sampled_from(MONTHS))
        day = f"{month}-{draw(st.integers(1, 28)):02d}"
        side = draw(st.sampled_from(["income", "expense"]))
        kind = draw(st.sampled_from(["a", "b", "c"]))
        found.append(Line(_id(number), month, day, side, kind, draw(st.integers(1, ledger.MOST_FEN))))
    closed = draw(st.none() | st.sampled_from(MONTHS))
    for number, line in enumerate(tuple(found), 100):
        if draw(st.booleans()):
            found.append(ledger.reversing(line, _id(number), "2020-12-31", closed))
    return found


@given(st.integers(-(10**12), 10**12), lines())
def test_the_balance_is_opening_plus_income_less_expense_at_every_prefix(
    opening: int, entries: list[Line]
) -> None:
    ordered = ledger.in_order(entries)
    income = expense = 0
    told = list(ledger.running(opening, ordered))
    assert [line for line, _ in told] == ordered
    for line, balance in told:
        income += line.amount if line.direction == "income" else 0
        expense += line.amount if line.direction == "expense" else 0
        assert balance == opening + income - expense
    for month in MONTHS:
        sums = ledger.sums(opening, entries, month)
        until = [balance for line, balance in told if line.month <= month]
        assert sums.closing == (until[-1] if until else opening)
        assert sums.closing == ledger.sums(opening, entries, ledger.moved(month, 1)).opening
        assert sums.closing == sums.opening + sums.income_total - sums.expense_total


@given(lines(), st.randoms(use_true_random=False))
def test_any_order_of_entries_and_reversals_gives_the_same_statements(
    entries: list[Line], chance: object
) -> None:
    mixed = list(entries)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    for month in MONTHS:
        assert ledger.sums(0, mixed, month) == ledger.sums(0, entries, month)
    assert ledger.in_order(mixed) == ledger.in_order(entries)


@given(lines(), st.sampled_from(MONTHS), st.data())
def test_a_closed_month_never_changes(entries: list[Line], closed: str, data: st.DataObject) -> None:
    """Whatever is entered or taken back after a close lies behind it."""
    before = {month: ledger.sums(0, entries, month) for month in MONTHS if month <= closed}
    later = list(entries)
    for number in range(data.draw(st.integers(0, 5))):
        wanted = data.draw(st.sampled_from(MONTHS))
        month = ledger.first_open(wanted, closed)
        assert not ledger.is_closed(month, closed)
        later.append(Line(_id(200 + number), month, f"{wanted}-01", "income", "a", 5))
    if later:
        line = data.draw(st.sampled_from(later))
        later.append(ledger.reversing(line, _id(300), "2020-12-31", closed))
    assert {month: ledger.sums(0, later, month) for month in before} == before


@given(lines())
def test_a_reversal_takes_back_all_of_it(entries: list[Line]) -> None:
    first = [line for line in entries if line.reverses is None]
    back = [
        ledger.reversing(line, _id(number), "2021-01-05", "2020-12") for number, line in enumerate(first, 400)
    ]
    after = ledger.sums(7, [*first, *back], "2021-01")
    assert (after.closing, after.count) == (7, len(first))
    assert [line.reverses for line in back] == [line.id for line in first]


@pytest.mark.parametrize(
    ("vouchers", "told"),
    [
        ((), ()),
        (("",), ()),
        (("003", "001", "002", "002"), ("001～003",)),
        (("01", "02", "04"), ("01、02", "04")),
        (("9", "10", "11"), ("9", "10、11")),
        (("A-1", "A-2", "A-3", "B-4"), ("A-1～A-3", "B-4")),
        (("收据甲", "1"), ("1", "收据甲")),
        (("1220915001", "1220915015"), ("1220915001", "1220915015")),
        (("9" * 30, "9" * 29 + "8"), ("9" * 29 + "8、" + "9" * 30,)),
    ],
)
def test_voucher_numbers_are_told_as_ranges(vouchers: tuple[str, ...], told: tuple[str, ...]) -> None:
    assert ledger.voucher_ranges(vouchers) == told


@given(st.sets(st.integers(0, 60)))
def test_ranges_name_each_number_once(numbers: set[int]) -> None:
    told = ledger.voucher_ranges(f"{number:03d}" for number in numbers)
    named: list[int] = []
    for part in told:
        ends = [int(each) for each in part.replace("～", "、").split("、")]
        named += range(ends[0], ends[-1] + 1)
    assert named == sorted(numbers)


GOOD = EntryFacts("2020-09-16", 100, False, 0, 0, "王芳", "李强")


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        (replace(GOOD, on_date="2020-09-17"), "on_date", "晚于今天"),
        (replace(GOOD, amount=0), "amount", "金额是零"),
        (replace(GOOD, amount=-1), "amount", "冲正"),
        (replace(GOOD, same_voucher=2), "voucher", "已有2笔"),
        (replace(GOOD, balance_after=-1), "amount", "余额小于零"),
        (replace(GOOD, witness="王芳"), "witness", "同一个人"),
    ],
)
def test_remarkable_entries_are_remarked(facts: EntryFacts, field: str, words: str) -> None:
    (hint,) = ledger.entry_hints(facts, "2020-09-16")
    assert (hint.field, hint.level) == (field, "warn")
    assert words in hint.message


@pytest.mark.parametrize(
    "facts", [GOOD, EntryFacts(), replace(GOOD, amount=-5, reverses=True), replace(GOOD, handler=None)]
)
def test_ordinary_entries_are_not_remarked(facts: EntryFacts) -> None:
    assert ledger.entry_hints(facts, "2020-09-16") == ()
