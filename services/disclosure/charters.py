"""What the charters of courtyards mean for the board: when one was adopted, and how long its sheet counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from models.rules.disclosure import LAST, DisclosureItem, day_before
from services.charters.force import ITEMS, InForce, in_force
from services.office import Context

_CHARTER: Final = "charter"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a sheet of a version fulfils: the line of the catalogue, and until which ISO day."""

    item: bytes | None = None
    until: str = LAST

    def within(self, spells: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """Return the spells without the days on which a newer version was there to be shown."""
        if self.until == LAST:
            return spells
        return tuple((first, min(end, self.until)) for first, end in spells if first <= self.until)


ANY: Final = Shown()
"""What a sheet of no version fulfils: whatever it was made for, as long as it hangs."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """Charters as the board needs them.

    Attributes:
        changes: for each courtyard the ISO days a version was adopted, each with its line of the catalogue.
        known: courtyard and line with an adopted version: there the records say when it changed.
        shown: for each version what its sheet fulfils.
    """

    changes: Mapping[bytes, tuple[tuple[str, bytes], ...]]
    known: frozenset[tuple[bytes, bytes]]
    shown: Mapping[bytes, Shown]

    def told_by_notice(self, yard: bytes, item: bytes | None, issued: str | None) -> bool:
        """Tell whether only a notice of no version says that something changed on the day it was issued."""
        recorded = yard in self.changes if item is None else (yard, item) in self.known
        return not recorded and issued is not None and len(issued) == 10


def adopted(
    context: Context, items: Iterable[DisclosureItem], condition: str, parameters: tuple[Any, ...]
) -> Adopted:
    """Return what is adopted; on the reader's thread, with one query.

    A version of a kind that no line stands for changes the lines of the office's own.

    Args:
        context: the office.
        items: the catalogue.
        condition, parameters: which courtyards, on c.courtyard_id, beginning with AND.
    """
    own = tuple(item.id for item in items if item.trigger == _CHARTER and item.id not in ITEMS.values())
    changes: dict[bytes, list[tuple[str, bytes]]] = {}
    shown: dict[bytes, Shown] = {}
    following: dict[bytes, InForce] = {}
    for each in reversed(in_force(context.reader, condition, parameters)):
        lines = (ITEMS[each.kind],) if each.kind in ITEMS else own
        changes.setdefault(each.courtyard, []).extend((each.adopted.isoformat(), line) for line in lines)
        after = following.get(each.charter)
        until = LAST if after is None else day_before(after.adopted.isoformat())
        shown[each.id] = Shown(ITEMS.get(each.kind), until)
        following[each.charter] = each
    known = frozenset((yard, line) for yard, listed in changes.items() for _, line in listed)
    return Adopted({yard: tuple(listed) for yard, listed in changes.items()}, known, shown)
