"""What a workstation hands back to a hub that was restored from a backup: changes of others, and its orders.

The workstation is no authority on either. Changes of others are taken only for rows it may see, from authors
the hub knows, and where they fit the chains that are here; they are judged by the right of who wrote them.
Orders to erase are taken for rows it may see, refusals only of its own changes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.db.reading import Reader
from services.sync import outbox, rights, senders
from services.sync.packing import Dispositions
from services.sync.refused import Refused

if TYPE_CHECKING:
    from models.db.incoming import Incoming
    from models.db.outbox import Scope
    from models.db.uow import UnitOfWork
    from services.office import Context
    from services.sync.identity import Identity

Key = tuple[bytes, int]
Row = tuple[str, bytes]
LOST = "lost_hub"
"""Reason of an order to erase that only a workstation still knew, where it told none."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """What is taken of the changes that were handed back.

    Attributes:
        changes: those that are taken in, the sender's own among them.
        beyond: of these the ones beyond the right of who wrote them, with the reason.
        left: number of those that are not taken.
    """

    changes: "list[Incoming]"
    beyond: Mapping[Key, str] = field(default_factory=dict)
    left: int = 0


def orders(reader: Reader) -> Dispositions:
    """Return the refusals and the orders to erase that are known at a workstation."""
    voids = reader.all("SELECT replica_id, seq, reason, by_hub_seq FROM sync_void ORDER BY replica_id, seq")
    purges = reader.all(
        "SELECT tbl, row_id, at_ms, by_hub_seq, coalesce(reason, '') FROM sync_purge ORDER BY tbl, row_id"
    )
    return Dispositions(
        tuple((bytes(row[0]), int(row[1]), str(row[2]), int(row[3])) for row in voids),
        (),
        tuple((str(row[0]), bytes(row[1]), int(row[2]), int(row[3]), str(row[4])) for row in purges),
    )


def fitting(
    work: "UnitOfWork", me: "Identity", unit: bytes, own: frozenset[bytes], changes: "Sequence[Incoming]"
) -> Fitting:
    """Return what the hub takes of a package that hands back.

    Args:
        work: the open transaction, nothing of the package taken in yet.
        me: the hub.
        unit: the sender's unit, and
        own: its ids.
        changes: of the package.

    Raises:
        BadChange: one of them is not as any program of ours writes it.
    """
    from services.levels import office_id

    foreign = [each for each in changes if each.replica_id not in own]
    kinds = {
        bytes(row[0]): (row[1], None if row[2] is None else bytes(row[2]))
        for row in work.reader.all("SELECT replica_id, kind, unit_id FROM sync_replica")
    }
    scope = outbox.scope_of(work.reader, unit)
    visible = _visible(work.reader, foreign, scope)
    unfit = _unfit(work, foreign)
    good = {
        each.key
        for each in foreign
        if each.replica_id in kinds
        and each.replica_id != me.replica
        and (each.tbl, each.row_id) in visible
        and each.key not in unfit
    }
    taken = [each for each in changes if each.replica_id in own or each.key in good]
    beyond: dict[Key, str] = {}
    for replica in sorted({each.replica_id for each in foreign if each.key in good}):
        kind, its_unit = kinds[replica]
        if kind == "workstation" and its_unit is not None:
            one = frozenset((replica,))
            beyond |= rights.beyond(work.reader, taken, its_unit, one, office_id(work.reader))
    return Fitting(taken, beyond, len(foreign) - len(good))


def _visible(reader: Reader, changes: "Sequence[Incoming]", scope: "Scope") -> set[Row]:
    """Return the rows that are or were in a scope, as this hub or the package tells."""
    from models.db import outbox as stored

    rows = {(each.tbl, each.row_id) for each in changes}
    units: dict[Row, set[bytes]] = {row: set() for row in rows}
    for row, owner in stored.owners(reader, rows).items():
        if owner is not None:
            units[row].add(owner)
    makers = {bytes(row[0]): row[1] for row in reader.all("SELECT replica_id, unit_id FROM sync_replica")}
    for each in changes:
        named = rights.unit_in(each) if each.grp in ("*", "unit_id") else None
        if named is None and each.grp == "*":
            named = makers.get(each.replica_id)
        if named is not None:
            units[each.tbl, each.row_id].add(bytes(named))
    return {row for row, named in units.items() if row[0] == "unit" or named & set(scope.units)}


def _unfit(work: "UnitOfWork", changes: "Sequence[Incoming]") -> set[Key]:
    """Return the changes that say something else than those here under their numbers, or do not follow them.

    The author is not to blame: whoever handed them back may have made them up.
    """
    from models.db.linking import Linking

    linking = Linking(work, None)
    linking.fresh(changes)
    return set(linking.forked)


def check_erased(reader: Reader, changes: "Iterable[Incoming]", units: Sequence[bytes | None]) -> None:
    """Look whether changes come erased that the sender may not have erased.

    Args:
        reader: the hub's database before the package.
        changes: of the package.
        units: whose rows may come erased.

    Raises:
        Refused: a row of somebody else would be erased.
    """
    from models.db import outbox as stored

    rows = {(each.tbl, each.row_id) for each in changes if each.payload_hash is not None}
    if not rows:
        return
    known = {(row[0], bytes(row[1])) for row in reader.all("SELECT tbl, row_id FROM sync_purge")}
    owners = stored.owners(reader, rows - known)
    if any(owner is not None and owner not in units for owner in owners.values()):
        raise Refused("erased", "数据包要彻底删除别的单位的记录，没有收取。请报告街道的技术人员。")


def carry_out(
    work: "UnitOfWork",
    context: "Context",
    sender: bytes,
    unit: bytes,
    told: Dispositions,
    by_hub: int,
) -> None:
    """Give again the orders of the lost hub that only this workstation still knew.

    Args:
        work: the open transaction, the changes of the package taken in.
        context: the hub.
        sender: the workstation, and
        unit: its unit.
        told: what it handed back.
        by_hub: number of the hub's newest change.
    """
    from models.db import outbox as stored
    from models.db.taking_in import void
    from models.tables import SYNCED
    from services.sync import archive, purging

    lineage = senders.lineage(work.reader, sender)
    voids = {(replica, seq): reason for replica, seq, reason, _ in told.voids if replica in lineage}
    if voids:
        void(work, voids, by_hub)
    known = {(row[0], bytes(row[1])) for row in work.reader.all("SELECT tbl, row_id FROM sync_purge")}
    names = {table.name for table in SYNCED}
    reasons = {(each[0], each[1]): each[4] for each in told.purges if each[0] in names}
    owners = stored.owners(work.reader, reasons.keys() - known)
    scope = outbox.scope_of(work.reader, unit)
    for row in sorted(reasons.keys() - known):
        if scope.holds(owners.get(row)):
            archive.forget_keys(work, archive.drop(context, work.reader, [row]))
            purging.erase(work, *row, by_hub, reasons[row] or LOST)
            outbox.erased(work, row[1])
