"""Sheets for the bulletin board: facts of a courtyard are gathered and set as a document and a PDF."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models import vocab
from models.errors import InvalidInput, NotFound
from models.rules.text import fold
from services.office import Context
from services.shown import show

if TYPE_CHECKING:
    from services.documents.facts import (
        BuildingHead,
        CommitteeFacts,
        OrganisationFacts,
        OverviewFacts,
        PartyOrganisationFacts,
    )
    from services.documents.fonts.library import FontLibrary
    from services.documents.model import Document
    from services.documents.pdf import RenderedPdf

SHEETS = {"overview": "楼院概况", "organisation": "组织架构及成员职责"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A finished sheet.

    Attributes:
        kind: "overview" or "organisation".
        courtyard: name of the courtyard.
        title: what the sheet is.
        pdf: its bytes, pages and fonts.
        people: names that stand on it, in full: elected and appointed people (rules.md, People).
    """

    kind: str
    courtyard: str
    title: str
    pdf: "RenderedPdf"
    people: tuple[str, ...]


def courtyard_named(context: Context, name: str) -> bytes:
    """Return the courtyard that a typed name means.

    Args:
        context: read on the reader's thread.
        name: its name, or a part of it that only one courtyard has.

    Raises:
        NotFound: no courtyard has it.
        InvalidInput: several have it.
    """
    wanted = fold(name)
    rows = context.reader.all(
        "SELECT c.id, c.name, coalesce(u.name, '') FROM courtyard c LEFT JOIN unit u ON u.id = c.unit_id "
        "WHERE c.deleted_at IS NULL ORDER BY c.name_key"
    )
    exact = [row for row in rows if fold(row[1]) == wanted]
    found = exact or [row for row in rows if wanted and wanted in fold(row[1])]
    if not found:
        raise NotFound(f"没有叫“{name}”的楼院。用 list courtyards 可以看到全部楼院的名称。")
    if len(found) > 1:
        names = "、".join(f"{row[1]}（{row[2]}）" for row in found[:5])
        raise InvalidInput(f"“{name}”对应不止一个楼院：{names}。请把名称写完整。")
    return bytes(found[0][0])


def font_library(context: Context) -> "FontLibrary":
    """Return the fonts of this machine, found once and remembered in the office's cache folder.

    Raises:
        EnvironmentFault: no Chinese font is installed.
    """
    from services.documents.fonts.library import load_library

    return load_library(cache_dir=cache_folder(context.folder))


def cache_folder(office: Path) -> Path:
    """Return the folder for things that can be made again."""
    return office / "缓存"


def make_sheet(context: Context, kind: str, courtyard_id: bytes, fonts: "FontLibrary | None" = None) -> Sheet:
    """Gather the facts of a courtyard and set one sheet of it.

    Args:
        context: read on the reader's thread.
        kind: "overview" or "organisation".
        courtyard_id: the courtyard.
        fonts: the fonts, when several sheets are made in a row.

    Raises:
        NotFound: the courtyard is gone.
        MissingGlyph: a character that no installed font has; nothing is issued.
        EnvironmentFault: no Chinese font is installed.
    """
    from services.documents.pdf import render

    courtyard, document, people = document_of(context, kind, courtyard_id)
    pdf = render(document, fonts or font_library(context))
    return Sheet(kind, courtyard, SHEETS[kind], pdf, people)


def document_of(context: Context, kind: str, courtyard_id: bytes) -> "tuple[str, Document, tuple[str, ...]]":
    """Return the courtyard's name, the document, and the people named in it.

    Raises:
        NotFound: the courtyard is gone.
        KeyError: no such kind.
    """
    from services.documents import sheets

    if kind == "overview":
        overview = overview_facts(context, courtyard_id)
        named = (overview.party_secretary, overview.courtyard_head, overview.committee_chair)
        people = (*named, *(cadre.name for cadre in overview.cadres))
        return overview.courtyard, sheets.overview(overview), _distinct(people)
    if kind == "organisation":
        facts = organisation_facts(context, courtyard_id)
        return facts.courtyard, sheets.organisation(facts), _distinct(_people_of(facts))
    raise KeyError(kind)


def sheet_file_name(sheet: Sheet) -> str:
    """Return the file name a sheet is offered under; characters that Windows refuses are replaced."""
    name = f"{sheet.courtyard}-{sheet.title}.pdf"
    return "".join("_" if character in '<>:"/\\|?*' else character for character in name)


def note_issued(context: Context, sheet: Sheet, courtyard_id: bytes, action: str) -> None:
    """Note in the audit log that a sheet left the program, on the writer's thread.

    Args:
        context: who did it.
        sheet: what was printed or saved.
        courtyard_id: the courtyard it is about.
        action: "notice_printed" or "notice_saved".
    """
    with context.unit_of_work() as work:
        work.note(action, "courtyard", courtyard_id, f"{sheet.courtyard} {sheet.title}")
        work.commit()


def _distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _people_of(facts: "OrganisationFacts") -> tuple[str, ...]:
    named = [facts.courtyard_head]
    named += [organisation.secretary for organisation in facts.party_organisations]
    named += [member.name for committee in facts.committees for member in committee.members]
    named += [team.leader for team in facts.teams]
    named += [head.name for head in facts.building_heads]
    return tuple(named)


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
    row["contact"] = "，".join(part for part in (contact, show(phone or None, "phone"), place) if part)
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
        as_of=context.today().isoformat(),
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


def _teams(context: Context, courtyard_id: bytes) -> Any:
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
