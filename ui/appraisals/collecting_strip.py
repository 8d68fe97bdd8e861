"""The strip above a plan of collecting opinions: which month is due, and a round entered that was done."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from services.saving import FormErrors
from services.shown import show
from services.subjects import Field
from ui.charters.bar import Act, Bar
from ui.notices.act_dialog import Step, Values
from ui.notices.steps import Photos, ask

if TYPE_CHECKING:
    from services.appraisals import RhythmView
    from services.office import Context
    from services.saving import Saved
    from ui.session import Session


def read(context: "Context", record_id: bytes) -> "RhythmView":
    """Return a plan with what it owes; on the reader's thread."""
    from services import appraisals

    return appraisals.rhythm(context, record_id)


def make(session: "Session", found: "RhythmView") -> QWidget:
    """Return the strip."""
    return CollectingStrip(session, found)


class CollectingStrip(Bar):
    """What a rhythm owes, with its buttons.

    Args:
        session: the office at work.
        found: the plan.
    """

    def __init__(self, session: "Session", found: "RhythmView") -> None:
        self.found = found
        acts = [
            Act(
                "登记收集…",
                "fa6s.inbox",
                "登记哪个月的收集做了，问了多少户，收到几条意见",
                lambda: collect(session, self, found),
            ),
            Act(
                "意见诉求",
                "fa6s.comment-dots",
                "打开意见诉求，一条条登记收到的意见",
                lambda: session.show_page("opinions"),
            ),
        ]
        # the page of opinions is not there for those who may not see them
        shown = acts if session.may("opinions.write") else acts[1:]
        super().__init__(told(found, session.today()), detail(found), shown)


def told(found: "RhythmView", today: date) -> str:
    """Return what is due, in a line."""
    if found.open:
        first = found.open[0]
        more = f"共{len(found.open)}个月没有登记。" if len(found.open) > 1 else ""
        late = first.overdue(today)
        passed = f"，已过期{late}天" if late else ""
        due = show(first.due_on.isoformat(), "date")
        return f"{show(first.month, 'date')}的收集要在{due}以前做{passed}。{more}"
    if found.next is not None:
        due = show(found.next.due_on.isoformat(), "date")
        return f"都登记了。下一次是{show(found.next.month, 'date')}，{due}以前做。"
    return "这个计划已经结束。" if found.rounds else "还没有到开始的时间，或者已经结束。"


def detail(found: "RhythmView") -> str:
    """Return what was done so far."""
    received = f"本月“意见诉求”里收到{found.received}条。"
    if not found.rounds:
        return f"还没有登记过。{received}"
    last = show(found.last_month, "date")
    return f"最近一次是{last}，共登记{found.rounds}次、收集意见{found.collected}条。{received}"


def collect(session: "Session", owner: QWidget, found: "RhythmView") -> None:
    """Ask what was done, then enter the round."""
    due = found.open[0] if found.open else found.next
    month = due.month if due is not None else ""
    today = session.today().isoformat()
    fields = (
        Field("month", "月份", "date", required=True, help="算哪个月的。"),
        Field("done_on", "完成时间", "date", required=True),
        Field("asked", "问了", "count", suffix="户"),
        Field("collected", "收集意见", "count", suffix="条", help="不写就按“意见诉求”里这个月收到的算。"),
        Field("done_by", "谁收集的"),
        Field("note", "备注"),
    )

    def command(context: "Context", values: Values, _: Photos) -> "Saved":
        from services import appraisals
        from services.appraisals import NewRound

        if len(values["month"] or "") != len("2026-11"):
            raise FormErrors({"month": "月份写成 2026-11，不写日。"})
        return appraisals.collect(
            context,
            found.id,
            NewRound(
                values["month"],
                values["done_on"] or "",
                values["asked"],
                values["collected"],
                values["done_by"] or "",
                values["note"] or "",
            ),
        )

    def done(saved: "Saved") -> None:
        touched = saved.committed.touched if saved.committed is not None else frozenset()
        tx_id = saved.committed.tx_id if saved.committed is not None else None
        session.committed(touched | {"collecting_plan", "collecting_round"}, "已登记收集", tx_id)

    first: dict[str, tuple[object, str]] = {"month": (month or None, month), "done_on": (today, today)}
    step = Step("登记收集", "登记", (("收集", fields),), command, done, first)
    ask(session, owner.window(), step)
