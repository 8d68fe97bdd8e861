"""An election as it is on record: read for the window, the sheets and the command; it writes nothing."""

from services.election_record.reading import members, view
from services.election_record.shipped import shipped
from services.election_record.views import (
    CandidateLine,
    ElectionView,
    HandoverLine,
    MemberLine,
    RoundLine,
)

__all__ = [
    "CandidateLine",
    "ElectionView",
    "HandoverLine",
    "MemberLine",
    "RoundLine",
    "members",
    "shipped",
    "view",
]
