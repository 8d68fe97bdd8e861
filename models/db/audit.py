"""Audit entries: who did what, when, where, to which record; chained by hash, written by the unit of work.

An entry's content (label and detail) goes into the chain by a salted hash of its own, so that an erasure can
blank it and the chain still holds. What an erasure blanked is told by a later entry; a blank that no entry
tells of was made by somebody else (`models.db.audit_chain`).
"""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import Connection, insert, text

from models.db import changes
from models.db.acting import Actor
from models.db.mark import Place
from models.db.reading import Reader
from models.rules.masks import covered
from models.tables.system import AuditEntry

START: Final = bytes(32)
"""What stands before the first entry."""
BLANKED: Final = "audit_blanked"
"""The act by which an erasure took words out of entries; its detail holds their numbers."""
CHAINED: Final = (
    "seq, tx_id, at, user_id, replica_id, action, tbl, row_id, row_count, label, detail, salt, "
    "content_hash, hash"
)
"""The columns of an entry in the order `link` and `models.db.audit_chain` take them."""
_AT_ONCE = 5000
_NONE = (2**64 - 1).to_bytes(8, "big")


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: action, table and row where it concerns one, number of rows, the name of the record.

    `detail` says more where no changes tell it: a setting's old and new value, how many copies. Telephones
    and identity numbers that somebody wrote into either are masked when it is written.
    """

    action: str
    tbl: str | None
    row_id: bytes | None
    row_count: int
    label: str | None
    detail: str | None = None


@dataclass(slots=True)
class Pending:
    """The entries of one unit of work until it is committed, and those whose words it took out."""

    entries: list[Entry] = field(default_factory=list)
    _blanked: set[int] = field(default_factory=set)

    def forget(self, connection: Connection, reader: Reader, table: str, row_id: bytes) -> None:
        """Take the words about a row out of all entries, also of those that are not written yet."""
        found = reader.all(
            "SELECT seq FROM audit_entry WHERE tbl = ? AND row_id = ? "
            "AND (coalesce(label, '') <> '' OR detail IS NOT NULL)",
            (table, row_id),
        )
        self.blank(connection, [seq for (seq,) in found])
        about = (table, row_id)
        self.entries = [
            replace(each, label="", detail=None) if (each.tbl, each.row_id) == about else each
            for each in self.entries
        ]

    def blank(self, connection: Connection, numbers: Sequence[int]) -> None:
        """Take the words out of entries by their numbers; an entry of its own will tell of which."""
        changes.run_many(
            connection,
            "UPDATE audit_entry SET label = '', detail = NULL, salt = NULL WHERE seq = ?",
            [(number,) for number in numbers],
        )
        self._blanked.update(numbers)

    def write(self, connection: Connection, tx_id: bytes, actor: Actor) -> Place | None:
        """Append the entries to the chain; see `write`."""
        if self._blanked:
            numbers = sorted(self._blanked)
            self.entries.append(Entry(BLANKED, None, None, len(numbers), None, ranges(numbers)))
        return write(connection, tx_id, actor, self.entries)


def write(connection: Connection, tx_id: bytes, actor: Actor, entries: Sequence[Entry]) -> Place | None:
    """Append the entries of one transaction to the chain.

    Args:
        connection: the connection of the unit of work.
        tx_id: the transaction whose changes hold old and new values.
        actor: who acted, where and when.
        entries: the acts.

    Returns:
        Number and hash of the newest entry; None when there is nothing to write.
    """
    if not entries:
        return None
    seq, last = _newest(connection)
    rows = []
    for entry in entries:
        seq += 1
        label, detail = entry.label and covered(entry.label), entry.detail and covered(entry.detail)
        salt = os.urandom(16)
        content = content_hash(salt, label, detail or None)
        about = (tx_id, actor.now_ms, actor.user_id, actor.replica_id)
        what = (entry.action, entry.tbl, entry.row_id, entry.row_count)
        last = link(last, (seq, *about, *what), content)
        names = ("seq", "tx_id", "at", "user_id", "replica_id", "action", "tbl", "row_id", "row_count")
        row: dict[str, Any] = dict(zip(names, (seq, *about, *what), strict=True))
        rows.append(
            {**row, "label": label, "detail": detail or None, "salt": salt}
            | {"content_hash": content, "hash": last}
        )
    connection.execute(insert(AuditEntry), rows)
    return seq, last


def content_hash(salt: bytes, label: str | None, detail: str | None) -> bytes:
    """Return the hash of what an entry says, each part with its length before it."""
    digest = hashlib.sha256()
    for part in (salt, *(None if each is None else each.encode() for each in (label, detail))):
        digest.update(_NONE if part is None else len(part).to_bytes(8, "big") + part)
    return digest.digest()


def link(last: bytes, about: Sequence[Any], content: bytes) -> bytes:
    """Return the hash of an entry.

    Args:
        last: the hash of the entry before it.
        about: its columns from `seq` to `row_count` as in `CHAINED`.
        content: the hash of what it says.

    Raises:
        TypeError: a column holds another type than the program writes.
    """
    seq, tx_id, at, user_id, replica_id, action, tbl, row_id, row_count = about
    ids = [None if each is None else octets(each).hex() for each in (tx_id, user_id, replica_id, row_id)]
    plain = [seq, ids[0], at, ids[1], ids[2], action, tbl, ids[3], row_count]
    told = json.dumps([*plain, content.hex()], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(last + told.encode()).digest()


def octets(value: Any) -> bytes:
    """Return bytes as a column of bytes gives them.

    Raises:
        TypeError: they are none.
    """
    if not isinstance(value, (bytes, memoryview)):
        raise TypeError(type(value).__name__)
    return bytes(value)


def _newest(connection: Connection) -> tuple[int, bytes]:
    """Return number and hash of the newest entry, once those of an older program are in the chain too."""
    found = connection.execute(
        text("SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1")
    ).one_or_none()
    if found is None:
        return 0, START
    if found[1] is not None:
        return int(found[0]), bytes(found[1])
    chained = connection.execute(
        text(
            "SELECT hash FROM audit_entry WHERE hash IS NOT NULL OR replica_id IS NOT NULL "
            "ORDER BY seq DESC LIMIT 1"
        )
    ).one_or_none()
    if chained is None:
        return _take_up(connection)
    # somebody put in what belongs to no chain, or took a hash away: it stays outside, and is found
    return int(found[0]), START if chained[0] is None else bytes(chained[0])


def _take_up(connection: Connection) -> tuple[int, bytes]:
    """Chain what an older program wrote, which knew no chain; this happens once in the life of an office."""
    seq, last = -1, START
    while True:
        rows = connection.execute(
            text(f"SELECT {CHAINED} FROM audit_entry WHERE seq > :seq ORDER BY seq LIMIT {_AT_ONCE}"),
            {"seq": seq},
        ).all()
        if not rows:
            return seq, last
        ready = []
        for row in rows:
            salt = os.urandom(16)
            content = content_hash(salt, row.label, row.detail)
            last = link(last, row[:9], content)
            ready.append((salt, content, last, row.seq))
        seq = int(rows[-1].seq)
        changes.run_many(
            connection, "UPDATE audit_entry SET salt = ?, content_hash = ?, hash = ? WHERE seq = ?", ready
        )


def ranges(numbers: Sequence[int]) -> str:
    """Return sorted numbers as text: 3 5-8 12."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return " ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in spans)


def numbers_in(told: str) -> list[tuple[int, int]]:
    """Return the spans `ranges` wrote, first and last of each.

    Raises:
        ValueError: it is no such text.
    """
    spans = [part.partition("-") for part in told.split()]
    return [(int(first), int(last or first)) for first, _, last in spans]
