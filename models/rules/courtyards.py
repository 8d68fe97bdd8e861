"""What the rules say about a courtyard: which of the prescribed organisations and people it lacks."""

from dataclasses import dataclass
from datetime import date

from models.rules.base import Hint, Level
from models.rules.party import advice, count_hints
from models.rules.representatives import term_over
from models.rules.rulebook import Rule, RuleBook


@dataclass(frozen=True, slots=True)
class CourtyardFacts:
    """What has to be known about a courtyard to judge it.

    Attributes:
        secretary: name of the secretary of its branch or area branch, None where there is none.
        head: name of the courtyard head, None where there is none.
        head_is_secretary: both are one person; the caller compares records, because names repeat.
        has_party_organisation: a Party organisation covers it.
        has_committee: a committee of one of the three kinds is on record.
        has_owners_committee: one of them is an owners' committee.
        readiness: "qualified" or "not_yet" for an owners' committee, None where nobody entered it.
        no_party_reason: why there is no Party organisation yet, as entered.
        no_committee_reason: why there is no committee yet, as entered.
        teams: number of volunteer teams and cultural groups.
        cadres: number of cadres answerable for it.
        has_pairing: a department branch is paired with it.
        party_total: Party members as the survey sheet has them.
        party_full: full members among them.
        party_working: full members still at work.
    """

    secretary: str | None = None
    head: str | None = None
    head_is_secretary: bool = False
    has_party_organisation: bool = False
    has_committee: bool = False
    has_owners_committee: bool = False
    readiness: str | None = None
    no_party_reason: str | None = None
    no_committee_reason: str | None = None
    teams: int = 0
    cadres: int = 0
    has_pairing: bool = False
    party_total: int | None = None
    party_full: int | None = None
    party_working: int | None = None


def courtyard_hints(facts: CourtyardFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Return everything the rules have to say about a courtyard (policy 2.1a, 2.1b, 2.2a, 2.3a, 2.5a, 2.5b).

    Args:
        facts: the courtyard.
        book: rules in force are looked up for `today`.
        today: the day it is looked at.
    """
    return (
        *count_hints(facts.party_total, facts.party_full, facts.party_working, book, today),
        *_party(facts, book, today),
        *_head(facts, book, today),
        *_committee(facts, book, today),
        *_lacking("courtyard.cadre", facts.cadres == 0, "还没有分包干部。", "warn", book, today),
        *_lacking("courtyard.pairing", not facts.has_pairing, "还没有联建支部。", "info", book, today),
        *_lacking("courtyard.team", facts.teams == 0, "还没有志愿服务队或文化团体。", "info", book, today),
    )


def _party(facts: CourtyardFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("courtyard.party", today)
    if rule is None or facts.has_party_organisation:
        return ()
    if facts.no_party_reason:
        message = f"还没有党组织（{facts.no_party_reason}）。"
        return (rule.hint(message, level="info", field="no_party_reason"),)
    can = advice(facts.party_full, book, today)
    return (rule.hint("还没有党组织" + (f"：{can}。" if can else "。"), field="no_party_reason"),)


def _head(facts: CourtyardFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("courtyard.head", today)
    if rule is None:
        return ()
    if facts.head is None:
        return (rule.hint("还没有楼院长，原则上由楼院（片区）党支部书记担任。"),)
    if facts.secretary is None or facts.head_is_secretary:
        return ()
    message = f"楼院长{facts.head}不是书记{facts.secretary}；原则上由书记担任，另有安排的请在备注中写明原因。"
    return (rule.hint(message, level="info", field="note"),)


def _committee(facts: CourtyardFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Every courtyard that qualifies forms an owners' committee; the others say why not (policy 2.2a)."""
    rule = book.find("courtyard.committee", today)
    if rule is None or facts.has_owners_committee:
        return ()
    if facts.readiness == "qualified":
        message = "条件具备，还没有组建业主委员会；符合条件的楼院都要组建。"
        return (rule.hint(message, field="committee_readiness"),)
    if facts.readiness == "not_yet" and not facts.no_committee_reason:
        message = "暂不具备成立业主委员会的条件，请写明原因。"
        unexplained = (rule.hint(message, field="no_committee_reason"),)
        return unexplained if facts.has_committee else (*unexplained, *_none_at_all(facts, rule))
    return () if facts.has_committee else _none_at_all(facts, rule)


def _none_at_all(facts: CourtyardFacts, rule: Rule) -> tuple[Hint, ...]:
    if facts.no_committee_reason:
        message = f"还没有居民自治组织（{facts.no_committee_reason}）。"
        return (rule.hint(message, level="info", field="no_committee_reason"),)
    if facts.readiness == "not_yet":
        return (rule.hint("还没有居民自治组织：可以先成立自管会或居民议事会。"),)
    message = "还没有居民自治组织：符合条件的组建业主委员会，条件暂不成熟的成立自管会或居民议事会。"
    return (rule.hint(message, field="no_committee_reason"),)


def _lacking(
    rule_id: str, lacks: bool, message: str, level: Level, book: RuleBook, today: date
) -> tuple[Hint, ...]:
    rule = book.find(rule_id, today) if lacks else None
    return () if rule is None else (rule.hint(message, level=level),)


@dataclass(frozen=True, slots=True)
class AppointmentFacts:
    """What has to be known about a person in a post.

    Attributes:
        post: a code of APPOINTMENT_POST.
        since: ISO date it began.
        until: ISO date it ended, None while it runs.
        name: who holds the post.
        counterpart: for a courtyard head the secretary there, for a secretary the courtyard head; None
            where there is none.
        same_person: both are one person; the caller compares records, because names repeat.
    """

    post: str | None = None
    since: str | None = None
    until: str | None = None
    name: str = ""
    counterpart: str | None = None
    same_person: bool = False


def appointment_hints(facts: AppointmentFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Return everything the rules have to say about an appointment that still runs (policy 2.1b).

    Args:
        facts: the appointment.
        book: rules in force are looked up for `today`.
        today: the day it is looked at.
    """
    return (*_departure(facts, book, today), *_branch_term(facts, book, today))


def _departure(facts: AppointmentFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("courtyard.head", today)
    if rule is None or facts.until is not None or facts.counterpart is None or facts.same_person:
        return ()
    who, other = facts.name or "此人", facts.counterpart
    if facts.post == "courtyard_head":
        message = f"楼院长{who}不是书记{other}；原则上由书记担任，另有安排的请在备注中写明原因。"
    elif facts.post == "secretary":
        message = f"楼院长现为{other}，不是书记{who}；原则上由书记担任，另有安排的请写明原因。"
    else:
        return ()
    return (rule.hint(message, level="info", field="resident_id"),)


def _branch_term(facts: AppointmentFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """A branch committee is elected for a term; a secretary longer in office than that is to be looked at."""
    rule = book.find("party.branch_term", today)
    if rule is None or facts.post not in ("secretary", "deputy_secretary"):
        return ()
    years = rule.number("years")
    end = term_over(facts.since, facts.until, years, today)
    if end is None:
        return ()
    message = f"任职已满{years}年（{end.chinese}），请核对是否换届；连任的请另记一条任职。"
    return (rule.hint(message, field="since"),)
