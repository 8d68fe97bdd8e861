"""What the rules say about a notice on the board and the objections against it (policy 3.5b, rules.md)."""

from dataclasses import dataclass
from datetime import date, timedelta

from models.rules.base import Hint
from models.rules.dates import PartialDate, days_inclusive, from_record
from models.rules.meetings import STEP_RULES
from models.rules.rulebook import Rule, RuleBook

_FOR_A_PERIOD = ("resolution", "result")


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What has to be known about a notice.

    Attributes:
        kind: a code of NOTICE_KIND.
        template: template of the matter it belongs to, None without a matter.
        posted_from: ISO date it was posted.
        posted_until: ISO date it hangs until.
        unanswered: objections without a reply.
    """

    kind: str | None = None
    template: str | None = None
    posted_from: str | None = None
    posted_until: str | None = None
    unanswered: int = 0


def notice_hints(facts: NoticeFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Return everything the rules have to say about a notice.

    Args:
        facts: the notice.
        book: the period is that of the day it was posted.
        today: the day it is looked at.
    """
    return (*_dates(facts, book, today), *_period(facts, book), *_answers(facts, book, today))


def period_rule(facts: NoticeFacts, on: date, book: RuleBook) -> tuple[Rule, int] | None:
    """Return the rule that says how long a notice must hang, and the days, both ends counted.

    Args:
        facts: the notice; only resolutions and results hang for a period.
        on: the day it is posted.
        book: all rules.
    """
    if facts.kind not in _FOR_A_PERIOD:
        return None
    rule = book.find("disclosure.posting", on)
    if rule is not None:
        return rule, rule.number("days")
    steps = book.find(STEP_RULES.get(facts.template or "six_steps", ""), on)
    return None if steps is None else (steps, steps.number("posting_days"))


def _reversed(first: PartialDate | None, last: PartialDate | None) -> bool:
    return first is not None and last is not None and last.last_day < first.first_day


def _dates(facts: NoticeFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("notice.period", today)
    if rule is None or not _reversed(from_record(facts.posted_from), from_record(facts.posted_until)):
        return ()
    return (rule.hint("公示结束的日期早于张贴的日期，请核对。", level="block", field="posted_until"),)


def _period(facts: NoticeFacts, book: RuleBook) -> tuple[Hint, ...]:
    first, last = from_record(facts.posted_from), from_record(facts.posted_until)
    found = None if first is None else period_rule(facts, first.first_day, book)
    if first is None or found is None or _reversed(first, last):
        return ()
    rule, least = found
    earliest = PartialDate.of(first.first_day + timedelta(days=least - 1)).chinese
    if last is None:
        message = f"还没有填写公示到哪一天；至少公示{least}天，最早到{earliest}。"
        return (Hint(rule.id, "info", "posted_until", message, rule.source),)
    days = days_inclusive(first.first_day, last.last_day)
    if days >= least:
        return (rule.hint(f"公示{days}天，达到{least}天。", level="info", field="posted_until"),)
    message = f"公示{days}天，不足{least}天，最早到{earliest}。"
    return (Hint(rule.id, "warn", "posted_until", message, rule.source),)


def _answers(facts: NoticeFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("notice.objections", today)
    if rule is None or facts.unanswered < 1:
        return ()
    return (rule.hint(f"收到的异议有{facts.unanswered}条还没有答复。"),)


@dataclass(frozen=True, slots=True)
class ObjectionFacts:
    """What has to be known about an objection: its dates, and whether there is a reply."""

    raised_on: str | None = None
    replied_on: str | None = None
    has_reply: bool = False


def objection_hints(facts: ObjectionFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Return what the rules say about an objection: each one is answered, and not before it was raised.

    Args:
        facts: the objection.
        book: rules in force are looked up for `today`.
        today: the day it is looked at.
    """
    rule = book.find("notice.objections", today)
    if rule is None:
        return ()
    if _reversed(from_record(facts.raised_on), from_record(facts.replied_on)):
        return (rule.hint("答复时间早于提出时间，请核对。", level="block", field="replied_on"),)
    return () if facts.has_reply else (rule.hint("还没有答复。", field="reply"),)
