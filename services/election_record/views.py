"""What is told about an election: plain values for the window, the sheets and the command."""

from dataclasses import dataclass, field

from models.rules.base import Hint
from models.rules.election_count import Outcome, Round
from models.rules.elections import ElectionFacts


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """Somebody put forward.

    Attributes:
        id: the candidacy; resident_id: the person.
        position: number on notice and ballot, None before the notice.
        name, sex, membership: of the person; labels, "" where not known.
        birth: ISO date as precise as known.
        nominated_by, background, introduction: as written.
        outcome: "open", "passed", "failed" or "withdrawn" (`models.rules.elections`).
        missing_levels: levels that have not looked yet.
        circumstance, vetted_by, vetted_on, level: of the last vetting.
        withdrawn_on, withdrawn_reason: where withdrawn.
    """

    id: bytes
    resident_id: bytes
    position: int | None
    name: str
    sex: str = ""
    birth: str = ""
    membership: str = ""
    nominated_by: str = ""
    background: str = ""
    introduction: str = ""
    outcome: str = "open"
    missing_levels: tuple[str, ...] = ()
    circumstance: str = ""
    vetted_by: str = ""
    vetted_on: str = ""
    level: str = ""
    withdrawn_on: str = ""
    withdrawn_reason: str = ""

    @property
    def stands(self) -> bool:
        """Whether the name is on the ballot."""
        return self.outcome == "passed"


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round: its resolution and meeting, number, day, and what was counted; `posts` by resident."""

    resolution_id: bytes
    meeting_id: bytes
    number: int
    held_on: str
    meeting: str
    poll: Round
    posts: tuple[tuple[bytes, str], ...] = ()


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """One thing on the handover list."""

    id: bytes
    position: int | None
    title: str
    quantity: str = ""
    handed_on: str = ""
    missing_reason: str = ""
    note: str = ""

    @property
    def settled(self) -> bool:
        """Whether it was handed over, or it is said why not."""
        return bool(self.handed_on or self.missing_reason)


@dataclass(frozen=True, slots=True)
class MemberLine:
    """Somebody in office: the record, the person, post as code, since when."""

    id: bytes
    resident_id: bytes
    name: str
    post: str
    since: str = ""


@dataclass(frozen=True, slots=True)
class ElectionView:
    """An election as it stands.

    Attributes:
        id, courtyard_id, committee_id: the records; unit_id: its community.
        title, kind, state, body: name and codes (vocab.ELECTION_KIND, ELECTION_STATE, COMMITTEE_KIND).
        courtyard, committee: names.
        seats, term_years, competitive, reason: as planned.
        planned_on, announced_on, elected_on, filed_on, handed_on: ISO dates, "" for none.
        filed_with, handed_from, handed_to, witness: as written.
        meeting_id: the meeting that is to vote.
        file_by: ISO last day to file, "" where not known.
        candidates, rounds, handover, members: what belongs to it; members of the committee now in office.
        outcome: what the rounds decided so far; the figures of its rounds fit.
        missing: what is missing before the next act, one sentence each.
        next_act: vet, announce, vote, confirm, publish, file, hand_over, recall, or "" where all is done.
        prepared: the resolution of a round whose papers are not counted yet, None for none.
        candidates_notice, result_notice: the notices of it, None before they are prepared.
        hints: what the rules remark.
        facts: what the rules judged.
    """

    id: bytes
    courtyard_id: bytes
    committee_id: bytes
    unit_id: bytes | None
    title: str
    kind: str
    state: str
    body: str
    courtyard: str
    committee: str
    seats: int | None = None
    term_years: int | None = None
    competitive: bool | None = None
    reason: str = ""
    planned_on: str = ""
    announced_on: str = ""
    meeting_id: bytes | None = None
    elected_on: str = ""
    filed_on: str = ""
    filed_with: str = ""
    handed_on: str = ""
    handed_from: str = ""
    handed_to: str = ""
    witness: str = ""
    file_by: str = ""
    candidates: tuple[CandidateLine, ...] = ()
    rounds: tuple[RoundLine, ...] = ()
    handover: tuple[HandoverLine, ...] = ()
    members: tuple[MemberLine, ...] = ()
    outcome: Outcome = field(default_factory=Outcome)
    missing: tuple[str, ...] = ()
    next_act: str = ""
    prepared: bytes | None = None
    candidates_notice: bytes | None = None
    result_notice: bytes | None = None
    hints: tuple[Hint, ...] = ()
    facts: ElectionFacts = field(default_factory=ElectionFacts)

    @property
    def standing(self) -> tuple[CandidateLine, ...]:
        """Who is on the ballot, in its order."""
        return tuple(each for each in self.candidates if each.stands)
