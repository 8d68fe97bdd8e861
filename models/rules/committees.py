"""What the rules say about an owners' committee, a self-management committee or a residents' council."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from models.rules.base import Hint
from models.rules.dates import PartialDate, days_inclusive, from_record, term_end
from models.rules.rulebook import RuleBook

_NAMES = {"owners": "业主委员会", "self_management": "自管会", "council": "居民议事会"}


@dataclass(frozen=True, slots=True)
class CommitteeFacts:
    """What has to be known about a committee to judge it.

    Attributes:
        kind: "owners", "self_management" or "council".
        seats: number of seats as entered, None where nobody entered it.
        members: number of members on record today.
        party_members: how many of them belong to the Party, probationary members included.
        founded: ISO date with the precision that is known, None where unknown.
        term_years: length of its term.
        has_party_organisation: a Party organisation of its own is on record (owners' committees need one).
        courtyard_has_party: the courtyard has a Party organisation whose members could serve here.
        unsuitable: members whose vetting failed, each with the circumstance or None.
        unvetted: names of members without a vetting record.
        cross_appointed: names of members who also hold a Party post in the courtyard.
    """

    kind: str
    seats: int | None = None
    members: int = 0
    party_members: int = 0
    founded: str | None = None
    term_years: int | None = None
    has_party_organisation: bool = False
    courtyard_has_party: bool = False
    unsuitable: tuple[tuple[str, str | None], ...] = ()
    unvetted: tuple[str, ...] = ()
    cross_appointed: tuple[str, ...] = ()


def committee_hints(facts: CommitteeFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Return everything the rules have to say about a committee (policy 2.2a to 2.2d).

    Args:
        facts: the committee.
        book: rules in force are looked up for `today`.
        today: the day the committee is looked at.
    """
    return (
        *_seats(facts, book, today),
        *_term_length(facts, book, today),
        *_term_left(facts, book, today),
        *_party_share(facts, book, today),
        *_own_party(facts, book, today),
        *_vetting(facts, book, today),
        *_cross_appointment(facts, book, today),
    )


def percent(part: int, whole: int) -> str:
    """Return a share in percent, exact to one decimal and rounded half up: 60%, 33.3%.

    Args:
        part: 0 or more.
        whole: 1 or more.
    """
    tenths = (Fraction(part * 2000, whole) + 1) // 2
    return f"{tenths // 10}.{tenths % 10}%".replace(".0%", "%")


def term_end_of(founded: str | None, term_years: int | None) -> PartialDate | None:
    """Return the last day of a committee's term as precisely as it is known, None where it is not.

    Args:
        founded: ISO date of the election or foundation.
        term_years: length of the term; anything but 1 to 99 is taken as not known.
    """
    start = from_record(founded)
    if start is None or term_years is None or not 1 <= term_years <= 99 or start.year > 9000:
        return None
    return term_end(start, term_years)


def _seats(facts: CommitteeFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    count = facts.seats if facts.seats is not None else facts.members or None
    owners = facts.kind == "owners"
    rule = book.find("committee.seats.owners" if owners else "committee.seats", today)
    if rule is None or count is None:
        return ()
    fewest, most, odd = rule.number("min"), rule.number("max"), rule.flag("odd")
    if fewest <= count <= most and not (odd and count % 2 == 0):
        return ()
    usual = f"应为{fewest}至{most}人的单数" if odd else f"一般为{fewest}至{most}人"
    return (
        rule.hint(f"{_NAMES.get(facts.kind, '居民自治组织')}现为{count}人，{usual}，请核对。", field="seats"),
    )


def _term_length(facts: CommitteeFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("committee.term.owners", today)
    if rule is None or facts.kind != "owners" or facts.term_years is None:
        return ()
    most = rule.number("max_years")
    if facts.term_years <= most:
        return ()
    message = f"业主委员会每届任期{facts.term_years}年，超过{most}年，请核对。"
    return (rule.hint(message, field="term_years"),)


def _term_left(facts: CommitteeFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("committee.renewal", today)
    end = term_end_of(facts.founded, facts.term_years)
    if rule is None or end is None:
        return ()
    left = days_inclusive(today, end.last_day)
    if left < 1:
        return (rule.hint(f"任期已于{end.chinese}届满，请组织换届。", field="term_years"),)
    if left > rule.number("days_before"):
        return ()
    rest = f"，还有{left}天" if end.day is not None else ""
    return (rule.hint(f"任期将于{end.chinese}届满{rest}，请准备换届。", field="term_years"),)


def _party_share(facts: CommitteeFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("committee.party_share", today)
    if rule is None or facts.members < 1:
        return ()
    if facts.party_members == 0:
        return (rule.hint(f"{facts.members}名成员中没有党员，请注意党员比例。"),)
    share = percent(facts.party_members, facts.members)
    return (rule.hint(f"{facts.members}名成员中有党员{facts.party_members}人，占{share}。", level="info"),)


def _own_party(facts: CommitteeFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("committee.own_party", today)
    if rule is None or facts.kind != "owners" or facts.has_party_organisation:
        return ()
    return (rule.hint("业主委员会还没有同步组建党组织。", field="party_organisation_id"),)


def _vetting(facts: CommitteeFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("committee.vetting", today)
    if rule is None:
        return ()
    hints = []
    for name, circumstance in facts.unsuitable:
        why = f"（{circumstance}）" if circumstance else ""
        hints.append(rule.hint(f"成员{name}资格审查不合格{why}，请核对是否仍任职。"))
    if facts.unvetted:
        names = "、".join(facts.unvetted)
        hints.append(rule.hint(f"成员{names}没有资格审查记录，请补录。"))
    return tuple(hints)


def _cross_appointment(facts: CommitteeFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("committee.cross_appointment", today)
    if rule is None or facts.members < 1:
        return ()
    if facts.cross_appointed:
        names = "、".join(facts.cross_appointed)
        return (rule.hint(f"交叉任职：{names}同时在楼院党组织任职。", level="info"),)
    if not facts.courtyard_has_party:
        return ()
    return (rule.hint("楼院党组织与本组织还没有成员交叉任职。", level="info"),)
