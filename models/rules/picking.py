"""Counting the papers of an election: who got how many votes, who is elected, and what is left open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.rules.election_count import Polled, Round, wrong_in
from models.rules.rulebook import Rule
from models.rules.tally import Counts, judge
from models.rules.voting import in_words, least


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate: the name, the votes, whether elected, whether tied with others at the last seat, and the
    position on the paper, from 1.
    """

    name: str
    votes: int
    elected: bool = False
    tied: bool = False
    position: int = 0


@dataclass(frozen=True, slots=True)
class ElectionTally:
    """The papers of an election, counted.

    Attributes:
        rule: code of the version of the rule; article: law and place in it.
        seats: how many were to be elected.
        issued, returned, invalid, blank: papers; a blank one is valid and nobody's.
        need: the least number of votes that elects.
        standings: candidates by votes, the most first; equal ones in the order of the paper.
        open_seats: seats nobody got: too few votes, or a tie, which the program does not decide.
        reasons: the arithmetic in Chinese sentences.
    """

    rule: str
    article: str
    seats: int
    issued: int | None
    returned: int
    invalid: int
    blank: int
    need: int
    standings: tuple[Standing, ...]
    open_seats: int
    reasons: tuple[str, ...]

    @property
    def valid(self) -> int:
        """Valid papers."""
        return self.returned - self.invalid

    @property
    def total(self) -> int:
        """Votes of all candidates together."""
        return sum(each.votes for each in self.standings)

    @property
    def elected(self) -> tuple[Standing, ...]:
        """Who is elected."""
        return tuple(each for each in self.standings if each.elected)

    @property
    def tied(self) -> tuple[Standing, ...]:
        """Who is tied at the last seat and stands again."""
        return tuple(each for each in self.standings if each.tied)


def read_picks(text: str | None) -> tuple[int, ...]:
    """Return the positions marked on a paper as they are stored: "1,3" is (1, 3)."""
    return tuple(int(each) for each in (text or "").split(",") if each)


def write_picks(picks: Iterable[int]) -> str | None:
    """Return positions as they are stored: in order, each once; None for a blank paper."""
    return ",".join(str(each) for each in sorted(set(picks))) or None


def sum_picks(papers: Iterable[tuple[Sequence[int], int]], candidates: int) -> list[int]:
    """Return the votes of each candidate.

    Args:
        papers: positions marked on valid papers, counted from 1, and how many papers are alike.
        candidates: how many stand on the paper.

    Raises:
        ValueError: a position that is not on the paper.
    """
    votes = [0] * candidates
    for picks, alike in papers:
        for pick in picks:
            if not 1 <= pick <= candidates:
                raise ValueError(f"no candidate stands at {pick}")
            votes[pick - 1] += alike
    return votes


def wrong_figures(
    seats: int, issued: int | None, returned: int, invalid: int, votes: Sequence[tuple[str, int]]
) -> str:
    """Return what is wrong with the figures of an election as one sentence, "" where they can be right.

    Args:
        seats: how many are to be elected, which is how many a paper may mark.
        issued: papers handed out, None where nobody said.
        returned: papers that came back.
        invalid: invalid ones among them.
        votes: candidates with their votes.
    """
    standing = tuple(Polled(b"", name, count) for name, count in votes)
    poll = Round(seats, standing, issued=issued, returned=returned, invalid=invalid)
    return next((each.message for each in wrong_in(poll)), "")


def judge_election(
    rule: Rule,
    seats: int,
    votes: Sequence[tuple[str, int]],
    *,
    returned: int,
    invalid: int = 0,
    blank: int = 0,
    issued: int | None = None,
) -> ElectionTally:
    """Return who is elected: enough votes, the most first, never more than there are seats.

    A tie at the last seat is not decided here: whoever is tied stands again in a second round.

    Args:
        rule: carries the share that elects ("approve") of the valid papers.
        seats: how many are to be elected.
        votes: candidates with their votes, in the order of the paper.
        returned, invalid, blank, issued: papers.

    Raises:
        ValueError: the figures cannot be right (see `wrong_figures`).
    """
    wrong = wrong_figures(seats, issued, returned, invalid, votes)
    if wrong:
        raise ValueError(wrong)
    valid = returned - invalid
    need = max(least(rule.threshold("approve"), valid), 1)
    standings = _standings(seats, votes, [count >= need for _, count in votes])
    elected = sum(each.elected for each in standings)
    told = ElectionTally(
        rule.code, rule.source, seats, issued, returned, invalid, blank, need,
        tuple(standings), max(seats - elected, 0), (),
    )  # fmt: skip
    return _with_reasons(told, in_words(rule.threshold("approve")))


