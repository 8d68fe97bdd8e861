"""What the builders of sheets are told: plain values, gathered by the services from the register.

Counts are None and texts empty where nothing is recorded. Dates are ISO text with the precision known
("2020", "2020-09", "2020-09-16"). Nobody's identity number or phone belongs in here, except the telephone of
the office that answers questions.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.documents.model import Photo


@dataclass(frozen=True, slots=True)
class Facility:
    """A facility and its state as people read it, for example 消防通道 — 畅通."""

    label: str
    state: str


@dataclass(frozen=True, slots=True)
class Cadre:
    """A cadre answerable for the courtyard: name, unit and post (policy 2.5b)."""

    name: str
    post: str = ""


@dataclass(frozen=True, slots=True)
class OverviewFacts:
    """What 楼院概况 shows (policy 2.6e).

    Attributes:
        office, community, courtyard, address: names and address in full.
        built_year: text, for example "2005" or "90年代".
        buildings, entrances, households, residents: counts.
        party_members, working_members: Party members, and those of them in work.
        party_organisation, party_secretary: the organisation that leads the courtyard, its secretary.
        courtyard_head: 楼院长.
        committee_kind, committee_chair, committee_size: the self-governing body, its director, its seats.
        teams: names of volunteer teams and cultural groups.
        facilities: in the order to be shown.
        property_mode, property_company, property_charge: how it is served, by whom, at what charge.
        cadres, paired_branch: cadres answerable, department branch paired with the courtyard (policy 2.5a).
        contact: telephone and address of the community for questions; contact_name: who is named in it.
        as_of: date of the figures; issue_date: date under the sheet (`as_of` when empty).
        organ: who signs; the community's residents' committee when empty.
        photo: the photo that stands for the courtyard.
        photo_missing: why there is none though one is recorded, as a sentence; empty for nothing.
    """

    office: str
    community: str
    courtyard: str
    address: str = ""
    built_year: str = ""
    buildings: int | None = None
    entrances: int | None = None
    households: int | None = None
    residents: int | None = None
    party_members: int | None = None
    working_members: int | None = None
    party_organisation: str = ""
    party_secretary: str = ""
    courtyard_head: str = ""
    committee_kind: str = ""
    committee_chair: str = ""
    committee_size: int | None = None
    teams: tuple[str, ...] = ()
    facilities: tuple[Facility, ...] = ()
    property_mode: str = ""
    property_company: str = ""
    property_charge: str = ""
    cadres: tuple[Cadre, ...] = ()
    paired_branch: str = ""
    contact: str = ""
    contact_name: str = ""
    as_of: str = ""
    issue_date: str = ""
    organ: str = ""
    photo: Photo | None = None
    photo_missing: str = ""


@dataclass(frozen=True, slots=True)
class PartyOrganisationFacts:
    """A Party organisation: name, kind (for example 楼院党支部), secretary or group leader, members, cover.

    `parent` names the organisation above it on the same sheet, empty for directly under the community.
    """

    name: str
    kind: str
    secretary: str = ""
    members: tuple[str, ...] = ()
    established: str = ""
    covers: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """Somebody elected or appointed: post, name, political status, remark (for example 兼楼栋长)."""

    post: str
    name: str
    status: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CommitteeFacts:
    """A residents' self-governing body. `duties` replaces the usual text where the body adopted its own."""

    name: str
    kind: str
    members: tuple[MemberFacts, ...] = ()
    established: str = ""
    term_years: int | None = None
    duties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """A volunteer team or cultural group: name, leader, number of members, what it regularly does."""

    name: str
    leader: str = ""
    size: int | None = None
    activity: str = ""


@dataclass(frozen=True, slots=True)
class BuildingHead:
    """Who heads which building."""

    building: str
    name: str


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """What 组织架构及成员职责 shows (policy 2.6e, 3.5b).

    Attributes:
        office, community, courtyard: names.
        community_party, community_secretary: Party organisation of the community and its secretary.
        party_organisations: those of the courtyard, upper ones first.
        committees: self-governing bodies; `no_committee_because` is shown where there is none.
        teams: volunteer teams and cultural groups.
        courtyard_head, building_heads: 楼院长, 楼栋长.
        as_of, issue_date, organ, contact, contact_name: as in `OverviewFacts`.
    """

    office: str
    community: str
    courtyard: str
    community_party: str = ""
    community_secretary: str = ""
    party_organisations: tuple[PartyOrganisationFacts, ...] = ()
    committees: tuple[CommitteeFacts, ...] = ()
    no_committee_because: str = ""
    teams: tuple[TeamFacts, ...] = ()
    courtyard_head: str = ""
    building_heads: tuple[BuildingHead, ...] = ()
    as_of: str = ""
    issue_date: str = ""
    organ: str = ""
    contact: str = ""
    contact_name: str = ""
