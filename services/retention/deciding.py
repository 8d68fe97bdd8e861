"""Deciding about records past their period: kept until a day, or asked to be erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.errors import InvalidInput
from models.rules.dates import parse_date
from models.rules.retention import ERASE, ERASED, KEEP
from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from models.db.uow import Committed, UnitOfWork

TABLE = "retention_review"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A record somebody decides about."""

    table: str
    record_id: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """A record that somebody asked to have erased.

    Attributes:
        id: the request.
        table: table of the record, and
        record_id: the record.
        name: its name, "" when it is not here.
        asked_on: ISO day.
        asked_by: who.
        reason: why.
        unit: name of the community.
    """

    id: bytes
    table: str
    record_id: bytes
    name: str
    asked_on: str
    asked_by: str
    reason: str
    unit: str


def day_typed(typed: str) -> str:
    """Return the ISO day somebody typed.

    Raises:
        InvalidInput: it is no day.
    """
    read = parse_date(typed).value
    if read is None or read.day is None:
        raise InvalidInput(f"“{typed}”不是日期，请写成 2026-10-8。", "until")
    return read.iso


@needs("personal.review")
def keep(context: Context, chosen: Sequence[Chosen], until: str, reason: str) -> "Committed":
    """Keep records longer; on the writer's thread. Undone as any transaction.

    Args:
        context: the office.
        chosen: the records.
        until: ISO day on which somebody is asked again, later than today.
        reason: why they are still needed.

    Raises:
        InvalidInput: nothing is chosen, no reason is given, or the day is past.
    """
    if not reason.strip():
        raise InvalidInput("请写明为什么还要保存，例如“纠纷还在诉讼中”。", "reason")
    if until <= context.today().isoformat():
        raise InvalidInput("“保存到”要晚于今天。", "until")
    return _write(context, chosen, KEEP, reason.strip(), until)


@needs("personal.review")
def request(context: Context, chosen: Sequence[Chosen], reason: str) -> "Committed":
    """Ask for records to be erased for good; the sub-district office carries it out. Writer's thread.

    Raises:
        InvalidInput: nothing is chosen, or no reason is given.
    """
    if not reason.strip():
        raise InvalidInput("请写明为什么要彻底删除，例如“本人申请”。", "reason")
    return _write(context, chosen, ERASE, reason.strip(), None)


def _write(
    context: Context, chosen: Sequence[Chosen], decision: str, reason: str, until: str | None
) -> "Committed":
    if not chosen:
        raise InvalidInput("请先选中要办理的记录。")
    with context.unit_of_work() as work:
        for each in chosen:
            note(context, work, each, decision, reason, until)
        return work.commit()


def note(
    context: Context, work: "UnitOfWork", chosen: Chosen, decision: str, reason: str, until: str | None = None
) -> None:
    """Write a decision inside an open unit of work."""
    row = work.stored(chosen.table, chosen.record_id) or {}
    work.insert(
        TABLE,
        {
            "unit_id": row.get("unit_id"),
            "tbl": chosen.table,
            "record_id": chosen.record_id,
            "decided_on": context.today().isoformat(),
            "decision": decision,
            "until": until,
            "reason": reason,
            "decided_by": context.user.name,
        },
    )


def open_requests(context: Context) -> tuple[Request, ...]:
    """Return the requests to erase that wait, the oldest first; on the reader's thread."""
    rows = context.reader.all(
        "SELECT t.id, t.tbl, t.record_id, coalesce(r.name, ''), t.decided_on, coalesce(t.decided_by, ''), "
        "coalesce(t.reason, ''), coalesce(u.name, '') FROM retention_review t "
        "LEFT JOIN resident r ON r.id = t.record_id AND t.tbl = 'resident' "
        "LEFT JOIN unit u ON u.id = t.unit_id WHERE t.decision = ? AND t.deleted_at IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM retention_review o WHERE o.record_id = t.record_id AND o.tbl = t.tbl "
        "AND o.decision IN (?, ?) AND o.id > t.id AND o.deleted_at IS NULL) ORDER BY t.decided_on, t.id",
        (ERASE, ERASED, KEEP),
    )
    return tuple(
        Request(bytes(row[0]), row[1], bytes(row[2]), row[3], row[4], row[5], row[6], row[7]) for row in rows
    )
