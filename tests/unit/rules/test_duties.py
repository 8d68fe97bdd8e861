"""Duties of deliberation: which months, periods and rounds are open, from when, until when."""

from __future__ import annotations

from datetime import date

import pytest

from models.rules import duties
from models.rules.duties import Look, Plan, Term

NOW = Look(date(2026, 11, 26), 3, 7)


@pytest.mark.parametrize(
    ("month", "count", "wanted"),
    [
        ("2026-11", 1, "2026-12"),
        ("2026-12", 1, "2027-01"),
        ("2026-01", -1, "2025-12"),
        ("2026-05", -17, "2024-12"),
    ],
)
def test_months_are_counted_over_the_year(month: str, count: int, wanted: str) -> None:
    assert duties.add_months(month, count) == wanted


def test_a_month_without_its_meeting_is_owed_to_its_last_day() -> None:
    assert duties.monthly("2026-10", {"2026-09"}, NOW) == (
        Term("2026-10", "2026-10-01", "2026-10-31", "overdue"),
        Term("2026-11", "2026-11-01", "2026-11-30", "soon"),
    )


def test_a_month_is_owed_once_and_not_before_it_began() -> None:
    assert duties.monthly("2026-11", {"2026-11"}, NOW) == ()
    assert duties.monthly("2026-12", (), NOW) == ()
    assert duties.monthly(None, (), NOW) == ()


def test_one_looks_back_as_far_as_the_rule_says() -> None:
    assert [term.key for term in duties.monthly("2020-01", (), NOW)] == [
        "2026-08",
        "2026-09",
        "2026-10",
        "2026-11",
    ]


@pytest.mark.parametrize(
    ("day", "state"),
    [(date(2026, 11, 22), "due"), (date(2026, 11, 23), "soon"), (date(2026, 11, 30), "soon")],
)
def test_a_deadline_is_near_by_days_and_today_is_not_overdue(day: date, state: str) -> None:
    assert [term.state for term in duties.monthly("2026-11", (), Look(day, 3, 7))] == [state]


def test_half_years_are_counted_from_january() -> None:
    assert duties.periodic("2026-03", (), 6, Look(date(2026, 8, 1), 3, 7)) == (
        Term("2026-01", "2026-01-01", "2026-06-30", "overdue"),
        Term("2026-07", "2026-07-01", "2026-12-31", "due"),
    )
    assert [term.key for term in duties.periodic("2026-03", {"2026-08"}, 6, NOW)] == []
    assert [term.key for term in duties.periodic("2026-03", {"2026-06"}, 6, NOW)] == ["2026-07"]


@pytest.mark.parametrize(
    ("plan", "done", "wanted"),
    [
        (
            Plan("2026-09-01", None, 1, None),
            {"2026-10"},
            [("2026-09", "2026-09-30"), ("2026-11", "2026-11-30")],
        ),
        (Plan("2026-02", None, 3, 15), (), [("2026-08", "2026-08-15"), ("2026-11", "2026-11-15")]),
        (Plan("2026-09-20", "2026-10-31", 1, 31), (), [("2026-09", "2026-09-30"), ("2026-10", "2026-10-31")]),
        (Plan("2026-10-20", None, 1, 10), (), [("2026-11", "2026-11-10")]),
        (Plan("2026-12-01", None, 1, None), (), []),
        (Plan("随便", None, 1, None), (), []),
        (Plan("2026-09-01", None, 0, None), (), []),
    ],
)
def test_rounds_of_collecting(plan: Plan, done: set[str], wanted: list[tuple[str, str]]) -> None:
    assert [(term.key, term.due) for term in duties.rounds(plan, done, NOW)] == wanted


def test_a_committee_is_elected_anew_from_the_reminder_on() -> None:
    assert duties.renewal("2023-12-20", 3, 90, NOW) == Term("", "2026-09-20", "2026-12-19", "due")
    assert duties.renewal("2021-11", 5, 90, NOW) == Term("", "2026-09-01", "2026-11-30", "soon")
    assert duties.renewal("2024-12-20", 3, 90, NOW) is None
    assert duties.renewal(None, 3, 90, NOW) is None


def test_what_has_a_day_of_its_own() -> None:
    assert duties.dated("2026-11-25", "2026-11-20", NOW) == Term("", "2026-11-20", "2026-11-25", "overdue")
    assert duties.dated("2026-11", None, NOW) == Term("", "2026-11-01", "2026-11-30", "soon")
    assert duties.dated(None, "2026-11-20", NOW) is None


def test_minutes_are_owed_some_days_after_a_meeting_of_late() -> None:
    assert duties.minutes("2026-11-26", 7, 90, NOW) == Term("", "2026-11-26", "2026-12-03", "soon")
    assert duties.minutes("2026-11-18", 7, 90, NOW) == Term("", "2026-11-18", "2026-11-25", "overdue")
    assert duties.minutes("2026-11-27", 7, 90, NOW) is None
    assert duties.minutes("2026-01-01", 7, 90, NOW) is None
    assert duties.minutes(None, 7, 90, NOW) is None
