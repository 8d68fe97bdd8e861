"""Courtyards, their buildings and the people in posts there, for the rules (policy 2.1, 2.2a, 2.3, 2.5)."""

from collections.abc import Iterable, Sequence
from typing import Any

from models.rules.courtyards import AppointmentFacts, CourtyardFacts, appointment_hints, courtyard_hints
from models.rules.party import BuildingFacts, building_hints
from services.coverage import building_heads, party_cover
from services.hints.base import Hints, Judge, Row, counted, grouped, link, links, single, stored_rows
from services.office import Context

_IN_POST = (
    "SELECT a.courtyard_id, a.post, r.id, r.name FROM appointment a JOIN resident r ON r.id = a.resident_id "
    "WHERE a.courtyard_id IN ({ids}) AND a.post IN ('secretary', 'group_leader', 'courtyard_head') "
    "AND a.until IS NULL AND a.deleted_at IS NULL ORDER BY a.id"
)
_LEADS = ("secretary", "group_leader")
_HEAD = ("courtyard_head",)


def _last(held: Iterable[tuple[Any, ...]], posts: tuple[str, ...]) -> tuple[bytes, str] | None:
    """Return id and name of who came last into one of the posts."""
    found = [(person, name) for post, person, name in held if post in posts]
    return found[-1] if found else None


def _courtyards(context: Context, rows: Sequence[Row]) -> list[Hints]:
    ids = links(rows, "id")
    posts = grouped(context, _IN_POST, ids)
    covered = party_cover(context.reader)
    bodies = grouped(
        context,
        "SELECT courtyard_id, kind FROM committee WHERE courtyard_id IN ({ids}) AND deleted_at IS NULL",
        ids,
    )
    teams, cadres, pairings = (
        counted(context, table, "courtyard_id", ids)
        for table in ("volunteer_team", "cadre_assignment", "pairing")
    )
    judged = []
    for row in rows:
        record_id = link(row, "id") or b""
        secretary = _last(posts.get(record_id, ()), _LEADS)
        head = _last(posts.get(record_id, ()), _HEAD)
        kinds = [kind for (kind,) in bodies.get(record_id, ())]
        facts = CourtyardFacts(
            secretary=secretary[1] if secretary else None,
            head=head[1] if head else None,
            head_is_secretary=bool(secretary and head and secretary[0] == head[0]),
            has_party_organisation=record_id in covered,
            has_committee=bool(kinds),
            has_owners_committee="owners" in kinds,
            readiness=row["committee_readiness"],
            no_party_reason=row["no_party_reason"],
            no_committee_reason=row["no_committee_reason"],
            teams=teams.get(record_id, 0),
            cadres=cadres.get(record_id, 0),
            has_pairing=record_id in pairings,
            party_total=row["party_total"],
            party_full=row["party_full"],
            party_working=row["party_working"],
        )
        judged.append(courtyard_hints(facts, context.rulebook, context.today()))
    return judged


def _buildings(context: Context, rows: Sequence[Row]) -> list[Hints]:
    reasons = single(
        context,
        "SELECT id, no_party_reason FROM courtyard WHERE id IN ({ids})",
        links(rows, "courtyard_id"),
    )
    covered = party_cover(context.reader)
    heads = building_heads(context.reader)
    judged = []
    for row in rows:
        yard, record_id = link(row, "courtyard_id") or b"", link(row, "id") or b""
        cover = covered.get(yard)
        facts = BuildingFacts(
            covered_by=cover.of_building(record_id) if cover is not None else (),
            no_party_reason=reasons[yard][0] if yard in reasons else None,
            has_head=record_id in heads,
        )
        judged.append(building_hints(facts, context.rulebook, context.today()))
    return judged


def _appointments(context: Context, rows: Sequence[Row]) -> list[Hints]:
    organisations = single(
        context,
        "SELECT id, courtyard_id FROM party_organisation WHERE id IN ({ids})",
        links(rows, "party_organisation_id"),
    )
    names = {
        row["id"]: row["name"]
        for row in stored_rows(context, "resident", ("name",), links(rows, "resident_id"))
    }
    places = [
        link(row, "courtyard_id")
        or organisations.get(link(row, "party_organisation_id") or b"", (None,))[0]
        or b""
        for row in rows
    ]
    posts = grouped(context, _IN_POST, {place for place in places if place})
    judged = []
    for row, place in zip(rows, places, strict=True):
        wanted = _LEADS if row["post"] == "courtyard_head" else _HEAD
        held = [each for each in posts.get(place, ()) if each[0] in wanted]
        person = row["resident_id"]
        other = _last(held, wanted)
        facts = AppointmentFacts(
            post=row["post"],
            since=row["since"],
            until=row["until"],
            name=names.get(person, "") if isinstance(person, bytes) else str(person or ""),
            counterpart=other[1] if other is not None else None,
            same_person=any(each[1] == person for each in held),
        )
        judged.append(appointment_hints(facts, context.rulebook, context.today()))
    return judged


JUDGES = {
    "courtyard": Judge(
        (
            "no_party_reason",
            "committee_readiness",
            "no_committee_reason",
            "party_total",
            "party_full",
            "party_working",
        ),
        _courtyards,
    ),
    "building": Judge(("courtyard_id",), _buildings),
    "appointment": Judge(
        ("post", "since", "until", "resident_id", "courtyard_id", "party_organisation_id"), _appointments
    ),
}
