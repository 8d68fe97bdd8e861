"""Units: sub-district offices, communities, departments, companies and resident units (policy 1.1)."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, sort_key, table_args


class Unit(Synced, Base):
    """Any office, department, company or organisation; `kind` is a code of vocab.UNIT_KIND."""

    __tablename__ = "unit"
    __table_args__ = table_args()

    kind: Mapped[str] = mapped_column(String)
    name: Mapped[str] = mapped_column(String, info={"search": "title"})
    name_key: Mapped[str | None] = sort_key("title", "name")
    parent_id: Mapped[bytes | None] = link("unit")
    code: Mapped[str | None] = mapped_column(String)
    address: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    contact: Mapped[str | None] = mapped_column(String, info={"search": "name"})
    phone: Mapped[str | None] = mapped_column(String, info={"search": "digits"})
    note: Mapped[str | None] = mapped_column(String)