def _standings(seats: int, votes: Sequence[tuple[str, int]], enough: Sequence[bool]) -> list[Standing]:
    """Return candidates by votes with who is elected among those who have enough, and who is tied."""
    ranked = sorted(enumerate(votes, 1), key=lambda each: (not enough[each[0] - 1], -each[1][1]))
    fit = [count for position, (_, count) in ranked if enough[position - 1]]
    last = fit[seats - 1] if len(fit) > seats and fit[seats - 1] == fit[seats] else None
    standings = []
    for place, (position, (name, count)) in enumerate(ranked):
        fits = enough[position - 1]
        tied = fits and last is not None and count == last
        standings.append(Standing(name, count, place < seats and fits and not tied, tied, position))
    return standings


def judge_owners_election(
    rule: Rule, seats: int, votes: Sequence[tuple[str, int, int]], heads: Counts, area: Counts
) -> ElectionTally:
    """Return whom owners elected: each candidate needs heads and area as any decision (民法典 278).

    The most heads come first; a tie at the last seat is not decided here.

    Args:
        rule: a rule that counts areas.
        seats: how many are to be elected.
        votes: candidates with heads and area (0.01 m²) in favour, in the order of the paper.
        heads, area: who belongs to it and took part, with blank papers as abstentions, and invalid ones.
    """
    judged = [
        judge(rule, replace(heads, in_favour=count), replace(area, in_favour=size))
        for _, count, size in votes
    ]
    standings = _standings(
        seats, [(name, count) for name, count, _ in votes], [each.passed for each in judged]
    )
    elected = sum(each.elected for each in standings)
    reasons = [each for each in judged[0].reasons[: sum("quorum" in test for test in judged[0].need)]]
    for (name, _, _), told in zip(votes, judged, strict=True):
        said = [each for each, test in zip(told.reasons, told.need, strict=False) if "approve" in test]
        reasons.append(f"{name}：" + "".join(said))
    done = ElectionTally(
        rule.code, rule.source, seats, None, heads.present, heads.invalid, heads.abstain,
        judged[0].need["approve_heads"], tuple(standings), max(seats - elected, 0), (),
    )  # fmt: skip
    return replace(done, reasons=(*reasons, *_outcome(done)))


def _with_reasons(told: ElectionTally, share: str) -> ElectionTally:
    issued = f"发出选票{told.issued}张，" if told.issued is not None else ""
    blank = f"（其中空白{told.blank}张）" if told.blank else ""
    reasons = [
        f"{issued}收回{told.returned}张 − 无效{told.invalid}张 = 有效{told.valid}张{blank}。",
        f"候选人共得{told.total}票，不多于有效票{told.valid}张 × 每张最多选{told.seats}人 = "
        f"{told.valid * told.seats}票。",
        f"当选须有效票{share}，即{told.need}票。",
    ]
    return replace(told, reasons=(*reasons, *_outcome(told)))


def _outcome(told: ElectionTally) -> list[str]:
    """Return who is elected, who is tied and what is left open, a sentence each."""
    said = []
    names = "、".join(f"{each.name}（{each.votes}票）" for each in told.elected)
    if told.elected:
        said.append(f"当选{len(told.elected)}人：{names}。")
    if told.tied:
        tied = "、".join(each.name for each in told.tied)
        said.append(f"{tied}同得{told.tied[0].votes}票，分不出最后的名额，须再投一次票。")
    if told.open_seats and not told.tied:
        said.append(f"还有{told.open_seats}个名额没有选出，须再投一次票或另行补选。")
    return said


def election_as_json(told: ElectionTally) -> dict[str, Any]:
    """Return a counted election as plain data."""
    return {
        "election": True,
        "rule": told.rule,
        "article": told.article,
        "seats": told.seats,
        "issued": told.issued,
        "returned": told.returned,
        "valid": told.valid,
        "invalid": told.invalid,
        "blank": told.blank,
        "need": told.need,
        "candidates": [
            {
                "name": each.name,
                "votes": each.votes,
                "elected": each.elected,
                "tied": each.tied,
                "position": each.position,
            }
            for each in told.standings
        ],
        "open_seats": told.open_seats,
        "reasons": list(told.reasons),
    }


def election_from_json(told: dict[str, Any]) -> ElectionTally:
    """Return the counted election that `election_as_json` wrote down.

    Raises:
        KeyError, TypeError: it is none.
    """
    return ElectionTally(
        told["rule"], told["article"], told["seats"], told["issued"], told["returned"], told["invalid"],
        told["blank"], told["need"],
        tuple(
            Standing(each["name"], each["votes"], each["elected"], each["tied"], each["position"])
            for each in told["candidates"]
        ),
        told["open_seats"], tuple(told["reasons"]),
    )  # fmt: skip
