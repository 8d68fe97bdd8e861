"""The backup file: a tar with a manifest, the database and the blob store, checked before it gets its name.

`manifest.json` stands first and carries its own checksum; it names the other members with size and SHA-256.
They are copies made by SQLite's backup interface, so the office may be open and in use.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from models.db import keyring
from models.db.connecting import connect, driver, examine, give_key, unopenable
from models.db.keyring import SignInNeeded, blob_salt, raw_key
from models.db.schema_version import SCHEMA_REVISION
from models.errors import EnvironmentFault, UserError
from services.backup import page_copy
from services.blobs import store_path
from services.files import BLOCK, Progress, no_progress, replacing, sha256_of
from services.keys import keyfile, places
from services.keys.keyfile import Unlocked, WrongPassword
from services.keys.signing_in import Opener

FORMAT = 2
"""2: of an encrypted office, with its key file; others are written as 1."""
SUFFIX = ".lybak"
OFFICE, BLOBS, KEY = "office.db", "files.db", "office.key"
"""Names of the members that hold the database, the blob store and the key file."""
_MEMBERS = ([OFFICE], [OFFICE, BLOBS], [OFFICE, KEY], [OFFICE, BLOBS, KEY])
_COPIES, _LEFT_S = ".lybak-", 86_400
"""What the folder for the copies is called, and after how many seconds one is no longer in use."""
_PAGES, _CACHE_KB = 2000, 65_536
_NOT_OURS = "“{name}”不是本程序的备份文件，没有恢复。请选择扩展名为 .lybak 的备份。"
_DAMAGED = "备份“{name}”已损坏（{what}），没有恢复，现有数据没有改动。请换一份备份。"


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """What a backup file says of itself: when it was made, schema revision, bytes, encrypted or not."""

    path: Path
    made_ms: int
    schema_revision: int
    size: int
    keyed: bool = False


def backup(
    database: Path, out: Path, *, now_ms: int | None = None, progress: Progress = no_progress
) -> BackupInfo:
    """Write a backup of an office into one file.

    Args:
        database: the office database; it may be open and in use.
        out: the file to write; replaced only when the new one is complete.
        now_ms: UTC milliseconds written into it; the machine's time when left out.
        progress: told pages done and pages in all; may raise `Cancelled`.

    Raises:
        EnvironmentFault: the database is damaged, or the disk is full or not writable.
        UserError: `out` is the database itself, or there is no database.
    """
    if out.exists() and out.resolve() in (database.resolve(), store_path(database).resolve()):
        raise UserError("备份不能写到数据库文件自己身上。请换一个文件名。")
    if not database.exists():
        raise UserError(f"没有找到数据库“{database}”，没有可备份的内容。")
    if keyring.key_of(database) is None and keyring.is_keyed(database):
        raise SignInNeeded(f"“{database.name}”是加密的台账，要登录后才能备份。")
    with named_faults(f"备份“{out.name}”没有写成。请检查“{out.parent}”的空间和权限后重试。"):
        out.parent.mkdir(parents=True, exist_ok=True)
        _clear(out.parent)
        with tempfile.TemporaryDirectory(prefix=_COPIES, dir=out.parent) as folder:
            copies = [(OFFICE, _copied(database, Path(folder) / OFFICE, progress))]
            blobs = store_path(database)
            if blobs.exists():
                copies.append((BLOBS, _copied(blobs, Path(folder) / BLOBS, progress)))
            if keyring.key_of(database) is not None:
                copies.append((KEY, keyring.key_path(database)))
            made_ms = time.time_ns() // 1_000_000 if now_ms is None else now_ms
            return _written(out, copies, made_ms, keyring.key_of(database))


def _clear(folder: Path) -> None:
    """Take away what backups left that were cut off: nobody has written to it for a day."""
    for left in [*folder.glob(f"{_COPIES}*"), *folder.glob(f"*{SUFFIX}.tmp")]:
        with suppress(OSError):  # it is in nobody's way
            inside = list(left.iterdir()) if left.is_dir() else []
            if max(each.stat().st_mtime for each in (left, *inside)) > time.time() - _LEFT_S:
                continue
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()


@contextmanager
def named_faults(sentence: str) -> Iterator[None]:
    """Turn what the operating system refuses into a fault with this sentence, or one about a full disk."""
    try:
        yield
    except OSError as error:
        full = "磁盘空间不足。" if error.errno == 28 else ""
        raise EnvironmentFault(full + sentence) from error


def _copied(source: Path, target: Path, progress: Progress) -> Path:
    key = keyring.key_of(source)
    copy = None
    try:
        if key is None or not page_copy.copied(source, target, progress):
            target.unlink(missing_ok=True)
            _backed_up(source, target, key, progress)
        copy = _opened(target, key)
        # a copy in WAL mode would need its side files; one file is what goes into the container
        copy.execute("PRAGMA journal_mode=DELETE")
        if not _is_sound(copy, key):
            raise EnvironmentFault(f"数据库“{source.name}”有损坏，备份没有写成。请从较早的备份恢复。")
    except driver().Error as error:
        raise EnvironmentFault(unopenable(source, error)) from error
    finally:
        if copy is not None:
            copy.close()
    return target


def _opened(path: Path, key: bytes | None) -> Any:
    connection = driver().connect(str(path), isolation_level=None)
    give_key(connection, key)
    connection.execute(f"PRAGMA cache_size=-{_CACHE_KB}")
    return connection


def _backed_up(source: Path, target: Path, key: bytes | None, progress: Progress) -> None:
    live, copy = connect(source, read_only=True), None
    try:
        copy = _opened(target, key)
        live.backup(copy, pages=_PAGES, progress=lambda _, left, whole: progress(whole - left, whole))
    finally:
        if copy is not None:
            copy.close()
        live.close()


def _is_sound(copy: Any, key: bytes | None) -> bool:
    if key is not None and copy.execute("PRAGMA cipher_integrity_check").fetchone() is not None:
        return False
    return bool(copy.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")


def _written(out: Path, copies: list[tuple[str, Path]], made_ms: int, key: bytes | None = None) -> BackupInfo:
    entries = []
    for name, path in copies:
        with path.open("rb") as copy:
            entries.append({"name": name, "size": path.stat().st_size, "sha256": sha256_of(copy)})
    keyed = copies[-1][0] == KEY
    revision = _revision_of(copies[0][1], key)
    about = {
        "format": FORMAT if keyed else 1,
        "made_ms": made_ms,
        "schema_revision": revision,
        "files": entries,
    }
    manifest = json.dumps({"manifest": about, "sha256": _checksum(about)}).encode()
    with replacing(out) as file, tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as container:
        _add(container, "manifest.json", io.BytesIO(manifest), len(manifest))
        for name, path in copies:
            with path.open("rb") as content:
                _add(container, name, content, path.stat().st_size)
    return BackupInfo(out, made_ms, revision, out.stat().st_size, keyed)


def _revision_of(database: Path, key: bytes | None) -> int:
    """Return the schema revision of a copy: an older one when it is taken before a migration."""
    connection = driver().connect(str(database))
    give_key(connection, key)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


def _checksum(about: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()


def _add(container: tarfile.TarFile, name: str, source: IO[bytes], size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = size
    container.addfile(entry, source)


def examine_backup(path: Path) -> BackupInfo:
    """Check a backup file from end to end without touching anything.

    Raises:
        UserError: not a backup of this program, or made by a newer one.
        EnvironmentFault: damaged, or the machine has no space to look into it.
    """
    with (
        named_faults(f"备份“{path.name}”没有检查完。请检查磁盘的空间后重试。"),
        tempfile.TemporaryDirectory(prefix="lybak-") as folder,
    ):
        return unpacked(path, Path(folder), look_only=True)[0]


def unpacked(
    path: Path,
    folder: Path,
    progress: Progress = no_progress,
    *,
    opener: Opener | None = None,
    look_only: bool = False,
) -> tuple[BackupInfo, Unlocked | None]:
    """Unpack a backup into a folder and check all of it.

    Args:
        path: the backup file.
        folder: an empty folder; `OFFICE` and, when the backup has them, `BLOBS` and `KEY` are written there.
        progress: told bytes done and bytes in all; may raise `Cancelled`.
        opener: opens the key file of an encrypted backup.
        look_only: of an encrypted backup without an opener check what can be checked without its key.

    Returns:
        What it says of itself, and the key of an encrypted one; None for an open one, or only looked at.

    Raises:
        UserError: not a backup of this program, or made by a newer one.
        SignInNeeded: encrypted, and no opener was given.
        WrongPassword: the opener does not open its key file.
        EnvironmentFault: damaged.
        OSError: it cannot be read, or the folder cannot be written to.
    """
    if not path.is_file():
        raise UserError(f"没有找到备份文件“{path}”。请检查路径。")
    try:
        with tarfile.open(path, "r:") as container:
            manifest = _manifest(path, container)
            whole, done = sum(entry["size"] for entry in manifest["files"]), 0
            for entry in manifest["files"]:
                done = _unpack_one(path, container, entry, folder / entry["name"], (done, whole), progress)
    except (tarfile.TarError, EOFError) as error:
        raise UserError(_NOT_OURS.format(name=path.name)) from error
    keyed = manifest["files"][-1]["name"] == KEY
    info = BackupInfo(path, manifest["made_ms"], manifest["schema_revision"], path.stat().st_size, keyed)
    if not keyed:
        _check_copy(path, folder / OFFICE)
        return info, None
    return info, _check_keyed(path, folder, opener, look_only)


def keys_of(folder: Path, key: bytes, database_id: bytes) -> dict[Path, bytes]:
    """Return the keys of an encrypted backup's files in the folder they were unpacked to."""
    return {
        folder / OFFICE: raw_key(key, database_id),
        folder / BLOBS: raw_key(key, blob_salt(database_id)),
    }


