"""Where a notice stands in its life, and the sentence for what cannot be done there (notices.md, Life)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import InvalidInput
from services.guards.notices import Row, named

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import UnitOfWork

LATE = "补录"
LAST_ISSUE: Final = (
    "(SELECT l.id FROM notice_issue l WHERE l.notice_id = n.id AND l.deleted_at IS NULL "
    "ORDER BY l.id DESC LIMIT 1)"
)
"""Id of the last frozen version of the notice `n`; the one of a posting that was undone is gone."""
_ADVICE: Final = {
    "draft": "请先核对，再签发。",
    "checked": "要改内容请先退回草稿；没有问题就签发。",
    "issued": "内容已经定下，要改请出更正公示，没有张贴的也可以作废。",
    "posted": "要换内容请出更正公示；到期后取下。",
    "taken_down": "取下的公示可以归档。",
    "archived": "归档的公示可以查看和重印。",
    "void": "作废的公示只留编号和原因，请新建一张。",
}


def state_of(row: Row) -> str:
    """Return the state of a notice; one of an earlier version, or made in a form, is a draft."""
    return row["state"] or "draft"


def hung_before(row: Row) -> bool:
    """Return whether a notice hung before it was entered (补录): it leads no life in the program."""
    return bool(row["late"] or (row["state"] is None and row["posted_from"]))


def shown_state(row: Row) -> str:
    """Return the state in words; what hung before the program kept its life is 补录."""
    if hung_before(row):
        return LATE
    return vocab.NOTICE_STATE.label(state_of(row))


def require(row: Row, allowed: Sequence[str], doing: str) -> None:
    """Refuse an act that the state of a notice does not allow.

    Args:
        row: the notice.
        allowed: states in which it is allowed.
        doing: the act in words: 签发.

    Raises:
        InvalidInput: it stands elsewhere in its life.
    """
    state = state_of(row)
    if hung_before(row):
        raise InvalidInput(
            f"《{row['title']}》是补录的，已经公示过了，不能{doing}。需要重新公示时请新建一张。"
        )
    if state not in allowed:
        label = vocab.NOTICE_STATE.label(state)
        raise InvalidInput(f"《{row['title']}》现在是“{label}”，不能{doing}。{_ADVICE[state]}")


def latest_issue(reader: "Reader", notice_id: bytes) -> Row | None:
    """Return the last frozen version of a notice with its `version` counted from 1, None before the issue."""
    columns = (
        "id", "number", "year", "series", "seq", "kind", "title", "data_json", "masks_json", "fonts_json",
        "form_json", "pdf_sha256", "pdf_size", "pages", "digest", "issued_on", "from_day", "until_day",
        "least_days", "prepared_by", "checked_by", "single_reason", "unit_id", "courtyard_id",
    )  # fmt: skip
    rows = reader.all(
        f"SELECT {', '.join(columns)} FROM notice_issue WHERE notice_id = ? AND deleted_at IS NULL "
        "ORDER BY id",
        (notice_id,),
    )
    if not rows:
        return None
    return {**dict(zip(columns, rows[-1], strict=True)), "version": len(rows)}


def move(work: "UnitOfWork", row: Row, values: Mapping[str, Any], action: str, label: str = "") -> None:
    """Write the next state of a notice and note the act in the audit log.

    Args:
        work: an open unit of work.
        row: the notice as it was.
        values: its new columns.
        action: the act, a word of `services.audit_log`.
        label: said beside the name of the notice.
    """
    work.update("notice", row["id"], values)
    name = named({**row, **values})
    work.note(action, "notice", row["id"], f"{name}：{label}" if label else name)
