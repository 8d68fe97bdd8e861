"""Elections of committees: planned, candidates vetted and announced, voted, confirmed, filed, handed over."""

from services.election_record import (
    CandidateLine,
    ElectionView,
    HandoverLine,
    MemberLine,
    RoundLine,
    members,
    shipped,
    view,
)
from services.elections.candidates import Vetting, add_candidate, announce, vet, withdraw
from services.elections.planning import Offer, list_things, offer, plan
from services.elections.recalls import confirm_recall, plan_recall
from services.elections.results import Settled, confirm_result, fail, file, hand_over, publish
from services.elections.rounds import (
    Figures,
    NewMeeting,
    NextRound,
    checked,
    link_round,
    next_round,
    record_round,
)

__all__ = [
    "CandidateLine",
    "ElectionView",
    "Figures",
    "HandoverLine",
    "MemberLine",
    "NewMeeting",
    "NextRound",
    "Offer",
    "RoundLine",
    "Settled",
    "Vetting",
    "add_candidate",
    "announce",
    "checked",
    "confirm_recall",
    "confirm_result",
    "fail",
    "file",
    "hand_over",
    "link_round",
    "list_things",
    "members",
    "next_round",
    "offer",
    "plan",
    "plan_recall",
    "publish",
    "record_round",
    "shipped",
    "vet",
    "view",
    "withdraw",
]