def _check_keyed(path: Path, folder: Path, opener: Opener | None, look_only: bool) -> Unlocked | None:
    damaged = EnvironmentFault(_DAMAGED.format(name=path.name, what="密钥文件不符"))
    try:
        file = places.read_from(folder / KEY)
    except keyfile.DamagedKeyFile as error:
        raise damaged from error
    if places.identity(folder / OFFICE) != file.database:
        raise damaged
    if opener is None:
        if look_only:
            return None
        raise SignInNeeded(f"备份“{path.name}”是加密的，要用做备份时的姓名和密码（或恢复密钥）才能恢复。")
    try:
        unlocked = opener(file)
    except WrongPassword as error:
        raise WrongPassword(
            f"打不开备份“{path.name}”：姓名或密码不对，没有恢复。请用做备份时的密码，或用恢复密钥。"
        ) from error
    with keyring.held(keys_of(folder, unlocked.key, file.database)):
        _check_copy(path, folder / OFFICE)
    return unlocked


def key_file_of(path: Path) -> bytes | None:
    """Return the key file an encrypted backup carries, None for an open backup or no backup."""
    try:
        with tarfile.open(path, "r:") as container:
            manifest = _manifest(path, container)
            if manifest["files"][-1]["name"] != KEY:
                return None
            source = container.extractfile(KEY)
            return None if source is None else source.read(keyfile.LARGEST)
    except (tarfile.TarError, EOFError, OSError, KeyError, UserError, EnvironmentFault):
        return None


