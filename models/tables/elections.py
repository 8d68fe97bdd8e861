"""Elections of committees: who stood, what was handed over (policy 2.2)."""

from sqlalchemy import Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, table_args


class Election(Synced, Base):
    """An election, by-election or recall of a committee; `kind` of vocab.ELECTION_KIND.

    Its rounds are resolutions of kind election that name it. `state` of vocab.ELECTION_STATE.
    """

    __tablename__ = "election"
    __table_args__ = table_args(owners=("courtyard_id", "committee_id"))

    courtyard_id: Mapped[bytes] = link("courtyard")
    committee_id: Mapped[bytes] = link("committee")
    kind: Mapped[str] = mapped_column(String)
    title: Mapped[str] = mapped_column(String, info={"search": "title"})
    seats: Mapped[int | None] = mapped_column(Integer)
    competitive: Mapped[bool | None] = mapped_column(Boolean)
    term_years: Mapped[int | None] = mapped_column(Integer)
    planned_on: Mapped[str | None] = mapped_column(String)
    announced_on: Mapped[str | None] = mapped_column(String)
    meeting_id: Mapped[bytes | None] = link("meeting")
    state: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    elected_on: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    filed_on: Mapped[str | None] = mapped_column(String, info={"grp": "filed"})
    filed_with: Mapped[str | None] = mapped_column(String, info={"grp": "filed"})
    handed_on: Mapped[str | None] = mapped_column(String, info={"grp": "handed"})
    handed_from: Mapped[str | None] = mapped_column(String, info={"grp": "handed"})
    handed_to: Mapped[str | None] = mapped_column(String, info={"grp": "handed"})
    witness: Mapped[str | None] = mapped_column(String, info={"grp": "handed"})
    reason: Mapped[str | None] = mapped_column(String)
    late: Mapped[bool | None] = mapped_column(Boolean)
    note: Mapped[str | None] = mapped_column(String)


class Candidacy(Synced, Base):
    """Somebody who stands in an election; the vetting stands in `candidate_vetting` (policy 2.2b)."""

    __tablename__ = "candidacy"
    __table_args__ = table_args(owners=("election_id", "resident_id"))

    election_id: Mapped[bytes] = link("election")
    resident_id: Mapped[bytes] = link("resident")
    position: Mapped[int | None] = mapped_column(Integer)
    nominated_by: Mapped[str | None] = mapped_column(String)
    background: Mapped[str | None] = mapped_column(String)
    introduction: Mapped[str | None] = mapped_column(String)
    withdrawn_on: Mapped[str | None] = mapped_column(String, info={"grp": "withdrawn"})
    withdrawn_reason: Mapped[str | None] = mapped_column(String, info={"grp": "withdrawn"})
    note: Mapped[str | None] = mapped_column(String)


class HandoverItem(Synced, Base):
    """One thing the old committee hands to the new one: seal, accounts, keys, archives."""

    __tablename__ = "handover_item"
    __table_args__ = table_args(owners=("election_id",))

    election_id: Mapped[bytes] = link("election")
    position: Mapped[int | None] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String, info={"search": "text"})
    quantity: Mapped[str | None] = mapped_column(String)
    handed_on: Mapped[str | None] = mapped_column(String, info={"grp": "handed"})
    missing_reason: Mapped[str | None] = mapped_column(String, info={"grp": "handed"})
    note: Mapped[str | None] = mapped_column(String)
