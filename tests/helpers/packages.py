"""Packages made for tests: two offices with keys, a log of changes, and bodies put together by hand."""

from __future__ import annotations

import hashlib
import io
import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from models.db.incoming import Incoming
from services import age, crypto
from services.sync import certificates, compressing, container, frames, headers, layout, sealing
from services.sync.certificates import Certificate
from services.sync.frames import Frame
from services.sync.headers import Header
from services.sync.keys import SigningKey

SENDER, RECEIVER = bytes(range(16)), bytes(range(16, 32))
NOW = 1_600_228_800_000


def signing(seed: int) -> SigningKey:
    """Return the same pair for the same seed."""
    secret = random.Random(seed).randbytes(32)
    return SigningKey(crypto.public_of(secret), secret)


def changes(count: int, *, seed: int = 1, replica: bytes = SENDER, table: str = "resident") -> list[Incoming]:
    """Return a log: rows inserted, each third of them edited by the change behind it."""
    draw = random.Random(seed)
    tx, user, last = draw.randbytes(16), draw.randbytes(16), bytes(32)
    made: list[Incoming] = []
    row = b""
    for seq in range(1, count + 1):
        edit = seq % 3 == 0
        row = row if edit else draw.randbytes(16)
        group, prev = ("phone", f"[[null,{seq - 1}]]") if edit else ("*", None)
        values = f'{{"phone":"1380000{seq:04d}"}}' if edit else f'{{"name":"王小明{seq}","note":"𠅤\\n"}}'
        salt = draw.randbytes(12)
        payload = hashlib.sha256(salt + b"=" + values.encode()).digest()
        text = f"{seq}|{group}|{prev}|{seq}|{NOW}|480|5|".encode()
        start = replica + tx + user + b"%d:%b" % (len(table), table.encode()) + row
        digest = hashlib.sha256(last + start + text + payload).digest()
        made.append(
            Incoming(
                replica, seq, tx, table, row, group, values, prev, seq, NOW, 480, user, 5, salt, None, last,
                digest,
            )
        )  # fmt: skip
        last = digest
    return made


@dataclass
class Post:
    """A sender and a receiver, and what is written between them."""

    folder: Path
    root: SigningKey = field(default_factory=lambda: signing(1))
    signer: SigningKey = field(default_factory=lambda: signing(2))
    serial: int = 7
    highest_ms: int = NOW
    revoked: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        self.recipient, self.identity = age.new_pair()
        self.certificate = certificates.signed(
            Certificate(
                self.serial, SENDER, bytes(16), "安飞社区", "workstation", (), "", self.signer.public,
                self.recipient, NOW, NOW + 1000,
            ),
            self.root,
        )  # fmt: skip

    @property
    def trust(self) -> container.Trust:
        """What the receiver believes."""
        known = {self.serial: self.certificate}
        return container.Trust(
            RECEIVER, (), self.root.public, lambda sender, serial: known.get(serial),
            self.revoked.__contains__, [self.identity], self.highest_ms,
        )  # fmt: skip

    def header(self) -> Header:
        """Return a header from the sender to the receiver."""
        return Header(bytes(range(1, 17)), "delta", SENDER, RECEIVER, self.serial, wall_ms=NOW, schema_rev=5)

    def write(self, *more: Frame, header: Header | None = None) -> Path:
        """Write a package with the changes of some frames."""
        header = header or self.header()
        first = frames.manifest(header.pkg_id, header.sender, header.receiver, {})
        return sealing.write(
            self.folder, header, (first, *more), signer=self.signer, recipients=(self.recipient,)
        ).path

    def read(self, path: Path) -> list[Frame]:
        """Read a package as its receiver does."""
        with container.read(path, self.trust) as package:
            return list(package.frames)

    def by_hand(self, body: bytes, *, pieces: Iterator[bytes] | None = None, **claims: object) -> Path:
        """Write a rightly signed package around any body; `claims` are fields of the header."""
        told: dict[str, object] = {"body_size": len(body), "body_sha256": hashlib.sha256(body).digest()}
        header = replace(self.header(), **(told | claims))  # type: ignore[arg-type]
        sealed = io.BytesIO()
        age.encrypt(compressing.Compressed(pieces or iter((body,))), sealed, (self.recipient,))
        path = self.folder / "by-hand.csp"
        path.write_bytes(self.around(headers.to_bytes(header), sealed.getvalue()))
        return path

    def around(self, told: bytes, sealed: bytes, signer: SigningKey | None = None) -> bytes:
        """Return a file of a header and an encrypted body with the right signature."""
        start = struct.pack(">8sHHI", layout.MAGIC, 1, 1, len(told)) + told
        whole = start + struct.pack(">Q", len(sealed)) + sealed
        digest = hashlib.sha512(whole).digest()
        return whole + (signer or self.signer).sign(layout.LABEL + digest) + layout.TRAILER


def frame_bytes(kind: str, payload: bytes) -> bytes:
    """Return one frame as it lies in a body."""
    return struct.pack(">IB", len(payload), ord(kind)) + payload
