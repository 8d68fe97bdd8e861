"""Where a matter stands: each step with its state, what is missing for the present one, what to do next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models import vocab
from models.errors import InvalidInput
from models.rules.dates import PartialDate, days_inclusive, from_record
from models.rules.gates import Act, Refusal, StepState, Template, gate, present_step
from services.hints import hints_for
from services.matter_steps import MeetingFound, NoticeFound, StepFound, Walk, walk_of
from services.office import Context
from services.rules import rule_for

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.rules.rulebook import Threshold

_WARNED = ("warn", "block")
_HEADS = ("quorum_heads", "quorum")
"""What a rule set calls the share of heads that has to come."""


@dataclass(frozen=True, slots=True)
class StepTold:
    """A step as it is shown.

    Attributes:
        code, name, kind, who: of the template.
        state: where it stands.
        step_id: its row, None where it has not begun.
        first, last: ISO dates, "" for none.
        done_by: who met or did it.
        meeting, notice: what it rests on, None for none.
        asked, answered, in_favour, against: of the round of opinions.
        accepted_by: how many signed the acceptance.
        record, supervision: texts, "" for none.
        completed_on, completed_by: when and by whom it was completed or skipped in the program.
        skipped_by, skip_reason: who decided to skip it and why.
        late: entered afterwards.
        missing: what is not there yet; only of the present step.
        paper: the sheets it yields.
    """

    code: str
    name: str
    kind: str
    who: str
    state: StepState
    step_id: bytes | None = None
    first: str = ""
    last: str = ""
    done_by: str = ""
    meeting: MeetingFound | None = None
    notice: NoticeFound | None = None
    asked: int | None = None
    answered: int | None = None
    in_favour: int | None = None
    against: int | None = None
    accepted_by: int | None = None
    record: str = ""
    supervision: str = ""
    completed_on: str = ""
    completed_by: str = ""
    skipped_by: str = ""
    skip_reason: str = ""
    late: bool = False
    missing: tuple[Refusal, ...] = ()
    paper: tuple[str, ...] = ()

    @property
    def days(self) -> str:
        """The days in Chinese: 2020年7月6日至2020年7月12日."""
        parts = [day.chinese for each in (self.first, self.last) if (day := from_record(each or None))]
        return "至".join(dict.fromkeys(parts))

    def figures(self) -> str:
        """Return what was counted, in words: 入户168户，收回151份，赞成147份，不同意4份."""
        met = self.meeting
        unit = met.counted if met is not None else "人"
        votes = met.votes if met is not None and self.kind == "decide" else (None, None, None)
        told = (
            ("入户{}户", self.asked),
            ("收回{}份", self.answered),
            ("赞成{}份", self.in_favour),
            ("不同意{}份", self.against),
            (f"应到{{}}{unit}", met.due if met is not None else None),
            (f"实到{{}}{unit}", met.present if met is not None else None),
            ("同意{}票", votes[0]),
            ("反对{}票", votes[1]),
            ("弃权{}票", votes[2]),
            ("验收签字{}人", self.accepted_by),
        )
        return "，".join(words.format(number) for words, number in told if number is not None)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a matter stands.

    Attributes:
        matter_id, title: the matter.
        courtyard_id, courtyard: where it belongs.
        template: its steps.
        state: of vocab.MATTER_STATE.
        closed_on, close_reason: when it was closed or given up and why, "" for none.
        late: entered afterwards.
        steps: all of its template, in order.
        present: code of the step to be completed next, "" where all are done.
        act: what helps now: an act of the gates, "complete" where the step can be completed, "" for nothing.
        remarks: what else should be known, a sentence each; they stop nothing.
    """

    matter_id: bytes
    title: str
    courtyard_id: bytes
    courtyard: str
    template: Template
    state: str
    closed_on: str
    close_reason: str
    late: bool
    steps: tuple[StepTold, ...]
    present: str
    act: Act | str
    remarks: tuple[str, ...] = ()

    @property
    def step(self) -> StepTold | None:
        """The present step."""
        return next((each for each in self.steps if each.code == self.present), None)

    @property
    def last_passed(self) -> StepTold | None:
        """The step that was completed or skipped last, the only one that can be opened again."""
        passed = [each for each in self.steps if each.state is not StepState.OPEN]
        return passed[-1] if passed else None

    def missing(self) -> str:
        """Return what is missing for the present step as one sentence, "" for nothing."""
        if self.state == "dropped":
            return f"这件事项已经终止：{self.close_reason}"
        step = self.step
        if step is None:
            return ""
        if not step.missing:
            return f"“{step.name}”需要的都有了，可以完成这一步。"
        first, *more = (each.message for each in step.missing)
        rest = [each.removeprefix(f"“{step.name}”") for each in more]
        return "；".join(each.rstrip("。") for each in (first, *rest)) + "。"


