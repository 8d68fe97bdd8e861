"""What each step of a notice asks, does and says: from the button to the line at the foot of the window."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from models.errors import InvalidInput
from models.vocab import Vocabulary
from services.subjects import Field
from ui import second_person
from ui.notices.act_dialog import ActDialog, Step, Values

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from models.db.uow import Committed
    from services.attachments import NewFile
    from services.boards import Board, Posted
    from services.notices.life import Issued, Standing
    from services.office import Context
    from services.records import Saved
    from services.two_people import Checkers
    from ui.session import Session

Photos = Callable[[], "list[NewFile]"]
_TOUCHED: Final = frozenset({"notice", "notice_issue", "posting", "board", "objection", "app_user"})
_PAPERS: Final = Vocabulary("papers", (("a4", "A4"), ("a3", "A3")))
NEW_BOARD: Final = (
    Field("name", "公开栏名称", required=True, help="同一个楼院里不重名，如：东门公开栏。"),
    Field("place", "位置", help="在楼院的什么地方，如：1号楼西墙。"),
    Field("slots", "能贴几张A4", "count", suffix="张", help="不写时不提醒贴不下。"),
)
"""Fields of a board that is made in place."""


def whole_day(value: object, label: str) -> date:
    """Return a day as it was typed into a form.

    Raises:
        InvalidInput: only the month or the year is known.
    """
    from services.notices.life.periods import day_of

    day = day_of(str(value or ""))
    if day is None:
        raise InvalidInput(f"{label}要写到哪一天，如 2026-11-26。")
    return day


def ask(session: "Session", window: "QWidget", step: Step) -> ActDialog:
    """Open the dialog of a step."""
    dialog = ActDialog(session, step, window)
    dialog.start()
    return dialog


def told(session: "Session", committed: "Committed | None", text: str, *, undo: bool = True) -> None:
    """Tell the window what was done, so that lists, obligations and counts are read again."""
    touched = (committed.touched if committed is not None else frozenset()) | _TOUCHED
    session.committed(touched, text, committed.tx_id if committed is not None and undo else None)


# draft and check


def check(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask who checked a draft."""

    def read(context: "Context") -> "Checkers":
        from services.two_people import checkers

        return checkers(context, "notice", found.maker)

    session.read(read, partial(_ask_checker, session, window, found), owner=window)


def _ask_checker(session: "Session", window: "QWidget", found: "Standing", people: "Checkers") -> None:
    now = session.context.user.name
    first = now if now in people.names else ""

    def command(context: "Context", values: Values, _: Photos) -> "Committed":
        from services.notices import life

        person, reason = second_person.chosen(values)
        given = values.get("password")
        return life.check(context, found.notice_id, person or found.maker, reason, password=given)

    step = Step(
        "核对公示",
        "已核对",
        (("由谁核对", second_person.fields(people)),),
        command,
        lambda committed: told(session, committed, f"已核对《{found.title}》"),
        {"checked_by": (first or None, first)},
        f"《{found.title}》由{found.maker}准备，由另一个人看过标题、正文、人名和日期以后登记。",
    )
    ask(session, window, step)


