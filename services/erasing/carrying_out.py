"""Erasing a person: the record goes for good, what counts stays and says no longer who it was.

What hangs on the person is linked to a nameless stand-in, so that households, votes and attendance count as
before. A row that says something about the person in its own words is written anew without them, and the old
one is erased with all its changes. So other offices follow by ordinary changes and by the orders they know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput, NotFound
from models.rules.retention import ERASED
from services.erasing.linked import (
    KEPT_BECAUSE,
    NOBODY,
    Row,
    files_of,
    linked,
    refusal,
    said_in,
    words_of,
)
from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

_ABOVE = ("election_id", "committee_id", "resolution_id", "meeting_id", "team_id", "dispute_id")
"""Columns of linked rows naming records whose audit entries may tell a name."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done.

    Attributes:
        rows: number of rows erased for good.
        files: number of files that left the store.
        stand_in: the nameless resident that what counts is linked to, None where nothing is.
    """

    rows: int
    files: int
    stand_in: bytes | None


@needs("personal.erase")
def erase(context: Context, resident: bytes, reason: str) -> Erased:
    """Erase what is held about a resident; on the writer's thread. It cannot be undone.

    Args:
        context: the hub, or an office that exchanges with nobody.
        resident: the resident, outside or in the recycle bin.
        reason: why, kept.

    Raises:
        Refused: this is a workstation.
        NotFound: no such resident.
        InvalidInput: no reason is given, or it was erased already.
    """
    from services.sync import purging

    purging.refuse_workstation(context)
    if not reason.strip():
        raise InvalidInput("请写明为什么要彻底删除，例如“本人申请”。", "reason")
    with context.unit_of_work() as work:
        row = _to_erase(work, "resident", resident)
        rows, stand_in = erase_in(context, work, row, reason.strip())
        work.commit()
    return Erased(rows, clear(context), stand_in)


def erase_in(
    context: Context, work: "UnitOfWork", row: Mapping[str, Any], reason: str
) -> tuple[int, bytes | None]:
    """Erase a resident inside an open unit of work; return how many rows went, and the stand-in."""
    from models.db.purging import forget_words
    from services.sync import purging

    resident, words = bytes(row["id"]), words_of(row)
    found = tuple(linked(work.reader, resident))
    stand_in = _stand_in(work, row) if any(each.living for each in found) else None
    rows = [("attachment", each) for each, _ in files_of(work.reader, "resident", resident)]
    for each in found:
        rows += _let_go(work, each, stand_in)
    rows.append(("resident", resident))
    why = _unnamed(reason, words)
    purging.purge_in(context, work, rows, why)
    forget_words(work, _around(work, found, resident), words)
    _note(context, work, "resident", resident, why, row["unit_id"])
    work.hush(words)
    return len(rows), stand_in


@needs("personal.erase")
def erase_consent(context: Context, consent: bytes, reason: str) -> Erased:
    """Erase a consent that was withdrawn long ago, with its scan; arguments and exceptions as for `erase`."""
    from services.sync import purging

    purging.refuse_workstation(context)
    with context.unit_of_work() as work:
        row = _to_erase(work, "consent", consent)
        rows = [("attachment", each) for each, _ in files_of(work.reader, "consent", consent)]
        rows.append(("consent", consent))
        purging.purge_in(context, work, rows, reason.strip())
        _note(context, work, "consent", consent, reason.strip(), row["unit_id"])
        work.commit()
    return Erased(len(rows), clear(context), None)


def _to_erase(work: "UnitOfWork", table: str, row_id: bytes) -> Mapping[str, Any]:
    row = work.stored(table, row_id)
    if row is None:
        raise NotFound("没有这条记录。请刷新后再试。")
    if work.reader.value("SELECT 1 FROM sync_purge WHERE tbl = ? AND row_id = ?", (table, row_id)):
        raise InvalidInput("这条记录的个人信息已经彻底删除了。")
    return row


def _unnamed(reason: str, words: Sequence[str]) -> str:
    for word in words:
        reason = reason.replace(word, NOBODY)
    return reason


def _stand_in(work: "UnitOfWork", row: Mapping[str, Any]) -> bytes:
    """Insert the resident without a name; its number tells two of them apart."""
    from models.ids import new_id

    made = new_id()
    values = {
        "unit_id": row["unit_id"],
        "courtyard_id": row["courtyard_id"],
        "name": f"{NOBODY}{made.hex()[-4:].upper()}",
    }
    return work.insert("resident", values, row_id=made)


def _let_go(work: "UnitOfWork", row: Row, stand_in: bytes | None) -> list[tuple[str, bytes]]:
    """Link a row to the stand-in, without what it says about the person; return what has to be erased."""
    stored = work.stored(row.table, row.id) or {}
    said = said_in(stored, row.table)
    if not row.living:
        return [(row.table, row.id)] if said else []
    if said and row.table not in KEPT_BECAUSE and not refusal(work, row, said):
        _written_anew(work, row, {**stored, **said, row.column: stand_in})
        return [(row.table, row.id)]
    work.update(row.table, row.id, {row.column: stand_in})
    return []


def _written_anew(work: "UnitOfWork", row: Row, values: Mapping[str, Any]) -> None:
    """Insert a row in the place of another one, and let everything that refers to that one refer to it."""
    from models.db.changes import synced_columns
    from models.tables.base import Base
    from services.duplicates.references import referring

    names = synced_columns(Base.metadata.tables[row.table])
    made = work.insert(row.table, {name: values[name] for name in names if values[name] is not None})
    for table, column, each in tuple(referring(work.reader, row.table, row.id)):
        work.update(table, each, {column: made})


def _around(work: "UnitOfWork", found: tuple[Row, ...], resident: bytes) -> set[bytes]:
    """Return the rows whose audit entries may tell the name: the linked ones, and what they belong to."""
    ids = {resident}
    for each in found:
        ids.add(each.id)
        stored = work.stored(each.table, each.id) or {}
        ids.update(bytes(stored[name]) for name in _ABOVE if stored.get(name))
    return ids


def _note(
    context: Context, work: "UnitOfWork", table: str, row_id: bytes, reason: str, unit: bytes | None
) -> None:
    work.insert(
        "retention_review",
        {
            "unit_id": unit,
            "tbl": table,
            "record_id": row_id,
            "decided_on": context.today().isoformat(),
            "decision": ERASED,
            "reason": reason,
            "decided_by": context.user.name,
        },
    )
    work.note("purge", table, row_id)


def clear(context: Context) -> int:
    """Drop the files that were erased, and the small pictures kept in memory."""
    from services import attachments
    from services.sync import purging

    gone = purging.drop_files(context)
    attachments.forget_thumbnails()
    return gone
