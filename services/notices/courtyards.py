"""Facts for the sheets of a courtyard: what 楼院概况 and 组织架构及成员职责 show, read from the register."""

from typing import TYPE_CHECKING, Any

from models import vocab
from models.errors import NotFound
from services.notices.contact import contact_line
from services.notices.photos import cover_of
from services.office import Context
from services.shown import show

if TYPE_CHECKING:
    from services.documents.facts import (
        BuildingHead,
        CommitteeFacts,
        OrganisationFacts,
        OverviewFacts,
        PartyOrganisationFacts,
        TeamFacts,
    )


def _courtyard(context: Context, courtyard_id: bytes) -> dict[str, Any]:
    names = (
        "name", "address", "built_year", "built_text", "building_count", "entrance_count", "household_count",
        "resident_count", "party_total", "party_working", "fire_lane", "access_control", "lighting",
        "charging", "waste_sorting", "no_committee_reason",
    )  # fmt: skip
    found = context.reader.one(
        f"SELECT {', '.join('c.' + name for name in names)}, coalesce(u.name, ''), coalesce(u.contact, ''), "
        "coalesce(u.phone, ''), coalesce(u.address, ''), coalesce(o.name, '') "
        "FROM courtyard c LEFT JOIN unit u ON u.id = c.unit_id LEFT JOIN unit o ON o.id = u.parent_id "
        "WHERE c.id = ? AND c.deleted_at IS NULL",
        (courtyard_id,),
    )
    if found is None:
        raise NotFound("这个楼院已经不在了，可能刚被删除。请刷新后再试。")
    row = dict(zip(names, found[: len(names)], strict=True))
    community, contact, phone, place, office = found[len(names) :]
    row |= {"community": community, "office": office}
    row |= {"contact": contact_line(contact, phone, place), "contact_name": contact}
    return row


_FACILITIES = (
    ("消防通道", "fire_lane"),
    ("门禁", "access_control"),
    ("照明", "lighting"),
    ("充电设施", "charging"),
    ("垃圾分类", "waste_sorting"),
)


def overview_facts(context: Context, courtyard_id: bytes) -> "OverviewFacts":
    """Gather what 楼院概况 shows (policy 2.6e)."""
    from services.documents.facts import Cadre, Facility, OverviewFacts

    row = _courtyard(context, courtyard_id)
    photo, photo_missing = cover_of(context, courtyard_id)
    reader, key = context.reader, (courtyard_id,)
    party = _party_organisations(context, courtyard_id)
    committees = _committees(context, courtyard_id)
    chair = next((m.name for c in committees for m in c.members if m.post == "主任"), "")
    service = reader.one(
        "SELECT mode, provider, charge_mills, charge_unit FROM property_service "
        "WHERE courtyard_id = ? AND deleted_at IS NULL ORDER BY id DESC LIMIT 1",
        key,
    )
    cadres = reader.all(
        "SELECT name, coalesce(title, '') FROM cadre_assignment WHERE courtyard_id = ? "
        "AND deleted_at IS NULL AND until IS NULL ORDER BY id",
        key,
    )
    pairing = reader.value(
        "SELECT partner_name FROM pairing WHERE courtyard_id = ? AND deleted_at IS NULL AND until IS NULL "
        "ORDER BY id DESC LIMIT 1",
        key,
    )
    return OverviewFacts(
        office=row["office"],
        community=row["community"],
        courtyard=row["name"],
        address=row["address"] or "",
        built_year=row["built_text"] or show(row["built_year"], "year"),
        buildings=row["building_count"],
        entrances=row["entrance_count"],
        households=row["household_count"],
        residents=row["resident_count"],
        party_members=row["party_total"],
        working_members=row["party_working"],
        party_organisation=party[0].name if party else "",
        party_secretary=party[0].secretary if party else "",
        courtyard_head=_head(context, courtyard_id),
        committee_kind=committees[0].kind if committees else "",
        committee_chair=chair,
        committee_size=_seats(context, courtyard_id),
        teams=tuple(team.name for team in _teams(context, courtyard_id)),
        facilities=tuple(
            Facility(label, vocab.FACILITY.label(row[name])) for label, name in _FACILITIES if row[name]
        ),
        property_mode=vocab.PROPERTY_MODE.label(service[0]) if service else "",
        property_company=(service[1] or "") if service else "",
        property_charge=show(service[2], "charge", companion=service[3]) if service else "",
        cadres=tuple(Cadre(name, title) for name, title in cadres),
        paired_branch=pairing or "",
        contact=row["contact"],
        contact_name=row["contact_name"],
        as_of=context.today().isoformat(),
        photo=photo,
        photo_missing=photo_missing,
    )


