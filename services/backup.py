"""Backup into one file and restore from it; on demand, on a schedule, and before a migration.

A backup is a tar file: `manifest.json` first, then the database and the blob store as copies made by
SQLite's backup interface and checked before the file gets its name. Scheduled backups keep blobs once in a
store beside them, so that photos are not copied every day (architecture.md, decision 4).
"""

import io
import json
import os
import shutil
import tarfile
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from models.db.connecting import connect, driver, examine, unopenable
from models.db.lock import FileLock
from models.db.schema_version import SCHEMA_REVISION
from models.errors import EnvironmentFault, UserError
from models.ids import new_id
from services.blobs import store_path
from services.files import Progress, no_progress, replacing, sha256_of, sync_folder

FORMAT = 1
SUFFIX = ".lybak"
KEEP_DAILY, KEEP_WEEKLY, KEEP_MONTHLY = 7, 5, 12
_PAGES = 2000
_NOT_OURS = "“{name}”不是本程序的备份文件，没有恢复。请选择扩展名为 .lybak 的备份。"
_DAMAGED = "备份“{name}”已损坏（{what}），没有恢复，现有数据没有改动。请换一份备份。"


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """What a backup file says of itself: when it was made, schema revision, size in bytes."""

    path: Path
    made_ms: int
    schema_revision: int
    size: int


def backup(database: Path, out: Path, *, progress: Progress = no_progress) -> BackupInfo:
    """Write a backup of an office into one file.

    Args:
        database: the office database; it may be open and in use.
        out: the file to write; replaced only when the new one is complete.
        progress: told pages done and pages in all; may raise `Cancelled`.

    Raises:
        EnvironmentFault: the database is damaged, or the disk is full or not writable.
        UserError: `out` is the database itself.
    """
    if out.exists() and out.resolve() in (database.resolve(), store_path(database).resolve()):
        raise UserError("备份不能写到数据库文件自己身上。请换一个文件名。")
    if not database.exists():
        raise UserError(f"没有找到数据库“{database}”，没有可备份的内容。")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".lybak-", dir=out.parent) as folder:
            copies = [("office.db", _copied(database, Path(folder) / "office.db", progress))]
            blobs = store_path(database)
            if blobs.exists():
                copies.append(("files.db", _copied(blobs, Path(folder) / "files.db", no_progress)))
            return _written(out, copies)
    except OSError as error:
        raise EnvironmentFault(
            f"备份“{out.name}”没有写成。请检查“{out.parent}”的空间和权限后重试。"
        ) from error


def _copied(source: Path, target: Path, progress: Progress) -> Path:
    live, copy = connect(source, read_only=True), None
    try:
        copy = driver().connect(str(target), isolation_level=None)
        live.backup(copy, pages=_PAGES, progress=lambda _, left, whole: progress(whole - left, whole))
        # a copy in WAL mode would need its side files; one file is what goes into the container
        copy.execute("PRAGMA journal_mode=DELETE")
        problem = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if problem != "ok":
            raise EnvironmentFault(f"数据库“{source.name}”有损坏，备份没有写成。请从较早的备份恢复。")
    except driver().Error as error:
        raise EnvironmentFault(unopenable(source, error)) from error
    finally:
        if copy is not None:
            copy.close()
        live.close()
    return target


def _written(out: Path, copies: list[tuple[str, Path]]) -> BackupInfo:
    made = time.time_ns() // 1_000_000
    entries = []
    for name, path in copies:
        with path.open("rb") as copy:
            entries.append({"name": name, "size": path.stat().st_size, "sha256": sha256_of(copy)})
    manifest = json.dumps(
        {"format": FORMAT, "made_ms": made, "schema_revision": SCHEMA_REVISION, "files": entries},
        ensure_ascii=False,
    ).encode()
    with replacing(out) as file, tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as container:
        _add(container, "manifest.json", io.BytesIO(manifest), len(manifest))
        for name, path in copies:
            with path.open("rb") as content:
                _add(container, name, content, path.stat().st_size)
    return BackupInfo(out, made, SCHEMA_REVISION, out.stat().st_size)


