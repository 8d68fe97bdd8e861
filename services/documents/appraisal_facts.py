"""What the sheets of a round of rating are told: plain values; nobody who answered is named."""

from __future__ import annotations

from dataclasses import dataclass

from services.documents.meeting_facts import Place, Posting


@dataclass(frozen=True, slots=True)
class RatedFacts:
    """What was answered to one item, or to all of them.

    Attributes:
        title: the item.
        counts: papers by grade, in the order of the grades.
        blank: papers that left it blank.
        rate: 满意率 as printed.
    """

    title: str
    counts: tuple[int, ...]
    blank: int
    rate: str


@dataclass(frozen=True, slots=True)
class SideFacts:
    """What one side answered: its name, its papers, the items and all of them together."""

    name: str
    papers: int
    items: tuple[RatedFacts, ...]
    whole: RatedFacts


@dataclass(frozen=True, slots=True)
class AppraisalSheetFacts:
    """What every sheet of a round of rating shows.

    Attributes:
        sheet: appraisal, appraisal_form or appraisal_summary.
        place: where it was asked.
        appraisal: name of the round without that of the courtyard.
        target: what kind of thing is rated, in words.
        target_name: who or what is rated, "" where nobody wrote it.
        posting: how it hangs, or whose paper it is.
        title: the title a notice of it has of its own.
        grades: names of the grades.
        items: titles of the items.
        from_day, to_day, closed_on: ISO days, "" where not known.
        asked, papers: how many went out, None where not known, and came back.
        response: 回收率 as printed.
        sides: those that answered.
        comments: what was written on papers, each once, with how many said so; names and numbers masked.
        more_comments: how many were left out.
        said: what the office concludes, in lines.
        late: entered after it was held (补录).
    """

    sheet: str
    place: Place
    appraisal: str
    target: str
    target_name: str
    posting: Posting
    title: str = ""
    grades: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    from_day: str = ""
    to_day: str = ""
    closed_on: str = ""
    asked: int | None = None
    papers: int = 0
    response: str = ""
    sides: tuple[SideFacts, ...] = ()
    comments: tuple[tuple[str, int], ...] = ()
    more_comments: int = 0
    said: tuple[str, ...] = ()
    late: bool = False
