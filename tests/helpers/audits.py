"""An audit as somebody leaves it who works on the database behind the back of the program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from services.office import Context

TRIGGERS = ("append_only_insert", "append_only_update", "append_only_delete")
COLUMNS = (
    "tx_id",
    "at",
    "user_id",
    "replica_id",
    "action",
    "tbl",
    "row_id",
    "row_count",
    "label",
    "detail",
    "salt",
    "content_hash",
    "hash",
)


@contextmanager
def behind_the_gate(context: Context, *, keep: bool = False) -> Iterator[Any]:
    """Yield a function that runs SQL, written with `?`, on the writer's connection without any gate.

    In the end it is taken back, or kept.
    """
    connection = context.database.writing_connection()
    if context.database.dialect == "sqlite":
        for name in ("gate_audit_entry_insert", "gate_audit_entry_update", "gate_audit_entry_delete"):
            connection.execute(f"DROP TRIGGER IF EXISTS temp.{name}")
        for name in TRIGGERS:
            connection.execute(f"DROP TRIGGER IF EXISTS temp.{name}")
        connection.execute("BEGIN")
        try:
            yield connection.execute
        finally:
            connection.execute("COMMIT" if keep else "ROLLBACK")
        return
    connection.execute("SET LOCAL louyuan.gate = 'open'")
    try:
        yield lambda sql, parameters=(): connection.execute(sql.replace("?", "%s"), parameters)
    finally:
        connection.commit() if keep else connection.rollback()
