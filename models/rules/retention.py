"""How long records about people are kept: when a period is over, and when somebody is asked about it.

The periods are rules (`retention.*` in resources/rules.json) with the law that says so, or with 本单位自定
where no law fixes one; personal information protection law, article 19: no longer than the purpose needs.
"""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from models.rules.dates import PartialDate

KEEP: Final = "keep"
ERASE: Final = "erase"
ERASED: Final = "erased"


@dataclass(frozen=True, slots=True)
class Period:
    """How long something is kept.

    Attributes:
        months: number of months, None for ever.
        from_year_end: reckoned from the first day after the year (accounting archives rules, article 14).
    """

    months: int | None
    from_year_end: bool = False


def period_of(values: Mapping[str, int | str | bool], *, from_year_end: bool = False) -> Period:
    """Return the period in the values of a rule: `keep_years`, `keep_months` or `keep_forever`.

    Raises:
        KeyError: the rule names none of them.
    """
    if values.get("keep_forever") is True:
        return Period(None)
    years = values.get("keep_years")
    months = int(values["keep_months"]) if years is None else int(years) * 12
    return Period(months, from_year_end)


def due_day(anchor: PartialDate, period: Period) -> date | None:
    """Return the first day on which something is past its period; None where it is kept for ever.

    Args:
        anchor: since when, with the precision that is known: a year counts to its last day.
        period: how long.
    """
    if period.months is None:
        return None
    last = date(anchor.year, 12, 31) if period.from_year_end else anchor.last_day
    count = last.month - 1 + period.months
    year, month = last.year + count // 12, count % 12 + 1
    day = min(last.day, calendar.monthrange(year, month)[1])
    return date(year, month, day) + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a record.

    Attributes:
        decision: of vocab.RETENTION_DECISION.
        decided_on: ISO day.
        until: ISO day on which it is asked about again, "" for none.
    """

    decision: str
    decided_on: str
    until: str = ""


def standing(decisions: Iterable[Decision], on: date) -> Decision | None:
    """Return the decision that stands on a day, None where somebody has to decide.

    The last one counts; to keep something holds until the day that was named.

    Args:
        decisions: in the order they were taken.
        on: the day.
    """
    last = None
    for each in decisions:
        last = each
    if last is None or (last.decision == KEEP and last.until and last.until <= on.isoformat()):
        return None
    return last
