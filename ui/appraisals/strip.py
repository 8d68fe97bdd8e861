"""The strip above a round of rating: how many papers came back, what is missing, what comes next."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from models import vocab
from services.shown import show
from ui.act_rights import right_of
from ui.charters.bar import Act, Bar

if TYPE_CHECKING:
    from services.appraisal_record import AppraisalView
    from services.office import Context
    from ui.session import Session

_ACTS: Final = {
    "enter": ("录入评议表…", "fa6s.keyboard", "按编号或门牌号，一项按一个数字，回车就存"),
    "items": ("评议内容…", "fa6s.list-ol", "写明评哪几项，一行一项"),
    "asked": ("发出份数…", "fa6s.copy", "登记发出了多少份评议表，或问了多少户"),
    "form": ("打印评议表…", "fa6s.print", "打印空白评议表，发给居民填写"),
    "close": ("汇总…", "fa6s.square-check", "算出满意率，写上结论，以后不再改动"),
    "publish": ("公开结果", "fa6s.bullhorn", "起草评议结果公开，核对签发后张贴"),
    "notice": ("看公示", "fa6s.bullhorn", "打开这次评议结果的公示"),
    "summary": ("评议汇总表…", "fa6s.table-list", "打印存档的汇总表，由汇总人、监督人签字"),
    "reopen": ("重新打开…", "fa6s.lock-open", "录错了的，写明原因，重新打开再改"),
    "again": ("再评一次…", "fa6s.rotate-right", "照这一次的对象和内容，新开一次评议"),
}
"""Button, icon and sentence of each act."""


def read(context: "Context", record_id: bytes) -> "AppraisalView":
    """Return a round as it stands; on the reader's thread."""
    from services.appraisal_record import view

    return view(context, record_id)


def make(session: "Session", found: "AppraisalView") -> QWidget:
    """Return the strip."""
    return AppraisalStrip(session, found)


class AppraisalStrip(Bar):
    """Where a round stands, with its buttons.

    Args:
        session: the office at work.
        found: the round.
    """

    def __init__(self, session: "Session", found: "AppraisalView") -> None:
        self.found = found
        self.keys = tuple(key for key in acts_of(found) if session.may(right_of("appraisals", key)))
        super().__init__(told(found), detail(found), [self._act(session, key) for key in self.keys])

    def _act(self, session: "Session", key: str) -> Act:
        from ui.appraisals.steps import DOING

        return Act(*_ACTS[key], partial(DOING[key], session, self, self.found))


def acts_of(found: "AppraisalView") -> tuple[str, ...]:
    """Return what can be done with a round now, the next act first."""
    if not found.is_open:
        first = "publish" if found.notice_id is None else "notice"
        return (first, "summary", "again", "reopen")
    if not found.items:
        return ("items", "asked")
    keys = ["enter", "form", "close", "asked", "summary"]
    if found.next_act == "close":
        keys = ["close", "enter", "form", "asked", "summary"]
    if not found.answers:
        keys = ["enter", "form", "items", "asked"]
    return tuple(keys)


def told(found: "AppraisalView") -> str:
    """Return where a round stands, in a line."""
    state = vocab.APPRAISAL_STATE.label(found.state)
    day = f"（{show(found.closed_on, 'date')}）" if found.closed_on else ""
    rated = f"，评{found.target_name}" if found.target_name else ""
    late = "　补录" if found.late else ""
    return f"{state}{day}{rated}：{found.progress()}。{late}"


def detail(found: "AppraisalView") -> str:
    """Return what is missing, or the conclusion of a closed round."""
    if found.is_open:
        return found.missing or "收齐了，可以汇总。"
    hung = f"评议结果公开：{found.notice_state}。" if found.notice_id is not None else found.missing
    said = found.conclusion.splitlines()[1:]  # how many came back stands in the line above
    return "\n".join((*said, hung))