def organisation_facts(context: Context, courtyard_id: bytes) -> "OrganisationFacts":
    """Gather what 组织架构及成员职责 shows (policy 2.6e, 3.5b)."""
    from services.documents.facts import OrganisationFacts

    row = _courtyard(context, courtyard_id)
    above = context.reader.one(
        "SELECT p.name, (SELECT r.name FROM appointment a JOIN resident r ON r.id = a.resident_id "
        "WHERE a.party_organisation_id = p.id AND a.post = 'secretary' AND a.until IS NULL "
        "AND a.deleted_at IS NULL ORDER BY a.id DESC LIMIT 1) "
        "FROM party_organisation p JOIN courtyard c ON c.unit_id = p.unit_id "
        "WHERE c.id = ? AND p.kind = 'community_committee' AND p.deleted_at IS NULL ORDER BY p.id LIMIT 1",
        (courtyard_id,),
    )
    return OrganisationFacts(
        office=row["office"],
        community=row["community"],
        courtyard=row["name"],
        community_party=above[0] if above else "",
        community_secretary=(above[1] or "") if above else "",
        party_organisations=_party_organisations(context, courtyard_id),
        committees=_committees(context, courtyard_id),
        no_committee_because=row["no_committee_reason"] or "",
        teams=_teams(context, courtyard_id),
        courtyard_head=_head(context, courtyard_id),
        building_heads=_building_heads(context, courtyard_id),
        as_of=context.today().isoformat(),
        contact=row["contact"],
        contact_name=row["contact_name"],
    )


def _head(context: Context, courtyard_id: bytes) -> str:
    found = context.reader.value(
        "SELECT r.name FROM appointment a JOIN resident r ON r.id = a.resident_id WHERE a.courtyard_id = ? "
        "AND a.post = 'courtyard_head' AND a.until IS NULL AND a.deleted_at IS NULL "
        "ORDER BY a.id DESC LIMIT 1",
        (courtyard_id,),
    )
    return found or ""


def _seats(context: Context, courtyard_id: bytes) -> int | None:
    found: int | None = context.reader.value(
        "SELECT coalesce(seats, (SELECT count(*) FROM committee_member m WHERE m.committee_id = t.id "
        "AND m.deleted_at IS NULL AND m.until IS NULL)) FROM committee t WHERE t.courtyard_id = ? "
        "AND t.deleted_at IS NULL ORDER BY t.id LIMIT 1",
        (courtyard_id,),
    )
    return found


_KIND_ORDER = (
    "CASE p.kind WHEN 'area_branch' THEN 1 WHEN 'courtyard_branch' THEN 2 WHEN 'functional' THEN 3 "
    "WHEN 'courtyard_group' THEN 4 ELSE 5 END"
)


