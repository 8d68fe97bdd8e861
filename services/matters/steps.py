"""Leading a matter on: completing a step, skipping it, opening the last one again, going back, giving up.

Each is one transaction that asks the gates on what it has written; where they refuse, all is taken back.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from models.errors import InvalidInput
from models.rules.gates import (
    Refusal,
    StepState,
    Template,
    TemplateStep,
    back_gate,
    present_step,
    reopen_gate,
    skip_gate,
)
from models.rules.text import clean
from services.matter_steps import FRESH, StepFound, Walk, walk_of
from services.matters.progress import quorum_of, refusals, told
from services.office import Context
from services.rights import needs
from services.saving import Saved

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

LONGEST: Final = 200
GIVEN: Final = (
    "from_day", "to_day", "done_by", "record", "supervision", "late", "meeting_id", "notice_id",
    "households_asked", "households_answered", "in_favour", "against", "accepted_by",
)  # fmt: skip
"""Columns of a step that may be handed over with its completion."""


@needs("deliberation.write")
def complete(
    context: Context, matter_id: bytes, step: str | None = None, values: Mapping[str, Any] | None = None
) -> Saved:
    """Complete a step, on the writer's thread.

    Args:
        context: who completes it.
        matter_id: the matter.
        step: code of the step, None for the present one.
        values: what is known about it only now, stored values by column of `GIVEN`.

    Returns:
        The row of the step, and the transaction.

    Raises:
        InvalidInput: the gates refuse it, with everything that is missing; nothing is changed.
        NotFound: the matter is gone.
    """
    with context.unit_of_work() as work:
        walk = _walk(context, work, matter_id)
        code = _open_step(walk, step)
        row_id = _begun(work, walk, code, _given(values))
        walk = _walk(context, work, matter_id)
        _refuse(refusals(context.on_writer, walk, code))
        found = walk.found(code)
        work.update("matter_step", row_id, {**_kept(found), **_passed(context, StepState.DONE)})
        _name_resolution(work, matter_id, found)
        _note(work, row_id, walk, found.step, "matter_step_done")
        _close(context, work, matter_id, found)
        return Saved(row_id, work.commit())


@needs("deliberation.write")
def skip(context: Context, matter_id: bytes, step: str | None, by: str, reason: str) -> Saved:
    """Skip a step, on the writer's thread; the sheets show who decided so and why.

    Args:
        context: who notes it.
        matter_id: the matter.
        step: code of the step, None for the present one.
        by: who decided it: a person or a body.
        reason: why.

    Raises:
        InvalidInput: no name, no reason, or the gates refuse it (决议 and the disclosures are never skipped).
        NotFound: the matter is gone.
    """
    who, why = _said(by, "由谁决定跳过"), _said(reason, "跳过的原因")
    with context.unit_of_work() as work:
        walk = _walk(context, work, matter_id)
        code = _open_step(walk, step)
        _refuse(skip_gate(walk.template, walk.records, code))
        row_id = _begun(work, walk, code, {})
        state = _passed(context, StepState.SKIPPED)
        work.update("matter_step", row_id, {**state, "skipped_by": who, "skip_reason": why})
        _note(work, row_id, walk, walk.found(code).step, "matter_step_skipped", f"{who}：{why}")
        return Saved(row_id, work.commit())


@needs("deliberation.write")
def reopen(context: Context, matter_id: bytes, step: str | None = None) -> Saved:
    """Open a step again, on the writer's thread: only the last that was completed or skipped.

    Args:
        context: who opens it.
        matter_id: the matter.
        step: code of the step, None for the last one.

    Raises:
        InvalidInput: none was completed, or a later one was.
        NotFound: the matter is gone.
    """
    with context.unit_of_work() as work:
        walk = _walk(context, work, matter_id)
        passed = [each for each in walk.steps if each.record.state is not StepState.OPEN]
        if step is None and not passed:
            raise InvalidInput(f"“{walk.matter['title']}”还没有完成的步骤，不用重新打开。")
        code = step if step is not None else passed[-1].step.code
        _refuse(reopen_gate(walk.template, walk.records, code))
        found = walk.found(code)
        work.update("matter_step", found.row["id"], {**_NOT_PASSED, "state": FRESH})
        if walk.matter["state"] == "closed":
            work.update("matter", matter_id, {"state": "open", "closed_on": None, "close_reason": None})
        _note(work, found.row["id"], walk, found.step, "matter_step_reopened")
        return Saved(bytes(found.row["id"]), work.commit())


@needs("deliberation.write")
def send_back(context: Context, matter_id: bytes, to: str, reason: str) -> Saved:
    """Return a matter whose resolution was rejected to an earlier step, on the writer's thread.

    That step and all behind it begin anew; what was recorded for them goes into the recycle bin with its
    links, so that the meetings of the first time are not taken for those of the second.

    Args:
        context: who does it.
        matter_id: the matter.
        to: code of the step it goes back to.
        reason: what is to be talked about again.

    Raises:
        InvalidInput: the resolution was not rejected, or the step is none ahead of it.
        NotFound: the matter is gone.
    """
    why = _said(reason, "退回的原因")
    with context.unit_of_work() as work:
        walk = _walk(context, work, matter_id)
        _refuse(back_gate(walk.template, walk.records, to))
        at = [each.step.code for each in walk.steps].index(to)
        row_id = b""
        for found in walk.steps[at:]:
            if found.row:
                work.delete("matter_step", found.row["id"])
            if found.row or found.step.code == to or found.step.kind == "decide":
                values = {"matter_id": matter_id, "step": found.step.code, "state": FRESH}
                made = work.insert("matter_step", {**values, "unit_id": walk.matter["unit_id"]})
                row_id = row_id or made
        _note(work, row_id, walk, walk.found(to).step, "matter_sent_back", why)
        return Saved(row_id, work.commit())


@needs("deliberation.write")
def drop(context: Context, matter_id: bytes, reason: str) -> Saved:
    """Give a matter up, on the writer's thread.

    Raises:
        InvalidInput: no reason, or it is closed or given up already.
        NotFound: it is gone.
    """
    why = _said(reason, "终止的原因")
    with context.unit_of_work() as work:
        walk = _walk(context, work, matter_id)
        _require_open(walk)
        day = context.today().isoformat()
        work.update("matter", matter_id, {"state": "dropped", "closed_on": day, "close_reason": why})
        work.note("matter_dropped", table="matter", row_id=matter_id, label=f"{walk.matter['title']}：{why}")
        return Saved(matter_id, work.commit())


@needs("deliberation.write")
def resume(context: Context, matter_id: bytes) -> Saved:
    """Take up a matter again that was given up, on the writer's thread.

    Raises:
        InvalidInput: it was not given up.
        NotFound: it is gone.
    """
    with context.unit_of_work() as work:
        walk = _walk(context, work, matter_id)
        if walk.matter["state"] != "dropped":
            raise InvalidInput(f"“{walk.matter['title']}”没有终止，不用恢复办理。")
        work.update("matter", matter_id, {"state": "open", "closed_on": None, "close_reason": None})
        work.note("matter_resumed", table="matter", row_id=matter_id, label=walk.matter["title"])
        return Saved(matter_id, work.commit())


# what they have in common


def _walk(context: Context, work: "UnitOfWork", matter_id: bytes) -> Walk:
    return walk_of(work.reader, matter_id, quorum_of(context.on_writer))


def _require_open(walk: Walk) -> None:
    title, state = walk.matter["title"], walk.matter["state"]
    if state == "dropped":
        raise InvalidInput(f"“{title}”已经终止（{walk.matter['close_reason']}），要办理请先恢复。")
    if state == "closed":
        raise InvalidInput(f"“{title}”已经办结，没有可办的步骤。")


def _open_step(walk: Walk, step: str | None) -> str:
    """Return the code of the step that is meant: by code or name, or the present one."""
    _require_open(walk)
    if step is not None:
        return step_named(walk.template, step)
    present = present_step(walk.template, walk.records)
    if present is None:
        raise InvalidInput(f"“{walk.matter['title']}”的步骤都已经完成。")
    return present.code


def step_named(template: Template, typed: str) -> str:
    """Return the code of a step that is named by its code or by what it is called.

    Raises:
        InvalidInput: the template has none.
    """
    wanted = clean(typed)
    for each in template.steps:
        if wanted in (each.code, each.name):
            return each.code
    names = "、".join(f"{each.name}（{each.code}）" for each in template.steps)
    raise InvalidInput(f"“{template.name}”没有“{typed}”这一步。步骤有：{names}。")


def _given(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what was handed over and says something."""
    given = values or {}
    unknown = set(given) - set(GIVEN)
    if unknown:
        raise KeyError(f"no column of a step: {sorted(unknown)}")
    return {name: value for name, value in given.items() if value not in (None, "")}


