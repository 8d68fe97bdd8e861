"""What belongs to a record goes into the recycle bin and comes back together with it."""

from functools import lru_cache

from sqlalchemy import Table, delete, insert, select

from models.db.uow import UnitOfWork
from models.tables import SYNCED
from models.tables.system import Deletion


@lru_cache(maxsize=100)
def owned_by(table: str) -> tuple[tuple[Table, str], ...]:
    """Return the tables whose rows belong to rows of `table`, with the owning column."""
    return tuple(
        (each, column)
        for each in SYNCED
        for column in each.info["owners"]
        if next(iter(each.c[column].foreign_keys)).column.table.name == table
    )


def delete_with_owned(work: UnitOfWork, table: str, row_id: bytes) -> None:
    """Delete a row and all living rows it owns, and list it in the recycle bin.

    Args:
        work: an open unit of work; everything it deletes comes back together.
        table: a synced table.
        row_id: the row.

    Raises:
        NotFound: the row is gone.
    """
    row = work.row(table, row_id)
    before = work.change_count
    _delete(work, table, row_id)
    label = next(
        (str(row[name]) for name in ("name", "partner_name", "room", "summary") if row.get(name)), ""
    )
    if not label and row.get("resident_id"):
        label = str(work.row("resident", row["resident_id"])["name"])
    work.local(
        insert(Deletion).values(
            tx_id=work.tx_id,
            tbl=table,
            row_id=row_id,
            label=label,
            at=work.actor.now_ms,
            user_id=work.actor.user_id,
            row_count=work.change_count - before,
        )
    )


def _delete(work: UnitOfWork, table: str, row_id: bytes) -> None:
    for owned, column in owned_by(table):
        living = work.connection.execute(
            select(owned.c.id).where(owned.c[column] == row_id, owned.c.deleted_at.is_(None))
        ).scalars()
        for each in living.all():
            _delete(work, owned.name, each)
    if work.is_living(table, row_id):
        work.delete(table, row_id)


def restore_deletion(work: UnitOfWork, tx_id: bytes, table: str, row_id: bytes) -> int:
    """Bring back a record of the recycle bin with everything that was deleted along with it.

    Args:
        work: an open unit of work.
        tx_id: the transaction that deleted it.
        table: its table.
        row_id: the record.

    Returns:
        Number of rows restored.
    """
    restored = _restore(work, tx_id, table, row_id)
    work.local(delete(Deletion).where(Deletion.tx_id == tx_id, Deletion.row_id == row_id))
    return restored


def _restore(work: UnitOfWork, tx_id: bytes, table: str, row_id: bytes) -> int:
    work.restore(table, row_id)
    restored = 1
    for owned, column in owned_by(table):
        gone = work.reader.all(
            f"SELECT o.id FROM {owned.name} o JOIN sync_change s ON s.row_id = o.id AND s.tbl = ? "
            f"AND s.tx_id = ? AND s.lamport = o.version WHERE o.{column} = ? AND o.deleted_at IS NOT NULL",
            (owned.name, tx_id, row_id),
        )
        for (each,) in gone:
            if not work.is_living(owned.name, each):
                restored += _restore(work, tx_id, owned.name, each)
    return restored
