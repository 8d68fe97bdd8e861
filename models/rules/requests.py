"""What the rules say about a resident's request to be shown something (policy 3.5b)."""

from dataclasses import dataclass
from datetime import date

from models.rules.base import Hint
from models.rules.dates import PartialDate, from_record
from models.rules.rulebook import Rule, RuleBook
from models.rules.working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What has to be known about a request.

    Attributes:
        asked_on: ISO date it was made.
        due_on: ISO date the reply is due; None where none was written down.
        replied_on: ISO date of the reply.
        outcome: of vocab.REQUEST_OUTCOME.
        has_reply: whether the reply was written down.
    """

    asked_on: str | None = None
    due_on: str | None = None
    replied_on: str | None = None
    outcome: str | None = None
    has_reply: bool = False


def request_hints(
    facts: RequestFacts, book: RuleBook, calendar: WorkingDays, today: date, days: int | None = None
) -> tuple[Hint, ...]:
    """Return what the rules say about a request: dates in order, a reply in time, a reason for a refusal.

    Args:
        facts: the request.
        book: the time limit is that of the day it was made.
        calendar: working days.
        today: the day it is looked at; a reply due today is not overdue.
        days: working days to reply in, None for those of the rule.
    """
    asked = from_record(facts.asked_on)
    rule = None if asked is None else book.find("disclosure.request", asked.first_day)
    if asked is None or rule is None:
        return ()
    replied = from_record(facts.replied_on)
    if replied is not None and replied.last_day < asked.first_day:
        return (rule.hint("答复时间早于申请时间，请核对。", level="block", field="replied_on"),)
    due = from_record(facts.due_on)
    if due is None:
        due = PartialDate.of(calendar.add(asked.last_day, days or rule.number("working_days")))
    elif due.last_day < asked.first_day:
        return (rule.hint("答复期限早于申请时间，请核对。", level="block", field="due_on"),)
    if replied is None:
        return (_open(rule, due, today),)
    return (*_late(rule, due, replied), *_refused(rule, facts))


def _open(rule: Rule, due: PartialDate, today: date) -> Hint:
    late = (today - due.last_day).days
    if late > 0:
        return rule.hint(f"还没有答复，已逾期{late}天（{due.chinese}到期）。", field="replied_on")
    if late == 0:
        return rule.hint("还没有答复，今天到期。", field="replied_on")
    return rule.hint(f"请在{due.chinese}前答复。", level="info", field="replied_on")


def _late(rule: Rule, due: PartialDate, replied: PartialDate) -> tuple[Hint, ...]:
    late = (replied.first_day - due.last_day).days
    return (rule.hint(f"答复晚了{late}天（{due.chinese}到期）。", field="replied_on"),) if late > 0 else ()


def _refused(rule: Rule, facts: RequestFacts) -> tuple[Hint, ...]:
    if facts.outcome not in ("refused", "partly", "none") or facts.has_reply:
        return ()
    return (rule.hint("不公开或只公开一部分的，请写明理由。", field="reply"),)
