"""Undoing a whole transaction through the change log: one save, one delete, or one import."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from models.db import changes
from models.db.uow import DELETED_AT_ONCE, UnitOfWork
from models.errors import NotFound
from models.tables.base import Base
from models.tables.system import Deletion


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did.

    Attributes:
        reverted: number of changes taken back.
        kept: tables and ids of rows that were changed again later and therefore stay as they are.
    """

    reverted: int
    kept: tuple[tuple[str, bytes], ...]


def undo(work: UnitOfWork, tx_id: bytes) -> Undone:
    """Take back every change of one transaction, newest first.

    Inserted rows go to the recycle bin without an entry of their own, edited fields get their old values
    back, deleted rows return. A row that was changed again after `tx_id` is kept, and named: undoing must
    not lose later work.

    Args:
        work: an open unit of work.
        tx_id: the transaction to undo.

    Raises:
        NotFound: there is no such transaction, or it changed nothing.
    """
    done = work.reader.all(
        "SELECT tbl, row_id, grp, seq, values_json, prev_json FROM sync_change WHERE tx_id = ? "
        "ORDER BY seq DESC",
        (tx_id,),
    )
    if not done:
        raise NotFound("没有可以撤销的操作，可能已经撤销过了。")
    rows = {(row[0], bytes(row[1])) for row in done}
    kept = _with_owners(work, rows, _changed_later(work, done, rows))
    reverted = 0
    inserted: dict[str, list[bytes]] = {}
    for table, row_id, group, seq, values_json, _ in done:
        if (table, row_id) in kept:
            continue
        reverted += 1
        if group != changes.WHOLE_ROW:
            _put_back(work, table, row_id, group, seq)
        elif values_json is None:
            work.restore(table, row_id)
        else:
            inserted.setdefault(table, []).append(row_id)
    for table, row_ids in inserted.items():
        work.delete_many(table, _living(work, table, row_ids))
    _settle_recycle_bin(work, tx_id, {(row[0], row[1]) for row in done if row[4] is not None and row[5]})
    return Undone(reverted, tuple(sorted(kept)))


def _living(work: UnitOfWork, table: str, row_ids: list[bytes]) -> list[bytes]:
    living = []
    for at in range(0, len(row_ids), DELETED_AT_ONCE):
        chunk = row_ids[at : at + DELETED_AT_ONCE]
        marks = ", ".join("?" * len(chunk))
        found = work.reader.all(
            f"SELECT id FROM {table} WHERE deleted_at IS NULL AND id IN ({marks})", tuple(chunk)
        )
        living += [bytes(row[0]) for row in found]
    return living


def _changed_later(
    work: UnitOfWork, done: list[tuple[Any, ...]], rows: set[tuple[str, bytes]]
) -> set[tuple[str, bytes]]:
    """Return those of the rows that were changed after the transaction and are not again as it left them."""
    newer = work.reader.all(
        "SELECT DISTINCT tbl, row_id FROM sync_change WHERE replica_id = ? AND seq > ?",
        (work.actor.replica_id, max(row[3] for row in done)),
    )
    touched = rows & {(table, bytes(row_id)) for table, row_id in newer}
    return {row for row in touched if not _as_left(work, row, done)}


def _as_left(work: UnitOfWork, row: tuple[str, bytes], done: list[tuple[Any, ...]]) -> bool:
    """Return whether a row still holds what the transaction wrote into it."""
    table, row_id = row
    described = Base.metadata.tables[table]
    living = work.is_living(table, row_id)
    stored = work.row(table, row_id) if living else {}
    for _, _, group, _, values_json, _ in (each for each in done if (each[0], each[1]) == row):
        if (values_json is None) == living:
            return False
        written = changes.values_of(described, values_json)
        if group == changes.WHOLE_ROW and living:
            written = {**dict.fromkeys(changes.synced_columns(described)), **written}
        if any(stored.get(name) != value for name, value in written.items()):
            return False
    return True


def _with_owners(
    work: UnitOfWork, rows: set[tuple[str, bytes]], kept: set[tuple[str, bytes]]
) -> set[tuple[str, bytes]]:
    """Return the kept rows and those rows of the transaction they point to, which must stay with them."""
    waiting = list(kept)
    while waiting:
        table, row_id = waiting.pop()
        if not work.is_living(table, row_id):
            continue
        stored = work.row(table, row_id)
        for key in Base.metadata.tables[table].foreign_keys:
            pointed = (key.column.table.name, stored[key.parent.name])
            if pointed in rows and pointed not in kept:
                kept.add(pointed)
                waiting.append(pointed)
    return kept


def _put_back(work: UnitOfWork, table: str, row_id: bytes, group: str, seq: int) -> None:
    """Give the columns of a group the values they had before change `seq`."""
    described = Base.metadata.tables[table]
    members = [
        name for name in changes.synced_columns(described) if changes.group_of(described, name) == group
    ]
    before = work.reader.one(
        "SELECT values_json FROM sync_change WHERE row_id = ? AND tbl = ? AND seq < ? AND replica_id = ? "
        "AND values_json IS NOT NULL AND grp IN (?, '*') ORDER BY seq DESC LIMIT 1",
        (row_id, table, seq, work.actor.replica_id, group),
    )
    old: dict[str, Any] = changes.values_of(described, before[0]) if before is not None else {}
    work.update(table, row_id, {name: old.get(name) for name in members})


def _settle_recycle_bin(work: UnitOfWork, tx_id: bytes, restored_rows: set[tuple[str, bytes]]) -> None:
    """Keep the list of the recycle bin true after deletes or restores were undone."""
    work.local(delete(Deletion).where(Deletion.tx_id == tx_id))
    for table, row_id in sorted(restored_rows):
        listed = work.local(select(Deletion.row_id).where(Deletion.row_id == row_id)).first()
        if listed is None and not work.is_living(table, row_id):
            work.local(
                insert(Deletion).values(
                    tx_id=work.tx_id,
                    tbl=table,
                    row_id=row_id,
                    label="",
                    at=work.actor.now_ms,
                    user_id=work.actor.user_id,
                    row_count=1,
                )
            )
