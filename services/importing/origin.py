"""Where a stored value came from: from an import, or from somebody here since then.

Asked only for what differs between the register and a book. The change log knows what the last import put
into a field, the register what stands there now, the book what it says: a three-way comparison. What was
typed here is never overwritten unless the user says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from models.db.reading import Reader

FieldKey = tuple[str, bytes, str]
"""Table, row and field group: what is decided together, such as a count and its 约."""
_AT_ONCE: Final = 500
_NEVER: Final = object()


@dataclass(frozen=True, slots=True)
class Origin:
    """Who wrote a field last.

    Attributes:
        by_hand: somebody here did, after the last import that touched it.
        imported: what the last import put there; `None` also where none ever did.
        was_imported: whether an import ever touched it.
    """

    by_hand: bool = False
    imported: Any = None
    was_imported: bool = False

    def why_kept(self, in_book: Any) -> str:
        """Return in Chinese why what stands here is kept although the book says `in_book`."""
        if not self.was_imported:
            return "本地录入"
        return "本地已改" if self.imported == in_book else "两边都改过"


class Origins:
    """The change log asked about single fields.

    Args:
        reader: queries of the unit of work, or of the reading connection.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        # what undoing an import gave back was typed by nobody either
        rows = reader.all("SELECT tx_id, undone_tx FROM import_batch")
        self._imports = {bytes(tx) for row in rows for tx in row if tx is not None}
        self._logs: dict[tuple[str, bytes], list[tuple[str, bool, Mapping[str, Any]]]] = {}

    def read(self, table: str, row_ids: Sequence[bytes]) -> None:
        """Read the changes of many rows at once."""
        from models.db import changes
        from models.tables.base import Base

        described = Base.metadata.tables[table]
        for at in range(0, len(row_ids), _AT_ONCE):
            chunk = tuple(row_ids[at : at + _AT_ONCE])
            marks = ", ".join("?" * len(chunk))
            for row_id in chunk:
                self._logs.setdefault((table, row_id), [])
            for row_id, group, tx_id, values_json in self._reader.all(
                "SELECT row_id, grp, tx_id, values_json FROM sync_change "
                f"WHERE row_id IN ({marks}) AND tbl = ? ORDER BY lamport",
                (*chunk, table),
            ):
                values = changes.values_of(described, values_json)
                self._logs[table, bytes(row_id)].append((group, bytes(tx_id) in self._imports, values))

    def of(self, table: str, row_id: bytes, column: str) -> Origin:
        """Return who wrote a column of a row last."""
        if (table, row_id) not in self._logs:
            self.read(table, [row_id])
        group = group_of(table, column)
        by_hand, imported = False, _NEVER
        for number, (changed, from_book, values) in enumerate(self._logs[table, row_id]):
            if changed != group and (changed != "*" or number > 0):
                continue
            value = values.get(column)
            if changed == "*" and value is None:
                continue  # a field left empty in a new record was written by nobody
            by_hand = not from_book
            imported = value if from_book else imported
        if imported is _NEVER:
            return Origin(by_hand)
        return Origin(by_hand, imported, True)

    def renamed(self, keys: Mapping[str, Sequence[str]]) -> Iterable[tuple[str, bytes, dict[str, Any]]]:
        """Yield rows whose name was changed by hand since an import: table, id, what the import called it.

        Args:
            keys: columns by which the rows of each table are known again.
        """
        wanted = sorted({column for columns in keys.values() for column in columns})
        marks = ", ".join("?" * len(wanted))
        found: dict[tuple[str, bytes], list[str]] = {}
        for table, row_id, column in self._reader.all(
            f"SELECT DISTINCT tbl, row_id, grp FROM sync_head WHERE grp IN ({marks})", tuple(wanted)
        ):
            if column in keys.get(table, ()):
                found.setdefault((table, bytes(row_id)), []).append(column)
        for (table, row_id), columns in found.items():
            origins = {column: self.of(table, row_id, column) for column in columns}
            former = {
                name: each.imported for name, each in origins.items() if each.by_hand and each.was_imported
            }
            if former:
                yield table, row_id, former


def group_of(table: str, column: str) -> str:
    """Return the field group a column is decided with."""
    from models.db import changes
    from models.tables.base import Base

    return changes.group_of(Base.metadata.tables[table], column)
