"""The gates between the steps of a matter: what has to be there before a step is completed (policy 2.6a).

Pure: plain values in, sentences out. A step is not completed before the one ahead of it, and not without its
date, its meeting or round of opinions, its record and, for the two disclosures, a notice that hangs. A step
that was skipped says who decided so and why; the resolution and the two disclosures never are (rules.md,
一征三议两公开). What was entered afterwards (补录) needs what exists on paper: date and record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Literal

from models.rules.dates import PartialDate, from_record
from models.rules.numbers import format_area
from models.rules.rulebook import Threshold, threshold_from
from models.rules.voting import in_words, least, meets

Kind = Literal["consult", "meeting", "decide", "publish", "result", "work"]
KINDS: Final = {
    "consult": "征求意见",
    "meeting": "开会",
    "decide": "决议",
    "publish": "决议公开",
    "result": "结果公开",
    "work": "其他事务",
}
"""What a step of a template may be, and what that is called."""
FIXED: Final = ("decide", "publish", "result")
"""Kinds of steps that every template has once, in this order, and that are never skipped."""
Act = Literal["", "consult", "edit", "meeting", "attendance", "resolution", "back", "notice", "post", "late"]
"""What helps against a refusal: a round of opinions, the step's form, a meeting, its figures, a resolution,
going back, a notice, posting it, marking the step as 补录."""


class StepState(StrEnum):
    """Where a step stands (vocab.STEP_STATE)."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class TemplateStep:
    """A step of a template.

    Attributes:
        code: how the record names it (vocab.MATTER_STEP, or a code of the office's own).
        name: what it is called.
        kind: what has to be there for it, one of `KINDS`.
        who: who meets or does it.
        quorum: "" for none, "count" where it only has to be known who came, "rule" for the rule set of the
            meeting, or a share of those who had to come (">1/2").
        record: what is written down.
        paper: the sheets it yields, in words.
        meets: kinds of meetings that may be it (vocab.MEETING_KIND), none for any.
    """

    code: str
    name: str
    kind: Kind
    who: str = ""
    quorum: str = ""
    record: str = ""
    paper: tuple[str, ...] = ()
    meets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """The steps a matter walks, in order; `rule` is the id of the rule it follows, "" for none."""

    code: str
    name: str
    steps: tuple[TemplateStep, ...]
    rule: str = ""

    def step(self, code: str) -> TemplateStep | None:
        """Return the step of a code, None where the template has none."""
        return next((each for each in self.steps if each.code == code), None)

    def ahead_of(self, code: str) -> TemplateStep | None:
        """Return the step before one of this template, None for the first."""
        at = [each.code for each in self.steps].index(code)
        return self.steps[at - 1] if at else None


@dataclass(frozen=True, slots=True)
class StepRecord:
    """What is on record about one step.

    Attributes:
        state: where it stands.
        first, last: ISO dates it began and ended.
        has_meeting: a living meeting is linked.
        lost: the meeting that was linked is deleted.
        due, present: who had to come to it, and who came.
        counted: 人, or 户 where households are counted.
        quorum: the share the rule set of the meeting asks for, None where none is known.
        area_due, area_present: exclusive areas of those who had to come and who came, in 0.01 m².
        area_quorum: the share of the area that the rule set asks for, None for none.
        asked, answered: households of the round of opinions.
        has_record: something is written down.
        notice: none, one that does not hang yet, one that was hung, or one from before the program (late).
        outcome: of the resolution, "passed" or "rejected", None where none is recorded.
        late: entered afterwards.
    """

    state: StepState = StepState.OPEN
    first: str | None = None
    last: str | None = None
    has_meeting: bool = False
    due: int | None = None
    present: int | None = None
    counted: str = "人"
    quorum: Threshold | None = None
    asked: int | None = None
    answered: int | None = None
    has_record: bool = False
    notice: Literal["none", "draft", "posted", "late"] = "none"
    outcome: str | None = None
    late: bool = False
    lost: bool = False
    area_due: int | None = None
    area_present: int | None = None
    area_quorum: Threshold | None = None

    @property
    def began(self) -> PartialDate | None:
        """The day it began, or the only one known."""
        return from_record(self.first or self.last)

    @property
    def ended(self) -> PartialDate | None:
        """The day it ended, or the only one known."""
        return from_record(self.last or self.first)


