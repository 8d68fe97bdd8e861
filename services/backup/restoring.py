"""Restoring: a backup takes the place of an office database, whole or not at all."""

import glob
import os
import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from models.db import keyring
from models.db.connecting import connect, driver, looks_like_database, may_be_opened, unopenable
from models.db.keyring import SignInNeeded, raw_key
from models.db.lock import FileLock
from models.errors import EnvironmentFault, NotAllowed, UserError
from models.ids import new_id
from models.rules.rights import may
from services.backup.container import BLOBS, OFFICE, BackupInfo, keys_of, named_faults, unpacked
from services.blobs import store_path
from services.files import Progress, no_progress, sync_folder, write_bytes
from services.keys import encrypting, keyed_copy, keyfile, places, rekeying
from services.keys.keyfile import KeyFile, Unlocked, WrongPassword
from services.keys.signing_in import Opener, counted


def restore(
    backup_file: Path,
    database: Path,
    *,
    progress: Progress = no_progress,
    opener: Opener | None = None,
    by: str | None = None,
) -> BackupInfo:
    """Put a backup in the place of an office database; nobody may have it open.

    The backup is unpacked and checked first; the database that was there is kept beside the new one. The
    restored database gets a new replica id, so that the sync never takes it for the one it was copied from.
    Files attached since the backup stay in the blob store: it only ever grows. The database itself is
    replaced last, by one rename, so that an interruption at any moment leaves the old office or the new one.

    Where the office is still the one of an encrypted backup, its key file stays as it is now: who was taken
    out since does not come back. Otherwise the key file comes with the backup. An open backup in the place of
    an encrypted office is encrypted with the key that office has now; passwords stay as they are.

    Args:
        backup_file: the file to restore from.
        database: the database file to replace or make.
        progress: told bytes unpacked and bytes in all; may raise `Cancelled`.
        opener: opens an encrypted backup, or the encrypted office an open one takes the place of
            (`services.keys.signing_in`).
        by: name of whoever restores where nobody has signed in: the backup must know an active user of that
            name with the right to restore. None where the caller has asked.

    Raises:
        NotAllowed: `by` may not restore.
        UserError: the file is not a backup, was made by a newer program, or nobody of an open one could
            sign in to the encrypted office it takes the place of.
        SignInNeeded, WrongPassword: it or the office is encrypted, and the opener is missing or wrong.
        TooSoon: as `services.keys.signing_in.counted`, for an open backup.
        EnvironmentFault: the backup is damaged, the database is open elsewhere, or the disk is full.
    """
    with named_faults(f"恢复没有完成，现有数据没有改动。请检查“{database.parent}”的空间和权限。"):
        database.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(database)
        lock.acquire()
        try:
            prefix = f".restore-{database.stem}-"
            _clear(database.parent, prefix)
            with tempfile.TemporaryDirectory(prefix=prefix, dir=database.parent) as folder:
                info, unlocked = unpacked(backup_file, Path(folder), progress, opener=opener)
                if by is not None:
                    _demand(Path(folder), unlocked, by)
                if unlocked is not None and opener is not None:
                    _put_keyed_in_place(Path(folder), database, unlocked, opener)
                elif places.is_keyed(database):
                    live = _present(backup_file, database, opener)
                    _put_open_in_place(Path(folder), database, live)
                else:
                    _put_in_place(Path(folder), database)
        except driver().Error as error:
            raise EnvironmentFault(unopenable(database, error)) from error
        finally:
            lock.release()
    return info


def _clear(parent: Path, prefix: str) -> None:
    """Take away what a restore that was cut off left; what it unpacked of an open backup is overwritten."""
    for left in parent.glob(f"{glob.escape(prefix)}*"):
        for path in left.iterdir():
            if looks_like_database(path):
                encrypting.wipe(path)
        shutil.rmtree(left)


