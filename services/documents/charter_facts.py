"""What the sheet of a charter shows: its text, how it was adopted, from when it is in force."""

from dataclasses import dataclass

from services.documents.meeting_facts import Place, Posting


@dataclass(frozen=True, slots=True)
class CharterFacts:
    """One version of a charter.

    Attributes:
        place: whose it is.
        title: its name without the courtyard's.
        body: its text.
        posting: who signs and whom to ask.
        adopted_on, first: ISO days of adoption and of coming into force, "" where unknown (a draft).
        adopted_by: who adopted it, such as 居民会议.
    """

    place: Place
    title: str
    body: str
    posting: Posting
    adopted_on: str = ""
    adopted_by: str = ""
    first: str = ""
