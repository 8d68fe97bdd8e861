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
from services.elections.candidates import Vetting, add_candidate, add_candidates, announce, vet, withdraw
from services.elections.offers import CommitteeTerm, HeldMeeting, OfferedVote, meetings, term, votes
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
    open_round,
    record_round,
)

__all__ = [
    "CandidateLine",
    "CommitteeTerm",
    "ElectionView",
    "Figures",
    "HandoverLine",
    "HeldMeeting",
    "MemberLine",
    "NewMeeting",
    "NextRound",
    "Offer",
    "OfferedVote",
    "RoundLine",
    "Settled",
    "Vetting",
    "add_candidate",
    "add_candidates",
    "announce",
    "checked",
    "confirm_recall",
    "confirm_result",
    "fail",
    "file",
    "hand_over",
    "link_round",
    "list_things",
    "meetings",
    "members",
    "next_round",
    "offer",
    "open_round",
    "plan",
    "plan_recall",
    "publish",
    "record_round",
    "shipped",
    "term",
    "vet",
    "view",
    "votes",
    "withdraw",
]
