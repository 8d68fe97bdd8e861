"""The change log: one hash-chained record per inserted, deleted or edited row group (sync.md)."""

import hashlib
import json
import os
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, insert, text

from models.db.binding import bound
from models.db.schema_version import SCHEMA_REVISION
from models.errors import InvalidInput
from models.tables.sync import SyncHead

WHOLE_ROW = "*"
"""Group of an insert, a restore or a delete."""
EMPTIED = "-"
"""Name under which an edit lists the columns it emptied; in an insert a missing column is empty."""
Values = Mapping[str, Any]
Head = tuple[bytes, int]

_CHANGE_COLUMNS = (
    "replica_id, seq, tx_id, tbl, row_id, grp, values_json, prev_json, lamport, wall_ms, tz_min, user_id, "
    "schema_rev, salt, payload_hash, prev_hash, hash"
)
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


SHORT = {
    "unit_id": "u",
    "courtyard_id": "c",
    "building_id": "b",
    "dwelling_id": "d",
    "resident_id": "r",
    "party_organisation_id": "p",
    "committee_id": "m",
    "committee_member_id": "cm",
    "team_id": "t",
}
"""Links that nearly every row has, written short in `values_json`: an import must not double the database.

These names are part of the log's format and never change; a column that is not here is written in full.
"""
_LONG = {short: name for name, short in SHORT.items()}
_quoted = json.encoder.encode_basestring  # what the encoder above writes for a text: non-ASCII as it is


class RowWriter:
    """Canonical JSON of whole rows of one shape, as `canonical` writes it, for the bulk path.

    Args:
        columns: names of the columns of the tuples.
        synced: those of them that travel in change records.
    """

    def __init__(self, columns: Sequence[str], synced: Iterable[str]) -> None:
        wanted = sorted((SHORT.get(name, name), columns.index(name)) for name in set(synced))
        self._places = [(f'"{key}":', place) for key, place in wanted]

    def __call__(self, row: tuple[Any, ...]) -> str:
        """Return the canonical JSON of one row.

        Raises:
            InvalidInput: as for `canonical`.
        """
        parts: list[str] = []
        for key, place in self._places:
            value = row[place]
            kind = type(value)
            if value is None:
                continue
            if kind is str:
                parts.append(key + _quoted(value))
            elif kind is bytes:
                parts.append(f'{key}"{b2a_base64(value, newline=False).rstrip(b"=").decode()}"')
            elif kind is int:
                parts.append(f"{key}{value}")
            else:  # rare kinds and those that are refused
                parts.append(canonical({key[1:-2]: value})[1:-1])
        result = "{" + ",".join(parts) + "}"
        if "\\u0000" in result:
            canonical({key: row[place] for key, place in self._places})
        return result


def canonical(values: Values) -> str:
    """Return the values as canonical JSON: sorted names, bytes as base64 without padding, no empty columns.

    Raises:
        InvalidInput: a float, a NUL or half a surrogate pair stands among the values.
    """
    plain: dict[str, Any] = {}
    for name, value in values.items():
        if value is None:
            continue
        key = SHORT.get(name, name)
        if isinstance(value, bytes):
            plain[key] = b2a_base64(value, newline=False).rstrip(b"=").decode()
        elif isinstance(value, float):
            raise InvalidInput(f"字段“{name}”的数值不能带浮点误差，请输入整数。", name)
        else:
            plain[key] = value
    result = _encoder.encode(plain)
    if "\\u0000" in result and any("\x00" in value for value in plain.values() if isinstance(value, str)):
        raise InvalidInput("内容里有不能保存的控制字符，请删去后再保存。")
    try:
        result.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput("内容里有残缺的字符，请重新输入后再保存。") from error
    return result


def values_of(table: Table, values_json: str | None) -> dict[str, Any]:
    """Return the values of a change as they were captured, ids as bytes again, emptied columns as None."""
    return {} if values_json is None else values_from(table, json.loads(values_json))


