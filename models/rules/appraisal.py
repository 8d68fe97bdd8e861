"""The tally of a round of rating (大家评): counts per grade, 满意率 and response rate, as exact fractions.

满意率 of an item is 很满意 and 满意 together among those who rated it: whoever ticks 不了解 says nothing
about the matter, and what was left blank says nothing either (policy 2.6d, 楼院管理大家评).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

GRADES: Final = ("very_good", "good", "fair", "poor", "none")
"""Codes of vocab.GRADE in the order they are printed and typed: 1 很满意 … 5 不了解."""
SATISFIED: Final = ("very_good", "good")
UNKNOWN: Final = "none"
BLANK: Final = ""
"""An item that was left blank on the paper."""
SIDES: Final = ("residents", "committee")
"""Codes of vocab.APPRAISAL_SIDE."""
MOST_ITEMS, MOST_PAPERS = 20, 100_000


@dataclass(frozen=True, slots=True)
class Answer:
    """A paper, or several alike counted together.

    Attributes:
        side: one of `SIDES`.
        grades: one of `GRADES` or `BLANK` for each item, in their order.
        papers: how many papers say so, at least 1.
        name: what the answer is called in a refusal, for example 第12号表.
    """

    side: str
    grades: tuple[str, ...]
    papers: int = 1
    name: str = "这张表"


@dataclass(frozen=True, slots=True)
class ItemTally:
    """What was answered to one item.

    Attributes:
        title: the item.
        counts: papers by grade, in the order of `GRADES`.
        blank: papers that left it blank.
    """

    title: str
    counts: tuple[int, ...] = (0,) * len(GRADES)
    blank: int = 0

    def of(self, grade: str) -> int:
        """Return how many papers say this grade.

        Raises:
            ValueError: no such grade.
        """
        return self.counts[GRADES.index(grade)]

    @property
    def known(self) -> int:
        """Papers that rate it: neither 不了解 nor blank."""
        return sum(self.counts) - self.of(UNKNOWN)

    @property
    def satisfied(self) -> int:
        """Papers that say 很满意 or 满意."""
        return sum(self.of(grade) for grade in SATISFIED)

    @property
    def rate(self) -> Fraction | None:
        """满意率, None where nobody rated it."""
        return Fraction(self.satisfied, self.known) if self.known else None


@dataclass(frozen=True, slots=True)
class SideTally:
    """What one side answered; `items` in their order."""

    side: str
    papers: int
    items: tuple[ItemTally, ...]

    @property
    def whole(self) -> ItemTally:
        """All items together: every single rating counts once."""
        return _summed("综合", self.items)

    @property
    def rate(self) -> Fraction | None:
        """满意率 over all items, None where nobody rated any."""
        return self.whole.rate


@dataclass(frozen=True, slots=True)
class Tally:
    """A round as it was answered.

    Attributes:
        asked: papers handed out or households asked, None where not known.
        sides: only those that answered, in the order of `SIDES`.
    """

    asked: int | None
    sides: tuple[SideTally, ...]

    @property
    def papers(self) -> int:
        """Papers that came back, of all sides."""
        return sum(each.papers for each in self.sides)

    @property
    def response(self) -> Fraction | None:
        """回收率: papers that came back among those handed out; None where that is not known."""
        return Fraction(self.papers, self.asked) if self.asked else None

    def side(self, code: str) -> SideTally | None:
        """Return what one side answered, None where it did not."""
        return next((each for each in self.sides if each.side == code), None)


def percent(share: Fraction | None) -> str:
    """Return a share in percent with one decimal, rounded half up: 66.7%; — where there is none.

    Args:
        share: 0 or more.
    """
    if share is None:
        return "—"
    tenths = (share * 2000 + 1) // 2
    return f"{tenths // 10}.{tenths % 10}%"


def refusal(answer: Answer, items: int) -> str:
    """Return why an answer cannot be counted as one sentence, "" for one that can.

    Args:
        answer: what was entered.
        items: how many items the round has.
    """
    if answer.side not in SIDES:
        return f"{answer.name}没有写明是居民还是自治组织评的。"
    if not 1 <= answer.papers <= MOST_PAPERS:
        return f"{answer.name}的份数是{answer.papers}，应当在1到{MOST_PAPERS}之间。"
    if len(answer.grades) != items:
        return f"{answer.name}评了{len(answer.grades)}项，评议内容共{items}项，请核对后重新录入。"
    wrong = [grade for grade in answer.grades if grade not in (*GRADES, BLANK)]
    if wrong:
        return f"{answer.name}有不认识的等次“{wrong[0]}”，请按1到5录入。"
    if not any(answer.grades):
        return f"{answer.name}一项也没有评，是空白表，不录入。"
    return ""


def too_many(papers: int, asked: int | None) -> str:
    """Return why more papers came back than were handed out, "" where they did not.

    Args:
        papers: all that came back.
        asked: handed out, None where not known.
    """
    if asked is None or papers <= asked:
        return ""
    return f"收回{papers}份，多于发出的{asked}份。请核对发出的份数，或已经录入的评议表。"


def refusals(items: Sequence[str], answers: Sequence[Answer], asked: int | None) -> tuple[str, ...]:
    """Return everything that keeps a round from being tallied, none where it can be.

    Args:
        items: titles of the items.
        answers: all that came back.
        asked: papers handed out, None where not known.
    """
    found = [refusal(each, len(items)) for each in answers]
    if not items:
        found.insert(0, "还没有评议内容。")
    found.append(too_many(sum(each.papers for each in answers), asked))
    return tuple(each for each in found if each)


def tally(items: Sequence[str], answers: Sequence[Answer], asked: int | None) -> Tally:
    """Count a round by side and item.

    Args:
        items: titles of the items.
        answers: all that came back.
        asked: papers handed out, None where not known.

    Raises:
        ValueError: something is refused, see `refusals`.
    """
    wrong = refusals(items, answers, asked)
    if wrong:
        raise ValueError(wrong[0])
    sides = []
    for side in SIDES:
        given = [each for each in answers if each.side == side]
        if given:
            counted = tuple(_item(title, at, given) for at, title in enumerate(items))
            sides.append(SideTally(side, sum(each.papers for each in given), counted))
    return Tally(asked, tuple(sides))


def _item(title: str, at: int, answers: Sequence[Answer]) -> ItemTally:
    counts = dict.fromkeys((*GRADES, BLANK), 0)
    for each in answers:
        counts[each.grades[at]] += each.papers
    return ItemTally(title, tuple(counts[grade] for grade in GRADES), counts[BLANK])


def _summed(title: str, items: Sequence[ItemTally]) -> ItemTally:
    counts = tuple(sum(each.counts[at] for each in items) for at in range(len(GRADES)))
    return ItemTally(title, counts, sum(each.blank for each in items))


# as it is typed and kept


def from_digits(typed: str) -> tuple[str, ...] | None:
    """Return the grades of what was typed, None where it is something else than digits 0 to 5.

    Args:
        typed: a digit for each item: 1 很满意 … 5 不了解, 0 left blank.
    """
    if any(each not in "012345" for each in typed):
        return None
    return tuple(BLANK if each == "0" else GRADES[int(each) - 1] for each in typed)


def to_digits(grades: Sequence[str]) -> str:
    """Return grades as they are typed."""
    return "".join(str(GRADES.index(each) + 1) if each else "0" for each in grades)


def kept(grades: Sequence[str]) -> str:
    """Return grades as they are stored."""
    return ",".join(grades)


def read(stored: str) -> tuple[str, ...]:
    """Return the grades that are stored."""
    return tuple(stored.split(","))


def told(found: Tally, names: Sequence[str] = ("居民", "自治组织")) -> str:
    """Return the tally in words, as it is frozen with the conclusion.

    Args:
        found: the tally.
        names: what each of `SIDES` is called.
    """
    asked = f"发出{found.asked}份，" if found.asked is not None else ""
    response = f"，回收率{percent(found.response)}" if found.response is not None else ""
    lines = [f"{asked}收回{found.papers}份{response}。"]
    for side in found.sides:
        items = "，".join(f"{each.title}{percent(each.rate)}" for each in side.items)
        name = names[SIDES.index(side.side)]
        lines.append(f"{name}评议{side.papers}份，综合满意率{percent(side.rate)}：{items}。")
    return "\n".join(lines)
