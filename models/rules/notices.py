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
    """What has to be known about an objection.

    Attributes:
        raised_on, replied_on: ISO dates.
        has_reply: whether there is a reply.
        due_on: ISO day it is answered by.
        period_from, period_until: the period of its notice.
    """

    raised_on: str | None = None
    replied_on: str | None = None
    has_reply: bool = False
    due_on: str | None = None
    period_from: str | None = None
    period_until: str | None = None


def objection_hints(facts: ObjectionFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Return what the rules say about an objection: raised in the period, answered in time, not before.

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
    return (*_outside(facts, rule), *_unanswered(facts, rule, today))


def _outside(facts: ObjectionFacts, rule: Rule) -> tuple[Hint, ...]:
    raised, first = from_record(facts.raised_on), from_record(facts.period_from)
    if _reversed(first, raised):
        return (rule.hint("提出时间在公示开始以前，不在公示期内。", field="raised_on"),)
    if _reversed(raised, from_record(facts.period_until)):
        return (rule.hint("提出时间在公示期以后，不在公示期内。", field="raised_on"),)
    return ()


def _unanswered(facts: ObjectionFacts, rule: Rule, today: date) -> tuple[Hint, ...]:
    if facts.has_reply:
        return ()
    due = from_record(facts.due_on)
    if due is None:
        return (rule.hint("还没有答复。", field="reply"),)
    if due.last_day < today:
        return (rule.hint(f"还没有答复，{due.chinese}到期，已逾期。", field="reply"),)
    return (rule.hint(f"还没有答复，{due.chinese}前答复。", field="reply"),)


@dataclass(frozen=True, slots=True)
class PostingFacts:
    """What has to be known about a notice on a board: ISO days, and why it was taken down early."""

    from_day: str | None = None
    until_day: str | None = None
    taken_down_on: str | None = None
    early_reason: str | None = None


def posting_hints(facts: PostingFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Return what the rules say about a posting: how long it hung, whether it went early or is due to go.

    The first and the last day count (27 July to 10 August is 15 days; rules.md, Disclosure).

    Args:
        facts: the posting.
        book: rules in force are looked up for `today`.
        today: the day it is looked at.
    """
    rule = book.find("notice.taking_down", today)
    first, until = from_record(facts.from_day), from_record(facts.until_day)
    if rule is None or first is None:
        return ()
    gone = from_record(facts.taken_down_on)
    if gone is None:
        return _hanging(rule, first, until, today)
    days = days_inclusive(first.first_day, gone.last_day)
    if not _reversed(until, gone):
        return (rule.hint(f"公示了{days}天。", level="info", field="taken_down_on"),)
    why = f"，原因：{facts.early_reason}" if facts.early_reason else "，没有写原因"
    return (rule.hint(f"提前取下，公示了{days}天{why}。", field="taken_down_on"),)


def _hanging(rule: Rule, first: PartialDate, until: PartialDate | None, today: date) -> tuple[Hint, ...]:
    if first.first_day > today:
        return ()
    days = days_inclusive(first.first_day, today)
    if until is not None and until.last_day < today:
        return (rule.hint(f"公示到{until.chinese}，已经到期，请取下。", field="until_day"),)
    return (rule.hint(f"已经公示{days}天。", level="info", field="from_day"),)


def board_hints(slots: int | None, used: int, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Return what the rules say about a board: it holds what hangs there.

    Args:
        slots: A4 sheets it holds, None where nobody said.
        used: A4 sheets that hang there.
        book: rules in force are looked up for `today`.
        today: the day it is looked at.
    """
    rule = book.find("notice.board", today)
    if rule is None or slots is None:
        return ()
    if used > slots:
        return (rule.hint(f"能贴{slots}张A4，现在贴了{used}张，贴不下。", field="slots"),)
    return (rule.hint(f"贴了{used}张A4，还有{slots - used}张的空位。", level="info", field="slots"),)
