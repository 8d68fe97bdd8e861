"""What the rules say about a matter of 一征三议两公开, its steps and its money (policy 2.6a, 4.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from models.rules.base import Hint
from models.rules.dates import days_inclusive, from_record
from models.rules.meetings import STEP_RULES
from models.rules.numbers import format_money
from models.rules.rulebook import Rule, RuleBook

STEP_NAMES: Final = {
    "征求意见": "consult",
    "提议": "propose",
    "商议": "discuss",
    "审议": "review",
    "决议": "decide",
    "决议公开": "publish",
    "实施结果公开": "result",
    "结果公开": "result",
}
"""Code of each step (vocab.MATTER_STEP) by the name the rule gives it."""
_MEETS: Final = ("propose", "discuss", "review", "decide")
_DISCLOSES: Final = ("publish", "result")


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What has to be known about one step of a matter.

    Attributes:
        step: a code of MATTER_STEP.
        from_day: ISO date it began.
        to_day: ISO date it ended.
        has_meeting: a meeting is linked.
        has_notice: a notice is linked.
        posted_from: ISO date the linked notice was posted.
        posted_until: ISO date it hangs until.
        asked: households asked in the round of opinions.
        answered: households that answered.
        in_favour: answers in favour.
        against: answers against.
        has_record: something is written down about it.
    """

    step: str
    from_day: str | None = None
    to_day: str | None = None
    has_meeting: bool = False
    has_notice: bool = False
    posted_from: str | None = None
    posted_until: str | None = None
    asked: int | None = None
    answered: int | None = None
    in_favour: int | None = None
    against: int | None = None
    has_record: bool = False


@dataclass(frozen=True, slots=True)
class MatterFacts:
    """What has to be known about a matter.

    Attributes:
        template: a code of MATTER_TEMPLATE.
        budget: in fen, None where nobody entered it.
        funding: sum of its funding lines in fen, None without any.
        final_cost: in fen.
        steps: its steps.
        unanswered: objections against its notices without a reply.
    """

    template: str | None = None
    budget: int | None = None
    funding: int | None = None
    final_cost: int | None = None
    steps: tuple[StepFacts, ...] = ()
    unanswered: int = 0


