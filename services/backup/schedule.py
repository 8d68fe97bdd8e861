"""Backups without being asked: once a day with thinning, and before every migration; checks of a database."""

from datetime import UTC, datetime
from pathlib import Path

from models.db import keyring
from models.db.connecting import connect, driver, examine, unopenable
from services.backup.container import SUFFIX, BackupInfo, backup, listed_in
from services.files import Progress, no_progress

KEEP_DAILY, KEEP_WEEKLY, KEEP_MONTHLY = 7, 5, 12


def before_migration(database: Path, revision: int) -> None:
    """Take the backup that stands before every migration."""
    stamp = datetime.now(UTC).astimezone().strftime("%Y%m%d-%H%M%S")
    backup(database, backup_folder(database) / f"升级前-结构{revision}-{stamp}{SUFFIX}")


def backup_folder(database: Path) -> Path:
    """Return the folder of scheduled backups, beside the database."""
    return database.parent / "备份"


def listed(database: Path) -> tuple[BackupInfo, ...]:
    """Return the scheduled backups of a database, newest first, without unpacking them."""
    return listed_in(backup_folder(database))


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
    info = backup(database, out, now_ms=now_ms, progress=progress)
    for surplus in to_thin(list(backup_folder(database).glob(f"每日-*{SUFFIX}")), day):
        surplus.unlink(missing_ok=True)
    return info


def to_thin(paths: list[Path], today: str) -> list[Path]:
    """Return the daily backups that are no longer needed: 7 days, 5 weeks and 12 months stay.

    Names decide, not clocks of files: `每日-YYYYMMDD.lybak`. Backups are counted, not days since now, and
    those of days to come stay without counting, so that a clock that jumps, either way, costs none.

    Args:
        paths: the daily backups.
        today: the day of the newest one, YYYYMMDD.
    """
    dated = {path: _day(path) for path in paths}
    known = [path for path, day in dated.items() if day is not None and _digits(path) <= today]
    newest = sorted(known, key=lambda path: path.name, reverse=True)
    keep = set(newest[:KEEP_DAILY])
    for form, most in (("%G-%V", KEEP_WEEKLY), ("%Y-%m", KEEP_MONTHLY)):
        seen: dict[str, Path] = {}
        for path in newest:
            day = dated[path]
            if day is not None:
                seen.setdefault(day.strftime(form), path)
        keep |= set(list(seen.values())[:most])
    return [path for path in newest if path not in keep]


def _digits(path: Path) -> str:
    return path.stem[-8:]


def _day(path: Path) -> datetime | None:
    """Return the day in the name of a backup; None for a name that has none: it is left alone."""
    try:
        return datetime.strptime(_digits(path), "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        return None


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
        if keyring.key_of(database) is not None:
            bad = connection.execute("PRAGMA cipher_integrity_check").fetchone()
            if bad is not None:
                return _NOT_SOUND.format(name=database.name)
        pragma = "integrity_check(1)" if full else "quick_check(1)"
        answer = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
    except driver().Error as error:
        return unopenable(database, error)
    finally:
        connection.close()
    if answer == "ok":
        return None
    return _NOT_SOUND.format(name=database.name)


_NOT_SOUND = "数据库“{name}”检查没有通过，可能已损坏。请用“恢复备份”换回最近的备份。"
