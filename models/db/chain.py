"""The hash chain of each installation recomputed: changes altered, taken out or put in are found."""

import hashlib
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from models.db.changes import payload_hash, prefix_of
from models.tables.sync import SyncChange


def first_broken(connection: Connection, replica_id: bytes) -> int | None:
    """Recompute the hash chain of one installation.

    Of another one only what belongs here may have come: where a change is missing, the next one that is here
    carries the hash of the one before it.

    Returns:
        None when every link holds, otherwise the number of the first change that is missing or broken.
    """
    last, expected = bytes(32), 1
    tellers: dict[bytes, Any] = {}
    rows = connection.execute(
        SyncChange.__table__.select().where(SyncChange.replica_id == replica_id).order_by(SyncChange.seq)
    )
    try:
        for row in rows:
            if row.seq > expected and row.prev_hash is not None:
                last, expected = row.prev_hash, row.seq
            if row.tx_id not in tellers:
                tellers = {row.tx_id: row if row.user_id is not None else teller(connection, row)}
            kept, digest = link_hashes(row, tellers[row.tx_id], last)
            kept_last = last if row.prev_hash is None else row.prev_hash
            kept_payload = kept if row.payload_hash is None else row.payload_hash
            if (row.seq, kept_last, kept_payload, row.hash) != (expected, last, kept, digest):
                return expected
            last, expected = row.hash, expected + 1
    except (TypeError, AttributeError, UnicodeError):
        return expected  # a value of another type than the program writes
    except OperationalError as error:
        if "decode" in str(error.orig):
            return expected  # text that is no text
        raise
    return None


def teller(connection: Connection, row: Any) -> Any:
    """Return the change that says for the transaction of a change who wrote when; it may have come later."""
    told = connection.execute(
        text(
            "SELECT wall_ms, tz_min, user_id, schema_rev FROM sync_change "
            "WHERE tx_id = :x AND replica_id = :r AND user_id IS NOT NULL ORDER BY seq LIMIT 1"
        ),
        {"x": row.tx_id, "r": row.replica_id},
    ).one_or_none()
    return row if told is None else told


def link_hashes(row: Any, told_by: Any, last: bytes) -> tuple[bytes, bytes]:
    """Return the hash of a stored change's values and of the change itself.

    Args:
        row: the change.
        told_by: what says for its transaction who wrote when.
        last: the hash before it.
    """
    wall_ms, tz_min, user_id, schema_rev = (
        getattr(told_by if getattr(row, name) is None else row, name)
        for name in ("wall_ms", "tz_min", "user_id", "schema_rev")
    )
    erased = row.salt is None and row.values_json is None and row.payload_hash is not None
    kept = row.payload_hash if erased else payload_hash(row.salt or b"", row.values_json)
    return kept, change_hash(row, (wall_ms, tz_min, user_id, schema_rev), last, kept)


def change_hash(row: Any, told: tuple[int, int, bytes, int], last: bytes, kept: bytes) -> bytes:
    """Return the hash of a change.

    Args:
        row: the change, with the names of the columns of `sync_change`.
        told: time, offset, user and schema.
        last: the hash before it.
        kept: the hash of its values.
    """
    wall_ms, tz_min, user_id, schema_rev = told
    head = f"{row.seq}|{row.grp}|{row.prev_json}|{row.lamport}|{wall_ms}|{tz_min}|{schema_rev}|"
    prefix = prefix_of(row.replica_id, row.tx_id, user_id, row.tbl)
    return hashlib.sha256(last + prefix + row.row_id + head.encode() + kept).digest()
