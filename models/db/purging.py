"""Erasing a row for good: its values go from the log and from the table, the chain of hashes still holds."""

import json
from collections.abc import Collection, Sequence

from sqlalchemy import delete, insert, update

from models.db import changes, search_index
from models.db.acting import synced
from models.db.clashes import Clashes
from models.db.merging import Merging, blank
from models.db.uow import UnitOfWork
from models.tables.base import Base
from models.tables.sync import SyncConflict, SyncPurge
from models.tables.system import Deletion, Draft


def purge(work: UnitOfWork, tbl: str, row_id: bytes, by_hub_seq: int, reason: str | None = None) -> int:
    """Blank the values of every change of a row and the row itself; it stays deleted for ever.

    What arrives of it later is blanked on the way in. Its name goes from the recycle bin, from what was to be
    decided about it and from the audit.

    Args:
        work: an open unit of work.
        tbl: name of a synced table.
        row_id: the row; it need not be here.
        by_hub_seq: number of the hub's order.
        reason: why.

    Returns:
        Number of changes whose values were erased.
    """
    table = Base.metadata.tables.get(tbl)  # a newer program may know more
    known = work.reader.one("SELECT 1 FROM sync_purge WHERE tbl = ? AND row_id = ?", (tbl, row_id))
    if known is None:
        values = {"tbl": tbl, "row_id": row_id, "at_ms": work.actor.now_ms, "by_hub_seq": by_hub_seq}
        work.local(insert(SyncPurge).values(**values, reason=reason))
    erased = [
        (changes.payload_hash(bytes(salt), values_json), replica, seq)
        for replica, seq, salt, values_json in work.reader.all(
            "SELECT replica_id, seq, salt, values_json FROM sync_change "
            "WHERE row_id = ? AND tbl = ? AND values_json IS NOT NULL",
            (row_id, tbl),
        )
    ]
    changes.run_many(
        work.connection,
        "UPDATE sync_change SET payload_hash = ?, values_json = NULL, salt = NULL "
        "WHERE replica_id = ? AND seq = ?",
        erased,
    )
    if table is None:
        return len(erased)
    table = synced(tbl)
    row = work.stored(tbl, row_id)
    if row is not None:
        local = {column.name: None for column in table.c if "derive" in column.info}
        gone = work.actor.now_ms if row["deleted_at"] is None else row["deleted_at"]
        stored = {**blank(table), **local, "deleted_at": gone, "version": work.log.arrive(0)}
        work.connection.execute(update(table).where(table.c.id == row_id).values(stored))
        search_index.remove(work.connection, [row_id])
    _forget(work, tbl, row_id)
    merged, _ = Merging(work.reader).rows(table, [row_id])[row_id]
    Clashes(work).keep(table, {row_id: merged})
    work.touch({tbl: [row_id]})
    return len(erased)


def forget_words(work: UnitOfWork, row_ids: Collection[bytes], words: Sequence[str]) -> None:
    """Take words from what the recycle bin and the audit call rows, and from drafts; the chain still holds.

    Args:
        work: an open unit of work.
        row_ids: the rows.
        words: what identified somebody: a name, a telephone.
    """
    patterns = [
        f"%{word.lower().replace('!', '!!').replace('%', '!%').replace('_', '!_')}%" for word in words
    ]
    said = [(each, pattern) for each in row_ids for pattern in patterns]
    work.audit.forget_words(work.connection, work.reader, said)
    numbers = {
        int(row[0])
        for each, pattern in said
        for row in work.reader.all(
            "SELECT seq FROM audit_entry WHERE row_id = ? "
            "AND lower(coalesce(label, '') || coalesce(detail, '')) LIKE ? ESCAPE '!'",
            (each, pattern),
        )
    }
    work.audit.blank(work.connection, sorted(numbers))
    changes.run_many(
        work.connection,
        "UPDATE deletion SET label = '' WHERE row_id = ? AND lower(label) LIKE ? ESCAPE '!'",
        said,
    )
    known = list(row_ids)
    for user_id, kind, row_id, values_json in work.reader.all(
        "SELECT user_id, kind, row_id, values_json FROM draft"
    ):
        told = json.dumps(json.loads(values_json), ensure_ascii=False)
        if bytes(row_id) in known or any(word in told for word in words):
            work.local(delete(Draft).filter_by(user_id=user_id, kind=kind, row_id=row_id))


def _forget(work: UnitOfWork, tbl: str, row_id: bytes) -> None:
    """Take its name from the recycle bin and the audit, its values from what was to be decided."""
    work.local(delete(Deletion).where(Deletion.tbl == tbl, Deletion.row_id == row_id))
    work.local(delete(Draft).where(Draft.row_id == row_id))
    about = update(SyncConflict).where(SyncConflict.tbl == tbl, SyncConflict.row_id == row_id)
    work.local(about.values(note=None, detail_json=None))
    work.audit.forget(work.connection, work.reader, tbl, row_id)
