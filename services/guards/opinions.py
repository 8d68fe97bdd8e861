"""What forms, the recycle bin and undo may not do to opinions and disputes: they are led by their steps."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from models.errors import InvalidInput
from services.guards.base import Change

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

_LED: Final = frozenset(
    ("level", "state", "due_on", "answer", "answered_on", "answered_by", "told_on", "told_how", "satisfied",
     "closed_on", "result", "group_id", "matter_id", "notice_id", "published", "opinion_id")
)  # fmt: skip
"""Columns that only the steps of handling write."""
_FREE: Final = frozenset(("note",))
_CLOSED: Final = ("closed", "settled", "referred")
_CALLED: Final = {"opinion": "意见", "dispute": "纠纷"}


def check_case(work: "UnitOfWork", change: Change) -> None:
    """Refuse what would write the state of an opinion or a dispute by hand, or leave it out of step.

    Raises:
        InvalidInput: it is closed, is written by hand, or an undo would tear its steps apart.
    """
    rows = _rows(work, change.table, change.ids)
    if change.done:
        for row in rows:
            _check_whole(work, change.table, row)
    elif change.action == "update":
        for row in rows:
            _check_edit(change, row)
    elif change.action == "delete" and change.top in (change.table, ""):
        for row in rows:
            _check_delete(work, change.table, row)


def _rows(work: "UnitOfWork", table: str, ids: Sequence[bytes]) -> list[dict[str, Any]]:
    found = [work.stored(table, each) for each in ids]
    return [row for row in found if row is not None]


def _check_edit(change: Change, row: dict[str, Any]) -> None:
    different = {name for name, value in change.values.items() if row[name] != value}
    what = _CALLED[change.table]
    if different & _LED:
        raise InvalidInput(
            f"“{row['title']}”办到哪一步，由答复、上报、办结等登记，不能手工改。请用上面的按钮。"
        )
    if (row["state"] in _CLOSED or row["closed_on"]) and different - _FREE:
        raise InvalidInput(f"“{row['title']}”已经办结，不能再改。要改或继续办理，请先重新办理这条{what}。")
    if "courtyard_id" in different and change.table == "opinion" and row["state"] == "merged":
        raise InvalidInput(f"“{row['title']}”已经并入别的意见，不能改到别的楼院。请先拆出来。")


def _check_delete(work: "UnitOfWork", table: str, row: dict[str, Any]) -> None:
    what = _CALLED[table]
    if row["state"] in _CLOSED or row["closed_on"]:
        raise InvalidInput(
            f"“{row['title']}”已经办结，要存档，不能删除。确实登记错了的，请先重新办理这条{what}，再删除。"
        )
    if table == "opinion":
        merged = work.reader.value(
            "SELECT count(*) FROM opinion WHERE group_id = ? AND deleted_at IS NULL", (row["id"],)
        )
        if merged:
            raise InvalidInput(f"有{merged}条意见并入了“{row['title']}”，不能删除。请先把它们拆出来。")


def _check_whole(work: "UnitOfWork", table: str, row: dict[str, Any]) -> None:
    """Refuse what an undo left out of step: open is who has a level at it, the others have none."""
    if row["deleted_at"] is not None:
        return
    steps = work.reader.all(
        f"SELECT level, answered_on FROM handling_step WHERE {table}_id = ? AND deleted_at IS NULL "
        "ORDER BY id",
        (row["id"],),
    )
    at_it = [level for level, answered in steps if answered is None]
    is_open = row["state"] in ("open", "agreed")
    right = at_it == [row["level"]] if is_open else not at_it and bool(steps)
    if table == "opinion" and row["state"] in ("answered", "closed"):
        right = right and bool(row["answer"])
    if not right:
        raise InvalidInput(f"“{row['title']}”之后又办理过别的步骤，这一步不能单独撤销。请先撤销后面的。")


def check_step(work: "UnitOfWork", change: Change) -> None:
    """Refuse levels that are written or deleted by hand; an undo leaves them fitting what they belong to.

    Raises:
        InvalidInput: one of them.
    """
    if change.done:
        for row in _rows(work, "handling_step", change.ids):
            for table in _CALLED:
                for owner in _rows(work, table, [row[f"{table}_id"]] if row[f"{table}_id"] else []):
                    _check_whole(work, table, owner)
    elif change.action in ("insert", "update") or (
        change.action == "delete" and change.top == "handling_step"
    ):
        raise InvalidInput("办理经过由答复、上报、重新办理等登记，不能手工增减。请用记录上面的按钮。")


def check_part(work: "UnitOfWork", change: Change) -> None:
    """Refuse to change parties and mediations of a dispute that is closed.

    Raises:
        InvalidInput: it is closed.
    """
    if change.done or change.action in ("undo", "restore") or change.top == "courtyard":
        return
    owners = {row["dispute_id"] for row in _rows(work, change.table, change.ids)}
    owners |= {change.values["dispute_id"]} if change.values.get("dispute_id") else set()
    for row in _rows(work, "dispute", sorted(owners)):
        if row["state"] in _CLOSED:
            raise InvalidInput(f"纠纷“{row['title']}”已经办结，不能再改。要改请先重新办理这件纠纷。")
