"""The unit of work: the one door through which rows are written; it rolls back unless committed.

On commit the change records, the audit entries and the search index go into the same transaction as the
rows themselves (architecture.md, decision 2).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Engine, Executable, Table, TextClause, select, update
from sqlalchemy.exc import DBAPIError

from models.db import appending, audit, changes, deciding, guard, search_index
from models.db.acting import Actor, Committed, label_in, refuse_kept, synced
from models.db.clashes import Clashes
from models.db.derived import derive, derive_at, derived_columns
from models.db.fitting import refuse_unfit
from models.db.mark import Place
from models.db.reading import Fault, Reader
from models.errors import NotFound
from models.ids import RecordId, new_id

__all__ = ["Actor", "Committed", "UnitOfWork"]

CHUNK = 5000
"""Rows written at once by the bulk path; bounds the memory of an import."""


DELETED_AT_ONCE = 500
"""Rows looked up by id in one query when many are deleted."""


class UnitOfWork:
    """One transaction of one user.

    Args:
        engine: the writer's engine.
        actor: who writes.
        fault: tells the fault of the environment behind an error of the driver, or None for a mistake.
        note_mark: told number and hash of the newest own change (None where none was made) and of the newest
            audit entry once they are permanent.

    Raises:
        EnvironmentFault: from any method, when the disk is full or the file is locked or damaged.
    """

    def __init__(
        self,
        engine: Engine,
        actor: Actor,
        fault: Fault,
        note_mark: Callable[[Place | None, Place | None], None] | None = None,
    ) -> None:
        self._engine = engine
        self._fault = fault
        self._note_mark = note_mark
        self.actor = actor
        self.tx_id = new_id()
        self._touched: set[str] = set()
        self._dirty: dict[str, dict[bytes, bool]] = {}
        self._deleted: dict[str, list[bytes]] = {}
        self.audit = audit.Pending()
        """Its audit entries; for the modules of models.db only."""
        self._connection: Connection | None = None
        self.committed: Committed | None = None
        self.when_committed: Callable[[Committed], None] | None = None

    def __enter__(self) -> "UnitOfWork":
        try:
            self._connection = self._engine.connect()
            self._connection.begin()
            guard.open_gate(self._connection)
            stamp = changes.Stamp(
                self.actor.replica_id, self.tx_id, self.actor.user_id, self.actor.now_ms, self.actor.tz_min
            )
            self._log = changes.ChangeLog(self._connection, stamp)
        except BaseException as error:
            self.__exit__(type(error), error, error.__traceback__)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()  # rolls back what was not committed
        if error is not None:
            # the fast paths call the driver itself, so both its own errors and wrapped ones come here
            original = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
            named = self._fault(original)
            if named is not None:
                raise named from error

    @property
    def connection(self) -> Connection:
        """The open connection; for the modules of models.db only."""
        if self._connection is None:
            raise RuntimeError("the unit of work is not open")
        return self._connection

    @property
    def log(self) -> changes.ChangeLog:
        """The change log of this unit of work; for the modules of models.db only."""
        return self._log

    @property
    def change_count(self) -> int:
        """Number of change records written so far."""
        return self._log.count

    @property
    def touched(self) -> frozenset[str]:
        """The tables whose rows it changed so far."""
        return frozenset(self._touched)

    @property
    def reader(self) -> Reader:
        """Plain SQL queries that see what this unit of work has written so far."""
        driver = self.connection.connection.driver_connection
        if driver is None:
            raise RuntimeError("the unit of work has no driver connection")
        return Reader(driver, "sqlite" if self.connection.dialect.name == "sqlite" else "postgresql")

    def insert(self, table: str, values: Mapping[str, Any], *, row_id: RecordId | None = None) -> RecordId:
        """Insert one row of a synced table.

        Args:
            table: its name.
            values: columns; missing ones stay empty.
            row_id: the id when the caller needed it before.

        Returns:
            The id of the row.
        """
        row_id = row_id or new_id()
        columns = ("id", *values)
        self.insert_many(table, columns, [(row_id, *values.values())], audited=False)
        self._note("insert", table, row_id, label_in(values))
        return row_id

    def insert_many(
        self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], *, audited: bool = True
    ) -> None:
        """Insert many rows of a synced table; `columns` starts with "id".

        One change record a row, one audit entry for all of them.

        Raises:
            InvalidInput: a value that no change record can carry: a float, a NUL, half a surrogate pair, a
                number too large for its column.
            RuntimeError: a value of another kind than its column; that is a mistake in the program.
        """
        described = synced(table)
        refuse_kept(described, columns)
        for at in range(0, len(rows), CHUNK):
            self._insert_chunk(described, tuple(columns), rows[at : at + CHUNK])
        if rows:
            self._touched.add(table)
            if audited:
                self._note("insert", table, None, None, len(rows))

    def _insert_chunk(self, table: Table, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
        refuse_unfit(table, columns, rows)
        synced = [name for name in changes.synced_columns(table) if name in columns]
        write = changes.RowWriter(columns, synced)
        first = self._log.append(table.name, ((row[0], changes.WHOLE_ROW, write(row), None) for row in rows))
        extra = derived_columns(table)
        keys = [derive_at(kind, columns.index(source)) for _, kind, source in extra if source in columns]
        names = (*columns, *(name for name, _, source in extra if source in columns), "version")
        ready = [(*row, *(key(row) for key in keys), first + number) for number, row in enumerate(rows)]
        changes.execute_many(self.connection, f"INSERT INTO {table.name} ({', '.join(names)})", ready)
        if search_index.search_columns(table):
            full = (dict(zip(columns, row, strict=True)) for row in rows)
            search_index.write(self.connection, table, full, fresh=True)

    def update(
        self, table: str, row_id: bytes, values: Mapping[str, Any], *, seen: int | None = None
    ) -> bool:
        """Change columns of one row; what stays the same makes no change record.

        Args:
            table: name of a synced table.
            row_id: the row.
            values: new values by column.
            seen: `version` of the row when the user read it.

        Returns:
            False when nothing was different.

        Raises:
            NotFound: the row does not exist or lies in the recycle bin.
            Stale: somebody changed one of the same fields since `seen`.
            InvalidInput: a value that no change record can carry: a float, a NUL, half a surrogate pair, a
                number too large for its column.
            RuntimeError: a value of another kind than its column; that is a mistake in the program.
        """
        described = synced(table)
        refuse_kept(described, values)
        row = self.row(table, row_id)
        different = {name: value for name, value in values.items() if row[name] != value}
        if not different:
            return False
        refuse_unfit(described, tuple(different), [tuple(different.values())])
        groups: dict[str, dict[str, Any]] = {}
        for name in different:
            groups.setdefault(changes.group_of(described, name), {})
        for name in changes.synced_columns(described):
            group = changes.group_of(described, name)
            if group in groups:
                groups[group][name] = values.get(name, row[name])
        if seen is not None and row["version"] > seen:
            deciding.refuse_stale(self.reader, table, row_id, seen, set(groups))
        contested = [self._edit(table, row_id, group, members) for group, members in groups.items()]
        new_row = {**row, **different}
        extra = derived_columns(described)
        derive(extra, new_row)
        stored = {**different, "version": self._log.lamport, **{name: new_row[name] for name, _, _ in extra}}
        self.connection.execute(update(described).where(described.c.id == row_id).values(stored))
        if any(contested) or "unit_id" in different:
            # the value shown of an open conflict is the same at every office, also where this edit is not it
            deciding.rank_again(self, described, row_id)
        self._after(table, row_id, "update", label_in(new_row))
        return True

    def _edit(self, table: str, row_id: bytes, group: str, members: Mapping[str, Any]) -> bool:
        """Write the change of one field group; tell whether another side stands beside it."""
        before = changes.heads(self.connection, table, row_id, group)
        beside: list[changes.Head] = []
        if len(before) > 1:  # it goes on from what the user saw, another side stands
            before, beside = deciding.seen_heads(self.reader, table, row_id, group)
        appending.edit(self, table, row_id, group, members, before, beside)
        return bool(beside)

    def decide(self, table: str, row_id: bytes, group: str, values: Mapping[str, Any]) -> None:
        """Decide a conflict: one change that replaces every head of a field group, or of the whole row.

        Args:
            table: name of a synced table.
            row_id: the row, outside the recycle bin.
            group: the field group; "*" keeps a row that another office deleted.
            values: columns with their new values; those of the group that are missing stay as they are.

        Raises:
            NotFound: the row does not exist or lies in the recycle bin.
        """
        described = synced(table)
        refuse_kept(described, values)
        refuse_unfit(described, tuple(values), [tuple(values.values())])
        deciding.decide(self, described, row_id, group, values)
        self._after(table, row_id, "update", label_in(self.row(table, row_id)))

    def delete(self, table: str, row_id: bytes) -> None:
        """Put one row into the recycle bin: a tombstone, the row itself stays.

        Raises:
            NotFound: the row does not exist or is there already.
        """
        described = synced(table)
        row = self.row(table, row_id)
        appending.whole_row(self, described, row_id, None)
        self._after(table, row_id, "delete", label_in(row))

    def delete_many(self, table: str, row_ids: Sequence[bytes]) -> None:
        """Put many living rows of one table into the recycle bin, with one audit entry for all of them."""
        described = synced(table)
        for at in range(0, len(row_ids), DELETED_AT_ONCE):
            chunk = row_ids[at : at + DELETED_AT_ONCE]
            heads = changes.heads_of_rows(self.connection, table, chunk)
            own = self.actor.replica_id
            first = self._log.append(
                table,
                ((each, changes.WHOLE_ROW, None, changes.prev_json(heads[each], own)) for each in chunk),
            )
            self._log.set_row_heads(table, chunk)
            changes.run_many(
                self.connection,
                f"UPDATE {described.name} SET deleted_at = ?, version = ? WHERE id = ?",
                [(self.actor.now_ms, first + number, each) for number, each in enumerate(chunk)],
            )
            search_index.remove(self.connection, chunk)
        if row_ids:
            self._touched.add(table)
            self._deleted.setdefault(table, []).extend(row_ids)
            self._note("delete", table, None, None, len(row_ids))

    def restore(self, table: str, row_id: bytes) -> None:
        """Take one row out of the recycle bin again.

        Raises:
            NotFound: the row does not exist or is not in the recycle bin.
        """
        described = synced(table)
        row = self._fetch(described, row_id)
        if row is None or row["deleted_at"] is None:
            raise NotFound("这条记录不在回收站里，可能已经恢复。请刷新后再看。")
        appending.whole_row(self, described, row_id, row)
        self._after(table, row_id, "restore", label_in(row))

    def rewritten(self, table: str, row_id: bytes) -> None:
        """Note that models.db itself wrote a row: conflicts and search index are looked at on commit."""
        self._touched.add(table)
        self._dirty.setdefault(table, {})[row_id] = True

    def touch(self, rows: Mapping[str, Iterable[bytes]]) -> None:
        """Note whose rows of which tables models.db itself wrote, so that open pages refresh."""
        self._touched.update(table for table, row_ids in rows.items() if row_ids)

    def row(self, table: str, row_id: bytes) -> dict[str, Any]:
        """Return one living row as a dictionary.

        Raises:
            NotFound: the row does not exist or lies in the recycle bin.
        """
        row = self._fetch(synced(table), row_id)
        if row is None or row["deleted_at"] is not None:
            raise NotFound("这条记录已经不在了，可能刚被删除。请刷新列表；误删的可以在回收站恢复。")
        return row

    def stored(self, table: str, row_id: bytes) -> dict[str, Any] | None:
        """Return one row as a dictionary, from the recycle bin as well; None when there is none."""
        return self._fetch(synced(table), row_id)

    def is_living(self, table: str, row_id: bytes) -> bool:
        """Return whether the row exists outside the recycle bin."""
        row = self._fetch(synced(table), row_id)
        return row is not None and row["deleted_at"] is None

    def _fetch(self, table: Table, row_id: bytes) -> dict[str, Any] | None:
        found = self.connection.execute(select(table).where(table.c.id == row_id)).mappings().one_or_none()
        return None if found is None else dict(found)

    def local(self, statement: Executable) -> Any:
        """Run a statement on a table that is not synced (users, settings, drafts, batches).

        Raises:
            RuntimeError: the statement writes a synced table, the change log or the audit, or is bare text of
                which nobody can tell; that is a mistake in the program.
        """
        if isinstance(statement, TextClause):
            raise RuntimeError("a statement on local tables is built, not written as text")
        target = getattr(statement, "table", None)
        if target is not None and (target.info.get("synced", False) or target.name in guard.LOG_TABLES):
            raise RuntimeError(f"{target.name} is written by the unit of work itself only")
        return self.connection.execute(statement)

    def note(
        self,
        action: str,
        table: str | None = None,
        row_id: bytes | None = None,
        label: str = "",
        *,
        detail: str = "",
    ) -> None:
        """Add an audit entry for something that is not a row change: a print, an export, a backup.

        Args:
            action: what was done, a word of `services.audit_log`.
            table: whose table, where it concerns one.
            row_id: the record.
            label: its name.
            detail: what was before and is now, where no change record tells it.
        """
        self._note(action, table, row_id, label, detail=detail or None)

    def hush(self, words: Sequence[str]) -> None:
        """Leave names out of the audit entries of this transaction whose labels hold one of these words."""
        self.audit.hush(words)

    def commit(self) -> Committed:
        """Write audit and search index, then make everything permanent.

        Returns:
            What was done.
        """
        connection = self.connection
        for table, row_ids in self._dirty.items():
            self._reindex(synced(table), list(row_ids))
        if self._dirty or self._deleted:
            tables = sorted({*self._dirty, *self._deleted})
            Clashes(self).refresh(
                {name: [*self._dirty.get(name, ()), *self._deleted.get(name, ())] for name in tables}
            )
        newest = self.audit.write(connection, self.tx_id, self.actor)
        self._log.close()
        guard.close_gate(connection)
        connection.commit()
        self.committed = Committed(self.tx_id, frozenset(self._touched), self._log.count)
        if self._note_mark is not None and (self._log.count or newest is not None):
            self._note_mark((self._log.seq, self._log.hash) if self._log.count else None, newest)
        if self.when_committed is not None:
            self.when_committed(self.committed)
        return self.committed

    def _reindex(self, table: Table, row_ids: Sequence[bytes]) -> None:
        if not search_index.search_columns(table):
            return
        search_index.remove(self.connection, row_ids)
        living = []
        for row_id in row_ids:
            row = self._fetch(table, row_id)
            if row is not None and row["deleted_at"] is None:
                living.append(row)
        search_index.write(self.connection, table, living, fresh=True)

    def _after(self, table: str, row_id: bytes, action: str, label: str | None) -> None:
        self.rewritten(table, row_id)
        self._note(action, table, row_id, label)

    def _note(
        self,
        action: str,
        table: str | None,
        row_id: bytes | None,
        label: str | None,
        count: int = 1,
        detail: str | None = None,
    ) -> None:
        self.audit.entries.append(audit.Entry(action, table, row_id, count, label, detail))
