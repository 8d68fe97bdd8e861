"""How a round of an election is counted: which figure cannot be right, and who is elected (rules.md, 2.2).

`check_round` refuses figures one by one, each by its name; `outcome_of` seats those over the majority by
votes and sends equals at the last seat into a further round.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from models.rules.rulebook import Rule
from models.rules.voting import in_words, least


@dataclass(frozen=True, slots=True)
class Polled:
    """A candidate of a round with the votes, None where nobody entered them; `key` names the person."""

    key: bytes
    name: str
    votes: int | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One round of voting as it was counted.

    Attributes:
        seats: how many each ballot could choose, the seats open in this round.
        candidates: who stood in it.
        due, present, proxies: of the meeting; proxies are among the present.
        issued, returned, invalid: ballots.
        valid: valid ballots as the report says, None where only the other figures are known.
        total: all votes together as the report says, None likewise.
        unit: measure word of those who vote.
    """

    seats: int
    candidates: tuple[Polled, ...]
    due: int | None = None
    present: int | None = None
    proxies: int | None = None
    issued: int | None = None
    returned: int | None = None
    invalid: int | None = None
    valid: int | None = None
    total: int | None = None
    unit: str = "人"

    @property
    def ballots(self) -> int | None:
        """Valid ballots: those returned without the invalid ones; None where one of them is not known."""
        if self.returned is None or self.invalid is None or self.returned < self.invalid:
            return None
        return self.returned - self.invalid

    @property
    def votes(self) -> int:
        """All votes together."""
        return sum(each.votes or 0 for each in self.candidates)


