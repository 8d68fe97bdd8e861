"""What the rules say about an election of a committee: its stages, what is missing (policy 2.2b).

An election goes from planning over the vetting and the notice of the candidates to the vote; its result is
confirmed once every figure fits, then it is filed and things are handed over.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from models.rules.base import Hint
from models.rules.committees import CommitteeFacts, committee_hints
from models.rules.dates import PartialDate, from_record
from models.rules.election_count import Round, check_round, outcome_of
from models.rules.resolutions import ResolutionFacts, judged
from models.rules.rulebook import RuleBook

Act = Literal["announce", "vote", "confirm", "file", "hand_over"]
STAGES: Final = ("planned", "vetting", "announced", "voted", "elected", "filed")
"""The way of an election, as vocab.ELECTION_STATE; what ends without anybody elected stands beside it."""
DONE: Final = ("elected", "filed", "failed", "recalled", "kept")
"""States in which the result stands; what is wrong then is put right by a new record."""
_BOTH: Final = frozenset({"community", "subdistrict"})
_LEVELS: Final = {"community": "社区", "subdistrict": "办事处"}
_DAYS_TO_FILE: Final = 30
_LISTED: Final = 6


@dataclass(frozen=True, slots=True)
class Vetted:
    """What one level said of a candidate; `level` of VETTING_LEVEL, `outcome` of VETTING_OUTCOME."""

    level: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody put forward, named by `key`; of `vettings`, in their order, the last of a level counts."""

    key: bytes
    name: str
    vettings: tuple[Vetted, ...] = ()
    withdrawn: bool = False

    @property
    def missing_levels(self) -> tuple[str, ...]:
        """Levels that have not looked yet; looking jointly counts for both."""
        done = set(self._last())
        return () if "joint" in done else tuple(sorted(_BOTH - done))

    def _last(self) -> dict[str, str]:
        """Return the last outcome of each level; a joint one stands for all before it."""
        last: dict[str, str] = {}
        for each in self.vettings:
            last = {each.level: each.outcome} if each.level == "joint" else last | {each.level: each.outcome}
        return last

    @property
    def outcome(self) -> str:
        """Return "withdrawn", "failed", "open" or "passed"."""
        said = set(self._last().values())
        if self.withdrawn or "withdrawn" in said:
            return "withdrawn"
        if "failed" in said:
            return "failed"
        return "open" if self.missing_levels else "passed"

    @property
    def stands(self) -> bool:
        """Tell whether the name is on the ballot: neither unsuitable nor withdrawn, and vetted."""
        return self.outcome == "passed"


@dataclass(frozen=True, slots=True)
class ElectionFacts:
    """What has to be known about an election to say what comes next.

    Attributes:
        kind: a code of ELECTION_KIND.
        body: kind of the committee (COMMITTEE_KIND).
        state: a code of ELECTION_STATE.
        seats: how many are to be elected.
        competitive: more candidates than seats wanted; None follows the rule.
        reason: why as many candidates as seats will do.
        candidates: everybody put forward.
        announced_on, elected_on, filed_on: ISO dates.
        rounds: as they were counted, the first one first.
        to_hand_over, handed: things on the handover list, and how many of them are settled.
    """

    kind: str = "renewal"
    body: str = "self_management"
    state: str = "planned"
    seats: int | None = None
    competitive: bool | None = None
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()
    announced_on: str | None = None
    elected_on: str | None = None
    filed_on: str | None = None
    rounds: tuple[Round, ...] = ()
    to_hand_over: int = 0
    handed: int = 0


# what is missing


def gate(facts: ElectionFacts, act: Act, book: RuleBook, on: date) -> tuple[str, ...]:
    """Return what is missing before an act, each as one sentence; () where it may be done.

    Args:
        facts: the election.
        act: what is to be done.
        book: rules in force are looked up for `on`.
        on: the day of the act.
    """
    if facts.state in DONE and act in ("announce", "vote", "confirm"):
        return ("这次选举的结果已经定下，不能再改。有错请另登记一次选举更正。",)
    if act == "announce":
        return (*_unvetted(facts, book, on), *_numbers(facts, book, on))
    if act == "vote":
        return _before_vote(facts, book, on)
    if act == "confirm":
        return _before_result(facts, book, on)
    if act == "file":
        return _before_filing(facts, on)
    return () if facts.state in ("elected", "filed") else ("还没有确认选举结果，不能移交。",)


