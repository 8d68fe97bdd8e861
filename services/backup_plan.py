"""The office's own backup habits: a backup a day, and a second copy in a folder of its choice."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from models.errors import EnvironmentFault, UserError
from services import settings
from services.backup import BackupInfo, backup, check_database, listed, scheduled_backup
from services.files import Progress, no_progress, replacing
from services.office import Context
from services.rights import needs

DAILY = "daily_backup"
"""Setting of the office: whether a backup is taken once a day; on unless switched off."""
COPY_FOLDER = "backup_copy_folder"
"""Setting of the office: folder that takes a copy of every daily backup; "" for none."""
SECOND_AT = "second_copy_at"
"""Setting of the office: when (UTC ms) a backup was last written to another medium."""
SECOND_COPY_DAYS = 7
"""Days after which the office is reminded of a backup on another medium (sync.md, "Durability")."""
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """What the office wants: a backup a day or not, and where a second copy goes (None: nowhere)."""

    daily: bool
    copy_folder: Path | None


@dataclass(frozen=True, slots=True)
class DailyBackup:
    """What the daily backup did.

    Attributes:
        made: the new backup; None when today's was there already or none is wanted.
        copied_to: the second copy, None without one.
        problem: a sentence when the second copy could not be written; the backup itself is kept.
        reminder: a sentence when the last copy on another medium is too old, "" if not.
    """

    made: BackupInfo | None
    copied_to: Path | None = None
    problem: str = ""
    reminder: str = ""


def plan(context: Context) -> BackupPlan:
    """Return what the office wants; on the reader's thread."""
    folder = settings.get(context, COPY_FOLDER, "")
    return BackupPlan(bool(settings.get(context, DAILY, True)), Path(folder) if folder else None)


@needs("office.settings")
def change_plan(context: Context, wanted: BackupPlan) -> None:
    """Keep what the office wants; on the writer's thread."""
    settings.change(context, DAILY, wanted.daily, "每日备份", lambda on: "开" if on else "关")
    folder = str(wanted.copy_folder) if wanted.copy_folder else ""
    settings.change(context, COPY_FOLDER, folder, "备份另存的文件夹")


def take_daily(context: Context, wanted: BackupPlan, *, progress: Progress = no_progress) -> DailyBackup:
    """Take today's backup unless there is one; on the writer's thread.

    Args:
        context: the office.
        wanted: from `plan`.
        progress: as for `services.backup.backup`.

    Raises:
        EnvironmentFault: the backup could not be written.
    """
    if not wanted.daily:
        return DailyBackup(None)
    made = scheduled_backup(context.database.path, now_ms=context.clock(), progress=progress)
    if made is None:
        return DailyBackup(None)
    _note(context, made)
    if wanted.copy_folder is None:
        return DailyBackup(made, reminder=reminder(context))
    try:
        second = copied(made.path, wanted.copy_folder)
    except (EnvironmentFault, UserError) as error:
        problem = f"今天的备份已存在本机，但没有另存成功。{error.message}"
        return DailyBackup(made, problem=problem, reminder=reminder(context))
    with context.unit_of_work() as work:
        settings.put_in(work, SECOND_AT, context.clock())
        work.note("backup_copied", label=second.name, detail=str(second.parent))
        work.commit()
    return DailyBackup(made, second)


def reminder(context: Context) -> str:
    """Return a sentence when no backup went to another medium for a week, "" if not; on the writer's thread.

    An office that never had one is reminded a week after its first daily backup. A clock that was set back
    reminds of nothing.
    """
    last = settings.get(context.on_writer, SECOND_AT)
    since = last or min((info.made_ms for info in listed(context.database.path)), default=context.clock())
    days = (context.clock() - since) // _DAY_MS
    if days < SECOND_COPY_DAYS:
        return ""
    told = f"已有{days}天没有把备份存到别的盘" if last else f"用了{days}天，还没有把备份存到过别的盘"
    return f"{told}，电脑坏了会找不回数据。请插上U盘，到“系统—备份与恢复”按“备份到…”。"


@needs("office.restore")
def allow_restore(context: Context) -> None:
    """Pass whoever may replace this office by a backup; that is done while it is closed. Writer's thread.

    Raises:
        NotAllowed: the role may not.
    """


@needs("office.restore")
def check_office(context: Context) -> str | None:
    """Examine every page and index of the database; what is wrong, None for nothing. Writer's thread."""
    return check_database(context.database.path, full=True)


@needs("office.backup")
def back_up_to(context: Context, out: Path, *, progress: Progress = no_progress) -> BackupInfo:
    """Write a backup where the user asked for it and note it; on the writer's thread.

    Raises:
        EnvironmentFault: it could not be written.
        UserError: `out` is the database itself.
    """
    made = backup(context.database.path, out, progress=progress)
    _note(context, made)
    if _another_medium(made.path, context.database.path):
        settings.put(context, SECOND_AT, context.clock())
    return made


def _another_medium(path: Path, database: Path) -> bool:
    """Return whether a file lies on another file system than the database."""
    return path.stat().st_dev != database.stat().st_dev


def copied(source: Path, folder: Path) -> Path:
    """Copy a backup into a folder, whole or not at all.

    Raises:
        UserError: the folder is not there: a stick that was taken out.
        EnvironmentFault: it cannot be written to.
    """
    if not folder.is_dir():
        raise UserError(f"没有找到文件夹“{folder}”，U盘可能没有插好。")
    target = folder / source.name
    with source.open("rb") as content, replacing(target) as file:
        shutil.copyfileobj(content, file, 1 << 20)
    return target


def newest(database: Path) -> BackupInfo | None:
    """Return the newest scheduled backup, None when there is none."""
    return next(iter(listed(database)), None)


def _note(context: Context, made: BackupInfo) -> None:
    with context.unit_of_work() as work:
        work.note("backup", label=made.path.name)
        work.commit()
