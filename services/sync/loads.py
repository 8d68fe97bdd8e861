"""What another office lacks, worked out from what it signed to have; nothing is written here.

Up: the own changes, and those of former ids, above what the hub has. Down: the outbox above what the
workstation took in. A large load is cut into packages that follow one another, each far below 2 GiB.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.db.reading import Reader
from services.sync import packages
from services.sync.packing import Author, Dispositions
from services.sync.peers import Peer

if TYPE_CHECKING:
    from models.db.incoming import Incoming

CHANGES_AT_ONCE = 100_000
"""Changes in one package at most."""


@dataclass(frozen=True, slots=True)
class Load:
    """The content of one package before it is written.

    Attributes:
        prerequisite: what the receiver must have for it: up `{"seqs": {replica: [first, last]}}`, down
            `{"epoch": …, "from": …, "to": …}`.
        count: changes in it.
        changes: reads them.
        dispositions: the hub's decisions, or those of a lost hub on the way back.
        kind: delta, snapshot or receipt.
        returned: authors whose changes are handed back to a hub that lost them, 1 for its orders alone.
    """

    prerequisite: Mapping[str, Any]
    count: int
    changes: "Callable[[Reader], Iterator[Incoming]]"
    dispositions: Dispositions = field(default_factory=Dispositions)
    kind: str = "delta"
    returned: int = 0


def unsent(
    reader: Reader, replicas: Sequence[bytes], acked: Mapping[str, int]
) -> dict[bytes, tuple[int, int]]:
    """Return for each own or former id the first and last change written here that the hub does not have."""
    found: dict[bytes, tuple[int, int]] = {}
    for replica in replicas:
        last = reader.value(
            "SELECT seq FROM sync_change WHERE replica_id = ? AND pkg_id IS NULL ORDER BY seq DESC LIMIT 1",
            (replica,),
        )
        first = acked.get(replica.hex(), 0) + 1
        if last is not None and last >= first:
            found[replica] = (first, int(last))
    return found


def up(reader: Reader, replicas: Sequence[bytes], hub: Peer, at_once: int = CHANGES_AT_ONCE) -> list[Load]:
    """Return what the hub lacks of this workstation, at least one load (it carries the acknowledgement).

    Args:
        reader: the writer's connection.
        replicas: own id and former ones, the oldest first.
        hub: what is known of the hub.
        at_once: changes in one package at most.
    """
    cut: list[dict[bytes, tuple[int, int]]] = [{}]
    room = at_once
    for replica, (first, last) in unsent(reader, replicas, hub.acked).items():
        at = first
        while at <= last:
            if room == 0:
                cut.append({})
                room = at_once
            upto = min(last, at + room - 1)
            cut[-1][replica] = (at, upto)
            room -= upto - at + 1
            at = upto + 1
    loads = [_up(ranges) for ranges in cut]
    # first: what the lost hub had decided tells how the own changes are to be judged
    return [*_back(reader, replicas, hub), *loads]


def _up(ranges: Mapping[bytes, tuple[int, int]]) -> Load:
    from models.db.incoming import changes_of

    def read(reader: Reader) -> "Iterator[Incoming]":
        for replica, (first, last) in ranges.items():
            yield from changes_of(reader, replica, first - 1, last)

    told = {replica.hex(): [first, last] for replica, (first, last) in ranges.items()}
    count = sum(last - first + 1 for first, last in ranges.values())
    return Load({"seqs": told}, count, read)


def _returned(reader: Reader, own: Sequence[bytes], hub: Peer) -> dict[bytes, int]:
    """Return for each other author above which number a restored hub lacks changes that are here."""
    lacking = hub.state.get("hub_has", {})
    rows = reader.all("SELECT replica_id, max(seq) FROM sync_change GROUP BY replica_id")
    return {
        bytes(replica): int(lacking.get(bytes(replica).hex(), 0))
        for replica, last in rows
        if bytes(replica) not in own and last > int(lacking.get(bytes(replica).hex(), 0))
    }


def _back(reader: Reader, own: Sequence[bytes], hub: Peer) -> list[Load]:
    """Return what goes back to a hub that was restored: changes of others, and its own orders."""
    from models.db.incoming import changes_of
    from services.sync import handing_back

    if not hub.state.get("give_back"):
        return []
    above, orders = _returned(reader, own, hub), handing_back.orders(reader)
    if not above and not orders:
        return []

    def read(reader: Reader) -> "Iterator[Incoming]":
        for replica, after in above.items():
            yield from changes_of(reader, replica, after)

    return [Load({"seqs": {}}, 0, read, orders, returned=max(len(above), 1))]


def down(reader: Reader, peer: Peer, lineage: frozenset[bytes], at_once: int = CHANGES_AT_ONCE) -> list[Load]:
    """Return what a workstation lacks, at least one load (it carries the receipt)."""
    epoch = int(peer.state.get("epoch", 0))
    snapshot = peer.snapshot
    after = peer.number if peer.epoch == epoch and not snapshot else 0
    last = int(
        reader.value(
            "SELECT coalesce(max(n), 0) FROM sync_out WHERE peer_id = ? AND epoch = ?", (peer.peer_id, epoch)
        )
    )
    loads: list[Load] = []
    receipts = packages.receipts(reader, peer.peer_id)
    while True:
        upto = min(last, after + at_once)
        told = _decided(reader, peer.peer_id, epoch, after, upto, receipts if upto == last else ())
        loads.append(
            _down(reader, peer.peer_id, epoch, after, upto, told, "snapshot" if snapshot else "delta")
        )
        after = upto
        if after >= last:
            return loads


def _down(
    reader: Reader, peer: bytes, epoch: int, after: int, upto: int, told: Dispositions, kind: str
) -> Load:
    from models.db.giving_out import queued

    count = int(
        reader.value(
            "SELECT count(*) FROM sync_out WHERE peer_id = ? AND epoch = ? AND n > ? AND n <= ? "
            "AND kind = 'change'",
            (peer, epoch, after, upto),
        )
    )
    return Load(
        {"epoch": epoch, "from": after + 1, "to": upto},
        count,
        lambda given: queued(given, peer, epoch, after, upto),
        told,
        kind,
    )


def _decided(
    reader: Reader, peer: bytes, epoch: int, after: int, upto: int, receipts: Sequence[Mapping[str, Any]]
) -> Dispositions:
    at = (peer, epoch, after, upto)
    voids = reader.all(
        "SELECT v.replica_id, v.seq, v.reason, v.by_hub_seq FROM sync_out o JOIN sync_void v "
        "ON v.replica_id = o.replica_id AND v.seq = o.seq WHERE o.peer_id = ? AND o.epoch = ? AND o.n > ? "
        "AND o.n <= ? AND o.kind = 'void'",
        at,
    )
    left = reader.all(
        "SELECT row_id FROM sync_out WHERE peer_id = ? AND epoch = ? AND n > ? AND n <= ? "
        "AND kind = 'row_out'",
        at,
    )
    purges = reader.all(
        "SELECT p.tbl, p.row_id, p.at_ms, p.by_hub_seq, coalesce(p.reason, '') FROM sync_out o "
        "JOIN sync_purge p ON p.row_id = o.row_id WHERE o.peer_id = ? AND o.epoch = ? AND o.n > ? "
        "AND o.n <= ? AND o.kind = 'purge'",
        at,
    )
    return Dispositions(
        tuple((bytes(row[0]), int(row[1]), str(row[2]), int(row[3])) for row in voids),
        tuple(bytes(row[0]) for row in left),
        tuple((str(row[0]), bytes(row[1]), int(row[2]), int(row[3]), str(row[4])) for row in purges),
        tuple(receipts),
    )


def authors(reader: Reader) -> tuple[Author, ...]:
    """Return the installations that are known here, as a manifest names them."""
    rows = reader.all(
        "SELECT replica_id, unit_id, kind, coalesce(name, ''), former_of FROM sync_replica "
        "ORDER BY replica_id"
    )
    return tuple(
        Author(
            bytes(row[0]),
            None if row[1] is None else bytes(row[1]),
            str(row[2]),
            str(row[3]),
            None if row[4] is None else bytes(row[4]),
        )
        for row in rows
    )


def people(reader: Reader) -> dict[bytes, str]:
    """Return the names of the people who wrote changes, by user id."""
    rows = reader.all("SELECT user_id, name FROM sync_person UNION ALL SELECT id, name FROM app_user")
    return {bytes(row[0]): str(row[1]) for row in rows}


def vectors(reader: Reader) -> dict[bytes, int]:
    """Return how many changes of each installation are here."""
    rows = reader.all("SELECT replica_id, max(seq) FROM sync_change GROUP BY replica_id")
    return {bytes(row[0]): int(row[1]) for row in rows}
