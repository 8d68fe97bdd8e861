"""Merges made at other offices, read from the log: what referred to one record refers to another since.

The audit tells of merges made here only, and is not exchanged. Where nothing referred to the record that
went, a merge made elsewhere shows as an edit and a deletion.
"""

from models.db.reading import Reader


def merged_elsewhere(reader: Reader, table: str, record_id: bytes) -> list[bytes]:
    """Return records that another office merged into this one and that lie in the recycle bin.

    Args:
        reader: queries on the reading connection.
        table: table of the record, and of those found.
        record_id: the record that stayed.
    """
    from models.db.changes import group_of
    from models.tables.base import Base
    from services.duplicates.references import columns_to

    if reader.value("SELECT 1 FROM sync_replica WHERE is_self = 0 LIMIT 1") is None:
        return []
    found: dict[bytes, None] = {}
    for name, column in columns_to(table):
        if column in ("unit_id", "row_id"):
            continue  # nearly every row of a community: too many to read for a history
        moves = reader.all(
            f"SELECT s.replica_id, s.tx_id, s.prev_json FROM {name} t JOIN sync_change s ON s.row_id = t.id "
            "AND s.tbl = ? AND s.grp = ? "
            "JOIN sync_replica p ON p.replica_id = s.replica_id AND p.is_self = 0 "
            f"WHERE t.{column} = ?",
            (name, group_of(Base.metadata.tables[name], column), record_id),
        )
        for replica, tx_id, prev_json in moves:
            before = _before(reader, name, column, bytes(replica), prev_json)
            if before is not None and before != record_id and _went(reader, table, before, bytes(tx_id)):
                found[before] = None
    return list(found)


def _before(reader: Reader, table: str, column: str, replica: bytes, prev_json: str | None) -> bytes | None:
    """Return what a column referred to before a change, by the first change it supersedes."""
    import json

    from models.db.changes import values_of
    from models.tables.base import Base

    for author, seq in json.loads(prev_json) if prev_json else []:
        values_json = reader.value(
            "SELECT values_json FROM sync_change WHERE replica_id = ? AND seq = ?",
            (replica if author is None else bytes.fromhex(author), seq),
        )
        value = values_of(Base.metadata.tables[table], values_json).get(column)
        if value is not None:
            return bytes(value)
    return None


def _went(reader: Reader, table: str, row_id: bytes, tx_id: bytes) -> bool:
    """Return whether a record lies in the recycle bin and went there by this transaction."""
    found = reader.value(
        f"SELECT 1 FROM sync_change s JOIN {table} t ON t.id = s.row_id AND t.deleted_at IS NOT NULL "
        "WHERE s.row_id = ? AND s.tbl = ? AND s.grp = '*' AND s.values_json IS NULL AND s.tx_id = ?",
        (row_id, table, tx_id),
    )
    return found is not None
