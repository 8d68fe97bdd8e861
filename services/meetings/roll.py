"""The roll of a meeting (名册): drawn up from the register, read, and put right line by line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from models.errors import InvalidInput, NotFound
from models.ids import new_id
from services.meetings import guarding
from services.meetings.figures import write_figures
from services.meetings.members import Member, members_of, members_of_last, members_of_meeting
from services.meetings.rows import LONGEST_NAME, meeting_of, named
from services.office import Context
from services.rights import needs
from services.saving import Saved

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import UnitOfWork

LAST: Final = "last"
"""Source of a roll: that of the last meeting of the same kind."""
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a roll.

    Attributes:
        id: the line.
        position: its number, counted from 1.
        name, body: who, and as what or from where.
        votes: False for whoever only listens.
        resident_id, dwelling_id: the records behind it, None where there are none.
        head_key: lines with the same one are one head; None is a head of its own.
        area: in 0.01 m², None where none counts or none is known.
        state: of vocab.ATTENDEE_STATE.
        arrived_at, left_at: times of day HH:MM, "" where unknown.
        proxy_id: the line that represents this one; proxy: who does, by name; "" for nobody.
        proxy_paper: whether the paper that says so was handed in.
        invited_on: ISO day, "" where not yet.
        entrance: building and entrance of its dwelling, "" without one.
        note: remark.
        represents: how many heads of the roll this line represents.
    """

    id: bytes
    position: int
    name: str
    body: str = ""
    votes: bool = True
    resident_id: bytes | None = None
    dwelling_id: bytes | None = None
    head_key: str | None = None
    area: int | None = None
    state: str = "expected"
    arrived_at: str = ""
    left_at: str = ""
    proxy_id: bytes | None = None
    proxy: str = ""
    proxy_paper: bool = False
    invited_on: str = ""
    entrance: str = ""
    note: str = ""
    represents: int = 0

    @property
    def present(self) -> bool:
        """There in person or by proxy, and not gone."""
        return self.state == "present" and not self.left_at

    @property
    def head(self) -> object:
        """What tells heads apart."""
        return self.head_key or self.id


@dataclass(frozen=True, slots=True)
class Roll:
    """The roll of a meeting.

    Attributes:
        meeting_id, title, kind, held_on, courtyard_id: the meeting.
        lines: in the order of their positions.
        locked: why weights and lines may not change any more (a vote was counted), "" where they may.
    """

    meeting_id: bytes
    title: str
    kind: str
    held_on: str
    courtyard_id: bytes | None
    lines: tuple[Line, ...] = ()
    locked: str = ""

    @property
    def counted(self) -> str:
        """What is counted: 户 in a meeting of households, else 人."""
        return "户" if self.kind == "households" else "人"

    @property
    def by_area(self) -> bool:
        """Whether areas are shown: a meeting of owners, or a line that has one."""
        return self.kind == "owners" or any(each.area is not None for each in self.lines)

    def line(self, attendee_id: bytes) -> Line | None:
        """Return a line by its id."""
        return next((each for each in self.lines if each.id == attendee_id), None)


_LINES = (
    "SELECT a.id, a.position, a.name, a.body, a.votes, a.resident_id, a.dwelling_id, a.head_key, a.area, "
    "a.state, a.arrived_at, a.left_at, a.proxy_id, coalesce(p.name, a.proxy_name), a.proxy_paper, "
    "a.invited_on, CASE WHEN d.id IS NULL THEN NULL ELSE b.name || coalesce(d.entrance, '') END, a.note "
    "FROM attendee a LEFT JOIN attendee p ON p.id = a.proxy_id "
    "LEFT JOIN dwelling d ON d.id = a.dwelling_id LEFT JOIN building b ON b.id = d.building_id "
    "WHERE a.meeting_id = ? AND a.deleted_at IS NULL ORDER BY a.position NULLS FIRST, a.id"
)


def read(context: Context, meeting_id: bytes) -> Roll:
    """Return the roll of a meeting, on the reader's thread.

    Raises:
        NotFound: the meeting is gone.
    """
    meeting = meeting_of(context.reader, meeting_id)
    lines = [_line(number, row) for number, row in enumerate(context.reader.all(_LINES, (meeting_id,)), 1)]
    represented: dict[bytes, set[object]] = {}
    for each in lines:
        if each.proxy_id is not None:
            represented.setdefault(each.proxy_id, set()).add(each.head)
    full = tuple(
        replace(each, represents=len(represented[each.id])) if each.id in represented else each
        for each in lines
    )
    locked = guarding.weights_locked(context.reader, meeting_id)
    title, kind, held_on = meeting["title"], meeting["kind"], meeting["held_on"]
    return Roll(meeting_id, title, kind, held_on, meeting["courtyard_id"], full, locked)


