"""Quorum and majority in whole numbers and fractions, after a rule of the rule book, never in floats."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from models.rules.rulebook import Rule, Threshold

Reason = Literal["quorum_area", "quorum_heads", "approve_area", "approve_heads", "quorum", "approve"]


def meets(threshold: Threshold, part: int, whole: int) -> bool:
    """Tell whether `part` of `whole` reaches the threshold; of nothing, nothing reaches it.

    "以上" includes the number, "过半数" does not (民法典 1259).
    """
    if whole <= 0:
        return False
    share = Fraction(part, whole)
    return share >= threshold.share if threshold.included else share > threshold.share


def least(threshold: Threshold, whole: int) -> int:
    """Return the smallest part of `whole` (heads, or 0.01 m²) that reaches the threshold."""
    exact = threshold.share * whole
    up = -(-exact.numerator // exact.denominator)
    return up if threshold.included or up != exact else up + 1


_SHARES = {
    Fraction(1, 2): "半数",
    Fraction(1, 3): "三分之一",
    Fraction(2, 3): "三分之二",
    Fraction(3, 4): "四分之三",
    Fraction(4, 5): "五分之四",
    Fraction(1, 10): "十分之一",
    Fraction(1): "全部",
}


def in_words(threshold: Threshold) -> str:
    """Return the threshold as the law words it: 三分之二以上, 过半数."""
    share = _SHARES.get(threshold.share, f"{threshold.share.denominator}分之{threshold.share.numerator}")
    if threshold.included:
        return share if share == "全部" else f"{share}以上"
    return "过半数" if share == "半数" else f"超过{share}"


@dataclass(frozen=True, slots=True)
class OwnersPoll:
    """What was counted when owners decided; areas in 0.01 m².

    Attributes:
        area_all: exclusive area of all owners.
        heads_all: number of all owners.
        area_present: area of those who took part; invalid ballots count as taking part.
        heads_present: number of those who took part.
        area_for: area in favour.
        heads_for: number in favour.
        area_invalid: area of invalid ballots.
        heads_invalid: number of invalid ballots.
    """

    area_all: int
    heads_all: int
    area_present: int
    heads_present: int
    area_for: int
    heads_for: int
    area_invalid: int = 0
    heads_invalid: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a decision stands, and which conditions of the rule were missed."""

    quorate: bool
    carried: bool
    missed: tuple[Reason, ...]


def owners_outcome(rule: Rule, poll: OwnersPoll) -> Outcome:
    """Judge a decision of the owners (民法典 278, 物权法 76 or a local text, whichever `rule` is).

    A rule that counts "of" all owners has no quorum of its own. Whether invalid ballots stay out of the
    percentages is a setting of the rule ("invalid_left_out").
    """
    missed: list[Reason] = []
    if rule.text("of") == "all":
        area, heads = poll.area_all, poll.heads_all
    else:
        area, heads = poll.area_present, poll.heads_present
        if not meets(rule.threshold("quorum_area"), area, poll.area_all):
            missed.append("quorum_area")
        if not meets(rule.threshold("quorum_heads"), heads, poll.heads_all):
            missed.append("quorum_heads")
        if rule.flag("invalid_left_out"):
            area, heads = area - poll.area_invalid, heads - poll.heads_invalid
    quorate = not missed
    if not meets(rule.threshold("approve_area"), poll.area_for, area):
        missed.append("approve_area")
    if not meets(rule.threshold("approve_heads"), poll.heads_for, heads):
        missed.append("approve_heads")
    return Outcome(quorate, not missed, tuple(missed))


def meeting_outcome(rule: Rule, *, due: int, present: int, in_favour: int) -> Outcome:
    """Judge a decision of a meeting counted by heads: residents, representatives, a committee.

    Args:
        rule: carries "quorum" and "approve"; "of" says whether the majority is of those present or of all.
        due: how many belong to the meeting.
        present: how many came.
        in_favour: how many voted for it.
    """
    quorate = meets(rule.threshold("quorum"), present, due)
    carried = meets(rule.threshold("approve"), in_favour, due if rule.text("of") == "all" else present)
    missed: list[Reason] = [] if quorate else ["quorum"]
    if not carried:
        missed.append("approve")
    return Outcome(quorate, quorate and carried, tuple(missed))
