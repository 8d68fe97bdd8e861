"""What belongs to a record goes into the recycle bin and comes back together with it."""

from functools import lru_cache

from sqlalchemy import Table, delete, insert, select

from models.db.uow import UnitOfWork
from models.errors import InvalidInput, NotFound
from models.tables import SYNCED
from models.tables.base import Base
from models.tables.system import Deletion

Key = tuple[str, bytes]
"""Table and id of a row."""
_NAMES = ("name", "title", "partner_name", "room", "content", "body", "summary")
"""Columns that name a row, the most telling first."""
_ELSE = ("provider", "post", "voucher", "on_date", "month")
"""Columns that tell a row apart where nothing names it."""


@lru_cache(maxsize=100)
def owned_by(table: str) -> tuple[tuple[Table, str], ...]:
    """Return the tables whose rows belong to rows of `table`, with the owning column."""
    return tuple(
        (each, column)
        for each in SYNCED
        for column in each.info["owners"]
        if next(iter(each.c[column].foreign_keys)).column.table.name == table
    )


def owners_of(work: UnitOfWork, table: str, row_id: bytes) -> list[Key]:
    """Return table and id of every record a row belongs to; the row may lie in the recycle bin."""
    described = Base.metadata.tables[table]
    row = work.stored(table, row_id) or {}
    owners = [
        (next(iter(described.c[column].foreign_keys)).column.table.name, row[column])
        for column in described.info["owners"]
        if row.get(column) is not None
    ]
    if table == "attachment" and row:
        # a file stays with a record of any kind, also in the recycle bin, and is out of sight there with it
        owners.append((row["tbl"], row["row_id"]))
    return owners


def label_of(work: UnitOfWork, table: str, row_id: bytes) -> str:
    """Return what a row is called in a list: its own name, or the name of the person it is about."""
    row = work.stored(table, row_id) or {}
    named = next((row[name] for name in _NAMES if row.get(name)), None)
    if named is None:
        person = row.get("resident_id") or row.get("head_id")
        named = (work.stored("resident", person) or {}).get("name") if person is not None else None
    return str(named or next((row[name] for name in _ELSE if row.get(name)), ""))


def delete_with_owned(work: UnitOfWork, table: str, row_id: bytes) -> None:
    """Delete a row and all living rows it owns, and list it in the recycle bin.

    Args:
        work: an open unit of work; everything it deletes comes back together.
        table: a synced table.
        row_id: the row.

    Raises:
        NotFound: the row is gone.
    """
    work.row(table, row_id)
    before = work.change_count
    _delete(work, table, row_id)
    _list(work, work.tx_id, table, row_id, work.change_count - before)


def _list(work: UnitOfWork, tx_id: bytes, table: str, row_id: bytes, row_count: int) -> None:
    work.local(
        insert(Deletion).values(
            tx_id=tx_id,
            tbl=table,
            row_id=row_id,
            label=label_of(work, table, row_id),
            at=work.actor.now_ms,
            user_id=work.actor.user_id,
            row_count=row_count,
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

    What went along but belongs to another record as well that lies in the recycle bin stays there, and gets
    an entry of its own.

    Args:
        work: an open unit of work.
        tx_id: the transaction that deleted it.
        table: its table.
        row_id: the record.

    Returns:
        Number of rows restored.

    Raises:
        NotFound: the recycle bin has no such entry.
        InvalidInput: the record it belongs to lies in the recycle bin itself.
    """
    entry = Deletion.tx_id == tx_id, Deletion.row_id == row_id
    if work.local(select(Deletion.row_id).where(*entry)).first() is None:
        raise NotFound("这条记录不在回收站里，可能已经恢复。请刷新后再看。")
    gone = next((owner for owner in owners_of(work, table, row_id) if not work.is_living(*owner)), None)
    if gone is not None:
        owner = label_of(work, *gone)
        raise InvalidInput(f"它所属的“{owner}”也在回收站里，没有恢复。请先恢复“{owner}”。")
    work.local(delete(Deletion).where(*entry))
    return _restore(work, tx_id, table, row_id)


def _restore(work: UnitOfWork, tx_id: bytes, table: str, row_id: bytes) -> int:
    returning = _gone_along(work, tx_id, (table, row_id))
    stranded = homeless(work, set(returning))
    for key in returning:
        if key not in stranded:
            work.restore(*key)
        elif not any(owner in stranded for owner in owners_of(work, *key)):
            _list(work, tx_id, *key, 1)
    return len(returning) - len(stranded)


def _gone_along(work: UnitOfWork, tx_id: bytes, top: Key) -> list[Key]:
    """Return a record and all below it that one transaction deleted."""
    found = {top: None}
    waiting = [top]
    while waiting:
        table, row_id = waiting.pop()
        for owned, column in owned_by(table):
            gone = work.reader.all(
                f"SELECT o.id FROM {owned.name} o JOIN sync_change s ON s.row_id = o.id AND s.tbl = ? "
                "AND s.tx_id = ? AND s.grp = '*' JOIN sync_head h ON h.tbl = s.tbl AND h.row_id = s.row_id "
                "AND h.grp = '*' AND h.replica_id = s.replica_id AND h.seq = s.seq "
                f"WHERE o.{column} = ? AND o.deleted_at IS NOT NULL",
                (owned.name, tx_id, row_id),
            )
            more = [key for key in ((owned.name, bytes(row[0])) for row in gone) if key not in found]
            found.update(dict.fromkeys(more))
            waiting += more
    return list(found)


def homeless(work: UnitOfWork, returning: set[Key]) -> set[Key]:
    """Return those of the returning rows that belong to a record which lies in the recycle bin and stays."""
    stranded: set[Key] = set()
    while True:
        more = {
            key
            for key in returning - stranded
            if any(
                owner not in returning - stranded and not work.is_living(*owner)
                for owner in owners_of(work, *key)
            )
        }
        if not more:
            return stranded
        stranded |= more
