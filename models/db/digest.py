"""A digest of what an office holds: offices with the same rows have the same, however they came."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import Boolean, Table

from models.db import changes
from models.db.merging import AT_ONCE
from models.db.reading import Reader

MODULUS = 2**256


def digest(reader: Reader, unit_id: bytes | None, tables: Iterable[Table] | None = None) -> bytes:
    """Return the digest of the rows of a unit, those in the recycle bin among them.

    It is a sum over the rows, so that the digests of several units can be added (`added`). Rows refused or
    erased for good leave no trace in it.

    Args:
        reader: the reading connection, or that of a unit of work.
        unit_id: rows that belong to this unit; a row that names none belongs to that of the installation that
            inserted it. None takes all rows.
        tables: only these; None takes all that travel.
    """
    from models.tables import SYNCED

    total = 0
    for table in SYNCED if tables is None else tables:
        total += _of_table(reader, table, unit_id)
    return (total % MODULUS).to_bytes(32, "big")


def added(*digests: bytes) -> bytes:
    """Return the digest of the rows of several digests together."""
    return (sum(int.from_bytes(each, "big") for each in digests) % MODULUS).to_bytes(32, "big")


def _of_table(reader: Reader, table: Table, unit_id: bytes | None) -> int:
    names = sorted(changes.synced_columns(table))
    flags = [at for at, name in enumerate(names) if isinstance(table.c[name].type, Boolean)]
    condition = ""
    wanted: tuple[object, ...] = ()
    if unit_id is not None:
        condition = (
            "AND (t.unit_id = ? OR (t.unit_id IS NULL AND EXISTS (SELECT 1 FROM sync_change s "
            "JOIN sync_replica p ON p.replica_id = s.replica_id WHERE s.row_id = t.id AND s.tbl = ? "
            "AND s.grp = '*' AND s.prev_json IS NULL AND p.unit_id = ?))) "
        )
        wanted = (unit_id, table.name, unit_id)
    # a row whose insert was refused, or that was erased for good, may be in the recycle bin here, or nowhere
    live = (
        "EXISTS (SELECT 1 FROM sync_change s WHERE s.row_id = t.id AND s.tbl = ? AND s.grp = '*' "
        "AND s.values_json IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM sync_void v WHERE v.replica_id = s.replica_id AND v.seq = s.seq))"
    )
    sql = (
        f"SELECT t.id, t.deleted_at IS NULL, {', '.join('t.' + name for name in names)} FROM {table.name} t "
        f"WHERE (t.deleted_at IS NULL OR {live}) {condition}"
    )
    write = changes.RowWriter(names, names)
    prefix = table.name.encode() + b"|"
    total = 0
    for batch in reader.batches(sql, (table.name, *wanted), size=AT_ONCE * 20):
        for row in batch:
            values = list(row[2:])
            for at in flags:
                if values[at] is not None:
                    values[at] = bool(values[at])
            content = write(tuple(values)).encode()
            living = b"1" if row[1] else b"0"
            hashed = hashlib.sha256(prefix + bytes(row[0]) + living + content).digest()
            total += int.from_bytes(hashed, "big")
    return total
