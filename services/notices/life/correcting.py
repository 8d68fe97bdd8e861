"""Corrections and voids: an issued notice is never changed, it is corrected by another or made void."""

from typing import TYPE_CHECKING

from services.guards.notices import Row, named
from services.notices.life.reprinting import stamp_of
from services.notices.life.states import move, require
from services.notices.targets import Target
from services.office import Context
from services.rights import needs
from services.two_people import reason_of

if TYPE_CHECKING:
    from models.db.uow import Committed

CORRECTION = "更正公示"
_COPIED = (
    "courtyard_id", "unit_id", "kind", "meeting_id", "resolution_id", "matter_id", "organ", "place",
    "item_id", "for_month", "request_id", "election_id", "charter_version_id", "appraisal_id",
)  # fmt: skip


@needs("notices.issue")
def correct(context: Context, notice_id: bytes, reason: str) -> bytes:
    """Make the draft of a correction, on the writer's thread; a draft that is there already is used again.

    It is titled 更正公示 and names the number it corrects. A text of its own begins with that sentence and
    goes on with the old text, to be put right; other sheets carry the sentence by themselves.

    Args:
        context: who does it.
        notice_id: the notice that is wrong; issued, posted, or taken down.
        reason: why; kept as a remark of the new notice.

    Returns:
        The id of the new draft.

    Raises:
        InvalidInput: it was not issued, or there is no reason.
        NotFound: it is gone.
    """
    why = reason_of(reason, "更正")
    with context.unit_of_work() as work:
        row = work.row("notice", notice_id)
        require(row, ("issued", "posted", "taken_down", "archived"), "更正")
        known = work.reader.value(
            "SELECT id FROM notice WHERE corrects_id = ? AND state IN ('draft', 'checked') "
            "AND deleted_at IS NULL ORDER BY id LIMIT 1",
            (notice_id,),
        )
        if known is not None:
            return bytes(known)
        values = {name: row[name] for name in _COPIED}
        made = work.insert(
            "notice",
            {
                **values,
                "title": f"{CORRECTION}：{row['title'].removeprefix(f'{CORRECTION}：')}",
                "state": "draft",
                "prepared_by": context.user.name,
                "corrects_id": notice_id,
                "note": f"更正原因：{why}",
            },
        )
        if (row["body"] or "").strip():
            said, before = (_said(context, row, each) for each in (made, notice_id))
            # what the corrected one said of an earlier one is not said again
            body = row["body"].removeprefix(f"{before}\n") if before else row["body"]
            work.update("notice", made, {"body": f"{said}\n{body}"})
        work.note("notice_corrected", "notice", notice_id, f"{named(row)}：{why}")
        work.commit()
    return made


def _said(context: Context, row: Row, notice_id: bytes) -> str:
    """Return the sentence by which a notice names the one it corrects, "" where it corrects none."""
    return stamp_of(context.on_writer, Target("notice", row["courtyard_id"], notice_id)).corrects


@needs("notices.issue")
def void(context: Context, notice_id: bytes, reason: str) -> "Committed":
    """Make an issued notice void before it hangs, on the writer's thread; its number stays used.

    Raises:
        InvalidInput: it was not issued, or hung already, or there is no reason.
        NotFound: it is gone.
    """
    why = reason_of(reason, "作废")
    with context.unit_of_work() as work:
        row = work.row("notice", notice_id)
        require(row, ("issued",), "作废")
        move(work, row, {"state": "void", "void_reason": why}, "notice_voided", why)
        return work.commit()
