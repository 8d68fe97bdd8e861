"""Putting merged rows into their tables: many at once, what cannot stand is held and named."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table
from sqlalchemy.exc import DataError, IntegrityError

from models.db import changes, search_index
from models.db.clashes import Clashes, Standing
from models.db.derived import derive_at, derived_columns
from models.db.fitting import unfit
from models.db.merging import AT_ONCE, History, Merging, marks
from models.db.screening import NEWER_SCHEMA, UNKNOWN_TABLE
from models.rules.merge import Key, Merged

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

MISSING_PARENT, WAIT_PREV, CONSTRAINT, ASKED = "missing_parent", "wait_prev", "constraint", "asked"
LATER = (UNKNOWN_TABLE, NEWER_SCHEMA)
"""Reasons that only a newer program takes away."""

TOGETHER = 100
"""Rows written at once; those among which one cannot stand are written one by one."""

Hold = Callable[[str, Mapping[str, Any]], str | None]
"""Asked with table and values (and "id") of a row that would be written; a sentence makes it wait."""


@dataclass(frozen=True, slots=True)
class Held:
    """A change that is kept and not applied.

    Attributes:
        key: the change.
        reason: missing_parent, unknown_table, newer_schema, wait_prev, constraint or asked.
        sentence: the reason in Chinese.
    """

    key: Key
    reason: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is to stand; `deleted_at` is None for a living one, `keys` are the changes that ask."""

    id: bytes
    values: Mapping[str, Any]
    deleted_at: int | None
    keys: tuple[Key, ...]
    version: int


