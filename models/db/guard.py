"""A gate on the writer's connection: synced tables and the log can be written inside a unit of work only.

Triggers raise when a row is written while the gate is shut. In the local file they are temporary: they live
in the connection, not in the file, so another program's connection is not stopped by them; the hash chain
finds what it changed. On PostgreSQL they stand in the database (`models.db.server_schema`) and ask for a
setting that a transaction makes for itself. In the local file audit entries can be added only, whoever writes
them; on a server that would take a second trigger an administrator drops as easily, so there the chain alone
says so.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, text

LOG_TABLES = ("sync_change", "sync_head", "audit_entry")
"""What the unit of work writes about the rows; shut for everybody else as well."""

REFUSAL = "a synced table is written outside the unit of work"
APPEND_ONLY = "an audit entry is changed"
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

    _append_only(connection)


def _append_only(connection: Any) -> None:
    """Let audit entries be added only, also inside a unit of work.

    An erasure takes the words out of one, and what an older program wrote is taken into the chain.
    """
    kept = ("seq", "tx_id", "at", "user_id", "replica_id", "action", "tbl", "row_id", "row_count")
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in kept)
    chain = "NEW.content_hash IS OLD.content_hash AND NEW.hash IS OLD.hash"
    words = "NEW.label IS OLD.label AND NEW.detail IS OLD.detail"
    erased = f"NEW.label = '' AND NEW.detail IS NULL AND NEW.salt IS NULL AND {chain}"
    taken_up = f"OLD.hash IS NULL AND NEW.hash IS NOT NULL AND {words}"
    for act, when in (
        ("INSERT", "EXISTS (SELECT 1 FROM main.audit_entry WHERE seq = NEW.seq)"),
        ("UPDATE", f"NOT ({same} AND (({erased}) OR ({taken_up})))"),
        ("DELETE", "1 = 1"),
    ):
        refused = f"(SELECT open FROM louyuan_gate) = 1 AND {when}"
        connection.execute(
            f"CREATE TEMP TRIGGER IF NOT EXISTS append_only_{act.lower()} BEFORE {act} ON main.audit_entry "
            f"WHEN {refused} BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
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
