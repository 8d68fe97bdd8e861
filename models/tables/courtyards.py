"""Courtyards with their buildings, dwellings, owners and households."""

from sqlalchemy import Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, living_index, sort_key, table_args


class Courtyard(Synced, Base):
    """A residential yard without a managing unit, with every column of the survey sheet (policy 4.1).

    The owner `unit_id` is its community. Counts are whole numbers; `*_about` says that the sheet wrote 约.
    """

    __tablename__ = "courtyard"
    __table_args__ = table_args(living_index("courtyard", "name_key"))

    code: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    name: Mapped[str] = mapped_column(String, info={"search": "title"})
    name_key: Mapped[str | None] = sort_key("title", "name")
    address: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    built_year: Mapped[int | None] = mapped_column(Integer, info={"grp": "built"})
    built_text: Mapped[str | None] = mapped_column(String, info={"grp": "built"})
    building_count: Mapped[int | None] = mapped_column(Integer)
    entrance_count: Mapped[int | None] = mapped_column(Integer)
    household_count: Mapped[int | None] = mapped_column(Integer, info={"grp": "household_count"})
    household_about: Mapped[bool | None] = mapped_column(Boolean, info={"grp": "household_count"})
    resident_count: Mapped[int | None] = mapped_column(Integer, info={"grp": "resident_count"})
    resident_about: Mapped[bool | None] = mapped_column(Boolean, info={"grp": "resident_count"})
    party_total: Mapped[int | None] = mapped_column(Integer)
    party_full: Mapped[int | None] = mapped_column(Integer)
    party_working: Mapped[int | None] = mapped_column(Integer)
    fire_lane: Mapped[str | None] = mapped_column(String)
    access_control: Mapped[str | None] = mapped_column(String)
    lighting: Mapped[str | None] = mapped_column(String)
    charging: Mapped[str | None] = mapped_column(String)
    waste_sorting: Mapped[str | None] = mapped_column(String)
    service_station: Mapped[str | None] = mapped_column(String)
    status_note: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    no_party_reason: Mapped[str | None] = mapped_column(String)
    committee_readiness: Mapped[str | None] = mapped_column(String)
    no_committee_reason: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String, info={"search": "text"})


class Building(Synced, Base):
    """A block in a courtyard."""

    __tablename__ = "building"
    __table_args__ = table_args(owners=("courtyard_id",))

    courtyard_id: Mapped[bytes] = link("courtyard")
    name: Mapped[str] = mapped_column(String)
    name_key: Mapped[str | None] = sort_key("natural", "name")
    entrance_count: Mapped[int | None] = mapped_column(Integer)
    floor_count: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str | None] = mapped_column(String)


class Dwelling(Synced, Base):
    """A home in a building; `area` in 0.01 m²."""

    __tablename__ = "dwelling"
    __table_args__ = table_args(owners=("building_id",))

    courtyard_id: Mapped[bytes] = link("courtyard")
    building_id: Mapped[bytes] = link("building")
    entrance: Mapped[str | None] = mapped_column(String)
    entrance_key: Mapped[str | None] = sort_key("natural", "entrance")
    room: Mapped[str] = mapped_column(String)
    room_key: Mapped[str | None] = sort_key("natural", "room")
    area: Mapped[int | None] = mapped_column(Integer, info={"grp": "area"})
    area_about: Mapped[bool | None] = mapped_column(Boolean, info={"grp": "area"})
    note: Mapped[str | None] = mapped_column(String)


class Ownership(Synced, Base):
    """Who owns which share of a dwelling; the share is a fraction of whole numbers."""

    __tablename__ = "ownership"
    __table_args__ = table_args(owners=("dwelling_id", "resident_id"))

    dwelling_id: Mapped[bytes] = link("dwelling")
    resident_id: Mapped[bytes] = link("resident")
    share_part: Mapped[int | None] = mapped_column(Integer, info={"grp": "share"})
    share_whole: Mapped[int | None] = mapped_column(Integer, info={"grp": "share"})
    note: Mapped[str | None] = mapped_column(String)


class Household(Synced, Base):
    """Who lives together in a dwelling, with its head."""

    __tablename__ = "household"
    __table_args__ = table_args(owners=("dwelling_id",))

    dwelling_id: Mapped[bytes] = link("dwelling")
    head_id: Mapped[bytes | None] = link("resident")
    people_count: Mapped[int | None] = mapped_column(Integer)
    phone: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)
