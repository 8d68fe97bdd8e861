"""Opinions and disputes: registered at the building, handed up, answered, told, closed, published."""

from services.opinions import disputes
from services.opinions.grouping import Alike, alike, group, heads, ungroup
from services.opinions.handling import answer, close, escalate, reopen, tell
from services.opinions.onward import to_dispute, to_matter
from services.opinions.registering import OpinionDraft, register, short_title
from services.opinions.standing import Follower, Rung, Standing, standing

__all__ = [
    "Alike",
    "Follower",
    "OpinionDraft",
    "Rung",
    "Standing",
    "alike",
    "answer",
    "close",
    "disputes",
    "escalate",
    "group",
    "heads",
    "register",
    "reopen",
    "short_title",
    "standing",
    "tell",
    "to_dispute",
    "to_matter",
    "ungroup",
]