def where(context: Context, matter_id: bytes) -> Progress:
    """Return where a matter stands.

    Args:
        context: read on the reader's thread.
        matter_id: the matter.

    Raises:
        NotFound: it is gone.
    """
    walk = walk_of(context.reader, matter_id, quorum_of(context))
    matter = walk.matter
    present = present_step(walk.template, walk.records)
    refused = refusals(context, walk, present.code) if present is not None else ()
    state = matter["state"] or ("closed" if present is None else "open")
    steps = tuple(
        told(each, refused if present is not None and each.step.code == present.code else ())
        for each in walk.steps
    )
    act: Act | str = ""
    if state == "open" and present is not None:
        act = next((each.act for each in refused if each.act), "complete" if not refused else "edit")
    yard = context.reader.value("SELECT name FROM courtyard WHERE id = ?", (matter["courtyard_id"],))
    return Progress(
        matter_id,
        matter["title"],
        matter["courtyard_id"],
        yard or "",
        walk.template,
        state,
        matter["closed_on"] or "",
        matter["close_reason"] or "",
        bool(matter["late"]),
        steps,
        present.code if present is not None else "",
        act,
        _remarks(context, walk),
    )


def told(found: StepFound, missing: tuple[Refusal, ...] = ()) -> StepTold:
    """Return a step as it is shown."""
    row: Mapping[str, Any] = found.row
    texts = ("done_by", "record", "supervision", "completed_on", "completed_by", "skipped_by", "skip_reason")
    return StepTold(
        found.step.code,
        found.step.name,
        found.step.kind,
        found.step.who,
        found.record.state,
        bytes(row["id"]) if row else None,
        found.record.first or "",
        found.record.last or "",
        meeting=found.meeting,
        notice=found.notice,
        asked=row.get("households_asked"),
        answered=row.get("households_answered"),
        in_favour=row.get("in_favour"),
        against=row.get("against"),
        accepted_by=row.get("accepted_by"),
        late=found.record.late,
        missing=missing,
        paper=found.step.paper,
        **{name: row.get(name) or "" for name in texts},
    )


def refusals(context: Context, walk: Walk, code: str) -> tuple[Refusal, ...]:
    """Return why a step cannot be completed; a resolution recorded as passed must have the votes for it.

    Args:
        context: its reader is that of the walk.
        walk: the matter.
        code: the step.
    """
    refused = gate(walk.template, walk.records, code, context.today())
    step = walk.template.step(code)
    if step is None or step.kind != "decide" or any(each.code in ("order", "done") for each in refused):
        return refused
    meeting = walk.found(code).meeting
    return (*refused, *_without_rule(context, meeting), *_uncounted(context, meeting))


def _without_rule(context: Context, meeting: MeetingFound | None) -> tuple[Refusal, ...]:
    """Return why no rule set decides a meeting."""
    if meeting is None:
        return ()
    try:
        rule_for(context, meeting.id, meeting.resolution_id)
    except InvalidInput as error:
        return (Refusal("rule", error.message, "resolution"),)
    return ()


