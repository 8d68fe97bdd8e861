"""What the rules say about a resolution: its votes, its outcome, the figures of an election."""

from dataclasses import dataclass
from datetime import date

from models.rules.base import Hint
from models.rules.dates import from_record
from models.rules.meetings import decision_rule, measure
from models.rules.rulebook import Rule, RuleBook
from models.rules.voting import in_words, least, meeting_outcome, meets

_WORDS = {"passed": "通过", "rejected": "未通过"}


@dataclass(frozen=True, slots=True)
class CandidateFacts:
    """A candidate: the name, the votes, and whether they are recorded as elected."""

    name: str
    votes: int | None = None
    elected: bool | None = None


@dataclass(frozen=True, slots=True)
class ResolutionFacts:
    """What has to be known about a resolution to judge it.

    Attributes:
        kind: "motion" or "election", None where unknown.
        meeting_kind: a code of MEETING_KIND.
        held_on: ISO date of the meeting.
        due: how many had to come to it.
        present: how many came, proxies included.
        of_owners_committee: an owners' committee decided.
        votes_for: votes in favour.
        votes_against: votes against.
        votes_abstain: abstentions.
        outcome: "passed" or "rejected" as entered, None where nobody entered it.
        seats: how many were to be elected.
        issued: ballots handed out.
        returned: ballots that came back.
        invalid: invalid ballots among them.
        candidates: who stood, with their votes.
        rule: chosen for it, or what the courtyard adopted; None takes that of the kind of meeting and day.
        counted: its ballots were counted one by one, by heads and area; the figures are judged there.
    """

    kind: str | None = None
    meeting_kind: str | None = None
    held_on: str | None = None
    due: int | None = None
    present: int | None = None
    of_owners_committee: bool = False
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstain: int | None = None
    outcome: str | None = None
    seats: int | None = None
    issued: int | None = None
    returned: int | None = None
    invalid: int | None = None
    candidates: tuple[CandidateFacts, ...] = ()
    rule: Rule | None = None
    counted: bool = False

    @property
    def valid(self) -> int | None:
        """Valid ballots, None where it is not known how many came back or they cannot be right."""
        if self.returned is None:
            return None
        left = self.returned - (self.invalid or 0)
        return left if left >= 0 else None


