"""Tells the window what was done to an election, so that pages are read again and it can be undone."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from services.saving import Saved
    from ui.session import Session

TOUCHED: Final = frozenset(
    {
        "election",
        "candidacy",
        "candidate_vetting",
        "candidate_vote",
        "committee",
        "committee_member",
        "handover_item",
        "meeting",
        "notice",
        "resident",
        "resolution",
    }
)
"""Tables an act of an election may have touched."""


def told(session: "Session", saved: "Saved", text: str, *, undo: bool = True) -> None:
    """Tell what was done."""
    committed = saved.committed
    touched = (committed.touched if committed is not None else frozenset()) | TOUCHED
    session.committed(touched, text, committed.tx_id if committed is not None and undo else None)
