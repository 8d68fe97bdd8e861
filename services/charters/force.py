"""From when to when each version of a charter is in force: the next one ends it, two never hold at once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from models.rules.dates import from_record

if TYPE_CHECKING:
    from models.db.reading import Reader

_COLUMNS = (
    "v.id, v.charter_id, v.number, v.adopted_on, v.from_day, v.until_day, c.courtyard_id, c.kind, c.title"
)

ITEMS: Final = {
    "pact": bytes.fromhex("019fab5c2e0572e18b2a0d86805fd993"),
    "procedure": bytes.fromhex("019fab5c2e067710808d8fd336579ab7"),
}
"""The lines of the catalogue (resources/disclosure.json) that charters of a kind are shown for."""


@dataclass(frozen=True, slots=True)
class InForce:
    """An adopted version and its time.

    Attributes:
        id, charter: the version and its charter.
        number: of the version, None where nobody wrote one.
        adopted: the day it was adopted.
        first: first day in force: as written, else the day of adoption.
        last: last day in force, None while it is.
        courtyard, kind, title: of the charter (vocab.CHARTER_KIND).
    """

    id: bytes
    charter: bytes
    number: int | None
    adopted: date
    first: date
    last: date | None
    courtyard: bytes
    kind: str
    title: str

    def holds(self, on: date) -> bool:
        """Tell whether it is in force on a day."""
        return self.first <= on and (self.last is None or on <= self.last)


def in_force(reader: "Reader", condition: str = "", parameters: tuple[Any, ...] = ()) -> tuple[InForce, ...]:
    """Return every adopted version of living charters, each charter's in order of time.

    Args:
        reader: any connection.
        condition: further condition on c (the charter), beginning with AND.
        parameters: of the condition.
    """
    rows = reader.all(
        f"SELECT {_COLUMNS} FROM charter_version v JOIN charter c ON c.id = v.charter_id "
        "WHERE v.deleted_at IS NULL AND c.deleted_at IS NULL AND v.adopted_on IS NOT NULL"
        f"{condition} ORDER BY v.charter_id, v.id",
        parameters,
    )
    by_charter: dict[bytes, list[InForce]] = {}
    for row in rows:
        known = _of(row)
        if known is not None:
            by_charter.setdefault(known.charter, []).append(known)
    return tuple(each for listed in by_charter.values() for each in _ended(listed))


def shown_version(reader: "Reader", courtyard: bytes, item: bytes | None, on: date) -> bytes | None:
    """Return the version that a notice of a line of the catalogue shows: in force, else adopted last.

    Args:
        reader: any connection.
        courtyard: the courtyard.
        item: the line; None for any charter.
        on: the day it is asked for.
    """
    found = [
        each
        for each in in_force(reader, " AND c.courtyard_id = ?", (courtyard,))
        if item is None or ITEMS.get(each.kind) == item
    ]
    if not found:
        return None
    return max(found, key=lambda each: (each.holds(on), each.adopted, each.id)).id


def _of(row: tuple[Any, ...]) -> InForce | None:
    adopted, since, until = (from_record(each) for each in row[3:6])
    if adopted is None:
        return None
    return InForce(
        bytes(row[0]),
        bytes(row[1]),
        row[2],
        adopted.first_day,
        (since or adopted).first_day,
        None if until is None else until.last_day,
        bytes(row[6]),
        row[7],
        row[8],
    )


def _ended(listed: Iterable[InForce]) -> list[InForce]:
    """Let each version end at the latest on the day before the next one begins."""
    ordered = sorted(listed, key=lambda each: (each.first, each.id))
    found = []
    for at, each in enumerate(ordered):
        following = ordered[at + 1].first - timedelta(days=1) if at + 1 < len(ordered) else None
        ends = [day for day in (each.last, following) if day is not None]
        found.append(replace(each, last=min(ends, default=None)))
    return found
