"""What the sheets of opinions and disputes are told: plain values, as `meeting_facts` is for meetings.

Dates are ISO text, texts empty where nothing is recorded; names stand as they are printed.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.documents.meeting_facts import Place, Posting


@dataclass(frozen=True, slots=True)
class ResultLine:
    """An opinion on 意见办理结果: when, by whom (masked), what, how many said so, answer, at which level."""

    received_on: str
    who: str
    title: str
    answer: str
    answered_on: str
    level: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """What 意见办理结果 shows: the place, the month in words, how it hangs, and the opinions."""

    place: Place
    month: str
    posting: Posting
    title: str
    lines: tuple[ResultLine, ...]


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A level as the registration form shows it."""

    level: str
    organ: str
    received_on: str
    due_on: str
    answered_on: str
    outcome: str
    answer: str
    handler: str


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What 意见登记表 shows: one opinion and its way through the levels.

    Attributes:
        merged: what was merged into it, each with who raised it.
        leads_to: what it was turned into: 协商事项“换顶棚”.
        late: whether it was entered after the fact.
    """

    place: Place
    title: str
    content: str
    received_on: str
    channel: str
    category: str
    urgency: str
    building: str
    who: str
    contact: str
    levels: tuple[LevelLine, ...]
    answer: str = ""
    answered: str = ""
    told: str = ""
    closed_on: str = ""
    merged: tuple[str, ...] = ()
    leads_to: tuple[str, ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """A party of a quarrel: 甲方, the name, what they say."""

    side: str
    name: str
    statement: str = ""


@dataclass(frozen=True, slots=True)
class MediationFacts:
    """What 调解记录 shows.

    Attributes:
        title, content: the quarrel.
        number: which attempt it was, counted from 1.
        agreement: what was agreed, a line each.
    """

    place: Place
    title: str
    content: str
    category: str
    parties: tuple[PartyFacts, ...]
    held_on: str
    venue: str
    mediators: str
    recorder: str
    record: str
    outcome: str
    agreement: tuple[str, ...] = ()
    fulfil_by: str = ""
    number: int = 1


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """What 调解协议书 shows: the mediation in which it was reached."""

    place: Place
    mediation: MediationFacts