def reopen(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Make a checked notice a draft again."""

    def work(context: "Context") -> "Committed":
        from services.notices import life

        return life.reopen(context, found.notice_id)

    session.write(work, lambda done: told(session, done, f"《{found.title}》已退回草稿"), owner=session)


# issue, correction, void, archive


def issue(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask for the paper, then issue."""
    fields = (
        Field("paper", "纸张", "choice", required=True, vocabulary=_PAPERS),
        Field("large", "大字版", "yes_no", help="正文用二号字，方便老年人看。"),
    )

    def command(context: "Context", values: Values, _: Photos) -> "Issued":
        from services.documents.forms import Form
        from services.notices import life

        form = Form(values["paper"], large=bool(values["large"]))
        return life.issue(context, found.notice_id, form=form)

    def done(made: "Issued") -> None:
        text = f"已签发，编号{made.number}，共{made.pages}页，校验码{made.digest}"
        told(session, made.committed, text, undo=False)

    intro = "签发后给出编号并存档，文字、人名遮盖、字体不再改变，也不能撤销；要改内容请出更正公示。"
    first = {"paper": ("a4", "A4"), "large": (False, "否")}
    ask(session, window, Step("签发公示", "签发", (("用纸", fields),), command, done, first, intro))


def correct(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask why, then make the draft of the correction and open it."""
    fields = (Field("reason", "更正的原因", "longtext", required=True, help="哪里错了，如：金额写错。"),)

    def command(context: "Context", values: Values, _: Photos) -> bytes:
        from services.notices import life

        return life.correct(context, found.notice_id, values["reason"])

    def done(made: bytes) -> None:
        told(session, None, "已起草更正公示，请改好内容后核对、签发")
        session.show_record("notices", made)

    intro = f"另起草一张更正公示，写明更正{found.called}；原来的公示留在档案里，不改动。"
    ask(session, window, Step("更正公示", "起草更正公示", (("更正", fields),), command, done, {}, intro))


def void(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask why, then make it void."""
    fields = (Field("reason", "作废的原因", "longtext", required=True),)

    def command(context: "Context", values: Values, _: Photos) -> "Committed":
        from services.notices import life

        return life.void(context, found.notice_id, values["reason"])

    def done(committed: "Committed") -> None:
        told(session, committed, f"{found.number}已作废，编号不再使用")

    intro = f"{found.called}作废以后不能张贴，编号和原因留在记录里。"
    ask(session, window, Step("作废公示", "作废", (("作废", fields),), command, done, {}, intro))


def archive(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Put it into the archive."""

    def work(context: "Context") -> "Committed":
        from services.notices import life

        return life.archive(context, [found.notice_id])

    session.write(work, lambda done: told(session, done, f"{found.called}已归档"), owner=session)


# boards


def post(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask for the board, the day and a photo; a courtyard without a board gets its first one."""

    def read(context: "Context") -> "tuple[Board, ...]":
        from services.boards import boards

        return boards(context, found.courtyard_id)

    session.read(read, partial(_ask_board, session, window, found), owner=window)


def _ask_board(session: "Session", window: "QWidget", found: "Standing", known: "tuple[Board, ...]") -> None:
    taken = {hung.board for hung in found.hanging}
    free = [board for board in known if board.name not in taken] or list(known)
    offered = Vocabulary("boards", tuple((board.id.hex(), board_told(board)) for board in free))
    today = session.today().isoformat()
    day = Field(
        "on", "张贴日期", "date", required=True, help="和打印的公示期不同时，公示期跟着改，编号不变。"
    )
    values: dict[str, tuple[object, str]] = {"on": (today, today)}
    intro = ""
    if free:
        board = Field("board", "公开栏", "choice", required=True, vocabulary=offered)
        sections: tuple[tuple[str, tuple[Field, ...]], ...] = (("张贴", (board, day)),)
        values["board"] = (free[0].id.hex(), board_told(free[0]))
    else:
        intro = "这个楼院还没有登记公开栏，先写上它的名称，和张贴一起登记。"
        sections = (("公开栏", NEW_BOARD), ("张贴", (day,)))

    def command(context: "Context", typed: Values, photos: Photos) -> "Posted":
        from services import boards

        on, ids = whole_day(typed["on"], "张贴日期"), [found.notice_id]
        if "board" in typed:
            return boards.post(context, ids, bytes.fromhex(typed["board"]), on, photos())
        board_typed = {field.name: typed[field.name] for field in NEW_BOARD}
        return boards.post_on_new(context, ids, found.courtyard_id, board_typed, on, photos())

    def done(posted: "Posted") -> None:
        text = "，".join((f"{found.called}已登记张贴", *posted.warnings)).replace("。，", "。")
        told(session, posted.committed, text, undo=not posted.redated)

    ask(session, window, Step("张贴公示", "张贴", sections, command, done, values, intro, photos=True))


def board_told(board: "Board") -> str:
    """Return a board as it is offered: its name, its place and the room left."""
    room = "" if board.free is None else f"，空{max(0, board.free)}张"
    return f"{board.text}{room}"


def take_down(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask from which board, on which day, why when it is early, and for a photo."""
    today = session.today().isoformat()
    every = [("all", f"全部{len(found.hanging)}处")] if len(found.hanging) > 1 else []
    offered = (*every, *((hung.posting_id.hex(), hung.board) for hung in found.hanging))
    early = any(hung.until_day > today for hung in found.hanging)
    why = "公示期没满，请写明为什么提前取下。" if early else "按期取下的不用写。"
    fields = (
        Field("posting", "从哪里取下", "choice", required=True, vocabulary=Vocabulary("postings", offered)),
        Field("on", "取下日期", "date", required=True, help="最后贴着的一天，当天也算。"),
        Field("reason", "提前取下的原因", help=why),
    )
    values = {"posting": offered[0] if offered else (None, ""), "on": (today, today)}

    def command(context: "Context", typed: Values, photos: Photos) -> "Posted":
        from services import boards

        every_id = [hung.posting_id for hung in found.hanging]
        ids = every_id if typed["posting"] == "all" else [bytes.fromhex(typed["posting"])]
        return boards.take_down(
            context, ids, whole_day(typed["on"], "取下日期"), typed["reason"] or "", photos()
        )

    def done(posted: "Posted") -> None:
        told(session, posted.committed, f"{found.called}已登记取下")

    last = max((hung.until_day for hung in found.hanging), default="")
    intro = f"公示到{_said(last)}，今天取下不满公示期，要写明原因。" if early else ""
    step = Step("取下公示", "取下", (("取下", fields),), command, done, values, intro, photos=True)
    ask(session, window, step)


def _said(day: str) -> str:
    known = date.fromisoformat(day)
    return f"{known.year}年{known.month}月{known.day}日"


# objections


def object_(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask what was said against it; the day by which it is answered is told."""
    today = session.today()

    def read(context: "Context") -> date | None:
        from services.boards import reply_due

        return reply_due(context, today)

    def open_(due: date | None) -> None:
        by = f"今天提出的，最迟{_said(due.isoformat())}答复。" if due is not None else ""
        fields = (
            Field("content", "异议内容", "longtext", required=True),
            Field("raised_on", "提出时间", "date", required=True, help="答复期限从这一天算起。"),
            Field("raised_by", "提出人", help="不愿留名的不写。"),
            Field("contact", "联系方式"),
        )
        day = today.isoformat()
        first = {"raised_on": (day, day)}
        done = partial(_objected, session)
        command = partial(_object, found)
        intro = f"对{found.called}的异议。{by}"
        ask(session, window, Step("登记异议", "登记", (("异议", fields),), command, done, first, intro))

    session.read(read, open_, owner=window)


def _object(found: "Standing", context: "Context", typed: Values, _: Photos) -> "tuple[Saved, date | None]":
    from services import boards

    raised = whole_day(typed["raised_on"], "提出时间")
    saved = boards.add_objection(
        context,
        found.notice_id,
        typed["content"],
        raised_on=raised,
        raised_by=typed["raised_by"] or "",
        contact=typed["contact"] or "",
    )
    return saved, boards.reply_due(context, raised)


def _objected(session: "Session", result: "tuple[Saved, date | None]") -> None:
    saved, due = result
    by = f"，最迟{_said(due.isoformat())}答复" if due is not None else ""
    told(session, saved.committed, f"已登记异议{by}")


def reply(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask for the reply to an objection."""
    today = session.today().isoformat()
    offered = tuple((each.id.hex(), _objection_told(each)) for each in found.objections)
    fields = (
        Field("objection", "异议", "choice", required=True, vocabulary=Vocabulary("objections", offered)),
        Field("reply", "答复", "longtext", required=True, help="怎么查的、怎么答复的。"),
        Field("replied_on", "答复时间", "date", required=True),
    )

    def command(context: "Context", typed: Values, _: Photos) -> "Saved":
        from services import records

        values = {"reply": typed["reply"], "replied_on": typed["replied_on"]}
        return records.save(context, "objections", bytes.fromhex(typed["objection"]), values)

    first: dict[str, tuple[object, str]] = {"objection": offered[0], "replied_on": (today, today)}
    done: Callable[[Any], None] = lambda saved: told(session, saved.committed, "已登记答复")  # noqa: E731
    ask(session, window, Step("答复异议", "登记答复", (("答复", fields),), command, done, first))


def _objection_told(each: Any) -> str:
    words = each.content if len(each.content) <= 11 else f"{each.content[:10]}…"
    by = f"（最迟{int(each.due_on[5:7])}月{int(each.due_on[8:])}日）" if each.due_on else ""
    return f"{words}{by}"


# paper


def reprint(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Show the frozen sheet in the preview, where it is printed."""
    from services.notices import Target

    session.show_page("preview", Target("notice", found.courtyard_id, found.notice_id))


def form(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Show the empty form for objections, to be printed."""
    from ui.notices.paper_dialog import show_paper

    def make(context: "Context") -> bytes:
        from services.boards import objection_sheet

        return objection_sheet(context, found.notice_id).data

    show_paper(session, window, "空白异议登记表", f"{found.number}异议登记表", make)


DOING: Final[dict[str, Callable[["Session", "QWidget", "Standing"], None]]] = {
    "check": check,
    "reopen": reopen,
    "issue": issue,
    "post": post,
    "take_down": take_down,
    "object": object_,
    "reply": reply,
    "correct": correct,
    "void": void,
    "archive": archive,
    "reprint": reprint,
    "form": form,
}
"""What does each step of `ui.notices.acts`."""
