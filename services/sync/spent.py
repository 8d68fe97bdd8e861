"""Packages of ours on a stick that the other side signed to have: they are of no use any more."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from models.db.reading import Reader
from services.sync import identity, names, packages, peers
from services.sync.device import REAL, Device
from services.sync.refused import Refused

if TYPE_CHECKING:
    from services.sync.container import Header
    from services.sync.identity import Identity

SEEN = "seen"
"""Part of what is known of a peer: number of our newest package that it signed to have taken in."""


def is_spent(reader: Reader, me: "Identity", header: "Header", name: str) -> bool:
    """Tell whether a package was written here and arrived, all of it.

    Args:
        reader: any queries.
        me: this installation; what it wrote under a former id is left alone.
        header: as the file says itself.
        name: the file's name; it has to be the one that was written.
    """
    row = reader.one(
        "SELECT peer, pkg_no, file_name, state FROM sync_package WHERE pkg_id = ? AND dir = 'out'",
        (header.pkg_id,),
    )
    if row is None or header.sender != me.replica:
        return False
    if (bytes(row[0]), row[2], row[3]) != (header.receiver, name, packages.WRITTEN):
        return False
    peer = peers.peer_of(reader, header.receiver)
    return int(row[1]) <= int(peer.state.get(SEEN, 0)) and _arrived(me, header, peer)


def _arrived(me: "Identity", header: "Header", peer: peers.Peer) -> bool:
    """Tell whether what is in it is acknowledged: it may have been passed over because of a gap."""
    told = header.prerequisite
    try:
        if me.kind == identity.HUB:
            return (int(told["epoch"]), int(told["to"])) <= (peer.epoch, peer.number)
        return all(int(last) <= peer.acked.get(name, 0) for name, (_, last) in told["seqs"].items())
    except (KeyError, ValueError, TypeError, AttributeError):
        return False


def spent(reader: Reader, me: "Identity", folder: Path) -> tuple[Path, ...]:
    """Return the files of a folder that may be removed, by name."""
    from services.sync import container

    found = []
    with suppress(OSError):
        for path in names.packages(folder):
            with suppress(Refused):
                if is_spent(reader, me, container.peek(path), path.name):
                    found.append(path)
    return tuple(found)


def clear(reader: Reader, me: "Identity", folder: Path, *, device: Device = REAL) -> int:
    """Remove those files and return how many; a stick that cannot be written to keeps them."""
    gone = 0
    with suppress(OSError):
        for path in spent(reader, me, folder):
            device.remove(path)
            gone += 1
    if gone:
        with suppress(OSError):
            device.sync_folder(folder)
    return gone
