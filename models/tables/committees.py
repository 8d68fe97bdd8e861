"""Residents' committees of the three kinds with members and the vetting of candidates (policy 2.2)."""

from sqlalchemy import Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, sort_key, table_args


class Committee(Synced, Base):
    """An owners' committee, a self-management committee or a residents' council (vocab.COMMITTEE_KIND)."""

    __tablename__ = "committee"
    __table_args__ = table_args(owners=("courtyard_id",))

    courtyard_id: Mapped[bytes] = link("courtyard")
    kind: Mapped[str] = mapped_column(String)
    name: Mapped[str] = mapped_column(String, info={"search": "name"})
    name_key: Mapped[str | None] = sort_key("title", "name")
    founded: Mapped[str | None] = mapped_column(String, info={"grp": "term"})
    term_years: Mapped[int | None] = mapped_column(Integer, info={"grp": "term"})
    seats: Mapped[int | None] = mapped_column(Integer)
    party_organisation_id: Mapped[bytes | None] = link("party_organisation")
    duties: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)


class CommitteeMember(Synced, Base):
    """A resident in a post of a committee; `post` of vocab.COMMITTEE_POST."""

    __tablename__ = "committee_member"
    __table_args__ = table_args(owners=("committee_id", "resident_id"))

    committee_id: Mapped[bytes] = link("committee")
    resident_id: Mapped[bytes] = link("resident")
    post: Mapped[str] = mapped_column(String)
    is_building_head: Mapped[bool | None] = mapped_column(Boolean)
    background: Mapped[str | None] = mapped_column(String)
    since: Mapped[str | None] = mapped_column(String)
    until: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)


class CandidateVetting(Synced, Base):
    """Who looked at a candidate, the outcome, and the unsuitable circumstance (policy 2.2b).

    `level` of vocab.VETTING_LEVEL: sub-district and community each look.
    """

    __tablename__ = "candidate_vetting"
    __table_args__ = table_args(owners=("committee_member_id", "committee_id", "resident_id"))

    committee_id: Mapped[bytes] = link("committee")
    committee_member_id: Mapped[bytes | None] = link("committee_member")
    resident_id: Mapped[bytes] = link("resident")
    outcome: Mapped[str] = mapped_column(String, info={"grp": "outcome"})
    circumstance: Mapped[str | None] = mapped_column(String, info={"grp": "outcome"})
    opinion: Mapped[str | None] = mapped_column(String, info={"grp": "outcome"})
    vetted_by: Mapped[str | None] = mapped_column(String)
    vetted_on: Mapped[str | None] = mapped_column(String)
    election_id: Mapped[bytes | None] = link("election")
    level: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)
