"""Which rows of an office-wide book a workstation takes: its own community's, or all where none is set."""

from dataclasses import replace
from typing import TYPE_CHECKING

from models.rules.text import fold
from services import settings
from services.importing.plan import Place, Plan, Remark

if TYPE_CHECKING:
    from services.office import Context

OWN_COMMUNITY = "own_community"
"""Setting of the office: name of the community this workstation works for; empty takes every row."""


def own_community(context: "Context") -> str:
    """Return the community this workstation works for, "" for all of them."""
    return settings.get(context, OWN_COMMUNITY, "") or ""


def own_rows(context: "Context", plan: Plan) -> Plan:
    """Return the part of a plan that belongs to this workstation's community.

    What is left to others is told with a warning; a book in which nothing is ours is an error.
    """
    name = own_community(context)
    own = _folded(name)
    if not own or not plan.communities:
        return plan
    courtyards = {fold(row.place.courtyard): _folded(row.place.community) for row in plan.courtyards}

    def is_own(place: Place) -> bool:
        community = _folded(place.community) or courtyards.get(fold(place.courtyard), "")
        return community in ("", own)

    part = replace(
        plan,
        communities=[each for each in plan.communities if _folded(each) == own],
        courtyards=[row for row in plan.courtyards if is_own(row.place)],
        parties=[row for row in plan.parties if is_own(row.place)],
        heads=[row for row in plan.heads if is_own(row.place)],
        committees=[row for row in plan.committees if is_own(row.place)],
        members=[row for row in plan.members if is_own(row.place)],
        teams=[row for row in plan.teams if is_own(row.place)],
        dwellings=[row for row in plan.dwellings if is_own(row.place)],
        residents=[row for row in plan.residents if is_own(row.place)],
        notes=[row for row in plan.notes if is_own(row.place)],
        belongings=[row for row in plan.belongings if is_own(row.place)],
        ledger=[row for row in plan.ledger if is_own(row.place)],
    )
    others = [each for each in plan.communities if _folded(each) != own]
    if not others:
        return part
    if not any(getattr(part, each) for each in _ROWS):
        text = (
            f"这个文件里只有{'、'.join(others)}的内容，没有本机所属的“{name}”。"
            "如果要导入其他社区的内容，请先在“系统 → 设置”里改“本机用于”。"
        )
        return replace(part, errors=[*plan.errors, Remark("", "", "other_communities", text)])
    left = sum(len(getattr(plan, each)) - len(getattr(part, each)) for each in _ROWS)
    if not left:
        return part
    text = f"本机只用于“{name}”，{'、'.join(others)}的{left}条内容没有取用。"
    return replace(part, warnings=[Remark("", "", "other_communities", text), *plan.warnings])


_ROWS = (
    "courtyards", "parties", "heads", "committees", "members", "teams", "dwellings", "residents", "notes",
    "belongings", "ledger",
)  # fmt: skip


def _folded(community: str) -> str:
    """Return a community's name for comparing: 远大 and 远大社区居委会 are 远大社区."""
    return fold(community).removesuffix("居民委员会").removesuffix("居委会").removesuffix("社区")
