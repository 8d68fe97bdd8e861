"""Residents: the people a community knows, with the minimum of personal data."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, living_index, sort_key, table_args


class Resident(Synced, Base):
    """A person known to the community; `birth` is an ISO date with the precision that is known."""

    __tablename__ = "resident"
    __table_args__ = table_args(living_index("ix_resident_name_key", "name_key"))

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
