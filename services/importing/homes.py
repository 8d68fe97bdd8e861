"""The walk through dwellings and the people in them: owners and shares, households and heads."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from models.rules.text import fold
from services.importing.compare import Shelf, key_part
from services.importing.people import People
from services.importing.plan import DwellingRow, Place, ResidentRow

Where = tuple[bytes, bytes | None]
"""Courtyard and community."""
Share = tuple[int, int]


class Homes:
    """Dwellings, owners, households and residents of one walk.

    Args:
        shelves: of the walk.
        people: who is known.
        place: returns courtyard and community of a row.
        community: returns the community of a row that names no courtyard.
    """

    def __init__(
        self,
        shelves: Mapping[str, Shelf],
        people: People,
        place: Callable[[Place], Where],
        community: Callable[[str], bytes | None],
    ) -> None:
        self._shelves = shelves
        self._people = people
        self._place = place
        self._community = community
        self._headed: dict[bytes, bytes] = {}
        self._owned_before = set(shelves["ownership"].index)
        self._assumed: list[tuple[bytes, bytes, Share]] = []

    def residents(self, rows: Sequence[ResidentRow]) -> None:
        """Walk through the rows of rosters; before the dwellings, because a roster says who heads a home."""
        residents, households = self._shelves["resident"], self._shelves["household"]
        for row in rows:
            if not row.place.courtyard:
                resident = self._people.in_post(row.person, None, self._community(row.place.community))
            elif row.room:
                values = {"entrance": row.entrance or None, "room": row.room}
                dwelling, courtyard, unit = self._dwelling(row.place, row.building, values)
                resident = self._people.in_dwelling(row.person, courtyard, unit, dwelling, None)
                if row.heads and self._headed.setdefault(dwelling, resident) == resident:
                    home = {"unit_id": unit, "dwelling_id": dwelling, "head_id": resident}
                    households.put((dwelling,), home)
            else:
                courtyard, unit = self._place(row.place)
                resident = self._people.in_post(row.person, courtyard, unit)
            if row.values:
                residents.change(resident, row.values)

    def dwellings(self, rows: Sequence[DwellingRow]) -> None:
        """Walk through the rows of dwellings with their owners."""
        households = self._shelves["household"]
        for row in rows:
            dwelling, courtyard, unit = self._dwelling(row.place, row.building, row.values)
            known = households.index.get((dwelling,))
            head = households.value(known, "head_id") if known is not None else None
            owner = self._owners(row, dwelling, courtyard, unit, head)
            head = self._head(dwelling, owner, head)
            if head is not None or row.people_count is not None or row.phone is not None:
                households.put(
                    (dwelling,),
                    {
                        "unit_id": unit, "dwelling_id": dwelling, "head_id": head,
                        "people_count": row.people_count, "phone": row.phone,
                    },
                )  # fmt: skip
        self._settle_shares()

    def _dwelling(self, place: Place, name: str, values: dict[str, Any]) -> tuple[bytes, bytes, bytes | None]:
        courtyard, unit = self._place(place)
        owned = {"unit_id": unit, "courtyard_id": courtyard}
        building = self._shelves["building"].put((courtyard, fold(name)), {**owned, "name": name})
        key = (building, key_part(values.get("entrance")), key_part(values.get("room")))
        dwelling = self._shelves["dwelling"].put(key, {**values, **owned, "building_id": building})
        return dwelling, courtyard, unit

    def _head(self, dwelling: bytes, owner: bytes | None, head: bytes | None) -> bytes | None:
        """Return whom a row of dwellings makes the head: the first owner named, None leaves it as it is.

        A roster knows better who heads a household, somebody who owns nothing was put there on purpose, and
        an owner known before is no news.
        """
        if owner is None or self._headed.setdefault(dwelling, owner) != owner:
            return None
        if (dwelling, owner) in self._owned_before:
            return None
        return owner if head is None or (dwelling, head) in self._owned_before else None

    def _owners(
        self, row: DwellingRow, dwelling: bytes, courtyard: bytes, unit: bytes | None, head: bytes | None
    ) -> bytes | None:
        """Return the first owner a row names, after putting down every one of them."""
        if row.owner is None:
            return None
        first = self._people.in_dwelling(row.owner, courtyard, unit, dwelling, head)
        others = (self._people.in_dwelling(each, courtyard, unit, dwelling, None) for each in row.others)
        for owner, share in zip((first, *others), row.shares, strict=True):
            self._own(dwelling, owner, unit, share, stated=row.stated)
        return first

    def _own(self, dwelling: bytes, owner: bytes, unit: bytes | None, share: Share, *, stated: bool) -> None:
        """Put down an owner; a share nobody stated never replaces one that is known."""
        ownerships = self._shelves["ownership"]
        values: dict[str, Any] = {"unit_id": unit, "dwelling_id": dwelling, "resident_id": owner}
        known = ownerships.index.get((dwelling, owner))
        if known is not None and known in ownerships.rows and not stated:
            self._assumed.append((dwelling, known, share))
        elif known is None or not _is_same(ownerships, known, share):
            values |= {"share_part": share[0], "share_whole": share[1]}
        ownerships.put((dwelling, owner), values)

    def _settle_shares(self) -> None:
        """Divide a dwelling anew, as the book assumes, where it names an owner nobody knew."""
        ownerships = self._shelves["ownership"]
        grown = {row["dwelling_id"] for row in ownerships.new.values()}
        for dwelling, known, (part, whole) in self._assumed:
            if dwelling in grown and not _is_same(ownerships, known, (part, whole)):
                ownerships.change(known, {"share_part": part, "share_whole": whole})


def _is_same(ownerships: Shelf, known: bytes, share: Share) -> bool:
    """Tell whether an owner has this share already, in whatever whole numbers."""
    part, whole = ownerships.value(known, "share_part"), ownerships.value(known, "share_whole")
    return bool(part and whole) and Fraction(part, whole) == Fraction(*share)
