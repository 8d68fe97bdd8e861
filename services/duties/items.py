"""Action items: how long there is still, and one that is done with its result and files in one step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from models.errors import InvalidInput
from models.rules.dates import from_record
from models.rules.meetings import days_late
from models.rules.text import check_storable
from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from models.db.uow import Committed
    from services.attachments import NewFile

LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An action item that is not done: the record, what is to be done, what is said of its time limit."""

    id: bytes
    content: str
    told: str
    late: bool


def open_item(context: Context, item_id: bytes) -> OpenItem | None:
    """Return an action item while it is open, None once it is done; on the reader's thread."""
    found = context.reader.one("SELECT content, due_on, done_on FROM action_item WHERE id = ?", (item_id,))
    if found is None or found[2] is not None:
        return None
    late, due = days_late(found[1], context.today()), from_record(found[1])
    if late is None or due is None:
        told = "没有定完成时限"
    else:
        told = f"已逾期{late}天" if late > 0 else "今天到期" if late == 0 else f"{due.chinese}到期"
    return OpenItem(item_id, found[0], told, (late or 0) > 0)


@needs("deliberation.write")
def finish_item(
    context: Context, item_id: bytes, on: date, result: str, files: "Sequence[NewFile]" = ()
) -> "Committed":
    """Note that an action item is done, on the writer's thread; final minutes do not stand in the way.

    Args:
        context: who does it.
        item_id: the action item.
        on: the day it was done.
        result: what came of it.
        files: photos or papers that show it.

    Raises:
        InvalidInput: no result, a day that cannot be, or a file that cannot be taken.
        NotFound: it is gone.
    """
    from services import blobs
    from services.attachments import prepare

    words = result.strip()
    if not words:
        raise InvalidInput("请写办理结果，如：已按时完成。", "result")
    problem = check_storable(words) if len(words) <= LONGEST else f"办理结果太长，最多{LONGEST}个字。"
    if problem:
        raise InvalidInput(problem, "result")
    if on > context.today():
        raise InvalidInput("办结时间在今天以后，请核对。", "on")
    ready = [prepare(each) for each in files]
    with context.unit_of_work() as work:
        row = work.row("action_item", item_id)
        held = from_record(work.row("meeting", row["meeting_id"])["held_on"])
        if held is not None and on < held.first_day:
            raise InvalidInput(f"办结时间早于会议日期（{held.chinese}），请核对。", "on")
        work.update("action_item", item_id, {"done_on": on.isoformat(), "result": words})
        for each in ready:
            digest = blobs.put(context.database.path, each.data)
            blobs.hang(work, "action_item", item_id, each.name, digest, len(each.data), each.media_type)
        return work.commit()
