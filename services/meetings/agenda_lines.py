"""The agenda of a meeting as it is put in order: its items, moved up and down, and a new one at the end."""

from dataclasses import dataclass

from models.errors import InvalidInput
from services.meetings.fixed import refuse_fixed
from services.meetings.rows import meeting_of, named
from services.office import Context
from services.rights import needs
from services.saving import Saved

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One item of an agenda.

    Attributes:
        id: the item.
        number: its place, from 1.
        title, content: what it is about.
        source: where it came from: 协商事项, 待办事项, or "" where it was written by hand.
        votes: how many resolutions belong to it.
        matter_id: the matter it is about.
    """

    id: bytes
    number: int
    title: str
    content: str
    source: str
    votes: int
    matter_id: bytes | None = None


def listed(context: Context, meeting_id: bytes) -> tuple[AgendaLine, ...]:
    """Return the items of an agenda in order, on the reader's thread."""
    rows = context.reader.all(
        "SELECT t.id, t.title, t.content, t.matter_id, t.action_item_id, (SELECT count(*) FROM resolution r "
        "WHERE r.agenda_item_id = t.id AND r.deleted_at IS NULL) FROM agenda_item t "
        "WHERE t.meeting_id = ? AND t.deleted_at IS NULL ORDER BY t.position NULLS FIRST, t.id",
        (meeting_id,),
    )
    return tuple(
        AgendaLine(
            bytes(row[0]),
            number,
            row[1],
            row[2] or "",
            "协商事项" if row[3] is not None else "待办事项" if row[4] is not None else "",
            int(row[5]),
            None if row[3] is None else bytes(row[3]),
        )
        for number, row in enumerate(rows, 1)
    )


@needs("deliberation.write")
def add(context: Context, meeting_id: bytes, title: str, content: str = "") -> Saved:
    """Add an item behind the others, on the writer's thread.

    Raises:
        InvalidInput: no title, or the minutes of the meeting are final.
        NotFound: the meeting is gone.
    """
    with context.unit_of_work() as work:
        meeting = meeting_of(work.reader, meeting_id)
        refuse_fixed(work, meeting_id)
        values = {
            "unit_id": meeting["unit_id"],
            "meeting_id": meeting_id,
            "position": len(listed(context.on_writer, meeting_id)) + 1,
            "title": named(title, "议题", LONGEST_TITLE),
            "content": content.strip() or None,
        }
        return Saved(work.insert("agenda_item", values), work.commit())


@needs("deliberation.write")
def move(context: Context, item_id: bytes, steps: int) -> Saved:
    """Move an item up (below zero) or down, on the writer's thread; at either end it stays.

    Raises:
        NotFound: it is gone.
        InvalidInput: no step was asked for, or the minutes of the meeting are final.
    """
    if not steps:
        raise InvalidInput("请说明往上还是往下移。")
    with context.unit_of_work() as work:
        meeting_id = work.row("agenda_item", item_id)["meeting_id"]
        refuse_fixed(work, meeting_id)
        ids = [line.id for line in listed(context.on_writer, meeting_id)]
        at = ids.index(item_id)
        ids.insert(min(max(at + steps, 0), len(ids) - 1), ids.pop(at))
        for number, each in enumerate(ids, 1):
            work.update("agenda_item", each, {"position": number})
        return Saved(item_id, work.commit() if work.change_count else None)
