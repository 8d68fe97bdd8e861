"""The log under another id: the tail of a copied database written again, and foreign changes put away.

Two machines that worked under one id wrote different changes under the same numbers. Whoever is found out
takes a new id; what it wrote behind the common part becomes changes of the new id, with the same values,
times and people, so that both machines keep their work (sync.md, "Version skew, rights, clones").
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import text

from models.db import changes
from models.db.chain import change_hash
from models.db.incoming import Incoming, changes_of
from models.db.merging import superseded
from models.db.taking_in import merge_again
from models.db.uow import UnitOfWork
from models.rules.merge import Key
from models.tables import SYNCED

_KEPT = (
    "replica_id, seq, tx_id, tbl, row_id, grp, values_json, prev_json, lamport, wall_ms, tz_min, user_id, "
    "schema_rev, salt, payload_hash, prev_hash, hash"
)
_LOG = ("sync_head", "sync_pending", "sync_void")


def author_again(work: UnitOfWork, tails: Sequence[tuple[bytes, int]], new: bytes) -> int:
    """Write changes of ids, each from a number on, as changes of another id that has none yet.

    Args:
        work: an open unit of work that wrote no change.
        tails: the ids they were written under, in the order they were used, each with the first number.
        new: the id that takes them over.

    Returns:
        How many there are.
    """
    found = [each for old, first in tails for each in changes_of(work.reader, old, first - 1)]
    renamed = {each.key: at for at, each in enumerate(found, 1)}
    last = bytes(32)
    rows = []
    for each in found:
        kept = each.payload_hash or changes.payload_hash(each.salt or b"", each.values_json)
        said = replace(each, replica_id=new, seq=renamed[each.key], prev_json=_renamed(each, renamed))
        last = change_hash(said, (each.wall_ms, each.tz_min, each.user_id, each.schema_rev), last, kept)
        rows.append(_row(said, last))
    changes.run_many(work.connection, "DELETE FROM sync_change WHERE replica_id = ? AND seq >= ?", [*tails])
    changes.execute_many(work.connection, f"INSERT INTO sync_change ({_KEPT})", rows)
    for table in _LOG:
        changes.run_many(
            work.connection,
            f"UPDATE {table} SET replica_id = ?, seq = ? WHERE replica_id = ? AND seq = ?",
            [(new, renamed[each.key], *each.key) for each in found],
        )
    merge_again(work, {(each.tbl, each.row_id) for each in found})  # open conflicts name the heads
    return len(found)


def _row(said: Incoming, digest: bytes) -> tuple[object, ...]:
    named = (said.tx_id, said.tbl, said.row_id, said.grp, said.values_json, said.prev_json, said.lamport)
    who = said.wall_ms, said.tz_min, said.user_id, said.schema_rev
    return (said.replica_id, said.seq, *named, *who, said.salt, said.payload_hash, None, digest)


def _renamed(each: Incoming, renamed: Mapping[Key, int]) -> str | None:
    """Return superseded heads as the new id names them: its own with null, all others with their name."""
    if each.prev_json is None:
        return None
    listed: list[list[str | int | None]] = []
    for replica, seq in superseded(each.prev_json, each.replica_id):
        own = renamed.get((replica, seq))
        listed.append([replica.hex(), seq] if own is None else [None, own])
    return json.dumps(listed, separators=(",", ":"))


def start_over(work: UnitOfWork, own: Iterable[bytes]) -> list[Incoming]:
    """Empty the log and the rows it tells; return the own changes, to be taken in with a snapshot.

    For the local file of a workstation, inside the transaction that takes the snapshot in.
    """
    kept = [change for replica in sorted(own) for change in changes_of(work.reader, replica)]
    for table in ("sync_change", "sync_head", "sync_pending", "sync_void", "search_key", "search_doc"):
        work.connection.execute(text(f"DELETE FROM {table}"))
    if work.connection.dialect.name == "sqlite":
        work.connection.execute(text("DELETE FROM search_fts"))
    for described in reversed(SYNCED):
        work.connection.execute(text(f"DELETE FROM {described.name}"))
    return kept


def written_here(work: UnitOfWork, own: Iterable[bytes], acked: Mapping[str, int]) -> None:
    """Let changes of own ids count as written here again after they were taken in with a snapshot.

    Args:
        work: the open unit of work.
        own: own id and former ones.
        acked: by former id how many of them the hub has.
    """
    changes.run_many(
        work.connection,
        "UPDATE sync_change SET pkg_id = NULL, arrived = NULL WHERE replica_id = ? AND seq > ?",
        [
            (replica, 0 if replica == work.actor.replica_id else acked.get(replica.hex(), 0))
            for replica in own
        ],
    )