def _begun(work: "UnitOfWork", walk: Walk, code: str, values: Mapping[str, Any]) -> bytes:
    """Return the row of a step with these values, made where it has none; a passed one is left alone."""
    found = walk.found(code)
    if found.row:
        if found.record.state is StepState.OPEN and values:
            work.update("matter_step", found.row["id"], values)
        return bytes(found.row["id"])
    matter_id, unit = walk.matter["id"], walk.matter["unit_id"]
    return work.insert("matter_step", {"matter_id": matter_id, "step": code, "unit_id": unit, **values})


def _kept(found: StepFound) -> dict[str, Any]:
    """Return what a completed step keeps itself: its days, what it rests on, and a record of its figures."""
    shown = told(found)
    kept: dict[str, Any] = {"from_day": found.record.first, "to_day": found.record.last}
    kept |= {"meeting_id": found.meeting.id} if found.meeting is not None else {}
    kept |= {"notice_id": found.notice.id} if found.notice is not None else {}
    kept |= {"late": True} if found.record.late else {}
    if not shown.record:
        outcome = "通过" if found.record.outcome == "passed" else ""
        kept["record"] = "。".join(part for part in (_figures(found), outcome) if part) + "。"
    if not shown.done_by:
        kept["done_by"] = found.meeting.title if found.meeting is not None else found.step.who or None
    return kept


