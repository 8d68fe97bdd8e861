"""What the program looks at by itself after the start: is the file whole, is everything still there.

Every start: saves that are gone (a deleted write-ahead log), every page, the hash chain from where it was
found whole last. Once a week: every index and the chain from its beginning.
"""

from dataclasses import dataclass

from services import settings
from services.backup import check_database
from services.office import Context

ANCHORS, FULL_AT = "chain_anchors", "full_check_at"
"""Settings of the office: how far each chain was found whole, and when (UTC ms) all was checked last."""
WEEK_MS = 7 * 86_400_000
LOST = (
    "上次录入的内容有{count}处改动不见了：数据库旁边的“-wal”文件可能被清理软件删除或换掉，或者换上了较早的数据文件。"
    "请核对最近录入的内容，需要时到“系统—备份”恢复备份。"
)
BROKEN = (
    "变更记录从第{seq}条起对不上，数据可能被别的软件改过。请到“系统—备份”换回可靠的备份，或请技术人员查看。"
)


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found.

    Attributes:
        problem: a sentence when the file is damaged or was edited; it is not backed up over good backups.
        warning: a sentence when saves are gone; the file itself is sound.
        full: whether everything was checked.
    """

    problem: str | None = None
    warning: str | None = None
    full: bool = False

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is to be told, the most important last."""
        return tuple(each for each in (self.warning, self.problem) if each is not None)


def look(context: Context) -> Looked:
    """Examine the database as is due; on the writer's thread.

    Raises:
        EnvironmentFault: it cannot be read at all.
    """
    here = context.on_writer
    full = _due(here)
    lost = context.database.lost_changes
    warning = LOST.format(count=lost) if lost else None
    problem = check_database(context.database.path, full=full) or _chain(here, full)
    if problem is None and full:
        settings.put(here, FULL_AT, here.clock())
    return Looked(problem, warning, full)


def _due(context: Context) -> bool:
    """Return whether a week has gone; a clock that was set back makes it due as well."""
    last = settings.get(context, FULL_AT, 0)
    return not 0 <= context.clock() - last < WEEK_MS


def _chain(context: Context, full: bool) -> str | None:
    from models.db import anchors

    kept = {} if full else settings.get(context, ANCHORS, {})
    known = {bytes.fromhex(replica): (seq, bytes.fromhex(digest)) for replica, (seq, digest) in kept.items()}
    with context.unit_of_work() as work:
        checked = anchors.check(work.connection, known)
        if checked.broken is not None:
            return BROKEN.format(seq=checked.broken[1])
        found = {replica.hex(): [seq, digest.hex()] for replica, (seq, digest) in checked.anchors.items()}
        if found != kept:
            settings.put_in(work, ANCHORS, found)
            work.commit()
    return None
