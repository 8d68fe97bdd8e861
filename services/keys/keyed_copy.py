"""An encrypted copy of an open database file, written beside it and compared with it row by row."""

import hashlib
import marshal
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from models.db.connecting import connect, driver, unopenable
from models.errors import EnvironmentFault
from services.files import Progress, no_progress

_STEPS = 20_000
"""Steps of SQLite's machine between two looks at the progress; a look costs little."""
_ROWS = 500
_SIDES = ("-wal", "-shm", "-journal")


def write(source: Path, target: Path, raw: bytes, progress: Progress = no_progress) -> None:
    """Write an encrypted copy of an open database that nobody works with.

    Afterwards the source is one file without a write-ahead log, and the copy is permanent, sound page by page
    and holds the same tables with the same rows.

    Args:
        source: the open database.
        target: the file to write; what is there is replaced.
        raw: key and salt of the copy (`keyring.raw_key`).
        progress: told bytes done and bytes in all (twice the size: written, then compared); may raise
            `Cancelled`, which leaves nothing behind.

    Raises:
        EnvironmentFault: the source is damaged or in use, or the disk is full; the source is as it was.
    """
    _remove(target)
    try:
        _settle(source)
        whole = source.stat().st_size
        _export(source, target, raw, lambda done: progress(min(done, whole), 2 * whole))
        _compare(source, target, raw, lambda done: progress(min(whole + done, 2 * whole), 2 * whole))
        _settle(source)
        with target.open("rb+") as file:
            os.fsync(file.fileno())
    except BaseException as error:
        _remove(target)
        if isinstance(error, driver().Error | OSError):
            raise EnvironmentFault(f"没有加密，数据没有改动。{unopenable(source, error)}") from error
        raise


def _remove(path: Path) -> None:
    for side in ("", *_SIDES):
        path.with_name(path.name + side).unlink(missing_ok=True)


def _settle(source: Path) -> None:
    """Fold the write-ahead log into the file; a log that stays belongs to somebody who still works there."""
    connection = connect(source)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    finally:
        connection.close()
    if mode != "delete":
        raise EnvironmentFault(f"“{source.name}”正被其他程序占用，没有加密。请关闭占用它的程序后重试。")


def _export(source: Path, target: Path, raw: bytes, told: Callable[[int], None]) -> None:
    connection = connect(source)
    try:
        numbers = {
            name: int(connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("user_version", "application_id")
        }
        connection.execute("ATTACH DATABASE ? AS keyed KEY ?", (str(target), f"x'{raw.hex()}'"))
        connection.execute("PRAGMA keyed.journal_mode=OFF")
        with _watched(connection, lambda: told(target.stat().st_size if target.exists() else 0)):
            connection.execute("SELECT sqlcipher_export('keyed')").fetchone()
        for name, number in numbers.items():
            connection.execute(f"PRAGMA keyed.{name} = {number}")
        connection.execute("DETACH DATABASE keyed")
    finally:
        connection.close()


@contextmanager
def _watched(connection: Any, look: Callable[[], None]) -> Iterator[None]:
    """Call `look` now and then while a statement runs; what it raises ends the statement."""
    raised: list[BaseException] = []

    def handler() -> int:
        try:
            look()
        except BaseException as error:  # noqa: BLE001 - passed on below, whatever it is
            raised.append(error)
            return 1
        return 0

    connection.set_progress_handler(handler, _STEPS)
    try:
        yield
    except driver().Error as error:
        raise raised[0] if raised else error from None
    finally:
        connection.set_progress_handler(None, _STEPS)


def _compare(source: Path, target: Path, raw: bytes, told: Callable[[int], None]) -> None:
    """Check every page of the copy, then every row of every table against the source."""
    copy, live = connect(target, key=raw), connect(source, read_only=True)
    try:
        copy.execute("PRAGMA journal_mode=DELETE")
        bad = copy.execute("PRAGMA cipher_integrity_check").fetchone()
        sound = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if bad is not None or sound != "ok":
            raise EnvironmentFault(f"“{source.name}”有损坏，没有加密。请先用“恢复备份”换回最近的备份。")
        for connection in (copy, live):
            connection.text_factory = bytes  # compared, not read
        digests = (_digest(live, told), _digest(copy, lambda _: None))
    finally:
        copy.close()
        live.close()
    if digests[0] != digests[1]:
        raise EnvironmentFault(f"“{source.name}”加密后和原来的不一样，没有加密。请检查磁盘后重试。")


def _digest(connection: Any, told: Callable[[int], None]) -> str:
    """Return a digest of the schema and of all rows with their numbers."""
    digest, done = hashlib.sha256(), 0
    listed = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")
    entries = listed.fetchall()
    digest.update(marshal.dumps(entries, 2))
    for kind, name, _, sql in entries:
        words = (sql or b"").upper()
        # the inner tables of the search index are compared, not what they look like together
        if kind != b"table" or words.startswith(b"CREATE VIRTUAL"):
            continue
        quoted = name.decode().replace('"', '""')
        numbered = "" if b"WITHOUT ROWID" in words else "rowid, "
        rows = connection.execute(f'SELECT {numbered}* FROM "{quoted}"')
        while many := rows.fetchmany(_ROWS if name != b"blob" else 1):
            raw = marshal.dumps(many, 2)
            digest.update(raw)
            done += len(raw)
            told(done)
    return digest.hexdigest()
