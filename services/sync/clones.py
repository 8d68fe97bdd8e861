"""A workstation that learns it is a copy: it takes a new id, and what it wrote becomes work of the new one.

The hub names the number from which on another machine used the id, with the hash of its change. Where this
machine's change of that number has another hash, everything from there on is its own tail.
"""

from typing import TYPE_CHECKING

from services.office import Context
from services.sync import identity, peers

if TYPE_CHECKING:
    from models.db.reading import Reader


def heal(context: Context) -> bool:
    """Take a new id and write the own tail again under it, where the hub found out that this is a copy.

    On the writer's thread; safe to repeat when it was cut off between its two steps.

    Returns:
        Whether something had to be done.
    """
    from models.db.renewing import author_again

    tails = _tails(context.on_writer.reader)
    if not tails:
        return False
    if any(replica == context.database.replica_id for replica, _ in tails):
        identity.take_new_id(context)
    with context.unit_of_work() as work:
        for replica, first in tails:
            author_again(work, replica, first, context.database.replica_id)
        work.note("sync_renew")
        work.commit()
    return True


def _tails(reader: "Reader") -> list[tuple[bytes, int]]:
    own = identity.read(reader)
    if own.hub is None:
        return []
    found = []
    for name, (first, theirs) in peers.peer_of(reader, own.hub.replica).state.get("forked", {}).items():
        replica = bytes.fromhex(name)
        if replica not in (own.replica, *own.former):
            continue
        here = reader.value(
            "SELECT hash FROM sync_change WHERE replica_id = ? AND seq = ? AND pkg_id IS NULL",
            (replica, int(first)),
        )
        if here is not None and bytes(here).hex() != theirs:
            found.append((replica, int(first)))
    return found
