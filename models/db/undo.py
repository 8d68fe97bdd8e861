"""Undoing a whole transaction through the change log: one save, one delete, or one import."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, delete, insert

from models.db import changes
from models.db.cascade import Key, homeless, label_of, owners_of
from models.db.deciding import reopen, was_decision
from models.db.merging import History, Merging
from models.db.uow import UnitOfWork
from models.errors import NotFound
from models.tables import SYNCED
from models.tables.base import Base
from models.tables.system import Deletion

AT_ONCE = 500
"""Rows looked up by id in one query."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did.

    Attributes:
        reverted: number of changes taken back.
        kept: tables and ids of rows that were changed again later, or that later work leans on, and therefore
            stay as they are.
    """

    reverted: int
    kept: tuple[tuple[str, bytes], ...]


@dataclass(slots=True)
class _Done:
    """What the transaction did to one row: its changes as group, values, superseded heads, oldest first."""

    first: int
    last: int
    entries: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    kept_alive: bool = False
    """Whether it decided that a row deleted elsewhere stays."""

    @property
    def was_living(self) -> bool:
        """Whether the row existed outside the recycle bin before."""
        group, values, _ = self.entries[0]
        return self.kept_alive or group != changes.WHOLE_ROW or values is None

    @property
    def left_living(self) -> bool:
        """Whether it did so afterwards."""
        whole = [values for group, values, _ in self.entries if group == changes.WHOLE_ROW]
        return not whole or whole[-1] is not None

    @property
    def came_from_recycle_bin(self) -> bool:
        """Whether the transaction restored it."""
        return not self.was_living and self.entries[0][2] is not None

    def columns(self, table: Table) -> list[str]:
        """Return the columns it edited."""
        groups = {group for group, _, _ in self.entries if group != changes.WHOLE_ROW}
        return [name for name in changes.synced_columns(table) if changes.group_of(table, name) in groups]


def undo(work: UnitOfWork, tx_id: bytes) -> Undone:
    """Take back every change of one transaction.

    Inserted rows go to the recycle bin without an entry of their own, edited fields get their old values
    back, deleted rows return. A row that was changed again after `tx_id` and is not as it left it, or that a
    later record refers to, is kept, and named: undoing must not lose later work.

    Args:
        work: an open unit of work.
        tx_id: the transaction to undo.

    Raises:
        NotFound: there is no such transaction, or it changed nothing.
    """
    merging = Merging(work.reader)
    done = _of_transaction(work, tx_id, merging)
    if not done:
        raise NotFound("没有可以撤销的操作，可能已经撤销过了。")
    kept = _changed_later(work, done, merging)
    kept |= _leant_on(work, done, kept)
    kept |= _without_owner(work, done, kept)
    open_keys = [key for key in done if key not in kept]
    for key in open_keys:
        _give_back(work, key, done[key], merging)
    doomed = [key for key in open_keys if done[key].left_living and not done[key].was_living]
    for table, row_ids in _by_table(doomed).items():
        work.delete_many(table, row_ids)
    _settle_recycle_bin(work, {key: done[key] for key in open_keys}, set(doomed))
    return Undone(sum(len(done[key].entries) for key in open_keys), tuple(sorted(kept)))


def _of_transaction(work: UnitOfWork, tx_id: bytes, merging: Merging) -> dict[Key, _Done]:
    found = work.reader.all(
        "SELECT tbl, row_id, coalesce(arrived, lamport), grp, coalesce(values_json, "
        "CASE WHEN payload_hash IS NULL THEN NULL ELSE '{}' END), prev_json FROM sync_change "
        "WHERE tx_id = ? ORDER BY coalesce(arrived, lamport), lamport",
        (tx_id,),
    )
    done: dict[Key, _Done] = {}
    for table, row_id, lamport, group, values, prev in found:
        row = done.setdefault((table, bytes(row_id)), _Done(lamport, lamport))
        row.last = lamport
        row.entries.append((group, values, prev))
    for key, row in done.items():
        if row.came_from_recycle_bin:
            history = _history(merging, key)
            row.kept_alive = merging.merged(*_of(key), history.until(row.first)).living
    # what the transaction made and deleted again leaves nothing to take back
    return {key: row for key, row in done.items() if row.was_living or row.left_living}


def _changed_later(work: UnitOfWork, done: dict[Key, _Done], merging: Merging) -> set[Key]:
    """Return the rows that were changed after the transaction and are not again as it left them."""
    changed = set()
    for table, row_ids in _by_table(done).items():
        for row_id, version in _selected(work, table, "id, version", "id", row_ids):
            key = (table, bytes(row_id))
            if version > done[key].last and not _as_left(work, key, done[key], merging):
                changed.add(key)
    return changed


def _as_left(work: UnitOfWork, key: Key, row: _Done, merging: Merging) -> bool:
    """Return whether a row holds what the transaction left in it, in the columns it changed."""
    table = Base.metadata.tables[key[0]]
    stored = work.stored(*key)
    living = stored is not None and stored["deleted_at"] is None
    if stored is None or living != row.left_living:
        return False
    if not living:
        return True
    history = _history(merging, key)
    left = merging.merged(table, key[1], history.until(row.last + 1)).values
    columns = row.columns(table) if row.was_living else changes.synced_columns(table)
    return all(stored[name] == left.get(name) for name in columns)


def _of(key: Key) -> tuple[Table, bytes]:
    return Base.metadata.tables[key[0]], key[1]


def _history(merging: Merging, key: Key) -> History:
    return merging.histories(*_many(key))[key[1]]


def _many(key: Key) -> tuple[Table, list[bytes]]:
    return Base.metadata.tables[key[0]], [key[1]]


def _leant_on(work: UnitOfWork, done: dict[Key, _Done], kept: set[Key]) -> set[Key]:
    """Return the rows that would go but to which a living row refers that stays.

    A row elsewhere that has not changed since refers to a record that was restored as it did before.
    """
    doomed = {key for key, row in done.items() if row.left_living and not row.was_living} - kept
    last = max(row.last for row in done.values())
    links = [
        (target, referring)
        for target, referring, column, version in _references(work, doomed)
        if (referring in done or version > last) and not _is_given_back(done, kept, referring, column)
    ]
    held: set[Key] = set()
    while True:
        more = {
            target
            for target, referring in links
            if target not in held and (referring not in doomed or referring in held)
        }
        if not more:
            return held
        held |= more


def _is_given_back(done: dict[Key, _Done], kept: set[Key], key: Key, column: str) -> bool:
    """Return whether undoing gives this column of the row its old value."""
    row = done.get(key)
    if row is None or key in kept or not row.was_living:
        return False
    return column in row.columns(Base.metadata.tables[key[0]])


def _references(work: UnitOfWork, targets: set[Key]) -> Iterable[tuple[Key, Key, str, int]]:
    """Return which living rows refer to which of the targets, by what column, with their versions."""
    for target, row_ids in _by_table(targets).items():
        for table in SYNCED:
            for column in _columns_to(table, target):
                wanted = f"id, {column}, version"
                found = _selected(work, table.name, wanted, column, row_ids, living=True)
                for row_id, pointed, version in found:
                    yield (target, bytes(pointed)), (table.name, bytes(row_id)), column, version


def _columns_to(table: Table, target: str) -> list[str]:
    found = [key.parent.name for key in table.foreign_keys if key.column.table.name == target]
    if target == "unit":
        found.append("unit_id")  # not a foreign key: a row may arrive before its unit
    if table.name == "attachment":
        found.append("row_id")
    return found


def _without_owner(work: UnitOfWork, done: dict[Key, _Done], kept: set[Key]) -> set[Key]:
    """Return the rows that would come back but whose owner lies in the recycle bin and stays there."""
    returning = {key for key, row in done.items() if row.was_living and not row.left_living} - kept
    return homeless(work, returning) | _into_the_bin(work, done, kept, returning)


def _into_the_bin(work: UnitOfWork, done: dict[Key, _Done], kept: set[Key], returning: set[Key]) -> set[Key]:
    """Return the rows that were moved and whose owner of before lies in the recycle bin by now."""
    stranded = set()
    merging = Merging(work.reader)
    for key, row in done.items():
        table = Base.metadata.tables[key[0]]
        if key in kept or not row.was_living or not row.left_living:
            continue
        moved = [name for name in table.info["owners"] if name in row.columns(table)]
        if not moved:
            continue
        before = merging.merged(table, key[1], _history(merging, key).until(row.first)).values
        for name in moved:
            above, owner_id = next(iter(table.c[name].foreign_keys)).column.table.name, before.get(name)
            if owner_id is None or (above, owner_id) in returning:
                continue
            if not work.is_living(above, owner_id):
                stranded.add(key)
    return stranded


def _give_back(work: UnitOfWork, key: Key, row: _Done, merging: Merging) -> None:
    """Restore a row the transaction deleted, and give the columns it edited their values from before."""
    if not row.was_living:
        return
    table = Base.metadata.tables[key[0]]
    history = _history(merging, key)
    known = history.until(row.first)
    before = merging.merged(table, key[1], known)
    decided = {group for group, _, _ in row.entries if was_decision(before, group)}
    if changes.WHOLE_ROW in decided:
        reopen(work, table, key[1], changes.WHOLE_ROW, before, known)
        return
    if not row.left_living:
        work.restore(*key)
    for group in sorted(decided):
        reopen(work, table, key[1], group, before, known)
    columns = [name for name in row.columns(table) if changes.group_of(table, name) not in decided]
    if columns:
        work.update(*key, {name: before.values.get(name) for name in columns})


def _settle_recycle_bin(work: UnitOfWork, done: dict[Key, _Done], doomed: set[Key]) -> None:
    """Keep the list of the recycle bin true after deletes or restores were undone."""
    for (table, row_id), row in done.items():
        if row.was_living and not row.left_living:
            work.local(delete(Deletion).where(Deletion.tbl == table, Deletion.row_id == row_id))
    for key in sorted(doomed):
        if not done[key].came_from_recycle_bin or any(owner in doomed for owner in owners_of(work, *key)):
            continue
        work.local(
            insert(Deletion).values(
                tx_id=work.tx_id,
                tbl=key[0],
                row_id=key[1],
                label=label_of(work, *key),
                at=work.actor.now_ms,
                user_id=work.actor.user_id,
                row_count=1,
            )
        )


def _by_table(keys: Iterable[Key]) -> dict[str, list[bytes]]:
    listed: dict[str, list[bytes]] = {}
    for table, row_id in keys:
        listed.setdefault(table, []).append(row_id)
    return listed


def _selected(
    work: UnitOfWork, table: str, columns: str, column: str, values: list[bytes], *, living: bool = False
) -> Iterable[tuple[Any, ...]]:
    condition = " AND deleted_at IS NULL" if living else ""
    for at in range(0, len(values), AT_ONCE):
        chunk = tuple(values[at : at + AT_ONCE])
        marks = ", ".join("?" * len(chunk))
        yield from work.reader.all(
            f"SELECT {columns} FROM {table} WHERE {column} IN ({marks}){condition}", chunk
        )
