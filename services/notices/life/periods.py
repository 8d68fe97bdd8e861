"""How long a notice hangs: the least days by the law and the catalogue, and the period that follows."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from models.rules.dates import from_record
from services.disclosure.catalogue import catalogue
from services.office import Context


def day_of(text: str | None) -> date | None:
    """Return a stored day; None for nothing and for a date that is not known to the day."""
    known = from_record(text or None)
    return known.first_day if known is not None and known.day is not None else None


def least_days(context: Context, notice: Mapping[str, Any], on: date) -> int:
    """Return for how many days a notice has to hang, both ends counted.

    The line of the catalogue it fulfils says so, else the law of that day, else the rule of the matter
    (居委会组织法 34; policy 2.6a). Before there was a law the days of the present one are kept.

    Args:
        context: read where the caller reads.
        notice: its row.
        on: the day it is posted.
    """
    from models.rules.notices import NoticeFacts, period_rule

    wanted = least_by_catalogue(context, notice["item_id"])
    if wanted is not None:
        return wanted
    rule = context.rulebook.find("disclosure.posting", on)
    if rule is not None:
        return rule.number("days")
    template = context.reader.value("SELECT template FROM matter WHERE id = ?", (notice["matter_id"],))
    facts = NoticeFacts(kind=notice["kind"], template=template)
    found = period_rule(facts, on, context.rulebook)
    if found is not None:
        return found[1]
    rules = [each for each in context.rulebook.rules if each.id == "disclosure.posting"]
    return rules[0].number("days")


def least_by_catalogue(context: Context, item_id: bytes | None) -> int | None:
    """Return for how many days the line of the catalogue wants it, None for no line or one without days."""
    if item_id is None:
        return None
    return next((each.least_days for each in catalogue(context, everything=True) if each.id == item_id), None)


def last_day(first: date, days: int) -> date:
    """Return the last of so many days, the first one counted (27 July and 15 days: 10 August)."""
    return first + timedelta(days=days - 1)


def moved(first: date, from_day: date, until_day: date, least: int) -> date:
    """Return the last day of a period that is moved to begin on `first`: as long as it was, at least `least`.

    Args:
        first: its new first day.
        from_day: its first day so far, and
        until_day: its last.
        least: days it has to hang, both ends counted.
    """
    return max(first + (until_day - from_day), last_day(first, least))