def _manifest(path: Path, container: tarfile.TarFile) -> dict[str, Any]:
    first = container.next()
    source = container.extractfile(first) if first is not None and first.name == "manifest.json" else None
    if first is None or source is None or first.size > 1 << 20:
        raise UserError(_NOT_OURS.format(name=path.name))
    try:
        outer = json.loads(source.read())
        manifest: dict[str, Any] = outer["manifest"]
        whole = outer["sha256"] == _checksum(manifest)
        newer = manifest["format"] > FORMAT or manifest["schema_revision"] > SCHEMA_REVISION
        names = [entry["name"] for entry in manifest["files"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise EnvironmentFault(_DAMAGED.format(name=path.name, what="目录读不出来")) from error
    if not whole:
        raise EnvironmentFault(_DAMAGED.format(name=path.name, what="目录校验不符"))
    if newer:
        raise UserError(f"备份“{path.name}”由更新版本的程序建立。请安装新版程序后再恢复。")
    if names not in _MEMBERS:
        raise EnvironmentFault(_DAMAGED.format(name=path.name, what="内容不全"))
    return manifest


def _unpack_one(
    path: Path,
    container: tarfile.TarFile,
    entry: dict[str, Any],
    target: Path,
    state: tuple[int, int],
    progress: Progress,
) -> int:
    """Unpack one member; return the bytes done so far of all."""
    member = container.next()
    source = container.extractfile(member) if member is not None and member.name == entry["name"] else None
    if member is None or source is None or member.size != entry["size"]:
        raise EnvironmentFault(_DAMAGED.format(name=path.name, what="内容不全"))
    done, whole = state
    digest = hashlib.sha256()
    with target.open("wb") as file:
        while block := source.read(BLOCK):
            file.write(block)
            digest.update(block)
            done += len(block)
            progress(done, whole)
        file.flush()
        os.fsync(file.fileno())
    if digest.hexdigest() != entry["sha256"]:
        raise EnvironmentFault(_DAMAGED.format(name=path.name, what="校验不符"))
    return done


def _check_copy(path: Path, copy: Path) -> None:
    try:
        examine(copy)
        connection = connect(copy)
        try:
            if keyring.key_of(copy) is not None:
                bad = connection.execute("PRAGMA cipher_integrity_check").fetchone()
                if bad is not None:
                    raise EnvironmentFault(bad[0])
            problem = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            connection.execute("PRAGMA journal_mode=DELETE")
        finally:
            connection.close()
    except (driver().Error, EnvironmentFault) as error:
        raise EnvironmentFault(_DAMAGED.format(name=path.name, what="数据库读不出来")) from error
    if problem != "ok":
        raise EnvironmentFault(_DAMAGED.format(name=path.name, what="数据库检查没有通过"))


def listed_in(folder: Path) -> tuple[BackupInfo, ...]:
    """Return the backups in a folder, newest first, without unpacking them."""
    found = []
    for path in folder.glob(f"*{SUFFIX}") if folder.is_dir() else ():
        try:
            with tarfile.open(path, "r:") as container:
                manifest = _manifest(path, container)
            size, keyed = path.stat().st_size, manifest["files"][-1]["name"] == KEY
        except (tarfile.TarError, EOFError, OSError, UserError, EnvironmentFault):
            continue  # a file that is no backup is not offered; restoring it by hand says why
        found.append(BackupInfo(path, manifest["made_ms"], manifest["schema_revision"], size, keyed))
    return tuple(sorted(found, key=lambda info: info.made_ms, reverse=True))
