"""What forms, the recycle bin and undo may not do to a round of rating that was closed (policy 2.6d)."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from models.errors import InvalidInput
from models.rules import appraisal as rules
from services.guards.base import Change

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

Row = Mapping[str, Any]
_FREE: Final = frozenset(("note", "late"))
"""Columns of a closed round that say nothing about its tally."""
_STATE: Final = frozenset(("state", "closed_on", "conclusion"))
"""Columns that the steps of a round write and no form does."""
_FIXED_ITEMS: Final = "{}已经录入了评议表，评议内容不能再增减、换顺序。确需改的，先删除录入的评议表。"
_CLOSED: Final = "{}已经汇总，{}不能再改。有错请先重新打开，写明原因。"


def check_appraisal(work: "UnitOfWork", change: Change) -> None:
    """Refuse what would change a closed round, or its state by hand.

    Raises:
        InvalidInput: it is closed, or its result hangs on the board.
    """
    if change.action == "insert":
        if change.values.get("state") not in (None, "open"):
            raise InvalidInput("新的评议先录入评议表，再汇总。")
        return
    for row in _rows(work, "appraisal", change.ids):
        if change.action == "update":
            different = {name for name, value in change.values.items() if row[name] != value}
            if different & _STATE:
                raise InvalidInput("评议的状态由汇总、重新打开来改，不能直接填写。")
            if row["state"] == "closed" and different - _FREE:
                raise InvalidInput(_CLOSED.format(_named(row), "内容"))
        elif change.action == "delete":
            _check_delete(row, change)
        elif change.done:
            _check_step(work, row)


def check_part(work: "UnitOfWork", change: Change) -> None:
    """Refuse what would change items or answers of a closed round, or items that were answered already.

    Raises:
        InvalidInput: the round is closed, or has answers.
    """
    if change.top not in ("", change.table):
        return  # the round itself was asked about, and goes or comes back as a whole
    if change.action == "insert":
        _check_insert(work, change)
        return
    for row in _rows(work, change.table, change.ids):
        round_ = work.stored("appraisal", row["appraisal_id"])
        if round_ is None or round_["deleted_at"] is not None:
            continue
        what = "评议内容" if change.table == "appraisal_item" else "评议表"
        if round_["state"] == "closed" and _touches(row, change):
            raise InvalidInput(_CLOSED.format(_named(round_), what))
        if change.table == "appraisal_item" and _moves(row, change) and _answers(work, round_["id"]):
            raise InvalidInput(_FIXED_ITEMS.format(_named(round_)))
        if change.done:
            _check_fit(work, round_)


def _touches(row: Row, change: Change) -> bool:
    if change.action != "update":
        return True
    return any(row[name] != value for name, value in change.values.items() if name != "note")


def _moves(row: Row, change: Change) -> bool:
    """Tell whether an item goes, or stands elsewhere afterwards."""
    if change.action == "update":
        return bool(change.values.get("position", row["position"]) != row["position"])
    return change.action == "delete"


def _check_insert(work: "UnitOfWork", change: Change) -> None:
    round_ = work.stored("appraisal", change.values.get("appraisal_id") or b"")
    if round_ is None:
        return
    if round_["state"] == "closed":
        raise InvalidInput(_CLOSED.format(_named(round_), "评议内容"))
    if change.table == "appraisal_item" and _answers(work, round_["id"]):
        raise InvalidInput(_FIXED_ITEMS.format(_named(round_)))


def _check_delete(row: Row, change: Change) -> None:
    if row["state"] == "closed":
        where = "" if change.top in ("appraisal", "") else "这里有已经汇总的评议："
        raise InvalidInput(f"{where}{_named(row)}已经汇总，要存档，不能删除。")


def _check_step(work: "UnitOfWork", row: Row) -> None:
    """Refuse after an undo or restore what does not fit together."""
    if row["deleted_at"] is not None:
        return
    public = work.reader.value(
        "SELECT count(*) FROM notice WHERE appraisal_id = ? AND deleted_at IS NULL "
        "AND state IN ('issued', 'posted', 'taken_down', 'archived')",
        (row["id"],),
    )
    if public and row["state"] != "closed":
        raise InvalidInput(f"{_named(row)}的结果已经公开，不能撤销汇总。要改请先取下或作废那张公示。")
    _check_fit(work, row)


def _check_fit(work: "UnitOfWork", round_: Row) -> None:
    """Refuse answers that would have more or fewer grades than the round has items."""
    items = work.reader.value(
        "SELECT count(*) FROM appraisal_item WHERE appraisal_id = ? AND deleted_at IS NULL", (round_["id"],)
    )
    for (grades,) in work.reader.all(
        "SELECT DISTINCT grades FROM appraisal_answer WHERE appraisal_id = ? AND deleted_at IS NULL",
        (round_["id"],),
    ):
        if len(rules.read(grades)) != items:
            raise InvalidInput(_FIXED_ITEMS.format(_named(round_)))


def _answers(work: "UnitOfWork", appraisal_id: bytes) -> int:
    sql = "SELECT count(*) FROM appraisal_answer WHERE appraisal_id = ? AND deleted_at IS NULL"
    return int(work.reader.value(sql, (appraisal_id,)))


def _named(row: Row) -> str:
    return f"“{row['title']}”"


def _rows(work: "UnitOfWork", table: str, ids: Iterable[bytes]) -> list[dict[str, Any]]:
    found = [work.stored(table, each) for each in ids]
    return [row for row in found if row is not None]