Records = Mapping[str, StepRecord]
_NOTHING: Final = StepRecord()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a step is not completed, as a sentence, and what helps."""

    code: str
    message: str
    act: Act = ""


def record_of(records: Records, code: str) -> StepRecord:
    """Return what is on record about a step, nothing where it has not begun."""
    return records.get(code, _NOTHING)


def gate(template: Template, records: Records, code: str, today: date) -> tuple[Refusal, ...]:
    """Return why a step cannot be completed; none where it can.

    Args:
        template: the steps of the matter.
        records: what is on record, by code of the step.
        code: the step.
        today: what has not happened yet is not completed.
    """
    return _blocked(template, records, code) or _missing(template, records, code, today)


def skip_gate(template: Template, records: Records, code: str) -> tuple[Refusal, ...]:
    """Return why a step cannot be skipped; arguments as for `gate`."""
    refused = _blocked(template, records, code)
    step = template.step(code)
    if not refused and step is not None and step.kind in FIXED:
        return (Refusal("never", f"“{step.name}”不能跳过。"),)
    return refused


def present_step(template: Template, records: Records) -> TemplateStep | None:
    """Return the step that is to be completed next, None where all are done or skipped."""
    open_ones = (each for each in template.steps if record_of(records, each.code).state is StepState.OPEN)
    return next(open_ones, None)


def reopen_gate(template: Template, records: Records, code: str) -> tuple[Refusal, ...]:
    """Return why a step cannot be opened again: only the last that was completed or skipped can."""
    step = template.step(code)
    if step is None:
        return (_unknown(template),)
    if record_of(records, code).state is StepState.OPEN:
        return (Refusal("open", f"“{step.name}”还没有完成，不用重新打开。"),)
    passed = [each for each in template.steps if record_of(records, each.code).state is not StepState.OPEN]
    if passed[-1] is not step:
        return (Refusal("later", f"“{passed[-1].name}”在“{step.name}”之后已经完成，请先重新打开那一步。"),)
    return ()


def back_gate(template: Template, records: Records, code: str) -> tuple[Refusal, ...]:
    """Return why a rejected matter cannot go back to a step: it goes to one ahead of the present one."""
    step, present = template.step(code), present_step(template, records)
    if step is None:
        return (_unknown(template),)
    if present is None or present.kind != "decide":
        return (Refusal("state", "只有到了“决议”这一步、决议没有通过时，才退回前面的步骤。"),)
    if record_of(records, present.code).outcome != "rejected":
        return (Refusal("state", "决议没有登记为“未通过”，不用退回。"),)
    if template.steps.index(step) >= template.steps.index(present):
        return (Refusal("order", f"退回的步骤要在“{present.name}”之前。"),)
    return ()


def broken(template: Template, records: Records, today: date) -> str:
    """Return the first gate that what is on record does not keep, as a sentence; "" where all are kept."""
    for step in template.steps:
        known = record_of(records, step.code)
        if known.state is StepState.OPEN:
            continue
        ahead = template.ahead_of(step.code)
        if ahead is not None and record_of(records, ahead.code).state is StepState.OPEN:
            return f"“{step.name}”已经完成，“{ahead.name}”却还没有"
        if known.state is StepState.SKIPPED:
            if step.kind in FIXED:
                return f"“{step.name}”不能跳过"
            continue
        missing = _missing(template, records, step.code, today)
        if missing:
            return missing[0].message.rstrip("。")
    return ""


def _unknown(template: Template) -> Refusal:
    names = "、".join(each.name for each in template.steps)
    return Refusal("unknown", f"“{template.name}”没有这一步。步骤有：{names}。")


def _blocked(template: Template, records: Records, code: str) -> tuple[Refusal, ...]:
    """Return why it is not this step's turn."""
    step = template.step(code)
    if step is None:
        return (_unknown(template),)
    state = record_of(records, code).state
    if state is not StepState.OPEN:
        word = "已经跳过" if state is StepState.SKIPPED else "已经完成"
        return (Refusal("done", f"“{step.name}”{word}。要改请先重新打开这一步。"),)
    ahead = template.ahead_of(code)
    if ahead is not None and record_of(records, ahead.code).state is StepState.OPEN:
        first = present_step(template, records) or ahead
        return (Refusal("order", f"“{first.name}”还没有完成，不能办理“{step.name}”。"),)
    return ()


def _missing(template: Template, records: Records, code: str, today: date) -> tuple[Refusal, ...]:
    step, known = template.step(code), record_of(records, code)
    assert step is not None
    found = (*_content(step, known), *_days(template, records, step, today))
    if not known.has_record:
        found = (*found, Refusal("record", f"“{step.name}”还没有情况记录。", "edit"))
    return found


# dates


def _days(template: Template, records: Records, step: TemplateStep, today: date) -> tuple[Refusal, ...]:
    known = record_of(records, step.code)
    began, ended = known.began, known.ended
    if began is None or ended is None:
        return (Refusal("date", f"“{step.name}”还没有填写日期。", "edit"),)
    if ended.last_day < began.first_day:
        return (Refusal("date", f"“{step.name}”的结束时间早于开始时间。", "edit"),)
    if began.first_day > today:
        return (Refusal("date", f"“{step.name}”的日期{began.chinese}还没有到。", "edit"),)
    before = _ended_before(template, records, step)
    if before is not None and ended.last_day < before[1].first_day:
        return (Refusal("date", f"“{step.name}”的日期早于“{before[0].name}”，先后不符。", "edit"),)
    return ()


