"""Writing one courtyard through the unit of work, and looking at what the log made of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from models.db.uow import UnitOfWork
from models.ids import RecordId
from services.office import Context
from tests.helpers.office import rows, value

Change = tuple[str, str | None, str | None]


def insert_courtyard(context: Context, **values: Any) -> RecordId:
    with context.unit_of_work() as work:
        made = work.insert("courtyard", {"name": "建设路1号院", **values})
        work.commit()
    return made


def edit(context: Context, row_id: bytes, seen: int | None = None, **values: Any) -> bool:
    with context.unit_of_work() as work:
        different = work.update("courtyard", row_id, values, seen=seen)
        work.commit()
    return different


def write(context: Context, act: Callable[[UnitOfWork], object]) -> None:
    with context.unit_of_work() as work:
        act(work)
        work.commit()


def changes_of(context: Context, row_id: bytes) -> list[Change]:
    return rows(
        context, "SELECT grp, values_json, prev_json FROM sync_change WHERE row_id = ? ORDER BY seq", row_id
    )


def heads_of(context: Context, row_id: bytes) -> list[tuple[str, int]]:
    return rows(context, "SELECT grp, seq FROM sync_head WHERE row_id = ? ORDER BY grp, seq", row_id)


def tamper(connection: Connection, sql: str, *parameters: Any) -> None:
    """Run a statement, written with `?`, that does what the unit of work does not."""
    sqlite = connection.dialect.name == "sqlite"
    connection.exec_driver_sql(sql if sqlite else sql.replace("?", "%s"), parameters)


def totals(context: Context) -> dict[str, int]:
    tables = ("courtyard", "sync_change", "sync_head", "audit_entry", "search_doc", "search_key", "deletion")
    return {table: value(context, f"SELECT count(*) FROM {table}") for table in tables}
