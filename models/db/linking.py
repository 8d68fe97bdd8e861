"""Changes of other offices in the log: which are new, whether they follow those here, storing them."""

from collections.abc import Iterable, Sequence, Set

from models.db import changes
from models.db.incoming import Incoming
from models.db.merging import AT_ONCE, marks
from models.db.screening import refused
from models.db.uow import UnitOfWork
from models.rules.merge import Key

_COLUMNS = (
    "replica_id, seq, tx_id, tbl, row_id, grp, values_json, prev_json, lamport, wall_ms, tz_min, user_id, "
    "schema_rev, salt, payload_hash, prev_hash, hash, pkg_id, arrived"
)
Said = tuple[bytes, int, int, bytes, int]
"""Who says it for a transaction: replica, time, offset, user, schema."""
Link = tuple[bytes, bytes | None, int]
"""Hash of a change, hash of the one before it, its logical time."""


class Linking:
    """Links changes to the chains that are here.

    Args:
        work: the open unit of work.
        pkg_id: the package they came in.
    """

    def __init__(self, work: UnitOfWork, pkg_id: bytes | None) -> None:
        self._work = work
        self._pkg_id = pkg_id
        self._said: dict[bytes, Said] = {}
        self._linked: dict[Key, bytes | None] = {}
        self.forked: list[Key] = []
        self.known = 0

    def fresh(self, chunk: Sequence[Incoming]) -> dict[Key, Incoming]:
        """Return the changes that are not here and fit their chain; count the known, note the forked.

        Raises:
            BadChange: one does not say which change it follows, or its logical time runs back.
        """
        self.known = 0
        self._linked = {}
        by_replica: dict[bytes, list[Incoming]] = {}
        for change in chunk:
            by_replica.setdefault(change.replica_id, []).append(change)
        found: dict[Key, Incoming] = {}
        for replica, listed in by_replica.items():
            stored = self._stored(replica, listed)
            for change in listed:
                self._link(change, stored, found)
        return found

    def _stored(self, replica: bytes, listed: Sequence[Incoming]) -> dict[int, Link]:
        """Return hash, hash before and logical time of what is stored at these numbers and beside them."""
        seqs = sorted({seq + beside for seq in {change.seq for change in listed} for beside in (-1, 0, 1)})
        found: dict[int, Link] = {}
        if len(seqs) > seqs[-1] - seqs[0]:
            asked = [("seq BETWEEN ? AND ?", (seqs[0], seqs[-1]))]
        else:
            parts = [tuple(seqs[at : at + AT_ONCE]) for at in range(0, len(seqs), AT_ONCE)]
            asked = [(f"seq IN ({marks(part)})", part) for part in parts]  # type: ignore[misc]
        for condition, parameters in asked:
            for seq, digest, before, lamport in self._work.reader.all(
                f"SELECT seq, hash, prev_hash, lamport FROM sync_change WHERE replica_id = ? AND {condition}",
                (replica, *parameters),
            ):
                found[seq] = bytes(digest), None if before is None else bytes(before), lamport
        return found

    def _link(
        self,
        change: Incoming,
        stored: dict[int, Link],
        found: dict[Key, Incoming],
    ) -> None:
        here = stored.get(change.seq)
        if here is not None:
            if here[0] == change.hash:
                self.known += 1
            else:
                self.forked.append(change.key)
            return
        before = stored.get(change.seq - 1) if change.seq > 1 else (bytes(32), None, 0)
        if before is None and change.prev_hash is None:
            if (change.replica_id, change.seq - 1) in self.forked:
                self.forked.append(change.key)
                return
            raise refused(change, "没有前一条更改的校验值")
        after = stored.get(change.seq + 1)
        if (before is not None and change.prev_hash not in (None, before[0])) or (
            after is not None and after[1] not in (None, change.hash)
        ):
            self.forked.append(change.key)
            return
        if (before is not None and before[2] >= change.lamport) or (
            after is not None and after[2] <= change.lamport
        ):
            raise refused(change, "更改的先后次序不对")
        stored[change.seq] = change.hash, change.prev_hash, change.lamport
        self._linked[change.key] = change.prev_hash if before is None else None
        found[change.key] = change

    def store(self, ready: Sequence[Incoming], arrived: int, erased: Set[tuple[str, bytes]]) -> None:
        """Append changes to the log; what belongs to an erased row goes in without its values.

        Args:
            ready: the changes, of those `fresh` returned last.
            arrived: the logical time at which they became known here.
            erased: table and id of rows whose personal data was erased.

        Raises:
            BadChange: a transaction is told in two ways.
        """
        self._look_up({change.tx_id for change in ready} - self._said.keys())
        rows = []
        for change in ready:
            said = (change.replica_id, change.wall_ms, change.tz_min, change.user_id, change.schema_rev)
            first = self._said.setdefault(change.tx_id, said)
            if first != said:
                raise refused(change, "同一次操作的时间或人员前后不一")
            if first is said:
                told: tuple[int | bytes | None, ...] = said[1:]
            else:
                told = (None, None, None, None)
            values, salt, payload = change.values_json, change.salt, change.payload_hash
            if salt is not None and values is not None and erased and (change.tbl, change.row_id) in erased:
                payload, values, salt = changes.payload_hash(salt, values), None, None
            rows.append(
                (
                    *(change.replica_id, change.seq, change.tx_id, change.tbl, change.row_id, change.grp),
                    *(values, change.prev_json, change.lamport, *told, salt, payload),
                    *(self._linked[change.key], change.hash, self._pkg_id, arrived),
                )
            )
        changes.execute_many(self._work.connection, f"INSERT INTO sync_change ({_COLUMNS})", rows)

    def _look_up(self, tx_ids: Iterable[bytes]) -> None:
        wanted = list(tx_ids)
        for at in range(0, len(wanted), AT_ONCE):
            chunk = tuple(wanted[at : at + AT_ONCE])
            for tx_id, *said in self._work.reader.all(
                "SELECT tx_id, replica_id, wall_ms, tz_min, user_id, schema_rev FROM sync_change "
                f"WHERE user_id IS NOT NULL AND tx_id IN ({marks(chunk)})",
                chunk,
            ):
                self._said[bytes(tx_id)] = (bytes(said[0]), said[1], said[2], bytes(said[3]), said[4])
