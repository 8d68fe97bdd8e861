"""Matters that walk the steps of 一征三议两公开, their steps, and the money for them (policy 2.6a)."""

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, table_args


class Matter(Synced, Base):
    """A matter residents decide on; amounts in fen, `template` of vocab.MATTER_TEMPLATE."""

    __tablename__ = "matter"
    __table_args__ = table_args(owners=("courtyard_id",))

    courtyard_id: Mapped[bytes] = link("courtyard")
    title: Mapped[str] = mapped_column(String, info={"search": "title"})
    template: Mapped[str] = mapped_column(String)
    origin: Mapped[str | None] = mapped_column(String)
    content: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    budget: Mapped[int | None] = mapped_column(BigInteger)
    final_cost: Mapped[int | None] = mapped_column(BigInteger)
    finished_on: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)


class MatterStep(Synced, Base):
    """One step a matter took; `step` of vocab.MATTER_STEP.

    Of the round of opinions: households asked, households that answered, in favour and against. The meeting
    or the notice of a step is a record of its own.
    """

    __tablename__ = "matter_step"
    __table_args__ = table_args(owners=("matter_id",))

    matter_id: Mapped[bytes] = link("matter")
    step: Mapped[str] = mapped_column(String)
    from_day: Mapped[str | None] = mapped_column(String, info={"grp": "days"})
    to_day: Mapped[str | None] = mapped_column(String, info={"grp": "days"})
    meeting_id: Mapped[bytes | None] = link("meeting")
    notice_id: Mapped[bytes | None] = link("notice")
    done_by: Mapped[str | None] = mapped_column(String)
    households_asked: Mapped[int | None] = mapped_column(Integer, info={"grp": "opinions"})
    households_answered: Mapped[int | None] = mapped_column(Integer, info={"grp": "opinions"})
    in_favour: Mapped[int | None] = mapped_column(Integer, info={"grp": "opinions"})
    against: Mapped[int | None] = mapped_column(Integer, info={"grp": "opinions"})
    accepted_by: Mapped[int | None] = mapped_column(Integer)
    record: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    note: Mapped[str | None] = mapped_column(String)


class FundingLine(Synced, Base):
    """Money for a matter from one source; `source` of vocab.FUNDING_SOURCE, `amount` in fen (policy 4.2)."""

    __tablename__ = "funding_line"
    __table_args__ = table_args(owners=("matter_id",))

    matter_id: Mapped[bytes] = link("matter")
    source: Mapped[str] = mapped_column(String)
    amount: Mapped[int] = mapped_column(BigInteger)
    note: Mapped[str | None] = mapped_column(String)
