"""Residents and committees rate property service, committees and works (大家评)."""

from sqlalchemy import Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, table_args


class Appraisal(Synced, Base):
    """A round of rating; `target` of vocab.APPRAISAL_TARGET, `state` of vocab.APPRAISAL_STATE.

    `asked` counts the papers handed out or the households asked.
    """

    __tablename__ = "appraisal"
    __table_args__ = table_args(owners=("courtyard_id",))

    courtyard_id: Mapped[bytes] = link("courtyard")
    title: Mapped[str] = mapped_column(String, info={"search": "title"})
    target: Mapped[str] = mapped_column(String)
    target_name: Mapped[str | None] = mapped_column(String)
    committee_id: Mapped[bytes | None] = link("committee")
    matter_id: Mapped[bytes | None] = link("matter")
    property_service_id: Mapped[bytes | None] = link("property_service")
    from_day: Mapped[str | None] = mapped_column(String, info={"grp": "days"})
    to_day: Mapped[str | None] = mapped_column(String, info={"grp": "days"})
    asked: Mapped[int | None] = mapped_column(Integer)
    state: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    closed_on: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    conclusion: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    late: Mapped[bool | None] = mapped_column(Boolean)
    note: Mapped[str | None] = mapped_column(String)


class AppraisalItem(Synced, Base):
    """One question of a round of rating; `position` counts from 1."""

    __tablename__ = "appraisal_item"
    __table_args__ = table_args(owners=("appraisal_id",))

    appraisal_id: Mapped[bytes] = link("appraisal")
    position: Mapped[int | None] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String)


class AppraisalAnswer(Synced, Base):
    """A paper, or several alike counted together.

    `grades` are codes of vocab.GRADE in the order of the items.
    """

    __tablename__ = "appraisal_answer"
    __table_args__ = table_args(owners=("appraisal_id",))

    appraisal_id: Mapped[bytes] = link("appraisal")
    side: Mapped[str] = mapped_column(String)
    way: Mapped[str | None] = mapped_column(String)
    dwelling_id: Mapped[bytes | None] = link("dwelling")
    paper: Mapped[int | None] = mapped_column(Integer)
    grades: Mapped[str] = mapped_column(String)
    papers: Mapped[int] = mapped_column(Integer)
    comment: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    answered_on: Mapped[str | None] = mapped_column(String)
    entered_by: Mapped[str | None] = mapped_column(String)
