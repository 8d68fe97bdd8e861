"""The blob store: photos, scans and documents by content hash, in a second SQLite file."""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.db.connecting import connect, driver, unopenable
from models.errors import EnvironmentFault, NotFound, UserError
from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

LONGEST_NAME = 150
LARGEST = 200 << 20
"""Bytes of one file that can be attached."""
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
"""Unicode categories of characters that are not seen but change how a name reads."""
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
_DEVICES = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"]
    + [f"{port}{number}" for port in ("COM", "LPT") for number in "123456789¹²³"]
)
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


def forget(database: Path, digests: Iterable[bytes]) -> None:
    """Take bytes out of the store for good; what lay there is overwritten.

    Raises:
        EnvironmentFault: the store cannot be written.
    """
    path = store_path(database)
    if not path.exists():
        return
    with _open(path) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.executemany("DELETE FROM blob WHERE sha256 = ?", [(each,) for each in digests])
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def shown_name(name: str) -> str:
    """Return the name a file is shown by: without folders, hidden marks, and what no system takes.

    Windows knows devices by name (CON, NUL, COM1 …) and forbids some characters, so that a copy saved under
    the shown name works everywhere (scenario B14).
    """
    plain = "".join(character for character in name if unicodedata.category(character) not in _UNSEEN)
    last = plain.replace("\\", "/").rstrip("/ .").rpartition("/")[2].translate(_FORBIDDEN).strip()
    if last.partition(".")[0].strip().upper() in _DEVICES:
        last = f"_{last}"
    return last[-LONGEST_NAME:].strip() or "附件"


def hang(
    work: "UnitOfWork", table: str, row_id: bytes, name: str, digest: bytes, size: int, media_type: str = ""
) -> bytes:
    """Hang a file whose bytes are stored on a record, behind the files it has.

    Args:
        work: an open unit of work.
        table: table of the record, and
        row_id: the record.
        name: file name as shown; never used to open anything.
        digest: SHA-256 of its bytes, and
        size: their number.
        media_type: as known, "" if not.

    Returns:
        The id of the attachment.

    Raises:
        NotFound: the record is gone.
    """
    owner = work.row(table, row_id)
    last = work.reader.value(
        "SELECT coalesce(max(position), 0) FROM attachment WHERE row_id = ? AND tbl = ?", (row_id, table)
    )
    return work.insert(
        "attachment",
        {
            "unit_id": owner["unit_id"],
            "tbl": table,
            "row_id": row_id,
            "sha256": digest,
            "size": size,
            "name": shown_name(name),
            "media_type": media_type or None,
            "position": int(last) + 1,
        },
    )


@needs("files.add")
def attach(
    context: Context, table: str, row_id: bytes, name: str, data: bytes, media_type: str = ""
) -> bytes:
    """Store bytes as they are and hang them on a record, on the writer's thread; see `put` and `hang`.

    What people choose in the window comes through `services.attachments`, which looks at it first.
    """
    digest = put(context.database.path, data)
    with context.unit_of_work() as work:
        made = hang(work, table, row_id, name, digest, len(data), media_type)
        work.commit()
    return made
