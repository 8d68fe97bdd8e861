"""Party organisations, what they cover (policy 2.1a), and appointments with their history (policy 2.1b)."""

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, sort_key, table_args


class PartyOrganisation(Synced, Base):
    """A community committee, a branch, a group or a functional organisation; `kind` of vocab.PARTY_KIND."""

    __tablename__ = "party_organisation"
    __table_args__ = table_args(owners=("courtyard_id",))

    courtyard_id: Mapped[bytes | None] = link("courtyard")
    parent_id: Mapped[bytes | None] = link("party_organisation")
    kind: Mapped[str | None] = mapped_column(String)
    name: Mapped[str] = mapped_column(String, info={"search": "name"})
    name_key: Mapped[str | None] = sort_key("title", "name")
    founded: Mapped[str | None] = mapped_column(String)
    phone: Mapped[str | None] = mapped_column(String, info={"search": "digits"})
    member_count: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str | None] = mapped_column(String)


class PartyCoverage(Synced, Base):
    """A courtyard or building that a Party organisation covers beside its own (policy 2.1a)."""

    __tablename__ = "party_coverage"
    __table_args__ = table_args(owners=("party_organisation_id", "courtyard_id", "building_id"))

    party_organisation_id: Mapped[bytes] = link("party_organisation")
    courtyard_id: Mapped[bytes] = link("courtyard")
    building_id: Mapped[bytes | None] = link("building")
    note: Mapped[str | None] = mapped_column(String)


class Appointment(Synced, Base):
    """A person in a post for a time; ended appointments stay as history."""

    __tablename__ = "appointment"
    __table_args__ = table_args(
        owners=("courtyard_id", "party_organisation_id", "building_id", "resident_id")
    )

    courtyard_id: Mapped[bytes | None] = link("courtyard")
    building_id: Mapped[bytes | None] = link("building")
    party_organisation_id: Mapped[bytes | None] = link("party_organisation")
    resident_id: Mapped[bytes] = link("resident")
    post: Mapped[str] = mapped_column(String)
    since: Mapped[str | None] = mapped_column(String)
    until: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)
