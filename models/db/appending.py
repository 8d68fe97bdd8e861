"""Single changes appended to the log with the heads they leave: what edits and decisions are made of."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, update

from models.db import changes

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork


def edit(
    work: "UnitOfWork",
    table: str,
    row_id: bytes,
    group: str,
    members: Mapping[str, Any],
    prev: Sequence[changes.Head],
    beside: Sequence[changes.Head] = (),
) -> changes.Head:
    """Append the change of one field group; the row itself is not touched.

    Args:
        work: an open unit of work.
        table: name of a synced table.
        row_id: the row.
        group: the field group.
        members: all its columns.
        prev: the changes it replaces.
        beside: heads of the group that stand beside it.

    Returns:
        The change.
    """
    own = work.actor.replica_id
    emptied = sorted(name for name, value in members.items() if value is None)
    text_values = changes.canonical({**members, changes.EMPTIED: emptied or None})
    work.log.append(table, [(row_id, group, text_values, changes.prev_json(prev, own))])
    work.log.set_head(table, row_id, group, beside)
    return own, work.log.seq


def whole(
    work: "UnitOfWork",
    table: Table,
    row_id: bytes,
    row: Mapping[str, Any] | None,
    prev: Iterable[changes.Head],
) -> changes.Head:
    """Append the change of a whole row, its delete when `row` is None; neither heads nor row are touched.

    Returns:
        The change.
    """
    own = work.actor.replica_id
    names = changes.synced_columns(table)
    values = None if row is None else changes.canonical({name: row[name] for name in names})
    work.log.append(table.name, [(row_id, changes.WHOLE_ROW, values, changes.prev_json(prev, own))])
    return own, work.log.seq


def whole_row(work: "UnitOfWork", table: Table, row_id: bytes, row: Mapping[str, Any] | None) -> None:
    """Append the change of a whole row that replaces every head of it, and set the tombstone of the row."""
    whole(work, table, row_id, row, changes.all_heads(work.connection, table.name, row_id))
    work.log.set_row_heads(table.name, [row_id])
    deleted_at = work.actor.now_ms if row is None else None
    stored = {"deleted_at": deleted_at, "version": work.log.lamport}
    work.connection.execute(update(table).where(table.c.id == row_id).values(stored))


def set_heads(
    work: "UnitOfWork", table: str, row_id: bytes, heads: Mapping[str, Sequence[changes.Head]]
) -> None:
    """Make these the only heads of a row, by group."""
    changes.run_many(work.connection, "DELETE FROM sync_head WHERE tbl = ? AND row_id = ?", [(table, row_id)])
    changes.execute_many(
        work.connection,
        "INSERT INTO sync_head (tbl, row_id, grp, replica_id, seq)",
        [(table, row_id, group, *head) for group, keys in heads.items() for head in keys],
    )
