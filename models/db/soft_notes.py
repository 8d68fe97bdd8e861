"""Notes that different fields of one row were edited on two sides, neither of which knew of the other."""

from collections.abc import Mapping

from sqlalchemy import Table

from models.db.clashes import Clashes
from models.db.merging import Merging, groups_of
from models.db.uow import UnitOfWork
from models.rules.merge import Change, Key


def note_soft(
    work: UnitOfWork,
    merging: Merging,
    clashes: Clashes,
    table: Table,
    came: Mapping[bytes, tuple[Key, ...]],
) -> None:
    """Note edits that came now and stand beside those of others in other fields.

    Args:
        work: the open unit of work.
        merging: what reads the changes.
        clashes: what keeps the notes.
        table: the table of the rows.
        came: the rows with the changes of each that came now.
    """
    edited = [row_id for row_id, keys in came.items() if keys]
    for row_id, (merged, history) in merging.rows(table, edited).items():
        by_key = {change.key: change for change in history.changes}
        standing = {
            group: [by_key[key] for key in merged.heads_of(group) if by_key[key].group == group]
            for group in groups_of(table)
            if group in merged.heads
        }
        for group, heads in standing.items():
            if len(heads) != 1 or heads[0].key not in came[row_id]:
                continue
            beside = [
                other
                for name, others in standing.items()
                for other in others
                if name != group and other.author.replica != heads[0].author.replica
            ]
            for other in beside:
                if _unseen(work, heads[0], other) and _unseen(work, other, heads[0]):
                    clashes.note(table.name, row_id, group, (heads[0].key, other.key))
                    break


def _unseen(work: UnitOfWork, change: Change, other: Change) -> bool:
    """Return whether the author of a change surely did not know the other one when writing it.

    Its logical clock passed that of the other change by counting alone: between a change of its own that is
    not later than the other one and this change, it took nothing in.
    """
    if change.lamport <= other.lamport:
        return True
    replica, seq = change.key
    if change.lamport == seq:
        return True
    before = work.reader.one(
        "SELECT seq, lamport FROM sync_change WHERE replica_id = ? AND seq < ? AND lamport <= ? "
        "ORDER BY seq DESC LIMIT 1",
        (replica, seq, other.lamport),
    )
    return before is not None and change.lamport - before[1] == seq - before[0]
