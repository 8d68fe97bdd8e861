"""What the rules say about a meeting and what it left to do: attendance, quorum, minutes, time limits."""

from dataclasses import dataclass
from datetime import date

from models.rules.base import Hint
from models.rules.dates import PartialDate, days_inclusive, from_record
from models.rules.rulebook import Rule, RuleBook, Threshold
from models.rules.voting import in_words, least, meets

STEP_RULES = {"six_steps": "steps.one_three_two", "four_talks": "steps.four_two"}
"""The rule behind each template of a matter (vocab.MATTER_TEMPLATE)."""


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What has to be known about a meeting to judge it.

    Attributes:
        kind: a code of MEETING_KIND, None where unknown.
        held_on: ISO date of the meeting.
        due: how many had to come (households in a meeting of households).
        present: how many came, proxies included.
        proxies: how many of them were represented by somebody else.
        has_minutes: a record, an agenda item or a resolution is there.
        has_recorder: it is known who kept the minutes.
        attending: sum of the attendance rows of those who belong to the meeting, None without such rows.
        on_leave: sum of those on leave in the same rows, None where nobody entered it.
        of_owners_committee: it is a meeting of an owners' committee.
        proposes: template of the matter whose step 提议 this meeting is, None for other meetings.
        rule: chosen for it, or what its courtyard adopted; None takes that of its kind and day.
    """

    kind: str | None = None
    held_on: str | None = None
    due: int | None = None
    present: int | None = None
    proxies: int | None = None
    has_minutes: bool = True
    has_recorder: bool = True
    attending: int | None = None
    on_leave: int | None = None
    of_owners_committee: bool = False
    proposes: str | None = None
    rule: Rule | None = None


def meeting_hints(facts: MeetingFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Return everything the rules have to say about a meeting (policy 2.6c, rules.md on deciding).

    Args:
        facts: the meeting.
        book: majorities are those valid on the day of the meeting.
        today: the day it is looked at; a meeting to come needs no minutes yet.
    """
    held = from_record(facts.held_on)
    return (
        *_attendance(facts, book, today),
        *_quorum(facts, book, held),
        *_minutes(facts, book, held, today),
    )


def decision_rule(
    kind: str | None, on: date, book: RuleBook, *, of_owners_committee: bool = False
) -> Rule | None:
    """Return the rule a meeting of this kind decides by, as valid on a day; None where none is known.

    Before 2026 representatives met under the article on residents' meetings (居委会组织法 2018, art. 9).

    Args:
        kind: a code of MEETING_KIND.
        on: day of the meeting.
        book: all rules.
        of_owners_committee: the committee that meets is an owners' committee.
    """
    ids = deciding_ids(kind, of_owners_committee=of_owners_committee)
    return next((rule for rule_id in ids if (rule := book.find(rule_id, on)) is not None), None)


def deciding_ids(kind: str | None, *, of_owners_committee: bool = False) -> tuple[str, ...]:
    """Return the ids of the rules by which a meeting of this kind may decide; see `decision_rule`."""
    if kind == "committee" and of_owners_committee:
        return ("committee.meeting.owners",)
    return _DECIDING.get(kind or "", ("meeting.motion",))


_DECIDING = {
    "representatives": ("representatives.meeting", "residents.meeting"),
    "residents": ("residents.meeting",),
    "households": ("residents.meeting",),
    "owners": ("owners.general",),
}


def measure(kind: str | None) -> str:
    """Return the measure word of those who belong to a meeting: 户 where households are counted."""
    return "户" if kind == "households" else "人"


