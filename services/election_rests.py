"""Whether a confirmed election rests on a vote or a meeting: then its figures stay as they are."""

from typing import TYPE_CHECKING

from models.errors import InvalidInput
from models.rules.elections import DONE

if TYPE_CHECKING:
    from models.db.reading import Reader


def refuse_confirmed(reader: "Reader", resolution_id: bytes) -> None:
    """Refuse to count a round again once the result of its election is confirmed.

    Raises:
        InvalidInput: it is confirmed; the sentence says what to do first.
    """
    found = reader.one(
        "SELECT e.title, e.state FROM resolution t JOIN election e ON e.id = t.election_id "
        "WHERE t.id = ? AND e.deleted_at IS NULL",
        (resolution_id,),
    )
    if found is not None and found[1] in DONE:
        raise InvalidInput(
            f"“{found[0]}”的结果已经确认，这一轮不能重新计票。刚确认的可以先撤销确认，其余请另登记一次选举更正。"
        )


def refuse_attendance(reader: "Reader", meeting_id: bytes) -> None:
    """Refuse to change who came to a meeting once the result of an election it held is confirmed.

    For the use cases of the roll, which write the figures without asking the guards.

    Raises:
        InvalidInput: it is confirmed; the sentence says what to do first.
    """
    for title, state in reader.all(
        "SELECT e.title, e.state FROM resolution t JOIN election e ON e.id = t.election_id "
        "WHERE t.meeting_id = ? AND t.deleted_at IS NULL AND e.deleted_at IS NULL ORDER BY t.id",
        (meeting_id,),
    ):
        if state in DONE:
            raise InvalidInput(
                f"“{title}”的结果已经按这次会议确认，到会人数不能再改。"
                "刚确认的可以先撤销确认，其余请另登记一次选举更正。"
            )
