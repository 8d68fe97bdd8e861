"""Matters that walk the steps of 一征三议两公开, their steps, and the money for them (policy 2.6a)."""

from sqlalchemy import BigInteger, Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, table_args


class Matter(Synced, Base):
    """A matter residents decide on.

    Amounts in fen, `template` of vocab.MATTER_TEMPLATE or the office's own.

    `state` of vocab.MATTER_STATE. `rule_code` names the rule set that its resolution is counted by; None
    leaves that to the kind and day of the meeting. `late` marks what was entered afterwards (补录).
    """

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
    began_on: Mapped[str | None] = mapped_column(String)
    state: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    closed_on: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    close_reason: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    lead_unit: Mapped[str | None] = mapped_column(String)
    responsible_units: Mapped[str | None] = mapped_column(String)
    rule_code: Mapped[str | None] = mapped_column(String)
    late: Mapped[bool | None] = mapped_column(Boolean)


class MatterStep(Synced, Base):
    """One step a matter took; `step` of vocab.MATTER_STEP, or a step of the office's own template.

    `state` of vocab.STEP_STATE: a skipped step says who decided so and why. Of the round of opinions:
    households asked, households that answered, in favour and against. The meeting or the notice of a step is
    a record of its own.
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
    state: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    completed_on: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    completed_by: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    skipped_by: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    skip_reason: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    supervision: Mapped[str | None] = mapped_column(String)
    late: Mapped[bool | None] = mapped_column(Boolean)


class ConsultAnswer(Synced, Base):
    """A household in the round of opinions on a matter.

    Asked, and what it answered (vocab.CONSULT_ANSWER).
    """

    __tablename__ = "consult_answer"
    __table_args__ = table_args(owners=("matter_id",))

    matter_id: Mapped[bytes] = link("matter")
    building_id: Mapped[bytes | None] = link("building")
    dwelling_id: Mapped[bytes | None] = link("dwelling")
    name: Mapped[str | None] = mapped_column(String, info={"search": "name"})
    asked_on: Mapped[str | None] = mapped_column(String)
    asked_by: Mapped[str | None] = mapped_column(String)
    way: Mapped[str | None] = mapped_column(String)
    answered_on: Mapped[str | None] = mapped_column(String, info={"grp": "answer"})
    answer: Mapped[str | None] = mapped_column(String, info={"grp": "answer"})
    content: Mapped[str | None] = mapped_column(String, info={"grp": "answer", "search": "text"})
    note: Mapped[str | None] = mapped_column(String)


class MatterTemplate(Synced, Base):
    """A template of an office's own, copied from one that ships and edited: its steps in order as JSON."""

    __tablename__ = "matter_template"
    __table_args__ = table_args()

    code: Mapped[str] = mapped_column(String)
    name: Mapped[str] = mapped_column(String)
    base: Mapped[str | None] = mapped_column(String)
    steps_json: Mapped[str] = mapped_column(String)
    active: Mapped[bool] = mapped_column(Boolean)
    valid_from: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)


class FundingLine(Synced, Base):
    """Money for a matter from one source; `source` of vocab.FUNDING_SOURCE, `amount` in fen (policy 4.2)."""

    __tablename__ = "funding_line"
    __table_args__ = table_args(owners=("matter_id",))

    matter_id: Mapped[bytes] = link("matter")
    source: Mapped[str] = mapped_column(String)
    amount: Mapped[int] = mapped_column(BigInteger)
    note: Mapped[str | None] = mapped_column(String)