def _line(number: int, row: tuple[Any, ...]) -> Line:
    proxy_id, proxy, paper, invited, entrance, note = row[12:]
    return Line(
        id=bytes(row[0]),
        position=number if row[1] is None else int(row[1]),
        name=row[2],
        body=row[3] or "",
        votes=bool(row[4]),
        resident_id=row[5],
        dwelling_id=row[6],
        head_key=row[7],
        area=row[8],
        state=row[9] or "expected",
        arrived_at=row[10] or "",
        left_at=row[11] or "",
        proxy_id=proxy_id,
        proxy=proxy or "",
        proxy_paper=bool(paper),
        invited_on=invited or "",
        entrance=entrance or "",
        note=note or "",
    )


@needs("deliberation.write")
def draw_up(context: Context, meeting_id: bytes, *, source: str | bytes | None = None) -> Saved:
    """Draw up the roll of a meeting, on the writer's thread; one that is there gets who is missing.

    Args:
        context: who does it.
        meeting_id: the meeting.
        source: None takes the register by the kind of the meeting, else the last meeting of the kind; LAST
            the last meeting; bytes the meeting of that id.

    Returns:
        The meeting; no transaction where nobody was missing.

    Raises:
        NotFound: the meeting is gone.
        InvalidInput: nobody is known who belongs to it; the sentence says what to register. Or a vote of it
            was counted already.
    """
    with context.unit_of_work() as work:
        meeting = meeting_of(work.reader, meeting_id)
        found = _found(work.reader, meeting, source)
        if not found:
            raise InvalidInput(_NOBODY.get(meeting["kind"], _NOBODY_ELSE))
        missing = _missing(work.reader, meeting_id, found)
        if not missing:
            return Saved(meeting_id, None)
        guarding.refuse_weights(work.reader, meeting_id)
        _insert(work, meeting, missing)
        write_figures(work, meeting_id)
        return Saved(meeting_id, work.commit())


_NOBODY = {
    "owners": "这个楼院还没有登记房屋，排不出业主名册。请先登记房屋、面积和产权人，或在名册里逐个添加。",
    "households": "这个楼院还没有登记房屋和住户，排不出名册。请先登记住户，或在名册里逐个添加。",
    "residents": "这个楼院还没有登记居民，排不出名册。请先登记居民，或在名册里逐个添加。",
    "representatives": "这个楼院还没有登记在任的居民代表，排不出名册。请先登记居民代表，或在名册里逐个添加。",
    "committee": "这个楼院还没有登记在任的自治组织成员，排不出名册。请先登记成员，或在名册里逐个添加。",
}
_NOBODY_ELSE = "还没有登记过应当参加这类会议的人，以前也没有同类会议的名册。请在名册里逐个添加。"


def _found(reader: "Reader", meeting: dict[str, Any], source: str | bytes | None) -> tuple[Member, ...]:
    if isinstance(source, bytes):
        return members_of_meeting(reader, source)
    if source == LAST:
        return members_of_last(reader, meeting)
    return members_of(reader, meeting) or members_of_last(reader, meeting)


def _key(member: Member) -> tuple[object, ...]:
    if member.dwelling_id is not None:
        return ("d", member.dwelling_id)
    if member.resident_id is not None:
        return ("r", member.resident_id)
    return ("n", member.name, member.body)


def _missing(reader: "Reader", meeting_id: bytes, found: Sequence[Member]) -> list[Member]:
    there = {_key(each) for each in members_of_meeting(reader, meeting_id)}
    return [each for each in found if _key(each) not in there]


_COLUMNS = (
    "id", "unit_id", "meeting_id", "position", "name", "body", "votes", "resident_id", "dwelling_id",
    "head_key", "area", "state",
)  # fmt: skip


def _insert(work: "UnitOfWork", meeting: dict[str, Any], members: Sequence[Member]) -> list[bytes]:
    last = work.reader.value(
        "SELECT max(position) FROM attendee WHERE meeting_id = ? AND deleted_at IS NULL", (meeting["id"],)
    )
    at = int(last or 0)
    rows = [
        (
            new_id(), meeting["unit_id"], meeting["id"], at + number, each.name[:LONGEST_NAME],
            each.body or None, each.votes, each.resident_id, each.dwelling_id, each.head_key, each.area,
            "expected",
        )
        for number, each in enumerate(members, 1)
    ]  # fmt: skip
    work.insert_many("attendee", _COLUMNS, rows)
    return [row[0] for row in rows]


