"""Who is named on a sheet, in which capacity, and how the name is masked (rules.md, People)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.office import Context

if TYPE_CHECKING:
    from services.documents.facts import OrganisationFacts, OverviewFacts

IN_FULL = "全名"
ELECTED_OR_APPOINTED = "当选或任命，按规定公开全名"


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person on a sheet.

    Attributes:
        name: as it is printed.
        posts: in which capacities: 书记, 楼院长 …
        mask: how the name is shown: 全名.
        reason: why it is shown so.
    """

    name: str
    posts: tuple[str, ...]
    mask: str = IN_FULL
    reason: str = ELECTED_OR_APPOINTED


def named_on(context: Context, kind: str, courtyard_id: bytes) -> tuple[NamedPerson, ...]:
    """Return the people a sheet of a courtyard names, in the order of the sheet.

    Args:
        context: read on the reader's thread.
        kind: "overview" or "organisation".
        courtyard_id: the courtyard.

    Raises:
        NotFound: the courtyard is gone.
        KeyError: no such kind.
    """
    from services import notices

    if kind == "overview":
        pairs = _of_overview(notices.overview_facts(context, courtyard_id))
    elif kind == "organisation":
        pairs = _of_organisation(notices.organisation_facts(context, courtyard_id))
    else:
        raise KeyError(kind)
    pairs.append((_contact(context, courtyard_id), "咨询联系人"))
    posts: dict[str, dict[str, None]] = {}
    for name, post in pairs:
        if name:
            posts.setdefault(name, {}).setdefault(post)
    return tuple(NamedPerson(name, tuple(held)) for name, held in posts.items())


def _contact(context: Context, courtyard_id: bytes) -> str:
    """Return whom the sheet names for questions."""
    found = context.reader.value(
        "SELECT u.contact FROM courtyard c JOIN unit u ON u.id = c.unit_id WHERE c.id = ?", (courtyard_id,)
    )
    return found or ""


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
