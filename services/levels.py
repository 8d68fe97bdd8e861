"""Settings on two levels: what the sub-district office lays down, and what a community keeps over it.

Rules, catalogue, wording, masks, kinds of ledger entries, days and programmes of the hub are read-only below,
where a community keeps rows of its own over them (sync.md, "Version skew, rights, clones"). At the hub, and
in an office that exchanges nothing, there is one level; there the rows of communities do not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.db.reading import Reader

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Level:
    """Whose rows this installation writes.

    Attributes:
        unit: the owner of new rows: the community at a workstation, else the office; None without one.
        over: they lie over those of the office.
    """

    unit: bytes | None
    over: bool


@dataclass(frozen=True, slots=True)
class Layers:
    """Rows of one table that count here, in the order they were made.

    Attributes:
        office: of the hub; empty where there is one level.
        own: those that may be changed here.
        over: the own ones lie over those of the office.
    """

    office: Rows
    own: Rows
    over: bool = False

    @property
    def all(self) -> Rows:
        """All of them; what comes later counts where two speak of the same."""
        return [*self.office, *self.own]


def office_id(reader: Reader) -> bytes | None:
    """Return the sub-district office, which owns what holds for all communities; None without one."""
    found = reader.value(
        "SELECT id FROM unit WHERE kind = 'office' AND deleted_at IS NULL ORDER BY id LIMIT 1"
    )
    return None if found is None else bytes(found)


def counting(alias: str) -> tuple[str, str]:
    """Return SQL that says whether a row of settings counts here, and to order by: own ones come first.

    Args:
        alias: of the table in the query.
    """
    own = f"EXISTS (SELECT 1 FROM sync_replica s WHERE s.is_self = 1 AND s.unit_id = {alias}.unit_id)"
    shared = f"{alias}.unit_id NOT IN (SELECT u.id FROM unit u WHERE u.kind = 'community')"
    return f"({alias}.unit_id IS NULL OR {own} OR {shared})", f"CASE WHEN {own} THEN 0 ELSE 1 END"


def level(reader: Reader) -> Level:
    """Return whose rows this installation writes."""
    community = reader.value(
        "SELECT unit_id FROM sync_replica WHERE is_self = 1 AND kind = 'workstation' "
        "AND EXISTS (SELECT 1 FROM sync_key WHERE name = 'sign')"
    )
    return Level(office_id(reader), False) if community is None else Level(bytes(community), True)


def layers(
    reader: Reader, table: str, columns: str, where: str = "", parameters: Sequence[Any] = ()
) -> Layers:
    """Return the rows of a table of settings that count here.

    Args:
        reader: any connection.
        table: its name.
        columns: what to select, parted by commas.
        where: a further condition that begins with AND.
        parameters: of the condition.
    """
    rows = reader.all(
        f"SELECT {columns}, unit_id FROM {table} WHERE deleted_at IS NULL {where} ORDER BY id",
        tuple(parameters),
    )
    here = level(reader)
    if not rows:
        return Layers([], [], here.over)
    communities = {bytes(row[0]) for row in reader.all("SELECT id FROM unit WHERE kind = 'community'")}
    found = Layers([], [], here.over)
    for *row, unit in rows:
        owner = None if unit is None else bytes(unit)
        if here.over and owner == here.unit:
            found.own.append(tuple(row))
        elif owner not in communities:
            (found.office if here.over else found.own).append(tuple(row))
    return found
