"""What residents raise and quarrel about, and how it is looked after level by level (policy 2.1c, 2.6d)."""

from sqlalchemy import Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, living_index, table_args


class Opinion(Synced, Base):
    """What a resident raised; `channel` of vocab.OPINION_CHANNEL, `level` of vocab.HANDLING_LEVEL.

    `group_id` names the opinion that stands for several alike; `matter_id` the matter it was turned into;
    `notice_id` the sheet its result was published on. `state` of vocab.OPINION_STATE: it is closed only with
    an answer, and the answer is told to whoever raised it unless that is not known.
    """

    __tablename__ = "opinion"
    __table_args__ = table_args(living_index("opinion", "received_on"), owners=("courtyard_id",))

    courtyard_id: Mapped[bytes] = link("courtyard")
    building_id: Mapped[bytes | None] = link("building")
    dwelling_id: Mapped[bytes | None] = link("dwelling")
    title: Mapped[str] = mapped_column(String, info={"search": "title"})
    content: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    received_on: Mapped[str] = mapped_column(String)
    channel: Mapped[str] = mapped_column(String)
    category: Mapped[str | None] = mapped_column(String)
    urgency: Mapped[str | None] = mapped_column(String)
    anonymous: Mapped[bool | None] = mapped_column(Boolean, info={"grp": "raised"})
    resident_id: Mapped[bytes | None] = link("resident", grp="raised")
    raised_by: Mapped[str | None] = mapped_column(String, info={"grp": "raised", "search": "name"})
    contact: Mapped[str | None] = mapped_column(String, info={"grp": "raised"})
    level: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    state: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    due_on: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    answer: Mapped[str | None] = mapped_column(String, info={"grp": "answer", "search": "text"})
    answered_on: Mapped[str | None] = mapped_column(String, info={"grp": "answer"})
    answered_by: Mapped[str | None] = mapped_column(String, info={"grp": "answer"})
    told_on: Mapped[str | None] = mapped_column(String, info={"grp": "told"})
    told_how: Mapped[str | None] = mapped_column(String, info={"grp": "told"})
    satisfied: Mapped[str | None] = mapped_column(String, info={"grp": "told"})
    closed_on: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    group_id: Mapped[bytes | None] = link("opinion")
    matter_id: Mapped[bytes | None] = link("matter")
    notice_id: Mapped[bytes | None] = link("notice")
    published: Mapped[bool | None] = mapped_column(Boolean)
    source: Mapped[str | None] = mapped_column(String)
    late: Mapped[bool | None] = mapped_column(Boolean)
    note: Mapped[str | None] = mapped_column(String)


class Dispute(Synced, Base):
    """A quarrel to mediate; it climbs the same levels as an opinion, `state` of vocab.DISPUTE_STATE."""

    __tablename__ = "dispute"
    __table_args__ = table_args(living_index("dispute", "received_on"), owners=("courtyard_id",))

    courtyard_id: Mapped[bytes] = link("courtyard")
    building_id: Mapped[bytes | None] = link("building")
    opinion_id: Mapped[bytes | None] = link("opinion")
    title: Mapped[str] = mapped_column(String, info={"search": "title"})
    content: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    received_on: Mapped[str] = mapped_column(String)
    category: Mapped[str | None] = mapped_column(String)
    urgency: Mapped[str | None] = mapped_column(String)
    level: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    state: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    due_on: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    closed_on: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    result: Mapped[str | None] = mapped_column(String, info={"grp": "state", "search": "text"})
    late: Mapped[bool | None] = mapped_column(Boolean)
    note: Mapped[str | None] = mapped_column(String)


class HandlingStep(Synced, Base):
    """An opinion or a dispute at one level: since when, until when it has to be answered, what was answered.

    `level` of vocab.HANDLING_LEVEL, `outcome` of vocab.HANDLING_OUTCOME once that level is done with it.
    """

    __tablename__ = "handling_step"
    __table_args__ = table_args(owners=("opinion_id", "dispute_id"))

    opinion_id: Mapped[bytes | None] = link("opinion")
    dispute_id: Mapped[bytes | None] = link("dispute")
    level: Mapped[str] = mapped_column(String)
    organ: Mapped[str | None] = mapped_column(String)
    handler: Mapped[str | None] = mapped_column(String)
    received_on: Mapped[str] = mapped_column(String)
    due_on: Mapped[str | None] = mapped_column(String)
    answered_on: Mapped[str | None] = mapped_column(String, info={"grp": "answer"})
    answer: Mapped[str | None] = mapped_column(String, info={"grp": "answer", "search": "text"})
    outcome: Mapped[str | None] = mapped_column(String, info={"grp": "answer"})
    note: Mapped[str | None] = mapped_column(String)


class DisputeParty(Synced, Base):
    """Somebody who quarrels; `side` is 甲方, 乙方 and so on as the agreement calls them."""

    __tablename__ = "dispute_party"
    __table_args__ = table_args(owners=("dispute_id",))

    dispute_id: Mapped[bytes] = link("dispute")
    side: Mapped[str | None] = mapped_column(String)
    name: Mapped[str] = mapped_column(String, info={"search": "name"})
    resident_id: Mapped[bytes | None] = link("resident")
    dwelling_id: Mapped[bytes | None] = link("dwelling")
    contact: Mapped[str | None] = mapped_column(String)
    statement: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    note: Mapped[str | None] = mapped_column(String)


class Mediation(Synced, Base):
    """One attempt to settle a dispute, with the agreement it led to; `outcome` of vocab.MEDIATION_OUTCOME."""

    __tablename__ = "mediation"
    __table_args__ = table_args(owners=("dispute_id",))

    dispute_id: Mapped[bytes] = link("dispute")
    held_on: Mapped[str] = mapped_column(String)
    place: Mapped[str | None] = mapped_column(String)
    mediators: Mapped[str | None] = mapped_column(String)
    recorder: Mapped[str | None] = mapped_column(String)
    record: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    outcome: Mapped[str | None] = mapped_column(String, info={"grp": "outcome"})
    agreement: Mapped[str | None] = mapped_column(String, info={"grp": "outcome", "search": "text"})
    fulfil_by: Mapped[str | None] = mapped_column(String, info={"grp": "outcome"})
    fulfilled_on: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)


class CollectingPlan(Synced, Base):
    """A rhythm in which a courtyard collects opinions (定期收集): every so many months, until a day of it."""

    __tablename__ = "collecting_plan"
    __table_args__ = table_args(owners=("courtyard_id",))

    courtyard_id: Mapped[bytes] = link("courtyard")
    title: Mapped[str] = mapped_column(String, info={"search": "title"})
    every_months: Mapped[int] = mapped_column(Integer)
    due_day: Mapped[int | None] = mapped_column(Integer)
    from_day: Mapped[str] = mapped_column(String)
    until_day: Mapped[str | None] = mapped_column(String)
    way: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)


class CollectingRound(Synced, Base):
    """A round of collecting that was done: households asked, opinions collected.

    `month` YYYY-MM it counts for.
    """

    __tablename__ = "collecting_round"
    __table_args__ = table_args(owners=("plan_id",))

    plan_id: Mapped[bytes] = link("collecting_plan")
    month: Mapped[str] = mapped_column(String)
    done_on: Mapped[str] = mapped_column(String)
    done_by: Mapped[str | None] = mapped_column(String)
    asked: Mapped[int | None] = mapped_column(Integer)
    collected: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str | None] = mapped_column(String)
