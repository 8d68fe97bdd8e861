"""Cadre assignment, branch pairing (policy 2.5) and property service (policy 2.4) of a courtyard."""

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, table_args


class CadreAssignment(Synced, Base):
    """A cadre answerable for a courtyard."""

    __tablename__ = "cadre_assignment"
    __table_args__ = table_args(owners=("courtyard_id",))

    courtyard_id: Mapped[bytes] = link("courtyard")
    name: Mapped[str] = mapped_column(String, info={"search": "name"})
    title: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    phone: Mapped[str | None] = mapped_column(String, info={"search": "digits"})
    since: Mapped[str | None] = mapped_column(String)
    until: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)


class Pairing(Synced, Base):
    """A department branch paired with the branch of a courtyard."""

    __tablename__ = "pairing"
    __table_args__ = table_args(owners=("courtyard_id",))

    courtyard_id: Mapped[bytes] = link("courtyard")
    party_organisation_id: Mapped[bytes | None] = link("party_organisation")
    partner_unit_id: Mapped[bytes | None] = link("unit")
    partner_name: Mapped[str] = mapped_column(String, info={"search": "text"})
    since: Mapped[str | None] = mapped_column(String)
    until: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)


class PropertyService(Synced, Base):
    """Who serves the courtyard, how, for what charge; `charge_mills` in 0.001 yuan per `charge_unit`."""

    __tablename__ = "property_service"
    __table_args__ = table_args(owners=("courtyard_id",))

    courtyard_id: Mapped[bytes] = link("courtyard")
    mode: Mapped[str] = mapped_column(String)
    provider: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    provider_unit_id: Mapped[bytes | None] = link("unit")
    charge_mills: Mapped[int | None] = mapped_column(Integer, info={"grp": "charge"})
    charge_unit: Mapped[str | None] = mapped_column(String, info={"grp": "charge"})
    since: Mapped[str | None] = mapped_column(String)
    until: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)
