"""What is written while a meeting is held: who came, left, is represented, was added; each can be undone."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from services.subjects import Field
from ui.meetings.lines import called
from ui.notices.act_dialog import ActDialog, Step, Values

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from models.db.uow import Committed
    from services.meetings.roll import Line
    from services.office import Context
    from ui.session import Session

OnError = Callable[[BaseException], None]
_NAMED = 3
"""People who are named where several are marked at once."""


def now(session: "Session") -> str:
    """Return the time of day as it is noted for whoever comes or leaves now: HH:MM."""
    return datetime.fromtimestamp(session.context.clock() / 1000, UTC).astimezone().strftime("%H:%M")


def said(lines: "Sequence[Line]", what: str, time: str = "") -> str:
    """Return what was done to lines of the roll in a sentence.

    Args:
        lines: those that were marked.
        what: what they are now: 到会.
        time: since when, "" where it does not matter.
    """
    named = "、".join(called(line) for line in lines[:_NAMED])
    more = f"等{len(lines)}人" if len(lines) > _NAMED else ""
    return f"{named}{more}：{what}" + (f" {time}" if time else "")


def told(session: "Session", committed: Any, words: str) -> None:
    """Tell the window what was written, so that it can be undone."""
    changed: Committed | None = getattr(committed, "committed", committed)
    touched = changed.touched if changed is not None else frozenset[str]()
    session.committed(touched, words, changed.tx_id if changed is not None else None)


def mark(session: "Session", ids: list[bytes], state: str, at: str, words: str, refused: OnError) -> None:
    """Note that people came, excused themselves, or did not come.

    Args:
        session: writes.
        ids: lines of the roll.
        state: of vocab.ATTENDEE_STATE.
        at: when they came, HH:MM; "" where it does not matter.
        words: what is told afterwards.
        refused: takes the reason where it was not written.
    """

    def work(context: "Context") -> Any:
        from services.meetings import attending

        return attending.mark(context, ids, state, at=at or None)

    session.write(work, lambda done: told(session, done, words), refused, owner=session)


def leave(session: "Session", ids: list[bytes], at: str, words: str, refused: OnError) -> None:
    """Note that people left before the end; arguments as for `mark`."""

    def work(context: "Context") -> Any:
        from services.meetings import attending

        return attending.leave(context, ids, at)

    session.write(work, lambda done: told(session, done, words), refused, owner=session)


def remove(session: "Session", ids: list[bytes], refused: OnError) -> None:
    """Take lines off the roll."""

    def work(context: "Context") -> Any:
        from services.meetings import roll

        return roll.remove(context, ids)

    session.write(
        work, lambda done: told(session, done, f"已从名册上去掉{len(ids)}行"), refused, owner=session
    )


def add(session: "Session", window: "QWidget", meeting_id: bytes) -> ActDialog:
    """Ask who else came, and put them on the roll."""
    fields = (
        Field("name", "姓名", required=True),
        Field("body", "门牌号、单位或身份", help="如 3-2-501、居民代表、辖区民警。"),
        Field("votes", "有表决权", "yes_no", help="列席的人没有表决权，不计入应到。"),
    )

    def command(context: "Context", values: Values, _: object) -> Any:
        from services.meetings import roll

        body = values["body"] or ""
        return roll.add(context, meeting_id, values["name"], body, bool(values["votes"]))

    step = Step(
        "加人",
        "加到名册",
        (("到会的人", fields),),
        command,
        lambda done: told(session, done, "已加到名册"),
        {"votes": (False, "否")},
    )
    dialog = ActDialog(session, step, window)
    dialog.start()
    return dialog
