"""A high-water mark of the change log in the lock file: saves that were there once and are gone are found.

SQLite cannot tell a write-ahead log that a cleaner deleted, or that belongs to another copy, from one that
was never there: the file opens, as it was some time before. So each commit notes its last change beside the
database. The note is not made permanent: after a power cut it may be older than the database, never newer.
"""

import json
from contextlib import suppress
from typing import IO, Any

from models.db.reading import Reader

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


def write(file: IO[bytes], replica_id: bytes, seq: int, digest: bytes) -> None:
    """Note the newest change of this installation; a disk that refuses costs only the note."""
    note = json.dumps({"replica": replica_id.hex(), "seq": seq, "hash": digest.hex()})
    with suppress(OSError):
        # over the old note, never shorter: a cut in between leaves something that is no note at all
        file.seek(0)
        file.write(note.ljust(LONGEST).encode())
        file.flush()


def lost(reader: Reader, replica_id: bytes, note: dict[str, Any]) -> int:
    """Return how many changes are gone that this installation had once.

    Args:
        reader: the database as it was opened.
        replica_id: whose log is meant; a note of another one says nothing, as after a restore.
        note: from `read`.

    Returns:
        0 when the noted change is there; at least 1 when it is not, or is another.
    """
    seq, digest = note.get("seq"), note.get("hash")
    if note.get("replica") != replica_id.hex() or not isinstance(seq, int) or not isinstance(digest, str):
        return 0
    kept = reader.value("SELECT hash FROM sync_change WHERE replica_id = ? AND seq = ?", (replica_id, seq))
    if kept is not None:
        return 0 if bytes(kept).hex() == digest else 1
    newest = reader.value("SELECT max(seq) FROM sync_change WHERE replica_id = ?", (replica_id,))
    return max(seq - int(newest or 0), 1)
