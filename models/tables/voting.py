"""Who belongs to a meeting, the ballots cast in it, and what was counted (rules.md, deciding)."""

from sqlalchemy import BigInteger, Boolean, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Synced, link, table_args


class Attendee(Synced, Base):
    """One line of the roll of a meeting: a person, a household or a dwelling's owners.

    Lines with the same `head_key` are one head; None is a head of its own. `area` in 0.01 m². `votes` is
    False for whoever only listens. `state` of vocab.ATTENDEE_STATE; `arrived_at` and `left_at` are times of
    day, HH:MM. Represented by somebody else: `proxy_id` is that line of the roll, or `proxy_name` where the
    proxy is not on it; such a line counts as present.
    """

    __tablename__ = "attendee"
    __table_args__ = table_args(owners=("meeting_id",))

    meeting_id: Mapped[bytes] = link("meeting")
    position: Mapped[int | None] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String)
    body: Mapped[str | None] = mapped_column(String)
    votes: Mapped[bool] = mapped_column(Boolean)
    resident_id: Mapped[bytes | None] = link("resident")
    dwelling_id: Mapped[bytes | None] = link("dwelling")
    head_key: Mapped[str | None] = mapped_column(String, info={"grp": "weight"})
    area: Mapped[int | None] = mapped_column(Integer, info={"grp": "weight"})
    state: Mapped[str | None] = mapped_column(String, info={"grp": "presence"})
    arrived_at: Mapped[str | None] = mapped_column(String, info={"grp": "presence"})
    left_at: Mapped[str | None] = mapped_column(String, info={"grp": "presence"})
    proxy_id: Mapped[bytes | None] = link("attendee", grp="presence")
    proxy_name: Mapped[str | None] = mapped_column(String, info={"grp": "presence"})
    proxy_paper: Mapped[bool | None] = mapped_column(Boolean, info={"grp": "presence"})
    invited_on: Mapped[str | None] = mapped_column(String)
    note: Mapped[str | None] = mapped_column(String)


class Ballot(Synced, Base):
    """A ballot paper, or several alike counted together; `choice` of vocab.BALLOT_CHOICE.

    `entry` is 1 or 2: two people enter the same papers, and the two are compared. An open ballot names its
    line of the roll; a secret one only its running number `paper`; counted by entrance, `place` names the
    entrance and `papers` how many. In an election `picks` lists the candidates marked, as their positions
    divided by commas. `origin` of vocab.BALLOT_ORIGIN.
    """

    __tablename__ = "ballot"
    __table_args__ = table_args(
        Index("ix_ballot_resolution_entry", "resolution_id", "entry", "attendee_id"),
        owners=("resolution_id",),
    )

    resolution_id: Mapped[bytes] = link("resolution", index=False)
    entry: Mapped[int] = mapped_column(Integer)
    attendee_id: Mapped[bytes | None] = link("attendee")
    paper: Mapped[int | None] = mapped_column(Integer)
    place: Mapped[str | None] = mapped_column(String)
    choice: Mapped[str] = mapped_column(String, info={"grp": "vote"})
    picks: Mapped[str | None] = mapped_column(String, info={"grp": "vote"})
    papers: Mapped[int] = mapped_column(Integer, info={"grp": "vote"})
    origin: Mapped[str | None] = mapped_column(String, info={"grp": "vote"})
    entered_by: Mapped[str | None] = mapped_column(String, info={"grp": "vote"})
    note: Mapped[str | None] = mapped_column(String)


class VoteCount(Synced, Base):
    """What was counted, frozen with the rule that decided; a recount is a further one and says why.

    Heads are whole numbers, areas 0.01 m² (None where the rule counts heads only). `rule_json` is the rule as
    it stood, `tally_json` everything the tally sheet shows, `detail` names the list of single ballots among
    the files by its SHA-256.
    """

    __tablename__ = "vote_count"
    __table_args__ = table_args(owners=("resolution_id",))

    resolution_id: Mapped[bytes] = link("resolution")
    seq: Mapped[int] = mapped_column(Integer)
    rule_code: Mapped[str] = mapped_column(String)
    rule_json: Mapped[str] = mapped_column(String)
    heads_due: Mapped[int] = mapped_column(Integer)
    heads_present: Mapped[int] = mapped_column(Integer)
    heads_for: Mapped[int] = mapped_column(Integer)
    heads_against: Mapped[int] = mapped_column(Integer)
    heads_abstain: Mapped[int] = mapped_column(Integer)
    heads_invalid: Mapped[int] = mapped_column(Integer)
    area_due: Mapped[int | None] = mapped_column(BigInteger)
    area_present: Mapped[int | None] = mapped_column(BigInteger)
    area_for: Mapped[int | None] = mapped_column(BigInteger)
    area_against: Mapped[int | None] = mapped_column(BigInteger)
    area_abstain: Mapped[int | None] = mapped_column(BigInteger)
    area_invalid: Mapped[int | None] = mapped_column(BigInteger)
    quorum_met: Mapped[bool] = mapped_column(Boolean)
    passed: Mapped[bool] = mapped_column(Boolean)
    tally_json: Mapped[str] = mapped_column(String)
    digest: Mapped[str] = mapped_column(String)
    detail: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    detail_size: Mapped[int | None] = mapped_column(Integer)
    counted_on: Mapped[str] = mapped_column(String)
    counted_by: Mapped[str] = mapped_column(String)
    checked_by: Mapped[str | None] = mapped_column(String)
    single_reason: Mapped[str | None] = mapped_column(String)
    reason: Mapped[str | None] = mapped_column(String)
    late: Mapped[bool | None] = mapped_column(Boolean)


class Minutes(Synced, Base):
    """The record of a meeting in its closing form: draft, checked, signed, final.

    `state` of vocab.MINUTES_STATE.

    Final ones are frozen: their text, the PDF by its SHA-256 among the files, and a digest. A correction is a
    further one that names the old one.
    """

    __tablename__ = "minutes"
    __table_args__ = table_args(owners=("meeting_id",))

    meeting_id: Mapped[bytes] = link("meeting")
    seq: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String, info={"grp": "state"})
    text: Mapped[str | None] = mapped_column(String, info={"search": "text"})
    prepared_by: Mapped[str | None] = mapped_column(String)
    checked_by: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    checked_on: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    single_reason: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    signed_on: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    signed_by: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    final_on: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    final_by: Mapped[str | None] = mapped_column(String, info={"grp": "state"})
    data_json: Mapped[str | None] = mapped_column(String, info={"grp": "frozen"})
    pdf_sha256: Mapped[bytes | None] = mapped_column(LargeBinary(32), info={"grp": "frozen"})
    pdf_size: Mapped[int | None] = mapped_column(Integer, info={"grp": "frozen"})
    pages: Mapped[int | None] = mapped_column(Integer, info={"grp": "frozen"})
    digest: Mapped[str | None] = mapped_column(String, info={"grp": "frozen"})
    corrects_id: Mapped[bytes | None] = link("minutes")
    reason: Mapped[str | None] = mapped_column(String)
    late: Mapped[bool | None] = mapped_column(Boolean)
