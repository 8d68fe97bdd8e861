"""How opinions and disputes climb level by level: when each is due, what may be done next, what refuses it.

Policy 2.1c and 2.6d: what a resident raises begins at the building and climbs to the courtyard, the
community, the sub-district and a department; each level is dated and answers. Nothing is closed without an
answer, and the answer is told to whoever raised it unless nobody knows who that is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from models import vocab
from models.rules.base import Hint
from models.rules.dates import PartialDate, from_record
from models.rules.rulebook import Rule, RuleBook
from models.rules.working_days import WorkingDays

LEVELS: Final = tuple(code for code, _ in vocab.HANDLING_LEVEL)
"""Levels from the building upwards."""
RULES: Final = {"opinion": "opinion.due", "dispute": "dispute.due"}
"""Rule with the working days of each level, by what climbs."""
CLOSED: Final = {"opinion": ("closed",), "dispute": ("settled", "referred")}
"""States in which nothing is left to do but to open it again."""


@dataclass(frozen=True, slots=True)
class Step:
    """An opinion or a dispute at one level.

    Attributes:
        level: of vocab.HANDLING_LEVEL.
        received_on, due_on, answered_on: ISO days, "" where none is recorded.
        outcome: of vocab.HANDLING_OUTCOME, "" as long as the level is at it.
    """

    level: str
    received_on: str = ""
    due_on: str = ""
    answered_on: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What has to be known about an opinion or a dispute.

    Attributes:
        kind: "opinion" or "dispute".
        state: of vocab.OPINION_STATE or vocab.DISPUTE_STATE.
        level: where it stands now.
        steps: the levels it went through, the latest last.
        has_answer: whether it was answered; of a dispute, whether an agreement was reached.
        reachable: whether somebody is known who can be told.
        told: whether it was told, or was tried in vain, on a day that is recorded.
        satisfied: of vocab.SATISFIED, "" where nobody was asked.
        untold: how many that were merged into it still have to be told.
        linked: codes of what it was turned into already: "matter", "dispute".
        closed_on: ISO day it was closed, "" while it is not.
    """

    kind: str = "opinion"
    state: str = "open"
    level: str = "building"
    steps: Sequence[Step] = ()
    has_answer: bool = False
    reachable: bool = True
    told: bool = False
    satisfied: str = ""
    untold: int = 0
    linked: Sequence[str] = ()
    closed_on: str = ""

    @property
    def current(self) -> Step | None:
        """The level that is at it now, None once it is answered."""
        return next((step for step in reversed(self.steps) if not step.answered_on), None)

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in CLOSED[self.kind] or bool(self.closed_on)


# when it is due


def days_for(rule: Rule, level: str, urgency: str | None) -> int:
    """Return how many working days a level has: those of the rule, at most those of the urgency.

    Args:
        rule: a version of a rule of `RULES`; local custom, each office may set its own days.
        level: of vocab.HANDLING_LEVEL.
        urgency: of vocab.URGENCY; None and "plain" shorten nothing.
    """
    days, most = rule.number(level), rule.value.get(f"most_{urgency}")
    return min(days, most) if isinstance(most, int) else days


def due_on(rule: Rule, level: str, urgency: str | None, received: date, calendar: WorkingDays) -> date:
    """Return the last day on which a level answers; the day it was received is not counted (民法典 201)."""
    return calendar.add(received, days_for(rule, level, urgency))


def days_late(step: Step, today: date) -> int:
    """Return how many days after its last day a level answered, or has not answered yet; 0 in time."""
    due, answered = from_record(step.due_on or None), from_record(step.answered_on or None)
    if due is None:
        return 0
    end = answered.first_day if answered is not None else today
    return max(0, (end - due.last_day).days)


def above(level: str) -> tuple[str, ...]:
    """Return the levels over one, the next first; none over the last."""
    return LEVELS[LEVELS.index(level) + 1 :]


# what may be done


def acts(case: Case) -> tuple[str, ...]:
    """Return what can be done next, the most likely first."""
    if case.is_closed:
        return () if case.state == "merged" else ("reopen",)
    if case.kind == "dispute":
        ways = ("mediate", "settle") if not case.has_answer else ("settle", "mediate")
        return (*ways, *_climb(case))
    if case.state == "merged":
        return (*(("tell",) if _to_tell(case) and case.has_answer else ()), "ungroup")
    if case.state == "open":
        turned = tuple(f"to_{each}" for each in ("matter", "dispute") if each not in case.linked)
        return ("answer", *_climb(case), "group", *turned)
    return _answered(case)


def _climb(case: Case) -> tuple[str, ...]:
    return ("escalate",) if above(case.level) else ()


def _answered(case: Case) -> tuple[str, ...]:
    if _to_tell(case) or case.untold:
        return ("tell", "reopen")
    return ("reopen", "close") if case.satisfied == "no" else ("close", "reopen")


def _to_tell(case: Case) -> bool:
    return case.reachable and not case.told


