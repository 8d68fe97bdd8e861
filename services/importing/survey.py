"""Survey sheets: courtyards with Party organisation, head, committee, property service, cadre and pairing."""

from collections.abc import Callable
from typing import Any, Final

from models.rules.base import Parsed
from models.rules.codes import (
    Charge,
    parse_charge,
    parse_committee_kind,
    parse_facility,
    parse_party_kind,
    parse_property_mode,
)
from models.rules.numbers import parse_count, parse_year, parse_years
from models.rules.people import parse_phone
from models.rules.text import clean, is_placeholder
from services.importing import words
from services.importing.body import filled_down, read_cells
from services.importing.cells import Cells, parse_lines, parse_text
from services.importing.places import Places
from services.importing.plan import (
    BelongingRow,
    CommitteeRow,
    CourtyardRow,
    HeadRow,
    PartyRow,
    Person,
    Place,
    Plan,
)
from services.importing.recognise import Table
from services.importing.texts import raw_text

COUNTS: Final = {
    "buildings": "building_count",
    "entrances": "entrance_count",
    "households": "household_count",
    "residents": "resident_count",
    "party_total": "party_total",
    "party_full": "party_full",
    "party_working": "party_working",
}
ABOUT: Final = {"households": "household_about", "residents": "resident_about"}
FACILITIES: Final = ("fire_lane", "access_control", "lighting", "charging", "waste_sorting")
TEXTS: Final = {
    "code": "code",
    "address": "address",
    "service_station": "service_station",
    "no_party_reason": "no_party_reason",
    "no_committee_reason": "no_committee_reason",
    "note": "note",
}
Column = list[Any]


def read_survey(plan: Plan, table: Table, places: Places) -> None:
    """Add everything a survey sheet says to the plan."""
    cells = read_cells(plan, table, tuple(COUNTS), "courtyard")
    names = cells.values("courtyard", parse_text)
    kept = _places(plan, cells, names)
    courtyards = _courtyards(cells, names)
    extras = (_parties(cells), _committees(cells), _belongings(cells))
    before: CourtyardRow | None = None
    for index, place in enumerate(kept):
        if place is None:
            _continue(cells, index, before)
            continue
        values = {name: value for name, value in courtyards(index) if value is not None}
        before = CourtyardRow(place, values, table.sheet.name, cells.numbers[index])
        plan.courtyards.append(before)
        places.add(before)
        for extra in extras:
            extra(plan, index, place, before)
        note = cells.note_of(index)
        if note is not None:
            noted = before.values.get("import_note")
            before.values["import_note"] = f"{note}\n{noted}" if noted else note
    for row in plan.committees:
        places.committee_kinds[row.place] = row.kind


def _places(plan: Plan, cells: Cells, names: Column) -> list[Place | None]:
    communities = filled_down(cells.values("community", parse_text))
    default = cells.table.community
    kept: list[Place | None] = []
    seen: dict[Place, int] = {}
    known = dict.fromkeys(plan.communities)
    for index, name in enumerate(names):
        if name is None:
            kept.append(None)
            continue
        place = Place(communities[index] or default, name)
        if place.community:
            known[place.community] = None
        if place in seen:
            message = f"“{name}”在第{seen[place]}行已经出现过，请核对是否重复。"
            cells.warn(index, "courtyard", "duplicate_row", message)
        else:
            seen[place] = cells.numbers[index]
        kept.append(place)
    plan.communities = list(known)
    return kept


def _continue(cells: Cells, index: int, before: CourtyardRow | None) -> None:
    """Keep a row that names no courtyard as a note on the one above it."""
    said = [clean(raw_text(cell)) for cell in cells.rows[index] if raw_text(cell).strip()]
    # A lone running number, or the community of a merged range, says nothing of its own.
    said = [text for text in said if not is_placeholder(text)]
    if len(said) < 2:
        return
    message = "这一行没有楼院名称，内容记在上一个楼院的导入备注里，请核对。"
    cells.warn(index, "courtyard", "no_name", message)
    if before is not None:
        line = f"第{cells.numbers[index]}行：" + " | ".join(said)
        noted = before.values.get("import_note")
        before.values["import_note"] = f"{noted}\n{line}" if noted else line


