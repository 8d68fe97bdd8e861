"""Whom this installation believes: its keys, the certificates it knows, the list of withdrawn ones."""

import json
from typing import TYPE_CHECKING, Any

from services.sync import certificates, identity, keys
from services.sync.certificates import Certificate, Revocations
from services.sync.container import Trust

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import UnitOfWork
    from services.office import Context

REVOKED = "sync_revoked"
"""Setting with the newest list of withdrawn certificates."""
HIGHEST = "sync_highest_ms"
"""Setting with the highest time of the hub that was seen, UTC milliseconds."""


def trust(context: "Context") -> Trust:
    """Return whom this installation believes now; on the thread whose queries `context` uses."""
    reader = context.reader
    own = identity.read(reader)
    held = keys.load(reader)
    root = None if held.root is None else held.root.public
    withdrawn = frozenset(revocations(reader).serials)
    highest = max(setting(reader, HIGHEST, 0), context.clock() if own.kind == identity.HUB else 0)

    def certificate_of(sender: bytes, serial: int) -> Certificate | None:
        if root is None or serial < 1:
            return None
        found = certificate_by_serial(reader, root, serial) or _renewed_since(reader, root, sender, serial)
        if found is None or (own.kind != identity.HUB and found.kind != identity.HUB):
            return None  # a workstation takes nothing but what the hub sends
        return found if _of_lineage(reader, sender, found.replica) else None

    def same_sender(former: bytes, certified: bytes) -> bool:
        return _of_lineage(reader, former, certified) or _of_lineage(reader, certified, former)

    identities = [key.identity for key in (held.seal, held.escrow) if key is not None and key.identity]
    return Trust(
        own.replica,
        own.former,
        root,
        certificate_of,
        withdrawn.__contains__,
        identities,
        highest,
        same_sender,
    )


def certificate_by_serial(reader: "Reader", root: bytes, serial: int) -> Certificate | None:
    """Return the certificate with a serial among those known here, verified against the root."""
    for (data,) in reader.all("SELECT cert FROM sync_replica WHERE cert IS NOT NULL"):
        if certificates.serial_of(bytes(data)) == serial:
            return certificates.read(bytes(data), root)
    return None


def _renewed_since(reader: "Reader", root: bytes, sender: bytes, serial: int) -> Certificate | None:
    """Return the certificate of a sender that took the place of the one it names and does not know of yet."""
    data = reader.value("SELECT cert FROM sync_replica WHERE replica_id = ?", (sender,))
    if data is None or certificates.serial_of(bytes(data)) < serial:
        return None
    return certificates.read(bytes(data), root)


def _of_lineage(reader: "Reader", sender: bytes, first: bytes) -> bool:
    """Tell whether a sender's id is the one certified, one that followed it, or one never heard of here."""
    if sender == first:
        return True
    known = reader.all("SELECT former_of, is_self FROM sync_replica WHERE replica_id = ?", (sender,))
    if not known:
        return True  # a new id after a restore: the header names the one that is certified
    return first in identity.former_ids(reader, known[0][0])


def revocations(reader: "Reader") -> Revocations:
    """Return the newest list of withdrawn certificates known here."""
    told = setting(reader, REVOKED, None)
    if told is None:
        return certificates.NOTHING_REVOKED
    return Revocations(told["number"], tuple(told["serials"]), bytes.fromhex(told["signature"]))


def take_revocations(work: "UnitOfWork", data: bytes) -> Revocations:
    """Take in the list an R frame holds, inside the transaction of an import; the newest counts.

    Raises:
        Refused: it is not signed by the root this installation knows.
    """
    root = keys.load(work.reader).root
    come = certificates.read_list(data, b"" if root is None else root.public)
    known = revocations(work.reader)
    counts = certificates.newer(known, come)
    if counts is not known:
        keep_revocations(work, counts)
    return counts


def keep_revocations(work: "UnitOfWork", counts: Revocations) -> None:
    """Keep a list of withdrawn certificates as the newest."""
    from services import settings

    settings.put_in(work, REVOKED, json.loads(counts.to_bytes()))


def saw_hub_time(work: "UnitOfWork", wall_ms: int) -> None:
    """Remember a time of the hub; only the highest counts. Inside the transaction of an import."""
    from services import settings

    if wall_ms > setting(work.reader, HIGHEST, 0):
        settings.put_in(work, HIGHEST, wall_ms)


def setting(reader: "Reader", name: str, default: Any) -> Any:
    """Return a setting of the office through any queries."""
    found = reader.value("SELECT value_json FROM setting WHERE owner = '' AND name = ?", (name,))
    return default if found is None else json.loads(found)
