"""Whether what a meeting recorded is frozen in its final minutes; whoever writes into a meeting asks here."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from models.errors import InvalidInput

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import UnitOfWork

ADVICE: Final = "要改请在会议上办理纪要“更正”，改好后重新核对、签字、定稿。"


def called(meeting: Mapping[str, Any]) -> str:
    """Return how the minutes of a meeting are called in a sentence."""
    return f"“{meeting['title']}”的纪要"


def states_of(reader: "Reader", meeting_id: bytes) -> list[str]:
    """Return the states of the minutes of a meeting, the first version first."""
    found = reader.all(
        "SELECT state FROM minutes WHERE meeting_id = ? AND deleted_at IS NULL ORDER BY seq, id",
        (meeting_id,),
    )
    return [str(row[0]) for row in found]


def is_fixed(reader: "Reader", meeting_id: bytes) -> bool:
    """Return whether what a meeting recorded is frozen in its minutes.

    A correction opens it again as long as it is a draft.
    """
    states = states_of(reader, meeting_id)
    return "final" in states and "draft" not in states


def refuse_fixed(work: "UnitOfWork", meeting_id: bytes) -> None:
    """Refuse a use case that would write into a meeting whose minutes are final.

    Raises:
        InvalidInput: they are.
    """
    if is_fixed(work.reader, meeting_id):
        meeting = work.row("meeting", meeting_id)
        raise InvalidInput(f"{called(meeting)}已经定稿，会议记录不能再改。{ADVICE}")
