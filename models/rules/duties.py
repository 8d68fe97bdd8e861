"""What deliberation owes, since when and until when: computed from plain values, never stored.

Monthly joint meetings (policy 2.6c), representatives' meetings (居委会组织法 28), rounds of collecting,
renewals and filings of committees, what has a day of its own, and minutes that are not final. How far back
one looks is data (rule duties.shown), so that nobody is drowned in what was due before the program was used.
A deadline dated today is not overdue (rules.md).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from models.rules import collecting
from models.rules.committees import term_end_of
from models.rules.dates import from_record

_ONE = timedelta(days=1)


class Term(NamedTuple):
    """Something that is owed.

    Attributes:
        key: what it is for: "2026-10" of a month, the first month of a longer period, "" for anything else.
        since: ISO day it became owed.
        due: last ISO day in time.
        state: of vocab.DUTY_STATE: "overdue", "soon" or "due".
    """

    key: str
    since: str
    due: str
    state: str


@dataclass(frozen=True, slots=True)
class Look:
    """From which day one looks.

    Attributes:
        on: the day.
        months_back: how many months before the present one are looked at.
        days_before: so many days before its deadline something counts as soon.
    """

    on: date
    months_back: int
    days_before: int

    @property
    def first_month(self) -> str:
        """The earliest month that is looked at, YYYY-MM."""
        return add_months(month_of(self.on), -self.months_back)

    def term(self, key: str, since: date, due: date) -> Term:
        """Return what is owed with its state as of the day."""
        if due < self.on:
            state = "overdue"
        else:
            state = "soon" if due <= self.on + timedelta(days=self.days_before) else "due"
        return Term(key, since.isoformat(), due.isoformat(), state)


def month_of(day: date) -> str:
    """Return the month of a day, YYYY-MM."""
    return day.isoformat()[:7]


def add_months(month: str, count: int) -> str:
    """Return the month so many months later, or earlier for a count below nought."""
    whole = int(month[:4]) * 12 + int(month[5:7]) - 1 + count
    return f"{whole // 12:04d}-{whole % 12 + 1:02d}"


def first_day(month: str) -> date:
    """Return the first day of a month."""
    return date(int(month[:4]), int(month[5:7]), 1)


def last_day(month: str) -> date:
    """Return the last day of a month."""
    return first_day(add_months(month, 1)) - _ONE


def monthly(since: str | None, held: Collection[str], look: Look) -> tuple[Term, ...]:
    """Return the months without their meeting, the earliest first (policy 2.6c).

    Args:
        since: first month that is owed, YYYY-MM; None where nothing is.
        held: months in which it was held.
        look: from when, and how far back.
    """
    return periodic(since, held, 1, look)


def periodic(since: str | None, held: Collection[str], months: int, look: Look) -> tuple[Term, ...]:
    """Return the periods without their meeting, the earliest first (居委会组织法 28: once every half year).

    Periods are counted from January; one that ended before the months looked at is left out.

    Args:
        since: first month that is owed, YYYY-MM; None where nothing is. The period it lies in is owed.
        held: months in which a meeting was held.
        months: length of a period, a divisor of 12.
        look: from when, and how far back.
    """
    if since is None:
        return ()
    found = []
    first = max(since, look.first_month)
    start = f"{first[:4]}-{(int(first[5:7]) - 1) // months * months + 1:02d}"
    while start <= month_of(look.on):
        within = {add_months(start, number) for number in range(months)}
        if not within & set(held):
            found.append(look.term(start, first_day(start), last_day(add_months(start, months - 1))))
        start = add_months(start, months)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Plan:
    """A rhythm in which opinions are collected.

    Attributes:
        from_day, until_day: ISO days it runs; None for no end.
        every_months: how often.
        due_day: last day in time in a month of collecting; None for the last one of the month.
    """

    from_day: str
    until_day: str | None
    every_months: int
    due_day: int | None


def rounds(plan: Plan, done: Collection[str], look: Look) -> tuple[Term, ...]:
    """Return the rounds of collecting that are not done, the earliest first.

    Args:
        plan: the rhythm; its first round is that of the month it begins in.
        done: months whose round was done.
        look: from when, and how far back.
    """
    begun, until = from_record(plan.from_day), from_record(plan.until_day)
    if begun is None or plan.every_months < 1:
        return ()
    rhythm = collecting.Plan(
        begun.first_day, plan.every_months, plan.due_day, None if until is None else until.last_day
    )
    return tuple(
        look.term(each.month, max(first_day(each.month), begun.first_day), each.due_on)
        for each in collecting.open_months(rhythm, frozenset(done), look.on)
        if each.month >= look.first_month
    )


def renewal(founded: str | None, term_years: int | None, days_before: int, look: Look) -> Term | None:
    """Return that a committee is to be elected anew; None before the reminder or without a known term.

    Args:
        founded: ISO date of the election or foundation, as precise as it is known.
        term_years: length of the term.
        days_before: so many days before the end of the term one begins to prepare (rule committee.renewal).
        look: from when.
    """
    end = term_end_of(founded, term_years)
    if end is None:
        return None
    since = end.last_day - timedelta(days=days_before)
    return look.term("", since, end.last_day) if since <= look.on else None


def dated(due_on: str | None, since: str | None, look: Look) -> Term | None:
    """Return what has a day of its own: an opinion, a dispute, an action item, a filing.

    Args:
        due_on: ISO date with the precision that is known; a month counts to its end. None for no day.
        since: ISO day it became owed, None for its deadline.
        look: from when.
    """
    due, begun = from_record(due_on), from_record(since)
    if due is None:
        return None
    return look.term("", begun.first_day if begun is not None else due.first_day, due.last_day)


def minutes(held_on: str | None, final_days: int, back_days: int, look: Look) -> Term | None:
    """Return that the minutes of a meeting are to be made final.

    Args:
        held_on: ISO date of the meeting.
        final_days: so many days after it (rule minutes.due).
        back_days: meetings longer ago are left out.
        look: from when.
    """
    held = from_record(held_on)
    if held is None or not timedelta(0) <= look.on - held.last_day <= timedelta(days=back_days):
        return None
    return look.term("", held.last_day, held.last_day + timedelta(days=final_days))
