"""Who belongs to a meeting by its kind, read from the register: the source that a roll is drawn up from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from models.rules.dates import add_years, from_record

if TYPE_CHECKING:
    from models.db.reading import Reader

ADULT: Final = 18
_ROOM = "b.name || coalesce(d.entrance, '') || d.room"
_IN_OFFICE = (
    "(t.since IS NULL OR t.since <= ?) AND (t.until IS NULL OR t.until >= substr(?, 1, length(t.until))) "
    "AND t.deleted_at IS NULL"
)
"""Condition over `t` with the day twice: in office that day, dates known to month or year included."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who belongs to a meeting; see `models.tables.voting.Attendee`, area in 0.01 m²."""

    name: str
    body: str = ""
    votes: bool = True
    resident_id: bytes | None = None
    dwelling_id: bytes | None = None
    head_key: str | None = None
    area: int | None = None


def members_of(reader: "Reader", meeting: dict[str, Any]) -> tuple[Member, ...]:
    """Return who belongs to a meeting by its kind; () where the register does not know.

    A meeting of a whole community has those of all its courtyards, each with the name of the courtyard.

    Args:
        reader: where the caller reads.
        meeting: the stored meeting (`rows.meeting_of`).
    """
    yard, kind = meeting["courtyard_id"], meeting["kind"]
    held = from_record(meeting["held_on"])
    day = held.last_day.isoformat() if held is not None else meeting["held_on"]
    if yard is not None:
        return _of_courtyard(reader, yard, kind, day)
    everybody = (
        replace(each, body=f"{name}{each.body}")
        for one, name in _courtyards(reader, meeting["unit_id"])
        for each in _of_courtyard(reader, one, kind, day)
    )
    return tuple(everybody) if kind in _BY_DWELLING else _each_once(everybody)


_BY_DWELLING: Final = ("owners", "households")


def _courtyards(reader: "Reader", unit_id: bytes | None) -> list[tuple[bytes, str]]:
    """Return the courtyards of a community, which a meeting without a courtyard is of."""
    rows = reader.all(
        "SELECT c.id, c.name FROM courtyard c WHERE c.unit_id = ? AND c.deleted_at IS NULL "
        "ORDER BY c.name_key NULLS FIRST, c.id",
        (unit_id,),
    )
    return [(bytes(row[0]), row[1]) for row in rows]


def _of_courtyard(reader: "Reader", yard: bytes, kind: str, day: str) -> tuple[Member, ...]:
    if kind == "owners":
        return _owners(reader, yard)
    if kind == "households":
        return _households(reader, yard)
    if kind == "residents":
        return _residents(reader, yard, day)
    bodies = {
        "representatives": (_representatives,),
        "committee": (_committee,),
        "party": (_party,),
        "joint": (_party, _committee, _representatives, _guests),
        "consultation": (_committee, _representatives, _guests),
    }
    found = (each for body in bodies.get(kind, ()) for each in body(reader, yard, day))
    return _each_once(found)


def _each_once(found: Iterable[Member]) -> tuple[Member, ...]:
    """Leave out whoever was named before: a branch secretary on the committee is one person."""
    seen: set[bytes] = set()
    kept = []
    for member in found:
        if member.resident_id is not None:
            if member.resident_id in seen:
                continue
            seen.add(member.resident_id)
        kept.append(member)
    return tuple(kept)


def _owners(reader: "Reader", yard: bytes) -> tuple[Member, ...]:
    """One line a dwelling; several dwellings of the same owners are one head by their key.

    Source: 建筑物区分所有权司法解释 art. 9 (several dwellings of one owner are one head),
    业主大会和业主委员会指导规则 art. 23 (co-owners are one).
    """
    owners: dict[bytes, list[tuple[bytes, str]]] = {}
    for dwelling, resident, name in reader.all(
        "SELECT o.dwelling_id, r.id, r.name FROM ownership o JOIN resident r ON r.id = o.resident_id "
        "JOIN dwelling d ON d.id = o.dwelling_id WHERE d.courtyard_id = ? AND o.deleted_at IS NULL "
        "AND r.deleted_at IS NULL ORDER BY o.id",
        (yard,),
    ):
        owners.setdefault(bytes(dwelling), []).append((bytes(resident), name))
    lines = []
    for dwelling, room, area in reader.all(
        f"SELECT d.id, {_ROOM}, d.area FROM dwelling d JOIN building b ON b.id = d.building_id "
        "WHERE d.courtyard_id = ? AND d.deleted_at IS NULL "
        "ORDER BY b.name_key, d.entrance_key NULLS FIRST, d.room_key, d.id",
        (yard,),
    ):
        known = dict(owners.get(bytes(dwelling), ()))
        key = ",".join(sorted(each.hex() for each in known)) or None
        only = next(iter(known)) if len(known) == 1 else None
        name = "、".join(known.values()) or room
        lines.append(Member(name, room, True, only, bytes(dwelling), key, area))
    return tuple(lines)


def _households(reader: "Reader", yard: bytes) -> tuple[Member, ...]:
    """One line a household; where none is on record, one a dwelling."""
    rows = reader.all(
        f"SELECT d.id, {_ROOM}, r.id, r.name FROM household h JOIN dwelling d ON d.id = h.dwelling_id "
        "JOIN building b ON b.id = d.building_id "
        "LEFT JOIN resident r ON r.id = h.head_id AND r.deleted_at IS NULL "
        "WHERE d.courtyard_id = ? AND h.deleted_at IS NULL AND d.deleted_at IS NULL "
        "ORDER BY b.name_key, d.entrance_key NULLS FIRST, d.room_key, h.id",
        (yard,),
    )
    if not rows:
        return tuple(
            Member(each.name, each.body, True, each.resident_id, each.dwelling_id)
            for each in _owners(reader, yard)
        )
    return tuple(Member(name or room, room, True, head, dwelling) for dwelling, room, head, name in rows)


