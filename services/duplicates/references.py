"""What refers to a record: by a foreign key, as the community it belongs to, or as a file hung on it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from models.db.reading import Reader

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork


@lru_cache(maxsize=100)
def columns_to(target: str) -> tuple[tuple[str, str], ...]:
    """Return table and column of everything that may refer to rows of a table."""
    from models.tables import SYNCED

    found = []
    for table in SYNCED:
        keys = [key.parent.name for key in table.foreign_keys if key.column.table.name == target]
        found += [(table.name, name) for name in sorted(keys)]
        if target == "unit" and "unit_id" not in keys:
            found.append((table.name, "unit_id"))  # not a foreign key: a row may arrive before its unit
    return (*found, ("attachment", "row_id"))


def referring(reader: Reader, target: str, row_id: bytes) -> Iterator[tuple[str, str, bytes]]:
    """Yield table, column and id of each living row that refers to a row."""
    for table, column in columns_to(target):
        of_table = " AND tbl = ?" if (table, column) == ("attachment", "row_id") else ""
        rows = reader.all(
            f"SELECT id FROM {table} WHERE {column} = ?{of_table} AND deleted_at IS NULL ORDER BY id",
            (row_id, target) if of_table else (row_id,),
        )
        for (each,) in rows:
            yield table, column, bytes(each)


def counted(reader: Reader, target: str, row_id: bytes) -> tuple[tuple[str, int], ...]:
    """Return how many rows of each kind refer to a row, with what they are called."""
    from services.subjects import BY_TABLE

    counts: dict[str, set[bytes]] = {}
    for table, _, each in referring(reader, target, row_id):
        label = BY_TABLE[table].one if table in BY_TABLE else "附件" if table == "attachment" else "其他记录"
        counts.setdefault(label, set()).add(each)
    return tuple((label, len(ids)) for label, ids in counts.items())


def move(work: "UnitOfWork", target: str, drop: bytes, keep: bytes) -> int:
    """Let everything that refers to one row refer to another; what is the same there already goes.

    Returns:
        Number of rows that were changed.

    Raises:
        UserError: a guard says that one of them may not be changed any more.
    """
    from services import guards

    moved: dict[tuple[str, bytes], dict[str, bytes | None]] = {}
    for table, column, each in referring(work.reader, target, drop):
        if (table, each) != (target, drop):
            # the one that stays does not refer to itself
            itself = (table, each) == (target, keep)
            moved.setdefault((table, each), {})[column] = None if itself else keep
    for (table, each), values in moved.items():
        guards.check(work, guards.Change("update", table, (each,), values))
        work.update(table, each, values)
    for table, each in moved:
        _put_away_if_double(work, table, each)
    return len(moved)


def superiors(
    reader: Reader, target: str, keep: Mapping[str, Any], drop: Mapping[str, Any], values: Mapping[str, Any]
) -> dict[str, bytes | None]:
    """Return what stands above the record that stays, so that no merge closes a circle of superiors.

    Args:
        reader: queries, before anything is moved.
        target: the table of both.
        keep: the record that stays, and
        drop: the one that goes, as they are stored.
        values: what the record that stays would get.

    Returns:
        For each column that names a superior of the same kind and would close a circle: the superior of the
        one that goes instead, empty where that would close one as well.
    """
    from models.tables.base import Base

    own = [
        key.parent.name
        for key in Base.metadata.tables[target].foreign_keys
        if key.column.table.name == target
    ]
    found: dict[str, bytes | None] = {}
    for name in own:
        wanted = values.get(name, keep[name])
        for candidate in (wanted, drop[name]):
            if not _leads_back(reader, target, name, candidate, (keep["id"], drop["id"])):
                break
        else:
            candidate = None
        if candidate != wanted:
            found[name] = candidate
    return found


def _leads_back(reader: Reader, table: str, column: str, start: bytes | None, both: Sequence[bytes]) -> bool:
    """Return whether one comes to either of two records going up from a third."""
    seen: set[bytes] = set()
    at = start
    while at is not None and at not in seen:
        if at in both:
            return True
        seen.add(at)
        found = reader.value(f"SELECT {column} FROM {table} WHERE id = ? AND deleted_at IS NULL", (at,))
        at = None if found is None else bytes(found)
    return False


def _put_away_if_double(work: "UnitOfWork", table: str, row_id: bytes) -> None:
    """Put a row away that says no more than another one of the same owners: one person twice in one team."""
    from models.db.cascade import delete_with_owned, owned_by
    from models.db.changes import synced_columns
    from models.tables.base import Base
    from services import guards

    described = Base.metadata.tables[table]
    owners = described.info["owners"]
    row = work.stored(table, row_id)
    if row is None or row["deleted_at"] is not None or len([name for name in owners if row[name]]) < 2:
        return
    if any(next(_below(work, owned.name, column, row_id), None) for owned, column in owned_by(table)):
        return
    conditions = " AND ".join(f"{name} = ?" for name in owners if row[name])
    parameters = tuple(row[name] for name in owners if row[name])
    others = work.reader.all(
        f"SELECT id FROM {table} WHERE {conditions} AND id <> ? AND deleted_at IS NULL ORDER BY id",
        (*parameters, row_id),
    )
    names = [name for name in synced_columns(described) if row[name] is not None and name != "unit_id"]
    for (other,) in others:
        kept = work.stored(table, bytes(other)) or {}
        if all(kept.get(name) == row[name] for name in names):
            guards.check_delete(work, table, row_id)
            delete_with_owned(work, table, row_id)
            return


def _below(work: "UnitOfWork", table: str, column: str, owner: bytes) -> Iterator[bytes]:
    for (each,) in work.reader.all(
        f"SELECT id FROM {table} WHERE {column} = ? AND deleted_at IS NULL ORDER BY id LIMIT 1", (owner,)
    ):
        yield bytes(each)
