"""What is done about a duty: the next joint meetings made from the last ones, an action item closed."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from models import vocab
from services.subjects import Field
from ui.notices.act_dialog import ActDialog, Step, Values
from ui.notices.steps import Photos, ask, whole_day

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from models.db.uow import Committed
    from services.duties import Copied
    from services.office import Context
    from ui.session import Session

_NAMED: Final = 3
"""Courtyards named in a sentence; of more it says how many."""


def schedule(
    session: "Session", window: "QWidget", yards: Mapping[bytes, str], kind: str = "joint"
) -> ActDialog:
    """Ask for the day, then make the meeting of each courtyard from its last one.

    Args:
        session: the office at work.
        window: the dialog belongs to it.
        yards: the courtyards with their names.
        kind: of vocab.MEETING_KIND.
    """
    what = vocab.MEETING_KIND.label(kind)
    today = session.today().isoformat()
    fields = (Field("on", "会议日期", "date", required=True, help="以后在每次会议里还能改。"),)

    def command(context: "Context", values: Values, _: Photos) -> "Copied":
        from services import duties

        return duties.copy_last(context, tuple(yards), whole_day(values["on"], "会议日期"), kind)

    def done(copied: "Copied") -> None:
        if copied.committed is None:
            session.notice(f"{_named(copied.there)}这个月已经有{what}，没有新增", "warn")
            return
        text = f"已为{len(copied.meetings)}个楼院安排{what}"
        text += f"，其中{copied.fresh}个没有以前的会议可复制" if copied.fresh else ""
        text += f"；{_named(copied.there)}已经有了" if copied.there else ""
        session.committed(copied.committed.touched, text, copied.committed.tx_id)
        if len(copied.meetings) == 1:
            session.show_record("meetings", copied.meetings[0])

    intro = (
        f"为{_named(tuple(yards.values()))}各新增一次{what}：地点、时间、召集、主持、记录和参会名册照上一次的，"
        "议题、讨论和表决不带过来。"
    )
    step = Step(f"安排{what}", "安排", (("会议", fields),), command, done, {"on": (today, today)}, intro)
    return ask(session, window, step)


def _named(names: Sequence[str]) -> str:
    return "、".join(names) if len(names) <= _NAMED else f"{names[0]}等{len(names)}个楼院"


def finish_item(session: "Session", window: "QWidget", item_id: bytes, content: str) -> ActDialog:
    """Ask when and how an action item was done, with photos or papers that show it."""
    today = session.today().isoformat()
    fields = (
        Field("result", "办理结果", "longtext", required=True, help="怎么办的、办成什么样。"),
        Field("on", "办结时间", "date", required=True),
    )

    def command(context: "Context", values: Values, photos: Photos) -> "Committed":
        from services import duties

        on = whole_day(values["on"], "办结时间")
        return duties.finish_item(context, item_id, on, values["result"] or "", photos())

    def done(committed: "Committed") -> None:
        session.committed(committed.touched, "已登记办结", committed.tx_id)

    first = {"on": (today, today)}
    step = Step("办结待办", "办结", (("办理", fields),), command, done, first, content, photos=True)
    return ask(session, window, step)
