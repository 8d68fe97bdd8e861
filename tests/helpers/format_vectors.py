"""The examples of docs/sync-format.md, computed anew."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.db import changes as log
from models.db.digest import digest
from models.db.merging import groups_of, known_values
from models.db.reading import Reader
from models.rules.merge import Author, Change, Merged, merge
from models.tables.base import Base
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
        **merging(),
    }


def _request(asked: Header, sender: SigningKey) -> str:
    """Return a whole request as hexadecimal digits, 96 a line."""
    with tempfile.TemporaryDirectory() as folder:
        made = replace(asked, body_size=0, body_sha256=bytes(32), frame_count=0)
        path = sealing.write(Path(folder), made, (), signer=sender, recipients=()).path
        digits = path.read_bytes().hex()
    return "\n".join(digits[at : at + 96] for at in range(0, len(digits), 96))


ROW, UNIT, OFFICE = bytes(range(48, 64)), bytes(range(32, 48)), bytes(range(64, 80))
_STATION, _HUB = Author(SENDER, UNIT), Author(RECEIVER, OFFICE, hub=True)
_SAID: tuple[tuple[Author, int, int, str, str | None, list[tuple[Author, int]]], ...] = (
    (_STATION, 1, 1, "*", '{"household_count":120,"name":"湖滨家园","u":"ICEiIyQlJicoKSorLC0uLw"}', []),
    (_STATION, 2, 2, "household_count", '{"household_about":true,"household_count":126}', [(_STATION, 1)]),
    (_HUB, 1, 4, "household_count", '{"-":["household_about"],"household_count":130}', [(_STATION, 1)]),
    (_STATION, 3, 5, "*", None, [(_STATION, 1), (_STATION, 2)]),
)
"""Author, number, Lamport number, group, values, and what is replaced: of one row of `courtyard`."""


def merging() -> dict[str, str]:
    """Return the example of merging: the changes, the row after three of them and after all, its digest."""
    after = [_merged(count) for count in (3, 4)]
    content = [_content(each) for each in after]
    return {
        "changes of a row": "\n".join(_written(*each) for each in _SAID),
        "merged, the first three": _told(after[0]),
        "merged, all": _told(after[1]),
        "values, the first three": content[0],
        "values, all": content[1],
        "digest, the first three": _digest(content[0]),
        "digest, all": _digest(content[1]),
    }


def _name(author: Author, seq: int) -> str:
    return f"{'hub' if author.hub else 'workstation'} {seq}"


def _written(
    author: Author, seq: int, lamport: int, group: str, values: str | None, prev: list[tuple[Author, int]]
) -> str:
    named = log.prev_json([(each.replica, number) for each, number in prev], author.replica)
    return f"{_name(author, seq)} | {lamport} | {group} | {values or '-'} | {named or '-'}"


def _merged(count: int) -> Merged:
    table = Base.metadata.tables["courtyard"]
    made = [
        Change(
            (author.replica, seq), lamport, group, None if values is None else known_values(table, values),
            tuple((each.replica, number) for each, number in prev), author,
        )
        for author, seq, lamport, group, values, prev in _SAID[:count]
    ]  # fmt: skip
    return merge(made, groups_of(table))


def _told(row: Merged) -> str:
    """Return in words what the changes come to, heads by rank."""
    authors = {each.replica: each for each in (_STATION, _HUB)}

    def heads(keys: Any) -> str:
        return ", ".join(_name(authors[replica], seq) for replica, seq in keys)

    lines = ["living" if row.living else "deleted"]
    lines += [f"heads of {group}: {heads(keys)}" for group, keys in sorted(row.heads.items())]
    lines += [f"{each.kind} in {each.group}: {heads(each.keys)}" for each in row.clashes]
    return "\n".join(lines)


def _content(row: Merged) -> str:
    return log.canonical({name: value for name, value in row.values.items() if value is not None})


def _digest(content: str) -> str:
    """Return the digest of the row alone, as the document says and as the program computes it."""
    plain = hashlib.sha256(b"courtyard|" + ROW + b"1" + content.encode()).hexdigest()
    assert _of_the_program(content) == plain
    return plain


def _of_the_program(content: str) -> str:
    from sqlalchemy import create_engine, insert

    tables = Base.metadata.tables
    courtyard = tables["courtyard"]
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        needed = ("courtyard", "sync_change", "sync_void", "sync_replica")
        Base.metadata.create_all(connection, [tables[name] for name in needed])
        connection.execute(insert(courtyard).values(id=ROW, **known_values(courtyard, content)))
        driver = connection.connection.driver_connection
        assert driver is not None
        found = digest(Reader(driver), UNIT, [courtyard]).hex()
    engine.dispose()
    return found
