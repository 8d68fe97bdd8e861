"""SQLAlchemy tables, one module a subject; importing this package knows them all."""

from models.tables import (
    assignments,
    committees,
    courtyards,
    disclosure,
    imports,
    ledgers,
    matters,
    meetings,
    notices,
    party,
    people,
    sync,
    system,
    units,
    volunteers,
)
from models.tables.base import Base

SYNCED = tuple(table for table in Base.metadata.sorted_tables if table.info.get("synced", False))

__all__ = [
    "SYNCED",
    "Base",
    "assignments",
    "committees",
    "courtyards",
    "disclosure",
    "imports",
    "ledgers",
    "matters",
    "meetings",
    "notices",
    "party",
    "people",
    "sync",
    "system",
    "units",
    "volunteers",
]