def _unvetted(facts: ElectionFacts, book: RuleBook, on: date) -> tuple[str, ...]:
    rule = book.find("committee.vetting", on)
    if rule is None or not rule.flag("before_election"):
        return ()
    open_ones = [each for each in facts.candidates if each.outcome == "open"]
    if not open_ones:
        return ()
    levels = sorted({level for each in open_ones for level in each.missing_levels})
    names = "、".join(each.name for each in open_ones[:_LISTED])
    more = f"等{len(open_ones)}人" if len(open_ones) > _LISTED else ""
    who = "和".join(_LEVELS[level] for level in levels)
    return (f"候选人{names}{more}还没有{who}的资格审查，先登记审查结果再公示候选人。",)


def _numbers(facts: ElectionFacts, book: RuleBook, on: date) -> tuple[str, ...]:
    if facts.seats is None or facts.seats < 1:
        return ("还没有填写应选人数。",)
    standing = sum(each.stands for each in facts.candidates)
    waiting = sum(each.outcome == "open" for each in facts.candidates)
    if standing + waiting < max(1, facts.seats):
        return (f"合格的候选人{standing}人，少于应选{facts.seats}人，请补充候选人或改应选人数。",)
    if standing + waiting > facts.seats:
        return ()
    if is_competitive(facts, book, on):
        return (
            f"合格的候选人{standing}人，应选{facts.seats}人：差额选举的候选人应多于应选人数。"
            "请补充候选人，或改为等额选举并写明原因。",
        )
    if facts.competitive is False and not facts.reason.strip():
        return ("等额选举要写明原因，请在选举里填写。",)
    return ()


def is_competitive(facts: ElectionFacts, book: RuleBook, on: date) -> bool:
    """Tell whether more candidates than seats are wanted: by the election, else by `election.majority`."""
    if facts.competitive is not None:
        return facts.competitive
    rule = book.find("election.majority", on)
    return rule is not None and rule.flag("competitive")


def _before_vote(facts: ElectionFacts, book: RuleBook, on: date) -> tuple[str, ...]:
    if facts.announced_on is None:
        return ("还没有公示候选人，不能登记投票。",)
    announced = from_record(facts.announced_on)
    if announced is not None and announced.first_day > on:
        return (f"投票日期{PartialDate.of(on).chinese}早于候选人公示的{announced.chinese}，请核对日期。",)
    if facts.rounds:
        return ()
    return (*_unvetted(facts, book, on), *_numbers(facts, book, on))


def _before_result(facts: ElectionFacts, book: RuleBook, on: date) -> tuple[str, ...]:
    if not facts.rounds:
        return ("还没有登记投票结果。",)
    early = _before_vote(facts, book, on)
    if early:
        return early
    faults = tuple(
        fault.message if number == 1 else f"第{number}轮：{fault.message}"
        for number, poll in enumerate(facts.rounds, 1)
        for fault in check_round(poll)
    )
    return faults or _strangers(facts, book, on)


def _strangers(facts: ElectionFacts, book: RuleBook, on: date) -> tuple[str, ...]:
    """Tell who was voted for without standing, and who stands without being counted, round by round."""
    for number in range(1, len(facts.rounds) + 1):
        poll, allowed = facts.rounds[number - 1], eligible(facts, facts.rounds[: number - 1], book, on)
        counted = {each.key: each.name for each in poll.candidates}
        wrong = [name for key, name in counted.items() if key not in allowed]
        if wrong:
            return (f"{'、'.join(wrong)}不是第{number}轮的候选人，不能计票。请核对候选人和资格审查。",)
        absent = [name for key, name in allowed.items() if key not in counted]
        if absent:
            return (f"第{number}轮还没有登记{'、'.join(absent)}的得票。",)
    return ()


