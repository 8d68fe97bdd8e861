"""What the sheets of meetings, resolutions and notices are told: plain values, as `facts` is for courtyards.

Counts are None and texts empty where nothing is recorded; dates are ISO text with the precision known,
amounts fen. Names stand as they are printed: whoever may not be named in full is masked already.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.documents.model import Photo


@dataclass(frozen=True, slots=True)
class Place:
    """Where a meeting or a notice belongs: courtyard (empty for the whole community), community, office."""

    courtyard: str = ""
    community: str = ""
    office: str = ""

    @property
    def name(self) -> str:
        """The courtyard, or the community where it is about all of them."""
        return self.courtyard or self.community

    @property
    def organ(self) -> str:
        """Who signs when nobody else is named: the residents' committee of the community."""
        return f"{self.community}居民委员会"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate of an election: name, votes, whether elected, to which post, remark."""

    name: str
    votes: int | None = None
    elected: bool | None = None
    post: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a meeting decided.

    Attributes:
        title, content: what was decided.
        is_election: whether people were elected; then ballots and candidates count, else the three votes.
        votes_for, votes_against, votes_abstain: votes on a motion.
        seats: how many were to be elected.
        issued, returned, invalid: ballots.
        outcome: 通过, 未通过, or empty.
        candidates: in the order of their votes.
        note: remark, on the minutes only.
    """

    title: str
    content: str = ""
    is_election: bool = False
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstain: int | None = None
    seats: int | None = None
    issued: int | None = None
    returned: int | None = None
    invalid: int | None = None
    outcome: str = ""
    candidates: tuple[Candidate, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class AgendaFacts:
    """One item of the agenda with what was proposed, said and decided."""

    title: str
    content: str = ""
    discussion: str = ""
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """What somebody has to do after a meeting."""

    content: str
    responsible: str = ""
    due_on: str = ""
    done_on: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class AttendanceFacts:
    """A group or a person at a meeting.

    Attributes:
        body: which group, or in which office.
        name: the person as printed, empty for a group.
        present, leave: how many came and how many were excused.
        note: remark.
        observer: 列席 instead of 出席.
        masked: whether the name is masked: somebody there in no office.
    """

    body: str
    name: str = ""
    present: int | None = None
    leave: int | None = None
    note: str = ""
    observer: bool = False
    masked: bool = False


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What a meeting was.

    Attributes:
        title, kind: its name, and the kind in words (联席会议 …).
        held_on, starts, ends: day, and times of day HH:MM.
        venue, convener: where, and who called it.
        chair, chair_post, recorder: names and post.
        due, present, proxies: who had to come, who came, proxies among them.
        counted: 人, or 户 for a meeting of households.
        matter: the matter it was held for.
    """

    title: str
    kind: str = ""
    held_on: str = ""
    starts: str = ""
    ends: str = ""
    venue: str = ""
    convener: str = ""
    chair: str = ""
    chair_post: str = ""
    recorder: str = ""
    due: int | None = None
    present: int | None = None
    proxies: int | None = None
    counted: str = "人"
    matter: str = ""


@dataclass(frozen=True, slots=True)
class MinutesFacts:
    """What 会议纪要 shows (policy 2.6c).

    Attributes:
        place, meeting, agenda: of which meeting, and what was talked about.
        decisions: those that belong to no item of the agenda.
        actions, attendance: what is to be done, and who came.
        record, note: what else is recorded.
        own_text: what the office added in its own words.
        checker: who checked the minutes, or 单人办理.
        correction: what a correction says of the version before, "" for others.
        late: they were written afterwards from paper (补录).
    """

    place: Place
    meeting: MeetingFacts
    agenda: tuple[AgendaFacts, ...] = ()
    decisions: tuple[Decision, ...] = ()
    actions: tuple[ActionFacts, ...] = ()
    attendance: tuple[AttendanceFacts, ...] = ()
    record: str = ""
    note: str = ""
    own_text: str = ""
    checker: str = ""
    correction: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Posting:
    """How a notice hangs on the board.

    Attributes:
        from_day, until_day: the period, both days counted.
        board: where it hangs.
        least_days: the shortest period the law allows on that day, None where none is set.
        organ: who signs; issued_on: date under the sheet.
        contact_name, contact_phone, contact_place: where to object.
        basis: the law or the document it is posted by on that day, "" where none is known.
    """

    organ: str
    issued_on: str = ""
    from_day: str = ""
    until_day: str = ""
    board: str = ""
    least_days: int | None = None
    contact_name: str = ""
    contact_phone: str = ""
    contact_place: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One step a matter took: name, days, by whom, and what came of it."""

    step: str
    from_day: str = ""
    to_day: str = ""
    done_by: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class MatterFacts:
    """The matter behind a resolution: its steps so far, budget in fen, who pays how much, and its template
    (vocab.MATTER_TEMPLATE); `published` is the ISO day its resolution was made public.
    """

    title: str
    steps: tuple[StepFacts, ...] = ()
    budget: int | None = None
    funding: tuple[tuple[str, int], ...] = ()
    template: str = "six_steps"
    published: str = ""


@dataclass(frozen=True, slots=True)
class ResolutionFacts:
    """What 决议公示 shows (policy 2.6a, 居委会组织法 34); an empty title is made from the resolution."""

    place: Place
    meeting: MeetingFacts
    decisions: tuple[Decision, ...]
    posting: Posting
    title: str = ""
    matter: MatterFacts | None = None


@dataclass(frozen=True, slots=True)
class OwnTextFacts:
    """A notice with a text of its own; `formal` ones carry period and how to object, 温馨提示 does not.

    `matter` is what it is about, `step` which step of it this notice is (vocab.MATTER_STEP), empty for none.
    `photos` belong to its text; `photos_missing` says as a sentence why one of them cannot be printed.
    `scanned` says that they are pages of a paper that hangs as it is: each stands alone, as large as it can.
    """

    place: Place
    title: str
    body: str
    posting: Posting
    formal: bool = False
    matter: MatterFacts | None = None
    step: str = ""
    photos: tuple[Photo, ...] = ()
    photos_missing: str = ""
    scanned: bool = False
