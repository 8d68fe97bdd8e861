"""Whether a confirmed election rests on a vote: then it is not counted again, nor opened."""

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
