"""What a person has to decide: rows of `sync_conflict`, opened, kept and closed as the changes tell."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, insert, update

from models.db.merging import AT_ONCE, Merging, marks
from models.ids import new_id
from models.rules.merge import Clash, Key, Merged
from models.tables import SYNCED
from models.tables.base import Base
from models.tables.sync import SyncConflict

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

ORPHAN, SOFT = "orphan", "soft"
_OF_THE_ROW = "'hard', 'delete_edit'"


def heads_json(keys: Iterable[Key]) -> str:
    """Return the heads of a conflict as they are kept in `detail_json`, the provisional one first."""
    return json.dumps({"heads": [[replica.hex(), seq] for replica, seq in keys]}, separators=(",", ":"))


def heads_in(detail_json: str | None) -> tuple[Key, ...]:
    """Return the heads kept with a conflict."""
    kept = json.loads(detail_json or "{}").get("heads", [])
    return tuple((bytes.fromhex(replica), seq) for replica, seq in kept)


@dataclass(slots=True)
class Standing:
    """Where rows stand that were written: those in the recycle bin, and the owners the living ones name.

    What was so for a moment may stay in it: whoever asks looks at the rows themselves.

    Attributes:
        gone: ids of rows in the recycle bin, by table.
        named: ids of owners, by table, column and the owners' table.
    """

    gone: dict[str, set[bytes]] = field(default_factory=dict)
    named: dict[tuple[str, str, str], set[bytes]] = field(default_factory=dict)

    def note(self, table: Table, rows: Iterable[tuple[bytes, int | None, Mapping[str, Any]]]) -> None:
        """Note rows of a table: id, when each went to the recycle bin, its values."""
        gone = self.gone.setdefault(table.name, set())
        places = [
            (column, self.named.setdefault((table.name, column, _owner(table, column)), set()))
            for column in table.info["owners"]
        ]
        for row_id, deleted_at, values in rows:
            if deleted_at is not None:
                gone.add(row_id)
                continue
            for column, place in places:
                owner_id = values.get(column)
                if owner_id is not None:
                    place.add(owner_id)


@dataclass(slots=True)
class Clashes:
    """Keeps `sync_conflict` true for rows that were merged or written.

    Attributes:
        work: the open unit of work.
        pkg_id: the package that brought the changes, None for work done here.
        opened: ids of the rows opened that are open still.
        closed: number of rows closed.
    """

    work: "UnitOfWork"
    pkg_id: bytes | None = None
    opened: list[bytes] = field(default_factory=list)
    closed: int = 0

    def keep(self, table: Table, merged: dict[bytes, Merged]) -> None:
        """Open, change and close the conflicts of rows so that they are those of the merged rows."""
        found = self._open_ones(table.name, list(merged))
        for row_id, row in merged.items():
            wanted = {(clash.group, clash.kind): clash for clash in row.clashes}
            for conflict_id, group, kind, detail in found.get(row_id, ()):
                clash = wanted.get((group, kind))
                kept = heads_in(detail)
                if clash is None or not set(kept) & set(clash.keys):
                    self._close(conflict_id, row.heads_of(group))
                    continue
                del wanted[group, kind]
                if kept != clash.keys:
                    values = {"detail_json": heads_json(clash.keys)}
                    self.work.local(update(SyncConflict).where(SyncConflict.id == conflict_id).values(values))
            for clash in wanted.values():
                self._open(table.name, row_id, clash)

    def _open_ones(
        self, table: str, row_ids: Sequence[bytes]
    ) -> dict[bytes, list[tuple[bytes, str, str, str | None]]]:
        found: dict[bytes, list[tuple[bytes, str, str, str | None]]] = {}
        for at in range(0, len(row_ids), AT_ONCE):
            chunk = tuple(row_ids[at : at + AT_ONCE])
            for conflict_id, row_id, group, kind, detail in self.work.reader.all(
                "SELECT id, row_id, grp, kind, detail_json FROM sync_conflict WHERE resolved_at IS NULL "
                f"AND kind IN ({_OF_THE_ROW}) AND tbl = ? AND row_id IN ({marks(chunk)}) ORDER BY id",
                (table, *chunk),
            ):
                found.setdefault(bytes(row_id), []).append((bytes(conflict_id), group, kind, detail))
        return found

    def _open(self, table: str, row_id: bytes, clash: Clash, *, detail: str | None = None) -> None:
        conflict_id = bytes(new_id())
        values = {
            "id": conflict_id,
            "tbl": table,
            "row_id": row_id,
            "grp": clash.group,
            "kind": clash.kind,
            "opened_at": self.work.actor.now_ms,
            "opened_by_pkg": self.pkg_id,
            "detail_json": detail or heads_json(clash.keys),
        }
        if clash.kind == SOFT:
            values["resolved_at"] = self.work.actor.now_ms
        else:
            self.opened.append(conflict_id)
        self.work.local(insert(SyncConflict).values(values))

    def note(self, table: str, row_id: bytes, group: str, keys: tuple[Key, ...]) -> None:
        """Note that different fields of a row were edited on two sides: nothing has to be decided."""
        self._open(table, row_id, Clash(group, SOFT, keys))

    def _close(self, conflict_id: bytes, heads: Sequence[Key]) -> None:
        by = heads[0] if heads else None
        user = None
        if by is not None:
            user = self.work.reader.value(
                "SELECT coalesce(s.user_id, f.user_id) FROM sync_change s "
                "LEFT JOIN sync_change f ON f.tx_id = s.tx_id AND f.user_id IS NOT NULL "
                "WHERE s.replica_id = ? AND s.seq = ?",
                by,
            )
        values = {
            "resolved_at": self.work.actor.now_ms,
            "resolved_by": user,
            "resolved_by_change": None if by is None else f"{by[0].hex()}:{by[1]}",
        }
        self.work.local(update(SyncConflict).where(SyncConflict.id == conflict_id).values(values))
        if conflict_id in self.opened:
            self.opened.remove(conflict_id)
        else:
            self.closed += 1

    def refresh(self, written: dict[str, list[bytes]]) -> None:
        """Look again at rows written here; costs one query where there never was a conflict.

        A clash whose heads came to hold the same value is closed, and stands again when one is edited.
        """
        kinds = f"kind = '{ORPHAN}' OR kind IN ({_OF_THE_ROW})"
        if self.work.reader.one(f"SELECT 1 FROM sync_conflict WHERE {kinds} LIMIT 1") is None:
            return
        merging: Merging | None = None
        for table, row_ids in written.items():
            described = Base.metadata.tables[table]
            clashing = list({*self._open_ones(table, row_ids), *self._with_two_heads(table, row_ids)})
            if clashing:
                merging = merging or Merging(self.work.reader)
                merged = merging.rows(described, clashing)
                self.keep(described, {row_id: row for row_id, (row, _) in merged.items()})
        self.close_orphans()
        self.find_orphans(written)

    def _with_two_heads(self, table: str, row_ids: Sequence[bytes]) -> set[bytes]:
        found: set[bytes] = set()
        for at in range(0, len(row_ids), AT_ONCE):
            chunk = tuple(row_ids[at : at + AT_ONCE])
            rows = self.work.reader.all(
                f"SELECT row_id FROM sync_head WHERE tbl = ? AND row_id IN ({marks(chunk)}) "
                "GROUP BY row_id, grp HAVING count(*) > 1",
                (table, *chunk),
            )
            found.update(bytes(row[0]) for row in rows)
        return found

    def close_orphans(self) -> None:
        """Close the conflicts of children whose owner came back, or that went as well."""
        for conflict_id, table, row_id, group in self.work.reader.all(
            "SELECT id, tbl, row_id, grp FROM sync_conflict WHERE resolved_at IS NULL AND kind = 'orphan'"
        ):
            described = Base.metadata.tables[table]
            owner = _owner(described, group)
            if not self.work.reader.one(
                f"SELECT 1 FROM {table} c JOIN {owner} o ON o.id = c.{group} "
                "WHERE c.id = ? AND c.deleted_at IS NULL AND o.deleted_at IS NOT NULL",
                (row_id,),
            ):
                self._close(bytes(conflict_id), ())

    def find_orphans(self, touched: Mapping[str, Sequence[bytes]], standing: Standing | None = None) -> None:
        """Open a conflict for each living row whose owner lies in the recycle bin.

        Args:
            touched: the rows to look at, as children and as owners, by table.
            standing: where they stand, for whoever wrote them all; looked up where it is left out.
        """
        standing = standing or self._standing(touched)
        gone, named = standing.gone, standing.named
        binned: dict[str, set[bytes]] = {}
        for (_, _, owner), owner_ids in named.items():
            binned.setdefault(owner, set()).update(owner_ids - gone.get(owner, set()))
        binned = {owner: self._binned(owner, sorted(owner_ids)) for owner, owner_ids in binned.items()}
        for table in SYNCED:
            for column in table.info["owners"]:
                owner = _owner(table, column)
                found = self._orphans(table.name, owner, column, gone.get(owner, ()))
                suspects = named.get((table.name, column, owner), set()) & binned.get(owner, set())
                if suspects:
                    found |= self._orphans(table.name, owner, column, suspects) & set(touched[table.name])
                for row_id in sorted(found):
                    self._open(table.name, row_id, Clash(column, ORPHAN, ()))

    def _standing(self, touched: Mapping[str, Sequence[bytes]]) -> Standing:
        """Return where rows stand; each is looked up once, whatever number of owners it may have."""
        standing = Standing()
        for name, row_ids in touched.items():
            table = Base.metadata.tables[name]
            columns = table.info["owners"]
            for at in range(0, len(row_ids), AT_ONCE):
                chunk = tuple(row_ids[at : at + AT_ONCE])
                rows = self.work.reader.all(
                    f"SELECT {', '.join(('id', 'deleted_at', *columns))} FROM {name} "
                    f"WHERE id IN ({marks(chunk)})",
                    chunk,
                )
                standing.note(
                    table,
                    (
                        (
                            bytes(row[0]),
                            row[1],
                            {
                                column: None if owner is None else bytes(owner)
                                for column, owner in zip(columns, row[2:], strict=True)
                            },
                        )
                        for row in rows
                    ),
                )
        return standing

    def _binned(self, table: str, row_ids: Sequence[bytes]) -> set[bytes]:
        """Return those of the rows that are in the recycle bin."""
        found: set[bytes] = set()
        for at in range(0, len(row_ids), AT_ONCE):
            chunk = tuple(row_ids[at : at + AT_ONCE])
            rows = self.work.reader.all(
                f"SELECT id FROM {table} WHERE id IN ({marks(chunk)}) AND deleted_at IS NOT NULL", chunk
            )
            found.update(bytes(row[0]) for row in rows)
        return found

    def _orphans(self, table: str, owner: str, column: str, owner_ids: Iterable[bytes]) -> set[bytes]:
        """Return the living rows that belong to these, which are in the bin, and of which nobody is told."""
        found: set[bytes] = set()
        listed = sorted(owner_ids)
        for at in range(0, len(listed), AT_ONCE):
            chunk = tuple(listed[at : at + AT_ONCE])
            rows = self.work.reader.all(
                f"SELECT c.id FROM {table} c JOIN {owner} o ON o.id = c.{column} "
                f"WHERE c.{column} IN ({marks(chunk)}) AND c.deleted_at IS NULL AND o.deleted_at IS NOT NULL "
                "AND NOT EXISTS (SELECT 1 FROM sync_conflict k WHERE k.row_id = c.id AND k.tbl = ? "
                "AND k.resolved_at IS NULL AND k.kind IN ('orphan', 'delete_edit'))",
                (*chunk, table),
            )
            found |= {bytes(row[0]) for row in rows}
        return found


def _owner(table: Table, column: str) -> str:
    return str(next(iter(table.c[column].foreign_keys)).column.table.name)
