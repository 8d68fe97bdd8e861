"""What a round of rating looks like to whoever asks: plain frozen values."""

from dataclasses import dataclass

from models import vocab
from models.rules.appraisal import Tally, percent, to_digits


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item; `position` counts from 1."""

    id: bytes
    position: int
    title: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A paper that came back, or several alike counted together.

    Attributes:
        id: its row.
        side: of vocab.APPRAISAL_SIDE.
        way: of vocab.COLLECTING_WAY, "" where not known.
        dwelling_id, dwelling: whose it is, None and "" where it came without one.
        paper: its running number, None where it has none.
        grades: of models.rules.appraisal.GRADES, in the order of the items.
        papers: how many say so.
        comment: what was written on it.
        answered_on: ISO date.
        entered_by: who entered it.
    """

    id: bytes
    side: str
    way: str
    dwelling_id: bytes | None
    dwelling: str
    paper: int | None
    grades: tuple[str, ...]
    papers: int
    comment: str
    answered_on: str
    entered_by: str

    @property
    def digits(self) -> str:
        """Its grades as they are typed."""
        return to_digits(self.grades)

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        if self.paper is not None:
            return f"第{self.paper}号表"
        return self.dwelling or f"合并录入的{self.papers}份"


@dataclass(frozen=True, slots=True)
class Door:
    """A dwelling whose answer may be entered, with its label: 3号楼2单元501."""

    id: bytes
    label: str


@dataclass(frozen=True, slots=True)
class AppraisalView:
    """A round of rating.

    Attributes:
        id, courtyard_id, unit_id: the row and where it belongs.
        courtyard: name of the courtyard.
        title: of the round.
        target: of vocab.APPRAISAL_TARGET.
        target_name: who or what is rated.
        state: of vocab.APPRAISAL_STATE.
        from_day, to_day, closed_on: ISO dates, "" where not known.
        asked: papers handed out or households asked, None where not known.
        conclusion: the frozen tally in words and what the office adds; "" before it is closed.
        late: entered after it was held (补录).
        note: remarks, with the reasons for which it was opened again.
        items: in their order.
        answers: as they were entered.
        tally: as far as it was answered.
        notice_id: the notice of its result, None for none; `notice_state` in words.
        next_act: what comes next: items, enter, close, publish or "".
        missing: what is missing before that, as a sentence; "" for nothing.
    """

    id: bytes
    courtyard_id: bytes
    unit_id: bytes | None
    courtyard: str
    title: str
    target: str
    target_name: str
    state: str
    from_day: str
    to_day: str
    closed_on: str
    asked: int | None
    conclusion: str
    late: bool
    note: str
    items: tuple[ItemLine, ...]
    answers: tuple[AnswerLine, ...]
    tally: Tally
    notice_id: bytes | None = None
    notice_state: str = ""
    next_act: str = ""
    missing: str = ""

    @property
    def is_open(self) -> bool:
        """Whether answers are still entered."""
        return self.state == "open"

    def progress(self) -> str:
        """Return what came back so far, in words."""
        asked = f"发出{self.asked}份，" if self.asked is not None else ""
        response = f"，回收率{percent(self.tally.response)}" if self.tally.response else ""
        sides = "；".join(
            f"{vocab.APPRAISAL_SIDE.label(each.side)}{each.papers}份，满意率{percent(each.rate)}"
            for each in self.tally.sides
        )
        return f"{asked}收回{self.tally.papers}份{response}" + (f"（{sides}）" if sides else "")

    def next_paper(self, side: str) -> int:
        """Return the first running number after the highest one that was entered for a side."""
        return max((each.paper or 0 for each in self.answers if each.side == side), default=0) + 1
