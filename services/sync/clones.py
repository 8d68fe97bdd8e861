"""A workstation that learns it is a copy: it takes a new id, and what it wrote becomes work of the new one.

The hub names the number from which on another machine used the id, with the hash of its change. Where this
machine's change of that number has another hash, everything from there on is its own tail.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from services.office import Context
from services.sync import identity, peers

if TYPE_CHECKING:
    from models.db.reading import Reader

HEADS = "heads"
"""Name in the note of a workstation's header: by own id the number and the hash of its newest change."""


def heads(reader: "Reader", replicas: Iterable[bytes]) -> dict[str, list[Any]]:
    """Return the newest change of each own id, for the hub to compare with what it has.

    A copy that took in the answer meant for the other machine thinks that the hub has all it wrote, and would
    never send it.

    Args:
        reader: the writer's connection.
        replicas: own id and former ones.
    """
    found = {}
    for replica in replicas:
        row = reader.one(
            "SELECT seq, hash FROM sync_change WHERE replica_id = ? ORDER BY seq DESC LIMIT 1", (replica,)
        )
        if row is not None:
            found[replica.hex()] = [int(row[0]), bytes(row[1]).hex()]
    return found


def parted(reader: "Reader", lineage: Iterable[bytes], note: Mapping[str, Any]) -> frozenset[str]:
    """Return the ids under which the sender wrote something else than what is here under the same number.

    Args:
        reader: the hub's.
        lineage: the sender's ids.
        note: of its header; signed by a workstation, so it may hold anything.
    """
    told = note.get(HEADS)
    found = set()
    for replica in lineage:
        head = told.get(replica.hex()) if isinstance(told, dict) else None
        if not isinstance(head, list) or len(head) != 2 or type(head[0]) is not int or head[0] >= 1 << 48:
            continue
        here = reader.value(
            "SELECT hash FROM sync_change WHERE replica_id = ? AND seq = ?", (replica, head[0])
        )
        if here is not None and bytes(here).hex() != head[1]:
            found.add(replica.hex())
    return frozenset(found)


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
