"""What a form leaves to be worked out when it is saved, for the subjects that name such columns."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput
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
