"""What must stay as it is once a month is closed: entries, cost of staff, the close, opening balances."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput
from models.rules import ledger as rules
from models.rules.ledger import month_words
from services.ledgers.accounts import closed_through
from services.ledgers.entries import refuse_closed, refuse_reversal, reversal_of

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork
    from services.guards import Change

_ABOUT_OWNER = frozenset({"unit_id", "import_note"})
"""Columns that say nothing about money: they follow when a courtyard moves to another community."""


def _is_harmless(change: "Change") -> bool:
    return change.columns is not None and change.columns <= _ABOUT_OWNER


def _living(work: "UnitOfWork", table: str, ids: Iterable[bytes]) -> list[dict[str, Any]]:
    rows = (work.stored(table, each) for each in ids)
    return [row for row in rows if row is not None and row["deleted_at"] is None]


def _is_different(change: "Change", row: dict[str, Any]) -> bool:
    return any(row[name] != value for name, value in change.values.items() if name not in _ABOUT_OWNER)


def guard_entry(work: "UnitOfWork", change: "Change") -> None:
    """Refuse to change, delete, restore or undo entries of closed months, and half of a reversal.

    Raises:
        InvalidInput: with what to do instead.
    """
    if _is_harmless(change):
        return
    known: dict[bytes, str | None] = {}
    for row in _living(work, "ledger_entry", change.ids):
        if change.action == "update" and not _is_different(change, row):
            continue
        yard = row["courtyard_id"]
        if yard not in known:
            known[yard] = closed_through(work.reader, yard)
        refuse_closed(row["month"], known[yard])
        if change.action == "delete" and reversal_of(work.reader, row["id"]) not in (None, *change.ids):
            refuse_reversal(work.reader, row, "删除")


def guard_staff(work: "UnitOfWork", change: "Change") -> None:
    """Refuse to change the cost of staff of a closed month.

    Raises:
        InvalidInput: the month is closed.
    """
    if _is_harmless(change):
        return
    for row in _living(work, "staff_cost", change.ids):
        if change.action != "update" or _is_different(change, row):
            refuse_closed(row["month"], closed_through(work.reader, row["courtyard_id"]))


def guard_close(work: "UnitOfWork", change: "Change") -> None:
    """Refuse to make a close by a form, to change it, and to open a month again.

    Raises:
        InvalidInput: always, unless nothing is different.
    """
    if _is_harmless(change):
        return
    if change.action == "insert":
        raise InvalidInput("月结不能在这里新增，请在“收支”里办理月结。")
    for row in _living(work, "month_close", change.ids):
        if change.action == "update" and not _is_different(change, row):
            continue
        raise InvalidInput(
            f"{month_words(row['month'])}已经月结，不能撤销、修改或删除。账有错时，请冲正记错的那一笔。"
        )


def guard_account(work: "UnitOfWork", change: "Change") -> None:
    """Refuse a change of what an account began with where a closed month counts on it.

    Raises:
        InvalidInput: with what to do instead.
    """
    if _is_harmless(change) or (change.columns is not None and "opening_balance" not in change.columns):
        return
    if change.action == "insert":
        _refuse_opening(work, change.values)
    for row in _living(work, "account", change.ids):
        if change.action != "update":
            _refuse_opening(work, row)
        elif _is_different(change, row):
            _check_edit(work, row, {**row, **change.values})


def _check_edit(work: "UnitOfWork", row: dict[str, Any], after: dict[str, Any]) -> None:
    if (row["opening_on"], row["opening_balance"] or 0) != (
        after["opening_on"],
        after["opening_balance"] or 0,
    ):
        _refuse_opening(work, row)
        _refuse_opening(work, after)
    first, count = work.reader.one(
        "SELECT min(on_date), count(*) FROM ledger_entry WHERE account_id = ? AND deleted_at IS NULL",
        (row["id"],),
    ) or (None, 0)
    if after["opening_on"] and first is not None and first < after["opening_on"]:
        raise InvalidInput(f"这个账户在{first}已有收支，开始记账的日期不能更晚。", "opening_on")
    if count and after["courtyard_id"] != row["courtyard_id"]:
        raise InvalidInput("这个账户已有收支，不能改到别的楼院。", "courtyard_id")


def _refuse_opening(work: "UnitOfWork", row: Any) -> None:
    """Refuse an opening balance that would change what a closed month began with."""
    closed = closed_through(work.reader, row["courtyard_id"])
    day = row.get("opening_on")
    if closed is None or not row.get("opening_balance") or (day and not rules.is_closed(day[:7], closed)):
        return
    raise InvalidInput(
        f"{month_words(closed)}已经月结，以前的期初余额不能再改、再加或删除。"
        f"新的账户请从{month_words(rules.moved(closed, 1))}或以后开始记账。",
        "opening_on",
    )
