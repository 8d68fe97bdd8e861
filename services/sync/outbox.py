"""What the hub queues for each workstation: changes of the rows it may see, and rows that enter or leave."""

import json
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.db.reading import Reader
from services.sync.peers import Peer, incarnation, keep, peer_of

if TYPE_CHECKING:
    from models.db.outbox import Entry, Scope
    from models.db.uow import UnitOfWork

Row = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Told:
    """One change as far as it decides who is to get it."""

    replica: bytes
    seq: int
    row: Row
    group: str


@dataclass(frozen=True, slots=True)
class Workstation:
    """A workstation as the hub sees it: its id, former ids, and unit."""

    replica: bytes
    unit: bytes
    lineage: frozenset[bytes] = field(default_factory=frozenset)


def workstations(reader: Reader) -> tuple[Workstation, ...]:
    """Return the workstations that take part now, each with the ids it used before."""
    rows = reader.all("SELECT replica_id, unit_id, former_of, kind, state, is_self FROM sync_replica")
    before = {bytes(row[0]): bytes(row[2]) for row in rows if row[2] is not None}
    found = []
    for replica, unit, _, kind, state, is_self in rows:
        if kind == "workstation" and state == "active" and not is_self and unit is not None:
            found.append(Workstation(bytes(replica), bytes(unit), _lineage(bytes(replica), before)))
    return tuple(sorted(found, key=lambda each: each.replica))


def _lineage(replica: bytes, before: dict[bytes, bytes]) -> frozenset[bytes]:
    """Return an id and all that its installation used before; `before` names the one before each."""
    found = [replica]
    while found[-1] in before and before[found[-1]] not in found:
        found.append(before[found[-1]])
    return frozenset(found)


def scope_of(reader: Reader, unit: bytes) -> "Scope":
    """Return what a workstation of this unit may see."""
    from models.db.outbox import Scope
    from services.levels import office_id

    return Scope(unit, office_id(reader))


def begin_epoch(work: "UnitOfWork", peer: Peer, unit: bytes) -> Peer:
    """Let a new inbox epoch begin with everything in scope, and all that was refused or erased for good.

    What was queued before is forgotten: it may have been known only to a hub that was lost. The first epoch
    leaves out what the workstation wrote itself: it has that. A later one holds it, for it begins because one
    of the two is not what it was before.
    """
    from models.db import outbox

    epoch = int(peer.state.get("epoch", 0)) + 1
    first = not (peer.state.get("epoch") or peer.state.get("begin") or peer.snapshot)
    known = peer.peer_id if first else None
    scope = scope_of(work.reader, unit)
    outbox.begin(work, peer.peer_id, epoch, scope, known)
    outbox.append(work, peer.peer_id, epoch, _left(work.reader, scope))
    lineage = next((each.lineage for each in workstations(work.reader) if each.replica == peer.peer_id), ())
    purges: list[Entry] = [
        ("purge", None, None, bytes(row[0]))
        for row in work.reader.all("SELECT row_id FROM sync_purge ORDER BY row_id")
    ]
    outbox.append(work, peer.peer_id, epoch, [*_voids(work.reader, lineage), *purges])
    begun = peer.with_state(epoch=epoch, begin=None, mark=incarnation(work.reader).hex())
    keep(work, begun)
    return begun


def _left(reader: Reader, scope: "Scope") -> "list[Entry]":
    """Return entries for the rows that were in scope once: what gave them away, and that they left.

    Whoever was restored, or had no epoch when it happened, goes on holding them otherwise.
    """
    from models.db import outbox

    found = reader.all("SELECT DISTINCT tbl, row_id FROM sync_change WHERE grp = 'unit_id'")
    rows = {(str(row[0]), bytes(row[1])) for row in found}
    owners = outbox.owners(reader, rows)
    gone = {row for row, owner in owners.items() if not scope.holds(owner)}
    moved = _moved(reader, [Told(b"", 0, row, "unit_id") for row in gone], owners)
    entries: list[Entry] = []
    for row in sorted(row for row, before in moved.items() if before & set(scope.units)):
        entries += _whole(reader, row, "AND grp = 'unit_id' ")
        entries.append(("row_out", None, None, row[1]))
    return entries


