"""Volunteer teams and cultural groups with their members (policy 2.3)."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, sort_key, table_args


class VolunteerTeam(Synced, Base):
    """A service team, a patrol or a cultural group; `kind` of vocab.TEAM_KIND."""

    __tablename__ = "volunteer_team"
    __table_args__ = table_args(owners=("courtyard_id",))

    courtyard_id: Mapped[bytes] = link("courtyard")
    kind: Mapped[str] = mapped_column(String)
    name: Mapped[str] = mapped_column(String, info={"search": "name"})
    name_key: Mapped[str | None] = sort_key("title", "name")
    leader_id: Mapped[bytes | None] = link("resident")
    founded: Mapped[str | None] = mapped_column(String)
    activity: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    party_organisation_id: Mapped[bytes | None] = link("party_organisation")
    note: Mapped[str | None] = mapped_column(String)


class TeamMember(Synced, Base):
    """A resident in a team, with the skills offered there."""

    __tablename__ = "team_member"
    __table_args__ = table_args(owners=("team_id", "resident_id"))

    team_id: Mapped[bytes] = link("volunteer_team")
    resident_id: Mapped[bytes] = link("resident")
    skills: Mapped[str | None] = mapped_column(String)
    since: Mapped[str | None] = mapped_column(String)
    until: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)
