"""The agenda of a meeting, proposed from what is open: matters that wait for it, action items, opinions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from models.errors import InvalidInput
from models.rules.dates import from_record
from services.meetings.fixed import refuse_fixed
from services.meetings.rows import meeting_of
from services.office import Context
from services.rights import needs
from services.saving import Saved

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import UnitOfWork

Source = Literal["matter", "action", "opinion"]
_LEVELS: Final = {
    "party": ("building", "courtyard"),
    "committee": ("courtyard",),
    "joint": ("courtyard",),
    "consultation": ("courtyard",),
    "representatives": ("courtyard",),
    "households": ("courtyard",),
    "residents": ("courtyard",),
    "owners": ("courtyard",),
    "community": ("community",),
}
"""At which level (vocab.HANDLING_LEVEL) an opinion stands that a kind of meeting looks after."""
LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that may go on the agenda.

    Attributes:
        source: what it is; id: the record.
        title: as it would stand on the agenda.
        detail: since when, what is due, who is responsible.
        content: what is put into the item.
        matter_id: the matter it is about.
        late: its time limit has passed.
    """

    source: Source
    id: bytes
    title: str
    detail: str = ""
    content: str = ""
    matter_id: bytes | None = None
    late: bool = False


def propose(context: Context, meeting_id: bytes) -> tuple[Offer, ...]:
    """Return what is open and not on the agenda yet: matters, then action items, then opinions.

    Args:
        context: read on the reader's thread.
        meeting_id: the meeting; what belongs to its courtyard, or to its community, is offered.

    Raises:
        NotFound: the meeting is gone.
    """
    meeting = meeting_of(context.reader, meeting_id)
    taken = _taken(context.reader, meeting_id)
    found = (*_matters(context, meeting), *_actions(context, meeting), *_opinions(context, meeting))
    return tuple(each for each in found if (each.source, each.id) not in taken and each.title not in taken)


def _taken(reader: "Reader", meeting_id: bytes) -> set[object]:
    """Return what stands on the agenda already; opinions are known by their title."""
    rows = reader.all(
        "SELECT matter_id, action_item_id, title FROM agenda_item WHERE meeting_id = ? "
        "AND deleted_at IS NULL",
        (meeting_id,),
    )
    taken: set[object] = set()
    for matter, action, title in rows:
        taken |= {("action", bytes(action))} if action is not None else set()
        taken |= {("matter", bytes(matter))} if matter is not None and action is None else set()
        taken.add(title)
    return taken


def _place(meeting: dict[str, Any], alias: str = "c") -> tuple[str, bytes]:
    """Return the condition over a courtyard that belongs to the meeting, and its value."""
    if meeting["courtyard_id"] is not None:
        return f"{alias}.id = ?", meeting["courtyard_id"]
    return f"{alias}.unit_id = ?", meeting["unit_id"]


def _matters(context: Context, meeting: dict[str, Any]) -> Iterable[Offer]:
    """Offer the matters whose present step is taken by this kind of meeting."""
    from services.matters.progress import where

    condition, value = _place(meeting)
    rows = context.reader.all(
        "SELECT t.id, t.title, coalesce(t.content, '') FROM matter t "
        f"JOIN courtyard c ON c.id = t.courtyard_id WHERE {condition} AND t.deleted_at IS NULL "
        "AND (t.state IS NULL OR t.state = 'open') ORDER BY t.id",
        (value,),
    )
    for matter_id, title, content in rows:
        progress = where(context, bytes(matter_id))
        step = progress.step
        if step is None or step.kind not in ("meeting", "decide"):
            continue
        if step.meeting is not None and step.meeting.id != meeting["id"]:
            continue
        described = progress.template.step(step.code)
        if described is not None and described.meets and meeting["kind"] not in described.meets:
            continue
        yield Offer("matter", bytes(matter_id), title, f"等待“{step.name}”", content, bytes(matter_id))


