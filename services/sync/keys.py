"""Keys of this installation: they lie in the database (`sync_key`), as well guarded as the records."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services import age, crypto

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import UnitOfWork

SIGN, SEAL, ROOT, ESCROW = "sign", "seal", "root", "escrow"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 pair.

    Attributes:
        public: 32 bytes.
        secret: 32 bytes; None where only the public half is known here.
    """

    public: bytes
    secret: bytes | None = None

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a short message, 64 bytes.

        Raises:
            RuntimeError: the secret half is not here.
        """
        if self.secret is None:
            raise RuntimeError("a key without its secret cannot sign")
        return crypto.sign(self.secret, message)


@dataclass(frozen=True, slots=True)
class SealKey:
    """An age pair.

    Attributes:
        recipient: `age1…`.
        identity: `AGE-SECRET-KEY-1…`; None where only the recipient is known here.
    """

    recipient: str
    identity: str | None = None


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys this installation has.

    Attributes:
        sign: signs packages; None before `sync setup`.
        seal: opens packages; None before `sync setup`.
        root: signs certificates: with its secret at the hub, pinned without it at a workstation.
        escrow: every package is also encrypted for it; its secret is at the hub only.
    """

    sign: SigningKey | None
    seal: SealKey | None
    root: SigningKey | None
    escrow: SealKey | None


def load(reader: "Reader") -> Keys:
    """Return the keys this installation has."""
    found = {
        row[0]: (bytes(row[1]), row[2]) for row in reader.all("SELECT name, public, secret FROM sync_key")
    }

    def signing(name: str) -> SigningKey | None:
        if name not in found:
            return None
        public, secret = found[name]
        return SigningKey(public, None if secret is None else bytes(secret))

    def sealing(name: str) -> SealKey | None:
        if name not in found:
            return None
        public, secret = found[name]
        return SealKey(public.decode(), None if secret is None else bytes(secret).decode())

    return Keys(signing(SIGN), sealing(SEAL), signing(ROOT), sealing(ESCROW))


def make_signing(work: "UnitOfWork", name: str) -> SigningKey:
    """Make and keep a signing pair under a name."""
    public, secret = crypto.new_signing_pair()
    keep(work, name, public, secret)
    return SigningKey(public, secret)


def make_sealing(work: "UnitOfWork", name: str) -> SealKey:
    """Make and keep an age pair under a name."""
    recipient, identity = age.new_pair()
    keep(work, name, recipient.encode(), identity.encode())
    return SealKey(recipient, identity)


def keep(work: "UnitOfWork", name: str, public: bytes, secret: bytes | None) -> None:
    """Keep a key under a name, in place of the one before."""
    from sqlalchemy import delete, insert

    from models.tables.sync import SyncKey

    work.local(delete(SyncKey).where(SyncKey.name == name))
    values = {"name": name, "public": public, "secret": secret, "made_at": work.actor.now_ms}
    work.local(insert(SyncKey).values(values))
