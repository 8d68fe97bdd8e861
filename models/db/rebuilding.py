"""Rows made anew from the change log: after a snapshot, after a migration."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, select

from models.db import changes, search_index
from models.db.acting import Actor
from models.db.clashes import Clashes
from models.db.learning import learnt
from models.db.merging import AT_ONCE, Merging
from models.db.reading import Reader
from models.db.replay import reader_of
from models.db.settling import MISSING_PARENT, Settling
from models.tables import SYNCED
from models.tables.base import Base

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class _Bare:
    """What settling needs of a unit of work: it writes neither log nor audit."""

    connection: Connection
    reader: Reader
    actor: Actor

    def local(self, statement: Any) -> Any:
        return self.connection.execute(statement)

    def stored(self, table: str, row_id: bytes) -> dict[str, Any] | None:
        described = Base.metadata.tables[table]
        found = self.connection.execute(select(described).where(described.c.id == row_id)).mappings().first()
        return None if found is None else dict(found)


def rebuild(connection: Connection) -> None:
    """Make the rows, their heads, their conflicts and the search index anew from the log.

    Rows that somebody asked to wait stay out; of rows erased for good what is here stays, for nothing tells
    of them any more.

    Args:
        connection: of an open unit of work; whoever opened it commits.
    """
    reader = reader_of(connection)
    search_index.rebuild(connection, ())
    for table in reversed(SYNCED):
        changes.run_many(
            connection,
            f"DELETE FROM {table.name} WHERE NOT EXISTS (SELECT 1 FROM sync_purge p WHERE p.tbl = ? "
            f"AND p.row_id = {table.name}.id)",
            [(table.name,)],
        )
    changes.run_many(connection, "DELETE FROM sync_head WHERE 1 = ?", [(1,)])
    settling = _settling(connection, reader)
    rows = _rows(reader)
    held = -1
    while held != len(rows):
        held = len(rows)
        for table in SYNCED:
            listed = sorted(row_id for name, row_id in rows if name == table.name)
            for at in range(0, len(listed), AT_ONCE):
                settling.merge(table, listed[at : at + AT_ONCE], {})
        rows = _waiting(reader, MISSING_PARENT)


def learn(connection: Connection) -> None:
    """Apply what waited for a newer program, after the migration that brought its tables and columns.

    Args:
        connection: of the migration, inside its transaction.
    """
    reader = reader_of(connection)
    rows = learnt(connection, reader)
    if not rows:
        return
    settling = _settling(connection, reader)
    for table in SYNCED:
        if table.name in rows:
            settling.merge(table, rows[table.name], {})


def _settling(connection: Connection, reader: Reader) -> Settling:
    bare = cast("UnitOfWork", _Bare(connection, reader, Actor(bytes(16), bytes(16), 0, 0)))
    return Settling(bare, Merging(reader), Clashes(bare))


def _rows(reader: Reader) -> set[tuple[str, bytes]]:
    return {(row[0], bytes(row[1])) for row in reader.all("SELECT DISTINCT tbl, row_id FROM sync_change")}


def _waiting(reader: Reader, reason: str) -> set[tuple[str, bytes]]:
    rows = reader.all(
        "SELECT s.tbl, s.row_id FROM sync_pending p CROSS JOIN sync_change s "
        "WHERE s.replica_id = p.replica_id AND s.seq = p.seq AND p.reason = ?",
        (reason,),
    )
    return {(row[0], bytes(row[1])) for row in rows}