def matter_hints(facts: MatterFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Return everything the rules have to say about a matter.

    Args:
        facts: the matter; its steps are judged by the rule valid on the day it began.
        book: all rules.
        today: the day it is looked at.
    """
    rule = steps_rule(facts.template, facts.steps, book, today)
    return (
        *_money(facts, book, today),
        *(() if rule is None else _order(facts.steps, rule)),
        *(() if rule is None else _passed_over(facts.steps, rule)),
        *_objections(facts, book, today),
    )


def steps_rule(template: str | None, steps: Iterable[StepFacts], book: RuleBook, today: date) -> Rule | None:
    """Return the rule of a template as valid on the day the matter began, `today` where that is unknown."""
    days = [known.first_day for each in steps if (known := from_record(each.from_day)) is not None]
    return book.find(STEP_RULES.get(template or "", ""), min(days, default=today))


def steps_of(rule: Rule) -> tuple[str, ...]:
    """Return the codes of the steps a rule prescribes, in order."""
    return tuple(STEP_NAMES[name] for name in rule.text("steps").split("、"))


def _names(rule: Rule) -> dict[str, str]:
    return {STEP_NAMES[name]: name for name in rule.text("steps").split("、")}


def _money(facts: MatterFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("matter.money", today)
    if rule is None or facts.budget is None:
        return ()
    hints = []
    if facts.funding is not None and facts.funding != facts.budget:
        gap = facts.funding - facts.budget
        word = "多" if gap > 0 else "少"
        message = (
            f"资金来源合计{format_money(facts.funding)}元，比预算{format_money(facts.budget)}元"
            f"{word}{format_money(abs(gap))}元，请核对。"
        )
        hints.append(rule.hint(message, field="budget"))
    if facts.final_cost is not None and facts.final_cost > facts.budget:
        over = format_money(facts.final_cost - facts.budget)
        hints.append(rule.hint(f"决算超出预算{over}元，请核对。", field="final_cost"))
    return tuple(hints)


def _order(steps: tuple[StepFacts, ...], rule: Rule) -> tuple[Hint, ...]:
    """Tell which step began before the one ahead of it was over."""
    names, order = _names(rule), steps_of(rule)
    dated = sorted(
        (order.index(each.step), first.first_day, last.last_day)
        for each in steps
        if each.step in order
        and (first := from_record(each.from_day or each.to_day)) is not None
        and (last := from_record(each.to_day or each.from_day)) is not None
    )
    hints = []
    for (earlier, _, ended), (later, began, _) in pairwise(dated):
        if earlier != later and began < ended:
            before, after = names[order[earlier]], names[order[later]]
            hints.append(rule.hint(f"“{after}”早于“{before}”的结束日期，步骤先后不符，请核对。"))
    return tuple(hints)


def _passed_over(steps: tuple[StepFacts, ...], rule: Rule) -> tuple[Hint, ...]:
    """Tell which steps ahead of the furthest one are not on record."""
    names, order = _names(rule), steps_of(rule)
    there = {each.step for each in steps}
    hints = [
        _remark(rule, f"{rule.title}没有步骤“{label}”，请核对。")
        for label in sorted({_label(each) for each in there if each not in order})
    ]
    furthest = max((order.index(each) for each in there if each in order), default=0)
    missing = [names[code] for code in order[:furthest] if code not in there]
    never = rule.text("never_skipped").split("、")
    strict = [f"“{name}”" for name in missing if name in never]
    others = [f"“{name}”" for name in missing if name not in never]
    if strict:
        hints.append(rule.hint(f"还没有登记{'、'.join(strict)}，这一步不能跳过。"))
    if others:
        hints.append(
            _remark(
                rule,
                f"还没有登记{'、'.join(others)}；没有进行的，请在备注中写明由谁决定、什么原因。",
            )
        )
    return tuple(hints)


def _label(code: str) -> str:
    return next((name for name, known in STEP_NAMES.items() if known == code), code)


def _remark(rule: Rule, message: str, field: str | None = None) -> Hint:
    """Return a warning of a rule that blocks, where it only explains."""
    return Hint(rule.id, "warn", field, message, rule.source)


def _objections(facts: MatterFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("notice.objections", today)
    if rule is None or facts.unanswered < 1:
        return ()
    return (rule.hint(f"公示收到的异议有{facts.unanswered}条还没有答复。"),)


def step_hints(
    facts: StepFacts, template: str | None, book: RuleBook, today: date, begun: str | None = None
) -> tuple[Hint, ...]:
    """Return everything the rules have to say about one step of a matter.

    Args:
        facts: the step.
        template: template of its matter.
        book: all rules.
        today: the day it is looked at.
        begun: ISO date the matter began; the rule of that day judges it.
    """
    first = StepFacts(facts.step, from_day=begun or facts.from_day)
    rule = steps_rule(template, (first,), book, today)
    return (
        *_opinions(facts, book, today),
        *(() if rule is None else _days(facts, rule)),
        *(() if rule is None else _papers(facts, rule)),
        *(() if rule is None else _period(facts, rule)),
    )


def _opinions(facts: StepFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("matter.opinions", today)
    if rule is None:
        return ()
    hints = []
    if facts.asked is not None and facts.answered is not None and facts.answered > facts.asked:
        message = f"收回意见{facts.answered}份，多于征求的{facts.asked}户，请核对。"
        hints.append(rule.hint(message, level="block", field="households_answered"))
    said = (facts.in_favour or 0) + (facts.against or 0)
    if facts.answered is not None and said > facts.answered:
        message = f"赞成和不同意合计{said}份，多于收回的{facts.answered}份，请核对。"
        hints.append(rule.hint(message, level="block", field="in_favour"))
    return tuple(hints)


def _days(facts: StepFacts, rule: Rule) -> tuple[Hint, ...]:
    first, last = from_record(facts.from_day), from_record(facts.to_day)
    if first is None and last is None:
        return (_remark(rule, "还没有填写日期。", "from_day"),)
    if first is not None and last is not None and last.last_day < first.first_day:
        return (rule.hint("结束时间早于开始时间，请核对。", level="block", field="to_day"),)
    return ()


def _papers(facts: StepFacts, rule: Rule) -> tuple[Hint, ...]:
    """Tell what the step must yield and is not there: the meeting, the round of opinions, the notice."""
    if facts.step in _MEETS and not facts.has_meeting:
        return (_remark(rule, "还没有登记这一步的会议。", "meeting_id"),)
    if facts.step == "consult" and facts.answered is None and not facts.has_record:
        return (_remark(rule, "还没有登记征求意见的份数或情况。", "households_answered"),)
    if facts.step in _DISCLOSES and not facts.has_notice:
        return (_remark(rule, "还没有登记这一步的公示。", "notice_id"),)
    return ()


def _period(facts: StepFacts, rule: Rule) -> tuple[Hint, ...]:
    """Tell whether the resolution hung long enough; the notice itself says it where one is linked."""
    if facts.step != "publish" or facts.has_notice:
        return ()
    first, last = from_record(facts.from_day), from_record(facts.to_day)
    if first is None or last is None or last.last_day < first.first_day:
        return ()
    days, least = days_inclusive(first.first_day, last.last_day), rule.number("posting_days")
    if days >= least:
        return (rule.hint(f"公示{days}天，达到{least}天。", level="info", field="to_day"),)
    return (_remark(rule, f"公示{days}天，不足{least}天，请核对。", "to_day"),)
