"""What each act on the minutes of a meeting asks, does and says."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from services.subjects import Field
from ui import second_person
from ui.notices.act_dialog import Step, Values
from ui.notices.steps import Photos, ask, whole_day

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from models.db.uow import Committed
    from services.minutes import Final as FinalMinutes
    from services.minutes import Standing
    from services.office import Context
    from services.saving import Saved
    from services.two_people import Checkers
    from ui.session import Session
    from ui.tasks import Ticket

_TOUCHED: Final = frozenset({"minutes", "meeting", "app_user", "attachment"})
_FOLDER: Final = "notice folder"


def _told(session: "Session", committed: "Committed | None", text: str, *, undo: bool = True) -> None:
    """Tell the window what was done, so that the record and the lists are read again."""
    touched = (committed.touched if committed is not None else frozenset()) | _TOUCHED
    session.committed(touched, text, committed.tx_id if committed is not None and undo else None)


def _refused(session: "Session", error: BaseException) -> None:
    """Say why it was not done; the minutes may have gone back to draft meanwhile."""
    session.report(error)
    session.changed.emit(_TOUCHED)


def _id(found: "Standing") -> bytes:
    assert found.minutes_id is not None
    return found.minutes_id


# draft


def draft(session: "Session", window: "QWidget", found: "Standing", *, late: bool | None = None) -> None:
    """Draw up the minutes."""

    def work(context: "Context") -> "Saved":
        from services import minutes

        return minutes.draft(context, found.meeting_id, late=late)

    def done(saved: "Saved") -> None:
        _told(session, saved.committed, f"已起草“{found.title}”的纪要，请由另一个人核对")

    session.write(work, done, session.report, owner=session)


def write(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask for the text of the office's own."""
    fields = (Field("text", "补充内容", "longtext", help="印在纪要末尾，会议记录里已有的不用重写。"),)

    def command(context: "Context", values: Values, _: Photos) -> "Committed":
        from services import minutes

        return minutes.write(context, _id(found), values["text"] or "")

    def done(committed: "Committed") -> None:
        _told(session, committed, "已保存补充内容")

    first = {"text": (found.text or None, found.text)}
    ask(session, window, Step("纪要的补充内容", "保存", (("补充内容", fields),), command, done, first))


