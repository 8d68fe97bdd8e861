"""Counting ballots by heads and by area, exactly: whole numbers and fractions, never floats.

What the rule makes of the figures is in `models.rules.tally`. The same tally is shown while ballots come in,
frozen when a vote is counted, printed on the tally sheet and told by `vote count`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from models.rules.rulebook import Rule
from models.rules.tally import (
    AreaMissing,
    Counts,
    Tally,
    Test,
    can_count,
    counts_area,
    judge,
    tally_as_json,
    tally_from_json,
)

__all__ = [
    "AreaMissing",
    "Choice",
    "ContradictoryBallots",
    "Counts",
    "Tally",
    "Test",
    "Vote",
    "can_count",
    "contradictions",
    "count",
    "counts_area",
    "judge",
    "tally_as_json",
    "tally_from_json",
]

Choice = Literal["for", "against", "abstain", "invalid", "none"]


@dataclass(frozen=True, slots=True)
class Vote:
    """The ballot of one dwelling, or of one person where heads only are counted.

    Attributes:
        unit: what the ballot is of; no two votes carry the same.
        heads_key: units of one head share it (the sorted ids of the owners); None is a head of its own.
        area: exclusive area in 0.01 m², None where heads only are counted.
        choice: a code of BALLOT_CHOICE; "none" where no ballot came back.
        origin: a code of BALLOT_ORIGIN, None where unknown.
        name: the head as people call it, for sentences.
        present: it takes part; None takes it from the ballot.
    """

    unit: str
    heads_key: str | None
    area: int | None
    choice: Choice
    origin: str | None = None
    name: str = ""
    present: bool | None = None

    @property
    def taking_part(self) -> bool:
        """Whether it counts as taking part: an invalid ballot does (rules.md, owners deciding)."""
        return self.choice != "none" if self.present is None else self.present or self.choice != "none"

    @property
    def head(self) -> tuple[bool, str]:
        """What the units of one head have in common."""
        return (False, self.unit) if self.heads_key is None else (True, self.heads_key)


class ContradictoryBallots(ValueError):
    """One head voted in two ways; `heads` names them with the units that contradict each other."""

    def __init__(self, heads: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
        super().__init__(f"contradictory ballots of {len(heads)} heads")
        self.heads = heads


def count(rule: Rule, votes: Iterable[Vote], *, unit: str = "人") -> Tally:
    """Count ballots of single dwellings or persons.

    A dwelling of several owners is one head with one ballot (最高人民法院 建筑物区分所有权司法解释第9条,
    业主大会和业主委员会指导规则第23条); dwellings of the same owners are one head, and their areas add up. A
    head takes part, and is in favour or not, by the ballots that came back; the area counted is that of the
    dwellings whose ballots came back.

    Args:
        rule: carries the shares; see `can_count`.
        votes: one for each dwelling or person that belongs to the vote, also without a ballot.
        unit: measure word of a head: 人, or 户 where households are counted.

    Raises:
        ContradictoryBallots: a head voted in two ways.
        AreaMissing: the rule counts areas, and a unit has none.
        ValueError: a unit stands twice, or no vote can be counted by the rule.
    """
    listed = tuple(votes)
    if len({vote.unit for vote in listed}) != len(listed):
        raise ValueError("a unit stands twice")
    by_area = counts_area(rule)
    if by_area and (without := tuple(vote.unit for vote in listed if vote.area is None)):
        raise AreaMissing(without)
    heads = _heads(listed)
    counted = _counts([(choice, part, 1) for choice, part in heads.values()])
    area = _counts([(each.choice, each.taking_part, each.area or 0) for each in listed]) if by_area else None
    return judge(rule, counted, area, unit=unit)


def contradictions(votes: Iterable[Vote]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the heads that voted in two ways, each with its name and the units concerned."""
    cast: dict[tuple[bool, str], list[Vote]] = {}
    for vote in votes:
        if vote.choice != "none":
            cast.setdefault(vote.head, []).append(vote)
    return tuple(
        (listed[0].name or listed[0].unit, tuple(vote.unit for vote in listed))
        for listed in cast.values()
        if len({vote.choice for vote in listed}) > 1
    )


def _heads(votes: tuple[Vote, ...]) -> dict[tuple[bool, str], tuple[Choice, bool]]:
    """Return for each head what it voted, and whether it takes part."""
    if torn := contradictions(votes):
        raise ContradictoryBallots(torn)
    heads: dict[tuple[bool, str], tuple[Choice, bool]] = {}
    for vote in votes:
        choice, part = heads.get(vote.head, ("none", False))
        heads[vote.head] = (choice if vote.choice == "none" else vote.choice, part or vote.taking_part)
    return heads


def _counts(parts: list[tuple[Choice, bool, int]]) -> Counts:
    sums: dict[str, int] = {}
    for choice, part, weight in parts:
        sums["due"] = sums.get("due", 0) + weight
        sums[choice] = sums.get(choice, 0) + weight
        if part:
            sums["present"] = sums.get("present", 0) + weight
    names = ("due", "present", "for", "against", "abstain", "invalid")
    return Counts(*(sums.get(name, 0) for name in names))
