"""The office as it was before something came in: a backup beside the scheduled ones, the newest few kept."""

from datetime import UTC, datetime
from pathlib import Path

from services.files import clear_away
from services.office import Context

PREFIX = "收取前-"
KEPT = 3


def before_import(context: Context) -> Path:
    """Take a backup before packages are taken in.

    Raises:
        EnvironmentFault: it could not be written; nothing may be taken in then.
    """
    from services.backup import SUFFIX, backup, backup_folder

    path = context.database.path
    stamp = datetime.fromtimestamp(context.clock() / 1000, UTC).astimezone().strftime("%Y%m%d-%H%M%S")
    folder = backup_folder(path)
    out = folder / f"{PREFIX}{stamp}{SUFFIX}"
    number = 1
    while out.exists():
        number += 1
        out = folder / f"{PREFIX}{stamp}-{number}{SUFFIX}"
    backup(path, out, now_ms=context.clock())
    kept = sorted(folder.glob(f"{PREFIX}*{SUFFIX}"), key=lambda each: each.stat().st_mtime_ns)
    for surplus in kept[:-KEPT]:
        clear_away(surplus)
    return out
