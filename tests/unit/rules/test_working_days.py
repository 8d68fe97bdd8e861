"""Working days: weekends, holidays, worked weekends; added and counted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.working_days import WorkingDays

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
CALENDARS = st.builds(WorkingDays.of, st.sets(DAYS, max_size=30), st.sets(DAYS, max_size=10))
# National Day of 2020: free from 1 to 8 October, worked on Sunday 27 September and Saturday 10 October
NATIONAL = WorkingDays.of(
    [date(2020, 10, day) for day in range(1, 9)], [date(2020, 9, 27), date(2020, 10, 10)]
)


def test_a_worked_weekend_and_a_free_weekday() -> None:
    assert NATIONAL.is_working(date(2020, 9, 27))
    assert not NATIONAL.is_working(date(2020, 9, 26))
    assert not NATIONAL.is_working(date(2020, 10, 1))
    assert NATIONAL.is_working(date(2020, 10, 9))


def test_a_day_named_both_ways_is_worked() -> None:
    assert WorkingDays.of([date(2020, 10, 5)], [date(2020, 10, 5)]).is_working(date(2020, 10, 5))


@pytest.mark.parametrize(
    ("after", "count", "last"),
    [
        (date(2020, 9, 30), 1, date(2020, 10, 9)),
        (date(2020, 9, 30), 2, date(2020, 10, 10)),
        (date(2020, 9, 30), 3, date(2020, 10, 12)),
        (date(2020, 9, 25), 1, date(2020, 9, 27)),
        (date(2020, 10, 3), 1, date(2020, 10, 9)),
        (date(2020, 10, 3), 0, date(2020, 10, 9)),
        (date(2020, 10, 9), 0, date(2020, 10, 9)),
    ],
)
def test_days_are_counted_from_the_day_after(after: date, count: int, last: date) -> None:
    assert NATIONAL.add(after, count) == last


def test_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forward"):
        NATIONAL.add(date(2020, 10, 9), -1)


@given(CALENDARS, DAYS, st.integers(1, 30))
def test_adding_and_counting_agree(calendar: WorkingDays, day: date, count: int) -> None:
    last = calendar.add(day, count)
    assert calendar.is_working(last)
    assert calendar.count(day, last) == count
    assert calendar.count(last, day) == 0


@given(CALENDARS, DAYS, DAYS)
def test_counting_is_looking_at_each_day(calendar: WorkingDays, first: date, last: date) -> None:
    days = [first + timedelta(days=each) for each in range(1, (last - first).days + 1)]
    assert calendar.count(first, last) == sum(map(calendar.is_working, days))
