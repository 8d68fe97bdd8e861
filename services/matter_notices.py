"""From a matter to its notices: the draft of 决议公示 and of 实施结果公示, and what may be linked by hand."""

from typing import TYPE_CHECKING

from models import vocab
from models.errors import InvalidInput
from models.rules.numbers import format_money
from services.matters.progress import Progress, day_told, where
from services.notices.life import prepare
from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from services.matters.progress import StepTold


@needs("notices.write")
def draft_notice(context: Context, matter_id: bytes) -> bytes:
    """Draft the notice of the present disclosure, on the writer's thread, unless it is there already.

    Args:
        context: who prepares it.
        matter_id: the matter.

    Returns:
        The id of the notice.

    Raises:
        InvalidInput: the present step is no disclosure.
        NotFound: the matter is gone.
    """
    found = where(context.on_writer, matter_id)
    step = found.step
    if step is None or step.kind not in ("publish", "result"):
        raise InvalidInput("现在的一步不是公开，不用生成公示。")
    if step.notice is not None:
        return step.notice.id
    if step.kind == "publish":
        decided = _decided(found)
        record = decided.meeting.resolution_id if decided and decided.meeting else None
        title = f"{found.courtyard}{found.title}决议公示"
        made = prepare(context, "resolution", found.courtyard_id, record=record or matter_id, title=title)
    else:
        title = f"{found.courtyard}{found.title}实施结果公示"
        body = result_text(context, found)
        made = prepare(context, "result", found.courtyard_id, record=matter_id, title=title, body=body)
    _link(context, matter_id, made)
    return made


def _link(context: Context, matter_id: bytes, notice_id: bytes) -> None:
    """Let the notice name its matter, so that each shows the other."""
    with context.unit_of_work() as work:
        if work.update("notice", notice_id, {"matter_id": matter_id}):
            work.commit()


def _decided(found: Progress) -> "StepTold | None":
    return next((each for each in found.steps if each.kind == "decide"), None)


def result_text(context: Context, found: Progress) -> str:
    """Return the text of 实施结果公示 from what is on record; what is not known is left to be filled in."""
    row = context.on_writer.reader.one(
        "SELECT budget, final_cost, finished_on, content FROM matter WHERE id = ?", (found.matter_id,)
    )
    budget, cost, finished, content = row or (None, None, None, None)
    decided = _decided(found)
    meeting = decided.meeting if decided is not None else None
    by = f"按{day_told(meeting.held_on)}{meeting.title}的决议" if meeting is not None else "按居民的决议"
    lines = [f"{found.courtyard}{found.title}{by}实施，现将结果公布如下。", "一、实施情况"]
    done = f"{day_told(finished)}完成" if finished else "＿＿＿＿年＿＿月＿＿日完成"
    lines.append(f"{(content or '').rstrip('。')}。{done}。".lstrip("。"))
    lines.append("二、经费")
    lines.append(f"{_yuan('预算', budget)}，{_yuan('决算', cost)}。")
    funding = context.on_writer.reader.all(
        "SELECT source, amount FROM funding_line WHERE matter_id = ? AND deleted_at IS NULL ORDER BY id",
        (found.matter_id,),
    )
    paid = "，".join(f"{vocab.FUNDING_SOURCE.label(each)}{format_money(int(fen))}元" for each, fen in funding)
    lines += [f"资金来源：{paid}。"] if paid else []
    objections = _objections(context, found)
    lines += ["三、决议公示期间的意见", *objections] if objections else []
    return "\n".join(lines)


def _yuan(label: str, fen: int | None) -> str:
    return f"{label}{format_money(fen)}元" if fen is not None else f"{label}＿＿＿＿元"


def _objections(context: Context, found: Progress) -> list[str]:
    """Return the objections against the notice of the resolution with their replies, nobody named."""
    published = next((each.notice for each in found.steps if each.kind == "publish"), None)
    if published is None:
        return []
    rows = context.on_writer.reader.all(
        "SELECT content, reply FROM objection WHERE notice_id = ? AND deleted_at IS NULL ORDER BY id",
        (published.id,),
    )
    return [
        f"{content.rstrip('。')}。答复：{(reply or '＿＿＿＿').rstrip('。')}。" for content, reply in rows
    ]
