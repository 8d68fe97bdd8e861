"""What is done with an opinion: answered, handed up, told, closed, opened again; each step dated."""

from typing import TYPE_CHECKING, Any

from models import vocab
from models.rules import handling as rules
from models.rules.text import clean, clean_lines
from services.opinions import steps
from services.opinions.cases import CALLED, allowed, check_day, required
from services.rights import needs
from services.saving import FormErrors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.db.uow import Committed, UnitOfWork
    from services.office import Context


@needs("opinions.write")
def answer(
    context: "Context", opinion_id: bytes, text: str, *, on: str, by: str = "", outcome: str = "explained"
) -> "Committed":
    """Let the level that is at it answer; those merged into it get the same answer. On the writer's thread.

    Args:
        context: who registers it.
        opinion_id: the opinion.
        text: the answer.
        on: ISO day it was given.
        by: who answered.
        outcome: "settled" or "explained" of vocab.HANDLING_OUTCOME.

    Raises:
        FormErrors: no text, a day that cannot be, no such outcome.
        InvalidInput: it was answered or closed already, or is merged.
    """
    with context.unit_of_work() as work:
        row, _ = allowed(work, "opinion", opinion_id, "answer")
        required({"answer": text}, {"answer": "请写答复的内容。"})
        if outcome not in ("settled", "explained"):
            raise FormErrors({"outcome": "请选“已解决”或“已作解释”。"})
        day = check_day("on", "答复", on, steps.since(work, "opinion", row), context.today())
        said, who = clean_lines(text), clean(by) or None
        steps.finish(work, "opinion", opinion_id, day, said, outcome, who)
        given = {"answer": said, "answered_on": day, "answered_by": who}
        work.update("opinion", opinion_id, {**given, "state": "answered"})
        for each in merged_into(work, opinion_id):
            work.update("opinion", each, given)
        return work.commit()


@needs("opinions.write")
def escalate(
    context: "Context",
    kind: str,
    record_id: bytes,
    reason: str,
    *,
    on: str,
    to: str | None = None,
    organ: str = "",
    handler: str = "",
) -> "Committed":
    """Hand an opinion or a dispute up: the level left behind is dated and answers with the reason.

    Args:
        context: who registers it.
        kind: "opinion" or "dispute".
        record_id: which one.
        reason: why the level cannot settle it.
        on: ISO day.
        to: the level that gets it, the next one by default; any level above.
        organ: who there gets it: 城管办.
        handler: who hands it up.

    Raises:
        FormErrors: no reason, a day that cannot be, a level that is not above.
        InvalidInput: it may not be handed up now.
    """
    with context.unit_of_work() as work:
        row, case = allowed(work, kind, record_id, "escalate")
        required({"reason": reason}, {"reason": "请写上报的原因：为什么这一级解决不了。"})
        higher = rules.above(case.level)
        level = to or higher[0]
        if level not in higher:
            label = vocab.HANDLING_LEVEL.label(case.level)
            raise FormErrors({"to": f"现在在{label}，只能上报到更高的一级。"})
        day = check_day("on", "上报", on, steps.since(work, kind, row), context.today())
        steps.finish(work, kind, record_id, day, clean_lines(reason), "escalated", clean(handler) or None)
        due = steps.add(context, work, kind, row, level, day, clean(organ))
        work.update(kind, record_id, {"level": level, "due_on": due})
        return work.commit()


