"""What stands in the header of the page 意见诉求 beside 新增: quick registration, taking in, publishing."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from ui.permits import hold
from ui.system.tab import button
from ui.widgets.empty_list import NextStep

if TYPE_CHECKING:
    from ui.session import Session


def _quick(session: "Session", page: QWidget, *_: object) -> None:
    from ui.opinions.quick_dialog import open_quick

    open_quick(session, page)


def _intake(session: "Session", page: QWidget, *_: object) -> None:
    from ui.opinions.intake_dialog import open_intake

    open_intake(session, page)


def _publish(session: "Session", page: QWidget, *_: object) -> None:
    from ui.opinions.publish_dialog import open_publish

    open_publish(session, page)


def steps(session: "Session", page: QWidget) -> tuple[NextStep, ...]:
    """Return what an empty list offers; arguments as for `make`."""
    return (
        NextStep("快速登记意见", partial(_quick, session, page), "fa6s.bolt"),
        NextStep("粘贴聊天记录", partial(_intake, session, page), "fa6s.paste"),
    )


def make(session: "Session", page: QWidget) -> tuple[QPushButton, ...]:
    """Return the buttons.

    Args:
        session: the office at work.
        page: the page they belong to.
    """
    told = (
        ("公布结果…", "fa6s.bullhorn", _publish, "把一个月办结的意见起草成公示", "Ctrl+Alt+P"),
        ("粘贴导入…", "fa6s.paste", _intake, "微信群聊天记录或表格", "Ctrl+Alt+V"),
        ("快速登记…", "fa6s.bolt", _quick, "一屏登记，接着登记下一条", "Ctrl+Alt+N"),
    )
    made = []
    for text, icon, action, tip, keys in told:
        each = button(text, icon, partial(action, session, page), tip=f"{tip}（{keys}）")
        each.setShortcut(QKeySequence(keys))
        hold(session, "opinions.write", each)
        made.append(each)
    return tuple(made)
