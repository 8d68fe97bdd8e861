"""Rounds of rating (大家评): planned, answers entered, closed with a frozen tally, the result published."""

from services.appraisals.closing import close, publish, reopen
from services.appraisals.entering import Paper, alter, enter, withdraw
from services.appraisals.planning import Offer, Plan, offer, plan, set_items, update_asked
from services.appraisals.rounds import NewRound, RhythmView, collect, rhythm

__all__ = [
    "NewRound",
    "Offer",
    "Paper",
    "Plan",
    "RhythmView",
    "alter",
    "close",
    "collect",
    "enter",
    "offer",
    "plan",
    "publish",
    "reopen",
    "rhythm",
    "set_items",
    "update_asked",
    "withdraw",
]
