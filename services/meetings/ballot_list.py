"""The ballots that were entered, in the order of the roll or of their numbers, and how far entering is."""

from dataclasses import dataclass
from typing import Any

from models.rules.picking import read_picks
from services.meetings.deciding import BY_ATTENDEE
from services.meetings.rows import resolution_of
from services.office import Context


@dataclass(frozen=True, slots=True)
class BallotLine:
    """One ballot as it was entered.

    Attributes:
        id, entry: the ballot, and the first or the second entry.
        label: whose it is, which paper, or which entrance.
        choice: of vocab.BALLOT_CHOICE.
        picks: in an election the positions marked.
        papers: how many alike.
        origin: of vocab.BALLOT_ORIGIN, "" where unknown.
        entered_by: who entered it.
        attendee_id, paper, place: what it is of.
        note: remark.
    """

    id: bytes
    entry: int
    label: str
    choice: str
    picks: tuple[int, ...]
    papers: int
    origin: str
    entered_by: str
    attendee_id: bytes | None = None
    paper: int | None = None
    place: str | None = None
    note: str = ""

    @property
    def key(self) -> str:
        """What tells ballots of one entry apart, the same in both entries."""
        if self.attendee_id is not None:
            return f"a:{self.attendee_id.hex()}"
        return f"p:{self.paper}" if self.paper is not None else f"u:{self.place or ''}:{self.choice}"

    @property
    def says(self) -> tuple[object, ...]:
        """What two entries of it have to agree in."""
        return (self.choice, self.picks, self.papers, self.origin)


_SELECT = (
    "SELECT b.id, b.entry, a.name, a.body, b.choice, b.picks, b.papers, b.origin, b.entered_by, "
    "b.attendee_id, b.paper, b.place, b.note FROM ballot b LEFT JOIN attendee a ON a.id = b.attendee_id "
    "WHERE b.resolution_id = ? AND b.entry = ? AND b.deleted_at IS NULL "
    "ORDER BY a.position NULLS FIRST, b.paper NULLS FIRST, b.place NULLS FIRST, b.id"
)


def listed(context: Context, resolution_id: bytes, entry: int = 1) -> tuple[BallotLine, ...]:
    """Return the ballots of one entry in the order of the roll or of their numbers."""
    return tuple(_line(row) for row in context.reader.all(_SELECT, (resolution_id, entry)))


def _line(row: tuple[Any, ...]) -> BallotLine:
    attendee, paper, place = row[9], row[10], row[11]
    if attendee is not None:
        label = f"{row[3]} {row[2]}" if row[3] and row[3] != row[2] else row[2]
    else:
        label = f"第{paper}号票" if paper is not None else place or "全体"
    return BallotLine(
        bytes(row[0]), int(row[1]), label, row[4], read_picks(row[5]), int(row[6]), row[7] or "",
        row[8] or "", attendee, paper, place, row[12] or "",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """How far entering is: papers of the first and the second entry, and of how many."""

    first: int
    second: int
    due: int | None


def progress(context: Context, resolution_id: bytes) -> Progress:
    """Return how many papers were entered, on the reader's thread.

    Raises:
        NotFound: the resolution is gone.
    """
    row = resolution_of(context.reader, resolution_id)
    found = dict(
        context.reader.all(
            "SELECT entry, sum(papers) FROM ballot WHERE resolution_id = ? AND deleted_at IS NULL "
            "GROUP BY entry",
            (resolution_id,),
        )
    )
    due = row["ballots_returned"]
    if due is None and row["ballot_form"] in BY_ATTENDEE:
        due = context.reader.value(
            "SELECT count(*) FROM attendee WHERE meeting_id = ? AND votes AND deleted_at IS NULL",
            (row["meeting_id"],),
        )
    return Progress(int(found.get(1) or 0), int(found.get(2) or 0), due)
