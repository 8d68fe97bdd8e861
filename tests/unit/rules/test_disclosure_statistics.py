"""Rates of disclosure: what is due, shown, late; days late; objections; sums; per cent without floats."""

from __future__ import annotations

from dataclasses import astuple, fields
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.disclosure import Courtyard, DisclosureItem, Obligation
from models.rules.disclosure_statistics import (
    IN_TIME,
    LATE,
    MISSING,
    WAITING,
    Community,
    Figures,
    ObjectionFact,
    days_late,
    figures,
    lines,
    months_between,
    outcome,
    per_cent,
    thousandths,
    total,
    total_line,
)

ON = "2020-10-16"
ITEM = DisclosureItem(b"i" * 16, "parking", "停车费", "monthly", "month", "accounts")
NEAR, FAR, NOWHERE = Community(b"n" * 16, "安飞社区"), Community(b"f" * 16, "远大社区"), Community(None, "")


def owed(due: str, done: str | None = None, place: Community = NEAR) -> Obligation:
    yard = Courtyard(b"y" * 16, "一院", place.unit, place.name)
    return Obligation(yard, ITEM, due[:7], due, due, "done" if done else "due", done)


@pytest.mark.parametrize(
    ("due", "done", "what", "days"),
    [
        ("2020-10-10", "2020-10-10", IN_TIME, 0),
        ("2020-10-10", "2020-10-09", IN_TIME, 0),
        ("2020-10-10", "2020-10-11", LATE, 1),
        ("2020-09-30", "2020-10-09", LATE, 9),  # holidays count: calendar days
        ("2020-10-15", None, MISSING, 1),
        ("2020-10-16", None, WAITING, 0),
        ("2020-10-20", None, WAITING, 0),
        ("2019-10-16", None, MISSING, 366),
        ("2020-10-20", "2020-10-16", IN_TIME, 0),
    ],
)
def test_what_came_of_an_obligation(due: str, done: str | None, what: str, days: int) -> None:
    assert outcome(owed(due, done), ON) == what
    assert days_late(owed(due, done), ON) == days


def test_figures_count_each_once_and_keep_the_greatest_delay() -> None:
    found = figures(
        [
            owed("2020-10-10", "2020-10-10"),
            owed("2020-10-10", "2020-10-12"),
            owed("2020-10-10", "2020-10-15"),
            owed("2020-10-12"),
            owed("2020-10-16"),
        ],
        [],
        ON,
    )
    assert found == Figures(in_time=1, late=2, missing=1, waiting=1, days_late=11, most_days_late=5)
    assert (found.due, found.shown) == (4, 3)
    assert not found.is_empty


def test_objections_late_only_where_the_day_is_known() -> None:
    said = [
        ObjectionFact(NEAR, "2020-10-09", "2020-10-12", "2020-10-12"),
        ObjectionFact(NEAR, "2020-10-09", "2020-10-12", "2020-10-13"),
        ObjectionFact(NEAR, "2020-10-09", "2020-10-12"),
        ObjectionFact(NEAR, "2020-10-13", "2020-10-16"),
        ObjectionFact(NEAR, "2020-10"),
        ObjectionFact(NEAR, "2020-10-09", None, "2020-10-15"),
    ]
    assert figures([], said, ON) == Figures(objections=6, answered=3, answered_late=1, unanswered_late=1)
    assert not figures([], said, ON).is_empty
    assert figures([], [], ON).is_empty
    assert not Figures(waiting=1).is_empty


def test_lines_by_community_and_month_of_the_deadline() -> None:
    found = lines(
        [NEAR, FAR],
        [
            owed("2020-09-10", "2020-09-08"),
            owed("2020-10-12"),
            owed("2020-10-12", place=NOWHERE),
            owed("2020-11-10", place=Community(b"x" * 16, "没有行")),
            owed("2019-09-10"),
        ],
        [ObjectionFact(FAR, "2020-09"), ObjectionFact(FAR, "2020-11-01")],
        ("2020-09", "2020-10"),
        ON,
    )
    assert [line.community for line in found] == [NEAR, FAR, NOWHERE]
    near, far, nowhere = found
    assert near.months == (Figures(in_time=1), Figures(missing=1, days_late=4, most_days_late=4))
    assert near.total == near.months[0] + near.months[1]
    assert far.months == (Figures(objections=1), Figures())
    assert nowhere.total.missing == 1
    whole = total_line(found, ("2020-09", "2020-10"))
    assert whole.months == (
        Figures(in_time=1, objections=1),
        Figures(missing=2, days_late=8, most_days_late=4),
    )
    assert whole.total == total(line.total for line in found)
    assert total_line((), ()).total == Figures()


def test_months_from_one_to_another() -> None:
    assert months_between("2020-11", "2021-02") == ("2020-11", "2020-12", "2021-01", "2021-02")
    assert months_between("2020-10", "2020-10") == ("2020-10",)
    assert months_between("2020-10", "2020-09") == ()


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(0, 0, "—"), (0, 7, "0.0%"), (1, 3, "33.3%"), (2, 3, "66.7%"), (69, 70, "98.6%"), (7, 7, "100.0%")],
)
def test_per_cent_with_one_decimal(part: int, whole: int, words: str) -> None:
    assert per_cent(part, whole) == words


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_thousandths_are_the_nearest_ones(part: int, whole: int) -> None:
    found = thousandths(part, whole)
    assert found is not None
    assert -whole < 2 * (found * whole - part * 1000) <= whole


_DAYS = st.integers(0, 120).map(lambda days: (date(2020, 7, 1) + timedelta(days)).isoformat())
_OWED = st.builds(owed, _DAYS, st.none() | _DAYS, st.sampled_from((NEAR, FAR, NOWHERE)))


@given(st.lists(_OWED, max_size=40))
def test_sums_by_community_and_by_month_are_the_sum_of_all(found: list[Obligation]) -> None:
    months = months_between("2020-07", "2020-10")
    kept = [each for each in found if each.due[:7] in months]
    whole = total_line(lines((), found, (), months, ON), months)
    assert whole.total == figures(kept, (), ON)
    assert all(getattr(whole.total, each.name) >= 0 for each in fields(Figures))
    assert astuple(total(whole.months)) == astuple(whole.total)
