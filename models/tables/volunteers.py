"""Volunteer teams and cultural groups with their members and activities (policy 2.3)."""

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, living_index, sort_key, table_args


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
    """A resident in a team with the skills offered; `consent_on`: agreed to be named on sheets."""

    __tablename__ = "team_member"
    __table_args__ = table_args(owners=("team_id", "resident_id"))

    team_id: Mapped[bytes] = link("volunteer_team")
    resident_id: Mapped[bytes] = link("resident")
    skills: Mapped[str | None] = mapped_column(String)
    since: Mapped[str | None] = mapped_column(String)
    until: Mapped[str | None] = mapped_column(String)
    consent_on: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)


class Activity(Synced, Base):
    """What a team did on a day; `kind` of vocab.ACTIVITY_KIND, `minutes` its length."""

    __tablename__ = "activity"
    __table_args__ = table_args(living_index("activity", "held_on"), owners=("team_id",))

    team_id: Mapped[bytes] = link("volunteer_team")
    kind: Mapped[str] = mapped_column(String)
    title: Mapped[str] = mapped_column(String, info={"search": "title"})
    held_on: Mapped[str] = mapped_column(String)
    starts: Mapped[str | None] = mapped_column(String)
    minutes: Mapped[int | None] = mapped_column(Integer)
    place: Mapped[str | None] = mapped_column(String)
    people_count: Mapped[int | None] = mapped_column(Integer)
    content: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    note: Mapped[str | None] = mapped_column(String)


class Participation(Synced, Base):
    """A resident who took part in an activity; `minutes` only where it differs from the activity's."""

    __tablename__ = "participation"
    __table_args__ = table_args(owners=("activity_id",))

    activity_id: Mapped[bytes] = link("activity")
    resident_id: Mapped[bytes] = link("resident")
    minutes: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str | None] = mapped_column(String)
