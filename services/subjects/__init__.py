"""The subjects of the program, each described as plain data."""

from services.subjects.appraisals import (
    APPRAISAL_ANSWERS,
    APPRAISAL_ITEMS,
    APPRAISALS,
    COLLECTING_PLANS,
    COLLECTING_ROUNDS,
)
from services.subjects.assignments import CADRE_ASSIGNMENTS, PAIRINGS, PROPERTY_SERVICES
from services.subjects.base import Child, Column, Field, Filter, Section, Subject
from services.subjects.boards import BOARDS, POSTINGS
from services.subjects.charters import CHARTER_VERSIONS, CHARTERS
from services.subjects.committees import COMMITTEE_MEMBERS, COMMITTEES, VETTINGS
from services.subjects.consents import CONSENTS
from services.subjects.courtyards import BUILDINGS, COURTYARDS, DWELLINGS, HOUSEHOLDS, OWNERSHIPS
from services.subjects.disclosure import DISCLOSURE_REQUESTS
from services.subjects.elections import CANDIDACIES, ELECTIONS, HANDOVER_ITEMS
from services.subjects.ledger import (
    ACCOUNTS,
    CHARGES,
    LEDGER_ENTRIES,
    MONTH_CLOSES,
    PENDING_LEDGER_LINES,
    STAFF_COSTS,
)
from services.subjects.matters import FUNDING_LINES, MATTER_STEPS, MATTERS
from services.subjects.meetings import (
    ACTION_ITEMS,
    AGENDA_ITEMS,
    ATTENDANCE,
    CANDIDATE_VOTES,
    MEETINGS,
    RESOLUTIONS,
)
from services.subjects.minutes import MINUTES
from services.subjects.notices import NOTICES, OBJECTIONS
from services.subjects.opinions import (
    DISPUTE_PARTIES,
    DISPUTES,
    HANDLING_STEPS,
    MEDIATIONS,
    OPINIONS,
)
from services.subjects.party import APPOINTMENTS, PARTY_COVERAGE, PARTY_ORGANISATIONS
from services.subjects.representatives import REPRESENTATIONS, REPRESENTATIVES
from services.subjects.residents import RESIDENTS
from services.subjects.units import COMMUNITIES, UNITS
from services.subjects.volunteers import ACTIVITIES, PARTICIPATIONS, TEAM_MEMBERS, TEAMS
from services.subjects.voting import ATTENDEES, VOTE_COUNTS

ALL: tuple[Subject, ...] = (
    COURTYARDS,
    RESIDENTS,
    PARTY_ORGANISATIONS,
    COMMITTEES,
    TEAMS,
    OPINIONS,
    DISPUTES,
    MEETINGS,
    ACTION_ITEMS,
    MATTERS,
    NOTICES,
    DISCLOSURE_REQUESTS,
    ACTIVITIES,
    REPRESENTATIVES,
    DWELLINGS,
    UNITS,
    COMMUNITIES,
    BUILDINGS,
    OWNERSHIPS,
    HOUSEHOLDS,
    APPOINTMENTS,
    COMMITTEE_MEMBERS,
    VETTINGS,
    TEAM_MEMBERS,
    CADRE_ASSIGNMENTS,
    PAIRINGS,
    PROPERTY_SERVICES,
    ACCOUNTS,
    LEDGER_ENTRIES,
    MONTH_CLOSES,
    STAFF_COSTS,
    CHARGES,
    PENDING_LEDGER_LINES,
    PARTY_COVERAGE,
    REPRESENTATIONS,
    PARTICIPATIONS,
    ATTENDANCE,
    AGENDA_ITEMS,
    RESOLUTIONS,
    CANDIDATE_VOTES,
    ATTENDEES,
    VOTE_COUNTS,
    MINUTES,
    MATTER_STEPS,
    FUNDING_LINES,
    HANDLING_STEPS,
    DISPUTE_PARTIES,
    MEDIATIONS,
    ELECTIONS,
    CANDIDACIES,
    HANDOVER_ITEMS,
    APPRAISALS,
    APPRAISAL_ITEMS,
    APPRAISAL_ANSWERS,
    COLLECTING_PLANS,
    COLLECTING_ROUNDS,
    OBJECTIONS,
    BOARDS,
    POSTINGS,
    CHARTERS,
    CHARTER_VERSIONS,
    CONSENTS,
)

BY_KIND: dict[str, Subject] = {subject.kind: subject for subject in ALL}
BY_TABLE: dict[str, Subject] = {subject.table: subject for subject in reversed(ALL)}


def subject(kind: str) -> Subject:
    """Return the description of a kind.

    Raises:
        KeyError: no such subject.
    """
    return BY_KIND[kind]


__all__ = [
    "ALL",
    "BY_KIND",
    "BY_TABLE",
    "Child",
    "Column",
    "Field",
    "Filter",
    "Section",
    "Subject",
    "subject",
]