def _courtyards(cells: Cells, names: Column) -> Callable[[int], Any]:
    """Return what gives the pairs of column and value of a row."""
    columns: dict[str, Column] = {"name": names}
    for field, name in TEXTS.items():
        if cells.has(field):
            columns[name] = cells.values(field, parse_lines if field == "note" else parse_text)
    if cells.has("built"):
        read = cells.parsed("built", parse_year)
        columns["built_year"] = [each.value for each in read]
        typed = cells.raw("built")
        columns["built_text"] = [
            _built_text(raw, each) if each.about or each.value is None else None
            for raw, each in zip(typed, read, strict=True)
        ]
    for field, name in COUNTS.items():
        if not cells.has(field):
            continue
        counts = cells.parsed(field, parse_count)
        columns[name] = [each.value for each in counts]
        if field in ABOUT:
            columns[ABOUT[field]] = [None if each.value is None else each.about for each in counts]
    for field in FACILITIES:
        if cells.has(field):
            columns[field] = cells.values(field, parse_facility, words.show_facility)
    keys = tuple(columns)
    rows = list(zip(*columns.values(), strict=True))
    return lambda index: zip(keys, rows[index], strict=True)


def _built_text(raw: object, read: Parsed[int]) -> str | None:
    text = clean(raw_text(raw))
    return None if not text or text in ("/", "-", "—", "无") else text


def people_of(cells: Cells, field: str, left: Column | None = None) -> Column:
    """Return the names of a column of people, 同书记 and 同左 resolved with the names of `left`."""
    names = cells.values(field, words.parse_person, _show_person)
    if words.SAME_PERSON not in names:
        return names
    label = cells.table.labels[field]
    answers = []
    for index, name in enumerate(names):
        if name != words.SAME_PERSON:
            answers.append(name)
            continue
        other = left[index] if left is not None else None
        if other is None:
            cells.note(index, f"{label}：{clean(raw_text(cells.raw(field)[index]))}")
        else:
            cells.finding(index, field, other)
        answers.append(other)
    return answers


def _show_person(name: str) -> str | None:
    # A reference is listed by `people_of` once it is known whom it means.
    return None if name == words.SAME_PERSON else name


def _parties(cells: Cells) -> Callable[[Plan, int, Place, CourtyardRow], None]:
    sheet, numbers = cells.table.sheet.name, cells.numbers
    year = cells.table.year
    names = cells.values("party_name", parse_text)
    kinds = cells.values("party_kind", parse_party_kind, words.show_party_kind)
    founded = cells.values("party_founded", words.date_reader(year))
    phones = cells.values("party_phone", parse_phone)
    own = cells.values("secretary_phone", parse_phone)
    secretaries = people_of(cells, "secretary")
    heads = people_of(cells, "head", secretaries)
    head_phones = cells.values("head_phone", parse_phone)

    def add(plan: Plan, index: int, place: Place, courtyard: CourtyardRow) -> None:
        name, kind, secretary = names[index], kinds[index], secretaries[index]
        if heads[index] is not None:
            for head in heads[index].split("、"):
                phone = own[index] if head == secretary and head_phones[index] is None else head_phones[index]
                plan.heads.append(HeadRow(place, Person(head, phone), sheet, numbers[index]))
        if name is None and kind is None and secretary is None:
            _spare(courtyard, "党组织", founded[index], phones[index], own[index])
            return
        if kind is None and name is not None:
            kind = parse_party_kind(name).value
        values: dict[str, object] = {
            "name": name or place.courtyard + (words.show_party_kind(kind) or "党组织").removeprefix("楼院"),
        }
        _put(
            values,
            kind=kind,
            founded=founded[index],
            phone=phones[index] or own[index],
        )
        person = _first(courtyard, "书记", secretary, own[index])
        plan.parties.append(PartyRow(place, values, person, sheet, numbers[index]))

    return add


