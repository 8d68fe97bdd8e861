"""Taking in the changes of other offices: into the log, merged, and onto the rows, in one transaction.

Changes are taken in by the thousand. What is new of each is put into the log; a row that nobody here knows
and that came as one insert is written at once, every other one is merged from all its changes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import insert

from models.db import changes
from models.db.clashes import Clashes
from models.db.deletions import list_deletions
from models.db.digest import digest
from models.db.incoming import Incoming, changes_of
from models.db.learning import learnt
from models.db.linking import Linking
from models.db.merging import AT_ONCE, SINCE, Merging, marks, since
from models.db.purging import purge
from models.db.rebuilding import rebuild
from models.db.screening import NEWER_SCHEMA, UNKNOWN_TABLE
from models.db.screening import screened as looked_through
from models.db.settling import Held, Hold, Row, Settling
from models.db.soft_notes import note_soft
from models.db.uow import UnitOfWork
from models.errors import BadChange
from models.rules.merge import Key
from models.tables import SYNCED
from models.tables.base import Base
from models.tables.sync import SyncPurge, SyncVoid
from models.uncollected import uncollected

__all__ = [
    "BadChange",
    "Held",
    "Hold",
    "Incoming",
    "TakenIn",
    "changes_of",
    "digest",
    "merge_again",
    "purge",
    "rebuild",
    "retry_pending",
    "take_in",
    "void",
]

CHUNK = 10_000
"""Changes looked at together; bounds the memory of an import."""


WAITING = (
    "SELECT s.tbl, s.row_id, p.replica_id, p.seq FROM sync_pending p CROSS JOIN sync_change s "
    "WHERE s.replica_id = p.replica_id AND s.seq = p.seq AND p.reason NOT IN (?, ?)"
)
"""What waits, and not for a newer program.

