"""What is known of the other sides: one row of `sync_peer` each, read and written as one plain value."""

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from models.db.reading import Reader

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

_COLUMNS = (
    "peer_id, up_acked_json, inbox_epoch, inbox_no, hub_incarnation, seen_pkg_no, last_pkg_hash, "
    "sent_pkg_no, last_digest, snapshot_needed, state_json"
)


@dataclass(frozen=True, slots=True)
class Peer:
    """The other side of an exchange.

    Attributes:
        peer_id: its replica id.
        acked: by replica id how many changes have arrived: at a workstation what the hub signed to have of
            this one, at the hub what it has of the workstation, former ids included.
        epoch, number: of the inbox; at a workstation the newest taken in, at the hub what the workstation
            signed to have.
        incarnation: of the hub, at a workstation only.
        seen_no, seen_hash: the newest package that came from there.
        sent_no: the newest package written for it.
        digest: of the last comparison.
        snapshot: a snapshot is wanted (at a workstation) or due (at the hub).
        state: everything else, see where it is used.
    """

    peer_id: bytes
    acked: dict[str, int] = field(default_factory=dict)
    epoch: int = 0
    number: int = 0
    incarnation: bytes | None = None
    seen_no: int = 0
    seen_hash: bytes | None = None
    sent_no: int = 0
    digest: bytes | None = None
    snapshot: bool = False
    state: dict[str, Any] = field(default_factory=dict)

    def with_state(self, **values: Any) -> "Peer":
        """Return it with parts of its state replaced; None takes a part away."""
        kept = {name: value for name, value in {**self.state, **values}.items() if value is not None}
        return replace(self, state=kept)


def peer_of(reader: Reader, peer_id: bytes) -> Peer:
    """Return what is known of another installation; nothing yet for a new one."""
    row = reader.one(f"SELECT {_COLUMNS} FROM sync_peer WHERE peer_id = ?", (peer_id,))
    return Peer(peer_id) if row is None else _peer(row)


def peers(reader: Reader) -> tuple[Peer, ...]:
    """Return all that packages were exchanged with."""
    return tuple(_peer(row) for row in reader.all(f"SELECT {_COLUMNS} FROM sync_peer ORDER BY peer_id"))


def _peer(row: tuple[Any, ...]) -> Peer:
    return Peer(
        bytes(row[0]),
        json.loads(row[1] or "{}"),
        row[2] or 0,
        row[3] or 0,
        None if row[4] is None else bytes(row[4]),
        row[5] or 0,
        None if row[6] is None else bytes(row[6]),
        row[7] or 0,
        None if row[8] is None else bytes(row[8]),
        bool(row[9]),
        json.loads(row[10] or "{}"),
    )


def keep(work: "UnitOfWork", peer: Peer) -> None:
    """Write what is known of another installation; inside an open unit of work."""
    from sqlalchemy import delete, insert

    from models.tables.sync import SyncPeer

    work.local(delete(SyncPeer).where(SyncPeer.peer_id == peer.peer_id))
    work.local(
        insert(SyncPeer).values(
            peer_id=peer.peer_id,
            up_acked_json=json.dumps(peer.acked, sort_keys=True),
            inbox_epoch=peer.epoch,
            inbox_no=peer.number,
            hub_incarnation=peer.incarnation,
            seen_pkg_no=peer.seen_no,
            last_pkg_hash=peer.seen_hash,
            sent_pkg_no=peer.sent_no,
            last_digest=peer.digest,
            snapshot_needed=int(peer.snapshot),
            state_json=json.dumps(peer.state, sort_keys=True, ensure_ascii=False),
        )
    )


def incarnation(reader: Reader) -> bytes:
    """Return what tells this hub from itself before a restore."""
    found = reader.value("SELECT value_json FROM setting WHERE owner = '' AND name = 'sync_incarnation'")
    return bytes(16) if found is None else bytes.fromhex(json.loads(found))
