"""Where a record belongs: its links, its courtyard, the unit that owns it, and people typed by name."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from services.subjects import Field, Subject, subject

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

_OWNERS = (
    ("courtyard_id", "courtyard"),
    ("charter_id", "charter"),
    ("committee_id", "committee"),
    ("team_id", "volunteer_team"),
    ("meeting_id", "meeting"),
    ("matter_id", "matter"),
    ("resolution_id", "resolution"),
    ("notice_id", "notice"),
    ("opinion_id", "opinion"),
    ("dispute_id", "dispute"),
    ("activity_id", "activity"),
    ("representative_id", "representative"),
    ("dwelling_id", "dwelling"),
    ("building_id", "building"),
    ("party_organisation_id", "party_organisation"),
    ("election_id", "election"),
)
"""Columns through which a record belongs to a courtyard, the most telling first."""
_FROZEN = ("notice_issue",)
"""Tables whose rows say what was so: they stay with the unit that did it when the courtyard moves."""
_OF_PERSON = ("resident_id", "residents")
"""What belongs to a person and to nothing else names its owner so."""
_INSIDE = ("building_id", "dwelling_id")
"""Links to places that lie in one courtyard."""


def link_errors(
    work: "UnitOfWork", described: Subject, record_id: bytes | None, stored: Mapping[str, Any]
) -> dict[str, str]:
    """Return a sentence for every link that cannot be taken, by field name.

    Args:
        work: the open unit of work.
        described: the subject of the record.
        record_id: the record, None for a new one.
        stored: the values about to be stored; links that stay as they are are not looked at.
    """
    before = work.row(described.table, record_id) if record_id is not None else {}
    errors: dict[str, str] = {}
    for field in _links(described):
        pointed = stored.get(field.name)
        if isinstance(pointed, bytes) and pointed != before.get(field.name):
            problem = _problem(work, described, field, record_id, pointed, {**before, **stored})
            if problem:
                errors[field.name] = problem
    return errors


def _links(described: Subject) -> list[Field]:
    return [
        field for section in described.sections for field in section.fields if field.kind in ("ref", "person")
    ]


def _problem(
    work: "UnitOfWork",
    described: Subject,
    field: Field,
    record_id: bytes | None,
    pointed: bytes,
    row: Mapping[str, Any],
) -> str:
    target = subject(field.target or "residents")
    condition = f" AND {target.where}" if target.where else ""
    living = f"SELECT 1 FROM {target.table} t WHERE t.id = ? AND t.deleted_at IS NULL{condition}"
    if work.reader.value(living, (pointed,)) is None:
        return f"所选的{target.one}已经不在了，请重新选择。"
    if target.table == described.table and record_id in _chain(work, target.table, field.name, pointed):
        return f"{field.label}不能是它自己或它的下级，请重新选择。"
    place = work.row(target.table, pointed).get("courtyard_id")
    if field.name in _INSIDE and place and row.get("courtyard_id") not in (None, place):
        return f"所选的{target.one}不在这个楼院里，请重新选择。"
    return ""


def _chain(work: "UnitOfWork", table: str, column: str, start: bytes) -> set[bytes]:
    """Return a record with everything above it."""
    chain: set[bytes] = set()
    above: bytes | None = start
    while above is not None and above not in chain:
        chain.add(above)
        above = (work.stored(table, above) or {}).get(column)
    return chain


def people_found(
    work: "UnitOfWork", described: Subject, record_id: bytes | None, stored: dict[str, Any]
) -> dict[str, str]:
    """Put residents in the place of names that were typed, making those the place does not know yet.

    Returns:
        A sentence for every name that several residents of the courtyard (or community) have, by field name.
    """
    errors: dict[str, str] = {}
    for field in _links(described):
        name = stored.get(field.name)
        if field.kind != "person" or not isinstance(name, str):
            continue
        row = work.row(described.table, record_id) if record_id is not None else {}
        courtyard = courtyard_of(work, {**row, **stored})
        unit = unit_of(work, described, {**row, **stored})
        # without a courtyard a person is known to the community itself
        place = "courtyard_id = ?" if courtyard else "courtyard_id IS NULL AND unit_id = ?"
        known = work.reader.all(
            f"SELECT id FROM resident WHERE name = ? AND deleted_at IS NULL AND {place}",
            (name, courtyard or unit),
        )
        if len(known) > 1:
            where = "楼院" if courtyard else "社区"
            errors[field.name] = f"这个{where}有{len(known)}位“{name}”，请从列表中选择。"
        elif known:
            stored[field.name] = bytes(known[0][0])
        else:
            new = {"name": name, "courtyard_id": courtyard, "unit_id": unit}
            stored[field.name] = work.insert("resident", new)
    return errors


def courtyard_of(work: "UnitOfWork", row: Mapping[str, Any]) -> bytes | None:
    """Return the courtyard a row belongs to, directly or through what it belongs to."""
    for column, table in _OWNERS:
        if row.get(column):
            if table == "courtyard":
                return bytes(row[column])
            return courtyard_of(work, work.row(table, row[column]))
    return None


def unit_of(work: "UnitOfWork", described: Subject, row: Mapping[str, Any]) -> bytes | None:
    """Return the unit a row belongs to: that of its courtyard, else that of what it belongs to."""
    if described.table == "unit":
        return row.get("parent_id")
    courtyard = courtyard_of(work, row)
    if courtyard is not None:
        unit: bytes | None = work.row("courtyard", courtyard)["unit_id"]
        return unit
    if described.parent == _OF_PERSON and row.get("resident_id"):
        of_person: bytes | None = work.row("resident", row["resident_id"])["unit_id"]
        return of_person
    above = next(((table, row[column]) for column, table in _OWNERS if row.get(column)), None)
    return work.row(*above)["unit_id"] if above is not None else row.get("unit_id")


def carry_along(work: "UnitOfWork", described: Subject, record_id: bytes, before: Mapping[str, Any]) -> None:
    """Let the unit, and the courtyard, of everything below a record follow when the record has moved.

    Args:
        work: the open unit of work, in which the record was changed.
        described: the subject of the record.
        record_id: the record.
        before: its row before the change.
    """
    after = work.row(described.table, record_id)
    if described.table != "courtyard":
        unit = unit_of(work, described, after)
        work.update(described.table, record_id, {"unit_id": unit})
        after["unit_id"] = unit
    moved = (before.get("courtyard_id"), after.get("courtyard_id"))
    if before["unit_id"] != after["unit_id"] or moved[0] != moved[1]:
        _carry(work, described.table, record_id, after["unit_id"], moved)


def _carry(work: "UnitOfWork", table: str, row_id: bytes, unit: bytes | None, moved: tuple[Any, Any]) -> None:
    from models.db.cascade import owned_by
    from models.tables import Base

    _carry_files(work, table, row_id, unit)
    below = () if table == "unit" else owned_by(table)
    if table == "resident":
        # what belongs to a committee or a team as well stays there when the person moves
        below = tuple(each for each in below if each[0].info["owners"] == ("resident_id",))
    if table == "courtyard":
        below = (*below, (Base.metadata.tables["resident"], "courtyard_id"))
    for owned, column in (each for each in below if each[0].name not in _FROZEN):
        wide = "courtyard_id" in owned.c and column != "courtyard_id"
        names = "id, unit_id, courtyard_id" if wide else "id, unit_id, NULL"
        found = work.reader.all(
            f"SELECT {names} FROM {owned.name} WHERE {column} = ? AND deleted_at IS NULL", (row_id,)
        )
        for each, own_unit, courtyard in found:
            values = {"unit_id": unit} if own_unit != unit else {}
            if wide and moved[0] != moved[1] and courtyard == moved[0]:
                values["courtyard_id"] = moved[1]
            if values:
                work.update(owned.name, each, values)
                _carry(work, owned.name, each, unit, moved)


def _carry_files(work: "UnitOfWork", table: str, row_id: bytes, unit: bytes | None) -> None:
    """Let the files of a record follow it; they name it without a foreign key."""
    found = work.reader.all(
        "SELECT id FROM attachment WHERE row_id = ? AND tbl = ? AND deleted_at IS NULL", (row_id, table)
    )
    for (each,) in found:
        work.update("attachment", each, {"unit_id": unit})
