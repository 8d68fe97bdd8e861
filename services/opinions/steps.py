"""The levels of an opinion or a dispute as rows: one is begun, dated and answered before the next."""

from typing import TYPE_CHECKING, Any

from services.opinions.cases import OWNER, due_day

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork
    from services.office import Context

FIRST = "building"
"""Where everything begins (policy 2.1c)."""


def begun(context: "Context", kind: str, row: dict[str, Any], level: str = FIRST) -> dict[str, Any]:
    """Return the columns with which an opinion or a dispute begins at a level on the day it was received."""
    due = due_day(context, kind, level, row.get("urgency"), row["received_on"])
    return {"level": level, "state": "open", "due_on": due}


def add(
    context: "Context",
    work: "UnitOfWork",
    kind: str,
    row: dict[str, Any],
    level: str,
    received: str,
    organ: str | None = None,
) -> str | None:
    """Begin a level and return the ISO day by which it answers.

    Args:
        context: whose rules and calendar.
        work: the open unit of work.
        kind: "opinion" or "dispute".
        row: its row, with id.
        level: the level that gets it.
        received: ISO day it gets it.
        organ: who there is in charge.
    """
    due = due_day(context, kind, level, row.get("urgency"), received)
    values = {
        OWNER[kind]: row["id"],
        "unit_id": row["unit_id"],
        "level": level,
        "organ": organ or None,
        "received_on": received,
        "due_on": due,
    }
    work.insert("handling_step", values)
    return due


def current(work: "UnitOfWork", kind: str, record_id: bytes) -> dict[str, Any] | None:
    """Return the row of the level that is at it, None where all have answered."""
    found = work.reader.value(
        f"SELECT id FROM handling_step WHERE {OWNER[kind]} = ? AND answered_on IS NULL "
        "AND deleted_at IS NULL ORDER BY id DESC LIMIT 1",
        (record_id,),
    )
    return None if found is None else work.row("handling_step", bytes(found))


def since(work: "UnitOfWork", kind: str, row: dict[str, Any]) -> str:
    """Return the ISO day the latest level got it, the earliest day on which something more can be done."""
    found: str | None = work.reader.value(
        f"SELECT max(received_on) FROM handling_step WHERE {OWNER[kind]} = ? AND deleted_at IS NULL",
        (row["id"],),
    )
    return found or str(row["received_on"])


def finish(
    work: "UnitOfWork",
    kind: str,
    record_id: bytes,
    on: str,
    answer: str,
    outcome: str,
    handler: str | None = None,
) -> None:
    """Date and answer the level that is at it; nothing where none is.

    Args:
        work: the open unit of work.
        kind: "opinion" or "dispute".
        record_id: the opinion or the dispute.
        on: ISO day.
        answer: what it answered, or why it handed it on.
        outcome: of vocab.HANDLING_OUTCOME.
        handler: who did it.
    """
    step = current(work, kind, record_id)
    if step is None:
        return
    values = {"answered_on": on, "answer": answer, "outcome": outcome}
    work.update("handling_step", step["id"], values | ({"handler": handler} if handler else {}))


def redate(context: "Context", work: "UnitOfWork", kind: str, row: dict[str, Any]) -> None:
    """Let the day of the level that is at it follow what a form changed: urgency, or the first day.

    Args:
        context: whose rules and calendar.
        work: the open unit of work, in which the record was changed.
        kind: "opinion" or "dispute".
        row: the record after the change.
    """
    step = current(work, kind, row["id"])
    if step is None:
        return
    count = work.reader.value(
        f"SELECT count(*) FROM handling_step WHERE {OWNER[kind]} = ? AND deleted_at IS NULL", (row["id"],)
    )
    received = row["received_on"] if count == 1 else step["received_on"]
    due = due_day(context, kind, step["level"], row.get("urgency"), received)
    work.update("handling_step", step["id"], {"received_on": received, "due_on": due})
    work.update(kind, row["id"], {"due_on": due})
