"""Certificates that are renewed with the receipts, long before they expire (sync.md, "Package", Keys)."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from services.sync import certificates, keys, trusting
from services.sync.refused import Refused
from services.sync.setting_up import SERIAL, columns, keep_own

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

LEFT_MS: Final = certificates.YEARS_MS - 180 * 86_400_000
"""A certificate that is good for less than this is renewed: half a year after it was made."""
NAME: Final = "cert"
"""Name in the note of a header under which a new certificate travels, as a text."""


def offered(work: "UnitOfWork", replica: bytes) -> dict[str, str]:
    """Return what the note of a package to a workstation has to hold: its new certificate, or nothing.

    It is renewed half a year after it was made, and when the workstation goes on under a new id.

    Args:
        work: the transaction in which the header is made, at the hub.
        replica: the workstation.
    """
    root = keys.load(work.reader).root
    rows = work.reader.all("SELECT cert FROM sync_replica WHERE replica_id = ? AND is_self = 0", (replica,))
    if root is None or root.secret is None or not rows or rows[0][0] is None:
        return {}
    held = certificates.read(bytes(rows[0][0]), root.public)
    now = work.actor.now_ms
    if held.replica == replica and held.valid_to - now >= LEFT_MS:
        return {NAME: held.to_bytes().decode()} if _is_new(held, now) else {}
    return {NAME: _renewed(work, held, replica, root).to_bytes().decode()}


def _is_new(held: certificates.Certificate, now: int) -> bool:
    """Tell whether it may not have come yet: it goes along with every package of its first month."""
    return held.valid_from + 30 * 86_400_000 > now


def _renewed(
    work: "UnitOfWork", held: certificates.Certificate, replica: bytes, root: keys.SigningKey
) -> certificates.Certificate:
    from sqlalchemy import update

    from models.tables.sync import SyncReplica
    from services import settings

    serial = int(trusting.setting(work.reader, SERIAL, 1)) + 1
    settings.put_in(work, SERIAL, serial)
    now = work.actor.now_ms
    made = replace(held, serial=serial, replica=replica, valid_from=now, valid_to=now + certificates.YEARS_MS)
    fresh = certificates.signed(made, root)
    work.local(update(SyncReplica).where(SyncReplica.replica_id == replica).values(**columns(fresh)))
    return fresh


def take(work: "UnitOfWork", note: Any) -> bool:
    """Take over a new certificate from the note of a verified package of the hub, at a workstation.

    Returns:
        Whether there was a newer one than is held.

    Raises:
        Refused: it is not signed by the root, or not for this installation.
    """
    text = note.get(NAME)
    held = keys.load(work.reader)
    own = work.reader.all("SELECT cert FROM sync_replica WHERE is_self = 1")[0][0]
    if not isinstance(text, str) or held.root is None or held.sign is None or own is None:
        return False
    fresh = certificates.read(text.encode(errors="replace"), held.root.public)
    if fresh.sign_pub != held.sign.public:
        raise Refused("certificate", "数据包里的新证书不是给本机的，没有收取。请联系街道核对。")
    if fresh.serial <= certificates.serial_of(bytes(own)):
        return False
    keep_own(work, fresh)
    return True
