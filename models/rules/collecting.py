"""The rhythm of collecting opinions (定期收集): the months a courtyard owes a round, and those still open.

Opinions are to be collected regularly (policy 2.6d); how often is the courtyard's own plan.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

MOST_MONTHS: Final = 24
"""A plan collects at least every two years."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A rhythm.

    Attributes:
        from_day: the day it begins; its month is the first that is due.
        every_months: from one due month to the next, at least 1.
        due_day: last day of the month a round has to be done by, None for the end of the month.
        until_day: the last day it holds, None while it goes on.
    """

    from_day: date
    every_months: int = 1
    due_day: int | None = None
    until_day: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A month a round is due for: YYYY-MM, and the last day to do it."""

    month: str
    due_on: date

    def overdue(self, today: date) -> int:
        """Return for how many days it is overdue, 0 for none."""
        return max(0, (today - self.due_on).days)


def due_months(plan: Plan, until: date) -> tuple[Due, ...]:
    """Return every month a round is due for, from the first to that of a day.

    A plan owes nothing for a month that begins after its last day, nor for its first month where it begins
    after the due day of that. `models.rules.duties.rounds` asks here for the list of duties.

    Args:
        plan: the rhythm.
        until: the last day looked at; its own month counts.

    Raises:
        ValueError: the rhythm is less than a month.
    """
    if plan.every_months < 1:
        raise ValueError("a rhythm of less than a month")
    found = []
    at = plan.from_day.year * 12 + plan.from_day.month - 1
    last = until.year * 12 + until.month - 1
    while at <= last:
        year, month = divmod(at, 12)
        due_on = _day(year, month + 1, plan.due_day)
        if plan.until_day is not None and date(year, month + 1, 1) > plan.until_day:
            break
        if due_on >= plan.from_day:
            found.append(Due(f"{year:04d}-{month + 1:02d}", due_on))
        at += plan.every_months
    return tuple(found)


def open_months(plan: Plan, done: frozenset[str], today: date) -> tuple[Due, ...]:
    """Return what is due and not done up to the month of today, the oldest first.

    Args:
        plan: the rhythm.
        done: months (YYYY-MM) a round was entered for.
        today: the day it is looked at.
    """
    return tuple(each for each in due_months(plan, today) if each.month not in done)


def next_due(plan: Plan, done: frozenset[str], today: date) -> Due | None:
    """Return the first due month from today's on that is not done, None where the rhythm has ended.

    Args:
        plan: the rhythm.
        done: months (YYYY-MM) a round was entered for.
        today: the day it is looked at.
    """
    this = f"{today.year:04d}-{today.month:02d}"
    later = max(today, plan.from_day)
    year, month = divmod(later.year * 12 + later.month - 1 + 2 * plan.every_months, 12)
    for each in due_months(plan, _day(year, month + 1, None)):
        if each.month >= this and each.month not in done:
            return each
    return None


def _day(year: int, month: int, day: int | None) -> date:
    """Return a day of a month, its last one where the month has no such day."""
    first = date(year, month, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return last if day is None or day > last.day else first.replace(day=max(1, day))
