"""Meetings of every kind with attendance, agenda, resolutions and action items (policy 2.6c).

What a meeting counted stays as it was counted: who came and who got which votes does not go into the recycle
bin with the person.
"""

from sqlalchemy import BigInteger, Boolean, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, living_index, table_args


class Meeting(Synced, Base):
    """A meeting and its minutes; `kind` of vocab.MEETING_KIND.

    `announced_on` is the day it was made known; `starts` and `ends` are times of day, HH:MM. Areas are
    exclusive areas of owners in 0.01 m². `rule_code` names the rule set chosen for it, None leaves it to kind
    and day. `due_count` and `present_count` count who had to come and who came, proxies included;
    `proxy_count` of them were represented by somebody else.
    """

    __tablename__ = "meeting"
    __table_args__ = table_args(living_index("meeting", "held_on"), owners=("courtyard_id",))

    courtyard_id: Mapped[bytes | None] = link("courtyard")
    matter_id: Mapped[bytes | None] = link("matter")
    kind: Mapped[str] = mapped_column(String)
    title: Mapped[str] = mapped_column(String, info={"search": "title"})
    held_on: Mapped[str] = mapped_column(String)
    starts: Mapped[str | None] = mapped_column(String, info={"grp": "time"})
    ends: Mapped[str | None] = mapped_column(String, info={"grp": "time"})
    place: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    convener: Mapped[str | None] = mapped_column(String)
    chair_id: Mapped[bytes | None] = link("resident")
    chair_post: Mapped[str | None] = mapped_column(String)
    recorder_id: Mapped[bytes | None] = link("resident")
    due_count: Mapped[int | None] = mapped_column(Integer, info={"grp": "attendance"})
    present_count: Mapped[int | None] = mapped_column(Integer, info={"grp": "attendance"})
    proxy_count: Mapped[int | None] = mapped_column(Integer, info={"grp": "attendance"})
    record: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    note: Mapped[str | None] = mapped_column(String)
    announced_on: Mapped[str | None] = mapped_column(String)
    due_area: Mapped[int | None] = mapped_column(BigInteger, info={"grp": "attendance"})
    present_area: Mapped[int | None] = mapped_column(BigInteger, info={"grp": "attendance"})
    rule_code: Mapped[str | None] = mapped_column(String)
    late: Mapped[bool | None] = mapped_column(Boolean)


class Attendance(Synced, Base):
    """Who came to a meeting: a group with its numbers, or one person; `capacity` of vocab.CAPACITY."""

    __tablename__ = "attendance"
    __table_args__ = table_args(owners=("meeting_id",))

    meeting_id: Mapped[bytes] = link("meeting")
    capacity: Mapped[str] = mapped_column(String)
    body: Mapped[str] = mapped_column(String, info={"search": "text"})
    resident_id: Mapped[bytes | None] = link("resident")
    present_count: Mapped[int | None] = mapped_column(Integer, info={"grp": "count"})
    leave_count: Mapped[int | None] = mapped_column(Integer, info={"grp": "count"})
    note: Mapped[str | None] = mapped_column(String)


class AgendaItem(Synced, Base):
    """One item of the agenda: what was proposed and what was said about it; `position` counts from 1."""

    __tablename__ = "agenda_item"
    __table_args__ = table_args(owners=("meeting_id",))

    meeting_id: Mapped[bytes] = link("meeting")
    position: Mapped[int | None] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String, info={"search": "title"})
    content: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    discussion: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    matter_id: Mapped[bytes | None] = link("matter")
    action_item_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))


class Resolution(Synced, Base):
    """What a meeting decided, with its votes; `kind` of vocab.RESOLUTION_KIND, `outcome` of vocab.OUTCOME.

    For a motion: votes in favour, against and abstaining. For an election: seats to fill and ballots; the
    votes of each candidate stand in `candidate_vote`. How it was voted is `ballot_form` of vocab.BALLOT_FORM,
    the ballots stand in `ballot`, what was counted in `vote_count`; `state` of vocab.VOTE_STATE, None where
    only the figures were entered.
    """

    __tablename__ = "resolution"
    __table_args__ = table_args(owners=("meeting_id",))

    meeting_id: Mapped[bytes] = link("meeting")
    agenda_item_id: Mapped[bytes | None] = link("agenda_item")
    kind: Mapped[str] = mapped_column(String)
    title: Mapped[str] = mapped_column(String, info={"search": "title"})
    content: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    votes_for: Mapped[int | None] = mapped_column(Integer, info={"grp": "votes"})
    votes_against: Mapped[int | None] = mapped_column(Integer, info={"grp": "votes"})
    votes_abstain: Mapped[int | None] = mapped_column(Integer, info={"grp": "votes"})
    seats: Mapped[int | None] = mapped_column(Integer, info={"grp": "votes"})
    ballots_issued: Mapped[int | None] = mapped_column(Integer, info={"grp": "votes"})
    ballots_returned: Mapped[int | None] = mapped_column(Integer, info={"grp": "votes"})
    ballots_invalid: Mapped[int | None] = mapped_column(Integer, info={"grp": "votes"})
    outcome: Mapped[str | None] = mapped_column(String, info={"grp": "votes"})
    note: Mapped[str | None] = mapped_column(String)
    matter_id: Mapped[bytes | None] = link("matter")
    election_id: Mapped[bytes | None] = link("election")
    round: Mapped[int | None] = mapped_column(Integer)
    ballot_form: Mapped[str | None] = mapped_column(String)
    rule_code: Mapped[str | None] = mapped_column(String)
    state: Mapped[str | None] = mapped_column(String)


class CandidateVote(Synced, Base):
    """The votes one candidate got in an election, and whether that elected them, to which post."""

    __tablename__ = "candidate_vote"
    __table_args__ = table_args(owners=("resolution_id",))

    resolution_id: Mapped[bytes] = link("resolution")
    resident_id: Mapped[bytes] = link("resident")
    votes: Mapped[int | None] = mapped_column(Integer)
    elected: Mapped[bool | None] = mapped_column(Boolean)
    post: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)


class ActionItem(Synced, Base):
    """What somebody must do after a meeting; `responsible` is a name, a post or a body as the minutes say."""

    __tablename__ = "action_item"
    __table_args__ = table_args(owners=("meeting_id",))

    meeting_id: Mapped[bytes] = link("meeting")
    agenda_item_id: Mapped[bytes | None] = link("agenda_item")
    position: Mapped[int | None] = mapped_column(Integer)
    content: Mapped[str] = mapped_column(String, info={"search": "text"})
    responsible: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    resident_id: Mapped[bytes | None] = link("resident")
    due_on: Mapped[str | None] = mapped_column(String)
    matter_id: Mapped[bytes | None] = link("matter")
    done_on: Mapped[str | None] = mapped_column(String, info={"grp": "done"})
    result: Mapped[str | None] = mapped_column(String, info={"grp": "done"})
