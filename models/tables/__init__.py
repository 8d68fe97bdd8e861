"""SQLAlchemy tables, one module a subject; importing this package knows them all."""

from models.tables import (
    appraisals,
    assignments,
    charters,
    committees,
    courtyards,
    disclosure,
    elections,
    imports,
    ledgers,
    matters,
    meetings,
    notices,
    opinions,
    party,
    people,
    privacy,
    sync,
    system,
    units,
    volunteers,
    voting,
)
from models.tables.base import Base

SYNCED = tuple(table for table in Base.metadata.sorted_tables if table.info.get("synced", False))

__all__ = [
    "SYNCED",
    "Base",
    "appraisals",
    "assignments",
    "charters",
    "committees",
    "courtyards",
    "disclosure",
    "elections",
    "imports",
    "ledgers",
    "matters",
    "meetings",
    "notices",
    "opinions",
    "party",
    "people",
    "privacy",
    "sync",
    "system",
    "units",
    "volunteers",
    "voting",
]
