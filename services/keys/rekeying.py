"""A new database key: both files are written anew under it, and a stop at any moment is made good.

The key file first holds both keys. Then each file is copied, the copy rekeyed and checked page by page, and
renamed over the old one. Last the key file holds the new key alone. Whoever signs in after an interruption
has both keys and finishes what is left.
"""

import os
import shutil
from pathlib import Path

from models.db import keyring
from models.db.connecting import connect, driver, give_key, unopenable
from models.db.keyring import blob_salt, raw_key
from models.errors import EnvironmentFault
from services.blobs import store_path
from services.files import sync_folder
from services.keys import keyfile, places
from services.keys.keyfile import KeyFile, Unlocked


def rekey(database: Path, unlocked: Unlocked) -> bytes:
    """Give a closed office a new database key; passwords and recovery sheet stay as they are.

    Args:
        database: nobody has it open, and the caller holds its lock.
        unlocked: from signing in.

    Returns:
        The new key.

    Raises:
        EnvironmentFault: the disk is full or a file is damaged; the next signing in goes on from there.
    """
    coming = os.urandom(keyring.KEY_SIZE)
    begun = keyfile.begin_rekeying(unlocked.file, unlocked.key, coming)
    places.write(database, begun)
    finish(database, begun, unlocked.key, coming)
    return coming


def finish(database: Path, file: KeyFile, key: bytes, coming: bytes) -> KeyFile:
    """Do what is left of a rekeying that was begun; returns the key file with the new key alone."""
    # the database comes last: as long as it is the old one, so is the office
    for path, salt in ((store_path(database), blob_salt(file.database)), (database, file.database)):
        if path.exists() and path.stat().st_size:
            rekey_file(path, raw_key(key, salt), raw_key(coming, salt))
    done = keyfile.end_rekeying(file, coming)
    places.write(database, done)
    return done


def rekey_file(path: Path, old: bytes, new: bytes) -> None:
    """Write one file anew under another key, unless it has it already.

    Raises:
        EnvironmentFault: it is damaged, or the disk is full; it is as it was.
    """
    if opens(path, new):
        return
    fresh = path.with_name(path.name + ".rekey")
    try:
        live = connect(path, key=old)
        try:
            live.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            live.execute("PRAGMA journal_mode=DELETE")
        finally:
            live.close()
        shutil.copyfile(path, fresh)
        copy = connect(fresh, key=old)
        try:
            copy.execute("PRAGMA journal_mode=DELETE")
            copy.execute(f"PRAGMA rekey=\"x'{new.hex()}'\"")
        finally:
            copy.close()
        _check(fresh, new)
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(fresh, path)
        sync_folder(path.parent)
    except (driver().Error, OSError) as error:
        raise EnvironmentFault(f"更换密钥没有完成，数据没有丢失。{unopenable(path, error)}") from error
    finally:
        fresh.unlink(missing_ok=True)


def opens(path: Path, raw: bytes) -> bool:
    """Return whether a key opens an encrypted file: whether its first page passes its check."""
    connection = driver().connect(str(path), isolation_level=None)
    try:
        give_key(connection, raw)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except driver().DatabaseError:
        return False
    finally:
        connection.close()
    return True


def _check(path: Path, raw: bytes) -> None:
    connection = connect(path, key=raw)
    try:
        connection.execute("PRAGMA journal_mode=DELETE")
        bad = connection.execute("PRAGMA cipher_integrity_check").fetchone()
        answer = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    finally:
        connection.close()
    if bad is not None or answer != "ok":
        raise EnvironmentFault(f"“{path.stem}”有损坏，更换密钥没有进行。请先用“恢复备份”换回最近的备份。")
