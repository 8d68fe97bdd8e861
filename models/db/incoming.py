"""Changes as they travel between offices, read from the log here."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from models.db.reading import Reader

COLUMNS = (
    "s.replica_id, s.seq, s.tx_id, s.tbl, s.row_id, s.grp, s.values_json, s.prev_json, s.lamport, "
    "coalesce(s.wall_ms, f.wall_ms), coalesce(s.tz_min, f.tz_min), coalesce(s.user_id, f.user_id), "
    "coalesce(s.schema_rev, f.schema_rev), s.salt, s.payload_hash, s.prev_hash, s.hash"
)
FROM = (
    "FROM sync_change s LEFT JOIN sync_change f ON f.replica_id = s.replica_id AND f.tx_id = s.tx_id "
    "AND f.user_id IS NOT NULL AND s.user_id IS NULL"
)
"""Changes `s`, with the one that says for its whole transaction who wrote when, for use with `COLUMNS`."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One change of the log of another office, with the columns of `sync_change`.

    Time, offset, user and schema are always given. `prev_hash` is the hash of the change before it in its
    chain; None where that one is its neighbour among those handed over, or known here already. `payload_hash`
    is given and `values_json` and `salt` are not where the values were erased.
    """

    replica_id: bytes
    seq: int
    tx_id: bytes
    tbl: str
    row_id: bytes
    grp: str
    values_json: str | None
    prev_json: str | None
    lamport: int
    wall_ms: int
    tz_min: int
    user_id: bytes
    schema_rev: int
    salt: bytes | None
    payload_hash: bytes | None
    prev_hash: bytes | None
    hash: bytes

    @property
    def key(self) -> tuple[bytes, int]:
        """Replica and number."""
        return self.replica_id, self.seq


def changes_of(
    reader: Reader, replica_id: bytes, above: int = 0, up_to: int | None = None
) -> Iterator[Incoming]:
    """Yield the changes of one installation that are kept here, by number.

    Args:
        reader: the reading connection, or that of a unit of work.
        replica_id: the installation.
        above: only those with a higher number.
        up_to: only those up to this number.

    Returns:
        The changes; the first one, and each behind a gap, has its `prev_hash`.
    """
    condition = "s.replica_id = ? AND s.seq > ?" + ("" if up_to is None else " AND s.seq <= ?")
    wanted = (replica_id, above) if up_to is None else (replica_id, above, up_to)
    before = reader.one(
        "SELECT seq, hash FROM sync_change WHERE replica_id = ? AND seq <= ? ORDER BY seq DESC LIMIT 1",
        (replica_id, above),
    )
    last: tuple[int, bytes] = (0, bytes(32)) if before is None else (before[0], bytes(before[1]))
    first = True
    for batch in reader.batches(f"SELECT {COLUMNS} {FROM} WHERE {condition} ORDER BY s.seq", wanted):
        for row in batch:
            change = Incoming(*row)
            if first and change.prev_hash is None and last[0] == change.seq - 1:
                change = replace(change, prev_hash=last[1])
            first = False
            yield change
