"""The examples of docs/sync-format.md, computed anew."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path

from services.sync import certificates, frames, headers, requesting, sealing
from services.sync.certificates import Certificate, Revocations
from services.sync.headers import ANYBODY, Header
from services.sync.keys import SigningKey
from tests.helpers.packages import NOW, RECEIVER, SENDER, changes, frame_bytes, signing

SEAL = "age1txq4dgqs58edknulxcr7lt3ehyre7aqsluf00alfsf04p49l34usgpaydw"


def vectors() -> dict[str, str]:
    """Return every example of the document by the name it has there."""
    root, sender = signing(1), signing(2)
    assert root.secret is not None
    assert sender.secret is not None
    (frame,) = frames.changes_to_frames(changes(2))
    body = b"".join(
        frame_bytes(each.type, each.payload)
        for each in (frames.manifest(bytes(range(1, 17)), SENDER, RECEIVER, {}), frame)
    ) + frame_bytes("E", b'{"C":1,"M":1}')
    first = changes(2)[0]
    payload = hashlib.sha256((first.salt or b"") + b"=" + (first.values_json or "").encode()).hexdigest()
    header = Header(
        bytes(range(1, 17)), "delta", SENDER, RECEIVER, 7, wall_ms=NOW, schema_rev=5, body_size=len(body),
        body_sha256=hashlib.sha256(body).digest(), frame_count=3,
    )  # fmt: skip
    certificate = certificates.signed(
        Certificate(
            7, SENDER, bytes(range(32, 48)), "安飞社区", "workstation", (), "B", sender.public, SEAL, NOW,
            NOW + certificates.YEARS_MS,
        ),
        root,
    )  # fmt: skip
    note = {"sign": sender.public.hex(), "seal": SEAL, "unit": "安飞社区"}
    asked = replace(header, receiver=ANYBODY, kind="enrol", cert_serial=0, note=note)
    return {
        "root secret": root.secret.hex(),
        "root public": root.public.hex(),
        "sender secret": sender.secret.hex(),
        "sender public": sender.public.hex(),
        "payload hash": payload,
        "change hashes": "\n".join(each.hash.hex() for each in changes(2)),
        "C frame": frame.payload.decode(),
        "header": headers.to_bytes(header).decode(),
        "certificate": certificate.to_bytes().decode(),
        "revocations": certificates.signed_list(Revocations(3, (4, 9)), root).to_bytes().decode(),
        "request fingerprint": requesting.fingerprint(
            requesting.REQUEST_LABEL, SENDER, sender.public, SEAL.encode()
        ),
        "root fingerprint": requesting.hub_fingerprint(root.public),
        "request": _request(asked, sender),
    }


def _request(asked: Header, sender: SigningKey) -> str:
    """Return a whole request as hexadecimal digits, 96 a line."""
    with tempfile.TemporaryDirectory() as folder:
        made = replace(asked, body_size=0, body_sha256=bytes(32), frame_count=0)
        path = sealing.write(Path(folder), made, (), signer=sender, recipients=()).path
        digits = path.read_bytes().hex()
    return "\n".join(digits[at : at + 96] for at in range(0, len(digits), 96))
