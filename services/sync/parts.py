"""Files of records travel in parts over several sticks; each is known by its hash (scenarios S25, B14, B15).

The row of an attachment arrives with its hash; the bytes follow as far as there is room. Whoever lacks a file
says so in the manifest, with the bytes that have come, and gets the rest next time. A part is kept below
`<name of the database>.sync/parts/` under the hash, never under a name from outside.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.db.reading import Reader
from models.errors import NotFound
from services import blobs
from services.files import explained
from services.office import Context

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

HOLDERS = (
    ("attachment", "sha256", "size"),
    ("notice_issue", "pdf_sha256", "pdf_size"),
    ("minutes", "pdf_sha256", "pdf_size"),
)
"""Tables whose rows name a file: column of the hash, and of its size."""
PART = 1 << 20
"""Bytes of a part."""
BUDGET = 256 << 20
"""Bytes of files in one package at most."""
LISTED = 2000
"""Files asked for at once."""
WANTED, DAMAGED = "wanted", "damaged"
Part = tuple[bytes, int, int, bytes]
"""Hash, offset, size of the whole, bytes."""


@dataclass(frozen=True, slots=True)
class Sending:
    """Files to send: hash, bytes the other side has, size."""

    files: tuple[tuple[bytes, int, int], ...] = ()
    whole: int = 0
    left: int = 0


def folder_of(context: Context) -> Path:
    """Return the folder beside the database where the exchange keeps its files."""
    path = context.database.path
    return path.with_name(path.stem + ".sync")


def wanted(reader: Reader) -> dict[bytes, int]:
    """Return hashes of the files that are missing here, with the bytes that have come."""
    rows = reader.all(
        "SELECT sha256, got FROM sync_blob ORDER BY got DESC, size, sha256 LIMIT " + str(LISTED)
    )
    return {bytes(row[0]): int(row[1]) for row in rows}


def look_for(work: "UnitOfWork", database: Path, touched: Mapping[str, frozenset[bytes]]) -> None:
    """Note which files of rows that were taken in are missing here."""
    from sqlalchemy import insert

    from models.tables.sync import SyncBlob

    for table, column, size in HOLDERS:
        for digest, length in _named(work.reader, table, column, size, sorted(touched.get(table, ()))):
            known = work.reader.value("SELECT 1 FROM sync_blob WHERE sha256 = ?", (digest,))
            if known is None and not has(database, digest):
                work.local(insert(SyncBlob).values(sha256=digest, size=length, got=0, state=WANTED))


def _named(
    reader: Reader, table: str, column: str, size: str, ids: Sequence[bytes]
) -> Iterator[tuple[bytes, int]]:
    for at in range(0, len(ids), 500):
        chunk = ids[at : at + 500]
        sql = (
            f"SELECT DISTINCT {column}, {size} FROM {table} "
            f"WHERE {column} IS NOT NULL AND id IN ({', '.join('?' * len(chunk))})"
        )
        yield from ((bytes(row[0]), int(row[1] or 0)) for row in reader.all(sql, chunk))


def has(database: Path, digest: bytes) -> bool:
    """Tell whether the blob store holds a file, whole and right."""
    try:
        blobs.get(database, digest)
    except NotFound:
        return False
    return True


def chosen(context: Context, digests: Iterable[tuple[bytes, int]], room: int) -> Sending:
    """Return which files go along: small ones first, as much as there is room.

    Args:
        context: the office.
        digests: hash of each file, and the bytes the other side has of it.
        room: bytes.
    """
    found: list[tuple[int, bytes, int]] = []
    for digest, got in dict(digests).items():
        try:
            size = len(blobs.get(context.database.path, digest))
        except NotFound:
            continue
        if got < size:
            found.append((size - got, digest, size))
    files: list[tuple[bytes, int, int]] = []
    left, whole, budget = 0, 0, min(room, BUDGET)
    for missing, digest, size in sorted(found):
        if budget <= 0:
            left += missing
            continue
        files.append((digest, size - missing, size))
        whole += missing <= budget
        left += max(missing - budget, 0)
        budget -= missing
    return Sending(tuple(files), whole, left)


def parts(context: Context, sending: Sending, room: int) -> Iterator[Part]:
    """Yield the parts of the chosen files, at most `room` bytes of them."""
    budget = min(room, BUDGET)
    for digest, got, size in sending.files:
        data = blobs.get(context.database.path, digest)
        at = got
        while at < size and budget > 0:
            piece = data[at : at + min(PART, budget)]
            yield digest, at, size, piece
            at += len(piece)
            budget -= len(piece)


def receive(context: Context, part: Part) -> bool:
    """Keep a part of a file that is wanted; True when the file is whole with it and right.

    A part that does not continue what has come is left; a whole file with another hash is thrown away and its
    row stays without it, marked as damaged.

    Raises:
        EnvironmentFault: the local disk is full or failed.
    """
    digest, offset, whole, data = part
    path = folder_of(context) / "parts" / digest.hex()
    row = context.on_writer.reader.one("SELECT got, state FROM sync_blob WHERE sha256 = ?", (digest,))
    if row is None:
        _remove(path)  # whole already, and cut off before this
        return False
    if offset != row[0] or whole > blobs.LARGEST or offset + len(data) > whole:
        return False
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("r+b" if path.exists() and offset else "wb") as file:
            file.seek(offset)
            file.truncate()
            file.write(data)
    got = offset + len(data)
    if got < whole:
        _got(context, digest, got, WANTED)
        return False
    content = path.read_bytes()
    right = hashlib.sha256(content).digest() == digest
    if right:
        blobs.put(context.database.path, content)
        _got(context, digest, None, WANTED)
    else:
        _got(context, digest, 0, DAMAGED)
    _remove(path)
    return right


def _remove(path: Path) -> None:
    """Take away what holds the plain bytes of a file: where that fails, the package is not at its end yet."""
    with explained(path):
        path.unlink(missing_ok=True)


def _got(context: Context, digest: bytes, got: int | None, state: str) -> None:
    from sqlalchemy import delete, update

    from models.tables.sync import SyncBlob

    with context.unit_of_work() as work:
        if got is None:
            work.local(delete(SyncBlob).where(SyncBlob.sha256 == digest))
        else:
            work.local(update(SyncBlob).where(SyncBlob.sha256 == digest).values(got=got, state=state))
        work.commit()


def of_replica(reader: Reader, replica: bytes, after: int) -> Iterator[tuple[bytes, int]]:
    """Yield the files that changes of a replica beyond a number name, none of whose bytes are known there."""
    for table, column, _ in HOLDERS:
        rows = reader.all(
            f"SELECT DISTINCT r.{column} FROM sync_change c JOIN {table} r ON r.id = c.row_id "
            f"WHERE c.replica_id = ? AND c.seq > ? AND c.tbl = ? AND r.{column} IS NOT NULL",
            (replica, after, table),
        )
        yield from ((bytes(row[0]), 0) for row in rows)


def of_outbox(reader: Reader, peer: bytes, epoch: int, after: int) -> Iterator[tuple[bytes, int]]:
    """Yield the files that changes queued for a peer beyond a number name."""
    for table, column, _ in HOLDERS:
        rows = reader.all(
            f"SELECT DISTINCT r.{column} FROM sync_out o JOIN {table} r ON r.id = o.row_id "
            f"WHERE o.peer_id = ? AND o.epoch = ? AND o.n > ? AND r.{column} IS NOT NULL",
            (peer, epoch, after),
        )
        yield from ((bytes(row[0]), 0) for row in rows)
