"""Records that the sub-district office gave to another unit: kept here with their history, and out of sight.

A workstation goes on holding what it once held; the row is not deleted, for the log does not say so. Lists
leave it out, and show it again when it comes back.
"""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from models.db.reading import Reader

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

SETTING = "sync.moved_to"
"""Units that records of this workstation were given to, as hexadecimal digits."""


def units(reader: Reader) -> tuple[bytes, ...]:
    """Return the units whose records are out of sight here; none where nothing ever moved."""
    found = reader.value("SELECT value_json FROM setting WHERE owner = '' AND name = ?", (SETTING,))
    return () if found is None else tuple(map(bytes.fromhex, json.loads(found)))


def note(work: "UnitOfWork", to: Iterable[bytes]) -> None:
    """Remember that records went to these units."""
    from services import settings

    known = set(units(work.reader))
    if fresh := set(to) - known:
        settings.put_in(work, SETTING, sorted(each.hex() for each in known | fresh))


def in_sight(reader: Reader, table: str) -> tuple[str, tuple[bytes, ...]]:
    """Return the condition on rows `t` of a synced table that are shown, and its parameters; "" for none."""
    hidden = () if table == "unit" else units(reader)  # everybody sees every unit
    if not hidden:
        return "", ()
    return f"(t.unit_id IS NULL OR t.unit_id NOT IN ({', '.join('?' * len(hidden))}))", hidden
