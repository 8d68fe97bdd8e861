"""Who is who in an import: which row of a sheet means a person already known.

Within one courtyard, people named in posts (secretary, courtyard head, committee, team) are one person when
the name is the same and neither document number nor telephone speaks against it. An owner or the head of a
household is somebody else unless the telephone is the same: namesakes are common.
"""

from typing import Any

from models.rules.text import fold
from models.vocab import MEMBERSHIP
from services.importing.compare import Shelf
from services.importing.plan import Person

COLUMNS = (
    "unit_id", "courtyard_id", "dwelling_id", "name", "phone", "sex", "birth", "id_number", "membership",
    "membership_text", "background", "note", "import_note",
)  # fmt: skip


class People:
    """The residents of the database and of the plan, found by courtyard and name.

    Args:
        shelf: the shelf of the table `resident`.
    """

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._by_name: dict[tuple[bytes | None, str], list[bytes]] = {}
        self._former: dict[bytes, set[str]] = {}
        for row_id, row in shelf.rows.items():
            self._remember(row_id, row["courtyard_id"], row["name"])

    def _remember(self, row_id: bytes, courtyard: bytes | None, name: str) -> None:
        self._by_name.setdefault((courtyard, fold(name)), []).append(row_id)

    def known_as(self, row_id: bytes, name: str) -> None:
        """Find a resident under a name it had as well."""
        self._remember(row_id, self.shelf.rows[row_id]["courtyard_id"], name)
        self._former.setdefault(row_id, set()).add(fold(name))

    def names(self, row_id: bytes) -> set[str]:
        """Return the names a stored resident is found by, folded."""
        return {fold(self.shelf.rows[row_id]["name"]), *self._former.get(row_id, ())}

    def in_post(
        self, person: Person, courtyard: bytes | None, unit: bytes | None, holder: bytes | None = None
    ) -> bytes:
        """Return the resident meant by a row about somebody in a post.

        Args:
            person: what the row says.
            courtyard: where.
            unit: the community it belongs to.
            holder: who holds the post so far: the same name there is the same person.
        """
        if holder is not None and self._same_name(holder, person):
            self._change(holder, _values(person))
            return holder
        named = [
            known
            for known in self._by_name.get((courtyard, fold(person.name)), ())
            if courtyard is not None or self.shelf.value(known, "unit_id") in (None, unit)
        ]
        # somebody with the same document comes before a namesake nothing speaks against
        for known in sorted(named, key=lambda each: not self._same_number(each, person)):
            if self._same_number(known, person) or (
                self.shelf.value(known, "dwelling_id") is None and not self._contradicts(known, person)
            ):
                self._change(known, _values(person))
                return known
        return self._new(person, courtyard, unit, None)

    def in_dwelling(
        self, person: Person, courtyard: bytes, unit: bytes | None, dwelling: bytes, holder: bytes | None
    ) -> bytes:
        """Return the resident meant by a row about an owner or the head of a household."""
        if holder is not None and self._same_name(holder, person):
            self._change(holder, _values(person))
            return holder
        for known in self._by_name.get((courtyard, fold(person.name)), ()):
            home = self.shelf.value(known, "dwelling_id")
            phone = self.shelf.value(known, "phone")
            same_phone = phone is not None and phone == person.phone
            if home == dwelling or same_phone or self._same_number(known, person):
                self._change(known, {**_values(person), "dwelling_id": home or dwelling})
                return known
        return self._new(person, courtyard, unit, dwelling)

    def _change(self, known: bytes, values: dict[str, Any]) -> None:
        """Take over what a row says; a status that stands there already needs no words of its own."""
        if (
            self.shelf.value(known, "membership_text") is None
            and self.shelf.value(known, "membership") == values["membership"]
        ):
            _drop_plain_words(values)
        self.shelf.change(known, values)

    def _new(
        self, person: Person, courtyard: bytes | None, unit: bytes | None, dwelling: bytes | None
    ) -> bytes:
        values = _values(person)
        _drop_plain_words(values)
        made = self.shelf.add({**values, "courtyard_id": courtyard, "unit_id": unit, "dwelling_id": dwelling})
        self._remember(made, courtyard, person.name)
        return made

    def _same_name(self, known: bytes, person: Person) -> bool:
        name = fold(person.name)
        return fold(str(self.shelf.value(known, "name"))) == name or name in self._former.get(known, ())

    def _same_number(self, known: bytes, person: Person) -> bool:
        return person.id_number is not None and self.shelf.value(known, "id_number") == person.id_number

    def _contradicts(self, known: bytes, person: Person) -> bool:
        return any(
            there is not None and here is not None and there != here
            for there, here in (
                (self.shelf.value(known, "id_number"), person.id_number),
                (self.shelf.value(known, "phone"), person.phone),
            )
        )


def _values(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "phone": person.phone,
        "sex": person.sex,
        "birth": person.birth,
        "id_number": person.id_number,
        "membership": person.membership,
        "membership_text": person.membership_text,
        "background": person.background,
    }


def _drop_plain_words(values: dict[str, Any]) -> None:
    """Leave the words of a status away where they are those the program shows for it anyway."""
    membership = values["membership"]
    if membership is not None and values["membership_text"] == MEMBERSHIP.label(membership):
        values["membership_text"] = None
