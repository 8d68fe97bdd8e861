"""The end of a round: closed with the tally frozen in words, opened again with a reason, published."""

from datetime import date
from typing import TYPE_CHECKING

from models.errors import InvalidInput
from models.rules import appraisal
from models.rules.dates import PartialDate
from models.rules.text import clean, clean_lines
from services.appraisal_record import view
from services.appraisal_record.reading import refuse_uncounted
from services.appraisals.planning import open_row
from services.notices.life import prepare_in
from services.office import Context
from services.rights import needs
from services.saving import Saved

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork


@needs("deliberation.write")
def close(context: Context, appraisal_id: bytes, *, conclusion: str = "", on: date | None = None) -> Saved:
    """Close a round, on the writer's thread: the tally is written down in words and answers stay as they are.

    Args:
        context: who closes it.
        appraisal_id: the round.
        conclusion: what the office adds: what is done about it.
        on: the day, today by default.

    Raises:
        InvalidInput: it is closed already, there is nothing to tally, or something does not fit.
        NotFound: it is gone.
    """
    with context.unit_of_work() as work:
        row = open_row(work, appraisal_id, "再汇总")
        found = view(context.on_writer, appraisal_id)
        refuse_uncounted(found)
        said = appraisal.told(found.tally)
        values = {
            "state": "closed",
            "closed_on": (on or context.today()).isoformat(),
            "conclusion": "\n".join(part for part in (said, clean_lines(conclusion)) if part),
        }
        work.update("appraisal", appraisal_id, values)
        work.note("appraisal_closed", "appraisal", appraisal_id, f"{row['title']}：{said.splitlines()[0]}")
        return Saved(appraisal_id, work.commit())


@needs("deliberation.write")
def reopen(context: Context, appraisal_id: bytes, reason: str) -> Saved:
    """Open a closed round again, on the writer's thread; the reason stays with it.

    Args:
        context: who does it.
        appraisal_id: the round.
        reason: why.

    Raises:
        InvalidInput: no reason, it is open, or its result is on the board.
        NotFound: it is gone.
    """
    why = clean(reason)
    if not why:
        raise InvalidInput("请写明为什么重新打开。", "reason")
    with context.unit_of_work() as work:
        row = work.row("appraisal", appraisal_id)
        if row["state"] != "closed":
            raise InvalidInput(f"“{row['title']}”还没有汇总，不用重新打开。")
        refuse_public(work, appraisal_id, row["title"])
        said = f"{PartialDate.of(context.today()).chinese}重新打开：{why}"
        values = {
            "state": "open",
            "closed_on": None,
            "conclusion": None,
            "note": "\n".join(part for part in (row["note"], said) if part),
        }
        work.update("appraisal", appraisal_id, values)
        work.note("appraisal_reopened", "appraisal", appraisal_id, f"{row['title']}：{why}")
        return Saved(appraisal_id, work.commit())


def refuse_public(work: "UnitOfWork", appraisal_id: bytes, title: str) -> None:
    """Refuse what would make the sheet on the board say something else than the record.

    Raises:
        InvalidInput: the result was issued and hangs or is about to.
    """
    number = work.reader.value(
        "SELECT coalesce(number, '') FROM notice WHERE appraisal_id = ? AND state IN ('issued', 'posted') "
        "AND deleted_at IS NULL ORDER BY id DESC LIMIT 1",
        (appraisal_id,),
    )
    if number is not None:
        raise InvalidInput(f"“{title}”的结果已经签发为{number}，要改请先取下或作废这张公示。")


@needs("deliberation.write")
def publish(context: Context, appraisal_id: bytes) -> Saved:
    """Prepare 评议结果公开 from the record, on the writer's thread; a living one is used again.

    Returns:
        The notice; no transaction where it was there already.

    Raises:
        InvalidInput: the round is not closed.
        NotFound: it is gone.
    """
    with context.unit_of_work() as work:
        found = view(context.on_writer, appraisal_id)
        if found.is_open:
            raise InvalidInput(f"“{found.title}”还没有汇总，不能公开结果。请先汇总。")
        if found.notice_id is not None:
            return Saved(found.notice_id, None)
        place = "" if found.title.startswith(found.courtyard) else found.courtyard
        said = "结果公开" if found.title.endswith("评议") else "评议结果公开"
        notice = prepare_in(
            context,
            work,
            "appraisal",
            found.courtyard_id,
            record=appraisal_id,
            title=f"{place}{found.title}{said}",
        )
        return Saved(notice, work.commit())
