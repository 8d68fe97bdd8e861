"""Residents with the minimum of personal data, and the representatives who speak for households."""

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, living_index, sort_key, table_args


class Resident(Synced, Base):
    """A person known to the community; `birth` is an ISO date with the precision that is known."""

    __tablename__ = "resident"
    __table_args__ = table_args(living_index("resident", "name_key"), many=True)

    courtyard_id: Mapped[bytes | None] = link("courtyard")
    dwelling_id: Mapped[bytes | None] = link("dwelling")
    name: Mapped[str] = mapped_column(String, info={"search": "name"})
    name_key: Mapped[str | None] = sort_key("pinyin", "name")
    sex: Mapped[str | None] = mapped_column(String)
    birth: Mapped[str | None] = mapped_column(String)
    id_number: Mapped[str | None] = mapped_column(String, info={"search": "digits"})
    phone: Mapped[str | None] = mapped_column(String, info={"search": "digits"})
    membership: Mapped[str | None] = mapped_column(String, info={"grp": "membership"})
    membership_text: Mapped[str | None] = mapped_column(String, info={"grp": "membership"})
    background: Mapped[str | None] = mapped_column(String)
    skills: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)


class Representative(Synced, Base):
    """A resident who speaks for households in a representatives' meeting, for a term.

    The households are named one by one in `representation`; `scope` says in words which part of the courtyard
    it is, for instance 3号楼2单元.
    """

    __tablename__ = "representative"
    __table_args__ = table_args(owners=("courtyard_id", "resident_id"))

    courtyard_id: Mapped[bytes] = link("courtyard")
    resident_id: Mapped[bytes] = link("resident")
    building_id: Mapped[bytes | None] = link("building")
    scope: Mapped[str | None] = mapped_column(String)
    household_count: Mapped[int | None] = mapped_column(Integer)
    since: Mapped[str | None] = mapped_column(String)
    until: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)


class Representation(Synced, Base):
    """A dwelling whose household a representative stands for."""

    __tablename__ = "representation"
    __table_args__ = table_args(owners=("representative_id", "dwelling_id"))

    representative_id: Mapped[bytes] = link("representative")
    dwelling_id: Mapped[bytes] = link("dwelling")
    note: Mapped[str | None] = mapped_column(String)
