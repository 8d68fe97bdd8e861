"""What is on record about the steps of a matter, gathered for the gates: rows, meetings, notices, outcomes.

Read by whoever leads a matter on and by the guards, which know no use case.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from models.errors import NotFound
from models.rules.gates import (
    Records,
    StepRecord,
    StepState,
    Template,
    TemplateStep,
    present_step,
)
from models.rules.meetings import measure
from services.matter_templates import template_of

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.rules.rulebook import Threshold

    Quorum = Callable[[bytes, bytes | None], tuple[Threshold | None, Threshold | None]]

_STEP: Final = (
    "id", "version", "step", "from_day", "to_day", "meeting_id", "notice_id", "done_by", "households_asked",
    "households_answered", "in_favour", "against", "accepted_by", "record", "note", "state", "completed_on",
    "completed_by", "skipped_by", "skip_reason", "supervision", "late",
)  # fmt: skip
_MATTER: Final = (
    "id", "version", "courtyard_id", "unit_id", "title", "template", "origin", "content", "budget",
    "final_cost", "finished_on", "note", "began_on", "state", "closed_on", "close_reason", "lead_unit",
    "responsible_units", "rule_code", "late",
)  # fmt: skip
_NOTICE_KINDS: Final = {"publish": ("resolution",), "result": ("result",)}
"""Kinds of notices that a disclosure is found by when nobody linked one."""
FRESH: Final = "open"
"""A step that was opened anew: only what was recorded after that is found for it by itself."""


@dataclass(frozen=True, slots=True)
class MeetingFound:
    """The meeting of a step: name and day, who had to come and who came, its resolution about the matter.

    `votes` are those for, against and abstaining, `area` what had to come and came, in 0.01 m²; `decided` are
    all its resolutions about the matter, whose outcomes together are the `outcome`.
    """

    id: bytes
    title: str
    held_on: str
    kind: str
    place: str = ""
    due: int | None = None
    present: int | None = None
    has_minutes: bool = False
    resolution_id: bytes | None = None
    outcome: str | None = None
    votes: tuple[int | None, int | None, int | None] = (None, None, None)
    area: tuple[int | None, int | None] = (None, None)
    decided: tuple[bytes, ...] = ()

    @property
    def counted(self) -> str:
        """人, or 户 where households are counted."""
        return measure(self.kind)


@dataclass(frozen=True, slots=True)
class NoticeFound:
    """The notice of a step: number, title, how it hangs, and the period."""

    id: bytes
    title: str
    number: str
    hangs: Literal["draft", "posted", "late"]
    first: str = ""
    until: str = ""
    place: str = ""
    has_text: bool = False


@dataclass(frozen=True, slots=True)
class StepFound:
    """A step with what belongs to it.

    Attributes:
        step: as its template describes it.
        row: its row, empty where it has not begun.
        record: what the gates are asked with.
        meeting, notice: linked, or found for the present step.
    """

    step: TemplateStep
    row: Mapping[str, Any]
    record: StepRecord
    meeting: MeetingFound | None = None
    notice: NoticeFound | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """A matter on its way: its row, its template and its steps in order."""

    matter: Mapping[str, Any]
    template: Template
    steps: tuple[StepFound, ...]

    @property
    def records(self) -> Records:
        """What is on record by code of the step."""
        return {each.step.code: each.record for each in self.steps}

    def found(self, code: str) -> StepFound:
        """Return a step of the template.

        Raises:
            KeyError: it has none of that code.
        """
        for each in self.steps:
            if each.step.code == code:
                return each
        raise KeyError(code)


def walk_of(reader: "Reader", matter_id: bytes, quorum: "Quorum | None" = None) -> Walk:
    """Return a matter with everything its gates ask for.

    Args:
        reader: any connection.
        matter_id: the matter.
        quorum: tells the shares of heads and of area that have to come to a meeting by its rule set; None
            leaves that out.

    Raises:
        NotFound: it is gone.
    """
    row = reader.one(
        f"SELECT {', '.join(_MATTER)} FROM matter WHERE id = ? AND deleted_at IS NULL", (matter_id,)
    )
    if row is None:
        raise NotFound("这件协商事项已经不在了，可能刚被删除。请刷新后再试。")
    matter = dict(zip(_MATTER, row, strict=True))
    template = template_of(reader, matter["template"])
    rows = _rows(reader, matter_id)
    present = present_step(template, {code: StepRecord(_state(each)) for code, each in rows.items()})
    taken = tuple(bytes(each["meeting_id"]) for each in rows.values() if each["meeting_id"])
    steps: list[StepFound] = []
    for step in template.steps:
        known = rows.get(step.code, {})
        meeting = _meeting(reader, matter_id, known.get("meeting_id"))
        notice = _notice(reader, known.get("notice_id"))
        if step is present:
            meeting = meeting or _meeting_for(reader, matter_id, step, known, taken)
            notice = notice or _notice_for(reader, matter_id, step, known, steps)
        record = _record(reader, matter, known, step, meeting, notice, quorum)
        steps.append(StepFound(step, known, record, meeting, notice))
    return Walk(matter, template, tuple(steps))


def _rows(reader: "Reader", matter_id: bytes) -> dict[str, dict[str, Any]]:
    """Return the living rows by code; of two of one step the one that is further, else the first."""
    rows = reader.all(
        f"SELECT {', '.join(_STEP)} FROM matter_step WHERE matter_id = ? AND deleted_at IS NULL ORDER BY id",
        (matter_id,),
    )
    found: dict[str, dict[str, Any]] = {}
    for each in rows:
        known = dict(zip(_STEP, each, strict=True))
        before = found.get(known["step"])
        if before is None or (_state(before) is StepState.OPEN and _state(known) is not StepState.OPEN):
            found[known["step"]] = known
    return found


def _state(row: Mapping[str, Any]) -> StepState:
    return StepState(row["state"] or "open")


def _record(
    reader: "Reader",
    matter: Mapping[str, Any],
    row: Mapping[str, Any],
    step: TemplateStep,
    meeting: MeetingFound | None,
    notice: NoticeFound | None,
    quorum: "Quorum | None",
) -> StepRecord:
    first = row.get("from_day") or (meeting.held_on if meeting is not None else None)
    first = first or (notice.first or None if notice is not None else None)
    decides = step.kind == "decide" and meeting is not None
    share, of_area = None, None
    if quorum is not None and meeting is not None and step.quorum == "rule":
        share, of_area = quorum(meeting.id, meeting.resolution_id)
    return StepRecord(
        _state(row) if row else StepState.OPEN,
        first,
        row.get("to_day"),
        has_meeting=meeting is not None,
        due=meeting.due if meeting is not None else None,
        present=meeting.present if meeting is not None else None,
        counted=meeting.counted if meeting is not None else "人",
        quorum=share,
        asked=row.get("households_asked"),
        answered=row.get("households_answered"),
        has_record=_is_recorded(reader, matter, row, step, meeting, notice),
        notice=notice.hangs if notice is not None else "none",
        outcome=meeting.outcome if decides and meeting is not None else None,
        late=bool(row.get("late") or matter["late"]),
        area_due=meeting.area[0] if meeting is not None else None,
        area_present=meeting.area[1] if meeting is not None else None,
        area_quorum=of_area,
        lost=row.get("meeting_id") is not None and meeting is None,
    )


def _is_recorded(
    reader: "Reader",
    matter: Mapping[str, Any],
    row: Mapping[str, Any],
    step: TemplateStep,
    meeting: MeetingFound | None,
    notice: NoticeFound | None,
) -> bool:
    """Return whether something is written down: in the step, the minutes, the answers, or on the notice."""
    if row.get("record"):
        return True
    if step.kind == "consult":
        sql = (
            "SELECT id FROM consult_answer WHERE matter_id = ? AND answer IS NOT NULL AND deleted_at IS NULL"
        )
        return reader.value(f"{sql} ORDER BY id LIMIT 1", (matter["id"],)) is not None
    if step.kind in ("publish", "result"):
        return notice is not None and notice.has_text
    return meeting is not None and meeting.has_minutes


# meetings

_MEETING: Final = (
    "SELECT t.id, t.title, t.held_on, t.kind, coalesce(t.place, ''), t.due_count, t.present_count, "
    "t.record, t.matter_id, t.due_area, t.present_area FROM meeting t "
)


def _meeting(reader: "Reader", matter_id: bytes, meeting_id: bytes | None) -> MeetingFound | None:
    if meeting_id is None:
        return None
    row = reader.one(f"{_MEETING}WHERE t.id = ? AND t.deleted_at IS NULL", (meeting_id,))
    return None if row is None else _told(reader, matter_id, row)


def _meeting_for(
    reader: "Reader",
    matter_id: bytes,
    step: TemplateStep,
    row: Mapping[str, Any],
    taken: tuple[bytes, ...],
) -> MeetingFound | None:
    """Return the meeting that the present step may be: held for this matter, of a fitting kind, not taken."""
    if step.kind not in ("meeting", "decide"):
        return None
    rows = reader.all(
        f"{_MEETING}WHERE (t.matter_id = ? OR EXISTS (SELECT 1 FROM agenda_item g WHERE g.meeting_id = t.id "
        "AND g.matter_id = ? AND g.deleted_at IS NULL)) AND t.deleted_at IS NULL "
        "ORDER BY t.held_on DESC, t.id DESC",
        (matter_id, matter_id),
    )
    since = bytes(row["id"]) if row and row["state"] == FRESH else b""
    for each in rows:
        fits = not step.meets or each[3] in step.meets
        if fits and bytes(each[0]) not in taken and bytes(each[0]) > since:
            return _told(reader, matter_id, each)
    return None


def _told(reader: "Reader", matter_id: bytes, row: tuple[Any, ...]) -> MeetingFound:
    decided = _decisions(reader, matter_id, row[0], row[8])
    items = reader.value(
        "SELECT count(*) FROM agenda_item WHERE meeting_id = ? AND deleted_at IS NULL", (row[0],)
    )
    one = decided[0] if decided else None
    return MeetingFound(
        id=bytes(row[0]),
        title=row[1],
        held_on=row[2],
        kind=row[3],
        place=row[4],
        due=row[5],
        present=row[6],
        has_minutes=bool(row[7] or items or decided),
        resolution_id=bytes(one[0]) if one is not None else None,
        outcome=_outcome([each[1] for each in decided]),
        area=(row[9], row[10]),
        votes=(one[2], one[3], one[4]) if one is not None else (None, None, None),
        decided=tuple(bytes(each[0]) for each in decided),
    )


def _decisions(
    reader: "Reader", matter_id: bytes, meeting_id: bytes, meetings_matter: bytes | None
) -> list[tuple[Any, ...]]:
    """Return the motions about a matter; without any that name it, all of a meeting held for it alone."""
    rows = reader.all(
        "SELECT t.id, CASE WHEN t.state IS NULL OR t.state = 'counted' THEN t.outcome END, "
        "t.votes_for, t.votes_against, t.votes_abstain, "
        "coalesce(t.matter_id, g.matter_id) FROM resolution t "
        "LEFT JOIN agenda_item g ON g.id = t.agenda_item_id AND g.deleted_at IS NULL "
        "WHERE t.meeting_id = ? AND t.kind = 'motion' AND t.deleted_at IS NULL ORDER BY t.id",
        (meeting_id,),
    )
    named = [row for row in rows if row[5] is not None and bytes(row[5]) == matter_id]
    if named or meetings_matter is None or bytes(meetings_matter) != matter_id:
        return named
    return [row for row in rows if row[5] is None]


def _outcome(outcomes: list[str | None]) -> str | None:
    """Return the outcome of one or several motions: passed when all are, rejected when one is."""
    if "rejected" in outcomes:
        return "rejected"
    return "passed" if outcomes and all(each == "passed" for each in outcomes) else None


# notices

_NOTICE: Final = (
    "SELECT t.id, t.title, coalesce(t.number, ''), t.state, t.late, t.kind, coalesce(t.posted_from, ''), "
    "coalesce(t.posted_until, ''), coalesce(t.place, ''), t.body, t.resolution_id, t.meeting_id, "
    "(SELECT count(*) FROM posting p WHERE p.notice_id = t.id AND p.deleted_at IS NULL) FROM notice t "
)


def _notice(reader: "Reader", notice_id: bytes | None) -> NoticeFound | None:
    if notice_id is None:
        return None
    row = reader.one(f"{_NOTICE}WHERE t.id = ? AND t.deleted_at IS NULL", (notice_id,))
    return None if row is None else _hung(row)


def _hung(row: tuple[Any, ...]) -> NoticeFound | None:
    notice_id, title, number, state, late, kind, first, until, place, body, decided, met, hung = row
    if state == "void":
        return None
    past = bool(late) or (state is None and bool(first))
    hangs: Literal["draft", "posted", "late"] = "posted" if hung else "late" if past else "draft"
    text = bool(body or decided or met or kind == "scan")
    return NoticeFound(bytes(notice_id), title, number, hangs, first, until, place, text)


def _notice_for(
    reader: "Reader", matter_id: bytes, step: TemplateStep, row: Mapping[str, Any], ahead: list[StepFound]
) -> NoticeFound | None:
    """Return the notice that the present disclosure may be: about this matter, or about its resolution."""
    if step.kind not in _NOTICE_KINDS:
        return None
    kinds = _NOTICE_KINDS[step.kind]
    decided = next((each.meeting for each in ahead if each.step.kind == "decide"), None)
    meeting_id = decided.id if decided is not None else None
    resolution_id = decided.resolution_id if decided is not None else None
    rows = reader.all(
        f"{_NOTICE}WHERE t.kind IN ({', '.join('?' * len(kinds))}) AND (t.matter_id = ? OR t.meeting_id = ? "
        "OR t.resolution_id = ?) AND t.deleted_at IS NULL ORDER BY t.id DESC",
        (*kinds, matter_id, meeting_id, resolution_id),
    )
    since = bytes(row["id"]) if row and row["state"] == FRESH else b""
    found = (_hung(each) for each in rows if bytes(each[0]) > since)
    return next((each for each in found if each is not None), None)
