"""Builds sheets from facts, one module a kind of sheet. Pure; draws nothing."""

from services.documents.facts import (
    BuildingHead,
    Cadre,
    CommitteeFacts,
    Facility,
    MemberFacts,
    OrganisationFacts,
    OverviewFacts,
    PartyOrganisationFacts,
    TeamFacts,
)
from services.documents.sheets.accounts import accounts, staff_cost
from services.documents.sheets.appraisals import appraisal
from services.documents.sheets.boards import objection_form, walk_list
from services.documents.sheets.charter import charter
from services.documents.sheets.elections import election
from services.documents.sheets.handling import agreement, mediation, opinion_form
from services.documents.sheets.matters import matter_sheet
from services.documents.sheets.minutes import minutes
from services.documents.sheets.opinions import opinion_results
from services.documents.sheets.organisation import organisation
from services.documents.sheets.overview import overview
from services.documents.sheets.own_text import own_text
from services.documents.sheets.resolution import resolution
from services.documents.sheets.statistics import statistics
from services.documents.sheets.voting import voting_sheet

__all__ = [
    "BuildingHead",
    "Cadre",
    "CommitteeFacts",
    "Facility",
    "MemberFacts",
    "OrganisationFacts",
    "OverviewFacts",
    "PartyOrganisationFacts",
    "TeamFacts",
    "accounts",
    "agreement",
    "appraisal",
    "charter",
    "election",
    "matter_sheet",
    "mediation",
    "minutes",
    "objection_form",
    "opinion_form",
    "opinion_results",
    "organisation",
    "overview",
    "own_text",
    "resolution",
    "staff_cost",
    "statistics",
    "voting_sheet",
    "walk_list",
]