def _committees(cells: Cells) -> Callable[[Plan, int, Place, CourtyardRow], None]:
    sheet, numbers = cells.table.sheet.name, cells.numbers
    year = cells.table.year
    kinds = cells.values("committee_kind", parse_committee_kind, words.show_committee_kind)
    seats = cells.values("seats", parse_count)
    founded = cells.values("committee_founded", words.date_reader(year))
    terms = cells.values("term", parse_years)
    directors = people_of(cells, "director")
    phones = cells.values("director_phone", parse_phone)

    def add(plan: Plan, index: int, place: Place, courtyard: CourtyardRow) -> None:
        kind = kinds[index]
        since = founded[index]
        if kind is None:
            _spare(courtyard, "自治组织", directors[index], since, seats[index] or None, phones[index])
            return
        values: dict[str, object] = {"name": place.courtyard + words.show_committee_kind(kind), "kind": kind}
        _put(values, founded=since, term_years=terms[index], seats=seats[index])
        person = _first(courtyard, "主任", directors[index], phones[index])
        plan.committees.append(CommitteeRow(place, kind, values, person, sheet, numbers[index]))

    return add


def _belongings(cells: Cells) -> Callable[[Plan, int, Place, CourtyardRow], None]:
    sheet, numbers = cells.table.sheet.name, cells.numbers
    unit = cells.table.charge_unit
    modes = cells.values("property_mode", parse_property_mode, words.show_mode)
    providers = cells.values("provider", parse_text)
    charges = cells.values("charge", lambda value: parse_charge(value, default_unit=unit), _show_charge)
    cadres = people_of(cells, "cadre_name")
    titles = cells.values("cadre_title", parse_text)
    phones = cells.values("cadre_phone", parse_phone)
    pairs = cells.values("pairing", parse_text)

    def add(plan: Plan, index: int, place: Place, courtyard: CourtyardRow) -> None:
        number = numbers[index]
        mode, provider, charge = modes[index], providers[index], charges[index]
        if mode is None and provider is not None:
            mode = "company"
        if mode is not None:
            values: dict[str, object] = {"mode": mode}
            _put(values, provider=provider)
            if charge is not None:
                values |= {"charge_mills": charge.amount_mills, "charge_unit": charge.unit}
            plan.belongings.append(BelongingRow("property_service", place, values, sheet, number))
        elif charge is not None:
            _spare(courtyard, "物业收费标准", _show_charge(charge))
        if cadres[index] is not None:
            for name in cadres[index].split("、"):
                values = {"name": name}
                _put(values, title=titles[index], phone=phones[index])
                plan.belongings.append(BelongingRow("cadre_assignment", place, values, sheet, number))
        else:
            _spare(courtyard, "分包干部", titles[index], phones[index])
        if pairs[index] is not None:
            plan.belongings.append(
                BelongingRow("pairing", place, {"partner_name": pairs[index]}, sheet, number)
            )

    return add


def _show_charge(charge: Charge) -> str:
    amount = f"{charge.amount_mills / 1000:.3f}".rstrip("0").rstrip(".")
    return amount + ("元/户·月" if charge.unit == "household_month" else "元/㎡·月")


def _put(values: dict[str, object], **given: object) -> None:
    for name, value in given.items():
        if value is not None:
            values[name] = value


def _first(courtyard: CourtyardRow, label: str, names: str | None, phone: str | None) -> Person | None:
    """Return the first of the people named; who else is named stays in the note of the courtyard."""
    if names is None:
        return None
    if "、" not in names:
        return Person(names, phone)
    first, _, rest = names.partition("、")
    _spare(courtyard, label, rest)
    return Person(first, phone)


def _spare(courtyard: CourtyardRow, label: str, *said: object) -> None:
    """Keep what has no record to stand on in the import note of the courtyard."""
    texts = [str(each) for each in said if each is not None]
    if texts:
        noted = courtyard.values.get("import_note")
        line = f"{label}：{' '.join(texts)}"
        courtyard.values["import_note"] = f"{noted}\n{line}" if noted else line
