"""What somebody deleted here is not brought back by a book, unless the user says so.

Whoever deletes a record puts it into the recycle bin; what undoing an import takes away is listed nowhere. A
new row of the walk that is such a record leaves the import, together with everything that belongs to it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from models.db.reading import Reader
from services.importing.compare import Key, Shelf, key_part
from services.importing.origin import FieldKey, Origins
from services.importing.shelves import CURRENT, SHELVES

WHOLE: Final = "*"
"""Stands for the field group in the key by which a whole record is decided."""
_AT_ONCE: Final = 500
_LOOSE: Final = frozenset(("head_id", "leader_id", "parent_id"))
"""Links a row can do without: it stays although what they name is left out."""
_ALSO: Final = {"appointment": ("resident_id",), "property_service": ("mode", "provider")}
"""What must be the same as well: the key of these says the post, not who holds it."""


@dataclass(slots=True)
class LeftOut:
    """A record that was deleted here and that the book still has.

    Attributes:
        table, row_id, name: of the deleted record.
        below: rows of the book that belong to it.
        returns: the user wants it again, so it comes as a new record.
    """

    table: str
    row_id: bytes
    name: str
    below: int = 0
    returns: bool = False

    @property
    def key(self) -> FieldKey:
        """By which it is decided the other way."""
        return self.table, self.row_id, WHOLE


@dataclass(slots=True)
class _Dead:
    """The deleted rows of one table that matter, and by what they are known again."""

    rows: dict[bytes, dict[str, Any]] = field(default_factory=dict)
    index: dict[Key, list[bytes]] = field(default_factory=dict)


def leave_out(
    reader: Reader, shelves: Mapping[str, Shelf], origins: Origins, decided: frozenset[FieldKey]
) -> list[LeftOut]:
    """Take out of a walk what was deleted here.

    Args:
        reader: queries of the unit of work, or of the reading connection.
        shelves: after the walk.
        origins: what imports called the deleted records.
        decided: keys of those the user wants again.

    Returns:
        The deleted records the book still has, also those that return.
    """
    if not any(shelf.new for shelf in shelves.values()):
        return []
    roots = {
        (table, bytes(row_id)): LeftOut(table, bytes(row_id), label or "")
        for table, row_id, label in reader.all("SELECT tbl, row_id, label FROM deletion ORDER BY at, row_id")
        if table in shelves
    }
    if not roots:
        return []
    sweep = _Sweep(shelves, _dead_rows(reader, shelves, origins, roots), roots, decided)
    for table, _, key in SHELVES:
        sweep.new_rows(table, key)
    for shelf in shelves.values():
        sweep.changes(shelf)
    return list(sweep.found.values())


@lru_cache(maxsize=100)
def _links(table: str) -> Mapping[str, str]:
    """Return the columns an import fills that name another row, and the table that row is in."""
    from models.tables.base import Base

    described = Base.metadata.tables[table]
    columns = next(columns for name, columns, _ in SHELVES if name == table)
    links = {
        name: next(iter(described.c[name].foreign_keys)).column.table.name
        for name in columns
        if described.c[name].foreign_keys
    }
    return {**links, "unit_id": "unit"} if "unit_id" in columns else links


def _dead_rows(
    reader: Reader,
    shelves: Mapping[str, Shelf],
    origins: Origins,
    roots: Iterable[tuple[str, bytes]],
) -> dict[str, _Dead]:
    """Return the deleted records, and what they belonged to if that is gone as well."""
    wanted: dict[str, set[bytes]] = {}
    for table, row_id in roots:
        wanted.setdefault(table, set()).add(row_id)
    dead: dict[str, _Dead] = {}
    for table, columns, key in reversed(SHELVES):  # owners stand before what they own
        ids = sorted(wanted.get(table, ()))
        here = dead[table] = _Dead()
        for at in range(0, len(ids), _AT_ONCE):
            chunk = tuple(ids[at : at + _AT_ONCE])
            for row in reader.all(
                f"SELECT id, {', '.join(columns)} FROM {table} "
                f"WHERE deleted_at IS NOT NULL AND id IN ({', '.join('?' * len(chunk))}) ORDER BY id",
                chunk,
            ):
                here.rows[bytes(row[0])] = dict(zip(columns, row[1:], strict=True))
        if here.rows:
            origins.read(table, list(here.rows))
        for row_id, stored in here.rows.items():
            for link, owner in _links(table).items():
                if stored[link] is not None and stored[link] not in shelves[owner].rows:
                    wanted.setdefault(owner, set()).add(bytes(stored[link]))
            for each in {_key(stored, key), _key(_former(table, row_id, stored, key, origins), key)}:
                here.index.setdefault(each, []).append(row_id)
    return dead


def _key(row: Mapping[str, Any], key: Iterable[str]) -> Key:
    return tuple(key_part(row.get(name)) for name in key)


def _former(
    table: str, row_id: bytes, stored: Mapping[str, Any], key: Iterable[str], origins: Origins
) -> dict[str, Any]:
    """Return a row as the last import called it."""
    found = dict(stored)
    for name in key:
        origin = origins.of(table, row_id, name)
        if origin.by_hand and origin.was_imported:
            found[name] = origin.imported
    return found


class _Sweep:
    """Goes once through what a walk makes and changes, owners before what they own."""

    def __init__(
        self,
        shelves: Mapping[str, Shelf],
        dead: Mapping[str, _Dead],
        roots: Mapping[tuple[str, bytes], LeftOut],
        decided: frozenset[FieldKey],
    ) -> None:
        self._shelves = shelves
        self._dead = dead
        self._roots = roots
        self._decided = decided
        self._was: dict[bytes, bytes] = {}
        self._gone: dict[bytes, LeftOut] = {}
        self.found: dict[FieldKey, LeftOut] = {}

    def new_rows(self, table: str, key: tuple[str, ...]) -> None:
        """Take out new rows that are deleted records, or belong to one that is left out."""
        shelf, links = self._shelves[table], _links(table)
        for row_id, row in list(shelf.new.items()):
            owner = next((self._gone[row[name]] for name in links if self._blocks(row, name)), None)
            if owner is not None:
                owner.below += 1
            else:
                owner = self._deleted(table, key, row_id, row)
            if owner is None:
                for name in _LOOSE.intersection(links):
                    if row.get(name) in self._gone:
                        row[name] = None
                continue
            self._gone[row_id] = owner
            del shelf.new[row_id]
            shelf.seen.pop(row_id, None)
            if table == "appointment":
                self._keep_holder(shelf, row)

    def _blocks(self, row: Mapping[str, Any], name: str) -> bool:
        return name not in _LOOSE and row.get(name) in self._gone

    def _deleted(
        self, table: str, key: tuple[str, ...], row_id: bytes, row: dict[str, Any]
    ) -> LeftOut | None:
        """Return the deleted record a new row is, unless it returns."""
        dead = self._dead[table]
        if not dead.rows:
            return None
        here = {
            **row,
            **{name: self._was.get(row[name], row[name]) for name in _links(table) if row.get(name)},
        }
        for each in dead.index.get(_key(here, key), ()):
            if not _is_same(table, here, dead.rows[each]):
                continue
            self._was[row_id] = each
            found = self._roots.get((table, each))
            if found is None:
                return None
            self.found[found.key] = found
            found.returns = found.key in self._decided
            return None if found.returns else found
        return None

    def _keep_holder(self, posts: Shelf, row: Mapping[str, Any]) -> None:
        """Leave whoever holds a post in it: the book's new holder is not taken."""
        place = ("courtyard_id", "party_organisation_id", "post")
        for row_id, columns in list(posts.changed.items()):
            if "until" in columns and all(posts.rows[row_id][name] == row.get(name) for name in place):
                _drop(posts.changed, row_id, ["until"])

    def changes(self, shelf: Shelf) -> None:
        """Take back changes of stored rows that name what is left out."""
        links = _links(shelf.table)
        for changes in (shelf.changed, shelf.kept):
            for row_id, columns in list(changes.items()):
                _drop(changes, row_id, [name for name in links if columns.get(name) in self._gone])


def _drop(changes: dict[bytes, dict[str, Any]], row_id: bytes, names: Iterable[str]) -> None:
    for name in names:
        del changes[row_id][name]
    if not changes[row_id]:
        del changes[row_id]


def _is_same(table: str, row: Mapping[str, Any], dead: Mapping[str, Any]) -> bool:
    """Tell whether a row of a book is the deleted one of the same key."""
    if table in CURRENT and dead.get("until") is not None:
        return False  # it had ended before: naming it anew is news
    if table == "resident":
        return not any(
            dead.get(name) is not None and row.get(name) is not None and dead[name] != row[name]
            for name in ("id_number", "phone", "dwelling_id")
        )
    return all(key_part(row.get(name)) == key_part(dead.get(name)) for name in _ALSO.get(table, ()))
