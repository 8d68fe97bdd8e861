"""The working sheets of a meeting and its votes, by the kind that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from services.documents.model import Block, Document, Margins
from services.documents.sheets.meeting_papers import attendance, ballot_papers, invitation, proxy_paper
from services.documents.sheets.tally import tally_sheet
from services.documents.sheets.values import meeting_values, place_values
from services.documents.templates import Wording, shipped
from services.documents.voting_facts import InvitationFacts, VotingSheetFacts
from services.documents.wording import full_iso_date

_MARGINS: Final = Margins(top=20.0, left=20.0, right=18.0, bottom=22.0)
"""Papers for the work and the file: more of them goes on a page. The notice keeps the margins of a letter."""
_TALLY_MARGINS: Final = Margins(top=15.0, left=20.0, right=18.0, bottom=17.0)
"""The whole of a count by heads and area, with its arithmetic and who signs for it, goes on one page."""
_BUILDERS: Final[dict[str, Callable[[Any, Wording, dict[str, str]], Iterator[Block]]]] = {
    "meeting_notice": invitation,
    "attendance": attendance,
    "proxy_paper": proxy_paper,
    "ballot_paper": ballot_papers,
    "tally": tally_sheet,
}
"""What builds each sheet, by its kind."""

_SET_IN: Final = {"meeting_notice": Margins(), "tally": _TALLY_MARGINS}
"""Margins of the sheets that have their own."""


def voting_sheet(facts: VotingSheetFacts, wording: Wording | None = None) -> Document:
    """Build the sheet of a meeting that is asked for.

    Args:
        facts: what is recorded; `sheet` says which one.
        wording: how it is worded, as shipped by default.

    Raises:
        InvalidInput: own wording that cannot be read.
    """
    wording = wording or shipped(facts.sheet)
    day = facts.announced_on if isinstance(facts, InvitationFacts) and facts.announced_on else facts.as_of
    values = {**place_values(facts.place, day), **meeting_values(facts.meeting)}
    if facts.sheet == "attendance":
        values["会议地点"] = values["会议地点"] or "＿＿＿＿＿＿＿＿"
    values["决议名称"] = getattr(facts, "title", "")
    blocks = tuple(_BUILDERS[facts.sheet](facts, wording, values))
    return Document(
        title=wording.said("title", values),
        subtitle=wording.said("subtitle", values),
        blocks=blocks,
        unit=facts.place.organ,
        issue_date=full_iso_date(day),
        margins=_SET_IN.get(facts.sheet, _MARGINS),
    )
