"""The walk through a plan: every row finds its place in the register, owners before what they own."""

from functools import cached_property
from typing import Any

from models.db.reading import Reader
from models.rules.text import fold
from services.importing.booked import BookedLines
from services.importing.compare import Change, Shelf, key_part, load
from services.importing.deciding import decide
from services.importing.deleted import LeftOut, leave_out
from services.importing.homes import Homes
from services.importing.origin import FieldKey, Origins
from services.importing.people import People
from services.importing.plan import Person, Place, Plan
from services.importing.shelves import CURRENT, SHELVES

_GROUPS = ("courtyard_group", "building_group")


class Walk:
    """One walk through a plan against one state of the database.

    Args:
        reader: queries of the unit of work, or of the reading connection for a rehearsal.
        plan: what the book says.
        today: ISO date on which posts end that somebody else holds now.
        own: name of the community this workstation works for, "" for all: rows that name none are its.
        decided: fields for which the user chose otherwise than proposed; see `services.importing.deciding`.
    """

    def __init__(
        self,
        reader: Reader,
        plan: Plan,
        today: str,
        own: str = "",
        decided: frozenset[FieldKey] = frozenset(),
    ) -> None:
        self.plan = plan
        self._today = today
        self.shelves: dict[str, Shelf] = {
            table: load(reader, table, columns, key, where=CURRENT.get(table, ""))
            for table, columns, key in SHELVES
        }
        self.people = People(self.shelves["resident"])
        self.origins = Origins(reader)
        self._reader = reader
        self.deleted: list[LeftOut] = []
        self._decided = decided
        self._own = self.shelves["unit"].index.get(("community", fold(own))) if own else None
        self._units: dict[str, bytes | None] = {"": None}
        self._places: dict[Place, tuple[bytes, bytes | None]] = {}
        self._by_name: dict[str, list[bytes]] = {}
        for row_id, row in self.shelves["courtyard"].rows.items():
            self._by_name.setdefault(fold(row["name"]), []).append(row_id)
        self._know_former_names()

    def _know_former_names(self) -> None:
        """Find rows that were renamed here also by what the last import called them."""
        keys = {table: key for table, _, key in SHELVES}
        for table, row_id, former in self.origins.renamed(keys):
            shelf = self.shelves[table]
            stored = shelf.rows.get(row_id)
            if stored is None:
                continue
            named = {**stored, **former}
            shelf.index.setdefault(tuple(key_part(named[name]) for name in keys[table]), row_id)
            name = former.get("name")
            if name is not None and table == "courtyard":
                self._by_name.setdefault(fold(name), []).append(row_id)
            elif name is not None and table == "resident":
                self.people.known_as(row_id, name)

    def run(self) -> None:
        """Walk through every row."""
        self._units_and_courtyards()
        for step in (self._parties, self._heads, self._committees, self._members, self._teams):
            step()
        homes = Homes(self.shelves, self.people, self._place, self._community)
        homes.residents(self.plan.residents)
        homes.dwellings(self.plan.dwellings)
        self._belongings()
        self._notes()
        self._ledger()
        self.deleted = leave_out(self._reader, self.shelves, self.origins, self._decided)
        decide(self.shelves, self.origins, self._decided)

    def _units_and_courtyards(self) -> None:
        office = self._unit("office", self.plan.office, None) if self.plan.office else None
        for name in self.plan.communities:
            self._units[fold(name)] = self._unit("community", name, office)
        courtyards = self.shelves["courtyard"]
        for row in self.plan.courtyards:
            unit = self._units.get(fold(row.place.community))
            known = self._known(row.place, unit)
            if known is None:
                owner = unit or self._own
                known = courtyards.put((owner, fold(row.place.courtyard)), {**row.values, "unit_id": owner})
                self._by_name.setdefault(fold(row.place.courtyard), []).append(known)
            else:
                courtyards.change(known, row.values)
            self._places[row.place] = (known, courtyards.value(known, "unit_id"))

    def _unit(self, kind: str, name: str, parent: bytes | None) -> bytes:
        values = {"kind": kind, "name": name, "parent_id": parent}
        return self.shelves["unit"].put((kind, fold(name)), values)

    def _known(self, place: Place, unit: bytes | None) -> bytes | None:
        """Return the stored courtyard a place means: in its community, or the only one of its name."""
        courtyards = self.shelves["courtyard"]
        exact = courtyards.index.get((unit, fold(place.courtyard)))
        if exact is not None:
            return exact
        named = self._by_name.get(fold(place.courtyard), [])
        if unit is not None:  # one nobody has given a community yet may be it
            named = [row_id for row_id in named if courtyards.value(row_id, "unit_id") is None]
        return named[0] if len(named) == 1 else None

    def _place(self, place: Place) -> tuple[bytes, bytes | None]:
        """Return courtyard and community of a row; a courtyard nobody knows is made, with a warning."""
        found = self._places.get(place)
        if found is not None:
            return found
        unit = self._units.get(fold(place.community)) if place.community else None
        known = self._known(place, unit)
        if known is None:
            unit = unit or self._own
            known = self.shelves["courtyard"].put(
                (unit, fold(place.courtyard)), {"name": place.courtyard, "unit_id": unit}
            )
            self._by_name.setdefault(fold(place.courtyard), []).append(known)
        self._places[place] = (known, self.shelves["courtyard"].value(known, "unit_id"))
        return self._places[place]

    def _appoint(
        self, courtyard: bytes, unit: bytes | None, party: bytes | None, post: str, person: Person, since: Any
    ) -> bytes:
        """Put a person into a post; whoever else held it leaves it today and stays in the history."""
        posts = self.shelves["appointment"]
        key = (courtyard, party, post)
        current = posts.index.get(key)
        holder = posts.value(current, "resident_id") if current is not None else None
        resident = self.people.in_post(person, courtyard, unit, holder)
        if current is not None and holder == resident:
            posts.seen[current] = None
            return resident
        if current is not None and current not in posts.new:
            by_hand = self.origins.of("appointment", current, "resident_id").by_hand
            if by_hand != (("appointment", current, "resident_id") in self._decided):
                posts.seen[current] = None
                posts.kept.setdefault(current, {})["resident_id"] = resident
                return resident
        if current is not None:
            posts.change(current, {"until": self._today})
            del posts.index[key]
            since = self._today
        posts.put(
            key,
            {
                "unit_id": unit, "courtyard_id": courtyard, "party_organisation_id": party,
                "resident_id": resident, "post": post, "since": since,
            },
        )  # fmt: skip
        return resident

    def _parties(self) -> None:
        shelf = self.shelves["party_organisation"]
        for row in self.plan.parties:
            courtyard, unit = self._place(row.place)
            values = {**row.values, "unit_id": unit, "courtyard_id": courtyard}
            party = shelf.put((courtyard, key_part(row.values.get("name"))), values)
            if row.secretary is not None:
                post = "group_leader" if row.values.get("kind") in _GROUPS else "secretary"
                self._appoint(courtyard, unit, party, post, row.secretary, row.values.get("founded"))

    def _heads(self) -> None:
        for row in self.plan.heads:
            courtyard, unit = self._place(row.place)
            self._appoint(courtyard, unit, None, "courtyard_head", row.person, None)

    def _committee(
        self, place: Place, kind: str, values: dict[str, Any]
    ) -> tuple[bytes, bytes, bytes | None]:
        courtyard, unit = self._place(place)
        full = {**values, "kind": kind, "unit_id": unit, "courtyard_id": courtyard}
        if (courtyard, kind) in self.shelves["committee"].index:
            full.pop("name", None)  # no sheet has a name: one given in the program stays
        return self.shelves["committee"].put((courtyard, kind), full), courtyard, unit

    def _seat(
        self, committee: bytes, courtyard: bytes, unit: bytes | None, person: Person, values: dict[str, Any]
    ) -> tuple[bytes, bytes]:
        """Return resident and membership of somebody on a committee."""
        resident = self.people.in_post(person, courtyard, unit, self._holder(committee, person))
        full = {**values, "unit_id": unit, "committee_id": committee, "resident_id": resident}
        return resident, self.shelves["committee_member"].put((committee, resident), full)

    def _holder(self, committee: bytes, person: Person) -> bytes | None:
        return self._seated.get((committee, fold(person.name)))

    @cached_property
    def _seated(self) -> dict[tuple[bytes, str], bytes]:
        """Who sits where already, by committee and name."""
        members, people = self.shelves["committee_member"], self.shelves["resident"]
        return {
            (row["committee_id"], name): row["resident_id"]
            for row in members.rows.values()
            if row["resident_id"] in people.rows
            for name in self.people.names(row["resident_id"])
        }

    def _committees(self) -> None:
        for row in self.plan.committees:
            committee, courtyard, unit = self._committee(row.place, row.kind, row.values)
            if row.director is not None:
                self._seat(committee, courtyard, unit, row.director, {"post": "director"})

    def _members(self) -> None:
        shelf = self.shelves["candidate_vetting"]
        for row in self.plan.members:
            committee, courtyard, unit = self._committee(
                row.place, row.kind, _committee_name(row.place, row.kind)
            )
            resident, member = self._seat(committee, courtyard, unit, row.person, row.values)
            if row.vetting is None:
                continue
            outcome, circumstance, opinion = row.vetting
            known = shelf.index.get((member,))
            if known is not None and (outcome, circumstance, None) == tuple(
                shelf.value(known, name) for name in ("outcome", "circumstance", "opinion")
            ):
                shelf.seen[known] = None
                continue  # the same judgement, chosen in the program without words of its own
            shelf.put(
                (member,),
                {
                    "unit_id": unit, "committee_id": committee, "committee_member_id": member,
                    "resident_id": resident, "outcome": outcome, "circumstance": circumstance,
                    "opinion": opinion,
                },
            )  # fmt: skip

    def _teams(self) -> None:
        teams, members = self.shelves["volunteer_team"], self.shelves["team_member"]
        in_team: dict[tuple[bytes, str], bytes] = {}
        people = self.shelves["resident"].rows
        for stored in members.rows.values():
            if stored["resident_id"] in people:
                for name in self.people.names(stored["resident_id"]):
                    in_team[(stored["team_id"], name)] = stored["resident_id"]
        for row in self.plan.teams:
            courtyard, unit = self._place(row.place)
            key = (courtyard, key_part(row.values.get("name")))
            team = teams.put(key, {**row.values, "unit_id": unit, "courtyard_id": courtyard})
            if row.leader is not None:
                leader = self.people.in_post(row.leader, courtyard, unit, teams.value(team, "leader_id"))
                teams.change(team, {"leader_id": leader})
            for person in row.members:
                holder = in_team.get((team, fold(person.name)))
                resident = self.people.in_post(person, courtyard, unit, holder)
                members.put((team, resident), {"unit_id": unit, "team_id": team, "resident_id": resident})

    def _community(self, name: str) -> bytes | None:
        """Return the community of people without a courtyard."""
        return self._units.get(fold(name)) or self._own

    def _notes(self) -> None:
        """Keep rows without a record in the import note of their courtyard, each line once."""
        courtyards = self.shelves["courtyard"]
        for row in self.plan.notes:
            courtyard, _ = self._place(row.place)
            noted = courtyards.value(courtyard, "import_note")
            if row.text in (noted or "").split("\n"):
                continue
            text = f"{noted}\n{row.text}" if noted else row.text
            if courtyard in courtyards.new:
                courtyards.new[courtyard]["import_note"] = text
            else:
                courtyards.change(courtyard, {"import_note": text})

    def _belongings(self) -> None:
        keys = {"property_service": None, "cadre_assignment": "name", "pairing": "partner_name"}
        for row in self.plan.belongings:
            courtyard, unit = self._place(row.place)
            name = keys[row.table]
            key = (courtyard,) if name is None else (courtyard, key_part(row.values.get(name)))
            self.shelves[row.table].put(key, {**row.values, "unit_id": unit, "courtyard_id": courtyard})

    def _ledger(self) -> None:
        shelf = self.shelves["pending_ledger_line"]
        booked = BookedLines(self._reader)
        for row in self.plan.ledger:
            courtyard, unit = self._place(row.place) if row.place.courtyard else (None, None)
            values = row.values
            entry = booked.entry_of(courtyard, values)
            if entry is not None:  # it is in the ledger and waits no more
                shelf.seen[entry] = None
                continue
            key = (
                courtyard, key_part(values.get("voucher")), key_part(values.get("on_date")),
                values.get("amount"), key_part(values.get("item")),
            )  # fmt: skip
            if key in shelf.index:  # where it was first read, and what stood there, stays
                values = {name: value for name, value in values.items() if name not in ("source", "raw_text")}
            shelf.put(key, {**values, "unit_id": unit, "courtyard_id": courtyard})

    def changes(self) -> dict[str, Change]:
        """Return for every table how many rows are added, changed, and left as they are."""
        return {
            table: Change(
                len(shelf.new), len(shelf.changed), len(shelf.seen) - len(shelf.new) - len(shelf.changed)
            )
            for table, shelf in self.shelves.items()
            if shelf.seen
        }


def _committee_name(place: Place, kind: str) -> dict[str, Any]:
    from models import vocab

    return {"name": f"{place.courtyard}{vocab.COMMITTEE_KIND.label(kind)}"}