def _uncounted(context: Context, meeting: MeetingFound | None) -> tuple[Refusal, ...]:
    """Return what the rule set says against an outcome that is recorded as passed."""
    if meeting is None or meeting.resolution_id is None or meeting.outcome != "passed":
        return ()
    found = hints_for(context, "resolution", meeting.resolution_id)
    wrong = [each for each in found if each.field == "outcome" and each.level in _WARNED]
    return tuple(Refusal("votes", f"{each.message}（{each.source}）", "resolution") for each in wrong)


def quorum_of(
    context: Context,
) -> "Callable[[bytes, bytes | None], tuple[Threshold | None, Threshold | None]]":
    """Return what tells the shares of heads and area that have to come, by the rule set of a meeting."""

    def shares(meeting_id: bytes, resolution_id: bytes | None) -> "tuple[Threshold | None, Threshold | None]":
        try:
            rule = rule_for(context, meeting_id, resolution_id)
        except InvalidInput:
            return None, None
        heads = next((rule.threshold(name) for name in _HEADS if name in rule.value), None)
        return heads, rule.threshold("quorum_area") if "quorum_area" in rule.value else None

    return shares


# remarks


def _remarks(context: Context, walk: Walk) -> tuple[str, ...]:
    found = []
    for each in walk.steps:
        if each.record.state is StepState.OPEN and each.notice is None:
            continue
        if each.step.kind == "publish" and each.notice is not None:
            found += _period(context, walk, each.notice)
        elif each.step.kind == "result" and walk.matter["final_cost"] is None and walk.matter["budget"]:
            found.append("还没有登记决算。")
    unasked = _unasked(context.reader, walk)
    found += [f"征求意见的名单上还有{unasked}户没有问。"] if unasked else []
    unanswered = _unanswered(context.reader, walk)
    found += [f"公示收到的异议有{unanswered}条还没有答复。"] if unanswered else []
    return tuple(found)


def _period(context: Context, walk: Walk, notice: NoticeFound) -> list[str]:
    first, until = from_record(notice.first or None), from_record(notice.until or None)
    rule = context.rulebook.find(walk.template.rule, first.first_day if first else context.today())
    if first is None or until is None or until.day is None or first.day is None:
        return ["决议公示没有写到哪一天为止。"] if first is not None and until is None else []
    days = days_inclusive(first.first_day, until.last_day)
    least = rule.number("posting_days") if rule is not None and "posting_days" in rule.value else 0
    if days < least:
        return [f"决议公示{days}天，不足{least}天。"]
    if until.last_day >= context.today():
        return [f"决议公示到{until.chinese}满{days}天。"]
    return []


def _unasked(reader: "Reader", walk: Walk) -> int:
    """Return how many households on the list were not asked yet while the round goes on."""
    for each in walk.steps:
        if each.step.kind == "consult" and each.record.state is StepState.OPEN:
            sql = "SELECT count(*) FROM consult_answer WHERE matter_id = ? AND answer IS NULL"
            return int(reader.value(f"{sql} AND deleted_at IS NULL", (walk.matter["id"],)))
    return 0


def _unanswered(reader: "Reader", walk: Walk) -> int:
    ids = [each.notice.id for each in walk.steps if each.notice is not None]
    if not ids:
        return 0
    marks = ", ".join("?" * len(ids))
    return int(
        reader.value(
            f"SELECT count(*) FROM objection WHERE notice_id IN ({marks}) AND reply IS NULL "
            "AND replied_on IS NULL AND deleted_at IS NULL",
            tuple(ids),
        )
    )


def state_label(step: StepTold) -> str:
    """Return a state in words; what was entered afterwards is marked."""
    label = vocab.STEP_STATE.label(step.state)
    if step.state is StepState.OPEN and step.step_id is None:
        label = "未开始"
    return f"{label}（补录）" if step.late and step.state is StepState.DONE else label


def day_told(iso: str) -> str:
    """Return a date in Chinese, "" for none."""
    found: PartialDate | None = from_record(iso or None)
    return found.chinese if found is not None else ""