def values_from(table: Table, loaded: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a change whose JSON is read already, as `values_of` does."""
    values: dict[str, Any] = {_LONG.get(key, key): each for key, each in loaded.items()}
    emptied: list[str] = values.pop(EMPTIED, [])
    for name in _binary_columns(table) & values.keys():
        values[name] = a2b_base64(values[name] + "==")
    return {**values, **dict.fromkeys(emptied)} if emptied else values


@lru_cache(maxsize=200)
def _binary_columns(table: Table) -> frozenset[str]:
    return frozenset(column.name for column in table.c if isinstance(column.type, LargeBinary))


def group_of(table: Table, column: str) -> str:
    """Return the field group a column changes with; by default the column alone."""
    return str(table.c[column].info.get("grp", column))


@lru_cache(maxsize=200)
def synced_columns(table: Table) -> tuple[str, ...]:
    """Return the columns of a table that travel in change records."""
    return tuple(
        column.name for column in table.c if column.name != "id" and not column.info.get("local", False)
    )


@dataclass(frozen=True, slots=True)
class Stamp:
    """What all changes of one transaction share: who, when, where."""

    replica_id: bytes
    tx_id: bytes
    user_id: bytes
    wall_ms: int
    tz_min: int


_SAID = (None, None, None, None)
"""Time, offset, user and schema of a change that stand with the first change of its transaction."""


class ChangeLog:
    """Appends changes of one replica on one connection, continuing its hash chain.

    Args:
        connection: the connection of the unit of work, inside its transaction.
        stamp: who writes, when, in which transaction.
    """

    def __init__(self, connection: Connection, stamp: Stamp) -> None:
        self._connection = connection
        self._stamp = stamp
        last = connection.execute(
            text(
                "SELECT seq, hash, lamport FROM sync_change WHERE replica_id = :r ORDER BY seq DESC LIMIT 1"
            ),
            {"r": stamp.replica_id},
        ).one_or_none()
        self.seq: int = last[0] if last else 0
        self._hash: bytes = last[1] if last else bytes(32)
        counted: int = last[2] if last else 0
        clock = connection.execute(
            text("SELECT value_json FROM setting WHERE owner = '' AND name = 'lamport'")
        )
        self.lamport: int = max(int(clock.scalar() or 0), counted)
        self.count = 0
        self._arrived = False

    def append(
        self,
        table: str,
        entries: Iterable[tuple[bytes, str, str | None, str | None]],
    ) -> int:
        """Append changes of one table.

        Args:
            table: name of the table.
            entries: row id, group, canonical values or None, canonical list of superseded heads or None.

        Returns:
            The Lamport number of the first change appended; each further one is one higher.
        """
        stamp = self._stamp
        prefix = prefix_of(stamp.replica_id, stamp.tx_id, stamp.user_id, table)
        seq, last, lamport = self.seq, self._hash, self.lamport
        first = lamport + 1
        sha256, salts = hashlib.sha256, _Salts()
        said = self.count > 0
        shared = _SAID if said else (stamp.wall_ms, stamp.tz_min, stamp.user_id, SCHEMA_REVISION)
        rows: list[tuple[Any, ...]] = []
        for row_id, group, values, prev in entries:
            seq += 1
            lamport += 1
            salt = salts.next()
            hashed = sha256(salt + payload(values)).digest()
            head = f"{seq}|{group}|{prev}|{lamport}|{stamp.wall_ms}|{stamp.tz_min}|{SCHEMA_REVISION}|"
            digest = sha256(last + prefix + row_id + head.encode() + hashed).digest()
            rows.append(
                (
                    *(stamp.replica_id, seq, stamp.tx_id, table, row_id, group, values, prev, lamport),
                    *shared,
                    *(salt, None, None, digest),
                )
            )
            shared = _SAID
            last = digest
        execute_many(self._connection, f"INSERT INTO sync_change ({_CHANGE_COLUMNS})", rows)
        self.seq, self._hash, self.lamport = seq, last, lamport
        self.count += len(rows)
        return first

    @property
    def hash(self) -> bytes:
        """The hash of the change appended last, of the newest one there was when none has been."""
        return self._hash

    def arrive(self, highest: int) -> int:
        """Return the next logical time, later than `highest`: changes of others become known here."""
        self.lamport = max(self.lamport, highest) + 1
        self._arrived = True
        return self.lamport

    def set_head(self, table: str, row_id: bytes, group: str, beside: Sequence[Head] = ()) -> None:
        """Make the change appended last a head of a field group, the only one but for those `beside` it."""
        key = {"tbl": table, "row_id": row_id, "grp": group}
        self._connection.execute(
            text("DELETE FROM sync_head WHERE tbl = :tbl AND row_id = :row_id AND grp = :grp"), key
        )
        for replica_id, seq in ((self._stamp.replica_id, self.seq), *beside):
            self._connection.execute(insert(SyncHead), {**key, "replica_id": replica_id, "seq": seq})

    def set_row_heads(self, table: str, row_ids: Sequence[bytes]) -> None:
        """Make the changes appended last, one for each of these rows in order, their only heads."""
        first = self.seq - len(row_ids) + 1
        replica = self._stamp.replica_id
        run_many(
            self._connection,
            "DELETE FROM sync_head WHERE tbl = ? AND row_id = ?",
            [(table, row_id) for row_id in row_ids],
        )
        execute_many(
            self._connection,
            "INSERT INTO sync_head (tbl, row_id, grp, replica_id, seq)",
            [(table, row_id, WHOLE_ROW, replica, first + at) for at, row_id in enumerate(row_ids)],
        )

    def close(self) -> None:
        """Keep the Lamport number; called once before the transaction commits."""
        if self.count or self._arrived:
            self._connection.execute(
                text(
                    "INSERT INTO setting (owner, name, value_json) VALUES ('', 'lamport', :v) "
                    "ON CONFLICT (owner, name) DO UPDATE SET value_json = excluded.value_json"
                ),
                {"v": str(self.lamport)},
            )


def prefix_of(replica_id: bytes, tx_id: bytes, user_id: bytes, table: str) -> bytes:
    """Return the part of the hashed text that the changes of one table and transaction share."""
    return b"%b%b%b%d:%b" % (replica_id, tx_id, user_id, len(table), table.encode())


class _Salts:
    """Random salts, drawn from the operating system by the hundred."""

    SIZE, AT_ONCE = 12, 100

    def __init__(self) -> None:
        self._left = b""

    def next(self) -> bytes:
        """Return 12 fresh random bytes."""
        if not self._left:
            self._left = os.urandom(self.SIZE * self.AT_ONCE)
        salt, self._left = self._left[: self.SIZE], self._left[self.SIZE :]
        return salt


def payload_hash(salt: bytes, values: str | None) -> bytes:
    """Return the hash of the values of a change, which stays when they are erased."""
    return hashlib.sha256(salt + payload(values)).digest()


def payload(values: str | None) -> bytes:
    """Return the hashed form of the values; "no values", a delete, differs from any text.

    Raises:
        InvalidInput: half a surrogate pair stands among the values.
    """
    if values is None:
        return b"-"
    try:
        return b"=" + values.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput("内容里有残缺的字符，请重新输入后再保存。") from error


def execute_many(connection: Connection, insert_into: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert ready tuples through the driver itself, the fast path of imports and sync.

    Args:
        connection: the connection of the unit of work.
        insert_into: `INSERT INTO table (columns)` without VALUES.
        rows: one tuple a row in the order of the columns.
    """
    if rows:
        run_many(connection, f"{insert_into} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def run_many(connection: Connection, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run one statement, written with `?`, for many tuples of parameters through the driver itself."""
    if not rows:
        return
    cursor = connection.connection.cursor()
    try:
        if connection.dialect.name == "sqlite":
            cursor.executemany(sql, bound(rows))
        else:
            cursor.executemany(sql.replace("?", "%s"), rows)
    finally:
        cursor.close()


def heads(connection: Connection, table: str, row_id: bytes, group: str) -> list[Head]:
    """Return the live changes of a field group, or of the whole row where the group was never edited.

    For a row that was only ever inserted that is its insert.
    """
    listed: dict[str, list[Head]] = {}
    for grp, replica, seq in connection.execute(
        text(
            "SELECT grp, replica_id, seq FROM sync_head WHERE tbl = :t AND row_id = :r AND grp IN (:g, '*') "
            "ORDER BY replica_id, seq"
        ),
        {"t": table, "r": row_id, "g": group},
    ):
        listed.setdefault(grp, []).append((replica, seq))
    found = listed.get(group) or listed.get(WHOLE_ROW)
    if found:
        return found
    newest = connection.execute(
        text(
            "SELECT replica_id, seq FROM sync_change WHERE row_id = :r AND tbl = :t AND grp = '*' "
            "ORDER BY lamport DESC LIMIT 1"
        ),
        {"t": table, "r": row_id},
    )
    return [(row[0], row[1]) for row in newest]


def all_heads(connection: Connection, table: str, row_id: bytes) -> list[Head]:
    """Return every live change of a row: what a delete supersedes."""
    return heads_of_rows(connection, table, [row_id])[row_id]


def heads_of_rows(connection: Connection, table: str, row_ids: Sequence[bytes]) -> dict[bytes, list[Head]]:
    """Return every live change of each of many rows, as `all_heads` does for one."""
    if not row_ids:
        return {}
    marks = ", ".join(f":r{at}" for at in range(len(row_ids)))
    named: dict[str, Any] = {"t": table, **{f"r{at}": row_id for at, row_id in enumerate(row_ids)}}
    newest = connection.execute(
        text(
            "SELECT row_id, replica_id, seq FROM sync_change WHERE tbl = :t AND grp = '*' "
            f"AND row_id IN ({marks}) ORDER BY lamport"
        ),
        named,
    )
    base = {row[0]: [(row[1], row[2])] for row in newest}
    edited: dict[bytes, list[Head]] = {}
    whole: dict[bytes, list[Head]] = {}
    for row in connection.execute(
        text(
            f"SELECT row_id, replica_id, seq, grp FROM sync_head WHERE tbl = :t AND row_id IN ({marks}) "
            "ORDER BY replica_id, seq"
        ),
        named,
    ):
        (whole if row[3] == WHOLE_ROW else edited).setdefault(row[0], []).append((row[1], row[2]))
    return {
        row_id: list(dict.fromkeys((whole.get(row_id) or base.get(row_id, [])) + edited.get(row_id, [])))
        for row_id in row_ids
    }


def prev_json(found: Iterable[Head], own: bytes) -> str | None:
    """Return superseded heads as canonical JSON; this replica's own are written with null for its id."""
    listed = [[None if replica == own else replica.hex(), seq] for replica, seq in found]
    return _encoder.encode(listed) if listed else None
