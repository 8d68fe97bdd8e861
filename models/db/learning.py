"""Changes of a newer program that waited until this one knew their table or column."""

from sqlalchemy import Connection

from models.db import changes
from models.db.incoming import changes_of
from models.db.reading import Reader
from models.db.screening import NEWER_SCHEMA, UNKNOWN_TABLE, screen
from models.errors import BadChange


def learnt(connection: Connection, reader: Reader) -> dict[str, list[bytes]]:
    """Let changes wait no longer whose table and columns this program knows.

    Args:
        connection: inside the transaction that merges their rows.
        reader: queries on it.

    Returns:
        The rows to merge anew, by table.
    """
    later = reader.all(
        "SELECT replica_id, seq FROM sync_pending WHERE reason IN (?, ?)", (UNKNOWN_TABLE, NEWER_SCHEMA)
    )
    found: dict[str, dict[bytes, None]] = {}
    for replica, seq in later:
        for change in changes_of(reader, bytes(replica), seq - 1, seq):
            try:
                waits = screen(change)[0]
            except BadChange:
                continue  # it names what must not be written: it waits for ever
            if waits is None:
                sql = "DELETE FROM sync_pending WHERE replica_id = ? AND seq = ?"
                changes.run_many(connection, sql, [change.key])
                found.setdefault(change.tbl, {})[change.row_id] = None
    return {table: list(row_ids) for table, row_ids in found.items()}