def _party_organisations(context: Context, courtyard_id: bytes) -> "tuple[PartyOrganisationFacts, ...]":
    from services.documents.facts import PartyOrganisationFacts

    rows = context.reader.all(
        "SELECT p.id, p.name, p.kind, p.founded, coalesce(u.name, '') FROM party_organisation p "
        "LEFT JOIN party_organisation u ON u.id = p.parent_id AND u.courtyard_id = p.courtyard_id "
        f"WHERE p.courtyard_id = ? AND p.deleted_at IS NULL ORDER BY {_KIND_ORDER}, p.name_key, p.id",
        (courtyard_id,),
    )
    found = []
    for party_id, name, kind, founded, parent in rows:
        posts = context.reader.all(
            "SELECT a.post, r.name FROM appointment a JOIN resident r ON r.id = a.resident_id "
            "WHERE a.party_organisation_id = ? AND a.until IS NULL AND a.deleted_at IS NULL ORDER BY a.id",
            (party_id,),
        )
        leader = next((who for post, who in posts if post in ("secretary", "group_leader")), "")
        others = tuple(who for post, who in posts if who != leader)
        found.append(
            PartyOrganisationFacts(
                name, vocab.PARTY_KIND.label(kind), leader, others, founded or "", parent=parent
            )
        )
    return tuple(found)


def _committees(context: Context, courtyard_id: bytes) -> "tuple[CommitteeFacts, ...]":
    from services.documents.facts import CommitteeFacts, MemberFacts

    rows = context.reader.all(
        "SELECT id, name, kind, founded, term_years, coalesce(duties, '') FROM committee "
        "WHERE courtyard_id = ? AND deleted_at IS NULL ORDER BY id",
        (courtyard_id,),
    )
    found = []
    for committee_id, name, kind, founded, years, duties in rows:
        members = context.reader.all(
            "SELECT m.post, r.name, r.membership, r.membership_text, m.is_building_head, m.background "
            "FROM committee_member m JOIN resident r ON r.id = m.resident_id WHERE m.committee_id = ? "
            "AND m.until IS NULL AND m.deleted_at IS NULL ORDER BY CASE m.post WHEN 'director' THEN 1 "
            "WHEN 'deputy_director' THEN 2 ELSE 3 END, m.id",
            (committee_id,),
        )
        facts = tuple(
            MemberFacts(
                vocab.COMMITTEE_POST.label(post),
                who,
                text or vocab.MEMBERSHIP.label(membership),
                "；".join(part for part in (background or "", "楼栋长" if heads else "") if part),
            )
            for post, who, membership, text, heads, background in members
        )
        own = tuple(line.strip() for line in duties.splitlines() if line.strip())
        label = vocab.COMMITTEE_KIND.label(kind)
        found.append(CommitteeFacts(name, label, facts, founded or "", years, own))
    return tuple(found)


def _teams(context: Context, courtyard_id: bytes) -> "tuple[TeamFacts, ...]":
    from services.documents.facts import TeamFacts

    rows = context.reader.all(
        "SELECT t.name, coalesce(r.name, ''), (SELECT count(*) FROM team_member m WHERE m.team_id = t.id "
        "AND m.until IS NULL AND m.deleted_at IS NULL), coalesce(t.activity, '') FROM volunteer_team t "
        "LEFT JOIN resident r ON r.id = t.leader_id AND r.deleted_at IS NULL "
        "WHERE t.courtyard_id = ? AND t.deleted_at IS NULL "
        "ORDER BY t.name_key, t.id",
        (courtyard_id,),
    )
    return tuple(TeamFacts(*row) for row in rows)


def _building_heads(context: Context, courtyard_id: bytes) -> "tuple[BuildingHead, ...]":
    from services.documents.facts import BuildingHead

    rows = context.reader.all(
        "SELECT b.name, r.name FROM appointment a JOIN resident r ON r.id = a.resident_id "
        "JOIN building b ON b.id = a.building_id WHERE b.courtyard_id = ? AND a.post = 'building_head' "
        "AND a.until IS NULL AND a.deleted_at IS NULL ORDER BY b.name_key, a.id",
        (courtyard_id,),
    )
    return tuple(BuildingHead(*row) for row in rows)
