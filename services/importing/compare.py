"""What a plan changes: each row is looked up in the database by what the office calls it.

A row found is compared column by column; a row not found becomes a new one. Nothing is written here, so
the rehearsal and the import itself are the same walk.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from models.db.reading import Reader
from models.ids import RecordId, new_id
from models.rules.text import fold

Key = tuple[object, ...]


@dataclass(slots=True)
class Shelf:
    """The living rows of one table, what the plan adds to them and what it changes.

    Attributes:
        table: its name.
        columns: columns an import can set, beside the id.
        rows: stored rows by id.
        index: ids by key.
        new: rows to insert, by id, in order.
        changed: columns to change, by id.
        kept: columns the book says otherwise and that stay as they are here, by id.
        seen: ids the plan has named.
    """

    table: str
    columns: tuple[str, ...]
    rows: dict[bytes, dict[str, Any]] = field(default_factory=dict)
    index: dict[Key, bytes] = field(default_factory=dict)
    new: dict[bytes, dict[str, Any]] = field(default_factory=dict)
    changed: dict[bytes, dict[str, Any]] = field(default_factory=dict)
    kept: dict[bytes, dict[str, Any]] = field(default_factory=dict)
    seen: dict[bytes, None] = field(default_factory=dict)

    def put(self, key: Key, values: Mapping[str, Any]) -> bytes:
        """Make the row named by `key` hold these values; what a sheet leaves empty stays as it is.

        Returns:
            The id of the row, stored or new.
        """
        row_id = self.index.get(key)
        if row_id is None:
            row_id = self.add(values)
            self.index[key] = row_id
            return row_id
        self.change(row_id, values)
        return row_id

    def add(self, values: Mapping[str, Any]) -> RecordId:
        """Add a row without looking for one."""
        row_id = new_id()
        self.new[row_id] = dict(values)
        self.seen[row_id] = None
        return row_id

    def change(self, row_id: bytes, values: Mapping[str, Any]) -> None:
        """Change a row; for a row that is itself new only what is still empty is filled in."""
        self.seen[row_id] = None
        fresh = self.new.get(row_id)
        if fresh is not None:
            for name, value in values.items():
                if value is not None and fresh.get(name) is None:
                    fresh[name] = value
            return
        stored = self.rows[row_id]
        for name, value in values.items():
            if name.endswith("_about") and value is False and stored.get(name) is None:
                continue  # not about, said in two ways
            if value is not None and stored.get(name) != value:
                self.changed.setdefault(row_id, {})[name] = value

    def value(self, row_id: bytes, name: str) -> Any:
        """Return a column as it will be after the import."""
        if row_id in self.new:
            return self.new[row_id].get(name)
        changed = self.changed.get(row_id, {})
        return changed[name] if name in changed else self.rows[row_id].get(name)

    def tuples(self) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Return the new rows as the bulk insert takes them: columns and tuples."""
        columns = ("id", *self.columns)
        names = self.columns
        return columns, [(row_id, *(row.get(name) for name in names)) for row_id, row in self.new.items()]


@dataclass(frozen=True, slots=True)
class Change:
    """How many rows of one kind are added, changed and left as they are."""

    add: int
    change: int
    same: int


def load(reader: Reader, table: str, columns: Iterable[str], key: Iterable[str], *, where: str = "") -> Shelf:
    """Return the shelf of a table with its living rows.

    Args:
        reader: queries of the unit of work or of the reading connection.
        table: name of a synced table.
        columns: columns an import can set.
        key: columns that name a row; texts among them are compared folded.
        where: further condition.
    """
    names = tuple(columns)
    keys = tuple(key)
    shelf = Shelf(table, names)
    condition = f" AND {where}" if where else ""
    for row in reader.all(
        f"SELECT id, {', '.join(names)} FROM {table} WHERE deleted_at IS NULL{condition} ORDER BY id"
    ):
        stored = dict(zip(names, row[1:], strict=True))
        shelf.rows[row[0]] = stored
        shelf.index.setdefault(tuple(key_part(stored[name]) for name in keys), row[0])
    return shelf


def key_part(value: object) -> object:
    """Return a value as part of a key: text folded, so that width and blanks do not matter."""
    return fold(value) if isinstance(value, str) else value
