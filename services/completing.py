"""What a form leaves to be worked out when it is saved, for the subjects that name such columns."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput
from models.rules.collecting import MOST_MONTHS
from models.rules.ledger import parse_month

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork
    from services.office import Context


def completed(
    work: "UnitOfWork", table: str, record_id: bytes | None, stored: Mapping[str, Any], today: date
) -> dict[str, Any]:
    """Return the columns that follow from what was typed into a form.

    Args:
        work: the open unit of work.
        table: of a subject that names such columns.
        record_id: the record, None for a new one.
        stored: what was typed, by column.
        today: what counts as past is measured by it.

    Raises:
        InvalidInput: something does not fit; `field` says what.
    """
    if table == "notice":
        return _notice(work, record_id, stored, today)
    if table in ("collecting_plan", "collecting_round"):
        return _collecting(work, table, record_id, stored)
    from services.ledgers.forms import completed as of_ledger

    return of_ledger(work, table, record_id, stored, today)


def followed(context: "Context", work: "UnitOfWork", table: str, record_id: bytes, *, fresh: bool) -> None:
    """Write what goes with a record that a form saved, in the same transaction.

    Args:
        context: whose rules and calendar.
        work: the open unit of work, in which it was saved.
        table: of the record.
        record_id: the record.
        fresh: whether it was made just now.
    """
    if table in ("opinion", "dispute"):
        from services.opinions import registering

        led = registering.begin_in if fresh else registering.edited_in
        led(context, work, table, record_id)


def _notice(
    work: "UnitOfWork", record_id: bytes | None, stored: Mapping[str, Any], today: date
) -> dict[str, Any]:
    """Return where a notice made by a form begins its life, and its month as it is kept.

    Today or a day to come is a plan: it is a draft. What hung already is entered after the fact (补录).
    """
    values: dict[str, Any] = {}
    if stored.get("for_month"):
        month = parse_month(stored["for_month"]).value
        if month is None:
            raise InvalidInput(f"月份“{stored['for_month']}”不对，请写成 2026-10。", "for_month")
        values["for_month"] = month
    before = work.row("notice", record_id) if record_id is not None else {}
    if before and (before["state"] is not None or before["late"] or before["posted_from"]):
        return values
    first = stored.get("posted_from")
    if first and first < today.isoformat():
        return {**values, "late": True}
    return {**values, "state": "draft"} if not before or first else values


def _collecting(
    work: "UnitOfWork", table: str, record_id: bytes | None, stored: Mapping[str, Any]
) -> dict[str, Any]:
    """Refuse a rhythm that cannot be, and a round for no month or for one that was done already."""
    if table == "collecting_plan":
        for name, most, what in (("every_months", MOST_MONTHS, "几个月一次"), ("due_day", 31, "每月几日前")):
            value = stored.get(name)
            if value is not None and not 1 <= value <= most:
                raise InvalidInput(f"“{what}”应当在1到{most}之间。", name)
        return {}
    month = stored.get("month")
    if month is None:
        return {}
    if len(month) != len("2026-11"):
        raise InvalidInput("月份要写到哪一年哪一月，如 2026-11。", "month")
    plan = stored.get("plan_id") or work.row("collecting_round", record_id or b"")["plan_id"]
    for (known,) in work.reader.all(
        "SELECT id FROM collecting_round WHERE plan_id = ? AND month = ? AND deleted_at IS NULL",
        (plan, month),
    ):
        if bytes(known) != record_id:
            raise InvalidInput(f"{month}已经登记过收集，请改那一条。", "month")
    return {}
