"""Erasing personal data for good: an act of the hub (or of an office alone) that travels down (sync.md).

Values and their random salt are blanked, the salted hash stays, so that the chain still verifies and the hash
tells nothing. Packages in the archive that hold the row lose their keys.
"""

from typing import TYPE_CHECKING

from services.office import Context
from services.rights import needs
from services.sync import archive, identity, outbox
from services.sync.refused import Refused

if TYPE_CHECKING:
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
    me = identity.read(context.on_writer.reader)
    if me.kind == identity.WORKSTATION:
        raise Refused("role", "个人信息的彻底删除由街道办办理。请联系街道办。")
    with context.unit_of_work() as work:
        if work.is_living(table, row_id):
            work.delete(table, row_id)
        number = work.reader.value(
            "SELECT coalesce(max(seq), 0) FROM sync_change WHERE replica_id = ?", (work.actor.replica_id,)
        )
        outbox.catch_up(work)
        dropped = archive.drop(context, work.reader, [(table, row_id)])
        archive.forget_keys(work, dropped)
        erase(work, table, row_id, int(number), reason)
        outbox.erased(work, row_id)
        work.note("purge", table, row_id)
        work.commit()


def erase(work: "UnitOfWork", table: str, row_id: bytes, by_hub_seq: int, reason: str = "") -> None:
    """Blank a row and all its changes inside an open unit of work."""
    from models.db.purging import purge as blank

    blank(work, table, row_id, by_hub_seq, reason or None)
