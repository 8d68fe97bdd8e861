"""Sheets of dwellings with their owners and households."""

from typing import Any

from models.rules.base import Parsed
from models.rules.numbers import format_area, parse_area, parse_count
from models.rules.people import parse_phone
from models.rules.text import clean
from services.importing import words
from services.importing.body import read_cells
from services.importing.cells import Cells, parse_lines
from services.importing.checks import check_person
from services.importing.owners import Owners, read_owners, settle_shares
from services.importing.places import Places
from services.importing.plan import DwellingRow, Place, Plan, ResidentRow
from services.importing.recognise import Table
from services.importing.texts import raw_text


def read_dwellings(plan: Plan, table: Table, places: Places) -> None:
    """Add the dwellings of a sheet to the plan."""
    cells = read_cells(plan, table, ("people_count",))
    where = places.rows(cells)
    homes = homes_of(cells, where)
    areas = cells.parsed("area", parse_area, lambda value: format_area(value, unit=True))
    owners = read_owners(cells)
    counts = cells.values("people_count", parse_count)
    phones = cells.values("phone", parse_phone)
    notes = cells.values("note", parse_lines)
    seen: dict[tuple[Place, str, str, str], list[DwellingRow]] = {}
    missing: list[int] = []
    for index, place in enumerate(where):
        building, entrance, room = homes[index]
        owner = owners[index]
        if place is None or not room:
            if owner is not None or areas[index].value is not None:
                if place is None:
                    missing.append(index)
                else:
                    _without_room(plan, places, cells, index, place, owner)
            continue
        number = cells.numbers[index]
        before = seen.setdefault((place, building, entrance, room), [])
        if _is_repeated(cells, index, before, owner):
            continue
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
        row = DwellingRow(
            place, building, values, None, counts[index], phones[index], table.sheet.name, number
        )
        if owner is not None:
            row.owner, row.others = owner.people[0], owner.people[1:]
            row.shares, row.stated = owner.shares, owner.stated
            check_person(cells, index, owner.people[0], "owner_id")
        before.append(row)
        plan.dwellings.append(row)
    places.demand(cells, missing, "房屋")
    settle_shares(
        cells, [rows for rows in seen.values() if len(rows) > 1 or rows[0].others or cells.has("share")]
    )


def _is_repeated(cells: Cells, index: int, before: list[DwellingRow], owner: Owners | None) -> bool:
    """Tell whether a row repeats one above; whatever it says otherwise goes to the note of that one."""
    name = owner.people[0].name if owner is not None else None
    for row in before:
        if (row.owner.name if row.owner is not None else None) != name:
            continue
        home = f"{row.building}{row.values.get('entrance') or ''}{row.values['room']}"
        message = f"{row.place.courtyard}{home}与第{row.row}行重复，没有再次导入，整行内容记在备注里。"
        cells.warn(index, "room", "duplicate_row", message)
        line = f"第{cells.numbers[index]}行：{cells.row_text(index)}"
        noted = row.values.get("import_note")
        row.values["import_note"] = f"{noted}\n{line}" if noted else line
        return True
    return False


def _without_room(
    plan: Plan, places: Places, cells: Cells, index: int, place: Place, owner: Owners | None
) -> None:
    """Keep the owners of a row without a room as residents, and a row without owners as a note."""
    if owner is None:
        places.note(cells, index, place, "room", "这一行没有房号")
        return
    names = "、".join(person.name for person in owner.people)
    message = f"“{names}”没有写明房号，只记为居民，整行内容记在导入备注里；可以在这里补上房号。"
    cells.warn(index, "room", "no_room", message)
    sheet, number = cells.table.sheet.name, cells.numbers[index]
    for person in owner.people:
        values: dict[str, object] = {"import_note": f"{sheet}第{number}行：{cells.row_text(index)}"}
        plan.residents.append(ResidentRow(place, person, "", "", "", values, False, sheet, number))


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
