"""Audit entries: who did what, when, to which record; written by the unit of work."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert

from models.rules.masks import covered
from models.tables.system import AuditEntry


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: action, table and row where it concerns one, number of rows, the name of the record.

    Telephones and identity numbers that somebody wrote into a name are masked when it is written.
    """

    action: str
    tbl: str | None
    row_id: bytes | None
    row_count: int
    label: str | None


def write(connection: Connection, tx_id: bytes, user_id: bytes, at: int, entries: Sequence[Entry]) -> None:
    """Append the entries of one transaction.

    Args:
        connection: the connection of the unit of work.
        tx_id: the transaction whose changes hold old and new values.
        user_id: who acted.
        at: UTC milliseconds.
        entries: the acts.
    """
    if entries:
        connection.execute(
            insert(AuditEntry),
            [
                {
                    "tx_id": tx_id,
                    "at": at,
                    "user_id": user_id,
                    "action": entry.action,
                    "tbl": entry.tbl,
                    "row_id": entry.row_id,
                    "row_count": entry.row_count,
                    "label": entry.label and covered(entry.label),
                }
                for entry in entries
            ],
        )
