"""Which rows of an office-wide book a workstation takes: its own community's, or all where none is set."""

from dataclasses import replace
from typing import TYPE_CHECKING

from models.rules.text import fold
from services import settings
from services.importing.plan import Place, Plan

if TYPE_CHECKING:
    from services.office import Context

OWN_COMMUNITY = "own_community"
"""Setting of the office: name of the community this workstation works for; empty takes every row."""


def own_rows(context: "Context", plan: Plan) -> Plan:
    """Return the part of a plan that belongs to this workstation's community."""
    own = fold(settings.get(context, OWN_COMMUNITY, "") or "")
    if not own or own not in {fold(name) for name in plan.communities}:
        return plan
    courtyards = {fold(row.place.courtyard): fold(row.place.community) for row in plan.courtyards}

    def is_own(place: Place) -> bool:
        community = fold(place.community) or courtyards.get(fold(place.courtyard), "")
        return community in ("", own)

    return replace(
        plan,
        communities=[name for name in plan.communities if fold(name) == own],
        courtyards=[row for row in plan.courtyards if is_own(row.place)],
        parties=[row for row in plan.parties if is_own(row.place)],
        heads=[row for row in plan.heads if is_own(row.place)],
        committees=[row for row in plan.committees if is_own(row.place)],
        members=[row for row in plan.members if is_own(row.place)],
        teams=[row for row in plan.teams if is_own(row.place)],
        dwellings=[row for row in plan.dwellings if is_own(row.place)],
        residents=[row for row in plan.residents if is_own(row.place)],
        belongings=[row for row in plan.belongings if is_own(row.place)],
        ledger=[row for row in plan.ledger if is_own(row.place)],
    )
