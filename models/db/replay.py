"""The tables told again from the change log: rows another program edited behind the log are found by it."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table

from models.db import changes
from models.db.merging import AT_ONCE, Merging
from models.db.reading import Reader


def first_difference(connection: Connection) -> tuple[str, bytes] | None:
    """Return table and id of a row that is not as the change log tells it, or None when all rows are.

    Reads every row and every change once; the memory it takes does not grow with them. A row one of whose
    changes waits is not looked at.
    """
    from models.tables import SYNCED

    reader = reader_of(connection)
    merging = Merging(reader)
    for table in SYNCED:
        found = next(_differences(reader, merging, table), None)
        if found is not None:
            return table.name, found
    return None


def reader_of(connection: Connection) -> Reader:
    """Return plain queries on an open connection of SQLAlchemy."""
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection has no driver connection")
    return Reader(driver, "sqlite" if connection.dialect.name == "sqlite" else "postgresql")


def _differences(reader: Reader, merging: Merging, table: Table) -> Iterator[bytes]:
    waiting = {
        bytes(row[0])
        for row in reader.all(
            "SELECT s.row_id FROM sync_pending p CROSS JOIN sync_change s "
            "WHERE s.replica_id = p.replica_id AND s.seq = p.seq AND s.tbl = ?",
            (table.name,),
        )
    }
    gone = [
        bytes(row[0])
        for row in reader.all(
            "SELECT DISTINCT s.row_id FROM sync_change s WHERE s.tbl = ? "
            f"AND NOT EXISTS (SELECT 1 FROM {table.name} r WHERE r.id = s.row_id)",
            (table.name,),
        )
    ]
    for row_id, (merged, _) in merging.rows(table, [each for each in gone if each not in waiting]).items():
        if merged.known and (table.name, row_id) not in merging.purged:
            yield row_id
    names = changes.synced_columns(table)
    sql = f"SELECT id, deleted_at, {', '.join(names)} FROM {table.name}"
    for batch in reader.batches(sql, size=AT_ONCE):
        stored = {bytes(row[0]): row for row in batch if bytes(row[0]) not in waiting}
        for row_id, (merged, _) in merging.rows(table, list(stored)).items():
            told = [merged.values.get(name) for name in names] if merged.known and merged.living else None
            kept: list[Any] | None = None if stored[row_id][1] is not None else list(stored[row_id][2:])
            if told != kept:
                yield row_id