def refusal(case: Case, act: str) -> str:
    """Return why something may not be done with an opinion or a dispute, "" when it may.

    Args:
        case: where it stands.
        act: "answer", "escalate", "tell", "close", "reopen", "group", "ungroup", "to_matter", "to_dispute",
            "mediate", "settle".
    """
    if act in acts(case) or (act == "group" and case.state == "answered" and not case.is_closed):
        return ""
    what = "意见" if case.kind == "opinion" else "纠纷"
    if case.is_closed:
        return f"这条{what}已经办结。还要办理的，请先重新办理。"
    if case.state == "merged":
        return "这条意见已经并入别的意见，随那一条一起办理；要单独办理请先拆出来。"
    return _open_refusal(case, act, what)


def _open_refusal(case: Case, act: str, what: str) -> str:
    if act == "close":
        return _close_refusal(case)
    if act == "tell":
        return "这条意见还没有答复，没有可以告知的。请先登记答复。" if case.state == "open" else _told(case)
    if act == "escalate" and not above(case.level):
        return f"已经到了{vocab.HANDLING_LEVEL.label(case.level)}，没有更高的一级。请在这一级办结。"
    if act in ("to_matter", "to_dispute") and act[3:] in case.linked:
        return "这条意见已经转过了，请打开转成的那一条。"
    if act == "reopen":
        return f"这条{what}正在办理，不用重新办理。"
    if act == "ungroup":
        return "这条意见没有并入别的意见。"
    return "这条意见已经答复。答复要改的，请先重新办理。"


def _close_refusal(case: Case) -> str:
    if not case.has_answer or case.state == "open":
        return "还没有答复，不能办结。请先登记答复。"
    if _to_tell(case):
        return "还没有把答复告知反映人，不能办结。请登记什么时候、怎样告知的；联系不上也照实登记。"
    return f"并入这条的{case.untold}条意见还没有告知反映人，不能办结。请先告知。"


def _told(case: Case) -> str:
    return "反映人没有留下姓名，不用告知，可以直接办结。" if not case.reachable else "已经登记过告知了。"


def day_refusal(what: str, on: str, since: str, today: date) -> str:
    """Return why something cannot have been done on a day: not whole, before it was received, to come.

    Args:
        what: what is dated: 答复, 上报.
        on: the day as it is stored.
        since: ISO day it cannot lie before, "" for any.
        today: no later than this.
    """
    day, first = from_record(on or None), from_record(since or None)
    if day is None or day.day is None:
        return f"请写明{what}是哪一天，如 {today.isoformat()}。"
    if day.first_day > today:
        return f"{what}的日期{day.chinese}还没有到，请核对。"
    if first is not None and day.first_day < first.first_day:
        return f"{what}的日期早于{first.chinese}（收到的日期），请核对。"
    return ""


# what is remarked


def handling_hints(case: Case, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Return what the rules say about an opinion or a dispute: overdue, no answer, not told, dissatisfied.

    Args:
        case: where it stands.
        book: all rules.
        today: the day it is looked at; what is due today is not overdue.
    """
    step = case.current or (case.steps[-1] if case.steps else None)
    received = None if step is None else from_record(step.received_on or None)
    rule = book.find(RULES[case.kind], received.first_day if received is not None else today)
    if rule is None or case.state == "merged":
        return ()
    if case.is_closed:
        wrong = not case.has_answer and case.kind == "opinion"
        return (rule.hint("没有写答复就办结了，请重新办理，补上答复。"),) if wrong else ()
    return (*_due(case, rule, today), *_untold(case, rule))


def _due(case: Case, rule: Rule, today: date) -> tuple[Hint, ...]:
    step = case.current
    due = None if step is None else from_record(step.due_on or None)
    if step is None or due is None:
        return ()
    level, verb = vocab.HANDLING_LEVEL.label(step.level), "答复" if case.kind == "opinion" else "调解"
    late = days_late(step, today)
    if late:
        return (rule.hint(f"{level}已逾期{late}天没有{verb}（{due.chinese}到期）。"),)
    if due.last_day == today:
        return (rule.hint(f"{level}今天到期，还没有{verb}。"),)
    return (rule.hint(f"请{level}在{due.chinese}前{verb}。", level="info"),)


def _untold(case: Case, rule: Rule) -> tuple[Hint, ...]:
    if case.state != "answered":
        return ()
    if _to_tell(case):
        return (rule.hint("已经答复，还没有告知反映人。"),)
    if case.satisfied == "no":
        return (rule.hint("反映人不满意。请重新办理，或说明情况后办结。"),)
    return ()


# in words


def step_words(step: Step, today: date) -> str:
    """Return what is known of a level in a few words: 9月1日收到，9月4日前答复，逾期2天."""
    parts = [f"{_day(step.received_on)}收到"] if step.received_on else []
    if step.answered_on:
        parts.append(f"{_day(step.answered_on)}{_DONE.get(step.outcome, '答复')}")
    elif step.due_on:
        parts.append(f"{_day(step.due_on)}前答复")
    late = days_late(step, today)
    if late:
        parts.append(f"晚了{late}天" if step.answered_on else f"已逾期{late}天")
    return "，".join(parts)


_DONE: Final = {"settled": "解决", "escalated": "上报", "explained": "答复", "merged": "并入"}


def _day(iso: str) -> str:
    day = from_record(iso)
    return "" if day is None else _short(day)


def _short(day: PartialDate) -> str:
    return day.chinese.partition("年")[2] or day.chinese
