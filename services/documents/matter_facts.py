"""What the sheets of a matter are told: 征求意见表, 征求意见汇总表, 议事登记表, 验收单; plain values.

Counts are None and texts empty where nothing is recorded; dates are ISO text, amounts fen. Names stand as
they are printed.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.documents.meeting_facts import Place


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """A household of the round of opinions: where it lives, its name as printed, what it answered."""

    building: str
    dwelling: str
    name: str = ""
    answer: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class TallyFacts:
    """Answers of a building, "" for all: listed, asked, answered, for, against, other, nobody there."""

    building: str
    counts: tuple[int, int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class MatterStepFacts:
    """A step on 议事登记表.

    Attributes:
        name: what it is called.
        state: in words, with 补录.
        days: when, in Chinese.
        venue: where.
        who: who met or did it.
        meets: whether it is a meeting, for which it is told who had to come.
        due, present: of the meeting; `counted` is 人 or 户.
        figures: what else was counted, in words.
        posted: the notice of it, with its number.
        result: what came of it.
        skipped: who decided to skip it and why, "" for none.
        supervision: what the supervisors said.
    """

    name: str
    state: str
    days: str = ""
    venue: str = ""
    who: str = ""
    due: int | None = None
    present: int | None = None
    counted: str = "人"
    meets: bool = False
    figures: str = ""
    posted: str = ""
    result: str = ""
    skipped: str = ""
    supervision: str = ""


@dataclass(frozen=True, slots=True)
class MatterSheetFacts:
    """Everything about a matter that one of its sheets may show.

    Attributes:
        sheet: which sheet, a kind of `services.notices.targets.SHEETS`.
        place: where it belongs.
        title: the matter.
        as_of: ISO date the sheet is made.
        programme: what its steps are called together.
        origins: the reasons a matter may be moved for, each with whether it is this one's.
        began_on, content, lead_unit, responsible_units, note: as recorded.
        budget, final_cost: in fen.
        funding: who pays how much.
        finished_on: when the work was done.
        state: in words, "" while it is on its way; `late` marks what was entered afterwards.
        steps: in order.
        households, tallies: the round of opinions, the sum last.
        opinions: what the round said in the main.
        decided: what was decided, with day and meeting.
        accepted_by: how many signed the acceptance.
    """

    sheet: str
    place: Place
    title: str
    as_of: str = ""
    programme: str = ""
    origins: tuple[tuple[str, bool], ...] = ()
    began_on: str = ""
    content: str = ""
    lead_unit: str = ""
    responsible_units: str = ""
    note: str = ""
    budget: int | None = None
    final_cost: int | None = None
    funding: tuple[tuple[str, int], ...] = ()
    finished_on: str = ""
    state: str = ""
    late: bool = False
    steps: tuple[MatterStepFacts, ...] = ()
    households: tuple[HouseholdFacts, ...] = ()
    tallies: tuple[TallyFacts, ...] = ()
    opinions: str = ""
    decided: str = ""
    accepted_by: int | None = None
