"""Who acts in a unit of work, what one did, and what it asks of tables and values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from models.tables.base import Base


@dataclass(frozen=True, slots=True)
class Actor:
    """Who writes, on which installation, at which moment.

    Attributes:
        user_id: the signed-in user.
        replica_id: this installation.
        now_ms: UTC milliseconds.
        tz_min: offset of local time from UTC in minutes.
    """

    user_id: bytes
    replica_id: bytes
    now_ms: int
    tz_min: int


@dataclass(frozen=True, slots=True)
class Committed:
    """What a unit of work did.

    Attributes:
        tx_id: the transaction, the handle to undo it by.
        touched: names of the tables whose rows changed, so that open pages can refresh.
        changes: number of change records written.
    """

    tx_id: bytes
    touched: frozenset[str]
    changes: int


def synced(name: str) -> Table:
    """Return a synced table by name; another name is a mistake in the program."""
    table = Base.metadata.tables[name]
    if not table.info.get("synced", False):
        raise RuntimeError(f"{name} is not a synced table")
    return table


def refuse_kept(table: Table, columns: Iterable[str]) -> None:
    """Refuse columns that the unit of work keeps itself: they would change without a change record."""
    kept = [name for name in columns if name != "id" and table.c[name].info.get("local", False)]
    if kept:
        raise RuntimeError(f"{table.name}: {', '.join(kept)} are kept by the unit of work")


def label_in(values: Mapping[str, Any]) -> str | None:
    """Return what a row is called in the audit."""
    for name in ("name", "partner_name", "room", "title"):
        if values.get(name):
            return str(values[name])
    return None