def _demand(folder: Path, unlocked: Unlocked | None, name: str) -> None:
    """Refuse whoever may not restore, as far as the backup knows."""
    keys = {} if unlocked is None else keys_of(folder, unlocked.key, unlocked.file.database)
    with keyring.held(keys):
        connection = connect(folder / OFFICE, read_only=True)
        try:
            columns = {row[1] for row in connection.execute("PRAGMA table_info(app_user)")}
            role = "role" if "role" in columns else "'administrator'"
            sql = f"SELECT {role} FROM app_user WHERE active = 1 AND name = ?"
            found = connection.execute(sql, (name,)).fetchone()
        finally:
            connection.close()
    if found is None or not may(found[0], "office.restore"):
        raise NotAllowed(
            f"“{name}”在这份备份里不是能使用的管理员，没有恢复。请由管理员来做。", "office.restore"
        )


def _put_keyed_in_place(folder: Path, database: Path, unlocked: Unlocked, opener: Opener) -> None:
    """Put an encrypted backup in place, with the key file of the office where that is still the same."""
    database_id = unlocked.file.database
    live = _live(database, database_id, opener)
    keys = keys_of(folder, unlocked.key, database_id)
    if live is not None and live.key != unlocked.key:  # rekeyed since: the copy follows
        fresh = keys_of(folder, live.key, database_id)
        for path, raw in keys.items():
            if path.exists():
                rekeying.rekey_file(path, raw, fresh[path])
        keys = fresh
    if live is None:
        write_bytes(places.restored_path(database), keyfile.dump(unlocked.file))
    else:
        keys = {**keys, **_keys_beside(database, live)}
    with keyring.held(keys):
        _put_in_place(folder, database)
    if live is None:
        _put_key_file(database, unlocked.file)


def _present(backup_file: Path, database: Path, opener: Opener | None) -> Unlocked:
    """Return the key of the encrypted office that is there."""
    if opener is None:
        raise SignInNeeded(
            f"这里的台账是加密的，恢复没有加密的备份“{backup_file.name}”要用现在的姓名和密码（或恢复密钥）。"
        )
    # the database itself may be what is damaged: only the key file is asked
    files, now_ms = places.candidates(database), time.time_ns() // 1_000_000
    unlocked = counted(database, files, opener, now_ms, in_use=True)
    if unlocked.coming is not None:
        raise UserError("上次更换密钥还没有做完，没有恢复。请先登录一次，再恢复。")
    return unlocked


def _put_open_in_place(folder: Path, database: Path, live: Unlocked) -> None:
    """Encrypt an open backup with the key of the office whose place it takes."""
    if not _known(folder / OFFICE, live.file):
        raise UserError(
            "这份备份里没有一位现在有密码的用户，恢复后谁也进不去，没有恢复。"
            "请恢复到另一个文件夹，再用“加密台账”。"
        )
    keys = keys_of(folder, live.key, live.file.database)
    for path, raw in keys.items():
        if path.exists():
            fresh, plain = (
                path.with_name(path.name + keyring.COMING_SUFFIX),
                path.with_name(path.name + ".plain"),
            )
            keyed_copy.write(path, fresh, raw)
            os.replace(path, plain)
            os.replace(fresh, path)
            encrypting.wipe(plain)
    with keyring.held({**keys, **_keys_beside(database, live)}):
        _put_in_place(folder, database)


def _known(copy: Path, file: KeyFile) -> bool:
    """Return whether somebody who may work in an open copy has a password in a key file."""
    connection = connect(copy, read_only=True)
    try:
        names = [row[0] for row in connection.execute("SELECT name FROM app_user WHERE active = 1")]
    finally:
        connection.close()
    return any(keyfile.knows(file, name) for name in names)


def _live(database: Path, database_id: bytes, opener: Opener) -> Unlocked | None:
    """Return the office that is there, opened the same way, when it is the one of the backup."""
    if not places.is_keyed(database) or places.identity(database) not in (None, database_id):
        return None
    try:
        unlocked = opener(places.candidates(database)[0])
    except (WrongPassword, EnvironmentFault):
        return None
    return unlocked if unlocked.file.database == database_id and unlocked.coming is None else None


def _keys_beside(database: Path, live: Unlocked) -> dict[Path, bytes]:
    database_id = live.file.database
    return {
        database: raw_key(live.key, database_id),
        store_path(database): raw_key(live.key, keyring.blob_salt(database_id)),
    }


