"""Packages read and rows merged as docs/sync-format.md and docs/data-model.md tell; for the stranger.

Shares no code with the program.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pyrage import decrypt, x25519

MAGIC, TRAILER = bytes.fromhex("89435350 0D0A1A0A"), bytes.fromhex("43 53 50 45 4E 44 0D 0A")
SHORT = {
    "unit_id": "u", "courtyard_id": "c", "building_id": "b", "dwelling_id": "d", "resident_id": "r",
    "party_organisation_id": "p", "committee_id": "m", "committee_member_id": "cm", "team_id": "t",
}  # fmt: skip
LONG = {short: name for name, short in SHORT.items()}
Key = tuple[str, int]
Table = Mapping[str, tuple[str, str]]
"""Kind and field group of each column that travels."""


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def b64(data: bytes) -> str:
    return b64encode(data).rstrip(b"=").decode()


def raw(text: str) -> bytes:
    return b64decode(text + "=" * (-len(text) % 4))


@lru_cache(maxsize=1)
def schema() -> tuple[int, Mapping[str, Table]]:
    """Return the revision of the schema and its synced tables, as docs/data-model.md tells."""
    text = (Path(__file__).parents[2] / "docs" / "data-model.md").read_text(encoding="utf-8")
    tables = {}
    for part in text.split("\n### ")[1:]:
        title, _, rest = part.partition("\n")
        columns = {"unit_id": ("id", "unit_id"), "import_note": ("text", "import_note")}
        for name, kind, notes in re.findall(r"(?m)^\| `(\w+)` \| [^|]*\| ([\w/ ]+) \| ([^|]*)\|$", rest):
            grouped = re.search(r"group `(\w+)`", notes)
            if "sort key of" not in notes:
                columns[name] = (kind, grouped[1] if grouped else name)
        if title.endswith("*synced*"):
            tables[title.split("`")[1]] = columns
    revision = re.search(r"Schema revision: (\d+)", text)
    assert revision is not None
    return int(revision[1]), tables


@dataclass(frozen=True)
class Change:
    """One change of the log."""

    key: Key
    table: str
    row: bytes
    group: str
    values: str | None
    prev: str | None
    lamport: int
    erased: bool

    @property
    def is_delete(self) -> bool:
        return self.group == "*" and self.values is None and not self.erased

    @property
    def named(self) -> list[Key]:
        return [(self.key[0] if name is None else name, seq) for name, seq in json.loads(self.prev or "[]")]

    def plain(self) -> dict[str, Any]:
        """Return the values by the names of the columns, empty ones left out."""
        told = json.loads(self.values or "{}")
        return {LONG.get(name, name): value for name, value in told.items() if name != "-"}


@dataclass(frozen=True)
class Package:
    """A package whose frames were read."""

    header: dict[str, Any]
    frames: list[tuple[str, bytes]]
    hash: str

    @property
    def manifest(self) -> Any:
        return json.loads(self.frames[0][1])

    def of(self, kind: str) -> list[bytes]:
        return [payload for each, payload in self.frames if each == kind]


def header_of(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    (length,) = struct.unpack_from(">I", data, 12)
    told: dict[str, Any] = json.loads(data[16 : 16 + length])
    return told


def opened(path: Path, public: bytes, identity: x25519.Identity) -> Package:
    """Verify a package under a key and open it."""
    data = path.read_bytes()
    assert data[:12] == MAGIC + struct.pack(">HH", 1, 1)
    assert data.endswith(TRAILER)
    digest = hashlib.sha512(data[:-72]).digest()
    Ed25519PublicKey.from_public_bytes(public).verify(data[-72:-8], b"csp1\0" + digest)
    header = header_of(path)
    at = 16 + len(canonical(header).encode())
    (size,) = struct.unpack_from(">Q", data, at)
    sealed = data[at + 8 : at + 8 + size]
    body = zstandard.ZstdDecompressor().decompressobj().decompress(decrypt(sealed, [identity]))
    assert header["body"][:2] == [len(body), hashlib.sha256(body).hexdigest()]
    frames, at = [], 0
    while at < len(body):
        length, kind = struct.unpack_from(">IB", body, at)
        frames.append((chr(kind), body[at + 5 : at + 5 + length]))
        at += 5 + length
    counts = {
        kind: sum(each == kind for each, _ in frames[:-1]) for kind in {each for each, _ in frames[:-1]}
    }
    assert frames[-1] == ("E", canonical(counts).encode())
    return Package(header, frames, digest[:32].hex())


def changes_in(package: Package) -> list[Change]:
    """Return the changes of a package; every hash has to be right."""
    return [each for payload in package.of("C") for run in json.loads(payload) for each in unpacked(run)]


def unpacked(run: Sequence[Any]) -> Iterable[Change]:
    replica, seq, lamport, before, tx, wall, offset, user, revision, table, rows, last = run
    head = raw(replica) + raw(tx) + raw(user) + f"{len(table)}:{table}".encode()
    chained = raw(before)
    for at, (row, group, values, prev, salt, kept) in enumerate(rows):
        text = f"{seq + at}|{group}|{prev}|{lamport + at}|{wall}|{offset}|{revision}|"
        payload = raw(kept) if kept else payload_hash(raw(salt), values)
        chained = hashlib.sha256(chained + head + raw(row) + text.encode() + payload).digest()
        key = raw(replica).hex(), seq + at
        yield Change(key, table, raw(row), group, values, prev, lamport + at, kept is not None)
    assert chained == raw(last)


def payload_hash(salt: bytes, values: str | None) -> bytes:
    return hashlib.sha256(salt + (b"-" if values is None else b"=" + values.encode())).digest()


class Row:
    """The changes of one row that count, merged as the document says."""

    def __init__(self, changes: Iterable[Change], authors: Mapping[str, tuple[bytes | None, bool]]) -> None:
        self.changes = {each.key: each for each in changes}
        self.authors = authors
        (self.table,) = {each.table for each in self.changes.values()}
        self.columns = schema()[1][self.table]
        self.groups = {group for _, group in self.columns.values()}
        self.inserts = [each for each in self.changes.values() if each.group == "*" and not each.is_delete]
        self.owner = self._owner()

    def _owner(self) -> bytes | None:
        unit = self.shown("unit_id").get("unit_id")
        if unit is not None:
            return raw(unit)
        first = min(self.inserts, key=lambda each: (each.lamport, each.key), default=None)
        return self.authors[first.key[0]][0] if first else None

    def touching(self, group: str) -> list[Change]:
        return [each for each in self.changes.values() if each.group in (group, "*")]

    def replaced(self, change: Change) -> list[Change]:
        found = [self.changes[key] for key in change.named if key in self.changes]
        return [each for each in found if each.lamport < change.lamport]

    def heads(self, group: str) -> list[Change]:
        touching = self.touching(group)
        gone = {each.key for change in touching for each in self.replaced(change)}
        return self.ranked(group, [each for each in touching if each.key not in gone])

    def ranked(self, group: str, found: Iterable[Change]) -> list[Change]:
        def rank(change: Change) -> tuple[bool, bool, int, Key]:
            unit, hub = self.authors[change.key[0]]
            first = hub if group == "unit_id" else unit is not None and unit == self.owner
            return not change.is_delete, first, change.lamport, change.key

        return sorted(found, key=rank, reverse=True)

    def shown(self, group: str) -> dict[str, Any]:
        found = self.heads(group)
        while found and found[0].is_delete:
            named = [each for each in self.replaced(found[0]) if each.group in (group, "*")]
            older: set[Key] = set()
            waiting = list(named)
            while waiting:
                more = [each for each in self.replaced(waiting.pop()) if each.group in (group, "*")]
                waiting += [each for each in more if each.key not in older]
                older |= {each.key for each in more}
            found = self.ranked(group, [each for each in named if each.key not in older])
        columns = [name for name, (_, own) in self.columns.items() if own == group]
        values = found[0].plain() if found else {}
        return {name: values[name] for name in columns if name in values}

    @property
    def living(self) -> bool:
        return any(not each.is_delete for group in self.groups for each in self.heads(group))

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for group in self.groups for name, value in self.shown(group).items()}

    def is_of(self, unit: bytes) -> bool:
        own = self.values.get("unit_id")
        if own is not None:
            return raw(own) == unit
        makers = {each.key[0] for each in self.inserts if each.prev is None}
        return any(self.authors[each][0] == unit for each in makers)

    def digest(self) -> int:
        """Return its part of the digest of its unit, 0 where it has none."""
        if any(each.erased for each in self.changes.values()) or not self.inserts:
            return 0
        written = canonical({SHORT.get(name, name): value for name, value in self.values.items()})
        (row,) = {each.row for each in self.changes.values()}
        told = self.table.encode() + b"|" + row + (b"1" if self.living else b"0") + written.encode()
        return int.from_bytes(hashlib.sha256(told).digest(), "big")