@dataclass(frozen=True, slots=True)
class Fault:
    """A figure that cannot be right: the field it stands in, and a sentence that names it.

    Of a candidate the field is "votes:" and the place in the list, counted from 0.
    """

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Won:
    """An elected candidate: who, votes, and in which round (from 1)."""

    key: bytes
    name: str
    votes: int
    round: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rounds so far decided.

    Attributes:
        elected: in the order of election: by round, then by votes.
        open_seats: seats nobody got yet.
        again: who stands in a further round; () where there is nobody left.
        tied: those who stand again got the same number of votes at the last seat.
        told: the arithmetic of each round as a sentence.
    """

    elected: tuple[Won, ...] = ()
    open_seats: int = 0
    again: tuple[Polled, ...] = ()
    tied: bool = False
    told: tuple[str, ...] = field(default=())


# figures


def check_round(poll: Round) -> tuple[Fault, ...]:
    """Return every figure of a round that is missing or cannot be right, each with a sentence that names it.

    Candidates' votes ≤ valid ballots, all votes ≤ valid ballots × seats, present with proxies ≥ issued ≥
    returned = valid + invalid (rule `election.ballots`).

    Args:
        poll: the figures as entered.
    """
    return (*_missing(poll), *wrong_in(poll))


def wrong_in(poll: Round) -> tuple[Fault, ...]:
    """Return every figure of a round that cannot be right; one that is missing is not looked at."""
    return (*_ballot_faults(poll), *_vote_faults(poll))


def _missing(poll: Round) -> Iterable[Fault]:
    wanted = (
        ("present", poll.present, "实到人数"),
        ("issued", poll.issued, "发出选票"),
        ("returned", poll.returned, "收回选票"),
        ("invalid", poll.invalid, "无效票"),
    )
    for name, value, words in wanted:
        if value is None:
            yield Fault(name, f"还没有填写{words}。")
    if not poll.candidates:
        yield Fault("candidates", "还没有候选人。")
    for place, each in enumerate(poll.candidates):
        if each.votes is None:
            yield Fault(f"votes:{place}", f"还没有填写{each.name}的得票。")


def _ballot_faults(poll: Round) -> Iterable[Fault]:
    unit = poll.unit
    pairs = (
        ("present", poll.present, poll.due, f"实到{{}}{unit}，多于应到{{}}{unit}，请核对实到。"),
        ("proxies", poll.proxies, poll.present, f"委托{{}}{unit}，多于实到{{}}{unit}，请核对委托。"),
        (
            "issued",
            poll.issued,
            poll.present,
            f"发出选票{{}}张，多于实到{{}}{unit}（含委托），请核对发出选票。",
        ),
        ("returned", poll.returned, poll.issued, "收回选票{}张，多于发出的{}张，请核对收回选票。"),
        ("invalid", poll.invalid, poll.returned, "无效票{}张，多于收回的{}张，请核对无效票。"),
    )
    for name, part, whole, words in pairs:
        if part is not None and whole is not None and part > whole:
            yield Fault(name, words.format(part, whole))
    if poll.valid is not None and poll.ballots is not None and poll.valid != poll.ballots:
        yield Fault(
            "valid",
            f"有效票{poll.valid}张加无效票{poll.invalid}张，不等于收回的{poll.returned}张，请核对有效票。",
        )


def _vote_faults(poll: Round) -> Iterable[Fault]:
    if poll.seats < 1:
        yield Fault("seats", "应选人数至少1人，请核对应选人数。")
        return
    valid = poll.ballots
    if valid is not None:
        for place, each in enumerate(poll.candidates):
            if each.votes is not None and each.votes > valid:
                message = f"{each.name}得{each.votes}票，多于有效票{valid}张，请核对{each.name}的得票。"
                yield Fault(f"votes:{place}", message)
        most = valid * poll.seats
        if poll.votes > most:
            yield Fault(
                "total",
                f"候选人共得{poll.votes}票，多于{valid}张有效票每张选{poll.seats}人的上限{most}票，请核对各人的得票。",
            )
    if poll.total is not None and poll.total != poll.votes:
        yield Fault(
            "total",
            f"各候选人得票相加是{poll.votes}票，登记的得票合计是{poll.total}票，请核对得票合计和各人的得票。",
        )


# who is elected


def outcome_of(seats: int, rounds: Sequence[Round], rule: Rule) -> Outcome:
    """Return who is elected: at most `seats`, each over the majority of the valid ballots, by votes.

    Equal votes at the last seat elect none of those who have them: they stand again. Seats nobody reached the
    majority for stay open; who was not elected may stand again.

    Args:
        seats: how many are to be elected.
        rounds: rounds whose figures fit (`check_round`), the first one first.
        rule: `election.majority`; with `approve_second` further rounds have a majority of their own.
    """
    won: list[Won] = []
    told: list[str] = []
    again: tuple[Polled, ...] = ()
    tied = False
    for number, poll in enumerate(rounds, 1):
        left = seats - len(won)
        if left < 1:
            break
        name = "approve_second" if number > 1 and "approve_second" in rule.value else "approve"
        threshold = rule.threshold(name)
        need = max(1, least(threshold, poll.ballots or 0))
        ranked = sorted(poll.candidates, key=lambda each: -(each.votes or 0))
        reached = [each for each in ranked if (each.votes or 0) >= need]
        taken, again = _seated(reached, left)
        tied = bool(again)
        won += [Won(each.key, each.name, each.votes or 0, number) for each in taken]
        if len(won) < seats and not tied:
            again = tuple(each for each in ranked if each not in taken)
        told.append(_told(number, poll, f"{in_words(threshold)}为{need}票", taken, again if tied else ()))
    return Outcome(tuple(won), seats - len(won), again if len(won) < seats else (), tied, tuple(told))


def _seated(reached: list[Polled], left: int) -> tuple[list[Polled], tuple[Polled, ...]]:
    """Return who takes the seats that are left, and who is equal at the last of them."""
    if len(reached) <= left:
        return reached, ()
    if reached[left - 1].votes != reached[left].votes:
        return reached[:left], ()
    border = reached[left].votes
    equal = tuple(each for each in reached if each.votes == border)
    return [each for each in reached[:left] if each.votes != border], equal


def _told(number: int, poll: Round, need: str, taken: list[Polled], equal: tuple[Polled, ...]) -> str:
    valid = poll.ballots or 0
    votes = "、".join(f"{each.name}{each.votes or 0}票" for each in taken)
    said = f"有效票{valid}张，{need}；每票最多选{poll.seats}人，最多{valid * poll.seats}票，"
    said += f"候选人共得{poll.votes}票。"
    said += f"当选{len(taken)}人：{votes}。" if taken else "没有人当选。"
    if equal:
        names = "、".join(each.name for each in equal)
        said += f"{names}同为{equal[0].votes}票，超出空缺的席位，应再次投票。"
    return said if number == 1 else f"第{number}轮：{said}"
