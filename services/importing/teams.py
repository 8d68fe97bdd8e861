"""Sheets of volunteer teams and cultural groups."""

from models.rules.base import Parsed
from models.rules.names import split_names, stated_heads
from models.rules.people import parse_phone
from services.importing import words
from services.importing.body import read_cells
from services.importing.cells import Cells, parse_lines, parse_text
from services.importing.places import Places
from services.importing.plan import Person, Plan, TeamRow
from services.importing.recognise import Table
from services.importing.texts import raw_text


def read_teams(plan: Plan, table: Table, places: Places) -> None:
    """Add the teams of a sheet to the plan."""
    cells = read_cells(plan, table)
    year = table.year
    where = places.rows(cells)
    names = cells.values("name", parse_text)
    kinds = cells.raw("kind")
    leaders = cells.values("leader", words.parse_person)
    phones = cells.values("leader_phone", parse_phone)
    founded = cells.values("founded", words.date_reader(year))
    activities = cells.values("activity", parse_text)
    members = cells.values("members", _names, lambda _: None)
    stated = cells.raw("members")
    counts = cells.values("count", parse_text)
    notes = cells.values("note", parse_lines)
    seen: set[tuple[object, str]] = set()
    missing: list[int] = []
    for index, place in enumerate(where):
        name = names[index]
        if name is None:
            continue
        if place is None:
            missing.append(index)
            continue
        if (place, name) in seen:
            cells.warn(index, "name", "duplicate_row", f"“{name}”在表中出现了两次，请核对是否重复。")
        seen.add((place, name))
        kind = words.team_kind(raw_text(kinds[index]).strip(), name)
        if raw_text(kinds[index]).strip():
            cells.finding(index, "kind", words.show_team(kind))
        values: dict[str, object] = {"name": name, "kind": kind}
        if founded[index] is not None:
            values["founded"] = founded[index]
        for column, value in (("activity", activities[index]), ("note", notes[index])):
            if value is not None:
                values[column] = value
        _note_heads(cells, index, raw_text(stated[index]), counts[index], len(members[index] or ()))
        leader = _leader(cells, index, leaders[index], phones[index])
        note = cells.note_of(index)
        if note is not None:
            values["import_note"] = note
        people = tuple(Person(each) for each in members[index] or ())
        plan.teams.append(TeamRow(place, values, leader, people, table.sheet.name, cells.numbers[index]))
    places.demand(cells, missing, "队伍")


def _note_heads(cells: Cells, index: int, typed: str, count: str | None, listed: int) -> None:
    """Keep how many members a team is said to have where it is not the number of names."""
    heads = stated_heads(typed)
    if heads is not None:
        cells.note(index, f"队员共{heads}人")
    if count is not None and count != str(listed):
        cells.note(index, f"人数：{count}")


def _leader(cells: Cells, index: int, names: str | None, phone: str | None) -> Person | None:
    if names is None:
        return None
    first, _, rest = names.partition("、")
    if rest:
        cells.note(index, f"队长：{rest}")
    return Person(first, phone)


def _names(value: object) -> Parsed[list[str]]:
    text = raw_text(value)
    return Parsed(split_names(text)) if text else Parsed(None)
