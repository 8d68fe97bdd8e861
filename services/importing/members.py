"""Sheets that list the members of committees with their vetting."""

from typing import Any

from models.rules.codes import (
    parse_committee_kind,
    parse_party_membership,
    parse_sex,
    parse_vetting,
    parse_yes_no,
)
from models.rules.people import parse_id_number, parse_phone
from models.rules.text import clean
from services.importing import words
from services.importing.body import read_cells
from services.importing.cells import Cells, parse_lines, parse_text
from services.importing.checks import check_person
from services.importing.places import Places
from services.importing.plan import MemberRow, Person, Place, Plan, ResidentRow
from services.importing.recognise import Table
from services.importing.texts import raw_text


def read_members(plan: Plan, table: Table, places: Places) -> None:
    """Add the members a sheet lists to the plan."""
    cells = read_cells(plan, table)
    where = places.rows(cells)
    kinds = _kinds(cells, where, places)
    posts = cells.values("post", words.parse_post, words.show_post)
    heads = cells.values("is_building_head", parse_yes_no, words.show_yes)
    backgrounds = cells.values("background", parse_text)
    vettings = cells.values("vetting", parse_vetting, _show_vetting)
    opinions = cells.raw("vetting")
    notes = cells.values("note", parse_lines)
    people = read_people(cells)
    missing: list[int] = []
    for index, place in enumerate(where):
        person, kind = people[index], kinds[index]
        if person is None:
            continue
        if place is None:
            missing.append(index)
            continue
        if kind is None:
            _keep_as_resident(plan, cells, index, place, person)
            continue
        values: dict[str, object] = {"post": posts[index] or "member"}
        optional = {"is_building_head": heads[index], "background": backgrounds[index], "note": notes[index]}
        values |= {name: value for name, value in optional.items() if value is not None}
        note = cells.note_of(index)
        if note is not None:
            values["import_note"] = note
        vetting = None
        if vettings[index] is not None:
            outcome, circumstance = vettings[index]
            vetting = (outcome, circumstance, clean(raw_text(opinions[index])))
        number = cells.numbers[index]
        plan.members.append(MemberRow(place, kind, person, values, vetting, table.sheet.name, number))
        check_person(cells, index, person)
        if vetting is not None and vetting[0] == "failed":
            message = f"{place.courtyard}的“{person.name}”资格审查为“{vetting[2]}”，却在任，请核对。"
            cells.warn(index, "vetting", "vetting_failed", message)
    places.demand(cells, missing, "自治组织成员")


def _keep_as_resident(plan: Plan, cells: Cells, index: int, place: Place, person: Person) -> None:
    """Keep who sits on a committee of no known kind as a resident, with the whole row as a note."""
    message = (
        f"“{person.name}”没有写明自治组织的形式，只记为居民，整行内容记在导入备注里；"
        "可以在这里补上形式，或导入后在自治组织里添加。"
    )
    cells.warn(index, "committee_kind", "no_committee_kind", message)
    note = f"{cells.table.sheet.name}第{cells.numbers[index]}行：{cells.row_text(index)}"
    values: dict[str, object] = {"import_note": note}
    number = cells.numbers[index]
    plan.residents.append(
        ResidentRow(place, person, "", "", "", values, False, cells.table.sheet.name, number)
    )


def _kinds(cells: Cells, where: list[Place | None], places: Places) -> list[Any]:
    """Return the kind of committee of every row: as written, as above for the courtyard, or as surveyed."""
    kinds = cells.values("committee_kind", parse_committee_kind, words.show_committee_kind)
    titled = committee_named_in(cells.table.sheet.name) or committee_named_in(cells.table.above)
    last: tuple[Place | None, Any] = (None, None)
    for index, place in enumerate(where):
        if kinds[index] is None and place is not None:
            kinds[index] = last[1] if place == last[0] else None
            kinds[index] = kinds[index] or places.committee_kinds.get(place) or titled
        last = (place, kinds[index])
    return kinds


def committee_named_in(text: str) -> str | None:
    """Return the kind of committee a title or the name of a sheet speaks of, or None."""
    for word, kind in (
        ("业主委员会", "owners"),
        ("业委会", "owners"),
        ("自管会", "self_management"),
        ("自治管理委员会", "self_management"),
        ("议事会", "council"),
    ):
        if word in text:
            return kind
    return None


def _show_vetting(value: tuple[str, str | None]) -> str:
    from models.vocab import VETTING_OUTCOME

    label = VETTING_OUTCOME.label(value[0])
    return f"{label}：{value[1]}" if value[1] else label


def read_people(cells: Cells) -> list[Person | None]:
    """Return the person of every row of a sheet of people, None where no name stands."""
    year = cells.table.year
    names = cells.values("name", words.parse_person)
    sexes = cells.values("sex", parse_sex, words.show_sex)
    births = cells.values("birth", words.date_reader(year))
    numbers = cells.values("id_number", parse_id_number)
    phones = cells.values("phone", parse_phone)
    memberships = cells.values("membership", parse_party_membership, words.show_membership)
    typed = cells.raw("membership")
    backgrounds = cells.values("background", _plain_text)
    people: list[Person | None] = []
    for index, name in enumerate(names):
        if name is None or name == words.SAME_PERSON:
            people.append(None)
            continue
        membership = memberships[index]
        written = clean(raw_text(typed[index])) if membership is not None else None
        if written in ("是", "否", "√", "×"):
            written = words.show_membership(membership)
        people.append(
            Person(
                name,
                phone=phones[index],
                sex=sexes[index],
                birth=births[index],
                id_number=numbers[index],
                membership=membership,
                membership_text=written,
                background=backgrounds[index],
            )
        )
    return people


def _plain_text(value: object) -> Any:
    """Read text that another column has listed already: nothing counts as changed."""
    from models.rules.base import Parsed

    return Parsed(parse_text(value).value)
