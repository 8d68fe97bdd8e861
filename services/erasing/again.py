"""What was erased before a backup was restored is erased again: the backup may be older than the request."""

from contextlib import closing
from pathlib import Path
from typing import Any, Final

from services.erasing.carrying_out import clear, erase_in
from services.office import Context
from services.rights import needs

UNKNOWN: Final = (
    "恢复前的数据打不开，不知道以前彻底删除过哪些人的信息。恢复出来的内容里可能又有他们，请对照申请再删一遍。"
)
REASON: Final = "恢复备份后再次删除"


@needs("office.restore")
def erase_again(context: Context) -> str:
    """Erase what had been erased in the database that a backup took the place of; on the writer's thread.

    The replaced database lies beside the new one. It tells which rows had been erased; no name is in that.

    Returns:
        A sentence for whoever restored, "" when nothing is to be said.
    """
    from models.db.connecting import driver
    from models.errors import EnvironmentFault

    kept = _kept(context.database.path) if context.database.in_a_file else None
    if kept is None:
        return ""
    try:
        known = _purged(context.database.path, kept)
    except (driver().Error, EnvironmentFault):
        return UNKNOWN
    done = _again(context, known)
    clear(context)
    return f"备份里有{done}位以前已经彻底删除的人，已经再次删除。" if done else ""


def _kept(database: Path) -> Path | None:
    found = sorted(database.parent.glob(f"{database.stem}.恢复前-*{database.suffix}"))
    own = [each for each in found if not each.name.endswith(".files.db") and ".files." not in each.name]
    return own[-1] if own else None


def _purged(database: Path, kept: Path) -> list[tuple[str, bytes, str]]:
    from models.db import keyring
    from models.db.connecting import connect

    with closing(connect(kept, read_only=True, key=keyring.key_of(database))) as connection:
        rows: list[Any] = connection.execute("SELECT tbl, row_id, reason FROM sync_purge").fetchall()
    return [(row[0], bytes(row[1]), row[2] or REASON) for row in rows]


def _again(context: Context, known: list[tuple[str, bytes, str]]) -> int:
    """Erase the rows that are here and not erased; return how many people were among them."""
    from services.sync import identity, purging

    people = 0
    with context.unit_of_work() as work:
        alone = identity.read(work.reader).kind != identity.WORKSTATION
        for table, row_id, reason in sorted(known, key=lambda each: each[0] != "resident"):
            sql = "SELECT 1 FROM sync_purge WHERE tbl = ? AND row_id = ?"
            row = work.stored(table, row_id)
            if row is None or work.reader.value(sql, (table, row_id)):
                continue
            if table == "resident" and alone:
                erase_in(context, work, row, reason)
            else:
                purging.erase(work, table, row_id, 0, reason)
            people += table == "resident"
        if people:
            work.commit()
    return people
