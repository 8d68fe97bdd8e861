"""Rosters of residents and Party members."""

from services.importing.body import read_cells
from services.importing.cells import parse_text
from services.importing.checks import check_person
from services.importing.dwellings import homes_of
from services.importing.members import read_people
from services.importing.places import Places
from services.importing.plan import Plan, ResidentRow
from services.importing.recognise import Table


def read_residents(plan: Plan, table: Table, places: Places) -> None:
    """Add the residents of a roster to the plan."""
    cells = read_cells(plan, table)
    where = places.rows(cells)
    homes = homes_of(cells, where)
    people = read_people(cells)
    notes = cells.values("note", parse_text)
    for index, place in enumerate(where):
        person = people[index]
        if person is None:
            continue
        if place is None:
            cells.warn(index, "name", "no_place", f"“{person.name}”没有写明楼院，没有导入，请补上后再导入。")
            continue
        building, entrance, room = homes[index]
        note = notes[index]
        kept = cells.note_of(index)
        if room and not building:
            kept = f"{kept}\n住址：{entrance}{room}" if kept else f"住址：{entrance}{room}"
            entrance = room = ""
        if kept is not None:
            note = f"{note}\n{kept}" if note else kept
        number = cells.numbers[index]
        plan.residents.append(
            ResidentRow(place, person, building, entrance, room, note, table.sheet.name, number)
        )
        check_person(cells, index, person)
