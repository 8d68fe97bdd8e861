"""What the rules say about a record: facts are read from the register, the pure rule functions judge them."""

from collections.abc import Callable
from typing import Any

from models.rules.base import Hint
from models.rules.committees import CommitteeFacts, committee_hints
from models.rules.courtyards import CourtyardFacts, courtyard_hints
from models.rules.party import PartyFacts, party_hints
from models.rules.residents import ResidentFacts, resident_hints
from services.office import Context


def hints_for(context: Context, table: str, record_id: bytes) -> tuple[Hint, ...]:
    """Return the hints of one record.

    Args:
        context: read on the reader's thread.
        table: table of the record.
        record_id: the record.
    """
    judge = _JUDGES.get(table)
    return judge(context, record_id) if judge is not None else ()


def _courtyard(context: Context, record_id: bytes) -> tuple[Hint, ...]:
    reader = context.reader
    row = reader.one(
        "SELECT no_party_reason, no_committee_reason, party_total, party_full, party_working "
        "FROM courtyard WHERE id = ?",
        (record_id,),
    )
    if row is None:
        return ()
    secretary = _in_post(context, record_id, "'secretary', 'group_leader'")
    head = _in_post(context, record_id, "'courtyard_head'")
    facts = CourtyardFacts(
        secretary=secretary[1] if secretary else None,
        head=head[1] if head else None,
        head_is_secretary=bool(secretary and head and secretary[0] == head[0]),
        has_party_organisation=_count(context, "party_organisation", record_id) > 0,
        has_committee=_count(context, "committee", record_id) > 0,
        no_party_reason=row[0],
        no_committee_reason=row[1],
        teams=_count(context, "volunteer_team", record_id),
        cadres=_count(context, "cadre_assignment", record_id),
        has_pairing=_count(context, "pairing", record_id) > 0,
        party_total=row[2],
        party_full=row[3],
        party_working=row[4],
    )
    return courtyard_hints(facts, context.rulebook, context.today())


def _in_post(context: Context, courtyard_id: bytes, posts: str) -> tuple[bytes, str] | None:
    """Return id and name of who holds one of the posts today."""
    found = context.reader.one(
        "SELECT r.id, r.name FROM appointment a JOIN resident r ON r.id = a.resident_id "
        f"WHERE a.courtyard_id = ? AND a.post IN ({posts}) AND a.until IS NULL AND a.deleted_at IS NULL "
        "ORDER BY a.id DESC LIMIT 1",
        (courtyard_id,),
    )
    return None if found is None else (found[0], found[1])


def _count(context: Context, table: str, courtyard_id: bytes) -> int:
    return int(
        context.reader.value(
            f"SELECT count(*) FROM {table} WHERE courtyard_id = ? AND deleted_at IS NULL", (courtyard_id,)
        )
    )


def _party(context: Context, record_id: bytes) -> tuple[Hint, ...]:
    row = context.reader.one(
        "SELECT p.kind, coalesce(p.member_count, c.party_total), c.party_full, c.party_working "
        "FROM party_organisation p LEFT JOIN courtyard c ON c.id = p.courtyard_id WHERE p.id = ?",
        (record_id,),
    )
    if row is None:
        return ()
    facts = PartyFacts(kind=row[0], total_members=row[1], full_members=row[2], working_members=row[3])
    return party_hints(facts, context.rulebook, context.today())


def _committee(context: Context, record_id: bytes) -> tuple[Hint, ...]:
    row = context.reader.one(
        "SELECT kind, seats, founded, term_years, party_organisation_id, courtyard_id FROM committee "
        "WHERE id = ?",
        (record_id,),
    )
    if row is None:
        return ()
    members = context.reader.all(
        "SELECT r.name, r.membership, (SELECT v.outcome FROM candidate_vetting v WHERE "
        "v.committee_member_id = m.id AND v.deleted_at IS NULL ORDER BY v.id DESC LIMIT 1), "
        "(SELECT v.circumstance FROM candidate_vetting v WHERE v.committee_member_id = m.id "
        "AND v.deleted_at IS NULL ORDER BY v.id DESC LIMIT 1), "
        "(SELECT count(*) FROM appointment a WHERE a.resident_id = r.id AND a.deleted_at IS NULL "
        "AND a.until IS NULL AND a.post IN ('secretary', 'deputy_secretary', 'group_leader')) "
        "FROM committee_member m JOIN resident r ON r.id = m.resident_id "
        "WHERE m.committee_id = ? AND m.until IS NULL AND m.deleted_at IS NULL ORDER BY m.id",
        (record_id,),
    )
    facts = CommitteeFacts(
        kind=row[0],
        seats=row[1],
        members=len(members),
        party_members=sum(1 for each in members if each[1] in ("full", "probationary")),
        founded=row[2],
        term_years=row[3],
        has_party_organisation=row[4] is not None,
        courtyard_has_party=_count(context, "party_organisation", row[5]) > 0,
        unsuitable=tuple((each[0], each[3]) for each in members if each[2] == "failed"),
        unvetted=tuple(each[0] for each in members if each[2] is None),
        cross_appointed=tuple(each[0] for each in members if each[4]),
    )
    return committee_hints(facts, context.rulebook, context.today())


def _resident(context: Context, record_id: bytes) -> tuple[Hint, ...]:
    row = context.reader.one("SELECT id_number, birth, sex FROM resident WHERE id = ?", (record_id,))
    if row is None:
        return ()
    return resident_hints(ResidentFacts(*row), context.rulebook, context.today())


def _member(context: Context, record_id: bytes) -> tuple[Hint, ...]:
    resident = context.reader.value("SELECT resident_id FROM committee_member WHERE id = ?", (record_id,))
    return _resident(context, resident) if resident is not None else ()


_JUDGES: dict[str, Callable[[Context, Any], tuple[Hint, ...]]] = {
    "courtyard": _courtyard,
    "party_organisation": _party,
    "committee": _committee,
    "resident": _resident,
    "committee_member": _member,
}
