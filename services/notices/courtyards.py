"""Facts for the sheets of a courtyard: what 楼院概况 and 组织架构及成员职责 show, read from the register."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models import vocab
from models.errors import NotFound
from services.consents import agreed_to_be_named
from services.masking import Masker, masker
from services.notices.contact import contact_line, masked_contact
from services.notices.photos import cover_of
from services.office import Context
from services.shown import show

if TYPE_CHECKING:
    from services.documents.facts import (
        CommitteeFacts,
        OrganisationFacts,
        OverviewFacts,
        PartyOrganisationFacts,
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
    row |= {"ask": (contact, phone, place)}
    return row


def _contact(masks: Masker, row: dict[str, Any]) -> dict[str, str]:
    name, phone, place = masked_contact(masks, row["ask"], "咨询联系人")
    return {"contact": contact_line(name, phone, place), "contact_name": name}


_FACILITIES = (
    ("消防通道", "fire_lane"),
    ("门禁", "access_control"),
    ("照明", "lighting"),
    ("充电设施", "charging"),
    ("垃圾分类", "waste_sorting"),
)


def overview_facts(context: Context, courtyard_id: bytes, masks: Masker | None = None) -> "OverviewFacts":
    """Gather what 楼院概况 shows (policy 2.6e); its people pass `masks`, by default the profile of it."""
    from services.documents.facts import Cadre, Facility, OverviewFacts

    masks = masks or masker(context, "overview")
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
    committee_kind = committees[0].kind if committees else ""
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
        party_secretary=masks.name("office", party[0].secretary if party else "", "党组织负责人"),
        courtyard_head=masks.name("office", _head(context, courtyard_id), "楼院长"),
        committee_kind=committee_kind,
        committee_chair=masks.name("office", chair, f"{committee_kind}主任"),
        committee_size=_seats(context, courtyard_id),
        teams=tuple(row[0] for row in _teams(context, courtyard_id)),
        facilities=tuple(
            Facility(label, vocab.FACILITY.label(row[name])) for label, name in _FACILITIES if row[name]
        ),
        property_mode=vocab.PROPERTY_MODE.label(service[0]) if service else "",
        property_company=(service[1] or "") if service else "",
        property_charge=show(service[2], "charge", companion=service[3]) if service else "",
        cadres=tuple(
            Cadre(masks.name("office", name, f"分包干部（{title}）" if title else "分包干部"), title)
            for name, title in cadres
        ),
        paired_branch=pairing or "",
        as_of=context.today().isoformat(),
        photo=photo,
        photo_missing=photo_missing,
        **_contact(masks, row),
    )


def organisation_facts(
    context: Context, courtyard_id: bytes, masks: Masker | None = None
) -> "OrganisationFacts":
    """Gather what 组织架构及成员职责 shows (policy 2.6e, 3.5b); arguments as for `overview_facts`."""
    from services.documents.facts import BuildingHead, OrganisationFacts, TeamFacts

    masks = masks or masker(context, "organisation")
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
        community_secretary=masks.name("office", above[1] if above else "", "社区党组织书记"),
        courtyard_head=masks.name("office", _head(context, courtyard_id), "楼院长"),
        party_organisations=tuple(
            _shown_party(masks, each) for each in _party_organisations(context, courtyard_id)
        ),
        committees=tuple(_shown_committee(masks, each) for each in _committees(context, courtyard_id)),
        no_committee_because=row["no_committee_reason"] or "",
        teams=tuple(
            TeamFacts(name, masks.name("volunteer", leader, "志愿队伍负责人", consent), size, activity)
            for name, leader, size, activity, consent in _teams(context, courtyard_id)
        ),
        building_heads=tuple(
            BuildingHead(building, masks.name("office", name, f"{building}楼栋长"))
            for building, name in _building_heads(context, courtyard_id)
        ),
        as_of=context.today().isoformat(),
        **_contact(masks, row),
    )


def _shown_party(masks: Masker, each: "PartyOrganisationFacts") -> "PartyOrganisationFacts":
    leader = masks.name("office", each.secretary, f"{each.kind}负责人")
    members = tuple(
        printed for name in each.members if (printed := masks.name("office", name, f"{each.kind}成员"))
    )
    return replace(each, secretary=leader, members=members)


def _shown_committee(masks: Masker, each: "CommitteeFacts") -> "CommitteeFacts":
    members = tuple(
        replace(member, name=masks.name("office", member.name, f"{each.kind}{member.post}"))
        for member in each.members
    )
    return replace(each, members=members)


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


def _teams(context: Context, courtyard_id: bytes) -> list[tuple[str, str, int, str, str]]:
    """Return each team's name, leader, number of members, activity, and since when its leader agrees to be
    named: by a consent on record, or by the day written where the leader is listed among the members."""
    rows = context.reader.all(
        "SELECT t.leader_id, t.name, coalesce(r.name, ''), (SELECT count(*) FROM team_member m "
        "WHERE m.team_id = t.id AND m.until IS NULL AND m.deleted_at IS NULL), coalesce(t.activity, ''), "
        "coalesce((SELECT max(m.consent_on) FROM team_member m WHERE m.team_id = t.id "
        "AND m.resident_id = t.leader_id AND m.until IS NULL AND m.deleted_at IS NULL), '') "
        "FROM volunteer_team t LEFT JOIN resident r ON r.id = t.leader_id AND r.deleted_at IS NULL "
        "WHERE t.courtyard_id = ? AND t.deleted_at IS NULL "
        "ORDER BY t.name_key, t.id",
        (courtyard_id,),
    )
    leaders = {bytes(row[0]): row[5] for row in rows if row[0] is not None}
    agreed = agreed_to_be_named(context, leaders, context.today().isoformat())
    return [(*row[1:5], agreed.get(row[0], "")) for row in rows]


def _building_heads(context: Context, courtyard_id: bytes) -> list[tuple[str, str]]:
    return context.reader.all(
        "SELECT b.name, r.name FROM appointment a JOIN resident r ON r.id = a.resident_id "
        "JOIN building b ON b.id = a.building_id WHERE b.courtyard_id = ? AND a.post = 'building_head' "
        "AND a.until IS NULL AND a.deleted_at IS NULL ORDER BY b.name_key, a.id",
        (courtyard_id,),
    )
