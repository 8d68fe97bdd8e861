"""Calling a meeting: the day it is made known, who was told, and whether that is early enough."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from models.errors import InvalidInput
from models.rules.dates import PartialDate, from_record
from services.meetings.fixed import refuse_fixed
from services.meetings.rows import has_roll, meeting_of
from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from models.db.uow import Committed
    from models.rules.rulebook import Rule

CALLS: Final = {
    "residents": ("residents.call", "notice_days"),
    "households": ("residents.call", "notice_days"),
    "owners": ("committee.filing.owners", "announced_days"),
}
"""The rule, and the value in it, that says how many days before a kind of meeting is made known."""


@dataclass(frozen=True, slots=True)
class Invited:
    """What was done: how many lines were told now, what should be known, and the transaction."""

    lines: int
    warnings: tuple[str, ...]
    committed: "Committed | None"


@needs("deliberation.write")
def invite(context: Context, meeting_id: bytes, on: date) -> Invited:
    """Note that a meeting was made known and everybody on its roll told, on the writer's thread.

    Who was told before keeps that day, and so does the meeting.

    Args:
        context: who did it.
        meeting_id: the meeting.
        on: the day.

    Raises:
        NotFound: the meeting is gone.
        InvalidInput: there is no roll, the day lies behind the meeting, or its minutes are final.
    """
    with context.unit_of_work() as work:
        meeting = meeting_of(work.reader, meeting_id)
        refuse_fixed(work, meeting_id)
        held = from_record(meeting["held_on"])
        if not has_roll(work.reader, meeting_id):
            raise InvalidInput("还没有排名册，不知道要通知谁。请先排好名册。")
        if held is not None and held.last_day < on:
            raise InvalidInput(
                f"会议在{held.chinese}，通知日期{PartialDate.of(on).chinese}不能在会后，请核对。"
            )
        day = on.isoformat()
        rows = work.reader.all(
            "SELECT id FROM attendee WHERE meeting_id = ? AND invited_on IS NULL AND deleted_at IS NULL "
            "ORDER BY position NULLS FIRST, id",
            (meeting_id,),
        )
        for (line,) in rows:
            work.update("attendee", bytes(line), {"invited_on": day})
        if meeting["announced_on"] is None:
            work.update("meeting", meeting_id, {"announced_on": day})
        warnings = notice_warnings(context, {**meeting, "announced_on": meeting["announced_on"] or day})
        return Invited(len(rows), warnings, work.commit() if work.change_count else None)


def notice_warnings(context: Context, meeting: dict[str, Any]) -> tuple[str, ...]:
    """Return what the rules say about the days between the notice and a meeting, as sentences.

    Args:
        context: the office.
        meeting: kind, held_on and announced_on.
    """
    held, told = from_record(meeting["held_on"]), from_record(meeting["announced_on"])
    if held is None or held.day is None or told is None or told.day is None:
        return ()
    rule_id, name = CALLS.get(meeting["kind"], ("", ""))
    rule: Rule | None = context.rulebook.find(rule_id, held.first_day)
    if rule is None or name not in rule.value:
        return ()
    need, days = rule.number(name), (held.first_day - told.first_day).days
    if days >= need:
        return ()
    return (f"{rule.source}要求提前{need}天通知，{told.chinese}通知到{held.chinese}开会只有{days}天。",)
