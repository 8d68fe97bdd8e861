"""What must stay as it is once a month is closed: entries, cost of staff, the close, opening balances."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput
from models.rules import ledger as rules
from models.rules.dates import from_record
from models.rules.ledger import month_words
from services.ledgers.accounts import closed_through
from services.ledgers.entries import refuse_closed, refuse_reversal, reversal_of
from services.ledgers.staff import fits_staff

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
    if change.done:
        _check_pairs(work, change.ids)


_SHARED = ("courtyard_id", "account_id", "direction", "kind")
"""What a reversing entry has in common with the one it takes back."""


def _check_pairs(work: "UnitOfWork", ids: Iterable[bytes]) -> None:
    """Refuse what leaves a reversal beside another entry than it takes back, or staff beside its payment."""
    accounts: set[bytes] = set()
    for row in (work.stored("ledger_entry", each) for each in ids):
        if row is None:
            continue
        first = row if row["reverses_id"] is None else work.stored("ledger_entry", row["reverses_id"])
        if first is not None and not _is_whole(work, first):
            raise InvalidInput(
                "这样会和冲正对不上：有关的一笔已经冲正、改过或删除。没有撤销或恢复，请在收支登记里核对。"
            )
        if row["deleted_at"] is None:
            accounts.add(row["account_id"])
            if not fits_staff(work.reader, row):
                raise InvalidInput(_STAFF_APART)
    for account in _living(work, "account", accounts):
        _check_days(work, account)


def _is_whole(work: "UnitOfWork", first: dict[str, Any]) -> bool:
    """Return whether an entry is taken back not at all, or once and entirely."""
    found = work.reader.all(
        "SELECT id FROM ledger_entry WHERE reverses_id = ? AND deleted_at IS NULL", (first["id"],)
    )
    backs = _living(work, "ledger_entry", (bytes(row[0]) for row in found))
    if not backs:
        return True
    same = all(backs[0][name] == first[name] for name in _SHARED) and backs[0]["amount"] == -first["amount"]
    return len(backs) == 1 and first["deleted_at"] is None and same


_STAFF_APART = (
    "这样人员费用明细会和它的支出对不上：支出的月份或金额已经改过。"
    "没有撤销或恢复，请先改那笔支出，或重新填写明细。"
)


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
        payment = work.stored("ledger_entry", row["entry_id"]) if change.done and row["entry_id"] else None
        if payment is not None and not fits_staff(work.reader, payment):
            raise InvalidInput(_STAFF_APART)


def guard_close(work: "UnitOfWork", change: "Change") -> None:
    """Refuse to make a close by a form, to change it, and to open a month again.

    Where offices closed a month apart, one close is put away by a decision, which can be undone as any other.

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
        if change.done and _is_closed_twice(work, row):
            continue
        raise InvalidInput(
            f"{month_words(row['month'])}已经月结，不能撤销、修改或删除。账有错时，请冲正记错的那一笔。"
        )


def _is_closed_twice(work: "UnitOfWork", row: dict[str, Any]) -> bool:
    """Return whether the month is closed without this close, too: then a person chooses between them."""
    found = work.reader.value(
        "SELECT 1 FROM month_close WHERE courtyard_id = ? AND month = ? AND id <> ? AND deleted_at IS NULL",
        (row["courtyard_id"], row["month"], row["id"]),
    )
    return found is not None


_OPENING = frozenset({"courtyard_id", "opening_on", "opening_balance"})
"""What an account brings into the books of which courtyard."""


def guard_account(work: "UnitOfWork", change: "Change") -> None:
    """Refuse a change of what an account began with where a closed month counts on it, and days out of step.

    Raises:
        InvalidInput: with what to do instead.
    """
    if _is_harmless(change):
        return
    if change.action == "insert":
        _refuse_opening(work, change.values)
        _check_days(work, change.values)
    about_opening = change.columns is None or bool(change.columns & _OPENING)
    for row in _living(work, "account", change.ids):
        if change.action == "update":
            if _is_different(change, row):
                _check_edit(work, row, {**row, **change.values})
            continue
        if about_opening:
            _refuse_opening(work, row)
        if change.done:
            _check_days(work, row)


def _check_edit(work: "UnitOfWork", row: dict[str, Any], after: dict[str, Any]) -> None:
    if any((row[name] or 0) != (after[name] or 0) for name in _OPENING):
        _refuse_opening(work, row)
        _refuse_opening(work, after)
    _check_days(work, after)


def _check_days(work: "UnitOfWork", after: Mapping[str, Any]) -> None:
    """Refuse days that are not whole or leave out an entry, and another courtyard than that of entries."""
    begin, end = after.get("opening_on"), after.get("closed_on")
    for name, day, words in (("opening_on", begin, "开始记账"), ("closed_on", end, "停用时间")):
        known = from_record(day)
        if day and (known is None or known.day is None):
            raise InvalidInput(f"{words}要写明是哪一天，如 2020-9-1。", name)
    if begin and end and end < begin:
        raise InvalidInput("停用时间不能早于开始记账的日期，请改正。", "closed_on")
    if "id" not in after:
        return
    first, last, away = work.reader.one(
        "SELECT min(on_date), max(CASE WHEN reverses_id IS NULL THEN on_date END), "
        "sum(CASE WHEN courtyard_id = ? THEN 0 ELSE 1 END) "
        "FROM ledger_entry WHERE account_id = ? AND deleted_at IS NULL",
        (after["courtyard_id"], after["id"]),
    ) or (None, None, 0)
    if begin and first is not None and first < begin:
        raise InvalidInput(f"这个账户在{first}已有收支，开始记账的日期不能更晚。", "opening_on")
    if end and last is not None and last > end:
        raise InvalidInput(f"这个账户在{last}还有收支，停用时间不能更早。", "closed_on")
    if away:
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
