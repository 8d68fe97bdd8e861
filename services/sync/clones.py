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
    from services.sync.container import Header

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


def told(note: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return what a hub's note says of ids that two machines used: first number and hash there, by id."""
    said = note.get("forked")
    return {
        name: list(each)
        for name, each in (said.items() if isinstance(said, dict) else ())
        if isinstance(each, list) and [type(part) for part in each] == [int, str] and len(name) == 32
    }


def hear(context: Context, header: "Header") -> bool:
    """Heal before a package is taken in that tells that this is a copy: it may hold what the other wrote.

    Args:
        context: the workstation; on the writer's thread.
        header: of a verified package of the hub.

    Returns:
        Whether something was done; this installation has a new id then.
    """
    peer = peers.peer_of(context.on_writer.reader, header.sender)
    said = told(header.note)
    if not said or (header.pkg_no <= peer.seen_no and header.incarnation == peer.incarnation):
        return False
    with context.unit_of_work() as work:
        peers.keep(work, peer.with_state(forked=said))
        work.commit()
    return heal(context)


def heal(context: Context) -> bool:
    """Take a new id and write the own tail again under it, where the hub found out that this is a copy.

    What was written under later ids of which the hub has nothing goes along: it may name changes of the tail.
    On the writer's thread; safe to repeat when it was cut off between its two steps.

    Returns:
        Whether something had to be done.
    """
    from models.db.renewing import author_again

    tails = _tails(context.on_writer.reader)
    if not tails:
        return False
    current = "SELECT 1 FROM sync_change WHERE replica_id = ? LIMIT 1"
    if context.on_writer.reader.value(current, (context.database.replica_id,)) is not None:
        identity.take_new_id(context)  # what it wrote follows the tail, or is at the hub already
    with context.unit_of_work() as work:
        author_again(work, tails, context.database.replica_id)
        work.note("sync_renew")
        work.commit()
    return True


def _tails(reader: "Reader") -> list[tuple[bytes, int]]:
    """Return the ids, in the order they were used, with the number from which on all is written again."""
    own = identity.read(reader)
    if own.hub is None:
        return []
    peer = peers.peer_of(reader, own.hub.replica)
    forked = {bytes.fromhex(name): each for name, each in peer.state.get("forked", {}).items()}
    found: list[tuple[bytes, int]] = []
    for replica in (*reversed(own.former), own.replica):
        first, theirs = forked.get(replica, (1, ""))
        here = reader.value(
            "SELECT hash FROM sync_change WHERE replica_id = ? AND seq = ? AND pkg_id IS NULL",
            (replica, int(first)),
        )
        parted_here = replica in forked and here is not None and bytes(here).hex() != theirs
        unheard = bool(found) and here is not None and not peer.acked.get(replica.hex())
        if parted_here or unheard:
            found.append((replica, int(first)))
    return found