@needs("deliberation.write")
def add(
    context: Context,
    meeting_id: bytes,
    name: str,
    body: str = "",
    votes: bool = True,
    *,
    resident_id: bytes | None = None,
    dwelling_id: bytes | None = None,
    area: int | None = None,
    head_key: str | None = None,
) -> Saved:
    """Add one line behind the others, on the writer's thread.

    Args:
        context: who does it.
        meeting_id: the meeting.
        name, body: who, and as what or from where.
        votes: False for whoever only listens.
        resident_id, dwelling_id: the records behind it.
        area: in 0.01 m², where areas count.
        head_key: that of another line that is the same head.

    Returns:
        The line and its transaction.

    Raises:
        NotFound: the meeting is gone.
        InvalidInput: no name, an area below nought, or a vote was counted and the line would change it.
    """
    if area is not None and area < 0:
        raise InvalidInput("面积不能小于零，请改正。", "area")
    member = Member(named(name, "姓名或户名"), body.strip(), votes, resident_id, dwelling_id, head_key, area)
    with context.unit_of_work() as work:
        meeting = meeting_of(work.reader, meeting_id)
        if votes:
            guarding.refuse_weights(work.reader, meeting_id)
        made = _insert(work, meeting, (member,))[0]
        write_figures(work, meeting_id)
        return Saved(made, work.commit())


@needs("deliberation.write")
def change(
    context: Context,
    attendee_id: bytes,
    *,
    name: str | None = None,
    body: str | None = None,
    votes: bool | None = None,
    area: int | None = None,
    note: str | None = None,
) -> Saved:
    """Put one line right, on the writer's thread; what is None stays.

    Raises:
        NotFound: the line is gone.
        InvalidInput: no name, an area below nought, or a vote was counted with the weight that changes.
    """
    values: dict[str, Any] = {"body": body, "votes": votes, "area": area, "note": note}
    values = {key: value for key, value in values.items() if value is not None}
    if name is not None:
        values["name"] = named(name, "姓名或户名")
    if area is not None and area < 0:
        raise InvalidInput("面积不能小于零，请改正。", "area")
    with context.unit_of_work() as work:
        row = work.row("attendee", attendee_id)
        if any(name in values and values[name] != row[name] for name in ("votes", "area")):
            guarding.refuse_weights(work.reader, row["meeting_id"])
        if not work.update("attendee", attendee_id, values):
            return Saved(attendee_id, None)
        write_figures(work, row["meeting_id"])
        return Saved(attendee_id, work.commit())


@needs("deliberation.write")
def remove(context: Context, ids: Sequence[bytes]) -> Saved:
    """Put lines of one roll into the recycle bin, on the writer's thread; all or none.

    Returns:
        The meeting, and the transaction to undo.

    Raises:
        NotFound: one of them is gone.
        InvalidInput: one voted, or represents another; or a vote was counted.
    """
    if not ids:
        raise InvalidInput("还没有选名册上的人。")
    with context.unit_of_work() as work:
        meeting_id = work.row("attendee", ids[0])["meeting_id"]
        for each in ids:
            guarding.check_line_free(work, each, leaving=ids)
        voting = any(work.row("attendee", each)["votes"] for each in ids)
        if voting:
            guarding.refuse_weights(work.reader, meeting_id)
        work.delete_many("attendee", list(ids))
        write_figures(work, meeting_id, emptied=voting)
        return Saved(meeting_id, work.commit())


def line_ids(reader: "Reader", meeting_id: bytes, ids: Sequence[bytes]) -> dict[bytes, str | None]:
    """Return the living lines among `ids` that stand on a roll, with their head keys.

    Raises:
        NotFound: one of them is gone, or stands on another roll.
    """
    found: dict[bytes, str | None] = {}
    for at in range(0, len(ids), AT_ONCE):
        part = tuple(ids[at : at + AT_ONCE])
        rows = reader.all(
            f"SELECT id, head_key FROM attendee WHERE id IN ({', '.join('?' * len(part))}) "
            "AND meeting_id = ? AND deleted_at IS NULL",
            (*part, meeting_id),
        )
        found |= {bytes(row[0]): row[1] for row in rows}
    if len(found) < len(set(ids)):
        raise NotFound("名册上有的人已经不在了，可能刚被删除。请刷新后再试。")
    return found
