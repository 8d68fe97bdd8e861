"""What the ordinary form of an entry, a cost of staff or a charge leaves to be worked out on saving."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput
from models.rules import ledger as rules
from services.ledgers.accounts import closed_through
from services.ledgers.charges import check_kind, is_paid
from services.ledgers.entries import Desk, EntryDraft, refuse_charged, refuse_closed, refuse_reversal
from services.ledgers.staff import carry_staff

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

TABLES = ("ledger_entry", "staff_cost", "charge_due")
"""Tables whose forms are completed here."""


def completed(
    work: "UnitOfWork", table: str, record_id: bytes | None, stored: Mapping[str, Any], today: date
) -> dict[str, Any]:
    """Return the columns that follow from what was typed into a form.

    Args:
        work: the open unit of work.
        table: one of TABLES.
        record_id: the record, None for a new one.
        stored: what was typed, by column.
        today: what counts as late is measured by it.

    Returns:
        Columns to store besides; nothing where the form changes nothing.

    Raises:
        InvalidInput: the month is closed, or something does not fit; `field` says what.
    """
    before = work.row(table, record_id) if record_id is not None else {}
    if before and all(before[name] == value for name, value in stored.items()):
        return {}
    whole = {**before, **stored}
    if table == "ledger_entry":
        return _entry(work, before, whole, stored, today)
    return _staff_cost(work, before, whole) if table == "staff_cost" else _charge(work, before, whole)


def _entry(
    work: "UnitOfWork",
    before: Mapping[str, Any],
    whole: Mapping[str, Any],
    stored: Mapping[str, Any],
    today: date,
) -> dict[str, Any]:
    if before:
        refuse_closed(before["month"], closed_through(work.reader, before["courtyard_id"]))
        refuse_reversal(work.reader, before, "修改")
    kept = before and before["on_date"] == whole["on_date"] and before["month"] > whole["on_date"][:7]
    draft = EntryDraft(
        courtyard=whole["courtyard_id"],
        on_date=whole["on_date"],
        direction=whole["direction"],
        kind=whole["kind"],
        amount=whole["amount"],
        account=whole.get("account_id"),
        dwelling=whole.get("dwelling_id"),
        month=before["month"] if kept else "",
        late=before.get("late") or None,
    )
    values = Desk(work, today).values(draft)
    if before:
        refuse_charged(work.reader, before, values)
        carry_staff(work, before["id"], values)
    return {name: values[name] for name in ("account_id", "month", "late")}


def _staff_cost(work: "UnitOfWork", before: Mapping[str, Any], whole: Mapping[str, Any]) -> dict[str, Any]:
    if whole.get("entry_id") is None:
        raise InvalidInput("请选这笔费用属于哪一笔支出。", "entry_id")
    entry = work.row("ledger_entry", whole["entry_id"])
    if entry["direction"] != "expense":
        raise InvalidInput("人员费用只能记在支出下面，请重新选择。", "entry_id")
    closed = closed_through(work.reader, entry["courtyard_id"])
    for month in {entry["month"], before.get("month", entry["month"])}:
        refuse_closed(month, closed)
    others = work.reader.value(
        "SELECT coalesce(sum(amount), 0) FROM staff_cost WHERE entry_id = ? AND id <> ? "
        "AND deleted_at IS NULL",
        (whole["entry_id"], before.get("id", b"")),
    )
    if not 0 < whole["amount"] <= entry["amount"] - int(others):
        raise InvalidInput("各条明细加起来不能超过这笔支出的金额，请核对。", "amount")
    return {"courtyard_id": entry["courtyard_id"], "month": entry["month"]}


def _charge(work: "UnitOfWork", before: Mapping[str, Any], whole: Mapping[str, Any]) -> dict[str, Any]:
    month = rules.parse_month(whole["month"]).value
    if month is None:
        raise InvalidInput(f"看不懂“{whole['month']}”，请写成 2020-09 或 2020年9月。", "month")
    if whole["amount"] <= 0:
        raise InvalidInput("应收金额要大于零。", "amount")
    check_kind(work.reader, whole["kind"])
    paid = whole.get("paid_amount")
    if whole.get("paid_on") and paid is None:
        paid = whole["amount"]
    if paid is not None and paid <= 0:
        raise InvalidInput("已收金额要大于零；没有收到的请留空。", "paid_amount")
    values = {**whole, "month": month, "paid_amount": paid}
    changed = [name for name in _PAID if before and before[name] != values.get(name)]
    if changed and before["entry_id"] is not None and is_paid(work.reader, before["id"]):
        raise InvalidInput(
            "这笔费用收到的钱已记入收支流水，不能在这里改；要更正请冲正或删除那一笔收入。", changed[0]
        )
    dwelling = work.row("dwelling", whole["dwelling_id"])
    return {"courtyard_id": dwelling["courtyard_id"], "month": month, "paid_amount": paid}


_PAID = ("dwelling_id", "month", "kind", "amount", "paid_amount", "paid_on")
"""What does not change on a charge whose receipt stands in the ledger."""
