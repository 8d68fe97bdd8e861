"""What the rules say about a residents' representative: the term, the households spoken for."""

from dataclasses import dataclass
from datetime import date

from models.rules.base import Hint
from models.rules.dates import PartialDate, from_record, term_end
from models.rules.rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class RepresentativeFacts:
    """What has to be known about a representative.

    Attributes:
        since: ISO date the term began.
        until: ISO date it ended, None while it runs.
        households: number of households as entered.
        listed: households named one by one.
    """

    since: str | None = None
    until: str | None = None
    households: int | None = None
    listed: int = 0


def representative_hints(facts: RepresentativeFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Return everything the rules have to say about a representative.

    Args:
        facts: the representative.
        book: rules in force are looked up for `today`.
        today: the day the record is looked at.
    """
    return (*_dates(facts, book, today), *_households(facts, book, today))


def term_over(since: str | None, until: str | None, years: int, today: date) -> PartialDate | None:
    """Return the last day of a term that is over while nobody entered its end, else None.

    Args:
        since: ISO date the term began.
        until: ISO date it ended, None while it runs.
        years: length of the term.
        today: the day the record is looked at.
    """
    start = from_record(since)
    if start is None or until is not None or start.year > 9000:
        return None
    end = term_end(start, years)
    return end if end.last_day < today else None


def _dates(facts: RepresentativeFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("representative.term", today)
    if rule is None:
        return ()
    since, until = from_record(facts.since), from_record(facts.until)
    if since is not None and until is not None and until.last_day < since.first_day:
        return (rule.hint("离任时间早于任职时间，请核对。", level="block", field="until"),)
    if until is not None:
        over = until.last_day < today
        return (rule.hint("已经离任。", level="info", field="until"),) if over else ()
    years = rule.number("years")
    end = term_over(facts.since, facts.until, years, today)
    if end is None:
        return ()
    message = f"{years}年任期已于{end.chinese}届满，请改选；已经离任的填写离任时间。"
    return (rule.hint(message, field="since"),)


def _households(facts: RepresentativeFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("representative.households", today)
    if rule is None or facts.households is None or facts.listed <= facts.households:
        return ()
    message = f"“代表住户”里有{facts.listed}户，多于填写的{facts.households}户，请核对。"
    return (rule.hint(message, field="household_count"),)
