"""The list of the recycle bin kept true for rows deleted or brought back by other offices."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, insert

from models.db.cascade import Key as RowKey
from models.db.cascade import label_of, owners_of
from models.db.merging import AT_ONCE, marks
from models.db.uow import UnitOfWork
from models.rules.merge import Key
from models.tables.system import Deletion


def list_deletions(work: UnitOfWork, binned: Mapping[RowKey, Key], returned: Iterable[RowKey]) -> None:
    """List what went to the recycle bin, as one entry for each record with what went along.

    Args:
        work: an open unit of work.
        binned: rows that lie there now and did not before, with the change that deleted each.
        returned: rows that came back.
    """
    for table, row_id in returned:
        work.local(delete(Deletion).where(Deletion.tbl == table, Deletion.row_id == row_id))
    said = _said(work, set(binned.values()))
    by_tx: dict[bytes, set[RowKey]] = {}
    for row, key in binned.items():
        if key in said:
            by_tx.setdefault(said[key][0], set()).add(row)
    for tx_id, rows in by_tx.items():
        counts: dict[RowKey, int] = {}
        for row in rows:
            for top in _tops(work, row, rows):
                counts[top] = counts.get(top, 0) + 1
        for (table, row_id), count in sorted(counts.items()):
            _, wall_ms, user_id = said[binned[table, row_id]]
            known = Deletion.tx_id == tx_id, Deletion.row_id == row_id
            work.local(delete(Deletion).where(*known))
            entry = {"tx_id": tx_id, "tbl": table, "row_id": row_id, "at": wall_ms, "user_id": user_id}
            label = label_of(work, table, row_id)
            work.local(insert(Deletion).values(**entry, label=label, row_count=count))


def _tops(work: UnitOfWork, row: RowKey, among: set[RowKey]) -> set[RowKey]:
    """Return the records a row was deleted with: those above it with nothing deleted above them."""
    tops: set[RowKey] = set()
    seen = {row}
    waiting = [row]
    while waiting:
        each = waiting.pop()
        above = [owner for owner in owners_of(work, *each) if owner in among]
        if not above:
            tops.add(each)
        waiting += [owner for owner in above if owner not in seen]
        seen.update(above)
    return tops


def _said(work: UnitOfWork, keys: set[Key]) -> dict[Key, tuple[bytes, int, bytes]]:
    """Return transaction, time and user of changes."""
    found: dict[Key, tuple[bytes, int, bytes]] = {}
    by_replica: dict[bytes, list[int]] = {}
    for replica, seq in keys:
        by_replica.setdefault(replica, []).append(seq)
    for replica, seqs in by_replica.items():
        for at in range(0, len(seqs), AT_ONCE):
            chunk = tuple(seqs[at : at + AT_ONCE])
            rows: list[tuple[Any, ...]] = work.reader.all(
                "SELECT s.seq, s.tx_id, coalesce(s.wall_ms, f.wall_ms), coalesce(s.user_id, f.user_id) "
                "FROM sync_change s LEFT JOIN sync_change f ON f.tx_id = s.tx_id AND f.user_id IS NOT NULL "
                f"WHERE s.replica_id = ? AND s.seq IN ({marks(chunk)})",
                (replica, *chunk),
            )
            found |= {(replica, row[0]): (bytes(row[1]), row[2], bytes(row[3])) for row in rows}
    return found
