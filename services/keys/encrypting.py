"""An open office becomes an encrypted one: encrypted copies beside it first, then one rename that counts.

The key file waits under the name of a restore that is under way, and the database is renamed before the blob
store. So an interruption at any moment leaves the open office as it was, or an encrypted one whose signing
in finishes what is left: the blob store, the key file, overwriting the plain files.
"""

import os
from contextlib import suppress
from pathlib import Path

from models.db import keyring
from models.db.connecting import connect, driver, examine, looks_like_database, unopenable
from models.db.keyring import blob_salt, raw_key
from models.db.lock import FileLock
from models.db.schema_version import SCHEMA_REVISION
from models.errors import EnvironmentFault, InvalidInput, NotAllowed, UserError
from models.rules.rights import may
from services.blobs import store_path
from services.files import BLOCK, Progress, no_progress, sync_folder, write_bytes
from services.keys import keyed_copy, keyfile, places
from services.keys.keyfile import KeyFile
from services.keys.passwords import checked_password

ASIDE = ".plain"
"""Ending of a plain file that was replaced and is about to be overwritten."""


def encrypt(database: Path, name: str, password: str, *, progress: Progress = no_progress) -> None:
    """Encrypt an open office; nobody has it open. Afterwards one user may sign in.

    Args:
        database: the database file of an open office.
        name: an active user with the right to keys, who gets
        password: at least 8 characters.
        progress: told bytes done and bytes in all; may raise `Cancelled`: the office is as it was then.

    Raises:
        UserError: it is encrypted already, there is none, or it is of an older revision.
        InvalidInput: the password is too weak, or there is no such active user.
        NotAllowed: the user has not the right.
        EnvironmentFault: it is open elsewhere or damaged, or the disk is full; the office is as it was.
    """
    checked_password(password, name)
    if not database.exists() or database.stat().st_size == 0:
        raise UserError(f"没有找到数据库“{database}”，没有可加密的内容。")
    if places.is_keyed(database) or not looks_like_database(database):
        raise UserError(f"“{database.name}”已经是加密的台账，不用再加密。")
    lock = FileLock(database)
    lock.acquire()
    try:
        if examine(database) < SCHEMA_REVISION:
            raise UserError(f"“{database.name}”还是旧版本的，没有加密。请先用本程序打开一次，再加密。")
        tidy(database)
        _asked(database, name)
        key, database_id = os.urandom(keyring.KEY_SIZE), os.urandom(keyring.SALT_SIZE)
        _copy_both(database, key, database_id, progress)
        file = keyfile.with_user(keyfile.new(database_id), key, name, password)
        _swap(database, file)
    except (driver().Error, OSError) as error:
        raise EnvironmentFault(unopenable(database, error)) from error
    finally:
        if looks_like_database(database):
            with suppress(OSError):
                tidy(database)
        lock.release()


def unfinished(database: Path) -> bool:
    """Return whether encrypting an office was cut off and something is left to do when somebody signs in."""
    store = store_path(database)
    return any(path.exists() for path in (_coming(store), _aside(database), _aside(store)))


def finish(database: Path, file: KeyFile) -> None:
    """Do what is left after the encrypted database got its name; the caller holds its lock.

    Raises:
        EnvironmentFault: the folder cannot be written to; the next signing in goes on from there.
    """
    store = store_path(database)
    try:
        if _begins_with(_coming(store), blob_salt(file.database)) and (
            looks_like_database(store) or not store.exists()
        ):
            _take_place(store)
        places.write(database, file)
        places.restored_path(database).unlink(missing_ok=True)
        for path in (database, store):
            _wipe_aside(path)
            _coming(path).unlink(missing_ok=True)
    except OSError as error:
        raise EnvironmentFault(
            f"加密没有全部完成，数据没有丢失。请检查“{database.parent}”的空间和权限，再登录一次。"
        ) from error


def tidy(database: Path) -> None:
    """Take away what an attempt to encrypt left beside an office that is still open."""
    for path in (database, store_path(database)):
        _wipe_aside(path)
        _coming(path).unlink(missing_ok=True)
    if not keyring.is_keyed(database):
        places.restored_path(database).unlink(missing_ok=True)


def wipe(path: Path) -> None:
    """Overwrite a plain file once and remove it.

    It reaches what the system writes to the same place; a solid state disk keeps older blocks for a while.

    Raises:
        OSError: it cannot be written to or removed.
    """
    with path.open("rb+") as file:
        left = path.stat().st_size
        while left > 0:
            file.write(os.urandom(min(BLOCK, left)))
            left -= BLOCK
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync_folder(path.parent)


def _asked(database: Path, name: str) -> None:
    """Refuse a password for somebody who could not work with it, or must not deal with keys."""
    connection = connect(database, read_only=True)
    try:
        found = connection.execute("SELECT active, role FROM app_user WHERE name = ?", (name,)).fetchone()
    finally:
        connection.close()
    if found is None or not found[0]:
        raise InvalidInput(f"没有能使用的用户“{name}”，没有加密。请写台账里一位管理员的姓名。", "name")
    if not may(found[1], "office.keys"):
        raise NotAllowed(f"“{name}”不是管理员，没有加密。请由管理员来做。", "office.keys")


def _copy_both(database: Path, key: bytes, database_id: bytes, progress: Progress) -> None:
    store = store_path(database)
    pairs = [(database, database_id)]
    if store.exists() and store.stat().st_size:
        pairs.append((store, blob_salt(database_id)))
    sizes = [2 * path.stat().st_size for path, _ in pairs]
    for at, (path, salt) in enumerate(pairs):
        before = sum(sizes[:at])
        keyed_copy.write(
            path,
            _coming(path),
            raw_key(key, salt),
            lambda done, _, before=before: progress(min(before + done, sum(sizes)), sum(sizes)),  # type: ignore[misc]
        )


def _swap(database: Path, file: KeyFile) -> None:
    raw, waiting = keyfile.dump(file), places.restored_path(database)
    write_bytes(waiting, raw)
    if waiting.read_bytes() != raw:
        raise EnvironmentFault("密钥文件写下去和读出来不一样，没有加密。请检查磁盘。")
    for side in ("-wal", "-journal"):
        if database.with_name(database.name + side).exists():
            raise EnvironmentFault(f"“{database.name}”正被其他程序占用，没有加密。请关闭占用它的程序后重试。")
    _take_place(database)
    finish(database, file)


def _take_place(path: Path) -> None:
    """Let an encrypted copy take the place of the plain file, which keeps another name where that can be."""
    aside = _aside(path)
    if path.exists():
        if aside.exists() and not aside.samefile(path):
            wipe(aside)
        aside.unlink(missing_ok=True)
        with suppress(
            OSError
        ):  # a file system without links: the plain file is gone without being overwritten
            os.link(path, aside)
    os.replace(_coming(path), path)
    sync_folder(path.parent)


def _wipe_aside(path: Path) -> None:
    """Overwrite a plain file that was replaced; one that is still the office only loses its other name."""
    aside = _aside(path)
    if not aside.exists() or not path.exists():
        return
    if aside.samefile(path):
        aside.unlink()
    elif not looks_like_database(path):
        wipe(aside)


def _begins_with(path: Path, salt: bytes) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(salt)) == salt


def _coming(path: Path) -> Path:
    return path.with_name(path.name + keyring.COMING_SUFFIX)


def _aside(path: Path) -> Path:
    return path.with_name(path.name + ASIDE)
