"""Conflicts met by whoever writes here: what an edit goes on from, a decision, and its being undone."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, update

from models.db import appending, changes
from models.db.clashes import Clashes
from models.db.derived import derive, derived_columns
from models.db.merging import Merging, groups_of
from models.db.reading import Reader
from models.errors import Stale
from models.rules.merge import Change, Key, Merged
from models.tables.base import Base

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork


def seen_heads(reader: Reader, table: str, row_id: bytes, group: str) -> tuple[list[Key], list[Key]]:
    """Return the heads of a field group that hold the value that is shown, and those that do not.

    Whoever edits the field saw the first ones and goes on from them; the others stand.
    """
    described = Base.metadata.tables[table]
    merged, history = Merging(reader).rows(described, [row_id])[row_id]
    by_key = {change.key: change for change in history.changes}

    def held(key: Key) -> tuple[Any, ...] | None:
        values = by_key[key].values
        return None if values is None else tuple(values.get(name) for name in groups_of(described)[group])

    heads = merged.heads_of(group)
    return (
        [key for key in heads if held(key) == held(heads[0])],
        [key for key in heads if held(key) != held(heads[0])],
    )


def refuse_stale(reader: Reader, table: str, row_id: bytes, seen: int, groups: set[str]) -> None:
    """Refuse to overwrite what came since the user read the row.

    Raises:
        Stale: somebody changed one of these field groups, or the whole row.
    """
    later = reader.all(
        "SELECT grp FROM sync_change WHERE row_id = ? AND tbl = ? AND coalesce(arrived, lamport) > ?",
        (row_id, table, seen),
    )
    if any(group in groups or group == changes.WHOLE_ROW for (group,) in later):
        raise Stale("这条记录刚刚被别人改过，您的修改没有保存。请先刷新看看新的内容，再改一次。")


def decide(work: "UnitOfWork", table: Table, row_id: bytes, group: str, values: Mapping[str, Any]) -> None:
    """Write one change that replaces every head of a field group, or of the whole row, and the row itself."""
    row = work.row(table.name, row_id)
    columns = changes.synced_columns(table) if group == changes.WHOLE_ROW else groups_of(table)[group]
    members = {name: values.get(name, row[name]) for name in columns}
    if group == changes.WHOLE_ROW:
        appending.whole_row(work, table, row_id, members)
    else:
        heads = changes.heads(work.connection, table.name, row_id, group)
        appending.edit(work, table.name, row_id, group, members, heads)
    store(work, table, row_id, {**row, **members})
    if "unit_id" in members:
        rank_again(work, table, row_id)


def store(work: "UnitOfWork", table: Table, row_id: bytes, row: dict[str, Any]) -> None:
    """Put the columns that travel into a row, with its sort keys and its version."""
    extra = derived_columns(table)
    derive(extra, row)
    names = (*changes.synced_columns(table), *(name for name, _, _ in extra))
    stored = {**{name: row[name] for name in names}, "version": work.log.lamport}
    work.connection.execute(update(table).where(table.c.id == row_id).values(stored))


def rank_again(work: "UnitOfWork", table: Table, row_id: bytes) -> None:
    """Show of an open conflict what ranks first after an edit, or now that the row is another unit's."""
    contested = work.reader.one(
        "SELECT 1 FROM sync_head WHERE tbl = ? AND row_id = ? GROUP BY grp HAVING count(*) > 1 LIMIT 1",
        (table.name, row_id),
    )
    if contested is None:
        return
    merged, _ = Merging(work.reader).rows(table, [row_id])[row_id]
    store(work, table, row_id, {**work.row(table.name, row_id), **merged.values})
    Clashes(work).keep(table, {row_id: merged})


def was_decision(before: Merged, group: str) -> bool:
    """Return whether a change of this group, written on what `before` says, decided a conflict."""
    return any(group in (changes.WHOLE_ROW, clash.group) for clash in before.clashes)


def reopen(
    work: "UnitOfWork", table: Table, row_id: bytes, group: str, before: Merged, history: tuple[Change, ...]
) -> None:
    """Take a decision back: what stood against each other stands so again, here and at every other office.

    Each head of before is written anew over the decision, last the one that was shown, so that it is again.
    It names the head it repeats as well, which tells whose value it is.

    Args:
        work: an open unit of work.
        table: the table.
        row_id: the row.
        group: the field group that was decided, "*" for the whole row.
        before: the row as it was merged before the decision.
        history: the changes of before.
    """
    by_key = {change.key: change for change in history}
    work.rewritten(table.name, row_id)
    if group == changes.WHOLE_ROW:
        _reopen_row(work, table, row_id, before, by_key)
    else:
        _reopen_group(work, table, row_id, group, before, by_key)
    merged, _ = Merging(work.reader).rows(table, [row_id])[row_id]
    if "unit_id" in groups_of(table).get(group, ()) and merged.living:  # who ranks first may be another now
        store(work, table, row_id, {**(work.stored(table.name, row_id) or {}), **merged.values})
    Clashes(work).keep(table, {row_id: merged})


def _reopen_group(
    work: "UnitOfWork",
    table: Table,
    row_id: bytes,
    group: str,
    before: Merged,
    by_key: Mapping[Key, Change],
) -> None:
    decided = changes.heads(work.connection, table.name, row_id, group)
    row = work.stored(table.name, row_id) or {}
    written: list[Key] = []
    for head in reversed(before.heads_of(group)):
        values = by_key[head].values
        if values is not None:
            members = {name: values.get(name) for name in groups_of(table)[group]}
            prev = [*decided, head]
            written.append(appending.edit(work, table.name, row_id, group, members, prev, written))
    shown = {name: before.values[name] for name in groups_of(table)[group]}
    store(work, table, row_id, {**row, **shown})


def _reopen_row(
    work: "UnitOfWork", table: Table, row_id: bytes, before: Merged, by_key: Mapping[Key, Change]
) -> None:
    """Write a delete and a restore over the decision about a whole row, and other values of its groups."""
    decided = changes.all_heads(work.connection, table.name, row_id)
    deletes = [key for key in before.heads[changes.WHOLE_ROW] if by_key[key].is_delete]
    written: list[Key] = []
    if any(clash.group == changes.WHOLE_ROW for clash in before.clashes) or deletes:
        written.append(appending.whole(work, table, row_id, None, decided))
    beside: dict[str, list[Key]] = {}
    for clash in before.clashes:
        for head in reversed(clash.keys[1:]):
            values = by_key[head].values
            if clash.group != changes.WHOLE_ROW and values is not None:
                members = {name: values.get(name) for name in groups_of(table)[clash.group]}
                made = appending.edit(work, table.name, row_id, clash.group, members, [*decided, head])
                beside.setdefault(clash.group, []).append(made)
    restored = appending.whole(work, table, row_id, before.values, decided)
    heads = {changes.WHOLE_ROW: [restored, *written]}
    heads |= {group: [restored, *written, *keys] for group, keys in beside.items()}
    appending.set_heads(work, table.name, row_id, heads)
    work.connection.execute(update(table).where(table.c.id == row_id).values(deleted_at=None))
    store(work, table, row_id, {**(work.stored(table.name, row_id) or {}), **before.values})
