"""Texts residents adopted, in versions, and the rules an office or a courtyard keeps (policy 2.6b, 3.5a)."""

from sqlalchemy import Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, table_args


class Charter(Synced, Base):
    """A residents' pact, charter or rules of procedure; `kind` of vocab.CHARTER_KIND."""

    __tablename__ = "charter"
    __table_args__ = table_args(owners=("courtyard_id",))

    courtyard_id: Mapped[bytes] = link("courtyard")
    kind: Mapped[str] = mapped_column(String)
    title: Mapped[str] = mapped_column(String, info={"search": "title"})
    note: Mapped[str | None] = mapped_column(String)


class CharterVersion(Synced, Base):
    """One version of a charter: its text, how it was adopted, from when to when it is in force."""

    __tablename__ = "charter_version"
    __table_args__ = table_args(owners=("charter_id",))

    charter_id: Mapped[bytes] = link("charter")
    number: Mapped[int | None] = mapped_column(Integer)
    text: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    change_note: Mapped[str | None] = mapped_column(String)
    adopted_on: Mapped[str | None] = mapped_column(String, info={"grp": "adopted"})
    adopted_by: Mapped[str | None] = mapped_column(String, info={"grp": "adopted"})
    meeting_id: Mapped[bytes | None] = link("meeting", grp="adopted")
    resolution_id: Mapped[bytes | None] = link("resolution", grp="adopted")
    from_day: Mapped[str | None] = mapped_column(String, info={"grp": "force"})
    until_day: Mapped[str | None] = mapped_column(String, info={"grp": "force"})
    late: Mapped[bool | None] = mapped_column(Boolean)
    note: Mapped[str | None] = mapped_column(String)


class RuleRecord(Synced, Base):
    """A rule as this office keeps it, or as a courtyard decided it for itself (rules.md, policy 3.5a).

    A row with the id of a shipped version (resources/rules.json) stands instead of it; any other is the
    office's own. With `courtyard_id` it holds for that courtyard alone. `rule` is the id that the program
    asks for, `code` the name of this version.
    """

    __tablename__ = "rule_record"
    __table_args__ = table_args(owners=("courtyard_id", "charter_version_id"))

    rule: Mapped[str] = mapped_column(String)
    code: Mapped[str] = mapped_column(String, index=True)
    title: Mapped[str] = mapped_column(String)
    law: Mapped[str] = mapped_column(String)
    article: Mapped[str | None] = mapped_column(String)
    value_json: Mapped[str] = mapped_column(String)
    valid_from: Mapped[str | None] = mapped_column(String, info={"grp": "valid"})
    valid_to: Mapped[str | None] = mapped_column(String, info={"grp": "valid"})
    local: Mapped[bool | None] = mapped_column(Boolean)
    blocks: Mapped[bool | None] = mapped_column(Boolean)
    active: Mapped[bool] = mapped_column(Boolean)
    courtyard_id: Mapped[bytes | None] = link("courtyard")
    charter_version_id: Mapped[bytes | None] = link("charter_version")
    note: Mapped[str | None] = mapped_column(String)