def _add(container: tarfile.TarFile, name: str, source: IO[bytes], size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = size
    container.addfile(entry, source)


def examine_backup(path: Path) -> BackupInfo:
    """Check a backup file from end to end without touching anything.

    Raises:
        UserError: not a backup of this program, or made by a newer one.
        EnvironmentFault: damaged.
    """
    with tempfile.TemporaryDirectory(prefix="lybak-") as folder:
        return _unpacked(path, Path(folder))


def restore(backup_file: Path, database: Path) -> BackupInfo:
    """Put a backup in the place of an office database; nobody may have it open.

    The backup is unpacked and checked first; the database that was there is kept beside the new one. The
    restored database gets a new replica id, so that the sync never takes it for the one it was copied from.

    Args:
        backup_file: the file to restore from.
        database: the database file to replace or make.

    Raises:
        UserError: the file is not a backup, or was made by a newer program.
        EnvironmentFault: the backup is damaged, the database is open elsewhere, or the disk is full.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(database)
    lock.acquire()
    try:
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=database.parent) as folder:
            info = _unpacked(backup_file, Path(folder))
            restored = Path(folder) / "office.db"
            _renew_replica(restored)
            _swap(Path(folder), database)
    except OSError as error:
        raise EnvironmentFault(
            f"恢复没有完成，现有数据没有改动。请检查“{database.parent}”的空间和权限。"
        ) from error
    finally:
        lock.release()
    return info


def _unpacked(path: Path, folder: Path) -> BackupInfo:
    if not path.is_file():
        raise UserError(f"没有找到备份文件“{path}”。请检查路径。")
    try:
        with tarfile.open(path, "r:") as container:
            manifest = _manifest(path, container)
            for entry in manifest["files"]:
                _unpack_one(path, container, entry, folder)
    except (tarfile.TarError, EOFError) as error:
        raise UserError(_NOT_OURS.format(name=path.name)) from error
    _check_database(path, folder / "office.db")
    return BackupInfo(path, manifest["made_ms"], manifest["schema_revision"], path.stat().st_size)


def _manifest(path: Path, container: tarfile.TarFile) -> dict[str, Any]:
    first = container.next()
    source = container.extractfile(first) if first is not None and first.name == "manifest.json" else None
    if first is None or source is None or first.size > 1 << 20:
        raise UserError(_NOT_OURS.format(name=path.name))
    try:
        manifest: dict[str, Any] = json.loads(source.read())
        newer = manifest["format"] > FORMAT or manifest["schema_revision"] > SCHEMA_REVISION
        names = [entry["name"] for entry in manifest["files"]]
    except (ValueError, KeyError, TypeError) as error:
        raise EnvironmentFault(_DAMAGED.format(name=path.name, what="目录读不出来")) from error
    if newer:
        raise UserError(f"备份“{path.name}”由更新版本的程序建立。请安装新版程序后再恢复。")
    if names not in (["office.db"], ["office.db", "files.db"]):
        raise EnvironmentFault(_DAMAGED.format(name=path.name, what="内容不全"))
    return manifest


def _unpack_one(path: Path, container: tarfile.TarFile, entry: dict[str, Any], folder: Path) -> None:
    member = container.next()
    source = container.extractfile(member) if member is not None and member.name == entry["name"] else None
    if member is None or source is None or member.size != entry["size"]:
        raise EnvironmentFault(_DAMAGED.format(name=path.name, what="内容不全"))
    target = folder / str(entry["name"])
    with target.open("wb") as file:
        shutil.copyfileobj(source, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())
    with target.open("rb") as file:
        if sha256_of(file) != entry["sha256"]:
            raise EnvironmentFault(_DAMAGED.format(name=path.name, what="校验不符"))


def _check_database(path: Path, copy: Path) -> None:
    examine(copy)
    connection = connect(copy)
    try:
        problem = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        connection.execute("PRAGMA journal_mode=DELETE")
    except driver().Error as error:
        raise EnvironmentFault(_DAMAGED.format(name=path.name, what="数据库读不出来")) from error
    finally:
        connection.close()
    if problem != "ok":
        raise EnvironmentFault(_DAMAGED.format(name=path.name, what="数据库检查没有通过"))


def _renew_replica(database: Path) -> None:
    connection = connect(database)
    try:
        connection.execute("BEGIN IMMEDIATE")
        old = connection.execute("SELECT replica_id FROM sync_replica WHERE is_self = 1").fetchone()
        connection.execute("UPDATE sync_replica SET is_self = 0, state = 'retired' WHERE is_self = 1")
        connection.execute(
            "INSERT INTO sync_replica (replica_id, kind, state, former_of, is_self) "
            "VALUES (?, 'workstation', 'active', ?, 1)",
            (new_id(), old[0] if old else None),
        )
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=DELETE")
    finally:
        connection.close()


def _swap(folder: Path, database: Path) -> None:
    """Move the restored files into place; the old database is kept under a name with the time."""
    stamp = datetime.now(UTC).astimezone().strftime("%Y%m%d-%H%M%S")
    for restored, target in (
        (folder / "files.db", store_path(database)),
        (folder / "office.db", database),
    ):
        if not restored.exists():
            continue
        if target.exists():
            _settle(target)
            kept = target.with_name(f"{target.stem}.恢复前-{stamp}{target.suffix}")
            shutil.copy2(target, kept)
        os.replace(restored, target)
    sync_folder(database.parent)


def _settle(database: Path) -> None:
    """Fold the write-ahead log into the file, so that copying the one file copies everything."""
    try:
        connection = connect(database)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode=DELETE")
        finally:
            connection.close()
    except (driver().Error, EnvironmentFault):
        # the old file may be the damaged one that is being replaced: keep it with its side files as it is
        for side in ("-wal", "-shm"):
            other = database.with_name(database.name + side)
            if other.exists():
                os.replace(other, other.with_name(f"{other.name}.恢复前"))


def before_migration(database: Path, revision: int) -> None:
    """Take the backup that stands before every migration."""
    stamp = datetime.now(UTC).astimezone().strftime("%Y%m%d-%H%M%S")
    backup(database, backup_folder(database) / f"升级前-结构{revision}-{stamp}{SUFFIX}")


def backup_folder(database: Path) -> Path:
    """Return the folder of scheduled backups, beside the database."""
    return database.parent / "备份"


def listed(database: Path) -> tuple[BackupInfo, ...]:
    """Return the scheduled backups of a database, newest first, without unpacking them."""
    folder = backup_folder(database)
    found = []
    for path in folder.glob(f"*{SUFFIX}") if folder.is_dir() else ():
        try:
            with tarfile.open(path, "r:") as container:
                manifest = _manifest(path, container)
        except (tarfile.TarError, EOFError, OSError, UserError, EnvironmentFault):
            continue  # a file that is no backup is not offered; restoring it by hand says why
        found.append(BackupInfo(path, manifest["made_ms"], manifest["schema_revision"], path.stat().st_size))
    return tuple(sorted(found, key=lambda info: info.made_ms, reverse=True))


def scheduled_backup(database: Path, *, now_ms: int, progress: Progress = no_progress) -> BackupInfo | None:
    """Take today's backup unless there is one, then thin out the old ones.

    Args:
        database: the office database.
        now_ms: UTC milliseconds.
        progress: as for `backup`.

    Returns:
        The new backup, or None when today's exists.
    """
    day = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone().strftime("%Y%m%d")
    out = backup_folder(database) / f"每日-{day}{SUFFIX}"
    if out.exists():
        return None
    info = backup(database, out, progress=progress)
    for surplus in to_thin([path for path in backup_folder(database).glob(f"每日-*{SUFFIX}")]):
        surplus.unlink(missing_ok=True)
    return info


def to_thin(paths: list[Path]) -> list[Path]:
    """Return the daily backups that are no longer needed: 7 days, 5 weeks and 12 months stay.

    Names decide, not clocks of files: `每日-YYYYMMDD.lybak`. Counting backups, not days since now, keeps
    them all when the machine's clock jumps.
    """
    newest = sorted(paths, key=lambda path: path.name, reverse=True)
    keep = set(newest[:KEEP_DAILY])
    for key, most in ((_week, KEEP_WEEKLY), (_month, KEEP_MONTHLY)):
        seen: dict[str, Path] = {}
        for path in newest:
            seen.setdefault(key(path), path)
        keep |= set(list(seen.values())[:most])
    return [path for path in newest if path not in keep]


def _week(path: Path) -> str:
    try:
        day = datetime.strptime(path.stem[-8:], "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        return path.name
    return "{}-{}".format(*day.isocalendar()[:2])


def _month(path: Path) -> str:
    return path.stem[-8:-2]


def check_database(database: Path, *, full: bool = False) -> str | None:
    """Examine a database file page by page.

    Args:
        database: the file.
        full: also compare every index (`integrity_check`), not only the pages (`quick_check`).

    Returns:
        None when it is sound, otherwise a sentence.
    """
    examine(database)
    connection = connect(database, read_only=True)
    try:
        pragma = "integrity_check(1)" if full else "quick_check(1)"
        answer = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
    except driver().Error as error:
        return unopenable(database, error)
    finally:
        connection.close()
    if answer == "ok":
        return None
    return f"数据库“{database.name}”检查没有通过，可能已损坏。请用“恢复备份”换回最近的备份。"
