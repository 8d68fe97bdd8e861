"""What the rules say about a Party organisation and about the counts of Party members."""

from dataclasses import dataclass
from datetime import date

from models.rules.base import Hint
from models.rules.rulebook import RuleBook

_GROUPS = {"courtyard_group": "楼院党小组", "building_group": "楼栋党小组", "functional": "功能型党组织"}


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """What has to be known about a Party organisation to judge it.

    Attributes:
        kind: a code of PARTY_KIND, None where unknown.
        total_members: Party members, probationary members included.
        full_members: full members among them.
        working_members: full members still at work (其中：在职党员).
        branch_committee_seats: seats of its branch committee, None where nobody entered it.
    """

    kind: str | None = None
    total_members: int | None = None
    full_members: int | None = None
    working_members: int | None = None
    branch_committee_seats: int | None = None


def party_hints(facts: PartyFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Return everything the rules have to say about a Party organisation (支部工作条例, policy 2.1a, 4.1).

    Args:
        facts: the organisation with its counts. Those of an area branch are usually known for one of its
            courtyards only, so too few members are held against a courtyard branch alone.
        book: rules in force are looked up for `today`.
        today: the day it is looked at.
    """
    return (
        *count_hints(facts.total_members, facts.full_members, facts.working_members, book, today),
        *_form(facts, book, today),
        *_branch_committee(facts, book, today),
        *_size(facts, book, today),
    )


def count_hints(
    total: int | None, full: int | None, working: int | None, book: RuleBook, today: date
) -> tuple[Hint, ...]:
    """Return what does not fit together in the counts of the survey sheet: 总数, 正式党员, 其中：在职党员."""
    rule = book.find("party.counts", today)
    if rule is None:
        return ()
    hints = []
    if full is not None and total is not None and full > total:
        message = f"正式党员{full}人多于党员总数{total}人，请核对。"
        hints.append(rule.hint(message, field="party_full"))
    if working is not None and full is not None and working > full:
        message = f"在职党员{working}人多于正式党员{full}人，请核对。"
        hints.append(rule.hint(message, field="party_working"))
    return tuple(hints)


def advice(full_members: int | None, book: RuleBook, today: date) -> str:
    """Return which Party organisation a courtyard without one can form, as half a sentence, or ""."""
    rule = book.find("party.branch", today)
    if rule is None or full_members is None:
        return ""
    least = rule.number("min_full_members")
    if full_members >= least:
        return f"正式党员{full_members}人，应当成立党支部"
    return f"正式党员{full_members}人，不足{least}人，可成立联合党支部、党小组或功能型党组织"


def _form(facts: PartyFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("party.branch", today)
    full = facts.full_members
    if rule is None or full is None:
        return ()
    least = rule.number("min_full_members")
    if facts.kind == "courtyard_branch" and full < least:
        message = (
            f"正式党员{full}人，不足{least}人，一般不单独成立党支部，可成立联合党支部、党小组或功能型党组织。"
        )
        return (rule.hint(message, field="kind"),)
    if facts.kind in _GROUPS and facts.kind != "building_group" and full >= least:
        message = f"现为{_GROUPS[facts.kind]}，正式党员{full}人，已满{least}人，可成立党支部。"
        return (rule.hint(message, level="info", field="kind"),)
    return ()


def _is_branch(kind: str | None) -> bool:
    return kind in ("courtyard_branch", "area_branch")


def _branch_committee(facts: PartyFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("party.branch_committee", today)
    full, seats = facts.full_members, facts.branch_committee_seats
    if rule is None or full is None or not _is_branch(facts.kind) or full < rule.number("from_full_members"):
        return ()
    fewest, usual, most = rule.number("min"), rule.number("usual_max"), rule.number("max")
    shape = f"应设支部委员会，由{fewest}至{usual}人组成，一般不超过{most}人"
    if seats is None:
        return (rule.hint(f"正式党员{full}人，{shape}。", level="info"),)
    if fewest <= seats <= most:
        return ()
    return (rule.hint(f"正式党员{full}人，{shape}；现为{seats}人，请核对。"),)


def _size(facts: PartyFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    rule = book.find("party.branch_size", today)
    members = facts.total_members if facts.total_members is not None else facts.full_members
    if rule is None or members is None or not _is_branch(facts.kind) or members <= rule.number("max_members"):
        return ()
    message = f"党员{members}人，超过{rule.number('max_members')}人，可考虑分设党支部。"
    return (rule.hint(message, level="info"),)


@dataclass(frozen=True, slots=True)
class BuildingFacts:
    """What has to be known about a building.

    Attributes:
        covered_by: names of the Party organisations that cover it.
        no_party_reason: why its courtyard has none yet, as entered.
        has_head: somebody is in the post of building head.
    """

    covered_by: tuple[str, ...] = ()
    no_party_reason: str | None = None
    has_head: bool = False


def building_hints(facts: BuildingFacts, book: RuleBook, today: date) -> tuple[Hint, ...]:
    """Return what the rules say about a building: whether a Party organisation covers it (policy 2.1a).

    Args:
        facts: the building.
        book: rules in force are looked up for `today`.
        today: the day it is looked at.
    """
    rule = book.find("courtyard.party", today)
    if rule is None:
        return ()
    hints = []
    if facts.covered_by:
        hints.append(rule.hint(f"由{'、'.join(facts.covered_by)}覆盖。", level="info"))
    elif facts.no_party_reason:
        hints.append(rule.hint(f"还没有党组织覆盖（{facts.no_party_reason}）。", level="info"))
    else:
        hints.append(rule.hint("还没有党组织覆盖这栋楼：请在党组织的“覆盖范围”里登记。"))
    if not facts.has_head:
        hints.append(rule.hint("还没有楼栋长，可由党小组组长、党员或热心居民担任。", level="info"))
    return tuple(hints)
