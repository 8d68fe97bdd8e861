"""A workstation that was written from docs/sync-format.md and docs/data-model.md alone.

It shares no code with the program: what the documents leave out, it cannot do. It keeps its log in memory.
"""

from __future__ import annotations

import copy
import hashlib
import json
import random
import struct
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pyrage import encrypt, x25519

from tests.helpers.stranger_format import (
    MAGIC,
    TRAILER,
    Change,
    Key,
    Package,
    Row,
    b64,
    canonical,
    changes_in,
    header_of,
    opened,
    payload_hash,
    raw,
    schema,
    unpacked,
)


class Stranger:
    """A workstation of another make."""

    def __init__(self, unit_name: str, now_ms: int, seed: int = 7) -> None:
        self._draw = random.Random(seed)
        self.unit_name, self.now_ms = unit_name, now_ms
        self.replica, self.user = self._draw.randbytes(16), self._draw.randbytes(16)
        self.sign = Ed25519PrivateKey.from_private_bytes(self._draw.randbytes(32))
        self.identity = x25519.Identity.generate()
        self.log: dict[Key, Change] = {}
        self.runs: list[list[Any]] = []
        self.voids: dict[Key, str] = {}
        self.purged: set[tuple[str, bytes]] = set()
        self.wants_snapshot = False
        self.authors: dict[str, tuple[bytes | None, bool]] = {}
        self.receipts: list[Any] = []
        self.lamport, self.last = 0, bytes(32)
        self.sent, self.seen = 0, 0
        self.acked, self.epoch, self.number = 0, 0, 0
        self.sent_hash: str | None = None
        self.incarnation: str | None = None
        self.root = self.hub_key = b""
        self.former: dict[str, list[Any]] = {}

    def request(self, stick: Path) -> None:
        """Ask to join."""
        public = self.sign.public_key().public_bytes_raw().hex()
        note = {"sign": public, "seal": str(self.identity.to_public()), "unit": self.unit_name}
        self._write(stick, {"kind": "enrol", "to": "00" * 16, "cert": 0, "note": note}, None)

    def accept(self, stick: Path) -> None:
        """Read the answer."""
        (path,) = self._mine(stick)
        note = header_of(path)["note"]
        self.root = bytes.fromhex(note["root"])
        self.hub = self._certified(note["cert"])
        self.hub_key = bytes.fromhex(self.hub["sign_pub"])
        answer = opened(path, self.hub_key, self.identity)
        self.own = self._certified(answer.manifest["cert"])
        self.unit, self.office = bytes.fromhex(self.own["unit_id"]), bytes.fromhex(self.hub["unit_id"])
        self.escrow, self.incarnation = answer.manifest["escrow"], answer.header["incarnation"]
        self._learn(changes_in(answer))

    def _certified(self, text: str) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(text)
        rest = {name: value for name, value in told.items() if name != "signature"}
        key = Ed25519PublicKey.from_public_bytes(self.root)
        key.verify(bytes.fromhex(told["signature"]), b"csp-cert-1\0" + canonical(rest).encode())
        return told

    def _mine(self, stick: Path) -> list[Path]:
        found = [each for each in stick.glob("*.csp") if header_of(each)["to"] == self.replica.hex()]
        return sorted(found, key=lambda each: int(header_of(each)["pkg_no"]))

    def _learn(self, changes: Iterable[Change]) -> None:
        for each in changes:
            self.log[each.key] = each
            self.lamport = max(self.lamport, each.lamport)

    def take(self, stick: Path) -> list[Package]:
        """Take in what a stick holds for it."""
        packages = [opened(path, self.hub_key, self.identity) for path in self._mine(stick)]
        for package in packages:
            header, told = package.header, package.header["prerequisite"]
            have = self.number if told["epoch"] == self.epoch else 0
            assert told["from"] <= have + 1, "a gap"
            assert header["incarnation"] == self.incarnation
            if header["kind"] == "snapshot" and header["part"][0] == 1:
                self.log, self.voids = {}, {}
                self._learn(each for run in self.runs for each in unpacked(run))
                self.wants_snapshot = False
            self._learn(changes_in(package))
            for replica, unit, kind, _, _ in package.manifest["authors"]:
                self.authors[replica] = (None if unit is None else bytes.fromhex(unit), kind == "hub")
            for payload in package.of("D"):
                decided = json.loads(payload)
                self.voids |= {(replica, seq): why for replica, seq, why, _ in decided["voids"]}
                self.purged |= {(table, bytes.fromhex(row)) for table, row, *_ in decided["purges"]}
                self.receipts = decided["receipts"]
            self.epoch, self.number = told["epoch"], told["to"]
            self.acked = header["have"]["seqs"].get(self.replica.hex(), 0)
            self.seen = header["pkg_no"]
            first, theirs = header["note"].get("forked", {}).get(self.replica.hex(), (0, ""))
            if 0 < first <= len(self.runs) and raw(self.runs[first - 1][11]).hex() != theirs:
                self._renew(first)
        return packages

    def copied(self) -> Stranger:
        """Return another machine with a copy of the database."""
        made = copy.copy(self)
        made._draw = random.Random(self._draw.random())
        made.log, made.runs, made.voids = dict(self.log), list(self.runs), dict(self.voids)
        return made

    def _renew(self, first: int) -> None:
        """Go on under a new id: what was written from a number on becomes work of the new one."""
        old, tail = self.replica.hex(), self.runs[first - 1 :]
        shared = self.runs[: first - 1]
        head = [len(shared), raw(shared[-1][11]).hex()] if shared else []
        self.former = {old: head, **self.former}
        self.replica, self.runs, self.last, self.acked = self._draw.randbytes(16), [], bytes(32), 0
        for at, run in enumerate(tail, 1):
            del self.log[old, run[1]]
            ((row, group, values, prev, salt, kept),) = run[10]
            renamed = [
                [None, seq - first + 1] if name in (None, old) and seq >= first else [name or old, seq]
                for name, seq in json.loads(prev or "[]")
            ]
            prev = canonical(renamed) if renamed else None
            text = f"{at}|{group}|{prev}|{run[2]}|{run[5]}|{run[6]}|{run[8]}|"
            start = self.replica + raw(run[4]) + raw(run[7]) + f"{len(run[9])}:{run[9]}".encode()
            payload = payload_hash(raw(salt), values)
            digest = hashlib.sha256(self.last + start + raw(row) + text.encode() + payload).digest()
            place = [b64(self.replica), at, run[2], b64(self.last), *run[4:10]]
            self.runs.append([*place, [[row, group, values, prev, salt, kept]], b64(digest)])
            self.last = digest
            self._learn(unpacked(self.runs[-1]))

    def rows(self) -> dict[tuple[str, bytes], Row]:
        """Return every row it knows but those erased for good, merged."""
        found: dict[tuple[str, bytes], list[Change]] = {}
        for each in self.log.values():
            if each.key not in self.voids and (each.table, each.row) not in self.purged:
                found.setdefault((each.table, each.row), []).append(each)
        return {row: Row(changes, self.authors) for row, changes in found.items()}

    def digest(self) -> str:
        """Return the digest of what it sees."""
        rows = self.rows().values()
        total = sum(each.digest() for unit in (self.unit, self.office) for each in rows if each.is_of(unit))
        return (total % 2**256).to_bytes(32, "big").hex()

    def insert(self, table: str, **values: Any) -> bytes:
        """Write a new row."""
        row = self._draw.randbytes(16)
        self._append(table, row, "*", canonical({"u": b64(self.unit), **values}), None)
        return row

    def edit(self, table: str, row: bytes, **values: Any) -> None:
        """Edit one field group, going on from the head that is shown; all its columns are given."""
        (group,) = {schema()[1][table][name][1] for name in values}
        emptied = sorted(name for name, value in values.items() if value is None)
        told = {name: value for name, value in values.items() if value is not None}
        shown = self.rows()[table, row].heads(group)[:1]
        self._append(table, row, group, canonical({**told, **({"-": emptied} if emptied else {})}), shown)

    def delete(self, table: str, row: bytes) -> None:
        """Put a row into the recycle bin."""
        known = self.rows()[table, row]
        heads = {each.key: each for group in sorted(known.groups) for each in known.heads(group)}
        self._append(table, row, "*", None, list(heads.values()))

    def _append(
        self, table: str, row: bytes, group: str, values: str | None, replaced: Sequence[Change] | None
    ) -> None:
        self.lamport += 1
        seq, salt, tx = len(self.runs) + 1, self._draw.randbytes(12), self._draw.randbytes(16)
        own = self.replica.hex()
        listed = [[None if each.key[0] == own else each.key[0], each.key[1]] for each in replaced or ()]
        prev = canonical(listed) if listed else None
        text = f"{seq}|{group}|{prev}|{self.lamport}|{self.now_ms}|480|{schema()[0]}|"
        head = self.replica + tx + self.user + f"{len(table)}:{table}".encode() + row + text.encode()
        digest = hashlib.sha256(self.last + head + payload_hash(salt, values)).digest()
        place = [b64(self.replica), seq, self.lamport, b64(self.last), b64(tx), self.now_ms, 480]
        rows = [[b64(row), group, values, prev, b64(salt), None]]
        self.runs.append([*place, b64(self.user), schema()[0], table, rows, b64(digest)])
        self.last = digest
        self._learn(unpacked(self.runs[-1]))

    def send(self, stick: Path, *, without: int = 0) -> None:
        """Write what the hub lacks, leaving out so many of the first."""
        first, last, own = self.acked + 1 + without, len(self.runs), self.replica.hex()
        runs = self.runs[first - 1 :]
        heads = {former: head for former, head in self.former.items() if head}
        heads |= {own: [last, self.last.hex()]} if self.runs else {}
        asked = {"snapshot": 1} if self.wants_snapshot else {}
        told = {
            "kind": "delta", "to": self.hub["replica"], "cert": self.own["serial"],
            "prerequisite": {"seqs": {own: [first, last]} if runs else {}}, "note": {"heads": heads},
            "have": {"epoch": self.epoch, "n": self.number, "pkg": self.seen, **asked},
        }  # fmt: skip
        self._write(stick, told, runs)

    def _write(self, stick: Path, told: Mapping[str, Any], runs: Sequence[Any] | None) -> None:
        self.sent += 1
        own, pkg_id = self.replica.hex(), self._draw.randbytes(16).hex()
        frames: list[tuple[str, bytes]] = []
        body = sealed = b""
        if runs is not None:
            manifest = {
                "pkg_id": pkg_id,
                "from": own,
                "to": told["to"],
                "vectors": {},
                "authors": [],
                "want": {},
            }
            frames = [("M", canonical({**manifest, "people": {self.user.hex(): "李雷"}}).encode())]
            frames += [("C", canonical(runs).encode())] if runs else []
            frames.append(("E", canonical({"M": 1, **({"C": 1} if runs else {})}).encode()))
            body = b"".join(struct.pack(">IB", len(data), ord(kind)) + data for kind, data in frames)
            recipients = [x25519.Recipient.from_str(each) for each in (self.hub["seal_pub"], self.escrow)]
            sealed = encrypt(zstandard.ZstdCompressor().compress(body), recipients)
        header = {
            "pkg_id": pkg_id, "from": own, "pkg_no": self.sent, "prev_pkg": self.sent_hash,
            "prerequisite": {}, "have": {}, "incarnation": self.incarnation, "schema_rev": schema()[0],
            "min_reader_rev": 5,
            "wall_ms": self.now_ms, "digest": None, "part": [1, 1], "former": list(self.former),
            "body": [len(body), hashlib.sha256(body).hexdigest(), len(frames)], **told,
        }  # fmt: skip
        plain = canonical(header).encode()
        whole = (
            MAGIC + struct.pack(">HHI", 1, 1, len(plain)) + plain + struct.pack(">Q", len(sealed)) + sealed
        )
        digest = hashlib.sha512(whole).digest()
        self.sent_hash = digest[:32].hex()
        name = f"CSP_{header['to'][-8:]}_{own[-8:]}_{self.sent}_{self.sent_hash[:8]}.csp"
        (stick / name).write_bytes(whole + self.sign.sign(b"csp1\0" + digest) + TRAILER)
