"""Where the minutes of a meeting stand: draft, checked, signed, final; a sentence for what cannot be done."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import InvalidInput, NotFound
from services.meetings.fixed import called
from services.notices.targets import Target

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import UnitOfWork

Row = Mapping[str, Any]
OPEN: Final = ("draft", "checked", "signed")
"""States before the last one."""
_ADVICE: Final = {
    "draft": "请先由另一个人核对。",
    "checked": "要改内容请先退回草稿；没有问题就打印出来签字。",
    "signed": "要改内容请先退回草稿；没有问题就定稿。",
    "final": "内容已经定下，要改请办理更正。",
}
COLUMNS: Final = (
    "id", "meeting_id", "unit_id", "seq", "state", "text", "prepared_by", "checked_by", "checked_on",
    "single_reason", "signed_on", "signed_by", "final_on", "final_by", "data_json", "pdf_sha256", "pdf_size",
    "pages", "digest", "corrects_id", "reason", "late",
)  # fmt: skip


def rows_of(reader: "Reader", meeting_id: bytes) -> list[dict[str, Any]]:
    """Return the minutes of a meeting, the first version first."""
    found = reader.all(
        f"SELECT {', '.join(COLUMNS)} FROM minutes WHERE meeting_id = ? AND deleted_at IS NULL "
        "ORDER BY seq, id",
        (meeting_id,),
    )
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]


def latest(reader: "Reader", meeting_id: bytes) -> dict[str, Any] | None:
    """Return the last minutes of a meeting, None where it has none."""
    found = rows_of(reader, meeting_id)
    return found[-1] if found else None


def target(meeting: Row) -> Target:
    """Return the sheet of a meeting's minutes."""
    return Target("minutes", meeting["courtyard_id"], meeting["id"])


def of(work: "UnitOfWork", minutes_id: bytes, allowed: Sequence[str], doing: str) -> tuple[Row, Row]:
    """Return minutes and their meeting, where the act is allowed.

    Args:
        work: an open unit of work.
        minutes_id: the minutes.
        allowed: states in which it is allowed.
        doing: the act in words: 签字.

    Raises:
        InvalidInput: they stand elsewhere.
        NotFound: they are gone, or their meeting is.
    """
    row = work.row("minutes", minutes_id)
    meeting = work.row("meeting", row["meeting_id"])
    if row["state"] not in allowed:
        label = vocab.MINUTES_STATE.label(row["state"])
        raise InvalidInput(f"{called(meeting)}现在是“{label}”，不能{doing}。{_ADVICE.get(row['state'], '')}")
    return row, meeting


def living_meeting(work: "UnitOfWork", meeting_id: bytes) -> Row:
    """Return a meeting.

    Raises:
        NotFound: it is gone.
    """
    if not work.is_living("meeting", meeting_id):
        raise NotFound("这次会议已经不在了，可能刚被删除。请刷新后再试。")
    return work.row("meeting", meeting_id)


def move(
    work: "UnitOfWork", row: Row, meeting: Row, values: Mapping[str, Any], action: str, label: str = ""
) -> None:
    """Write the next state of minutes and note the act in the audit log, a word of `services.audit_log`."""
    work.update("minutes", row["id"], values)
    name = called(meeting)
    work.note(action, "minutes", row["id"], f"{name}：{label}" if label else name)
