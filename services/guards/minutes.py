"""What forms, the recycle bin and undo may not do to a meeting whose minutes are final, nor to the minutes.

Frozen are the meeting, its agenda, attendance, roll, resolutions with their votes, and what action items say.
Done and result of an action item go on. While a correction is a draft the record is open again.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from models.errors import InvalidInput
from services.guards.base import Change
from services.meetings.fixed import ADVICE, called, is_fixed, states_of

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import UnitOfWork

TABLES: Final = (
    "meeting", "attendance", "attendee", "agenda_item", "action_item",
    "resolution", "candidate_vote", "ballot", "vote_count",
)  # fmt: skip
"""Tables of what a meeting recorded."""
_ALWAYS: Final = frozenset({"unit_id", "import_note"})
"""Columns that say nothing: they follow when a courtyard moves, or tell where a row came from."""
_FREE: Final[Mapping[str, frozenset[str]]] = {
    "agenda_item": frozenset({"matter_id", "action_item_id"}),
    "resolution": frozenset({"matter_id", "election_id"}),
    "action_item": frozenset({"done_on", "result", "matter_id"}),
}
"""Columns of a table that may be written after the minutes are final: where a record went from there."""


def guard_record(work: "UnitOfWork", change: Change) -> None:
    """Refuse what would make the record of a meeting another than its final minutes say.

    Raises:
        InvalidInput: the minutes are final and no correction is being drafted.
    """
    if change.done and change.action == "undo":
        return
    free = _ALWAYS | _FREE.get(change.table, frozenset())
    if change.columns is not None and change.columns <= free:
        return
    known: dict[bytes, bool] = {}
    for row in _rows(work, change):
        if change.action == "update" and not _differs(row, change.values, free):
            continue
        for at in _meetings(work, change, row):
            if at not in known:
                known[at] = is_fixed(work.reader, at)
            if known[at]:
                _refuse(work, at, change)


def _rows(work: "UnitOfWork", change: Change) -> list[Mapping[str, Any]]:
    if change.action == "insert":
        return [change.values]
    found = (work.stored(change.table, each) for each in change.ids)
    return [row for row in found if row is not None]


def _differs(row: Mapping[str, Any], values: Mapping[str, Any], free: frozenset[str]) -> bool:
    return any(row[name] != value for name, value in values.items() if name not in free)


def _meetings(work: "UnitOfWork", change: Change, row: Mapping[str, Any]) -> list[bytes]:
    """Return the meeting a row belongs to, and the one it is moved to."""
    if change.table == "meeting":
        return [row["id"]] if "id" in row else []
    found = []
    for values in (row, change.values):
        meeting = values.get("meeting_id")
        if meeting is None and values.get("resolution_id") is not None:
            resolution = work.stored("resolution", values["resolution_id"])
            meeting = resolution["meeting_id"] if resolution is not None else None
        found += [bytes(meeting)] if meeting is not None else []
    return found


def _refuse(work: "UnitOfWork", meeting_id: bytes, change: Change) -> None:
    meeting = work.stored("meeting", meeting_id)
    name = called(meeting) if meeting is not None else "这次会议的纪要"
    if change.action == "delete" and change.top != change.table:
        raise InvalidInput(f"{name}已经定稿，会议要存档，不能删除。{ADVICE}")
    done = {"delete": "不能删除", "undo": "之前的修改不能再撤销", "restore": "不能再恢复进来"}
    raise InvalidInput(f"{name}已经定稿，会议记录{done.get(change.action, '不能再改')}。{ADVICE}")


def guard_minutes(work: "UnitOfWork", change: Change) -> None:
    """Refuse to change final minutes, to lead others by hand, and to give up a correction by the way.

    Raises:
        InvalidInput: with what to do instead.
    """
    if change.columns is not None and change.columns <= _ALWAYS:
        return
    if change.done:
        for row in _rows(work, change):
            _check_order(work.reader, row["meeting_id"])
        return
    if change.action in ("insert", "update"):
        raise InvalidInput("纪要请在会议上办理：起草、核对、签字、定稿，不能手工改。")
    for row in _rows(work, change):
        if row["state"] == "final":
            raise InvalidInput(
                "纪要已经定稿存档，不能删除或撤销。要改内容请在会议上办理“更正”，原来的一版留在档案里。"
            )
        if row["corrects_id"] is not None and (change.action == "delete" or change.columns is None):
            raise InvalidInput("更正还在办理，请在会议上用“放弃更正”，这样会核对会议记录有没有改动。")


def guard_scan(work: "UnitOfWork", change: Change) -> None:
    """Refuse to take a file away from final minutes: the signed page is kept with them.

    Raises:
        InvalidInput: it hangs on final minutes.
    """
    if change.done or change.action not in ("delete", "undo"):
        return
    for row in _rows(work, change):
        minutes = work.stored("minutes", row["row_id"]) if row["tbl"] == "minutes" else None
        if minutes is not None and minutes["state"] == "final":
            raise InvalidInput("纪要已经定稿，签字页要和纪要一起存档，不能删除。")


def _check_order(reader: "Reader", meeting_id: bytes) -> None:
    """Refuse what leaves two drafts, or one behind which others were made final."""
    if any(state != "final" for state in states_of(reader, meeting_id)[:-1]):
        raise InvalidInput("这次会议已经另有一份纪要，没有撤销或恢复。请在会议上接着办理那一份。")