def _residents(reader: "Reader", yard: bytes, day: str) -> tuple[Member, ...]:
    """Adult residents; whose birth is not known is taken for an adult."""
    rows = reader.all(
        "SELECT r.id, r.name, r.birth FROM resident r WHERE r.courtyard_id = ? AND r.deleted_at IS NULL "
        "ORDER BY r.name_key, r.id",
        (yard,),
    )
    return tuple(Member(name, "居民", True, bytes(each)) for each, name, birth in rows if _adult(birth, day))


def _adult(birth: str | None, day: str) -> bool:
    born = from_record(birth)
    return born is None or add_years(born, ADULT).first_day.isoformat() <= day


def _representatives(reader: "Reader", yard: bytes, day: str) -> tuple[Member, ...]:
    rows = reader.all(
        "SELECT r.id, r.name FROM representative t JOIN resident r ON r.id = t.resident_id "
        "LEFT JOIN building b ON b.id = t.building_id "
        f"WHERE t.courtyard_id = ? AND r.deleted_at IS NULL AND {_IN_OFFICE} "
        "ORDER BY b.name_key NULLS FIRST, r.name_key, t.id",
        (yard, day, day),
    )
    return tuple(Member(name, "居民代表", True, bytes(each)) for each, name in rows)


def _committee(reader: "Reader", yard: bytes, day: str) -> tuple[Member, ...]:
    rows = reader.all(
        "SELECT r.id, r.name, c.name FROM committee_member t JOIN committee c ON c.id = t.committee_id "
        "JOIN resident r ON r.id = t.resident_id "
        "WHERE c.courtyard_id = ? AND c.deleted_at IS NULL AND r.deleted_at IS NULL "
        f"AND {_IN_OFFICE} ORDER BY c.id, "
        "CASE t.post WHEN 'director' THEN 1 WHEN 'deputy_director' THEN 2 ELSE 3 END, t.id",
        (yard, day, day),
    )
    return tuple(Member(name, body, True, bytes(each)) for each, name, body in rows)


def _party(reader: "Reader", yard: bytes, day: str) -> tuple[Member, ...]:
    """Those in office in the Party organisations of a courtyard and such as cover it."""
    rows = reader.all(
        "SELECT r.id, r.name, p.name FROM appointment t "
        "JOIN party_organisation p ON p.id = t.party_organisation_id "
        "JOIN resident r ON r.id = t.resident_id WHERE p.deleted_at IS NULL AND r.deleted_at IS NULL "
        "AND (p.courtyard_id = ? OR p.id IN (SELECT v.party_organisation_id FROM party_coverage v "
        f"WHERE v.courtyard_id = ? AND v.deleted_at IS NULL)) AND {_IN_OFFICE} "
        "ORDER BY CASE t.post WHEN 'secretary' THEN 1 WHEN 'deputy_secretary' THEN 2 ELSE 3 END, t.id",
        (yard, yard, day, day),
    )
    return tuple(Member(name, body, True, bytes(each)) for each, name, body in rows)


def _guests(reader: "Reader", yard: bytes, day: str) -> tuple[Member, ...]:
    """Cadres who look after a courtyard; they listen and do not vote."""
    rows = reader.all(
        f"SELECT t.name FROM cadre_assignment t WHERE t.courtyard_id = ? AND {_IN_OFFICE} ORDER BY t.id",
        (yard, day, day),
    )
    return tuple(Member(name, "分包干部", False) for (name,) in rows)


def members_of_last(reader: "Reader", meeting: dict[str, Any]) -> tuple[Member, ...]:
    """Return who stood on the roll of the last meeting of this kind at this place; () without one."""
    column = "courtyard_id" if meeting["courtyard_id"] is not None else "unit_id"
    at = meeting[column]
    more = "" if column == "courtyard_id" else " AND m.courtyard_id IS NULL"
    found = reader.value(
        f"SELECT m.id FROM meeting m WHERE m.{column} = ?{more} AND m.kind = ? AND m.id <> ? "
        "AND m.held_on <= ? AND m.deleted_at IS NULL AND EXISTS (SELECT 1 FROM attendee a "
        "WHERE a.meeting_id = m.id AND a.deleted_at IS NULL) ORDER BY m.held_on DESC, m.id DESC LIMIT 1",
        (at, meeting["kind"], meeting["id"], meeting["held_on"]),
    )
    return () if found is None else members_of_meeting(reader, bytes(found))


def members_of_meeting(reader: "Reader", meeting_id: bytes) -> tuple[Member, ...]:
    """Return who stands on the roll of a meeting."""
    rows = reader.all(
        "SELECT a.name, coalesce(a.body, ''), a.votes, a.resident_id, a.dwelling_id, a.head_key, a.area "
        "FROM attendee a WHERE a.meeting_id = ? AND a.deleted_at IS NULL "
        "ORDER BY a.position NULLS FIRST, a.id",
        (meeting_id,),
    )
    return tuple(Member(row[0], row[1], bool(row[2]), *row[3:]) for row in rows)
