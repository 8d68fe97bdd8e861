"""Who is named on a sheet, in which capacity, and how the name is masked (rules.md, People)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.office import Context

if TYPE_CHECKING:
    from services.documents.facts import OrganisationFacts, OverviewFacts
    from services.documents.ledger_facts import AccountsFacts, StaffCostFacts
    from services.documents.meeting_facts import Decision, MinutesFacts, ResolutionFacts
    from services.notices import Target

IN_FULL = "全名"
MASKED = "隐去部分"
ELECTED_OR_APPOINTED = "当选或任命，按规定公开全名"
IN_THE_MEETING = "在会议中履行职务，记录全名"
STOOD = "候选人得票随选举结果公开全名"
IN_NO_OFFICE = "没有职务的居民不公开全名"


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person on a sheet.

    Attributes:
        name: as it is printed.
        posts: in which capacities: 书记, 楼院长 …
        mask: how the name is shown: 全名 or 隐去部分.
        reason: why it is shown so.
    """

    name: str
    posts: tuple[str, ...]
    mask: str = IN_FULL
    reason: str = ELECTED_OR_APPOINTED


Named = tuple[str, str, str]
"""A name as printed, in which capacity, and why it is shown so."""


def named_on(context: Context, target: "Target") -> tuple[NamedPerson, ...]:
    """Return the people a sheet names, in the order of the sheet.

    A text that the office wrote itself is not searched for names.

    Args:
        context: read on the reader's thread.
        target: which sheet.

    Raises:
        NotFound, InvalidInput: the sheet cannot be made.
        KeyError: no such kind.
    """
    from services.documents import facts as of_courtyards
    from services.documents import ledger_facts, meeting_facts
    from services.notices import facts_of

    facts = facts_of(context, target)
    pairs: list[tuple[str, str]] = []
    if isinstance(facts, of_courtyards.OverviewFacts):
        pairs = _of_overview(facts)
    elif isinstance(facts, of_courtyards.OrganisationFacts):
        pairs = _of_organisation(facts)
    if isinstance(facts, ledger_facts.AccountsFacts | ledger_facts.StaffCostFacts):
        return _once(_of_accounts(facts))
    if isinstance(facts, meeting_facts.MinutesFacts):
        return _once(_of_minutes(facts))
    if isinstance(facts, meeting_facts.ResolutionFacts):
        return _once(_of_resolution(facts))
    if isinstance(facts, meeting_facts.OwnTextFacts):
        posted = facts.formal and facts.posting.from_day
        return _once([(facts.posting.contact_name, "联系人", ELECTED_OR_APPOINTED)] if posted else [])
    pairs.append((facts.contact_name, "咨询联系人"))
    return _once([(*pair, ELECTED_OR_APPOINTED) for pair in pairs])


def _once(named: list[Named]) -> tuple[NamedPerson, ...]:
    posts: dict[tuple[str, str], dict[str, None]] = {}
    for name, post, reason in named:
        if name:
            posts.setdefault((name, reason), {}).setdefault(post)
    return tuple(
        NamedPerson(name, tuple(held), MASKED if reason == IN_NO_OFFICE else IN_FULL, reason)
        for (name, reason), held in posts.items()
    )


def _of_accounts(facts: "AccountsFacts | StaffCostFacts") -> list[Named]:
    if facts.closed is None:
        return []
    return [
        (facts.closed.prepared_by, "制表", ELECTED_OR_APPOINTED),
        (facts.closed.checked_by, "审核", ELECTED_OR_APPOINTED),
        (facts.posting.contact_name, "联系人", ELECTED_OR_APPOINTED),
    ]


def _of_minutes(facts: "MinutesFacts") -> list[Named]:
    meeting = facts.meeting
    named: list[Named] = [
        (meeting.chair, meeting.chair_post or "主持人", IN_THE_MEETING),
        (meeting.recorder, "记录人", IN_THE_MEETING),
    ]
    for item in facts.agenda:
        named += _of_decisions(item.decisions)
    named += _of_decisions(facts.decisions)
    for each in facts.attendance:
        named.append((each.name, each.body, IN_NO_OFFICE if each.masked else IN_THE_MEETING))
    return named


def _of_decisions(decisions: "tuple[Decision, ...]") -> list[Named]:
    return [
        (each.name, each.post or ("当选人" if each.elected else "候选人"), STOOD)
        for decision in decisions
        for each in decision.candidates
    ]


def _of_resolution(facts: "ResolutionFacts") -> list[Named]:
    contact: Named = (facts.posting.contact_name, "联系人", ELECTED_OR_APPOINTED)
    return [*_of_decisions(facts.decisions), contact]


def _of_overview(facts: "OverviewFacts") -> list[tuple[str, str]]:
    return [
        (facts.party_secretary, "党组织负责人"),
        (facts.courtyard_head, "楼院长"),
        (facts.committee_chair, f"{facts.committee_kind}主任"),
        *((cadre.name, f"分包干部（{cadre.post}）" if cadre.post else "分包干部") for cadre in facts.cadres),
    ]


def _of_organisation(facts: "OrganisationFacts") -> list[tuple[str, str]]:
    pairs = [(facts.community_secretary, "社区党组织书记"), (facts.courtyard_head, "楼院长")]
    for organisation in facts.party_organisations:
        pairs.append((organisation.secretary, f"{organisation.kind}负责人"))
        pairs += [(name, f"{organisation.kind}成员") for name in organisation.members]
    for committee in facts.committees:
        pairs += [(member.name, f"{committee.kind}{member.post}") for member in committee.members]
    pairs += [(team.leader, "志愿队伍负责人") for team in facts.teams]
    pairs += [(head.name, f"{head.building}楼栋长") for head in facts.building_heads]
    return pairs
