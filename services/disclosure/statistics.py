"""Statistics of disclosure: a year by community and month.

Rules of counting: models.rules.disclosure_statistics. The past is seen from today: what hung late hung late,
what does not hang yet is missing.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from models.errors import InvalidInput
from models.rules import disclosure_statistics as rules
from models.rules.disclosure import Obligation
from models.rules.disclosure_statistics import (
    Community,
    Figures,
    Line,
    ObjectionFact,
    days_late,
    per_cent,
)
from services.disclosure.facts import Scope, exact, places
from services.disclosure.obligations import obligations, start
from services.office import Context

__all__ = [
    "Community",
    "Figures",
    "Line",
    "Statistics",
    "as_plain",
    "days_late",
    "name_of",
    "outcome_words",
    "per_cent",
    "statistics",
    "years",
]

NOWHERE: Final = "没有社区"
"""How courtyards without a community are called."""
_OUTCOMES: Final = {
    rules.IN_TIME: "按时公开",
    rules.LATE: "逾期公开",
    rules.MISSING: "逾期未公开",
    rules.WAITING: "未到期",
}


@dataclass(frozen=True, slots=True)
class Statistics:
    """A year as seen on a day.

    Attributes:
        year: which year.
        on: ISO day.
        months: its months that have begun by then, YYYY-MM.
        lines: one for each community, in the order of the office.
        total: the sum of all.
        duties: the obligations behind the figures, in order of their deadlines.
        late: those of them that were shown late or are missing.
    """

    year: int
    on: str
    months: tuple[str, ...]
    lines: tuple[Line, ...]
    total: Line
    duties: tuple[Obligation, ...] = ()
    late: tuple[Obligation, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was due and nobody objected."""
        return self.total.total.is_empty

    def late_in(self, community: Community | None, month: str | None) -> tuple[Obligation, ...]:
        """Return what was late in a community and a month, by its deadline; None for all of them."""
        return tuple(
            each
            for each in self.late
            if (month is None or each.due[:7] == month)
            and (community is None or rules.community_of(each) == community)
        )


def name_of(community: Community) -> str:
    """Return what a community is called in words."""
    return community.name or NOWHERE


def outcome_words(obligation: Obligation, on: str) -> str:
    """Return what came of an obligation, in a word."""
    return _OUTCOMES[rules.outcome(obligation, on)]


def statistics(context: Context, year: int, on: date | None = None) -> Statistics:
    """Return the figures of a year; read where the context reads.

    Args:
        context: the office.
        year: which year.
        on: the day from which it is seen, today if None.

    Raises:
        InvalidInput: the year has not begun on that day, or is none.
    """
    day = on or context.today()
    if not 1900 <= year <= day.year:
        raise InvalidInput(f"{year}年还没有到或者不是年份，没有可以统计的。请选{day.year}年或更早的年份。")
    last = min(day, date(year, 12, 31))
    months = rules.months_between(f"{year:04d}-01", last.isoformat()[:7])
    told = day.isoformat()
    # of a past year all is asked until the day: what was shown late in it counts for it
    found = obligations(context, day, window=(f"{year:04d}-01-01", told))
    wanted = set(months)
    duties = [each for each in found if each.due[:7] in wanted]
    duties.sort(key=lambda each: (each.due, each.courtyard.name, each.item.position))
    listed = dict.fromkeys(Community(each.unit, each.community) for each in places(context, Scope()))
    lines = rules.lines(listed, duties, _objections(context, year, told), months, told)
    lines = tuple(line for line in lines if line.community.name or not line.total.is_empty)
    late = tuple(each for each in duties if rules.days_late(each, told))
    return Statistics(year, told, months, lines, rules.total_line(lines, months), tuple(duties), late)


def _objections(context: Context, year: int, on: str) -> list[ObjectionFact]:
    """Return the objections of a year raised by a day; one answered later is not answered on that day."""
    rows = context.reader.all(
        "SELECT c.unit_id, u.name, o.raised_on, o.due_on, o.replied_on FROM objection o "
        "JOIN notice n ON n.id = o.notice_id AND n.deleted_at IS NULL "
        "JOIN courtyard c ON c.id = n.courtyard_id AND c.deleted_at IS NULL "
        "LEFT JOIN unit u ON u.id = c.unit_id "
        "WHERE o.deleted_at IS NULL AND o.raised_on >= ? AND o.raised_on <= ? ORDER BY o.id",
        (f"{year:04d}-01", on),
    )
    found = []
    for unit, name, raised, due, replied in rows:
        if raised[:4] == f"{year:04d}":
            answered = exact(replied)
            answered = answered if answered is None or answered <= on else None
            found.append(ObjectionFact(Community(unit, name or ""), raised, exact(due), answered))
    return found


def years(context: Context) -> tuple[int, ...]:
    """Return the years there may be something about, the present one first."""
    row = context.reader.one(
        "SELECT (SELECT min(month) FROM ledger_entry WHERE deleted_at IS NULL), "
        "(SELECT min(from_day) FROM posting WHERE deleted_at IS NULL), "
        "(SELECT min(posted_from) FROM notice WHERE deleted_at IS NULL), "
        "(SELECT min(raised_on) FROM objection WHERE deleted_at IS NULL)"
    )
    this = context.today().year
    first = min([int(each[:4]) for each in (*(row or ()), start(context)) if each], default=this)
    return tuple(range(this, max(1900, min(first, this)) - 1, -1))


def as_plain(found: Statistics) -> dict[str, Any]:
    """Return statistics as the command line shows them."""
    return {
        "year": found.year,
        "on": found.on,
        "communities": [
            {
                "community": name_of(line.community),
                **_plain(line.total),
                "months": {
                    month: _plain(counted) for month, counted in zip(found.months, line.months, strict=True)
                },
            }
            for line in found.lines
        ],
        "months": {
            month: _plain(counted) for month, counted in zip(found.months, found.total.months, strict=True)
        },
        "total": _plain(found.total.total),
    }


def _plain(counted: Figures) -> dict[str, Any]:
    return {
        "due": counted.due,
        "in_time": counted.in_time,
        "late": counted.late,
        "missing": counted.missing,
        "waiting": counted.waiting,
        "rate": per_cent(counted.shown, counted.due),
        "rate_in_time": per_cent(counted.in_time, counted.due),
        "days_late": counted.days_late,
        "most_days_late": counted.most_days_late,
        "objections": counted.objections,
        "answered": counted.answered,
        "answered_late": counted.answered_late,
        "unanswered_late": counted.unanswered_late,
    }
