"""Counting a vote as a step: who counted, who checked, why again; opening the ballots of a counted one."""

from functools import partial
from typing import TYPE_CHECKING, Any

from models.vocab import Vocabulary
from services.saving import FormErrors
from services.subjects import Field
from ui.meetings.marking import told
from ui.meetings.voting import Vote
from ui.notices.act_dialog import ActDialog, Step, Values

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from services.office import Context
    from ui.session import Session


def count(session: "Session", window: "QWidget", vote: Vote) -> None:
    """Ask who checked the count; whoever is at work counts."""

    def read(context: "Context") -> tuple[str, ...]:
        from services.users import users

        me = context.user.name
        return tuple(user.name for user in users(context) if user.active and user.name != me)

    session.read(read, partial(_ask, session, window, vote), owner=window)


def _ask(session: "Session", window: "QWidget", vote: Vote, names: tuple[str, ...]) -> None:
    again = bool(vote.counts)
    fields = [
        Field(
            "checked_by",
            "监票人（核对）",
            "choice",
            vocabulary=Vocabulary("users", tuple(zip(names, names, strict=True))),
        ),
        Field("other", "名单以外的人", help="名单里没有时写姓名，会新增为用户。"),
        Field("single_reason", "单人办理的原因", help="只有一个人办理时写，会标明“单人办理”；不用选核对人。"),
    ]
    if again:
        why = Field("reason", "重新计票的原因", "longtext", required=True, help="原来的计票记录保留。")
        fields.insert(0, why)
    motion, me = vote.motion, session.context.user.name

    def command(context: "Context", values: Values, _: object) -> Any:
        from services.meetings import counting

        person, reason = values["other"] or values["checked_by"] or "", values["single_reason"] or ""
        if person and reason:
            raise FormErrors({"single_reason": "已经选了核对人，就不是单人办理。请去掉其中一个。"})
        if not person and not reason:
            raise FormErrors({"checked_by": "请选核对人；只有一个人办理时，写明单人办理的原因。"})
        return counting.count(
            context,
            motion.id,
            checked_by=person or me,
            single_reason=reason,
            reason=values.get("reason") or "",
        )

    arithmetic = vote.tally.reasons if vote.tally is not None else ()
    if vote.election is not None:
        elected = "、".join(f"{each.name}{each.votes}票" for each in vote.election.elected)
        arithmetic = (f"目前当选：{elected}。" if elected else "目前没有人当选。",)
    intro = "\n".join((f"“{motion.title}”由{me}计票。", *arithmetic))
    step = Step(
        "重新计票" if again else "计票",
        "计票",
        (("由谁核对", tuple(fields)),),
        command,
        lambda done: told(session, done, f"“{motion.title}”已计票"),
        {},
        intro,
    )
    ActDialog(session, step, window).start()


def reopen(session: "Session", window: "QWidget", vote: Vote) -> None:
    """Ask why the ballots of a counted vote are put right, then open them."""
    motion = vote.motion
    fields = (Field("reason", "原因", "longtext", required=True, help="哪里录错了；原来的计票记录保留。"),)

    def command(context: "Context", values: Values, _: object) -> Any:
        from services.meetings import counting

        return counting.reopen(context, motion.id, values["reason"])

    step = Step(
        "重新录票",
        "改选票",
        (("为什么重新录", fields),),
        command,
        lambda done: told(session, done, f"“{motion.title}”可以改选票了，改好后重新计票"),
        {},
        f"“{motion.title}”已经计票。改选票以后要重新计票，两次计票都留在记录里。",
    )
    ActDialog(session, step, window).start()