def _figures(found: StepFound) -> str:
    notice = found.notice
    if notice is not None:
        return f"{notice.number}《{notice.title}》已公示"
    return told(found).figures() or (
        f"见{found.meeting.title}记录" if found.meeting is not None else "见记录"
    )


def _passed(context: Context, state: StepState) -> dict[str, Any]:
    today = context.today().isoformat()
    return {"state": state.value, "completed_on": today, "completed_by": context.user.name}


_NOT_PASSED: Final = dict.fromkeys(("state", "completed_on", "completed_by", "skipped_by", "skip_reason"))


def _name_resolution(work: "UnitOfWork", matter_id: bytes, found: StepFound) -> None:
    """Let every resolution of 决议 name its matter, so that nothing else is needed to find it."""
    if found.step.kind == "decide" and found.meeting is not None:
        for each in found.meeting.decided:
            work.update("resolution", each, {"matter_id": matter_id})


def _close(context: Context, work: "UnitOfWork", matter_id: bytes, found: StepFound) -> None:
    """Close the matter with its last step."""
    if found.step.kind == "result":
        day = found.record.first or context.today().isoformat()
        work.update("matter", matter_id, {"state": "closed", "closed_on": day})


def _note(
    work: "UnitOfWork", row_id: bytes, walk: Walk, step: TemplateStep, action: str, more: str = ""
) -> None:
    label = f"{walk.matter['title']}：{step.name}" + (f"（{more}）" if more else "")
    work.note(action, table="matter_step", row_id=row_id, label=label)


def _refuse(refused: tuple[Refusal, ...]) -> None:
    if refused:
        raise InvalidInput("".join(each.message for each in refused))


def _said(text: str, what: str) -> str:
    cleaned = clean(text)
    if not cleaned:
        raise InvalidInput(f"请写明{what}。")
    if len(cleaned) > LONGEST:
        raise InvalidInput(f"{what}太长，最多{LONGEST}个字。")
    return cleaned
