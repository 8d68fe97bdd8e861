"""Rows that the use cases of a meeting look up again and again, with the sentences where they are gone."""

from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput, NotFound
from models.rules.text import clean

if TYPE_CHECKING:
    from models.db.reading import Reader

LONGEST_NAME = 100
PRESENT = "a.state = 'present' AND a.left_at IS NULL"
"""Condition over `a` (attendee): there in person or by proxy, and not gone."""

_MEETING = (
    "id", "unit_id", "courtyard_id", "matter_id", "kind", "title", "held_on", "starts", "place",
    "convener", "rule_code", "announced_on", "due_count", "present_count", "due_area", "present_area", "late",
)  # fmt: skip
_RESOLUTION = (
    "id", "unit_id", "meeting_id", "kind", "title", "content", "matter_id", "election_id", "ballot_form",
    "rule_code", "state", "outcome", "seats", "votes_for", "votes_against", "votes_abstain",
    "ballots_issued", "ballots_returned", "ballots_invalid",
)  # fmt: skip


def _row(reader: "Reader", table: str, names: tuple[str, ...], row_id: bytes) -> dict[str, Any] | None:
    found = reader.one(
        f"SELECT {', '.join(names)} FROM {table} WHERE id = ? AND deleted_at IS NULL", (row_id,)
    )
    return None if found is None else dict(zip(names, found, strict=True))


def meeting_of(reader: "Reader", meeting_id: bytes) -> dict[str, Any]:
    """Return the stored meeting.

    Raises:
        NotFound: it is gone.
    """
    row = _row(reader, "meeting", _MEETING, meeting_id)
    if row is None:
        raise NotFound("这次会议已经不在了，可能刚被删除。请刷新后再试。")
    return row


def resolution_of(reader: "Reader", resolution_id: bytes) -> dict[str, Any]:
    """Return the stored resolution.

    Raises:
        NotFound: it is gone.
    """
    row = _row(reader, "resolution", _RESOLUTION, resolution_id)
    if row is None:
        raise NotFound("这项决议已经不在了，可能刚被删除。请刷新后再试。")
    return row


def has_roll(reader: "Reader", meeting_id: bytes) -> bool:
    """Return whether a meeting has a roll."""
    found = reader.value(
        "SELECT id FROM attendee WHERE meeting_id = ? AND deleted_at IS NULL ORDER BY id LIMIT 1",
        (meeting_id,),
    )
    return found is not None


def named(text: str, what: str, longest: int = LONGEST_NAME) -> str:
    """Return a typed name without the spaces around it.

    Raises:
        InvalidInput: it is empty or too long.
    """
    cleaned = clean(text)
    if not cleaned:
        raise InvalidInput(f"请写上{what}。")
    if len(cleaned) > longest:
        raise InvalidInput(f"{what}太长，最多{longest}个字。")
    return cleaned
