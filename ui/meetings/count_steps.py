"""Counting a vote as a step: who counted, who checked, why again; opening the ballots of a counted one."""

from functools import partial
from typing import TYPE_CHECKING, Any

from services.subjects import Field
from ui import second_person
from ui.meetings.marking import told
from ui.meetings.voting import Vote
from ui.notices.act_dialog import ActDialog, Step, Values

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from services.office import Context
    from services.two_people import Checkers
    from ui.session import Session


def count(session: "Session", window: "QWidget", vote: Vote) -> None:
    """Ask who checked the count; whoever is at work counts."""

    def read(context: "Context") -> "Checkers":
        from services.two_people import checkers

        return checkers(context, "count", context.user.name)

    session.read(read, partial(_ask, session, window, vote), owner=window)


def _ask(session: "Session", window: "QWidget", vote: Vote, people: "Checkers") -> None:
    again = bool(vote.counts)
    fields = list(second_person.fields(people, "监票人（核对）"))
    if again:
        why = Field("reason", "重新计票的原因", "longtext", required=True, help="原来的计票记录保留。")
        fields.insert(0, why)
    motion, me = vote.motion, session.context.user.name

    def command(context: "Context", values: Values, _: object) -> Any:
        from services.meetings import counting

        person, reason = second_person.chosen(values)
        return counting.count(
            context,
            motion.id,
            checked_by=person or me,
            single_reason=reason,
            reason=values.get("reason") or "",
            password=values.get("password"),
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
