"""What an office that was encrypted has left open: files beside it, and people without a password."""

from datetime import UTC, datetime
from pathlib import Path

from models.db import keyring
from models.db.connecting import looks_like_database
from services.backup import SUFFIX, backup_folder, listed_in
from services.backup_plan import back_up_to, plan
from services.blobs import store_path
from services.files import Progress, no_progress
from services.keys import keyfile, places
from services.keys.encrypting import wipe
from services.office import Context
from services.rights import needs


def open_files(context: Context) -> tuple[Path, ...]:
    """Return the files of an encrypted office that still hold its data without encryption.

    They are open backups in its folder, in that of scheduled backups and where their second copies go, and
    what a restore or a move put aside. What lies elsewhere, on another stick, is not known here.

    Args:
        context: on the reader's thread.
    """
    database, second = context.database.path, plan(context).copy_folder
    folders = (database.parent, backup_folder(database), *([second] if second else []))
    found = {info.path for folder in folders for info in listed_in(folder) if not info.keyed}
    own = (database, store_path(database))
    for path in database.parent.glob(f"{database.stem}.*"):
        aside = any(f"{side}.恢复前" in path.name for side in ("-wal", "-journal"))
        if path not in own and path.is_file() and (aside or looks_like_database(path)):
            found.add(path)
    return tuple(sorted(found))


@needs("office.backup", "office.restore")
def replace(context: Context, found: tuple[Path, ...], *, progress: Progress = no_progress) -> Path:
    """Take an encrypted backup, then overwrite and remove files that are open; on the writer's thread.

    Args:
        context: the encrypted office.
        found: from `open_files`.
        progress: as for `services.backup.backup`; may raise `Cancelled` before anything is removed.

    Returns:
        The encrypted backup.

    Raises:
        EnvironmentFault: the backup could not be written; nothing is removed then.
        OSError: a file cannot be removed.
    """
    database = context.database.path
    stamp = datetime.fromtimestamp(context.clock() / 1000, UTC).astimezone().strftime("%Y%m%d-%H%M%S")
    made = back_up_to(context, backup_folder(database) / f"加密后-{stamp}{SUFFIX}", progress=progress)
    for path in found:
        wipe(path)
    return made.path


def without_password(context: Context) -> tuple[str, ...]:
    """Return the active users of an encrypted office who cannot sign in yet; on the reader's thread."""
    file = places.read_from(keyring.key_path(context.database.path))
    rows = context.reader.all("SELECT name FROM app_user WHERE active = ? ORDER BY name", (True,))
    return tuple(row[0] for row in rows if not keyfile.knows(file, row[0]))


@needs("office.keys")
def note_encrypted(context: Context) -> None:
    """Write into the log that the office was encrypted; on the writer's thread."""
    with context.unit_of_work() as work:
        work.note("office_encrypted", "app_user", context.user.id, context.user.name)
        work.commit()


def note_restored(context: Context, name: str) -> tuple[str, ...]:
    """Write into the log that a backup was restored; on the writer's thread.

    Args:
        context: the office that came of it.
        name: name of the backup.

    Returns:
        Of an encrypted office those who cannot sign in yet.
    """
    with context.unit_of_work() as work:
        work.note("restore_backup", label=name)
        work.commit()
    return without_password(context) if context.database.keyed else ()


def in_words(names: tuple[str, ...]) -> str:
    """Return what is to be said about those who cannot sign in yet, "" for nobody."""
    return f"。{'、'.join(names)}没有密码，暂时不能登录，请在“系统—用户”里设密码" if names else ""
