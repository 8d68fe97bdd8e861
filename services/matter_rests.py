"""What other use cases may not change while a completed step of a matter rests on it."""

from typing import TYPE_CHECKING

from models.errors import InvalidInput
from services.matter_templates import template_of

if TYPE_CHECKING:
    from models.db.reading import Reader


def refuse_resting(reader: "Reader", meeting_id: bytes, resolution_id: bytes | None = None) -> None:
    """Refuse to change the figures of a meeting, or of a vote, that a completed step rests on.

    For the use cases that write them without asking the guards: the roll, the count.

    Args:
        reader: any connection.
        meeting_id: the meeting.
        resolution_id: one of its votes; None asks for who came.

    Raises:
        InvalidInput: a step was completed by it.
    """
    sql = (
        "SELECT m.title, m.template, s.step FROM matter_step s JOIN matter m ON m.id = s.matter_id "
        "WHERE s.meeting_id = ? AND s.state = 'done' AND s.deleted_at IS NULL AND m.deleted_at IS NULL"
    )
    parameters: tuple[bytes, ...] = (meeting_id,)
    if resolution_id is not None:
        sql += " AND m.id = (SELECT r.matter_id FROM resolution r WHERE r.id = ?)"
        parameters = (meeting_id, resolution_id)
    _refuse(reader, f"{sql} ORDER BY s.id LIMIT 1", parameters, "人数和票数不能再改")


def refuse_more(
    reader: "Reader", meeting_id: bytes, matter_id: bytes | None, agenda_item_id: bytes | None = None
) -> None:
    """Refuse another resolution about a matter in a meeting by which its step was completed already.

    Args:
        reader: any connection.
        meeting_id: the meeting.
        matter_id: the matter the resolution names.
        agenda_item_id: the item it belongs to, which may name one as well.

    Raises:
        InvalidInput: the step was completed by what the meeting decided until then.
    """
    sql = (
        "SELECT m.title, m.template, s.step FROM matter_step s JOIN matter m ON m.id = s.matter_id "
        "WHERE s.meeting_id = ? AND s.state = 'done' AND s.deleted_at IS NULL AND m.deleted_at IS NULL "
        "AND m.id = coalesce(?, (SELECT g.matter_id FROM agenda_item g WHERE g.id = ?)) "
        "ORDER BY s.id LIMIT 1"
    )
    _refuse(reader, sql, (meeting_id, matter_id, agenda_item_id), "不能再增加决议")


def _refuse(reader: "Reader", sql: str, parameters: tuple[bytes | None, ...], cannot: str) -> None:
    row = reader.one(sql, parameters)
    if row is None:
        return
    step = template_of(reader, row[1]).step(row[2])
    name = step.name if step is not None else row[2]
    raise InvalidInput(f"“{row[0]}”的“{name}”已经按这次会议完成，{cannot}。请先在事项上重新打开这一步。")
