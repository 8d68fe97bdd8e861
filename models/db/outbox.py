"""The numbered outbox of the hub: which changes a peer is to get, in which order (sync.md, "Receipts").

An entry names a change; what it says is read when a package is written. A new epoch begins with everything in
the peer's scope: rows of its unit, rows of the office, every unit, and rows without a unit by who made them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from models.db import changes
from models.db.reading import Reader
from models.db.uow import UnitOfWork
from models.tables import SYNCED

Entry = tuple[str, bytes | None, int | None, bytes | None]
"""Kind (change, row_in, row_out, void, purge), replica, seq, row."""

_INTO = "INSERT INTO sync_out (peer_id, epoch, n, kind, replica_id, seq, row_id)"
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Scope:
    """What a peer may see: the unit it works for, and the office.

    Attributes:
        unit: its community.
        office: the sub-district office, None while none is recorded.
    """

    unit: bytes
    office: bytes | None

    @property
    def units(self) -> tuple[bytes, ...]:
        """Units whose rows are in scope."""
        return (self.unit,) if self.office is None else (self.unit, self.office)

    def holds(self, owner: bytes | None) -> bool:
        """Tell whether rows of this owner are in scope; None owns what everybody sees."""
        return owner is None or owner in self.units


def last_number(reader: Reader, peer: bytes, epoch: int) -> int:
    """Return the number of the newest entry, 0 without one."""
    return int(
        reader.value(
            "SELECT coalesce(max(n), 0) FROM sync_out WHERE peer_id = ? AND epoch = ?", (peer, epoch)
        )
    )


def append(work: UnitOfWork, peer: bytes, epoch: int, entries: Iterable[Entry]) -> int:
    """Queue entries behind those that are there.

    Returns:
        The number of the newest entry.
    """
    first = last_number(work.reader, peer, epoch) + 1
    rows = [(peer, epoch, first + at, *entry) for at, entry in enumerate(entries)]
    changes.execute_many(work.connection, _INTO, rows)
    return first + len(rows) - 1


def begin(work: UnitOfWork, peer: bytes, epoch: int, scope: Scope, known: bytes | None = None) -> int:
    """Begin an epoch with everything in scope; older epochs of the peer are forgotten.

    Args:
        work: an open unit of work.
        peer: whose.
        epoch: its number.
        scope: what the peer may see.
        known: an installation whose changes the peer has.

    Returns:
        The number of the newest entry.
    """
    changes.run_many(work.connection, "DELETE FROM sync_out WHERE peer_id = ?", [(peer,)])
    found: list[tuple[int, bytes, int, bytes]] = []
    for table in SYNCED:
        found.extend(_in_scope(work.reader, table.name, scope))
    found.extend(_unknown(work.reader, scope))
    found.sort()
    voided = {
        (bytes(row[0]), int(row[1])) for row in work.reader.all("SELECT replica_id, seq FROM sync_void")
    }
    changes.execute_many(
        work.connection,
        _INTO,
        [
            (peer, epoch, at, "change", replica, seq, row_id)
            for at, (_, replica, seq, row_id) in enumerate(
                (each for each in found if each[1] != known and (each[1], each[2]) not in voided), 1
            )
        ],
    )
    return last_number(work.reader, peer, epoch)


def _in_scope(reader: Reader, table: str, scope: Scope) -> list[tuple[int, bytes, int, bytes]]:
    sql = (
        f"SELECT c.lamport, c.replica_id, c.seq, c.row_id FROM {table} r "
        "JOIN sync_change c ON c.row_id = r.id AND c.tbl = ?"
    )
    if table == "unit":
        return [_plain(row) for row in reader.all(sql, (table,))]
    marks = ", ".join("?" * len(scope.units))
    made = (
        "EXISTS (SELECT 1 FROM sync_change i JOIN sync_replica s ON s.replica_id = i.replica_id "
        f"WHERE i.row_id = r.id AND i.tbl = ? AND i.grp = '*' AND s.unit_id IN ({marks}))"
    )
    sql += f" WHERE r.unit_id IN ({marks}) OR (r.unit_id IS NULL AND {made})"
    return [_plain(row) for row in reader.all(sql, (table, *scope.units, table, *scope.units))]


def _unknown(reader: Reader, scope: Scope) -> list[tuple[int, bytes, int, bytes]]:
    """Return changes that are kept and not applied, by the unit of who made them."""
    marks = ", ".join("?" * len(scope.units))
    sql = (
        "SELECT c.lamport, c.replica_id, c.seq, c.row_id, c.tbl FROM sync_pending w "
        "CROSS JOIN sync_change c JOIN sync_replica s ON s.replica_id = c.replica_id "
        f"WHERE c.replica_id = w.replica_id AND c.seq = w.seq AND s.unit_id IN ({marks})"
    )
    known = {table.name for table in SYNCED}
    held = [row for row in reader.all(sql, scope.units)]
    return [_plain(row) for row in held if row[4] not in known or not _is_there(reader, row[4], row[3])]


def _is_there(reader: Reader, table: str, row_id: bytes) -> bool:
    return reader.value(f"SELECT 1 FROM {table} WHERE id = ?", (row_id,)) is not None


def _plain(row: Sequence[Any]) -> tuple[int, bytes, int, bytes]:
    return int(row[0]), bytes(row[1]), int(row[2]), bytes(row[3])


def owners(reader: Reader, rows: Iterable[tuple[str, bytes]]) -> dict[tuple[str, bytes], bytes | None]:
    """Return the unit that owns each row as it stands now; None for what everybody sees.

    A row without a unit, and one that is not applied yet, belongs to the unit of whoever made it. A row that
    nobody made is left out.

    Args:
        reader: queries that see what was written so far.
        rows: table and id.
    """
    by_table: dict[str, list[bytes]] = {}
    for table, row_id in rows:
        by_table.setdefault(table, []).append(row_id)
    known = {table.name for table in SYNCED}
    found: dict[tuple[str, bytes], bytes | None] = {}
    for table, ids in by_table.items():
        if table == "unit":
            found.update({(table, each): None for each in ids})
            continue
        left = set(ids)
        if table in known:
            for each, unit in _asked(reader, f"SELECT id, unit_id FROM {table} WHERE id IN", ids):
                if unit is not None:
                    found[table, bytes(each)] = bytes(unit)
                    left.discard(bytes(each))
        found.update(_by_maker(reader, table, sorted(left)))
    return found


def known(reader: Reader, rows: Iterable[tuple[str, bytes]]) -> set[tuple[str, bytes]]:
    """Return those of the rows of which a change is here; of the others nobody owns anything yet."""
    wanted = set(rows)
    ids = list({row_id for _, row_id in wanted})
    found = _asked(reader, "SELECT tbl, row_id FROM sync_change WHERE row_id IN", ids)
    return wanted & {(table, bytes(row_id)) for table, row_id in found}


def makers(reader: Reader, rows: Iterable[tuple[str, bytes]]) -> dict[tuple[str, bytes], bytes | None]:
    """Return the unit of whoever made each row, whatever unit the row says it is of."""
    by_table: dict[str, list[bytes]] = {}
    for table, row_id in rows:
        by_table.setdefault(table, []).append(row_id)
    return {
        row: unit for table, ids in by_table.items() for row, unit in _by_maker(reader, table, ids).items()
    }


def _by_maker(reader: Reader, table: str, ids: Sequence[bytes]) -> dict[tuple[str, bytes], bytes | None]:
    sql = (
        "SELECT c.row_id, s.unit_id, c.lamport FROM sync_change c "
        "JOIN sync_replica s ON s.replica_id = c.replica_id WHERE c.row_id IN"
    )
    found: dict[tuple[str, bytes], bytes | None] = {}
    made = sorted(_asked(reader, sql, ids), key=lambda row: row[2], reverse=True)
    for row_id, unit, _ in made:  # the oldest comes last and stays
        if unit is not None:
            found[table, bytes(row_id)] = bytes(unit)
    return found


def _asked(reader: Reader, sql: str, ids: Sequence[bytes]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for at in range(0, len(ids), AT_ONCE):
        chunk = ids[at : at + AT_ONCE]
        found.extend(reader.all(f"{sql} ({', '.join('?' * len(chunk))})", chunk))
    return found
