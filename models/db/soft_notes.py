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

    Taking in moves the clock of an installation two beyond what it has seen before the next change is
    written. So nothing as late as `other` was taken in if the clock came to this change from the time of
    `other`, or the one behind it, by counting alone.
    """
    if change.lamport <= other.lamport + 1:
        return True
    replica, seq = change.key
    before = work.reader.one(
        "SELECT seq, lamport FROM sync_change WHERE replica_id = ? AND seq < ? AND lamport <= ? "
        "ORDER BY seq DESC LIMIT 1",
        (replica, seq, other.lamport + 1),
    )
    number, lamport = (0, 0) if before is None else before
    return bool(change.lamport - lamport == seq - number)
