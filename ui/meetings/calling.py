"""Before a meeting: its roll is drawn up, and the day noted on which everybody on it was told."""

from typing import TYPE_CHECKING

from services.subjects import Field
from ui.meetings.marking import told
from ui.notices.act_dialog import ActDialog, Step, Values
from ui.notices.steps import whole_day

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from services.meetings.inviting import Invited
    from services.office import Context
    from services.saving import Saved
    from ui.session import Session


def draw_up(session: "Session", window: "QWidget", meeting_id: bytes) -> None:
    """Draw up the roll of a meeting from the register and show it; who is missing on one that is there comes.

    Args:
        session: writes.
        window: not needed; every step is handed it.
        meeting_id: the meeting.
    """

    def work(context: "Context") -> "Saved":
        from services.meetings import roll

        return roll.draw_up(context, meeting_id)

    def done(saved: "Saved") -> None:
        if saved.committed is not None:
            told(session, saved, "已生成名册")
        else:
            session.notice("名册上已经有了所有应到的人")
        session.show_page("meeting-room", (meeting_id, "roll"))

    def refused(error: BaseException) -> None:
        session.report(error)
        session.show_page("meeting-room", (meeting_id, "roll"))

    session.write(work, done, refused, owner=session)


def invite(session: "Session", window: "QWidget", meeting_id: bytes) -> None:
    """Ask when the meeting was made known."""
    fields = (
        Field(
            "on", "通知日期", "date", required=True, help="通知发出的那一天；名册上还没通知的人都记上这一天。"
        ),
    )

    def command(context: "Context", values: Values, _: object) -> "Invited":
        from services.meetings import inviting

        return inviting.invite(context, meeting_id, whole_day(values["on"], "通知日期"))

    def done(invited: "Invited") -> None:
        words = f"已登记通知{invited.lines}人（户）" if invited.lines else "名册上的人都已经登记过通知"
        told(session, invited, "，".join((words, *(each.rstrip("。") for each in invited.warnings))))

    today = session.today().isoformat()
    step = Step(
        "登记通知",
        "登记",
        (("会议通知", fields),),
        command,
        done,
        {"on": (today, today)},
        "登记会议通知是哪天发出的；离开会太近时会提醒法定的天数。",
    )
    ActDialog(session, step, window).start()