@needs("opinions.write")
def tell(
    context: "Context",
    opinion_id: bytes,
    *,
    on: str,
    how: str,
    satisfied: str | None = None,
    merged: bool = True,
) -> "Committed":
    """Register that the answer was told, or that nobody could be reached; on the writer's thread.

    Args:
        context: who registers it.
        opinion_id: the opinion.
        on: ISO day; of somebody out of reach the day of the last attempt.
        how: 电话, 上门 …
        satisfied: of vocab.SATISFIED; "unknown" for somebody out of reach.
        merged: whether those merged into it were told in the same way.

    Raises:
        FormErrors: how or the day is missing or wrong.
        InvalidInput: there is no answer yet, or nobody to tell.
    """
    with context.unit_of_work() as work:
        row, case = allowed(work, "opinion", opinion_id, "tell")
        required({"how": how}, {"how": "请写怎样告知的，如：电话、上门、微信。"})
        if satisfied and satisfied not in vocab.SATISFIED:
            raise FormErrors({"satisfied": "请从列表中选择。"})
        day = check_day("on", "告知", on, row["answered_on"], context.today())
        told = {"told_on": day, "told_how": clean(how)}
        if case.reachable and not case.told:
            work.update("opinion", opinion_id, {**told, "satisfied": satisfied or None})
        for each in merged_into(work, opinion_id) if merged else ():
            if not work.row("opinion", each)["told_on"]:
                work.update("opinion", each, told)
        return work.commit()


@needs("opinions.write")
def close(context: "Context", opinion_id: bytes, *, on: str) -> "Committed":
    """Close an opinion, and those merged into it; on the writer's thread.

    Args:
        context: who registers it.
        opinion_id: the opinion.
        on: ISO day.

    Raises:
        FormErrors: a day that cannot be.
        InvalidInput: it has no answer, or whoever raised it was not told.
    """
    with context.unit_of_work() as work:
        row, _ = allowed(work, "opinion", opinion_id, "close")
        last = max(filter(None, (row["answered_on"], row["told_on"])), default=None)
        day = check_day("on", "办结", on, last, context.today())
        work.update("opinion", opinion_id, {"state": "closed", "closed_on": day})
        for each in merged_into(work, opinion_id):
            work.update("opinion", each, {"closed_on": day})
        return work.commit()


@needs("opinions.write")
def reopen(
    context: "Context", kind: str, record_id: bytes, reason: str, *, on: str, level: str | None = None
) -> "Committed":
    """Take something up again, at its level or another; what was answered stays with the levels before.

    Args:
        context: who registers it.
        kind: "opinion" or "dispute".
        record_id: which one.
        reason: why: 反映人不满意.
        on: ISO day.
        level: where it is taken up; the level it stood at by default.

    Raises:
        FormErrors: no reason, a day that cannot be, no such level.
        InvalidInput: it is being handled, or merged.
    """
    with context.unit_of_work() as work:
        row, case = allowed(work, kind, record_id, "reopen")
        required({"reason": reason}, {"reason": f"请写为什么重新办理这条{CALLED[kind]}。"})
        begins = level or case.level
        if begins not in rules.LEVELS:
            raise FormErrors({"level": "请从列表中选择。"})
        last = max(filter(None, (steps.since(work, kind, row), row["closed_on"])), default=None)
        day = check_day("on", "重新办理", on, last, context.today())
        due = steps.add(context, work, kind, row, begins, day)
        step = steps.current(work, kind, record_id)
        if step is not None:
            work.update("handling_step", step["id"], {"note": f"重新办理：{clean_lines(reason)}"})
        work.update(kind, record_id, {"state": "open", "level": begins, "due_on": due, **_emptied(kind)})
        for each in merged_into(work, record_id) if kind == "opinion" else ():
            work.update("opinion", each, _emptied(kind))
        return work.commit()


def _emptied(kind: str) -> dict[str, Any]:
    if kind == "dispute":
        return {"closed_on": None, "result": None}
    # what was published stays on its frozen sheet; the new result is published anew
    return dict.fromkeys(
        ("answer", "answered_on", "answered_by", "told_on", "told_how", "satisfied", "closed_on", "notice_id",
         "published")
    )  # fmt: skip


def merged_into(work: "UnitOfWork", opinion_id: bytes) -> "Sequence[bytes]":
    """Return the ids of the opinions merged into one."""
    rows = work.reader.all(
        "SELECT id FROM opinion WHERE group_id = ? AND deleted_at IS NULL ORDER BY id", (opinion_id,)
    )
    return [bytes(row[0]) for row in rows]