def _voids(reader: Reader, replicas: "Iterable[bytes]") -> "list[Entry]":
    """Return entries for what the hub did not accept of these installations."""
    found: list[Entry] = []
    for replica in sorted(replicas):
        rows = reader.all("SELECT seq FROM sync_void WHERE replica_id = ? ORDER BY seq", (replica,))
        found.extend(("void", replica, int(row[0]), None) for row in rows)
    return found


def refuse(work: "UnitOfWork", peer: bytes, keys: "Iterable[tuple[bytes, int]]") -> None:
    """Queue for a workstation that these of its changes were not accepted."""
    from models.db import outbox

    epoch = int(peer_of(work.reader, peer).state.get("epoch", 0))
    if epoch:
        outbox.append(work, peer, epoch, [("void", replica, seq, None) for replica, seq in sorted(keys)])


def erased(work: "UnitOfWork", row_id: bytes) -> None:
    """Queue for every workstation that a row was erased for good: one may have had it before it was moved."""
    from models.db import outbox

    for station in workstations(work.reader):
        epoch = int(peer_of(work.reader, station.replica).state.get("epoch", 0))
        if epoch:
            outbox.append(work, station.replica, epoch, [("purge", None, None, row_id)])


def catch_up(work: "UnitOfWork") -> None:
    """Queue what this installation itself wrote since the last time, for every workstation."""
    from services import settings

    own = work.actor.replica_id
    upto = work.reader.value("SELECT coalesce(max(seq), 0) FROM sync_change WHERE replica_id = ?", (own,))
    name = f"sync.queued.{own.hex()}"
    found = work.reader.value("SELECT value_json FROM setting WHERE owner = '' AND name = ?", (name,))
    after = int(json.loads(found)) if found else 0
    if upto == after:
        return
    rows = work.reader.all(
        "SELECT replica_id, seq, tbl, row_id, grp FROM sync_change WHERE replica_id = ? AND seq > ? "
        "ORDER BY seq",
        (own, after),
    )
    queue(work, [_told(row) for row in rows])
    settings.put_in(work, name, upto)


def taken_in(reader: Reader, keys: Sequence[tuple[bytes, int]], pkg_id: bytes) -> list[Told]:
    """Return those of the named changes that came with this package and were not refused."""
    ranges: dict[bytes, tuple[int, int]] = {}
    for replica, seq in keys:
        low, high = ranges.get(replica, (seq, seq))
        ranges[replica] = min(low, seq), max(high, seq)
    found: list[Told] = []
    for replica, (low, high) in ranges.items():
        rows = reader.all(
            "SELECT c.replica_id, c.seq, c.tbl, c.row_id, c.grp FROM sync_change c "
            "WHERE c.replica_id = ? AND c.seq BETWEEN ? AND ? AND c.pkg_id = ? AND NOT EXISTS (SELECT 1 FROM "
            "sync_void v WHERE v.replica_id = c.replica_id AND v.seq = c.seq) ORDER BY c.lamport",
            (replica, low, high, pkg_id),
        )
        found.extend(_told(row) for row in rows)
    return found


def _told(row: Sequence[Any]) -> Told:
    replica, seq, table, row_id, group = row
    return Told(bytes(replica), int(seq), (str(table), bytes(row_id)), str(group))