def _attendance(facts: MeetingFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("meeting.attendance", today)
    if rule is None:
        return ()
    unit = measure(facts.kind)
    hints: list[Hint] = []
    if facts.due is not None and facts.present is not None and facts.present > facts.due:
        message = f"实到{facts.present}{unit}多于应到{facts.due}{unit}，请核对。"
        hints.append(rule.hint(message, level="block", field="present_count"))
    if facts.proxies is not None and facts.present is not None and facts.proxies > facts.present:
        message = f"委托{facts.proxies}{unit}多于实到{facts.present}{unit}，请核对。"
        hints.append(rule.hint(message, level="block", field="proxy_count"))
    if facts.attending is not None and facts.present is not None and facts.attending != facts.present:
        message = f"“到会”名单中出席的合计{facts.attending}{unit}，与实到{facts.present}{unit}不符，请核对。"
        hints.append(rule.hint(message, field="present_count"))
    return (*hints, *_leave(facts, rule, unit))


def _leave(facts: MeetingFacts, rule: Rule, unit: str) -> tuple[Hint, ...]:
    """Hold those on leave against those who had to come, where the list of those present is complete."""
    if facts.on_leave is None or facts.due is None or facts.present is None:
        return ()
    if facts.attending != facts.present or facts.present + facts.on_leave == facts.due:
        return ()
    message = f"实到{facts.present}{unit}加请假{facts.on_leave}{unit}，与应到{facts.due}{unit}不符，请核对。"
    return (rule.hint(message, field="due_count"),)


def quorum_of(facts: MeetingFacts, on: date, book: RuleBook) -> tuple[Rule, Threshold] | None:
    """Return the rule and the share of those due that must come, None where no rule asks for one.

    Args:
        facts: the meeting.
        on: day of the meeting.
        book: all rules.
    """
    if facts.proposes is not None:
        rule = book.find(STEP_RULES.get(facts.proposes, ""), on)
        return None if rule is None else (rule, rule.threshold("propose_quorum"))
    rule = facts.rule or decision_rule(facts.kind, on, book, of_owners_committee=facts.of_owners_committee)
    return next(
        (
            (rule, rule.threshold(name))
            for name in ("quorum_heads", "quorum")
            if rule is not None and name in rule.value
        ),
        None,
    )


def _quorum(facts: MeetingFacts, book: RuleBook, held: PartialDate | None) -> tuple[Hint, ...]:
    if held is None or facts.due is None or facts.present is None or not 0 <= facts.present <= facts.due:
        return ()
    found = quorum_of(facts, held.first_day, book)
    if found is None or facts.due == 0:
        return ()
    rule, threshold = found
    unit = measure(facts.kind)
    share = in_words(threshold)
    need = least(threshold, facts.due)
    area = "；专有部分面积也须达到这一比例" if facts.kind == "owners" else ""
    if not meets(threshold, facts.present, facts.due):
        message = (
            f"应到{facts.due}{unit}，须{share}到会（至少{need}{unit}），实到{facts.present}{unit}，"
            f"少{need - facts.present}{unit}，不能作出决定{area}。"
        )
        return (Hint(rule.id, "warn", "present_count", message, rule.source),)
    if rule.local and facts.proposes is None:
        return ()
    message = f"实到{facts.present}{unit}，达到应到{facts.due}{unit}的{share}（至少{need}{unit}）{area}。"
    return (rule.hint(message, level="info", field="present_count"),)


def _minutes(facts: MeetingFacts, book: RuleBook, held: PartialDate | None, today: date) -> tuple[Hint, ...]:
    rule = None if held is None else book.find("meeting.minutes", held.first_day)
    if rule is None or held is None or held.first_day > today:
        return ()
    hints = []
    if not facts.has_minutes:
        hints.append(rule.hint("还没有会议记录：请填写记录，或者登记议题、决议。", field="record"))
    if not facts.has_recorder:
        hints.append(rule.hint("还没有填写记录人。", field="recorder_id"))
    return tuple(hints)


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """What has to be known about an action item.

    Attributes:
        due_on: ISO date until which it is to be done.
        done_on: ISO date it was done, None while it is open.
        held_on: ISO date of the meeting it comes from.
    """

    due_on: str | None = None
    done_on: str | None = None
    held_on: str | None = None


def days_late(due_on: str | None, today: date) -> int | None:
    """Return by how many days a time limit has passed: 0 on its last day, less before, None without one.

    Args:
        due_on: ISO date with the precision that is known; a month counts to its end.
        today: the day it is looked at.
    """
    due = from_record(due_on)
    return None if due is None else days_inclusive(due.last_day, today) - 1


def action_hints(facts: ActionFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Return what the rules say about an action item; one due today is not overdue (policy 2.6c).

    Args:
        facts: the action item.
        book: rules in force are looked up for `today`.
        today: the day it is looked at.
    """
    rule = book.find("action.due", today)
    if rule is None:
        return ()
    hints = list(_late(facts, rule, today))
    held, due, done = (from_record(each) for each in (facts.held_on, facts.due_on, facts.done_on))
    if held is not None and due is not None and due.last_day < held.first_day:
        hints.append(rule.hint(f"完成时限早于会议日期（{held.chinese}），请核对。", field="due_on"))
    if held is not None and done is not None and done.last_day < held.first_day:
        hints.append(rule.hint(f"办结时间早于会议日期（{held.chinese}），请核对。", field="done_on"))
    return tuple(hints)


def _late(facts: ActionFacts, rule: Rule, today: date) -> tuple[Hint, ...]:
    late = days_late(facts.due_on, today)
    if late is None or facts.done_on is not None or late < 0:
        return ()
    if late == 0:
        return (rule.hint("今天到期。", level="info", field="due_on"),)
    return (rule.hint(f"已逾期{late}天，还没有办结。", field="due_on"),)
