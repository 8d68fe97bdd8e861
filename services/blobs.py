"""The blob store: photos, scans and documents by content hash, in a second SQLite file."""

import hashlib
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from models.db.connecting import connect, driver, unopenable
from models.errors import EnvironmentFault, NotFound, UserError
from services.office import Context

LONGEST_NAME = 150
LARGEST = 200 << 20
"""Bytes of one file that can be attached."""
_CREATE = (
    "CREATE TABLE IF NOT EXISTS blob (sha256 BLOB PRIMARY KEY, size INTEGER NOT NULL, data BLOB NOT NULL)"
)


def store_path(database: Path) -> Path:
    """Return the path of the blob store that belongs to a database file."""
    return database.with_name(database.stem + ".files.db")


@contextmanager
def _open(path: Path) -> Iterator[Any]:
    """Open the store for one statement.

    Raises:
        EnvironmentFault: the store is damaged or cannot be written.
    """
    connection = connect(path)
    try:
        connection.execute(_CREATE)
        yield connection
    except driver().Error as error:
        raise EnvironmentFault(unopenable(path, error)) from error
    finally:
        connection.close()


def put(database: Path, data: bytes) -> bytes:
    """Store bytes once and return their SHA-256.

    Args:
        database: the office database the store belongs to.
        data: the bytes; at most 200 MiB.

    Raises:
        UserError: too large.
        EnvironmentFault: the store cannot be written.
    """
    if len(data) > LARGEST:
        raise UserError(f"文件太大（{len(data) >> 20} MB），最多 {LARGEST >> 20} MB。请压缩后再添加。")
    digest = hashlib.sha256(data).digest()
    with _open(store_path(database)) as connection:
        connection.execute(
            "INSERT OR IGNORE INTO blob (sha256, size, data) VALUES (?, ?, ?)", (digest, len(data), data)
        )
    return digest


def get(database: Path, digest: bytes) -> bytes:
    """Return stored bytes, checked against their hash.

    Raises:
        NotFound: the store does not hold them.
        EnvironmentFault: they are damaged.
    """
    path = store_path(database)
    if not path.exists():
        raise NotFound("附件的内容不在本机，可能还没有随数据包送到。")
    with _open(path) as connection:
        found = connection.execute("SELECT data FROM blob WHERE sha256 = ?", (digest,)).fetchone()
    if found is None:
        raise NotFound("附件的内容不在本机，可能还没有随数据包送到。")
    if hashlib.sha256(found[0]).digest() != digest:
        raise EnvironmentFault("附件内容已损坏，没有打开。请从备份恢复。")
    return bytes(found[0])


def shown_name(name: str) -> str:
    """Return the name a file is shown by: without folders, without marks that hide what it is (B14)."""
    plain = "".join(
        character for character in name if unicodedata.category(character) not in ("Cc", "Cf", "Cs")
    )
    last = plain.replace("\\", "/").rstrip("/ .").rpartition("/")[2].strip()
    return last[-LONGEST_NAME:] or "附件"


def attach(
    context: Context, table: str, row_id: bytes, name: str, data: bytes, media_type: str = ""
) -> bytes:
    """Hang a file on a record, on the writer's thread.

    Args:
        context: who does it.
        table: table of the record, and
        row_id: the record.
        name: file name as shown; never used to open anything.
        data: its bytes.
        media_type: as known, "" if not.

    Returns:
        The id of the attachment.
    """
    digest = put(context.database.path, data)
    with context.unit_of_work() as work:
        owner = work.row(table, row_id)
        made = work.insert(
            "attachment",
            {
                "unit_id": owner["unit_id"],
                "tbl": table,
                "row_id": row_id,
                "sha256": digest,
                "size": len(data),
                "name": shown_name(name),
                "media_type": media_type or None,
            },
        )
        work.commit()
    return made
