"""What the working sheets of a meeting are told: the notice, the roll to sign, proxies, papers, the tally.

Names stand as they are printed; areas are 0.01 m², dates ISO text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from services.documents.meeting_facts import MeetingFacts, Place


@dataclass(frozen=True, slots=True)
class VotingSheetFacts:
    """What all of them carry: which sheet (`services.notices.targets`), where, which meeting, the day it is
    printed.
    """

    sheet: str
    place: Place
    meeting: MeetingFacts
    as_of: str


@dataclass(frozen=True, slots=True)
class InvitationFacts(VotingSheetFacts):
    """What 会议通知 shows.

    Attributes:
        announced_on: the day it was made known, "" for that of printing.
        agenda: titles in order.
        contact: whom to ask, as one line.
        proxy: the sentence on proxies, "" where none is allowed.
    """

    announced_on: str = ""
    agenda: tuple[str, ...] = ()
    contact: str = ""
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class RollLineFacts:
    """A line to sign: who, as what or where, area, and how it stands (到会15:00, 委托李安, 请假)."""

    name: str
    body: str = ""
    area: int | None = None
    state: str = ""
    votes: bool = True


@dataclass(frozen=True, slots=True)
class AttendanceSheetFacts(VotingSheetFacts):
    """What 签到表 shows.

    Attributes:
        lines: the roll in order; none leaves empty rows.
        by_area: areas are shown.
        filled: the meeting was held: how each line stands is printed instead of left open.
        quorum: the sentence of the light, "" before.
    """

    lines: tuple[RollLineFacts, ...] = ()
    by_area: bool = False
    filled: bool = False
    quorum: str = ""


@dataclass(frozen=True, slots=True)
class ProxyPaperFacts(VotingSheetFacts):
    """What 委托书 shows: what will be voted on, and the limit of proxies with its source."""

    motions: tuple[str, ...] = ()
    limit: str = ""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """One ballot paper: its number, and whose it is where votes are open."""

    number: int
    whose: str = ""


@dataclass(frozen=True, slots=True)
class BallotPaperFacts(VotingSheetFacts):
    """What 表决票 or 选票 shows.

    Attributes:
        title, content: what is voted on.
        seats: in an election how many may be marked; None for a motion.
        candidates: names in the order of the paper.
        signed: the paper is signed, because each names its voter.
        papers: in order.
    """

    title: str = ""
    content: str = ""
    seats: int | None = None
    candidates: tuple[str, ...] = ()
    signed: bool = False
    papers: tuple[PaperFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionFacts:
    """One condition of the rule and what was counted, each as printed.

    Attributes:
        what: 参加人数, 同意面积 …
        share: as the law words it.
        whole, need, actual, margin: numbers with their units.
        met: whether it is met.
    """

    what: str
    share: str
    whole: str
    need: str
    actual: str
    margin: str
    met: bool


@dataclass(frozen=True, slots=True)
class CandidateLineFacts:
    """A candidate as counted: number on the paper, name, votes, 当选, 未当选 or 同票."""

    position: int
    name: str
    votes: int
    result: str


@dataclass(frozen=True, slots=True)
class TallySheetFacts(VotingSheetFacts):
    """What 计票单 shows: everything by which somebody who doubts can reckon it again.

    Attributes:
        title, content: what was voted on; form: how.
        rule, article, valid, source: what the rule is about, law and article, from when to when it holds,
            and the full name of its text with what else has to be known.
        due, present: as printed.
        counts: rows of 人数 and 面积: label, due, present, for, against, abstain, invalid as printed.
        papers: of an election: issued, returned, valid, blank, invalid as printed.
        conditions: of the rule, with what was counted.
        reasons: the arithmetic in sentences.
        origins: rows: origin, for, against, abstain, invalid.
        candidates: of an election.
        passed: the outcome; of an election whether every seat was filled.
        result: the outcome in words.
        counted_on, counted_by, checked_by: when and by whom.
        remarks: 单人办理, 重新计票, 补录, each a sentence.
        digest: of the frozen count, to be compared.
    """

    title: str = ""
    content: str = ""
    form: str = ""
    rule: str = ""
    article: str = ""
    valid: str = ""
    source: str = ""
    due: str = ""
    present: str = ""
    counts: tuple[tuple[str, ...], ...] = ()
    papers: tuple[str, ...] = ()
    conditions: tuple[ConditionFacts, ...] = ()
    reasons: tuple[str, ...] = ()
    origins: tuple[tuple[str, ...], ...] = ()
    candidates: tuple[CandidateLineFacts, ...] = ()
    passed: bool = False
    result: str = ""
    counted_on: str = ""
    counted_by: str = ""
    checked_by: str = ""
    remarks: tuple[str, ...] = field(default_factory=tuple)
    digest: str = ""


SHEETS = (InvitationFacts, AttendanceSheetFacts, ProxyPaperFacts, BallotPaperFacts, TallySheetFacts)
"""Facts of each of these sheets."""