def queue(work: "UnitOfWork", changes: Sequence[Told]) -> None:
    """Queue changes for every workstation that may see their rows, except for whoever wrote them.

    A row that changed its unit goes whole to those who see it now; those who saw it before get the change
    that takes it away from them, and a `row_out`.
    """
    from models.db import outbox

    moving = any(each.group == "unit_id" for each in changes)
    stations = receivers(work.reader, {each.replica for each in changes}, moving=moving)
    if not stations:
        return
    owners = outbox.owners(work.reader, {each.row for each in changes})
    moved = _moved(work.reader, changes, owners)
    moves: dict[int, Told] = {}
    by_owner: dict[bytes | None, dict[int, Told]] = {}
    for at, each in enumerate(changes):
        if each.row in moved:
            moves[at] = each
        elif each.row in owners:
            by_owner.setdefault(owners[each.row], {})[at] = each
    for station, epoch in stations:
        scope = scope_of(work.reader, station.unit)
        seen = dict(moves)
        for owner in (None, *scope.units):
            seen |= by_owner.get(owner, {})
        entries = list(
            _entries(work.reader, station, scope, [seen[at] for at in sorted(seen)], owners, moved)
        )
        if entries:
            outbox.append(work, station.replica, epoch, entries)


def receivers(reader: Reader, authors: Set[bytes], *, moving: bool) -> list[tuple[Workstation, int]]:
    """Return the workstations that may get changes of these authors, each with the epoch of its inbox.

    Nobody gets back what it wrote itself, unless a row moves to another unit. Who has no epoch yet gets
    everything with its first one.
    """
    found = []
    for station in workstations(reader):
        epoch = int(peer_of(reader, station.replica).state.get("epoch", 0))
        if epoch and (moving or authors - {station.replica}):
            found.append((station, epoch))
    return found


def _entries(
    reader: Reader,
    station: Workstation,
    scope: "Scope",
    changes: Sequence[Told],
    owners: dict[Row, bytes | None],
    moved: dict[Row, frozenset[bytes]],
) -> "Iterable[Entry]":
    entered: set[Row] = set()
    left: set[Row] = set()
    for each in changes:
        now = each.row in owners and scope.holds(owners[each.row])
        before = bool(moved.get(each.row, frozenset()) & set(scope.units))
        if now and each.row in moved and not before:
            if each.row not in entered:
                entered.add(each.row)
                yield ("row_in", None, None, each.row[1])
                yield from _whole(reader, each.row)
        elif (now or before) and each.replica != station.replica:
            yield ("change", each.replica, each.seq, each.row[1])
        if before and not now:
            left.add(each.row)
    for row in sorted(left):
        yield ("row_out", None, None, row[1])


def _whole(reader: Reader, row: Row, only: str = "") -> "Iterable[Entry]":
    found = reader.all(
        f"SELECT replica_id, seq FROM sync_change c WHERE row_id = ? AND tbl = ? {only}AND NOT EXISTS "
        "(SELECT 1 FROM sync_void v WHERE v.replica_id = c.replica_id AND v.seq = c.seq) ORDER BY lamport",
        (row[1], row[0]),
    )
    return [("change", bytes(each[0]), int(each[1]), row[1]) for each in found]


def _moved(
    reader: Reader, changes: Iterable[Told], owners: dict[Row, bytes | None]
) -> dict[Row, frozenset[bytes]]:
    """Return the rows whose unit changed among these changes, with the units they were of before."""
    from models.db import outbox
    from models.db.changes import values_of
    from models.tables import SYNCED

    tables = {table.name: table for table in SYNCED}
    found: dict[Row, frozenset[bytes]] = {}
    for row in {each.row for each in changes if each.group == "unit_id" and each.row[0] in tables}:
        told = reader.all(
            "SELECT values_json FROM sync_change WHERE row_id = ? AND tbl = ? AND grp IN ('*', 'unit_id') "
            "AND values_json IS NOT NULL",
            (row[1], row[0]),
        )
        units = {values_of(tables[row[0]], each[0]).get("unit_id") for each in told}
        if None in units:  # it belonged to the unit of whoever made it
            units |= set(outbox.makers(reader, [row]).values())
        found[row] = frozenset(unit for unit in units if unit is not None and unit != owners.get(row))
    return found