def _actions(context: Context, meeting: dict[str, Any]) -> Iterable[Offer]:
    """Offer what earlier meetings left to do, until it is done (policy 2.6c)."""
    column = "courtyard_id" if meeting["courtyard_id"] is not None else "unit_id"
    more = "" if column == "courtyard_id" else " AND m.courtyard_id IS NULL"
    rows = context.reader.all(
        "SELECT t.id, t.content, coalesce(t.responsible, r.name, ''), coalesce(t.due_on, ''), m.title, "
        "t.matter_id FROM action_item t JOIN meeting m ON m.id = t.meeting_id "
        "LEFT JOIN resident r ON r.id = t.resident_id "
        f"WHERE m.{column} = ?{more} AND m.id <> ? AND m.held_on <= ? AND t.done_on IS NULL "
        "AND t.deleted_at IS NULL AND m.deleted_at IS NULL "
        "ORDER BY coalesce(t.due_on, '9999'), t.id",
        (meeting[column], meeting["id"], meeting["held_on"]),
    )
    today = context.today()
    for item_id, content, who, due_on, title, matter_id in rows:
        due = from_record(due_on or None)
        parts = [f"{title}的待办"] + ([f"责任人：{who}"] if who else [])
        parts += [f"完成时限：{due.chinese}"] if due is not None else []
        late = due is not None and due.last_day < today
        said = "，".join(parts)
        short = content if len(content) <= LONGEST_TITLE else content[: LONGEST_TITLE - 1] + "…"
        yield Offer(
            "action", bytes(item_id), f"办理情况：{short}", said + ("，已逾期" if late else ""),
            f"{said}。", matter_id, late,
        )  # fmt: skip


def _opinions(context: Context, meeting: dict[str, Any]) -> Iterable[Offer]:
    """Offer opinions that wait for an answer at the level of this kind of meeting."""
    levels = _LEVELS.get(meeting["kind"], ())
    if not levels:
        return
    condition, value = _place(meeting)
    rows = context.reader.all(
        "SELECT t.id, t.title, coalesce(t.content, ''), t.received_on, coalesce(t.due_on, '') FROM opinion t "
        f"JOIN courtyard c ON c.id = t.courtyard_id WHERE {condition} AND t.level IN "
        f"({', '.join('?' * len(levels))}) AND (t.state IS NULL OR t.state = 'open') AND t.answer IS NULL "
        "AND t.matter_id IS NULL AND t.deleted_at IS NULL ORDER BY t.received_on, t.id",
        (value, *levels),
    )
    today = context.today()
    for opinion_id, title, content, received, due_on in rows:
        due, since = from_record(due_on or None), from_record(received)
        late = due is not None and due.last_day < today
        said = f"{since.chinese if since is not None else received}收到的意见"
        said += f"，应于{due.chinese}前答复" if due is not None else ""
        yield Offer(
            "opinion", bytes(opinion_id), title, said + ("，已逾期" if late else ""), content, None, late
        )


@needs("deliberation.write")
def take(context: Context, meeting_id: bytes, offers: Sequence[Offer]) -> Saved:
    """Put what was offered on the agenda, on the writer's thread; one transaction for all.

    Returns:
        The meeting, and the transaction to undo; none where all of it stands there already.

    Raises:
        NotFound: the meeting or a record is gone.
        InvalidInput: nothing was chosen, or the minutes of the meeting are final.
    """
    if not offers:
        raise InvalidInput("还没有选要列入议题的事项。")
    with context.unit_of_work() as work:
        meeting = meeting_of(work.reader, meeting_id)
        refuse_fixed(work, meeting_id)
        taken = _taken(work.reader, meeting_id)
        last = work.reader.value(
            "SELECT max(position) FROM agenda_item WHERE meeting_id = ? AND deleted_at IS NULL", (meeting_id,)
        )
        position = int(last or 0)
        for each in offers:
            _row_of(work, each)
            if (each.source, each.id) in taken or each.title in taken:
                continue
            position += 1
            work.insert(
                "agenda_item",
                {
                    "unit_id": meeting["unit_id"],
                    "meeting_id": meeting_id,
                    "position": position,
                    "title": each.title,
                    "content": each.content or None,
                    "matter_id": each.matter_id,
                    "action_item_id": each.id if each.source == "action" else None,
                },
            )
        if not work.change_count:
            return Saved(meeting_id, None)
        return Saved(meeting_id, work.commit())


def _row_of(work: "UnitOfWork", offer: Offer) -> None:
    """Look that what was offered is there still."""
    work.row({"matter": "matter", "action": "action_item", "opinion": "opinion"}[offer.source], offer.id)
