"""How well a community shows what it owes: counts by community and month, days late, objections.

A month is the month of the deadline. An obligation counts as fallen due once it was shown or its deadline has
passed; one whose deadline is today or later and that does not hang yet is waiting and counts in no rate. Days
late are calendar days after the deadline: until the day it hung, or until the day that is looked at for what
does not hang yet. Everything is whole numbers; a rate is a part and a whole, put into words by `per_cent`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from models.rules.disclosure import Obligation

IN_TIME: Final = "in_time"
LATE: Final = "late"
MISSING: Final = "missing"
WAITING: Final = "waiting"
_THOUSAND: Final = 1000


class Community(NamedTuple):
    """A community: the id of its unit, None for courtyards without one, and its name."""

    unit: bytes | None
    name: str


class ObjectionFact(NamedTuple):
    """An objection: where it was raised and the ISO days of being raised, due, answered; None where unknown.

    `raised_on` may be a month ("2020-09").
    """

    community: Community
    raised_on: str
    due_on: str | None = None
    replied_on: str | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one community in one month, or of any sum of such.

    Attributes:
        in_time, late: shown by the deadline, and after it.
        missing: not shown though the deadline has passed.
        waiting: not shown, deadline not passed.
        days_late: calendar days late of all that is late or missing.
        most_days_late: the greatest of them.
        objections: raised.
        answered: of these, answered.
        answered_late: of these, answered after the day they were due.
        unanswered_late: not answered though the day they were due has passed.
    """

    in_time: int = 0
    late: int = 0
    missing: int = 0
    waiting: int = 0
    days_late: int = 0
    most_days_late: int = 0
    objections: int = 0
    answered: int = 0
    answered_late: int = 0
    unanswered_late: int = 0

    @property
    def shown(self) -> int:
        """How many were shown, in time or late."""
        return self.in_time + self.late

    @property
    def due(self) -> int:
        """How many had to be shown: the whole of which the rate is a part."""
        return self.in_time + self.late + self.missing

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.due or self.waiting or self.objections)

    def __add__(self, other: "Figures") -> "Figures":
        """Return the sum; the greatest delay is that of both."""
        return Figures(
            self.in_time + other.in_time,
            self.late + other.late,
            self.missing + other.missing,
            self.waiting + other.waiting,
            self.days_late + other.days_late,
            max(self.most_days_late, other.most_days_late),
            self.objections + other.objections,
            self.answered + other.answered,
            self.answered_late + other.answered_late,
            self.unanswered_late + other.unanswered_late,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A community: its figures month by month, in the order of the months, and their sum."""

    community: Community
    months: tuple[Figures, ...]
    total: Figures


def outcome(obligation: Obligation, on: str) -> str:
    """Return what came of an obligation: IN_TIME, LATE, MISSING or WAITING.

    Args:
        obligation: as seen on `on`.
        on: ISO day; a deadline of this day has not passed.
    """
    if obligation.done_on is not None:
        return IN_TIME if obligation.done_on <= obligation.due else LATE
    return MISSING if obligation.due < on else WAITING


def days_late(obligation: Obligation, on: str) -> int:
    """Return by how many calendar days it was shown late, or is late on a day; 0 for what is not late."""
    until = obligation.done_on or on
    if until <= obligation.due:
        return 0
    return (date.fromisoformat(until) - date.fromisoformat(obligation.due)).days


def figures(obligations: Iterable[Obligation], objections: Iterable[ObjectionFact], on: str) -> Figures:
    """Count obligations and objections.

    Args:
        obligations: as seen on `on`.
        objections: those raised by then.
        on: ISO day.
    """
    counted = {IN_TIME: 0, LATE: 0, MISSING: 0, WAITING: 0}
    whole = most = 0
    for each in obligations:
        counted[outcome(each, on)] += 1
        days = days_late(each, on)
        whole += days
        most = max(most, days)
    said = list(objections)
    return Figures(
        **counted,
        days_late=whole,
        most_days_late=most,
        objections=len(said),
        answered=sum(each.replied_on is not None for each in said),
        answered_late=sum(_is_after(each.replied_on, each.due_on) for each in said),
        unanswered_late=sum(each.replied_on is None and _is_after(on, each.due_on) for each in said),
    )


def _is_after(day: str | None, due: str | None) -> bool:
    """Tell whether a day lies after another; a day or a deadline nobody knows is not late."""
    return day is not None and due is not None and day > due


def lines(
    communities: Iterable[Community],
    obligations: Iterable[Obligation],
    objections: Iterable[ObjectionFact],
    months: Sequence[str],
    on: str,
) -> tuple[Line, ...]:
    """Return a line for each community, in the order given; those met only in the facts come after them.

    Args:
        communities: those that have a line even where nothing is due.
        obligations: as seen on `on`; those due in other months are left out.
        objections: those raised in other months are left out.
        months: YYYY-MM, in order.
        on: ISO day.
    """
    owed: dict[tuple[Community, str], list[Obligation]] = {}
    said: dict[tuple[Community, str], list[ObjectionFact]] = {}
    for each in obligations:
        owed.setdefault((community_of(each), each.due[:7]), []).append(each)
    for objection in objections:
        said.setdefault((objection.community, objection.raised_on[:7]), []).append(objection)
    wanted = set(months)
    met = [place for place, month in [*owed, *said] if month in wanted]
    found = []
    for place in dict.fromkeys([*communities, *met]):
        counted = tuple(figures(owed.get((place, m), ()), said.get((place, m), ()), on) for m in months)
        found.append(Line(place, counted, total(counted)))
    return tuple(found)


def community_of(obligation: Obligation) -> Community:
    """Return the community an obligation counts for."""
    return Community(obligation.courtyard.unit, obligation.courtyard.community)


def total(several: Iterable[Figures]) -> Figures:
    """Return the sum of figures."""
    return sum(several, Figures())


def total_line(found: Sequence[Line], months: Sequence[str]) -> Line:
    """Return the line below all others: the sum of each month, and of everything.

    Args:
        found: the lines.
        months: their months.
    """
    by_month = tuple(total(line.months[at] for line in found) for at in range(len(months)))
    return Line(Community(None, "合计"), by_month, total(by_month))


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Return the months from one to another, both counted; none where the last lies before the first.

    Args:
        first, last: YYYY-MM.
    """
    found = []
    year, month = int(first[:4]), int(first[5:7])
    while (named := f"{year:04d}-{month:02d}") <= last:
        found.append(named)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return tuple(found)


def thousandths(part: int, whole: int) -> int | None:
    """Return a part of a whole in thousandths, half a thousandth and more rounded up; None of nothing."""
    return (2 * part * _THOUSAND + whole) // (2 * whole) if whole else None


def per_cent(part: int, whole: int) -> str:
    """Return a part of a whole in per cent with one decimal: 98.6%; — of nothing."""
    found = thousandths(part, whole)
    return "—" if found is None else f"{found // 10}.{found % 10}%"