def eligible(facts: ElectionFacts, before: tuple[Round, ...], book: RuleBook, on: date) -> dict[bytes, str]:
    """Return who stands in the next round, key and name; nobody where no further round is due.

    Args:
        facts: the election.
        before: the rounds before it.
        book: `election.majority` is looked up for `on`.
        on: the day of the vote.
    """
    if not before:
        return {each.key: each.name for each in facts.candidates if each.stands}
    again = outcome_of(facts.seats or 0, before, book.at("election.majority", on)).again
    return {each.key: each.name for each in again}


def _before_filing(facts: ElectionFacts, on: date) -> tuple[str, ...]:
    if facts.state not in ("elected", "filed"):
        return ("还没有确认选举结果，不能备案。",)
    elected = from_record(facts.elected_on)
    if elected is not None and elected.first_day > on:
        return (f"备案日期{PartialDate.of(on).chinese}早于选举产生的{elected.chinese}，请核对日期。",)
    return ()


def file_by(elected_on: str | None, book: RuleBook) -> date | None:
    """Return the last day to file an election, None where its day is not known.

    Args:
        elected_on: ISO date.
        book: `committee.filing.owners` as valid that day; it serves for the other committees as well.
    """
    known = from_record(elected_on)
    if known is None or known.day is None:
        return None
    rule = book.find("committee.filing.owners", known.first_day)
    return known.first_day + timedelta(days=_DAYS_TO_FILE if rule is None else rule.number("filed_days"))


# recall


def recall_gate(
    reason: str, motion: ResolutionFacts | None, book: RuleBook, *, counted: bool | None = None
) -> tuple[str, ...]:
    """Return what is missing before a member is recalled (罢免), each as one sentence.

    Args:
        reason: why.
        motion: the resolution on it with its meeting, None where there is none.
        book: the majority is the one valid on the day of the meeting.
        counted: what a count by area and heads said, None where only the votes were entered.
    """
    if not reason.strip():
        return ("罢免要写明理由。",)
    if motion is None:
        return ("还没有登记罢免的表决。请先在会议里登记表决票数。",)
    if counted is None and motion.meeting_kind == "owners":
        return ("业主大会罢免委员要按面积和人数计票。请先在会议里计票。",)
    found = (counted, "") if counted is not None else judged(motion, book)
    if found is None:
        return ("罢免的表决还没有填写同意票和实到人数。",)
    carried, why = found
    if not carried:
        return (f"罢免没有通过{'：' if why else ''}{why}。",)
    return ()


# remarks


def election_hints(facts: ElectionFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Return what the rules remark about an election: seats, vetting, numbers, filing (policy 2.2).

    Args:
        facts: the election.
        book: rules in force are looked up for `today`.
        today: the day it is looked at.
    """
    if facts.kind == "recall":
        return ()
    return (*_seat_hints(facts, book, today), *_stage_hints(facts, book, today))


def _seat_hints(facts: ElectionFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    if facts.seats is None or facts.kind == "by":
        return ()
    wanted = ("committee.seats", "committee.seats.owners")
    said = committee_hints(CommitteeFacts(facts.body, facts.seats), book, today)
    return tuple(hint for hint in said if hint.rule_id in wanted)


def _stage_hints(facts: ElectionFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    vetting, majority = book.find("committee.vetting", today), book.find("election.majority", today)
    if facts.state in ("planned", "vetting"):
        said = [vetting.hint(words) for words in _unvetted(facts, book, today)] if vetting else []
        if majority is not None and facts.candidates:
            said += [majority.hint(words, field="seats") for words in _numbers(facts, book, today)]
        return tuple(said)
    filing = book.find("committee.filing.owners", today)
    last = file_by(facts.elected_on, book)
    if facts.state != "elected" or filing is None or last is None:
        return ()
    if last < today:
        return (filing.hint(f"备案期限{PartialDate.of(last).chinese}已过，请尽快备案。", field="filed_on"),)
    left = (last - today).days
    return (
        filing.hint(
            f"请在{PartialDate.of(last).chinese}前备案，还有{left}天。",
            level="info" if left > _DAYS_TO_FILE // 3 else "warn",
            field="filed_on",
        ),
    )
