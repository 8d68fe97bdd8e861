"""A high-water mark of change log and audit in the lock file: what was there once and is gone is found.

SQLite cannot tell a write-ahead log that a cleaner deleted, or that belongs to another copy, from one that
was never there: the file opens, as it was some time before. So each commit notes its last change and its last
audit entry beside the database. The note is not made permanent: after a power cut it may be older than the
database, never newer.
"""

import json
from contextlib import suppress
from typing import IO, Any

from models.db.reading import Reader

Place = tuple[int, bytes]
"""Number and hash of a change or of an audit entry."""
LONGEST = 400
"""Bytes of the note; a longer one is none of ours."""


def read(file: IO[bytes]) -> dict[str, Any]:
    """Return the note in an open lock file; empty when there is none."""
    try:
        file.seek(0)
        found = json.loads(file.read(LONGEST))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write(
    file: IO[bytes], replica_id: bytes, change: Place | None, entry: Place | None, before: dict[str, Any]
) -> dict[str, Any]:
    """Note the newest change of this installation and the newest audit entry.

    A disk that refuses costs only the note.

    Args:
        file: the open lock file.
        replica_id: this installation.
        change: number and hash of its newest change; None leaves what was noted.
        entry: number and hash of the newest audit entry; None leaves what was noted.
        before: what was noted so far; of another installation it is forgotten.

    Returns:
        What is noted now.
    """
    told = dict(before) if before.get("replica") == replica_id.hex() else {}
    told["replica"] = replica_id.hex()
    if change is not None:
        told.update(seq=change[0], hash=change[1].hex())
    if entry is not None:
        told.update(entry=entry[0], entry_hash=entry[1].hex())
    with suppress(OSError):
        # over the old note, never shorter: a cut in between leaves something that is no note at all
        file.seek(0)
        file.write(json.dumps(told).ljust(LONGEST).encode())
        file.flush()
    return told


def lost(reader: Reader, replica_id: bytes, note: dict[str, Any]) -> int:
    """Return how many changes are gone that this installation had once.

    Args:
        reader: the database as it was opened.
        replica_id: whose log is meant; a note of another one says nothing, as after a restore.
        note: from `read`.

    Returns:
        0 when the noted change is there; at least 1 when it is not, or is another.
    """
    of_log = "FROM sync_change WHERE replica_id = ?"
    return _lost(reader, replica_id, note, ("seq", "hash"), of_log, (replica_id,))


def lost_entries(reader: Reader, replica_id: bytes, note: dict[str, Any]) -> int:
    """Return how many audit entries are gone that this installation had once; arguments as for `lost`."""
    of_audit = "FROM audit_entry WHERE hash IS NOT NULL"
    return _lost(reader, replica_id, note, ("entry", "entry_hash"), of_audit, ())


def _lost(
    reader: Reader,
    replica_id: bytes,
    note: dict[str, Any],
    names: tuple[str, str],
    source: str,
    parameters: tuple[Any, ...],
) -> int:
    seq, digest = note.get(names[0]), note.get(names[1])
    if note.get("replica") != replica_id.hex() or not isinstance(seq, int) or not isinstance(digest, str):
        return 0
    kept = reader.value(f"SELECT hash {source} AND seq = ?", (*parameters, seq))
    if kept is not None:
        return 0 if bytes(kept).hex() == digest else 1
    newest = reader.value(f"SELECT max(seq) {source}", parameters)
    return max(seq - int(newest or 0), 1)
