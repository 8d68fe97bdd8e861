"""Which months a rhythm of collecting opinions owes, at the ends of months and of the rhythm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules import duties
from models.rules.collecting import Due, Plan, due_months, next_due, open_months

MONTHLY = Plan(date(2026, 1, 10), 1, 25)


def _months(plan: Plan, until: date) -> list[str]:
    return [each.month for each in due_months(plan, until)]


def test_every_so_many_months_from_the_first() -> None:
    assert _months(MONTHLY, date(2026, 3, 1)) == ["2026-01", "2026-02", "2026-03"]
    assert _months(Plan(date(2025, 11, 1), 3), date(2026, 8, 31)) == [
        "2025-11", "2026-02", "2026-05", "2026-08",
    ]  # fmt: skip
    assert _months(MONTHLY, date(2025, 12, 31)) == []


def test_a_day_the_month_does_not_have_is_its_last() -> None:
    assert [each.due_on for each in due_months(Plan(date(2028, 1, 1), 1, 31), date(2028, 4, 1))] == [
        date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30),
    ]  # fmt: skip
    assert due_months(Plan(date(2026, 12, 1)), date(2026, 12, 1)) == (Due("2026-12", date(2026, 12, 31)),)
    assert due_months(Plan(date(2026, 12, 1), due_day=0), date(2026, 12, 1))[0].due_on == date(2026, 12, 1)


def test_the_first_month_is_not_owed_when_its_day_is_over() -> None:
    assert _months(Plan(date(2026, 1, 26), 1, 25), date(2026, 2, 28)) == ["2026-02"]


def test_nothing_is_owed_after_the_end() -> None:
    plan = Plan(date(2026, 1, 1), 1, 25, date(2026, 3, 1))
    assert _months(plan, date(2026, 12, 31)) == ["2026-01", "2026-02", "2026-03"]
    assert _months(replace(plan, until_day=date(2026, 2, 28)), date(2026, 12, 31)) == ["2026-01", "2026-02"]
    assert next_due(plan, frozenset(), date(2026, 4, 1)) is None


def test_what_was_done_is_not_open() -> None:
    assert [
        (each.month, each.overdue(date(2026, 3, 1)))
        for each in open_months(MONTHLY, frozenset(["2026-01"]), date(2026, 3, 1))
    ] == [("2026-02", 4), ("2026-03", 0)]


def test_the_next_one() -> None:
    today = date(2026, 3, 1)
    assert next_due(MONTHLY, frozenset(), today) == Due("2026-03", date(2026, 3, 25))
    assert next_due(MONTHLY, frozenset(["2026-03"]), today) == Due("2026-04", date(2026, 4, 25))
    assert next_due(Plan(date(2027, 5, 1)), frozenset(), today) == Due("2027-05", date(2027, 5, 31))


def test_a_rhythm_of_no_months_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="less than a month"):
        due_months(Plan(date(2026, 1, 1), 0), date(2026, 2, 1))


@given(
    st.dates(date(2020, 1, 1), date(2024, 12, 31)),
    st.integers(1, 14),
    st.none() | st.integers(1, 31),
    st.none() | st.integers(0, 900),
    st.integers(0, 1200),
    st.sets(st.integers(0, 40)),
)
def test_the_list_of_duties_reckons_the_same(
    begun: date, every: int, due_day: int | None, lasts: int | None, later: int, done_at: set[int]
) -> None:
    until = None if lasts is None else begun + timedelta(days=lasts)
    today = begun + timedelta(days=later)
    done = frozenset(duties.add_months(duties.month_of(begun), number) for number in done_at)
    told = duties.Plan(begun.isoformat(), until.isoformat() if until else None, every, due_day)
    owed = duties.rounds(told, done, duties.Look(today, 60, 0))
    mine = open_months(Plan(begun, every, due_day, until), done, today)
    assert [(each.month, each.due_on.isoformat()) for each in mine] == [(each.key, each.due) for each in owed]