def _put_key_file(database: Path, file: KeyFile) -> None:
    """Let the key file follow the restored database; the one that was there is kept."""
    path = keyring.key_path(database)
    if path.exists():
        _keep(path)
    places.write(database, file)
    places.restored_path(database).unlink(missing_ok=True)


def _put_in_place(folder: Path, database: Path) -> None:
    restored, blobs = folder / OFFICE, folder / BLOBS
    _renew_replica(restored)
    if blobs.exists():
        _replace_store(blobs, store_path(database))
    _settle(database)
    if database.exists():
        _keep(database)
    os.replace(restored, database)
    sync_folder(database.parent)


def _renew_replica(database: Path) -> None:
    connection = connect(database)
    try:
        connection.execute("BEGIN IMMEDIATE")
        old = connection.execute("SELECT replica_id FROM sync_replica WHERE is_self = 1").fetchone()
        fresh = new_id()
        connection.execute(
            "INSERT INTO sync_replica (replica_id, state, former_of, is_self, kind, install_id, sign_pub, "
            "enc_pub, cert, valid_to, unit_id, name, series) "
            "SELECT ?, 'active', ?, 2, kind, ?, sign_pub, enc_pub, cert, valid_to, unit_id, name, series "
            "FROM sync_replica WHERE is_self = 1",
            (fresh, old[0] if old else None, new_id().hex()),
        )
        connection.execute("UPDATE sync_replica SET is_self = 0, state = 'retired' WHERE is_self = 1")
        connection.execute("UPDATE sync_replica SET is_self = 1 WHERE is_self = 2")
        # a hub that was restored is another one as far as acknowledgements go
        connection.execute(
            "UPDATE setting SET value_json = ? WHERE owner = '' AND name = 'sync_incarnation'",
            (f'"{new_id().hex()}"',),
        )
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=DELETE")
    finally:
        connection.close()


def _replace_store(restored: Path, live: Path) -> None:
    """Put the blobs of the backup in place, together with those that were added since."""
    _settle(live)
    if live.exists() and not _added(restored, live):
        _keep(live)  # damaged, or no blob store at all
    os.replace(restored, live)
    sync_folder(live.parent)


def _added(restored: Path, live: Path) -> bool:
    """Copy what only the live store has into the restored one; False when the live one cannot be read."""
    connection = connect(restored)
    try:
        key = keyring.key_of(live)
        words = "" if key is None else f"x'{key.hex()}'"
        connection.execute("ATTACH DATABASE ? AS live KEY ?", (str(live), words))
        connection.execute(
            "INSERT OR IGNORE INTO blob (sha256, size, data) SELECT sha256, size, data FROM live.blob"
        )
        connection.execute("DETACH DATABASE live")
    except driver().DatabaseError as error:
        if "full" in str(error):
            raise
        return False
    finally:
        connection.execute("PRAGMA main.journal_mode=DELETE")
        connection.close()
    return True


def _settle(database: Path) -> None:
    """Fold the write-ahead log into the file, so that the one file is everything and no log outlives it."""
    # what is no database at all is not opened: closing it would throw away the log beside it
    if may_be_opened(database):
        try:
            connection = connect(database)
            try:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.execute("PRAGMA journal_mode=DELETE")
            finally:
                connection.close()
            return
        except (driver().Error, EnvironmentFault):
            pass  # the damaged one that is being replaced: it is kept with its side files as it is
    for side in ("-wal", "-shm", "-journal"):
        other = database.with_name(database.name + side)
        if other.exists():
            os.replace(other, _unused(other.with_name(f"{other.name}.恢复前")))


def _keep(path: Path) -> None:
    """Copy a file that is about to be replaced, under a name with the time."""
    stamp = datetime.now(UTC).astimezone().strftime("%Y%m%d-%H%M%S")
    kept = _unused(path.with_name(f"{path.stem}.恢复前-{stamp}{path.suffix}"))
    with path.open("rb") as source, kept.open("xb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
        target.flush()
        os.fsync(target.fileno())


def _unused(path: Path) -> Path:
    number, candidate = 1, path
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return candidate
