"""The hash chains of the change log checked from where they were found whole last, not from their beginning.

What was checked once is anchored by number and hash of its last change; the next check begins there. Edits
behind an anchor are found by the full check, which knows none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from models.db import chain
from models.tables.sync import SyncChange

Anchor = tuple[int, bytes]
"""Number and hash of a change up to which a chain was found whole."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found.

    Attributes:
        anchors: how far each chain is whole now, by replica.
        broken: replica and number of the first change that does not fit; None when all do.
    """

    anchors: Mapping[bytes, Anchor]
    broken: tuple[bytes, int] | None


def check(connection: Connection, anchors: Mapping[bytes, Anchor]) -> Checked:
    """Check the chain of every replica from its anchor on; without one from the beginning.

    Args:
        connection: of an open unit of work.
        anchors: as an earlier check returned them.
    """
    found = dict(anchors)
    for replica in _replicas(connection):
        anchor, broken = _follow(connection, replica, anchors.get(replica))
        if broken is not None:
            return Checked(found, (replica, broken))
        if anchor is not None:
            found[replica] = anchor
    return Checked(found, None)


def _replicas(connection: Connection) -> list[bytes]:
    """Return who has changes here, by one step in the index for each; a DISTINCT would read them all."""
    found: list[bytes] = []
    while True:
        wanted = select(func.min(SyncChange.replica_id))
        if found:
            wanted = wanted.where(SyncChange.replica_id > found[-1])
        replica = connection.execute(wanted).scalar()
        if replica is None:
            return found
        found.append(bytes(replica))


def _follow(
    connection: Connection, replica: bytes, anchor: Anchor | None
) -> tuple[Anchor | None, int | None]:
    wanted = select(*SyncChange.__table__.c).where(SyncChange.replica_id == replica)
    if anchor is not None:
        kept = connection.execute(
            select(SyncChange.hash).where(SyncChange.replica_id == replica, SyncChange.seq == anchor[0])
        ).scalar()
        if kept is None or bytes(kept) != anchor[1]:
            return None, anchor[0]
        wanted = wanted.where(SyncChange.seq > anchor[0])
    seq, last = anchor or (0, bytes(32))
    first: Any = None
    told: bytes | None = None
    for row in connection.execute(wanted.order_by(SyncChange.seq)):
        if told != row.tx_id:
            first = row if row.user_id is not None else chain.teller(connection, row)
            told = row.tx_id
        try:
            whole = _fits(row, first, seq, last)
        except (TypeError, AttributeError, UnicodeError):
            return None, seq + 1  # a value of another type than the program writes
        if not whole:
            return None, seq + 1
        seq, last = int(row.seq), bytes(row.hash)
    return (seq, last) if seq else None, None


def _fits(row: Any, first: Any, seq: int, last: bytes) -> bool:
    """Return whether a change follows the one before; only where its own `prev_hash` says so after a gap."""
    if row.seq != seq + 1:
        if row.prev_hash is None:
            return False
        last = bytes(row.prev_hash)
    payload, digest = chain.link_hashes(row, first, last)
    return (row.prev_hash in (None, last)) and row.payload_hash in (None, payload) and row.hash == digest