def resolution_hints(facts: ResolutionFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Return everything the rules have to say about a resolution (rules.md, deciding; policy 2.2b, 2.6a).

    Args:
        facts: the resolution with the numbers of its meeting.
        book: majorities are those valid on the day of the meeting, the checks of figures those of `today`.
        today: the day it is looked at.
    """
    ballots = _ballots(facts, book, today)
    if facts.kind == "election":
        said = (*ballots, *_candidates(facts, book, today), *_majority(facts, book, today))
        # figures that cannot be right confirm nothing
        doubtful = any(hint.level != "info" for hint in said)
        return tuple(hint for hint in said if hint.level != "info" or not doubtful)
    return (*ballots, *_votes(facts, book, today), *_outcome(facts, book))


def _ballots(facts: ResolutionFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("election.ballots", today)
    if rule is None:
        return ()
    unit = measure(facts.meeting_kind)
    pairs = (
        (facts.issued, facts.present, "ballots_issued", "发出选票{}张，多于实到{}" + unit),
        (facts.returned, facts.issued, "ballots_returned", "收回选票{}张，多于发出的{}张"),
        (facts.invalid, facts.returned, "ballots_invalid", "无效票{}张，多于收回的{}张"),
    )
    return tuple(
        rule.hint(f"{words.format(part, whole)}，请核对。", level="block", field=field)
        for part, whole, field, words in pairs
        if part is not None and whole is not None and part > whole
    )


# motions


def _votes(facts: ResolutionFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("meeting.votes", today)
    given = (facts.votes_for, facts.votes_against, facts.votes_abstain)
    whole = facts.returned if facts.returned is not None else facts.present
    if rule is None or whole is None or all(each is None for each in given):
        return ()
    total = sum(each or 0 for each in (*given, facts.invalid))
    came = f"收回的{whole}张票" if facts.returned is not None else f"实到{whole}{measure(facts.meeting_kind)}"
    if total > whole:
        message = f"各项票数合计{total}票，比{came}多{total - whole}票，请核对。"
        return (rule.hint(message, level="block", field="votes_for"),)
    if total < whole and all(each is not None for each in given):
        message = f"同意、反对、弃权合计{total}票，比{came}少{whole - total}票，请核对。"
        return (rule.hint(message, field="votes_for"),)
    return ()


def judged(facts: ResolutionFacts, book: RuleBook) -> tuple[bool, str] | None:
    """Return whether a motion is carried by heads, and why in words; None where figures or rule are missing.

    Args:
        facts: the motion with the numbers of its meeting.
        book: the majority is the one valid on the day of the meeting.
    """
    found = _judged(facts, book)
    return None if found is None else found[1:]


def _judged(facts: ResolutionFacts, book: RuleBook) -> tuple[Rule, bool, str] | None:
    held = from_record(facts.held_on)
    if held is None or facts.votes_for is None or facts.present is None:
        return None
    rule = facts.rule or decision_rule(
        facts.meeting_kind, held.first_day, book, of_owners_committee=facts.of_owners_committee
    )
    return None if rule is None else (rule, *_tally(rule, facts, facts.votes_for, facts.present))


def _outcome(facts: ResolutionFacts, book: RuleBook) -> tuple[Hint, ...]:
    found = None if facts.counted else _judged(facts, book)
    if found is None:
        return ()
    rule, carried, why = found
    word = _WORDS["passed" if carried else "rejected"]
    if facts.outcome not in _WORDS:
        return (rule.hint(f"{why}，应为“{word}”。", level="info", field="outcome"),)
    if _WORDS[facts.outcome] == word:
        return (rule.hint(f"{why}，结果为“{word}”。", level="info", field="outcome"),)
    message = f"填写的结果是“{_WORDS[facts.outcome]}”，但{why}，应为“{word}”，请核对。"
    return (rule.hint(message, field="outcome"),)


def _tally(rule: Rule, facts: ResolutionFacts, votes: int, present: int) -> tuple[bool, str]:
    """Return whether a motion is carried, and why in words with the margin."""
    due = facts.due if facts.due is not None else present
    owners = "approve_heads" in rule.value
    name = "approve_heads" if owners else "approve"
    of_all = rule.text("of") == "all"
    whole = due if of_all else present - (facts.invalid or 0 if rule.flag("invalid_left_out") else 0)
    if owners:
        quorate = "quorum_heads" not in rule.value or meets(rule.threshold("quorum_heads"), present, due)
        carried = quorate and meets(rule.threshold(name), votes, whole)
    else:
        judged = meeting_outcome(rule, due=due, present=present, in_favour=votes)
        quorate, carried = judged.quorate, judged.carried
    unit = measure(facts.meeting_kind)
    if not quorate:
        return False, f"实到{present}{unit}，没有达到应到{due}{unit}的规定比例"
    threshold = rule.threshold(name)
    need = least(threshold, whole)
    base = f"应到{whole}{unit}" if of_all else f"参加表决{whole}{unit}" if owners else f"实到{whole}{unit}"
    margin = f"超出{votes - need}票" if votes > need else "正好够" if votes == need else f"差{need - votes}票"
    area = "（专有部分面积另行核算）" if owners else ""
    return carried, f"{base}，须{in_words(threshold)}即{need}票同意，现有{votes}票，{margin}{area}"


# elections


def _candidates(facts: ResolutionFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Check the candidates' votes against the valid ballots."""
    rule = book.find("election.ballots", today)
    valid = facts.valid
    if rule is None or valid is None:
        return ()
    hints = [
        rule.hint(f"{each.name}得{each.votes}票，多于有效票{valid}张，请核对。", level="block")
        for each in facts.candidates
        if each.votes is not None and each.votes > valid
    ]
    total = sum(each.votes or 0 for each in facts.candidates)
    if facts.seats is not None and total > valid * facts.seats:
        most = valid * facts.seats
        message = f"候选人共得{total}票，多于{valid}张有效票每张选{facts.seats}人的上限{most}票，请核对。"
        hints.append(rule.hint(message, level="block", field="ballots_returned"))
    return tuple(hints)


def _majority(facts: ResolutionFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Check who is recorded as elected: how many, with how many votes, out of how many."""
    rule = book.find("election.majority", today)
    if rule is None or facts.seats is None or not facts.candidates:
        return ()
    hints = []
    if rule.flag("competitive") and len(facts.candidates) <= facts.seats:
        message = (
            f"候选人{len(facts.candidates)}人，应选{facts.seats}人：差额选举的候选人应多于应选人数，请核对。"
        )
        hints.append(rule.hint(message, field="seats"))
    elected = [each for each in facts.candidates if each.elected]
    if elected and len(elected) != facts.seats:
        message = f"应选{facts.seats}人，登记当选{len(elected)}人，请核对。"
        hints.append(rule.hint(message, field="seats"))
    return (*hints, *_order(facts, rule), *_elected(facts, elected, rule))


def _order(facts: ResolutionFacts, rule: Rule) -> tuple[Hint, ...]:
    """Tell where somebody with fewer votes is recorded as elected instead of somebody with more."""
    counted = [each for each in facts.candidates if each.votes is not None]
    inside = [each for each in counted if each.elected]
    outside = [each for each in counted if not each.elected]
    if not inside or not outside:
        return ()
    last = min(inside, key=lambda each: each.votes or 0)
    first = max(outside, key=lambda each: each.votes or 0)
    if (first.votes or 0) <= (last.votes or 0):
        return ()
    message = f"{first.name}得{first.votes}票未当选，{last.name}得{last.votes}票当选，请核对。"
    return (rule.hint(message),)


def _elected(facts: ResolutionFacts, elected: list[CandidateFacts], rule: Rule) -> tuple[Hint, ...]:
    valid = facts.valid
    if valid is None or not elected:
        return ()
    threshold = rule.threshold("approve")
    need = least(threshold, valid)
    short = [each for each in elected if each.votes is not None and each.votes < need]
    if short:
        names = "、".join(f"{each.name}{each.votes}票" for each in short)
        message = f"有效票{valid}张，当选须{in_words(threshold)}即{need}票；{names}不足，请核对。"
        return (rule.hint(message),)
    message = f"有效票{valid}张，{in_words(threshold)}为{need}票，当选的{len(elected)}人都已达到。"
    return (rule.hint(message, level="info", field="ballots_returned"),)


def candidate_hints(
    candidate: CandidateFacts, election: ResolutionFacts, book: RuleBook, today: date
) -> tuple[Hint, ...]:
    """Return what the rules say about one candidate's line.

    Args:
        candidate: the line as entered.
        election: the election it belongs to.
        book: rules in force are looked up for `today`.
        today: the day it is looked at.
    """
    valid = election.valid
    if candidate.votes is None or valid is None:
        return ()
    counting = book.find("election.ballots", today)
    if counting is not None and candidate.votes > valid:
        message = f"得{candidate.votes}票，多于有效票{valid}张，请核对。"
        return (counting.hint(message, level="block", field="votes"),)
    rule = book.find("election.majority", today)
    if rule is None:
        return ()
    threshold = rule.threshold("approve")
    need = least(threshold, valid)
    reached = candidate.votes >= need
    if candidate.elected and not reached:
        short = need - candidate.votes
        message = f"有效票{valid}张，当选须{in_words(threshold)}即{need}票，差{short}票，请核对。"
        return (rule.hint(message, field="elected"),)
    more = "已达到" if reached else "未达到"
    message = f"有效票{valid}张，{in_words(threshold)}为{need}票，{more}。"
    return (rule.hint(message, level="info", field="votes"),)
