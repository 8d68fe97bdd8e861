"""Many workstations that never heard of each other, written straight as logs: for large numbers of changes.

Each has rows of its own and edits some that all of them know from the hub. The chain is reckoned here once
more, from the description of the log alone.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from models.db.incoming import Incoming
from models.db.schema_version import SCHEMA_REVISION
from models.ids import new_id
from services.office import Context
from tests.helpers.office import behind
from tests.helpers.sync_world import REGISTER, receive

NOON = 1_600_228_800_000


@dataclass
class Scribe:
    """Writes the log of one installation.

    Args:
        replica: its id.
        lamport: the highest logical time it has heard of.
    """

    replica: bytes
    lamport: int = 0
    seq: int = 0
    last: bytes = bytes(32)
    written: list[Incoming] = field(default_factory=list)

    def write(
        self, table: str, row_id: bytes, group: str, values: Any, *prev: tuple[bytes, int], tx_id: bytes
    ) -> tuple[bytes, int]:
        """Write one change and return its key."""
        self.seq += 1
        self.lamport += 1
        text = None if values is None else _canonical(values)
        listed = [[None if replica == self.replica else replica.hex(), seq] for replica, seq in prev]
        named = _canonical(listed) if listed else None
        salt = self.seq.to_bytes(12, "big")
        payload = hashlib.sha256(salt + (b"-" if text is None else b"=" + text.encode())).digest()
        said = f"{self.seq}|{group}|{named}|{self.lamport}|{NOON}|480|{SCHEMA_REVISION}|".encode()
        names = b"%d:%b" % (len(table), table.encode())
        user = self.replica
        before, parts = self.last, (self.last, self.replica, tx_id, user, names, row_id, said, payload)
        self.last = hashlib.sha256(b"".join(parts)).digest()
        self.written.append(
            Incoming(
                *(self.replica, self.seq, tx_id, table, row_id, group, text, named, self.lamport),
                *(NOON, 480, user, SCHEMA_REVISION, salt, None, before if self.seq == 1 else None, self.last),
            )
        )
        return self.replica, self.seq


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def as_text(row_id: bytes) -> str:
    """Return an id as the log writes it."""
    return b64encode(row_id).rstrip(b"=").decode()


def hub_log(replica: bytes, shared: int) -> Scribe:
    """Return the log of a hub with so many courtyards that everybody knows."""
    scribe = Scribe(replica)
    tx_id = bytes(new_id())
    for number in range(shared):
        scribe.write("courtyard", bytes(new_id()), "*", {"name": f"共用{number}号院"}, tx_id=tx_id)
    return scribe


def workstation_log(hub: Scribe, number: int, count: int) -> Scribe:
    """Return the log of a workstation: rows of its own, edits of them, and edits of what all of them know."""
    random = Random(number)
    scribe = Scribe(number.to_bytes(16, "big"), hub.lamport)
    yard = bytes(new_id())
    tx_id = bytes(new_id())
    own = [(yard, scribe.write("courtyard", yard, "*", {"name": f"{number}号站院"}, tx_id=tx_id))]
    while scribe.seq < count:
        tx_id = tx_id if random.random() < 0.9 else bytes(new_id())
        chance = random.random()
        if chance < 0.6:
            row_id = bytes(new_id())
            values = {"name": f"{scribe.seq}号楼", "c": as_text(yard), "floor_count": 6}
            own.append((row_id, scribe.write("building", row_id, "*", values, tx_id=tx_id)))
        elif chance < 0.95 and len(own) > 1:
            at = random.randrange(1, len(own))
            row_id, before = own[at]
            edit = {"floor_count": random.randrange(30)}
            own[at] = row_id, scribe.write("building", row_id, "floor_count", edit, before, tx_id=tx_id)
        else:
            known = random.choice(hub.written)
            edit = {"address": f"地址{random.randrange(3)}"}
            scribe.write("courtyard", known.row_id, "address", edit, known.key, tx_id=tx_id)
    return scribe


def introduce(context: Context, replicas: Iterable[bytes]) -> None:
    """Let an office know the installations."""
    for replica in replicas:
        behind(context, REGISTER, replica, "workstation", 0, None)


def take_all(context: Context, logs: Iterable[Scribe]) -> int:
    """Take in log after log, one transaction each, and return how many changes were new."""
    return sum(receive(context, scribe.written).new for scribe in logs)