@dataclass(slots=True)
class Settling:
    """Writes rows of one taking in, and gathers what came of it."""

    work: "UnitOfWork"
    merging: Merging
    clashes: Clashes
    hold: Hold | None = None
    held: dict[Key, Held] = field(default_factory=dict)
    touched: dict[str, set[bytes]] = field(default_factory=dict)
    binned: dict[tuple[str, bytes], Key] = field(default_factory=dict)
    returned: set[tuple[str, bytes]] = field(default_factory=set)
    standing: Standing = field(default_factory=Standing)
    _waiting: set[Key] | None = None
    _asked: set[tuple[str, bytes]] | None = None

    def merge(
        self, table: Table, row_ids: Sequence[bytes], came: Mapping[bytes, tuple[Key, ...]], version: int = 0
    ) -> None:
        """Merge rows anew from the log and write them, with their heads and conflicts.

        Args:
            table: their table.
            row_ids: the rows.
            came: the changes of each that came now.
            version: logical time of what came; 0 takes for each row that of its newest change.
        """
        merged = self.merging.rows(table, row_ids)
        self._heads(table, merged)
        ready: list[Row] = []
        for row_id, (row, history) in merged.items():
            keys = came.get(row_id) or tuple(change.key for change in history.changes)
            if row.known:
                deleted_at = None if row.living else self._deleted_at(row)
                ready.append(Row(row_id, row.values, deleted_at, keys, version or history.version))
            elif any(change.key in self.merging.voided for change in history.changes):
                self._hide(table, row_id, version or history.version)
            else:
                self._hide(table, row_id, version or history.version)  # its insert was refused
                self._wait(keys, WAIT_PREV, "它所改的记录还没有收到。")
        stored = self.write(table, ready, merged)
        self.clashes.keep(table, {row_id: merged[row_id][0] for row_id in stored})

    def _heads(self, table: Table, merged: Mapping[bytes, tuple[Merged, History]]) -> None:
        listed: list[tuple[Any, ...]] = []
        for row_id, (row, history) in merged.items():
            whole = sum(change.group == changes.WHOLE_ROW for change in history.changes)
            for group, keys in row.heads.items():
                if group != changes.WHOLE_ROW or whole > 1:
                    listed += [(table.name, row_id, group, *key) for key in keys]
        gone = [(table.name, row_id) for row_id in merged]
        changes.run_many(self.work.connection, "DELETE FROM sync_head WHERE tbl = ? AND row_id = ?", gone)
        changes.execute_many(
            self.work.connection, "INSERT INTO sync_head (tbl, row_id, grp, replica_id, seq)", listed
        )

    def _deleted_at(self, row: Merged) -> int:
        """Return when the delete that counts was written by the clock there."""
        keys = row.heads[changes.WHOLE_ROW]
        found = None
        if keys:
            found = self.work.reader.value(
                "SELECT coalesce(s.wall_ms, f.wall_ms) FROM sync_change s LEFT JOIN sync_change f "
                "ON f.tx_id = s.tx_id AND f.user_id IS NOT NULL WHERE s.replica_id = ? AND s.seq = ?",
                keys[0],
            )
        return int(found or self.work.actor.now_ms)

    def _hide(self, table: Table, row_id: bytes, version: int) -> None:
        """Take a row out of sight whose insert was refused."""
        row = self.work.stored(table.name, row_id)
        if row is not None and row["deleted_at"] is None:
            search_index.remove(self.work.connection, [row_id])
            sql = f"UPDATE {table.name} SET deleted_at = ?, version = ? WHERE id = ?"
            changes.run_many(self.work.connection, sql, [(self.work.actor.now_ms, version, row_id)])
            self._touch(table, [row_id])
            self.standing.note(table, [(row_id, self.work.actor.now_ms, {})])
        self.clashes.keep(table, {row_id: Merged(False, False, {}, {changes.WHOLE_ROW: ()}, ())})

    def _shadows(
        self, table: Table, row_ids: Set[bytes], above: frozenset[bytes] = frozenset()
    ) -> set[bytes]:
        """Put rows that were refused before they came into the bin, for what hangs on them.

        It stands then as it does where the row was seen before it was refused.

        Args:
            table: their table.
            row_ids: the rows.
            above: rows asked about already, whose parents they are: a ring of rows hangs on nothing.

        Returns:
            The ids of those that are here now.
        """
        made = set()
        for row_id, history in self.merging.histories(table, sorted(row_ids)).items():
            if not any(change.key in self.merging.voided for change in history.changes):
                continue
            values = self.merging.before_refusal(table, row_id, history.changes)
            if values is None or unfit(table, values) is not None:
                continue
            if self._hangs_on_rows(table, values, above | {row_id}):
                now = self.work.actor.now_ms
                self._store(table, [Row(row_id, values, now, (), history.version)], {})
                self._touch(table, [row_id])
                self.standing.note(table, [(row_id, now, values)])
                made.add(row_id)
        return made

    def _hangs_on_rows(self, table: Table, values: Mapping[str, Any], above: frozenset[bytes]) -> bool:
        """Return whether what a row hangs on is here."""
        return all(
            self._existing(link.column.table.name, [parent])
            or (parent not in above and self._shadows(link.column.table, {parent}, above))
            for link in table.foreign_keys
            if (parent := values.get(link.parent.name)) is not None
        )

    def write(
        self,
        table: Table,
        rows: Sequence[Row],
        merged: Mapping[bytes, tuple[Merged, History]] | None = None,
    ) -> list[bytes]:
        """Write rows that are fit; the others are held.

        Args:
            table: their table.
            rows: the rows as they are to stand.
            merged: what they were merged from; None says that none of them was ever here.

        Returns:
            The ids of those written.
        """
        before = {} if merged is None else self._before(table, [row.id for row in rows])
        fit = [row for row in rows if self._is_fit(table, row)]
        while len(kept := self._with_parents(table, fit, before)) < len(fit):
            fit = kept  # one that is held may be the parent of another
        if not fit:
            return []
        done: list[Row] = []
        for at in range(0, len(fit), TOGETHER):
            done += self._together(table, fit[at : at + TOGETHER], before)
        self._index(table, done, before)
        for row in done:
            key = (table.name, row.id)
            was_living = row.id in before and before[row.id] is None
            if row.deleted_at is not None and (was_living or row.id not in before):
                self.binned[key] = merged[row.id][0].heads[changes.WHOLE_ROW][0] if merged else row.keys[0]
            elif row.deleted_at is None and row.id in before and not was_living:
                self.returned.add(key)
                self.binned.pop(key, None)
        self._touch(table, [row.id for row in done])
        self.standing.note(table, ((row.id, row.deleted_at, row.values) for row in done))
        self._settled(row.keys for row in done)
        if merged is not None and self.waiting:
            self._settled(tuple(merged[row.id][1].arrived) for row in done)
        return [row.id for row in done]

    def _together(self, table: Table, rows: list[Row], before: Mapping[bytes, int | None]) -> list[Row]:
        try:
            # SQLite takes back the one statement that fails; a savepoint would cost a third of the writing
            with nullcontext() if self._is_local else self.work.connection.begin_nested():
                self._store(table, rows, before)
        except _refusals(self.work):
            return self._one_by_one(table, rows, before)
        return rows

    @property
    def _is_local(self) -> bool:
        return bool(self.work.connection.dialect.name == "sqlite")

    def _one_by_one(self, table: Table, rows: Sequence[Row], before: Mapping[bytes, int | None]) -> list[Row]:
        done = []
        stored = self._existing(table.name, [row.id for row in rows if row.id not in before])
        for row in rows:
            if row.id in stored:  # it was before the one that failed
                done.append(row)
                continue
            try:
                with self.work.connection.begin_nested():
                    self._store(table, [row], before)
                done.append(row)
            except _refusals(self.work):
                self._wait(row.keys, CONSTRAINT, "这条记录不符合数据表的要求。")
        return done

    def _store(self, table: Table, rows: Sequence[Row], before: Mapping[bytes, int | None]) -> None:
        names = changes.synced_columns(table)
        extra = derived_columns(table)
        keys = [derive_at(kind, names.index(source)) for _, kind, source in extra]
        columns = (*names, *(name for name, _, _ in extra), "deleted_at", "version")
        fresh: list[tuple[Any, ...]] = []
        changed: list[tuple[Any, ...]] = []
        for row in rows:
            values = row.values
            plain = tuple(map(values.get, names))
            full = (*plain, *[key(plain) for key in keys], row.deleted_at, row.version, row.id)
            (changed if row.id in before else fresh).append(full)
        connection = self.work.connection
        changes.execute_many(connection, f"INSERT INTO {table.name} ({', '.join(columns)}, id)", fresh)
        asked = ", ".join(f"{name} = ?" for name in columns)
        changes.run_many(connection, f"UPDATE {table.name} SET {asked} WHERE id = ?", changed)

    def _index(self, table: Table, rows: Sequence[Row], before: Mapping[bytes, int | None]) -> None:
        if search_index.search_columns(table):
            connection = self.work.connection
            search_index.remove(connection, [row.id for row in rows if row.id in before])
            shown = ({**row.values, "id": row.id} for row in rows if row.deleted_at is None)
            search_index.write(connection, table, shown, fresh=True)

    def _before(self, table: Table, row_ids: Sequence[bytes]) -> dict[bytes, int | None]:
        """Return when each of the rows that are here went to the recycle bin."""
        found: dict[bytes, int | None] = {}
        for at in range(0, len(row_ids), AT_ONCE):
            chunk = tuple(row_ids[at : at + AT_ONCE])
            for row_id, deleted_at in self.work.reader.all(
                f"SELECT id, deleted_at FROM {table.name} WHERE id IN ({marks(chunk)})", chunk
            ):
                found[bytes(row_id)] = deleted_at
        return found

    def _is_fit(self, table: Table, row: Row) -> bool:
        column = unfit(table, row.values)
        if column is not None:
            if (table.name, row.id) not in self.merging.purged:
                self._wait(row.keys, CONSTRAINT, f"字段 {column} 的内容不符合数据表的要求。")
            return False
        if row.deleted_at is not None:
            return True
        if self.hold is None:
            return (table.name, row.id) not in self.asked
        sentence = self.hold(table.name, {**row.values, "id": row.id})
        if sentence is not None:
            self._wait(row.keys, ASKED, sentence)
        return sentence is None

    def _with_parents(self, table: Table, rows: list[Row], before: Mapping[bytes, int | None]) -> list[Row]:
        """Return the rows all of whose links lead to rows that are here; the others are held."""
        for link in table.foreign_keys:
            column, target = link.parent.name, link.column.table.name
            wanted = {row.values[column] for row in rows if row.values.get(column) is not None}
            if not wanted:
                continue
            here = self._existing(target, list(wanted))
            if target == table.name:
                here |= _reachable(rows, column, here, set(before))
            missing = wanted - here
            if missing:
                missing -= self._shadows(link.column.table, missing)
            if missing:
                for row in rows:
                    if row.values.get(column) in missing:
                        self._wait(row.keys, MISSING_PARENT, "它所属的记录还没有收到。")
                rows = [row for row in rows if row.values.get(column) not in missing]
        return rows

    def _existing(self, table: str, row_ids: Sequence[bytes]) -> set[bytes]:
        found: set[bytes] = set()
        for at in range(0, len(row_ids), AT_ONCE):
            chunk = tuple(row_ids[at : at + AT_ONCE])
            rows = self.work.reader.all(f"SELECT id FROM {table} WHERE id IN ({marks(chunk)})", chunk)
            found.update(bytes(row[0]) for row in rows)
        return found

    def _touch(self, table: Table, row_ids: Iterable[bytes]) -> None:
        self.touched.setdefault(table.name, set()).update(row_ids)

    @property
    def asked(self) -> set[tuple[str, bytes]]:
        """The rows somebody asked to wait: without being asked again nobody lets them in."""
        if self._asked is None:
            rows = self.work.reader.all(
                "SELECT s.tbl, s.row_id FROM sync_pending p CROSS JOIN sync_change s "
                "WHERE s.replica_id = p.replica_id AND s.seq = p.seq AND p.reason = ?",
                (ASKED,),
            )
            self._asked = {(row[0], bytes(row[1])) for row in rows}
        return self._asked

    @property
    def waiting(self) -> set[Key]:
        """Every change that waits, for whatever."""
        if self._waiting is None:
            rows = self.work.reader.all("SELECT replica_id, seq FROM sync_pending")
            self._waiting = {(bytes(row[0]), row[1]) for row in rows}
        return self._waiting

    def _wait(self, keys: Iterable[Key], reason: str, sentence: str) -> None:
        for key in keys:
            self.wait(key, reason, sentence)

    def wait(self, key: Key, reason: str, sentence: str) -> None:
        """Hold a change, unless it waits already."""
        if key in self.waiting:
            return
        self.waiting.add(key)
        self.held[key] = Held(key, reason, sentence)
        changes.execute_many(
            self.work.connection,
            "INSERT INTO sync_pending (replica_id, seq, reason, detail)",
            [(*key, reason, sentence)],
        )

    def _settled(self, listed: Iterable[Iterable[Key]]) -> None:
        """Let changes wait no longer, but for those only a newer program understands."""
        if not self.waiting:
            return
        keys = [key for each in listed for key in each if key in self.waiting]
        for key in keys:
            sql = f"DELETE FROM sync_pending WHERE replica_id = ? AND seq = ? AND reason NOT IN {LATER!r}"
            changes.run_many(self.work.connection, sql, [key])
            if self.held.get(key) is None or self.held[key].reason not in LATER:
                self.held.pop(key, None)
        if keys:
            self._waiting = None


def _reachable(rows: Sequence[Row], column: str, here: set[bytes], stored: set[bytes]) -> set[bytes]:
    """Return the rows of a table that can be written together: each leads to one that is here or comes."""
    found = {row.id for row in rows} - stored
    parents = {row.id: row.values.get(column) for row in rows}
    while True:
        lost = {each for each in found if parents[each] is not None and parents[each] not in here | found}
        if not lost:
            return found
        found -= lost


def _refusals(work: "UnitOfWork") -> tuple[type[BaseException], ...]:
    """Return what the database raises for a row it cannot hold; the fast path calls the driver itself."""
    dbapi: Any = work.connection.dialect.dbapi
    return IntegrityError, DataError, dbapi.IntegrityError, dbapi.DataError