def withdraw(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Give up the draft."""

    def work(context: "Context") -> "Committed":
        from services import minutes

        return minutes.withdraw(context, _id(found))

    what = "更正" if found.finals else "纪要草稿"
    session.write(
        work,
        lambda done: _told(session, done, f"已放弃{what}", undo=not found.finals),
        session.report,
        owner=session,
    )


# check and signature


def check(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask who checked the draft."""

    def read(context: "Context") -> "Checkers":
        from services.two_people import checkers

        return checkers(context, "minutes", found.maker)

    session.read(read, partial(_ask_checker, session, window, found), owner=window)


def _ask_checker(session: "Session", window: "QWidget", found: "Standing", people: "Checkers") -> None:
    fields = second_person.fields(people)
    now = session.context.user.name
    first = now if now in people.names else ""

    def command(context: "Context", values: Values, _: Photos) -> "Committed":
        from services import minutes

        person, reason = second_person.chosen(values)
        given = values.get("password")
        return minutes.check(context, _id(found), person or found.maker, reason, password=given)

    def done(committed: "Committed") -> None:
        _told(session, committed, "纪要已核对，请打印出来签字")

    intro = f"“{found.title}”的纪要由{found.maker}起草，由另一个人对照会议记录看过以后登记。"
    values: dict[str, tuple[object, str]] = {"checked_by": (first or None, first)}
    ask(session, window, Step("核对纪要", "已核对", (("由谁核对", fields),), command, done, values, intro))


def reopen(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Make the minutes a draft again."""

    def work(context: "Context") -> "Committed":
        from services import minutes

        return minutes.reopen(context, _id(found))

    session.write(work, lambda done: _told(session, done, "纪要已退回草稿"), session.report, owner=session)


def sign(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask who signed on which day, with a photo of the signed page."""
    today = session.today().isoformat()
    fields = (
        Field("signed_by", "签字的人", required=True, help="照纸上签的写，几个人用顿号分开。"),
        Field("on", "签字日期", "date", required=True),
    )

    def command(context: "Context", values: Values, photos: Photos) -> "Committed":
        from services import minutes

        on = whole_day(values["on"], "签字日期")
        return minutes.sign(context, _id(found), on, values["signed_by"] or "", photos())

    def done(committed: "Committed") -> None:
        _told(session, committed, "已登记签字，可以定稿了")

    first = {"on": (today, today), "signed_by": (found.signers or None, found.signers)}
    intro = "签字页拍照或扫描后，用下面的按钮加上，也可以拖进来；定稿时至少要有一张。"
    step = Step("登记签字", "登记", (("签字", fields),), command, done, first, intro, photos=True)
    dialog = ask(session, window, step)
    # minutes that changed since the check went back to draft although the dialog says no
    dialog.rejected.connect(lambda: session.changed.emit(_TOUCHED))


# final


def finish(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Freeze the minutes."""

    def work(context: "Context", ticket: "Ticket") -> "FinalMinutes":
        from services import minutes

        ticket.check()
        return minutes.finish(context, _id(found))

    def done(made: "FinalMinutes") -> None:
        text = f"纪要已定稿，共{made.pages}页，校验码{made.digest}；会议记录不能再改"
        _told(session, made.committed, text, undo=False)

    session.work("纪要定稿", work, done, partial(_refused, session), owner=session)


def correct(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask why, then open the record of the meeting for a correction."""
    fields = (Field("reason", "更正的原因", "longtext", required=True, help="哪里错了，会印在更正稿上。"),)

    def command(context: "Context", values: Values, _: Photos) -> "Saved":
        from services import minutes

        return minutes.correct(context, _id(found), values["reason"])

    def done(saved: "Saved") -> None:
        _told(session, saved.committed, "现在可以改会议记录，改好后核对、签字、定稿", undo=False)

    intro = f"另出第{found.seq + 1}版，写明更正第{found.seq}版；原来的一版留在档案里，不改动。"
    ask(session, window, Step("更正纪要", "开始更正", (("更正", fields),), command, done, {}, intro))


# paper


def reprint(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Show the sheet in the preview, where it is printed: the frozen one of final minutes."""
    from services.notices import Target

    session.show_page("preview", Target("minutes", found.courtyard_id, found.meeting_id))


def before(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Show the final version before the present one, as it was frozen."""
    from ui.notices.paper_dialog import show_paper

    version = found.finals[1 if found.state == "final" else 0]

    def make(context: "Context") -> bytes:
        from services import minutes

        return minutes.reprint(context, version.minutes_id)

    title = f"第{version.seq}版纪要"
    show_paper(session, window, title, f"{found.title}{title}", make)


def word(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask where to, then write the minutes as a Word file."""
    from PySide6.QtCore import QStandardPaths

    from ui import prompts

    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = Path(session.remembered.get(_FOLDER, documents))
    name = _file_name(f"{found.title}纪要.docx")
    out = prompts.save_file(window, "存为 Word", folder / name, "Word 文件 (*.docx)")
    if out is None:
        return
    session.remembered.put(_FOLDER, str(out.parent))

    def work(context: "Context", _: "Ticket") -> str:
        from services.files import write_bytes
        from services.notices import Target, make_sheet, note_issued, word_bytes

        sheet = make_sheet(context.on_writer, Target("minutes", found.courtyard_id, found.meeting_id))
        write_bytes(out, word_bytes(sheet))
        note_issued(context, sheet, "notice_saved", out.name)
        return f"已保存到 {out}"

    session.work("存为 Word", work, session.notice, session.report, owner=session)


def _file_name(name: str) -> str:
    return "".join("_" if each in '<>:"/\\|?*' or each < " " else each for each in name)


def files(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Open the minutes with their files."""
    session.show_record("minutes", _id(found))


DOING: Final[dict[str, Callable[["Session", "QWidget", "Standing"], Any]]] = {
    "draft": draft,
    "late": partial(draft, late=True),
    "write": write,
    "check": check,
    "reopen": reopen,
    "print": reprint,
    "sign": sign,
    "finish": finish,
    "reprint": reprint,
    "word": word,
    "correct": correct,
    "before": before,
    "files": files,
    "withdraw": withdraw,
}
"""What does each act of `ui.minutes.acts`."""
