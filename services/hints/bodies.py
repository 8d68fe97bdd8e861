"""Party organisations, committees, teams' activities, representatives and people, for the rules."""

from collections.abc import Sequence

from models.rules.committees import CommitteeFacts, committee_hints
from models.rules.party import PartyFacts, party_hints
from models.rules.representatives import RepresentativeFacts, representative_hints
from models.rules.residents import ResidentFacts, resident_hints
from models.rules.volunteers import ActivityFacts, activity_hints
from services.coverage import party_cover
from services.hints.base import Hints, Judge, Row, counted, grouped, link, links, single, stored_rows
from services.office import Context


def _parties(context: Context, rows: Sequence[Row]) -> list[Hints]:
    counts = single(
        context,
        "SELECT id, party_total, party_full, party_working FROM courtyard WHERE id IN ({ids})",
        links(rows, "courtyard_id"),
    )
    judged = []
    for row in rows:
        total, full, working = counts.get(link(row, "courtyard_id") or b"", (None, None, None))
        facts = PartyFacts(
            kind=row["kind"],
            total_members=row["member_count"] if row["member_count"] is not None else total,
            full_members=full,
            working_members=working,
        )
        judged.append(party_hints(facts, context.rulebook, context.today()))
    return judged


_LAST_VETTING = (
    "(SELECT v.{wanted} FROM candidate_vetting v WHERE v.committee_member_id = m.id "
    "AND v.deleted_at IS NULL ORDER BY v.id DESC LIMIT 1)"
)
_MEMBERS = (
    f"SELECT m.committee_id, r.name, r.membership, {_LAST_VETTING.format(wanted='outcome')}, "
    f"{_LAST_VETTING.format(wanted='circumstance')}, "
    "(SELECT count(*) FROM appointment a WHERE a.resident_id = r.id AND a.deleted_at IS NULL "
    "AND a.until IS NULL AND a.post IN ('secretary', 'deputy_secretary', 'group_leader')) "
    "FROM committee_member m JOIN resident r ON r.id = m.resident_id "
    "WHERE m.committee_id IN ({ids}) AND m.until IS NULL AND m.deleted_at IS NULL ORDER BY m.id"
)


def _committees(context: Context, rows: Sequence[Row]) -> list[Hints]:
    people = grouped(context, _MEMBERS, links(rows, "id"))
    covered = party_cover(context.reader)
    judged = []
    for row in rows:
        members = people.get(link(row, "id") or b"", [])
        facts = CommitteeFacts(
            kind=row["kind"] or "",
            seats=row["seats"],
            members=len(members),
            party_members=sum(1 for each in members if each[1] in ("full", "probationary")),
            founded=row["founded"],
            term_years=row["term_years"],
            has_party_organisation=link(row, "party_organisation_id") is not None,
            courtyard_has_party=link(row, "courtyard_id") in covered,
            unsuitable=tuple((each[0], each[3]) for each in members if each[2] == "failed"),
            unvetted=tuple(each[0] for each in members if each[2] is None),
            cross_appointed=tuple(each[0] for each in members if each[4]),
        )
        judged.append(committee_hints(facts, context.rulebook, context.today()))
    return judged


def _residents(context: Context, rows: Sequence[Row]) -> list[Hints]:
    return [
        resident_hints(
            ResidentFacts(row["id_number"], row["birth"], row["sex"]), context.rulebook, context.today()
        )
        for row in rows
    ]


_PERSON = ("id_number", "birth", "sex")


def _members(context: Context, rows: Sequence[Row]) -> list[Hints]:
    people = stored_rows(context, "resident", _PERSON, links(rows, "resident_id"))
    said = dict(zip((each["id"] for each in people), _residents(context, people), strict=True))
    return [said.get(link(row, "resident_id"), ()) for row in rows]


def _representatives(context: Context, rows: Sequence[Row]) -> list[Hints]:
    listed = counted(context, "representation", "representative_id", links(rows, "id"))
    return [
        representative_hints(
            RepresentativeFacts(
                since=row["since"],
                until=row["until"],
                households=row["household_count"],
                listed=listed.get(link(row, "id") or b"", 0),
            ),
            context.rulebook,
            context.today(),
        )
        for row in rows
    ]


_TAKING_PART = (
    "SELECT activity_id, count(*), max(minutes) FROM participation WHERE activity_id IN ({ids}) "
    "AND deleted_at IS NULL GROUP BY activity_id"
)


def _activities(context: Context, rows: Sequence[Row]) -> list[Hints]:
    people = single(context, _TAKING_PART, links(rows, "id"))
    judged = []
    for row in rows:
        listed, longest = people.get(link(row, "id") or b"", (0, None))
        facts = ActivityFacts(row["held_on"], row["minutes"], row["people_count"], int(listed), longest)
        judged.append(activity_hints(facts, context.rulebook, context.today()))
    return judged


JUDGES = {
    "party_organisation": Judge(("kind", "member_count", "courtyard_id"), _parties),
    "committee": Judge(
        ("kind", "seats", "founded", "term_years", "party_organisation_id", "courtyard_id"), _committees
    ),
    "resident": Judge(_PERSON, _residents),
    "committee_member": Judge(("resident_id",), _members),
    "representative": Judge(("since", "until", "household_count"), _representatives),
    "activity": Judge(("held_on", "minutes", "people_count"), _activities),
}
