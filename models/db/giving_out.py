"""Changes queued for a peer, read from the log as they travel."""

from collections.abc import Iterator

from models.db.incoming import Incoming
from models.db.reading import Reader

_QUEUED = (
    "SELECT c.replica_id, c.seq, c.tx_id, c.tbl, c.row_id, c.grp, c.values_json, c.prev_json, c.lamport, "
    "coalesce(c.wall_ms, f.wall_ms), coalesce(c.tz_min, f.tz_min), coalesce(c.user_id, f.user_id), "
    "coalesce(c.schema_rev, f.schema_rev), c.salt, c.payload_hash, coalesce(c.prev_hash, p.hash), c.hash "
    "FROM sync_out o JOIN sync_change c ON c.replica_id = o.replica_id AND c.seq = o.seq "
    "LEFT JOIN sync_change f ON c.user_id IS NULL AND f.tx_id = c.tx_id AND f.replica_id = c.replica_id "
    "AND f.user_id IS NOT NULL "
    "LEFT JOIN sync_change p ON p.replica_id = c.replica_id AND p.seq = c.seq - 1 "
    "WHERE o.peer_id = ? AND o.epoch = ? AND o.n > ? AND o.n <= ? AND o.kind = 'change' ORDER BY o.n"
)


def queued(reader: Reader, peer: bytes, epoch: int, after: int, upto: int) -> Iterator[Incoming]:
    """Yield the changes queued for a peer between two numbers of its outbox, in the order of the outbox.

    Each has its `prev_hash`, because a peer does not have what lies between.
    """
    for batch in reader.batches(_QUEUED, (peer, epoch, after, upto)):
        for row in batch:
            change = Incoming(*row)
            yield change if row[1] > 1 or row[15] is not None else Incoming(*(*row[:15], bytes(32), row[16]))