def _ended_before(
    template: Template, records: Records, step: TemplateStep
) -> tuple[TemplateStep, PartialDate] | None:
    """Return the last completed step ahead of one, with the day it ended."""
    found = None
    for each in template.steps[: template.steps.index(step)]:
        known = record_of(records, each.code)
        if known.state is StepState.DONE and known.ended is not None:
            found = each, known.ended
    return found


# what each kind of step has to yield


def _content(step: TemplateStep, known: StepRecord) -> tuple[Refusal, ...]:
    if step.kind == "consult":
        return _opinions(step, known)
    if step.kind in ("meeting", "decide"):
        return (*_meeting(step, known), *(_outcome(step, known) if step.kind == "decide" else ()))
    if step.kind in ("publish", "result"):
        return _notice(step, known)
    return ()


def _opinions(step: TemplateStep, known: StepRecord) -> tuple[Refusal, ...]:
    if not known.answered:
        return (Refusal("opinions", f"“{step.name}”还没有登记问了多少户、收回多少份意见。", "consult"),)
    if known.asked is None:
        return () if known.late else (Refusal("opinions", f"“{step.name}”还没有登记问了多少户。", "consult"),)
    if known.answered > known.asked:
        message = f"收回意见{known.answered}份，多于征求的{known.asked}户，请核对。"
        return (Refusal("opinions", message, "consult"),)
    return ()


def _meeting(step: TemplateStep, known: StepRecord) -> tuple[Refusal, ...]:
    if not known.has_meeting:
        # a resolution belongs to a meeting also where it is entered afterwards
        if known.late and step.kind != "decide" and not known.lost:
            return ()
        return (Refusal("meeting", f"“{step.name}”还没有登记会议。", "meeting"),)
    return _quorum(step, known)


def _quorum(step: TemplateStep, known: StepRecord) -> tuple[Refusal, ...]:
    if not step.quorum:
        return ()
    if known.due is None or known.present is None:
        if known.late:
            return ()
        return (Refusal("attendance", f"“{step.name}”的会议还没有登记应到和实到人数。", "attendance"),)
    share = known.quorum if step.quorum == "rule" else _share(step.quorum)
    if share is None or meets(share, known.present, known.due):
        return _area(step, known)
    unit = known.counted
    message = (
        f"“{step.name}”的会议应到{known.due}{unit}，须{in_words(share)}到会"
        f"（至少{least(share, known.due)}{unit}），实到{known.present}{unit}，不能作数。"
    )
    return (Refusal("quorum", message, "attendance"),)


def _area(step: TemplateStep, known: StepRecord) -> tuple[Refusal, ...]:
    """Return what the area lacks where owners decide; it is asked for only where the rule set counts it."""
    share, due, present = known.area_quorum, known.area_due, known.area_present
    if step.quorum != "rule" or share is None:
        return ()
    if due is None or present is None:
        if known.late:
            return ()
        message = f"“{step.name}”的会议还没有登记专有部分面积的应到和实到。"
        return (Refusal("attendance", message, "attendance"),)
    if meets(share, present, due):
        return ()
    message = (
        f"“{step.name}”的会议应到面积{format_area(due)}㎡，须{in_words(share)}参加"
        f"（至少{format_area(least(share, due))}㎡），实到{format_area(present)}㎡，不能作数。"
    )
    return (Refusal("quorum", message, "attendance"),)


def _share(text: str) -> Threshold | None:
    return None if text == "count" else threshold_from(text)


def _outcome(step: TemplateStep, known: StepRecord) -> tuple[Refusal, ...]:
    if not known.has_meeting or known.outcome == "passed":
        return ()
    if known.outcome is None:
        return (Refusal("outcome", f"“{step.name}”的会议还没有登记决议的结果。", "resolution"),)
    message = "决议没有通过，不能往下办。请退回前面的步骤重新商议，或者终止这件事项。"
    return (Refusal("rejected", message, "back"),)


def _notice(step: TemplateStep, known: StepRecord) -> tuple[Refusal, ...]:
    if known.notice == "none":
        return (Refusal("notice", f"“{step.name}”还没有公示。", "notice"),)
    if known.notice == "draft":
        return (Refusal("posted", f"“{step.name}”的公示还没有张贴到公开栏。", "post"),)
    if known.notice == "late" and not known.late:
        message = f"“{step.name}”的公示是补录的。确实公示过的，请把这一步记为补录。"
        return (Refusal("late", message, "late"),)
    return ()
