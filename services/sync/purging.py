"""Erasing personal data for good: an act of the hub (or of an office alone) that travels down (sync.md).

Values and their random salt are blanked, the salted hash stays, so that the chain still verifies and the hash
tells nothing. Packages in the archive that hold the row lose their keys.
"""

import json
from typing import TYPE_CHECKING

from services.office import Context
from services.rights import needs
from services.sync import archive, identity, outbox
from services.sync.refused import Refused

FILES = "erased_files"
"""Setting of the office: hashes of files that were erased and may still lie in the store."""
_NOTED = "SELECT value_json FROM setting WHERE owner = '' AND name = ?"
_HELD = (
    "SELECT 1 FROM attachment t WHERE t.sha256 = ? AND NOT EXISTS "
    "(SELECT 1 FROM sync_purge p WHERE p.row_id = t.id AND p.tbl = 'attachment')",
    "SELECT 1 FROM notice_issue WHERE pdf_sha256 = ?",
    "SELECT 1 FROM minutes WHERE pdf_sha256 = ?",
    "SELECT 1 FROM vote_count WHERE detail = ?",
)
"""Who else holds the bytes of a file."""

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.db.uow import UnitOfWork


@needs("personal.erase")
def purge(context: Context, table: str, row_id: bytes, reason: str) -> None:
    """Erase what every change says about a row; on the writer's thread. It goes to the recycle bin for good.

    Args:
        context: the hub, or an office that exchanges with nobody.
        table: table of the row, and
        row_id: the row.
        reason: why, kept.

    Raises:
        Refused: this is a workstation.
    """
    refuse_workstation(context)
    with context.unit_of_work() as work:
        if work.is_living(table, row_id):
            work.delete(table, row_id)
        purge_in(context, work, [(table, row_id)], reason)
        work.note("purge", table, row_id)
        work.commit()


def refuse_workstation(context: Context) -> None:
    """Refuse a workstation: the order has to come from the hub, so that every office obeys it.

    Raises:
        Refused: this is a workstation.
    """
    if identity.read(context.on_writer.reader).kind == identity.WORKSTATION:
        raise Refused("role", "个人信息的彻底删除由街道办办理。请联系街道办。")


def purge_in(context: Context, work: "UnitOfWork", rows: "Sequence[tuple[str, bytes]]", reason: str) -> None:
    """Erase rows inside an open unit of work, and tell every workstation to do the same.

    Args:
        context: the hub, or an office that exchanges with nobody.
        work: the open unit of work.
        rows: table and id of each row.
        reason: why, kept.
    """
    number = work.reader.value(
        "SELECT coalesce(max(seq), 0) FROM sync_change WHERE replica_id = ?", (work.actor.replica_id,)
    )
    outbox.catch_up(work)
    archive.forget_keys(work, archive.drop(context, work.reader, rows))
    for table, row_id in rows:
        erase(work, table, row_id, int(number), reason)
        outbox.erased(work, row_id)


def erase(work: "UnitOfWork", table: str, row_id: bytes, by_hub_seq: int, reason: str = "") -> None:
    """Blank a row and all its changes inside an open unit of work."""
    from models.db.purging import purge as blank

    if table == "attachment":
        note_file(work, row_id)
    blank(work, table, row_id, by_hub_seq, reason or None)


def note_file(work: "UnitOfWork", attachment: bytes) -> None:
    """Note whose bytes have to leave the store once the transaction is through (`drop_files`)."""
    from services import settings

    digest = work.reader.value("SELECT sha256 FROM attachment WHERE id = ?", (attachment,))
    if digest is not None:
        noted = set(json.loads(work.reader.value(_NOTED, (FILES,)) or "[]"))
        settings.put_in(work, FILES, sorted(noted | {bytes(digest).hex()}))


def drop_files(context: Context) -> int:
    """Take the bytes of erased files out of the store, unless another record holds the same; writer's thread.

    Returns:
        Number of files that are gone.
    """
    from services import blobs, settings

    reader = context.on_writer.reader
    noted = [bytes.fromhex(each) for each in json.loads(reader.value(_NOTED, (FILES,)) or "[]")]
    if not noted:
        return 0
    unused = [each for each in noted if not any(reader.value(sql, (each,)) for sql in _HELD)]
    blobs.forget(context.database.path, unused)
    settings.put(context, FILES, [])
    return len(unused)
