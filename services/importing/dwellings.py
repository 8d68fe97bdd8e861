"""Sheets of dwellings with their owners and households."""

from typing import Any

from models.rules.base import Parsed
from models.rules.codes import parse_sex
from models.rules.numbers import format_area, parse_area, parse_count
from models.rules.people import parse_id_number, parse_phone
from models.rules.text import clean
from services.importing import words
from services.importing.body import read_cells
from services.importing.cells import Cells, parse_lines, parse_text, raw_text
from services.importing.checks import check_person
from services.importing.places import Places
from services.importing.plan import DwellingRow, Person, Place, Plan
from services.importing.recognise import Table


def read_dwellings(plan: Plan, table: Table, places: Places) -> None:
    """Add the dwellings of a sheet to the plan."""
    cells = read_cells(plan, table, ("people_count",))
    where = places.rows(cells)
    homes = homes_of(cells, where)
    areas = cells.parsed("area", parse_area, lambda value: format_area(value, unit=True))
    owners = _owners(cells)
    counts = cells.values("people_count", parse_count)
    phones = cells.values("phone", parse_phone)
    notes = cells.values("note", parse_lines)
    seen: dict[tuple[Place, str, str, str, str], int] = {}
    for index, place in enumerate(where):
        building, entrance, room = homes[index]
        if place is None or not room:
            if owners[index] is not None or areas[index].value is not None:
                what = "楼院" if place is None else "房号"
                cells.warn(index, "room", "no_place", f"这一行没有写明{what}，没有导入，请补上后再导入。")
            continue
        owner = owners[index]
        key = (place, building, entrance, room, owner.name if owner else "")
        number = cells.numbers[index]
        if key in seen:
            message = f"{place.courtyard}{building}{entrance}{room}与第{seen[key]}行重复，没有再次导入。"
            cells.warn(index, "room", "duplicate_row", message)
            continue
        seen[key] = number
        values: dict[str, object] = {"room": room}
        if entrance:
            values["entrance"] = entrance
        area = areas[index]
        if area.value is not None:
            values |= {"area": area.value, "area_about": area.about}
        if notes[index] is not None:
            values["note"] = notes[index]
        note = cells.note_of(index)
        if note is not None:
            values["import_note"] = note
        plan.dwellings.append(
            DwellingRow(
                place, building, values, owner, counts[index], phones[index], table.sheet.name, number
            )
        )
        if owner is not None:
            check_person(cells, index, owner, "owner_id")


def homes_of(cells: Cells, where: list[Place | None]) -> list[tuple[str, str, str]]:
    """Return building, entrance and room of every row; blanks before the room continue the row above."""
    buildings = cells.values("building", words.parse_building)
    entrances = cells.values("entrance", words.parse_entrance)
    rooms = cells.values("room", _room)
    answers: list[tuple[str, str, str]] = []
    last: tuple[Any, str, str] = (None, "", "")
    for index, room in enumerate(rooms):
        building, entrance = buildings[index] or "", entrances[index] or ""
        if room and not building:
            split = words.split_room(room)
            if split is not None:
                building, entrance, room = split[0], entrance or split[1], split[2]
            elif where[index] == last[0]:
                building = last[1]
                entrance = entrance or last[2]
        if room:
            last = (where[index], building, entrance)
        answers.append((building, entrance, room or ""))
    return answers


def _room(value: object) -> Parsed[str]:
    text = raw_text(value)
    cleaned = clean(text)
    return Parsed(cleaned or None, changed=cleaned != text)


def _owners(cells: Cells) -> list[Person | None]:
    names = cells.values("owner", _owner_name)
    sexes = cells.values("owner_sex", parse_sex, words.show_sex)
    numbers = cells.values("owner_id", parse_id_number)
    people: list[Person | None] = []
    for index, name in enumerate(names):
        if name is None:
            people.append(None)
            continue
        people.append(Person(name, sex=sexes[index], id_number=numbers[index]))
    return people


def _owner_name(value: object) -> Parsed[str]:
    """Read an owner; a company may own a home, so that digits and length do not matter here."""
    read = words.parse_person(value)
    return read if read.understood and read.value != words.SAME_PERSON else parse_text(value)
