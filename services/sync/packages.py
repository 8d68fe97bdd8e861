"""The register of packages written and read (`sync_package`): numbers, hashes, what became of each."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from models.db.reading import Reader

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

IN, OUT = "in", "out"
WRITTEN, TAKEN, GAP, REFUSED, WAITING = "written", "taken", "gap", "refused", "waiting"


def state_of(reader: Reader, pkg_id: bytes) -> str | None:
    """Return what became of a package, None for one never seen."""
    found = reader.value("SELECT state FROM sync_package WHERE pkg_id = ?", (pkg_id,))
    return None if found is None else str(found)


def hash_of(reader: Reader, direction: str, peer: bytes, number: int) -> bytes | None:
    """Return the hash of a package by its number, None for one never seen or not taken in."""
    found = reader.value(
        "SELECT file_sha256 FROM sync_package WHERE dir = ? AND peer = ? AND pkg_no = ? "
        "AND state IN ('written', 'taken') ORDER BY at_ms DESC LIMIT 1",
        (direction, peer, number),
    )
    return None if found is None else bytes(found)


def register(work: "UnitOfWork", pkg_id: bytes, **values: Any) -> None:
    """Write down a package; columns of `sync_package` by name. One that is there is replaced."""
    from sqlalchemy import delete, insert

    from models.tables.sync import SyncPackage

    work.local(delete(SyncPackage).where(SyncPackage.pkg_id == pkg_id))
    work.local(insert(SyncPackage).values(pkg_id=pkg_id, **values))


def amend(work: "UnitOfWork", pkg_id: bytes, **values: Any) -> None:
    """Change what is written down about a package."""
    from sqlalchemy import update

    from models.tables.sync import SyncPackage

    work.local(update(SyncPackage).where(SyncPackage.pkg_id == pkg_id).values(**values))


def receipts(reader: Reader, peer: bytes, newest: int = 20) -> tuple[Mapping[str, Any], ...]:
    """Return what became of the newest packages of a peer, as it is told to it."""
    rows = reader.all(
        "SELECT receipt_json FROM sync_package WHERE dir = 'in' AND peer = ? AND receipt_json IS NOT NULL "
        "ORDER BY pkg_no DESC LIMIT ?",
        (peer, newest),
    )
    return tuple(json.loads(row[0]) for row in rows)
