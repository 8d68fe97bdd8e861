"""Offices that hand each other their changes straight from log to log, without packages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.db.chain import first_broken
from models.db.digest import digest
from models.db.replay import first_difference
from models.db.taking_in import TakenIn, changes_of, take_in
from services.office import Context
from tests.helpers.office import NewOffice, behind, rows, value


def office_of(
    new_office: NewOffice, name: str, kind: str = "workstation", unit: bytes | None = None
) -> Context:
    """Open an office that is an installation of its own."""
    context = new_office(f"{name}.db", f"用户{name}")
    replica = (name.encode() * 16)[:16]
    behind(context, "UPDATE sync_replica SET replica_id = ?, kind = ?, unit_id = ?", replica, kind, unit)
    return new_office.again(context)


def meet(*offices: Context) -> None:
    """Let every office know of every other installation."""
    for context in offices:
        for other in offices:
            row = rows(other, "SELECT replica_id, kind, unit_id FROM sync_replica WHERE is_self = 1")[0]
            if value(context, "SELECT 1 FROM sync_replica WHERE replica_id = ?", row[0]) is None:
                columns = "replica_id, kind, unit_id, state, is_self"
                behind(context, f"INSERT INTO sync_replica ({columns}) VALUES (?, ?, ?, 'active', 0)", *row)


def send(source: Context, target: Context, **how: Any) -> TakenIn:
    """Let an office take in everything another one has that it has not."""
    have = dict(rows(target, "SELECT replica_id, max(seq) FROM sync_change GROUP BY replica_id"))
    replicas = [
        row[0] for row in rows(source, "SELECT DISTINCT replica_id FROM sync_change ORDER BY replica_id")
    ]
    coming = [
        change
        for replica in replicas
        for change in changes_of(source.reader, bytes(replica), have.get(replica, 0))
    ]
    return take(target, coming, **how)


def take(target: Context, coming: Any, **how: Any) -> TakenIn:
    """Take changes in and commit."""
    with target.unit_of_work() as work:
        taken = take_in(work, coming, pkg_id=None, **how)
        work.commit()
    return taken


def exchange(*offices: Context) -> None:
    """Let everybody have everything, and see that all hold the same and that it is what their logs tell."""
    for source in offices:
        for target in offices:
            if source is not target:
                send(source, target)
    agree(*offices)


def agree(*offices: Context) -> None:
    """Fail unless offices hold the same rows, which are those their logs tell."""
    digests = {digest(context.reader, None) for context in offices}
    assert len(digests) == 1
    for context in offices:
        sound(context)


def sound(context: Context) -> None:
    """Fail unless the rows are those of the log and every chain holds."""
    with context.unit_of_work() as work:
        assert first_difference(work.connection) is None
        for (replica,) in rows(context, "SELECT DISTINCT replica_id FROM sync_change"):
            assert first_broken(work.connection, bytes(replica)) is None


def put(context: Context, table: str, values: Mapping[str, Any], row_id: bytes | None = None) -> bytes:
    """Insert a row and return its id."""
    with context.unit_of_work() as work:
        made = work.insert(table, values, row_id=row_id)  # type: ignore[arg-type]
        work.commit()
    return bytes(made)


def edit(context: Context, table: str, row_id: bytes, **values: Any) -> None:
    """Edit a row."""
    with context.unit_of_work() as work:
        work.update(table, row_id, values)
        work.commit()


def bin_row(context: Context, table: str, row_id: bytes) -> None:
    """Delete a row with what belongs to it."""
    from models.db.cascade import delete_with_owned

    with context.unit_of_work() as work:
        delete_with_owned(work, table, row_id)
        work.commit()


def decide(context: Context, table: str, row_id: bytes, group: str, **values: Any) -> bytes:
    """Decide a conflict and return the transaction."""
    with context.unit_of_work() as work:
        work.decide(table, row_id, group, values)
        work.commit()
    return work.tx_id


def field(context: Context, table: str, row_id: bytes, column: str) -> Any:
    """Return what stands in a column; "bin" where the row lies in the recycle bin."""
    found = rows(context, f"SELECT {column}, deleted_at FROM {table} WHERE id = ?", row_id)
    return "bin" if found[0][1] is not None else found[0][0]


def conflicts(context: Context) -> list[tuple[str, str, str]]:
    """Return the open conflicts: table, group, kind."""
    return rows(
        context, "SELECT tbl, grp, kind FROM sync_conflict WHERE resolved_at IS NULL ORDER BY kind, tbl, grp"
    )
