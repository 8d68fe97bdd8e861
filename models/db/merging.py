"""From the stored change log to merged rows: reads the changes of many rows at once and merges each."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Table

from models.db import changes
from models.db.reading import Reader
from models.rules.merge import Author, Change, Key, Merged, merge

AT_ONCE = 500
"""Rows looked up by id in one query."""

SINCE: dict[tuple[str, str], Any] = {}
"""Columns that may not be empty and that older programs do not know, by table, with what such a row gets."""


@lru_cache(maxsize=200)
def groups_of(table: Table) -> Mapping[str, tuple[str, ...]]:
    """Return the columns of each field group of a table."""
    found: dict[str, list[str]] = {}
    for name in changes.synced_columns(table):
        found.setdefault(changes.group_of(table, name), []).append(name)
    return {group: tuple(names) for group, names in found.items()}


def authors(reader: Reader) -> dict[bytes, Author]:
    """Return what is known of every installation."""
    rows = reader.all("SELECT replica_id, unit_id, kind FROM sync_replica")
    return {bytes(row[0]): Author(bytes(row[0]), _bytes(row[1]), row[2] == "hub") for row in rows}


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


def superseded(prev_json: str | None, replica: bytes) -> tuple[Key, ...]:
    """Return the changes a change of `replica` names as replaced."""
    if prev_json is None:
        return ()
    return tuple(
        (replica if name is None else bytes.fromhex(name), seq) for name, seq in json.loads(prev_json)
    )


def known_values(table: Table, values_json: str) -> dict[str, Any]:
    """Return the values of a change in the columns this program knows."""
    values = changes.values_of(table, values_json)
    if values.keys() <= _columns(table):
        return values
    return {name: value for name, value in values.items() if name in _columns(table)}


@lru_cache(maxsize=200)
def _columns(table: Table) -> frozenset[str]:
    return frozenset(changes.synced_columns(table))


def since(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of an insert with what an older program could not know that is needed."""
    added = {column: value for (name, column), value in SINCE.items() if name == table.name}
    return {**added, **values}


@lru_cache(maxsize=200)
def blank(table: Table) -> Mapping[str, Any]:
    """Return what stands in a row once its values were erased; links that may not be empty are not named."""
    kinds: dict[type, Any] = {str: "", bool: False, int: 0}
    return {
        name: None if table.c[name].nullable else kinds[table.c[name].type.python_type]
        for name in changes.synced_columns(table)
        if table.c[name].nullable or table.c[name].type.python_type in kinds
    }


@dataclass(frozen=True, slots=True)
class History:
    """The changes of one row, with the logical time at which each became known here."""

    changes: tuple[Change, ...]
    arrived: Mapping[Key, int]

    def until(self, moment: int) -> tuple[Change, ...]:
        """Return the changes known here before a logical time."""
        return tuple(change for change in self.changes if self.arrived[change.key] < moment)

    @property
    def version(self) -> int:
        """The logical time of what became known last."""
        return max(self.arrived.values(), default=0)


class Merging:
    """Reads and merges rows from the log on one connection.

    Args:
        reader: the reading connection, or that of a unit of work.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._authors = authors(reader)
        self.voided = frozenset(
            (bytes(row[0]), row[1]) for row in reader.all("SELECT replica_id, seq FROM sync_void")
        )
        self.purged = frozenset(
            (row[0], bytes(row[1])) for row in reader.all("SELECT tbl, row_id FROM sync_purge")
        )

    def author(self, replica: bytes) -> Author:
        """Return what is known of an installation."""
        return self._authors.setdefault(replica, Author(replica))

    def histories(self, table: Table, row_ids: Sequence[bytes]) -> dict[bytes, History]:
        """Return the changes of each row."""
        found: dict[bytes, list[Change]] = {row_id: [] for row_id in row_ids}
        arrived: dict[bytes, dict[Key, int]] = {row_id: {} for row_id in row_ids}
        for at in range(0, len(row_ids), AT_ONCE):
            chunk = tuple(row_ids[at : at + AT_ONCE])
            rows = self._reader.all(
                "SELECT row_id, replica_id, seq, lamport, grp, values_json, prev_json, payload_hash, "
                f"coalesce(arrived, lamport) FROM sync_change WHERE row_id IN ({marks(chunk)}) AND tbl = ?",
                (*chunk, table.name),
            )
            for row in rows:
                change = self.change(table, *row[1:8])
                found[bytes(row[0])].append(change)
                arrived[bytes(row[0])][change.key] = row[8]
        return {row_id: History(tuple(found[row_id]), arrived[row_id]) for row_id in found}

    def change(
        self,
        table: Table,
        replica: bytes,
        seq: int,
        lamport: int,
        group: str,
        values_json: str | None,
        prev_json: str | None,
        payload_hash: bytes | None,
    ) -> Change:
        """Return a stored change as the rules see it; erased values count as empty ones."""
        replica = bytes(replica)
        values: dict[str, Any] | None = None
        if values_json is not None:
            values = known_values(table, values_json)
        elif payload_hash is not None or group != changes.WHOLE_ROW:
            values = {}
        if SINCE and values is not None and group == changes.WHOLE_ROW:
            values = since(table, values)
        prev = superseded(prev_json, replica)
        return Change((replica, seq), lamport, group, values, prev, self.author(replica))

    def merged(self, table: Table, row_id: bytes, history: Iterable[Change]) -> Merged:
        """Merge the changes of a row; one whose personal data was erased stays deleted and empty."""
        result = merge(history, groups_of(table), self.voided)
        if (table.name, row_id) not in self.purged:
            return result
        return Merged(result.known, False, blank(table), result.heads, ())

    def before_refusal(
        self, table: Table, row_id: bytes, history: Iterable[Change]
    ) -> Mapping[str, Any] | None:
        """Return what a row would say had nothing of it been refused; None without an insert."""
        if (table.name, row_id) in self.purged:
            return blank(table)
        result = merge(history, groups_of(table), frozenset())
        return result.values if result.known else None

    def rows(self, table: Table, row_ids: Sequence[bytes]) -> dict[bytes, tuple[Merged, History]]:
        """Return each row merged, with the changes it comes from."""
        histories = self.histories(table, row_ids)
        return {
            row_id: (self.merged(table, row_id, history.changes), history)
            for row_id, history in histories.items()
        }


def marks(values: Sequence[Any]) -> str:
    """Return as many question marks as there are values."""
    return ", ".join("?" * len(values))
