"""What each act of a matter asks, does and says: from the button to the line at the foot of the window."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from models.vocab import Vocabulary
from services.subjects import BY_KIND, Field
from ui.notices.act_dialog import ActDialog, Step, Values

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from services.attachments import NewFile
    from services.matters.progress import Progress, StepTold
    from services.office import Context
    from services.saving import Saved
    from ui.session import Session
    from ui.tasks import Ticket

Photos = Callable[[], "list[NewFile]"]
_TOUCHED: Final = frozenset({"matter", "matter_step", "consult_answer", "meeting", "notice"})
_FOLDER: Final = "notice folder"


def told(session: "Session", saved: "Saved", text: str) -> None:
    """Tell the window what was done, so that pages read again and it can be undone."""
    committed = saved.committed
    touched = (committed.touched if committed is not None else frozenset()) | _TOUCHED
    session.committed(touched, text, committed.tx_id if committed is not None else None)


def _ask(session: "Session", window: "QWidget", step: Step) -> ActDialog:
    dialog = ActDialog(session, step, window)
    dialog.start()
    return dialog


def _present(found: "Progress") -> "StepTold":
    step = found.step
    assert step is not None  # the act is offered only with a present step
    return step


# completing, skipping


def complete(session: "Session", window: "QWidget", found: "Progress") -> None:
    """Ask for day, who and record of the present step, then complete it."""
    _complete(session, window, found, late=False)


def late(session: "Session", window: "QWidget", found: "Progress") -> None:
    """The same with 补录 set."""
    _complete(session, window, found, late=True)


def _complete(session: "Session", window: "QWidget", found: "Progress", *, late: bool) -> None:
    step, steps = _present(found), BY_KIND["matter-steps"]
    fields = [steps.field(name) for name in ("from_day", "to_day", "done_by", "record", "supervision")]
    if step.kind == "result":
        fields.append(steps.field("accepted_by"))
    numbers = ("households_asked", "households_answered", "in_favour", "against")
    counted = [steps.field(name) for name in numbers] if step.kind == "consult" else []
    fields.append(steps.field("late"))
    known: dict[str, object] = {
        "from_day": step.first,
        "to_day": step.last,
        "done_by": step.done_by or step.who,
        "record": step.record,
        "supervision": step.supervision,
        "accepted_by": step.accepted_by,
        "late": late or step.late,
        "households_asked": step.asked,
        "households_answered": step.answered,
        "in_favour": step.in_favour,
        "against": step.against,
    }

    def command(context: "Context", values: Values, _: Photos) -> "Saved":
        from services.matters import steps as walking

        return walking.complete(context, found.matter_id, step.code, values)

    first = {name: _shown(value) for name, value in known.items() if value not in (None, "")}
    sections = [(step.name, tuple(fields))]
    sections += [("户数和份数", tuple(counted))] if counted else []
    _ask(
        session,
        window,
        Step(
            f"完成“{step.name}”",
            "完成这一步",
            tuple(sections),
            command,
            lambda saved: told(session, saved, f"“{found.title}”的“{step.name}”已完成"),
            first,
            found.missing(),
        ),
    )


def _shown(value: object) -> tuple[object, str]:
    if isinstance(value, bool):
        return value, "是" if value else "否"
    return value, str(value)


def skip(session: "Session", window: "QWidget", found: "Progress") -> None:
    """Ask who decided to skip the present step, and why."""
    step = _present(found)
    fields = (
        Field("by", "由谁决定", required=True, help="如“楼院党支部”。登记表上会写明。"),
        Field("reason", "跳过的原因", "longtext", required=True),
    )

    def command(context: "Context", values: Values, _: Photos) -> "Saved":
        from services.matters import steps

        return steps.skip(context, found.matter_id, step.code, values["by"] or "", values["reason"] or "")

    intro = f"“{step.name}”不办，直接进行下一步；决议和两公开不能跳过。"
    done = f"“{found.title}”的“{step.name}”已跳过"
    _ask(
        session,
        window,
        Step(
            f"跳过“{step.name}”",
            "跳过",
            (("跳过", fields),),
            command,
            lambda saved: told(session, saved, done),
            {},
            intro,
        ),
    )


def reopen(session: "Session", window: "QWidget", found: "Progress") -> None:
    """Open the last step again."""
    last = found.last_passed
    assert last is not None  # offered only then

    def work(context: "Context") -> "Saved":
        from services.matters import steps

        return steps.reopen(context, found.matter_id, last.code)

    done = f"“{last.name}”已重新打开"
    session.write(work, lambda saved: told(session, saved, done), session.report, owner=session)


def back(session: "Session", window: "QWidget", found: "Progress") -> None:
    """Ask to which step a rejected matter goes back."""
    ahead = []
    for each in found.steps:
        if each.code == found.present:
            break
        ahead.append((each.code, each.name))
    fields = (
        Field("to", "退回到", "choice", required=True, vocabulary=Vocabulary("steps", tuple(ahead))),
        Field("reason", "退回的原因", "longtext", required=True, help="要重新商议什么。"),
    )

    def command(context: "Context", values: Values, _: Photos) -> "Saved":
        from services.matters import steps

        return steps.send_back(context, found.matter_id, values["to"], values["reason"] or "")

    intro = "决议没有通过。退回的一步和它后面的步骤重新办理，上一次的记录留在回收站和会议里。"
    first: dict[str, tuple[object, str]] = {"to": ahead[-1]} if ahead else {}
    done = f"“{found.title}”已退回"
    _ask(
        session,
        window,
        Step(
            "退回前面的步骤",
            "退回",
            (("退回", fields),),
            command,
            lambda saved: told(session, saved, done),
            first,
            intro,
        ),
    )


def drop(session: "Session", window: "QWidget", found: "Progress") -> None:
    """Ask why a matter is given up."""
    fields = (Field("reason", "终止的原因", "longtext", required=True),)

    def command(context: "Context", values: Values, _: Photos) -> "Saved":
        from services.matters import steps

        return steps.drop(context, found.matter_id, values["reason"] or "")

    done = f"“{found.title}”已终止"
    intro = f"“{found.title}”不再往下办，已经登记的都留着，以后可以恢复办理。"
    _ask(
        session,
        window,
        Step(
            "终止事项",
            "终止",
            (("终止", fields),),
            command,
            lambda saved: told(session, saved, done),
            {},
            intro,
        ),
    )


def resume(session: "Session", window: "QWidget", found: "Progress") -> None:
    """Take up a matter again."""

    def work(context: "Context") -> "Saved":
        from services.matters import steps

        return steps.resume(context, found.matter_id)

    done = f"“{found.title}”已恢复办理"
    session.write(work, lambda saved: told(session, saved, done), session.report, owner=session)


# meetings and notices


def meeting(session: "Session", window: "QWidget", found: "Progress") -> None:
    """Ask for the meeting of the present step; matter and courtyard are known."""
    step, described = _present(found), BY_KIND["meetings"]
    kinds = next(each.meets for each in found.template.steps if each.code == step.code)
    field = described.field("kind")
    assert field.vocabulary is not None
    offered = tuple(each for each in field.vocabulary if not kinds or each[0] in kinds)
    kind = Field("kind", field.label, "choice", required=True, vocabulary=Vocabulary("kinds", offered))
    names = ("held_on", "starts", "place", "convener", "due_count", "present_count", "record")
    fields = (described.field("title"), kind, *(described.field(name) for name in names))

    def command(context: "Context", values: Values, _: Photos) -> "Saved":
        from services import records

        where = {"courtyard_id": found.courtyard_id, "matter_id": found.matter_id}
        typed = {name: _typed(value) for name, value in values.items()}
        return records.save(context, "meetings", None, {**typed, **where})

    def done(saved: "Saved") -> None:
        told(session, saved, f"已新建“{step.name}”的会议")

    day = session.today().isoformat()
    title = f"{found.title}{step.name}会议"
    first = {"title": (title, title), "kind": offered[0], "held_on": (day, day)}
    _ask(session, window, Step(f"“{step.name}”的会议", "新建", (("会议", fields),), command, done, first))


def _typed(value: Any) -> Any:
    return "" if value is None else value if isinstance(value, (bytes, str, bool)) else str(value)


def open_meeting(session: "Session", window: "QWidget", found: "Progress") -> None:
    """Show the meeting of the present step."""
    linked = _present(found).meeting
    if linked is not None:
        session.show_record("meetings", linked.id)


def notice(session: "Session", window: "QWidget", found: "Progress") -> None:
    """Draft the notice of the present disclosure and show it."""

    def work(context: "Context") -> bytes:
        from services.matter_notices import draft_notice

        return draft_notice(context, found.matter_id)

    def done(made: bytes) -> None:
        session.committed(_TOUCHED, "已起草公示，请核对、签发、张贴", None)
        session.show_record("notices", made)

    session.write(work, done, session.report, owner=session)


def open_notice(session: "Session", window: "QWidget", found: "Progress") -> None:
    """Show the notice of the present step."""
    linked = _present(found).notice
    if linked is not None:
        session.show_record("notices", linked.id)


# papers


def _sheet(kind: str, session: "Session", window: "QWidget", found: "Progress") -> None:
    from services.notices import Target

    session.show_page("preview", Target(kind, found.courtyard_id, found.matter_id))


def archive(session: "Session", window: "QWidget", found: "Progress") -> None:
    """Ask where to, then make the archive; it takes as long as all of its sheets."""
    from PySide6.QtCore import QStandardPaths

    from ui import prompts

    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = Path(session.remembered.get(_FOLDER, documents))
    name = f"{found.courtyard}{found.title}议事档案.pdf"
    out = prompts.save_file(window, "保存议事档案", folder / name, "PDF 文件 (*.pdf)")
    if out is None:
        return
    path = out if out.suffix.lower() == ".pdf" else out.with_name(f"{out.name}.pdf")
    session.remembered.put(_FOLDER, str(path.parent))

    def work(context: "Context", ticket: "Ticket") -> str:
        from services import matter_archive
        from services.files import write_bytes

        made = matter_archive.archive(context.on_writer, found.matter_id, progress=ticket.report)
        write_bytes(path, made.data)
        matter_archive.note_archived(context, found.matter_id, made, path.name)
        absent = f"；没有收入{len(made.absent)}件：{'；'.join(made.absent)}" if made.absent else ""
        return f"已保存到 {path}：{len(made.parts)}件，{made.pages}页{absent}"

    session.work("保存议事档案", work, session.notice, session.report, owner=session)


def consult(session: "Session", window: "QWidget", found: "Progress") -> None:
    """Open the window in which the answers of the households are entered."""
    from ui.matters.consult_window import ConsultWindow

    ConsultWindow(session, found, window).start()


DOING: Final[dict[str, Callable[["Session", "QWidget", "Progress"], None]]] = {
    "complete": complete,
    "edit": complete,
    "late": late,
    "consult": consult,
    "meeting": meeting,
    "attendance": open_meeting,
    "resolution": open_meeting,
    "notice": notice,
    "post": open_notice,
    "back": back,
    "skip": skip,
    "reopen": reopen,
    "drop": drop,
    "resume": resume,
    "archive": archive,
    "form": partial(_sheet, "consult_form"),
    "summary": partial(_sheet, "consult_summary"),
    "acceptance": partial(_sheet, "acceptance"),
}
"""What does each act of `ui.matters.acts`."""
