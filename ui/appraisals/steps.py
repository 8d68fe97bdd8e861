"""What each act on a round of rating asks, does and says."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from services.subjects import Field
from ui.notices.act_dialog import Step, Values
from ui.notices.steps import Photos, ask

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from services.appraisal_record import AppraisalView
    from services.appraisals import Offer
    from services.office import Context
    from services.saving import Saved
    from ui.session import Session

_TOUCHED: Final = frozenset({"appraisal", "appraisal_item", "appraisal_answer", "notice"})


def done(session: "Session", saved: "Saved", text: str) -> None:
    """Tell the window what was done, so that the record and the lists are read again."""
    committed = saved.committed
    touched = _TOUCHED | (committed.touched if committed is not None else frozenset())
    session.committed(touched, text, committed.tx_id if committed is not None else None)


def enter(session: "Session", owner: "QWidget", found: "AppraisalView") -> None:
    """Open the window in which papers are typed."""
    from ui.appraisals.entry_dialog import EntryDialog

    EntryDialog(session, found, owner.window()).start()


def items(session: "Session", owner: "QWidget", found: "AppraisalView") -> None:
    """Ask for the items; those of the last round, or the shipped ones, stand there at first."""

    def read(context: "Context") -> "Offer":
        from services import appraisals

        return appraisals.offer(context, found.courtyard_id, found.target)

    def show(offer: "Offer") -> None:
        listed = [each.title for each in found.items] or list(offer.items)
        _ask_items(session, owner, found, "\n".join(listed))

    session.read(read, show, owner=owner)


def _ask_items(session: "Session", owner: "QWidget", found: "AppraisalView", text: str) -> None:
    fields = (Field("items", "评议内容", "longtext", required=True, help="一行一项，每项一句话。"),)

    def command(context: "Context", values: Values, _: Photos) -> "Saved":
        from services import appraisals

        return appraisals.set_items(context, found.id, (values["items"] or "").splitlines())

    intro = "每项由填表的人选很满意、满意、一般、不满意或不了解。录入评议表以后不能再增减。"
    step = Step(
        "评议内容",
        "保存",
        (("评议内容", fields),),
        command,
        lambda saved: done(session, saved, "已保存评议内容"),
        {"items": (text, text)},
        intro,
    )
    ask(session, owner.window(), step)


def asked(session: "Session", owner: "QWidget", found: "AppraisalView") -> None:
    """Ask how many papers went out."""
    fields = (
        Field("asked", "发出", "count", required=True, suffix="份", help="发出的评议表，或入户问了多少户。"),
    )

    def command(context: "Context", values: Values, _: Photos) -> "Saved":
        from services import appraisals

        return appraisals.update_asked(context, found.id, values["asked"] or 0)

    first = (found.asked, "" if found.asked is None else str(found.asked))
    step = Step(
        "发出的份数",
        "保存",
        (("份数", fields),),
        command,
        lambda saved: done(session, saved, "已保存发出的份数"),
        {"asked": first},
    )
    ask(session, owner.window(), step)


def close(session: "Session", owner: "QWidget", found: "AppraisalView") -> None:
    """Ask for the conclusion, then close the round."""
    fields = (
        Field("conclusion", "结论和整改", "longtext", help="针对大家不满意的，打算怎么办；会印在公示上。"),
    )

    def command(context: "Context", values: Values, _: Photos) -> "Saved":
        from services import appraisals

        return appraisals.close(context, found.id, conclusion=values["conclusion"] or "")

    step = Step(
        "汇总评议",
        "汇总",
        (("结论", fields),),
        command,
        lambda saved: done(session, saved, f"已汇总“{found.title}”"),
        {},
        f"{found.progress()}。汇总以后评议表不能再改。",
    )
    ask(session, owner.window(), step)


def reopen(session: "Session", owner: "QWidget", found: "AppraisalView") -> None:
    """Ask why, then open a closed round again."""
    fields = (Field("reason", "原因", required=True, help="写明哪里录错了，会记在备注里。"),)

    def command(context: "Context", values: Values, _: Photos) -> "Saved":
        from services import appraisals

        return appraisals.reopen(context, found.id, values["reason"] or "")

    step = Step(
        "重新打开评议",
        "重新打开",
        (("原因", fields),),
        command,
        lambda saved: done(session, saved, "已重新打开，改好后再汇总"),
        {},
    )
    ask(session, owner.window(), step)


def again(session: "Session", owner: "QWidget", found: "AppraisalView") -> None:
    """Plan another round about the same, and show it."""

    def write(context: "Context") -> "Saved":
        from services import appraisals
        from services.appraisals import Plan

        listed = tuple(each.title for each in found.items)
        plan = Plan(
            found.courtyard_id, found.target, target_name=found.target_name, items=listed, asked=found.asked
        )
        return appraisals.plan(context, plan)

    def written(saved: "Saved") -> None:
        done(session, saved, "已新开一次评议，内容照上一次")
        session.show_record("appraisals", saved.id)

    session.write(write, written, session.report, owner=owner)


def publish(session: "Session", owner: "QWidget", found: "AppraisalView") -> None:
    """Draft the notice of the result, and show it."""

    def write(context: "Context") -> "Saved":
        from services import appraisals

        return appraisals.publish(context, found.id)

    def written(saved: "Saved") -> None:
        done(session, saved, "已起草评议结果公开，请核对签发")
        session.show_record("notices", saved.id)

    session.write(write, written, session.report, owner=owner)


def notice(session: "Session", owner: "QWidget", found: "AppraisalView") -> None:
    """Show the notice of the result."""
    assert found.notice_id is not None
    session.show_record("notices", found.notice_id)


def form(session: "Session", owner: "QWidget", found: "AppraisalView") -> None:
    """Show the blank form in the preview, where it is printed."""
    _preview(session, "appraisal_form", found)


def summary(session: "Session", owner: "QWidget", found: "AppraisalView") -> None:
    """Show the summary in the preview, where it is printed."""
    _preview(session, "appraisal_summary", found)


def _preview(session: "Session", kind: str, found: "AppraisalView") -> None:
    from services.notices import Target

    session.show_page("preview", Target(kind, found.courtyard_id, found.id))


DOING: Final[dict[str, Callable[["Session", "QWidget", "AppraisalView"], Any]]] = {
    "enter": enter,
    "items": items,
    "asked": asked,
    "form": form,
    "close": close,
    "publish": publish,
    "notice": notice,
    "summary": summary,
    "reopen": reopen,
    "again": again,
}
"""What does each act of `ui.appraisals.strip`."""
