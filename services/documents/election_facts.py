"""What the sheets of an election are told: plain values; names stand as they are printed."""

from __future__ import annotations

from dataclasses import dataclass

from services.documents.meeting_facts import Decision, MeetingFacts, Place, Posting


@dataclass(frozen=True, slots=True)
class StandingFacts:
    """A candidate, or whoever was elected.

    Attributes:
        name: as printed.
        sex, birth, membership: label, ISO date as precise as known, label; "" where not known.
        background, introduction, nominated_by: as written.
        post: of the elected, "" for others.
        votes: in the round that decided, None before the vote.
    """

    name: str
    sex: str = ""
    birth: str = ""
    membership: str = ""
    background: str = ""
    introduction: str = ""
    nominated_by: str = ""
    post: str = ""
    votes: int | None = None


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """A round: its meeting, ballots and votes, and the arithmetic that decided as sentences."""

    meeting: MeetingFacts
    decision: Decision
    told: str = ""


@dataclass(frozen=True, slots=True)
class HandoverFacts:
    """One thing on the handover list; `handed_on` ISO date, "" where it was not handed over."""

    title: str
    quantity: str = ""
    handed_on: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ElectionSheetFacts:
    """What every sheet of an election shows.

    Attributes:
        sheet: candidates, election_result, election_report, election_filing or handover.
        place: where the committee is.
        election: name of the election without that of the courtyard.
        committee, body: name and kind of the committee in words.
        kind: kind of the election in words.
        posting: how it hangs, or whose paper it is.
        title: the title a notice of it has of its own.
        seats, term_years: as planned.
        candidates: who stands, in the order of notice and ballot.
        vetted_by, vetted_on: who looked at the candidates, and when.
        unsuitable, withdrawn: how many were found unsuitable and how many withdrew.
        rounds: as they were counted.
        elected: with posts, the director first.
        open_seats: seats that nobody got.
        reason: why seats stay open, or as many candidates as seats stood.
        elected_on, file_by, filed_on, filed_with: ISO days and the organ.
        things: the handover list.
        handed_on, handed_from, handed_to, witness: of the handover.
    """

    sheet: str
    place: Place
    election: str
    committee: str
    body: str
    kind: str
    posting: Posting
    title: str = ""
    seats: int | None = None
    term_years: int | None = None
    candidates: tuple[StandingFacts, ...] = ()
    vetted_by: str = ""
    vetted_on: str = ""
    unsuitable: int = 0
    withdrawn: int = 0
    rounds: tuple[RoundFacts, ...] = ()
    elected: tuple[StandingFacts, ...] = ()
    open_seats: int = 0
    reason: str = ""
    elected_on: str = ""
    file_by: str = ""
    filed_on: str = ""
    filed_with: str = ""
    things: tuple[HandoverFacts, ...] = ()
    handed_on: str = ""
    handed_from: str = ""
    handed_to: str = ""
    witness: str = ""
