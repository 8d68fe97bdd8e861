"""The tables told again from the change log: rows another program edited behind the log are found by it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Table, select, text

from models.db import changes
from models.tables import SYNCED


def replayed(table: Table, entries: Iterable[tuple[str, str | None]]) -> dict[str, Any] | None:
    """Return a row as its changes leave it, None for one that is deleted or was never there.

    Args:
        table: its table.
        entries: group and values of each of its changes, the oldest first.
    """
    state: dict[str, Any] | None = None
    for group, values_json in entries:
        if group != changes.WHOLE_ROW:
            state = {**(state or {}), **changes.values_of(table, values_json)}
        elif values_json is None:
            state = None
        else:
            state = dict.fromkeys(changes.synced_columns(table)) | changes.values_of(table, values_json)
    return state


def first_difference(connection: Connection) -> tuple[str, bytes] | None:
    """Return table and id of a row that is not as the change log tells it, or None when all rows are.

    Reads every row and every change once; the memory it takes does not grow with them.
    """
    for table in SYNCED:
        unlogged = _in_the_log_only(connection, table)
        if unlogged is not None:
            return table.name, unlogged
        columns = changes.synced_columns(table)
        for row in connection.execute(select(table)).mappings():
            told = replayed(table, _changes(connection, table, row["id"]))
            stored = None if row["deleted_at"] is not None else {name: row[name] for name in columns}
            if told != stored:
                return table.name, bytes(row["id"])
    return None


def _changes(connection: Connection, table: Table, row_id: bytes) -> list[tuple[str, str | None]]:
    found = connection.execute(
        text("SELECT grp, values_json FROM sync_change WHERE row_id = :r AND tbl = :t ORDER BY lamport"),
        {"r": row_id, "t": table.name},
    )
    return [(row[0], row[1]) for row in found]


def _in_the_log_only(connection: Connection, table: Table) -> bytes | None:
    found = connection.execute(
        text(
            "SELECT s.row_id FROM sync_change s WHERE s.tbl = :t "
            f"AND NOT EXISTS (SELECT 1 FROM {table.name} r WHERE r.id = s.row_id) LIMIT 1"
        ),
        {"t": table.name},
    ).scalar()
    return None if found is None else bytes(found)
