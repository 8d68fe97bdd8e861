"""What must stay as it is once a vote was counted: ballots, weights on the roll, figures, the count."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from models.errors import InvalidInput

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import UnitOfWork
    from services.guards.base import Change

COUNTED: Final = "counted"
_HOW = "确需更正，请在这项决议上办理重新计票，写明原因。"
_WEIGHT: Final = frozenset({"votes", "area", "head_key", "meeting_id", "dwelling_id"})
"""Columns of a line of the roll that a count stands on."""
_CHOOSES: Final = frozenset({"kind", "held_on", "courtyard_id"})
"""Columns of a meeting by which the rule of its votes was chosen."""
_FIGURES: Final = frozenset({"due_count", "present_count", "due_area", "present_area"})
_RESOLUTION_FREE: Final = frozenset({"note", "agenda_item_id", "matter_id", "unit_id", "import_note"})
_CANDIDATE_FREE: Final = frozenset({"post", "note", "unit_id", "import_note"})
_OWNER: Final = frozenset({"unit_id", "import_note"})


def weights_locked(reader: "Reader", meeting_id: bytes) -> str:
    """Return why the roll of a meeting may not change its weights any more, "" where it may."""
    title = _counted_in(reader, meeting_id)
    if not title:
        return ""
    return f"“{title}”已经计票，名册上有表决权的人、户和面积不能再改。{_HOW}"


def _counted_in(reader: "Reader", meeting_id: bytes) -> str:
    """Return the title of a vote of a meeting that was counted, "" where none was."""
    title = reader.value(
        "SELECT title FROM resolution WHERE meeting_id = ? AND state = ? AND deleted_at IS NULL "
        "ORDER BY id LIMIT 1",
        (meeting_id, COUNTED),
    )
    return str(title or "")


def refuse_weights(reader: "Reader", meeting_id: bytes) -> None:
    """Refuse to change who votes with which weight once a vote of the meeting was counted.

    Raises:
        InvalidInput: one was.
    """
    locked = weights_locked(reader, meeting_id)
    if locked:
        raise InvalidInput(locked)


def refuse_counted(resolution: dict[str, Any]) -> None:
    """Refuse to touch the ballots of a vote that was counted.

    Raises:
        InvalidInput: it was.
    """
    if resolution["state"] == COUNTED:
        raise InvalidInput(f"“{resolution['title']}”已经计票，选票和票数不能再改。{_HOW}")


def check_line_free(work: "UnitOfWork", attendee_id: bytes, leaving: Sequence[bytes] = ()) -> None:
    """Refuse to take a line off the roll that voted or represents one that stays.

    Raises:
        InvalidInput: with who it is and what to do first.
        NotFound: the line is gone.
    """
    row = work.row("attendee", attendee_id)
    voted = work.reader.value(
        "SELECT id FROM ballot WHERE attendee_id = ? AND deleted_at IS NULL ORDER BY id LIMIT 1",
        (attendee_id,),
    )
    if voted is not None:
        raise InvalidInput(f"{row['name']}已经投过票，不能从名册去掉。请先撤回那张票。")
    for other, name in work.reader.all(
        "SELECT id, name FROM attendee WHERE proxy_id = ? AND deleted_at IS NULL ORDER BY id", (attendee_id,)
    ):
        if bytes(other) not in leaving:
            raise InvalidInput(f"{row['name']}受{name}委托，不能从名册去掉。请先取消那份委托。")


def _living(work: "UnitOfWork", table: str, ids: Iterable[bytes]) -> list[dict[str, Any]]:
    rows = (work.stored(table, each) for each in ids)
    return [row for row in rows if row is not None]


def _touches(change: "Change", row: dict[str, Any], free: frozenset[str]) -> bool:
    """Tell whether a change is about more than the free columns."""
    if change.action == "update":
        return bool({name for name, value in change.values.items() if row[name] != value} - free)
    return change.columns is None or not change.columns <= free


def _of_counted(work: "UnitOfWork", resolution_id: bytes | None) -> str | None:
    """Return the title of a resolution that was counted, None for another."""
    row = None if resolution_id is None else work.stored("resolution", resolution_id)
    return row["title"] if row is not None and row["state"] == COUNTED else None


def guard_attendee(work: "UnitOfWork", change: "Change") -> None:
    """Refuse to change who votes with which weight in a meeting with a counted vote.

    Raises:
        InvalidInput: with what to do instead.
    """
    if change.action == "insert" and change.values.get("votes"):
        refuse_weights(work.reader, change.values["meeting_id"])
    seen: set[bytes] = set()
    for row in _living(work, "attendee", change.ids):
        if change.action == "update" or change.columns is not None:
            if change.action == "update":
                touched = any(row[name] != change.values.get(name, row[name]) for name in _WEIGHT)
            else:
                touched = bool(_WEIGHT & (change.columns or frozenset()))
            if not touched:
                continue
        if row["votes"] and row["meeting_id"] not in seen:
            seen.add(row["meeting_id"])
            refuse_weights(work.reader, row["meeting_id"])


def guard_meeting(work: "UnitOfWork", change: "Change") -> None:
    """Refuse to change what chose the rule of a counted vote, and the figures it stands on.

    The roll goes on by its use cases: who leaves early is noted after a vote as well.

    Raises:
        InvalidInput: with what to do instead.
    """
    if change.action not in ("update", "undo") or change.done:
        return
    for row in _living(work, "meeting", change.ids):
        if change.action == "update":
            touched = any(row[name] != change.values.get(name, row[name]) for name in (*_CHOOSES, *_FIGURES))
        else:
            touched = change.columns is not None and bool(change.columns & _CHOOSES)
        if touched and (title := _counted_in(work.reader, row["id"])):
            raise InvalidInput(f"“{title}”已经计票，会议的类型、日期、楼院和应到、实到不能再改。{_HOW}")


def guard_ballot(work: "UnitOfWork", change: "Change") -> None:
    """Refuse to change ballots of a counted vote, and to write any by a form.

    Raises:
        InvalidInput: with what to do instead.
    """
    if change.action in ("insert", "update"):
        raise InvalidInput("选票不能在这里登记，请在会议的“表决”里录入。")
    for row in _living(work, "ballot", change.ids):
        title = _of_counted(work, row["resolution_id"])
        if title is not None and _touches(change, row, _OWNER):
            raise InvalidInput(f"“{title}”已经计票，选票不能再改、删除或撤销。{_HOW}")


def guard_resolution(work: "UnitOfWork", change: "Change") -> None:
    """Refuse to change what was voted on and what was counted.

    Raises:
        InvalidInput: with what to do instead.
    """
    for row in _living(work, "resolution", change.ids):
        if row["state"] == COUNTED and _touches(change, row, _RESOLUTION_FREE):
            raise InvalidInput(f"“{row['title']}”已经计票，决议内容、票数和结果不能再改、删除或撤销。{_HOW}")
        if change.action == "update":
            _refuse_other_form(work, change, row)


def _refuse_other_form(work: "UnitOfWork", change: "Change", row: dict[str, Any]) -> None:
    """Refuse another form of ballots, kind or meeting once there are ballots."""
    names = ("ballot_form", "kind", "meeting_id")
    if all(change.values.get(name, row[name]) == row[name] for name in names):
        return
    found = work.reader.value(
        "SELECT id FROM ballot WHERE resolution_id = ? AND deleted_at IS NULL ORDER BY id LIMIT 1",
        (row["id"],),
    )
    if found is not None:
        raise InvalidInput(f"“{row['title']}”已经录入选票，不能换表决方式。请先撤回已录的票。")


def guard_candidate(work: "UnitOfWork", change: "Change") -> None:
    """Refuse to change candidates and their votes once an election was counted.

    Raises:
        InvalidInput: with what to do instead.
    """
    if change.action == "insert":
        _refuse_candidates(_of_counted(work, change.values.get("resolution_id")))
    for row in _living(work, "candidate_vote", change.ids):
        if _touches(change, row, _CANDIDATE_FREE):
            _refuse_candidates(_of_counted(work, row["resolution_id"]))


def _refuse_candidates(title: str | None) -> None:
    if title is not None:
        raise InvalidInput(f"“{title}”已经计票，候选人和得票不能再改、删除或撤销。{_HOW}")


def guard_count(work: "UnitOfWork", change: "Change") -> None:
    """Refuse every change of what was counted.

    Raises:
        InvalidInput: always, unless only the community changed.
    """
    if change.action == "insert":
        raise InvalidInput("计票结果不能在这里登记，请在会议的“表决”里办理计票。")
    for row in _living(work, "vote_count", change.ids):
        if _touches(change, row, _OWNER):
            title = (work.stored("resolution", row["resolution_id"]) or {"title": "这项决议"})["title"]
            raise InvalidInput(f"“{title}”的计票结果已经存档，不能修改、删除或撤销。{_HOW}")
