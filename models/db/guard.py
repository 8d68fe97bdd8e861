"""A gate on the writer's connection: synced tables and the log can be written inside a unit of work only.

Triggers raise when a row is written while the gate is shut. In the local file they are temporary: they live
in the connection, not in the file, so another program's connection is not stopped by them; the hash chain
finds what it changed. On PostgreSQL they stand in the database (`models.db.server_schema`) and ask for a
setting that a transaction makes for itself.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, text

LOG_TABLES = ("sync_change", "sync_head", "audit_entry")
"""What the unit of work writes about the rows; shut for everybody else as well."""

REFUSAL = "a synced table is written outside the unit of work"
SETTING = "louyuan.gate"
"""What the triggers on PostgreSQL ask for."""


def install(connection: Any, tables: Iterable[str]) -> None:
    """Put the gate on a fresh DB-API connection of SQLite.

    Args:
        connection: the writer's connection.
        tables: names of the synced tables.
    """
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS louyuan_gate (open INTEGER NOT NULL)")
    connection.execute("DELETE FROM louyuan_gate")
    connection.execute("INSERT INTO louyuan_gate VALUES (0)")
    for table in (*tables, *LOG_TABLES):
        for act in ("INSERT", "UPDATE", "DELETE"):
            connection.execute(
                f"CREATE TEMP TRIGGER IF NOT EXISTS gate_{table}_{act.lower()} BEFORE {act} ON main.{table} "
                "WHEN (SELECT open FROM louyuan_gate) = 0 "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def open_gate(connection: Connection) -> None:
    """Let the current transaction write; a rollback shuts the gate again by itself."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("UPDATE louyuan_gate SET open = 1"))
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
    else:
        connection.execute(text(f"SET LOCAL {SETTING} = 'open'"))


def close_gate(connection: Connection) -> None:
    """Shut the gate just before the commit."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("UPDATE louyuan_gate SET open = 0"))
    else:
        connection.execute(text(f"SET LOCAL {SETTING} = 'shut'"))
