"""Rosters of residents and Party members, in files of their own or beside a survey sheet."""

from dataclasses import replace
from typing import Any, Final

from models.rules.text import fold
from services.importing import words
from services.importing.body import read_cells
from services.importing.cells import Cells, parse_lines, parse_text
from services.importing.checks import check_person
from services.importing.corrections import WHOLE_SHEET
from services.importing.dwellings import homes_of
from services.importing.members import read_people
from services.importing.places import Places
from services.importing.plan import Person, Place, Plan, Remark, ResidentRow
from services.importing.recognise import Table

_HEADS: Final = frozenset(("户主", "本人", "户主本人", "本人户主", "户主(本人)", "本人(户主)", "是"))
_BESIDE: Final = ("relation", "head_name", "joined", "confirmed", "party_org", "nation")
"""What a roster tells about a person that has no field of its own: it stands in the note."""
Home = tuple[str, str, str]


def read_residents(plan: Plan, table: Table, places: Places) -> None:
    """Add the residents of a roster to the plan."""
    cells = read_cells(plan, table)
    where = places.rows(cells, people=True)
    beside = _beside(cells)
    homes = _homes(cells, where, beside)
    people = _members_of_the_party(cells, read_people(cells))
    notes = cells.values("note", parse_lines)
    # the sheet of dwellings was read before: it may have a building that bears no name
    nameless = {
        (row.place, row.values.get("entrance") or "", row.values["room"])
        for row in plan.dwellings
        if not row.building
    }
    unplaced: list[int] = []
    for index, place in enumerate(where):
        person = people[index]
        if person is None or place is None:
            _keep_row(places, cells, index, place)
            continue
        if not place.courtyard:
            unplaced.append(index)
        building, entrance, room = homes[index]
        is_home = bool(building) or (place, entrance, room) in nameless
        if room and not (is_home and place.courtyard):
            cells.note(index, f"住址：{building}{entrance}{room}")
            building = entrance = room = ""
        values: dict[str, object] = {}
        said = [notes[index], *_said(cells, beside, index, person)]
        note, kept = "；".join(filter(None, said)), cells.note_of(index)
        if note:
            values["note"] = note
        if kept is not None:
            values["import_note"] = kept
        heads = bool(room) and _is_head(beside, index, person)
        number, sheet = cells.numbers[index], table.sheet.name
        plan.residents.append(
            ResidentRow(place, person, building, entrance, room, values, heads, sheet, number)
        )
        check_person(cells, index, person)
    _tell_of_unplaced(plan, cells, unplaced, where)


def _beside(cells: Cells) -> dict[str, list[Any]]:
    dates = words.date_reader(cells.table.year)
    return {
        name: cells.values(name, dates if name in ("joined", "confirmed") else parse_text)
        for name in _BESIDE
        if cells.has(name)
    }


def _is_head(beside: dict[str, list[Any]], index: int, person: Person) -> bool:
    """Tell whether a row is the head of the household: by 与户主关系, else by the name under 户主."""
    relation = beside["relation"][index] if "relation" in beside else None
    if relation is not None:
        return fold(relation) in _HEADS
    head = beside["head_name"][index] if "head_name" in beside else None
    return head is not None and (fold(head) == fold(person.name) or fold(head) == "是")


def _said(cells: Cells, beside: dict[str, list[Any]], index: int, person: Person) -> list[str]:
    """Return what stands in the note of a person: relation, dates of the Party, its branch, nationality."""
    lines = []
    for name, column in beside.items():
        value = column[index]
        if value is None or (name == "head_name" and (fold(value) in ("是", "否", fold(person.name)))):
            continue
        lines.append(f"{cells.table.labels[name]}：{value}")
    return lines


def _homes(cells: Cells, where: list[Place | None], beside: dict[str, list[Any]]) -> list[Home]:
    """Return the home of every row; who is no head and names no home lives where the row above does."""
    homes = homes_of(cells, where)
    relations = beside.get("relation")
    if relations is None or not cells.has("room"):
        return homes
    for index in range(1, len(homes)):
        relation = relations[index]
        follows = relation is not None and fold(relation) not in _HEADS
        if follows and homes[index] == ("", "", "") and where[index] == where[index - 1]:
            homes[index] = homes[index - 1]
    return homes


def _members_of_the_party(cells: Cells, people: list[Person | None]) -> list[Person | None]:
    """On a roster of Party members, mark who is not said to be anything else as a full member."""
    table = cells.table
    titles = f"{table.above} {table.sheet.name} {cells.plan.file_name}"
    about_party = "党员" in titles and "居民" not in titles
    if not about_party and not cells.has("joined"):
        return people
    answers: list[Person | None] = []
    assumed: list[int] = []
    for index, person in enumerate(people):
        joined = cells.has("joined") and parse_text(cells.raw("joined")[index]).value is not None
        if person is not None and person.membership is None and (about_party or joined):
            assumed.append(index)
            person = replace(person, membership="full")
        answers.append(person)
    if assumed:
        message = f"名册没有写明正式或预备，{len(assumed)}人记为正式党员，请核对。"
        cells.warn(
            assumed[0], "membership" if cells.has("membership") else "name", "membership_assumed", message
        )
    return answers


def _keep_row(places: Places, cells: Cells, index: int, place: Place | None) -> None:
    """Keep a row without a name as a note of its courtyard; one that says next to nothing is no row."""
    said = [text for text in cells.row_text(index).split(" | ") if not text.isdigit()]
    if len(said) > 1:
        places.note(cells, index, place, "name", "这一行没有姓名")


def _tell_of_unplaced(plan: Plan, cells: Cells, unplaced: list[int], where: list[Place | None]) -> None:
    if not unplaced:
        return
    place = where[unplaced[0]]
    owner = f"“{place.community}”" if place is not None and place.community else "本单位"
    message = f"{len(unplaced)}人没有写明楼院，只记在{owner}名下。可以在这里写上楼院名称，或导入后逐人补上。"
    by_row = cells.has("courtyard")
    cell = cells.cell(unplaced[0], "courtyard") if by_row else WHOLE_SHEET
    plan.warnings.append(Remark(cells.table.sheet.name, cell, "no_courtyard", message))
