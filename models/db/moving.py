"""A link of many rows set to another row at once, each with its change: `UnitOfWork.update` in bulk."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.db import changes
from models.db.acting import synced

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

AT_ONCE = 500


def move(work: "UnitOfWork", table: str, column: str, row_ids: Sequence[bytes], to: bytes) -> None:
    """Let a link of many living rows name another row; one audit entry for all of them.

    The search index does not hold links, so nothing of it changes. A row in conflict over this link is better
    handed to `UnitOfWork.update`: here the change supersedes every head of it.

    Args:
        work: the open unit of work.
        table: name of a synced table.
        column: a link that is a field group of its own.
        row_ids: the rows, each once.
        to: the row they name from now on.
    """
    described = synced(table)
    group = changes.group_of(described, column)
    if any(
        each != column and changes.group_of(described, each) == group
        for each in changes.synced_columns(described)
    ):
        for row_id in row_ids:
            work.update(table, row_id, {column: to})
        return
    values = changes.canonical({column: to})
    own = work.actor.replica_id
    for at in range(0, len(row_ids), AT_ONCE):
        some = row_ids[at : at + AT_ONCE]
        heads = _heads(work, table, group, some)
        first = work.log.append(
            table, [(row_id, group, values, changes.prev_json(heads[row_id], own)) for row_id in some]
        )
        _stand(work, table, column, group, some, first, to)
    if row_ids:
        work.touch({table: row_ids})
        work.note("update", table)


def _heads(
    work: "UnitOfWork", table: str, group: str, row_ids: Sequence[bytes]
) -> dict[bytes, list[changes.Head]]:
    """Return what `changes.heads` returns, for many rows."""
    marks = ", ".join("?" * len(row_ids))
    found: dict[tuple[bytes, bool], list[changes.Head]] = {}
    for row_id, grp, replica, seq in work.reader.all(
        f"SELECT row_id, grp, replica_id, seq FROM sync_head WHERE tbl = ? AND grp IN (?, '*') "
        f"AND row_id IN ({marks}) ORDER BY replica_id, seq",
        (table, group, *row_ids),
    ):
        found.setdefault((bytes(row_id), grp == group), []).append((bytes(replica), seq))
    newest = {
        bytes(row_id): (bytes(replica), seq)
        for row_id, replica, seq in work.reader.all(
            "SELECT row_id, replica_id, seq FROM sync_change WHERE tbl = ? AND grp = '*' "
            f"AND row_id IN ({marks}) ORDER BY lamport",
            (table, *row_ids),
        )
    }
    return {each: found.get((each, True)) or found.get((each, False)) or [newest[each]] for each in row_ids}


def _stand(
    work: "UnitOfWork", table: str, column: str, group: str, row_ids: Sequence[bytes], first: int, to: bytes
) -> None:
    """Put heads and rows as the changes appended last left them."""
    seq = work.log.seq - len(row_ids) + 1
    own = work.actor.replica_id
    changes.run_many(
        work.connection,
        "DELETE FROM sync_head WHERE tbl = ? AND row_id = ? AND grp = ?",
        [(table, row_id, group) for row_id in row_ids],
    )
    changes.execute_many(
        work.connection,
        "INSERT INTO sync_head (tbl, row_id, grp, replica_id, seq)",
        [(table, row_id, group, own, seq + number) for number, row_id in enumerate(row_ids)],
    )
    changes.run_many(
        work.connection,
        f"UPDATE {table} SET {column} = ?, version = ? WHERE id = ?",
        [(to, first + number, row_id) for number, row_id in enumerate(row_ids)],
    )