SQLite does not turn a CROSS JOIN round: it would rather walk through the whole log and ask of each change
whether it waits."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What taking in did.

    Attributes:
        new: number of changes that were not here yet.
        known: number of those that were.
        forked: changes that are here with another hash, left out: two installations wrote under one id.
        held: changes that came now and wait.
        conflicts: ids of the rows of `sync_conflict` that were opened and are open.
        closed: number of conflicts that were closed.
        touched: ids of the rows that changed, by table.
    """

    new: int = 0
    known: int = 0
    forked: tuple[Key, ...] = ()
    held: tuple[Held, ...] = ()
    conflicts: tuple[bytes, ...] = ()
    closed: int = 0
    touched: Mapping[str, frozenset[bytes]] = field(default_factory=dict)


Screened = tuple[Incoming, str | None, dict[str, Any]]
"""A change, why it waits for a newer program, its values known here."""


@uncollected()
def take_in(
    work: UnitOfWork,
    incoming: Iterable[Incoming],
    *,
    pkg_id: bytes | None,
    hold: Hold | None = None,
    void: Mapping[Key, str] | None = None,
    by_hub_seq: int = 0,
) -> TakenIn:
    """Take in changes of other offices.

    The hash of each was recomputed by whoever read it. Installations are known (`sync_replica`) before: their
    units decide which value is shown in a conflict.

    Args:
        work: an open unit of work; the caller commits.
        incoming: the changes; those of one installation in the order of their numbers, gaps allowed.
        pkg_id: the package they came in.
        hold: asked about every living row that would be written; without it what was asked to wait goes on.
        void: changes that the hub refuses, with the reason: kept, and counted as if they were not there.
        by_hub_seq: number of the hub's decision to refuse.

    Raises:
        BadChange: one of them is not as any program of ours writes it. Nothing may be committed then.
    """
    refused_here = _store_voids(work, void or {}, by_hub_seq)
    taking = _Taking(work, pkg_id, hold)
    source = iter(incoming)
    while chunk := list(islice(source, CHUNK)):
        taking.take(chunk)
    if refused_here:
        taking.merge_keys(refused_here)
    return taking.finish()


def void(work: UnitOfWork, reasons: Mapping[Key, str], by_hub_seq: int) -> TakenIn:
    """Let changes count as if they were not there: the hub refused them.

    Args:
        work: an open unit of work.
        reasons: the changes, known here or still to come, and why.
        by_hub_seq: number of the hub's decision.
    """
    return take_in(work, (), pkg_id=None, void=reasons, by_hub_seq=by_hub_seq)


def merge_again(work: UnitOfWork, rows: Iterable[tuple[str, bytes]]) -> TakenIn:
    """Merge rows anew whose changes go by other names now.

    Args:
        work: an open unit of work.
        rows: table and id of each.
    """
    taking = _Taking(work, None, None)
    for table, row_id in rows:
        taking.again.setdefault(table, {})[row_id] = []
    return taking.finish()


def retry_pending(work: UnitOfWork, hold: Hold | None = None) -> TakenIn:
    """Try again what waits: its parent may have come, or a newer program may know it now.

    Args:
        work: an open unit of work.
        hold: as for `take_in`; without it rows that were asked to wait go on waiting.
    """
    taking = _Taking(work, None, hold)
    for table, row_ids in learnt(work.connection, work.reader).items():
        taking.again.setdefault(table, {}).update({row_id: [] for row_id in row_ids})
    return taking.finish()


def _store_voids(work: UnitOfWork, reasons: Mapping[Key, str], by_hub_seq: int) -> list[Key]:
    fresh = []
    for key, reason in reasons.items():
        if work.reader.one("SELECT 1 FROM sync_void WHERE replica_id = ? AND seq = ?", key) is None:
            values = {"replica_id": key[0], "seq": key[1], "reason": reason, "by_hub_seq": by_hub_seq}
            work.local(insert(SyncVoid).values(values))
            fresh.append(key)
    return fresh


class _Taking:
    """One taking in, chunk by chunk."""

    def __init__(self, work: UnitOfWork, pkg_id: bytes | None, hold: Hold | None) -> None:
        self._work = work
        self._merging = Merging(work.reader)
        self._settling = Settling(work, self._merging, Clashes(work, pkg_id), hold)
        self._linking = Linking(work, pkg_id)
        self.again: dict[str, dict[bytes, list[Key]]] = {}
        self._counts = [0, 0]

    def take(self, chunk: Sequence[Incoming]) -> None:
        """Take in some changes."""
        screened = list(looked_through(chunk))
        fresh = self._linking.fresh(chunk)
        self._counts[0] += len(fresh)
        self._counts[1] += self._linking.known
        new = {id(change) for change in fresh.values()}
        ready = [each for each in screened if id(each[0]) in new]
        again = [
            change
            for change, _, _ in screened
            if change.payload_hash is not None
            and change.key not in fresh
            and change.key not in self._linking.forked
        ]
        if again:
            self._erased(again)  # known here with its values, and erased by now where it comes from
        if not ready:
            return
        row_ids = list({change.row_id for change, _, _ in ready})
        met = self._met(row_ids)
        tick = self._work.log.arrive(max(change.lamport for change, _, _ in ready))
        erased = self._erased([change for change, _, _ in ready])
        self._linking.store([change for change, _, _ in ready], tick, erased)
        for change, reason, _ in ready:
            if reason is not None:
                sentence = "这条更改来自较新版本的程序，升级后自动生效。"
                self._settling.wait(change.key, reason, sentence)
        self._settle(ready, met, tick)

    def _erased(self, came: Sequence[Incoming]) -> frozenset[tuple[str, bytes]]:
        """Return the rows whose personal data was erased, the ones that come erased among them."""
        purged = set(self._merging.purged)
        for change in came:
            key = change.tbl, change.row_id
            if change.payload_hash is not None and key not in purged:
                purged.add(key)
                if change.tbl in Base.metadata.tables:
                    purge(self._work, *key, 0)  # what is here of it goes as well
                    continue
                values = {"tbl": key[0], "row_id": key[1], "at_ms": self._work.actor.now_ms, "by_hub_seq": 0}
                self._work.local(insert(SyncPurge).values(values))
        self._merging.purged = frozenset(purged)
        return self._merging.purged

    def _met(self, row_ids: Sequence[bytes]) -> set[bytes]:
        """Return those of the rows of which a change is here already."""
        found: set[bytes] = set()
        for at in range(0, len(row_ids), AT_ONCE):
            chunk = tuple(row_ids[at : at + AT_ONCE])
            rows = self._work.reader.all(
                f"SELECT DISTINCT row_id FROM sync_change WHERE row_id IN ({marks(chunk)})", chunk
            )
            found.update(bytes(row[0]) for row in rows)
        return found

    def _settle(self, ready: Sequence[Screened], met: set[bytes], tick: int) -> None:
        """Write the rows, parents before children."""
        by_row: dict[tuple[str, bytes], list[Screened]] = {}
        for each in ready:
            if each[1] != UNKNOWN_TABLE:
                by_row.setdefault((each[0].tbl, each[0].row_id), []).append(each)
        simple: dict[str, list[Row]] = {}
        others: dict[str, dict[bytes, tuple[Key, ...]]] = {}
        for (table, row_id), listed in by_row.items():
            if len(listed) == 1 and row_id not in met and self._is_simple(listed[0]):
                change, _, values = listed[0]
                if SINCE:
                    values = since(Base.metadata.tables[table], values)
                simple.setdefault(table, []).append(Row(row_id, values, None, (change.key,), tick))
            else:
                others.setdefault(table, {})[row_id] = tuple(each[0].key for each in listed)
        for described in SYNCED:
            if described.name in simple:
                self._settling.write(described, simple[described.name])
            if described.name in others:
                came = others[described.name]
                self._settling.merge(described, list(came), came, tick)
                note_soft(self._work, self._merging, self._settling.clashes, described, came)

    def _is_simple(self, each: Screened) -> bool:
        change = each[0]
        return (
            change.grp == changes.WHOLE_ROW
            and change.values_json is not None
            and change.prev_json is None
            and change.key not in self._merging.voided
            and (change.tbl, change.row_id) not in self._merging.purged
        )

    def merge_keys(self, keys: Iterable[Key]) -> None:
        """Merge the rows of these changes anew."""
        for replica, seq in keys:
            row = self._work.reader.one(
                "SELECT tbl, row_id FROM sync_change WHERE replica_id = ? AND seq = ?", (replica, seq)
            )
            if row is not None:
                self.again.setdefault(row[0], {}).setdefault(bytes(row[1]), [])

    def finish(self) -> TakenIn:
        """Try once more what waits, then look at what belongs together."""
        self._again()
        self._retry()
        settling = self._settling
        list_deletions(self._work, settling.binned, settling.returned)
        touched = {table: sorted(row_ids) for table, row_ids in settling.touched.items()}
        settling.clashes.close_orphans()
        for table, row_id in self._merging.purged:
            if row_id in settling.touched.get(table, ()):
                settling.standing.note(Base.metadata.tables[table], [(row_id, 0, {})])
        settling.clashes.find_orphans(touched, settling.standing)
        self._work.touch(touched)
        return TakenIn(
            self._counts[0],
            self._counts[1],
            tuple(self._linking.forked),
            tuple(settling.held.values()),
            tuple(settling.clashes.opened),
            settling.clashes.closed,
            {table: frozenset(row_ids) for table, row_ids in touched.items()},
        )

    def _again(self) -> None:
        if self.again:
            self._merge_all(self.again, self._work.log.arrive(0))

    def _merge_all(self, wanted: Mapping[str, Mapping[bytes, Sequence[Key]]], tick: int) -> None:
        for described in SYNCED:
            rows = wanted.get(described.name, {})
            listed = list(rows)
            for at in range(0, len(listed), AT_ONCE):
                chunk = listed[at : at + AT_ONCE]
                self._settling.merge(described, chunk, {each: tuple(rows[each]) for each in chunk}, tick)

    def _retry(self) -> None:
        """Merge rows that wait again, until nothing more comes of it."""
        waiting: dict[str, dict[bytes, list[Key]]] = {}
        for table, row_id, replica, seq in self._work.reader.all(WAITING, (UNKNOWN_TABLE, NEWER_SCHEMA)):
            waiting.setdefault(table, {}).setdefault(bytes(row_id), []).append((bytes(replica), seq))
        if waiting:
            self._merge_all(waiting, self._work.log.arrive(0))
