"""What stands in the header of the page 意见诉求 beside 新增: quick registration, taking in, publishing."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from ui.system.tab import button

if TYPE_CHECKING:
    from ui.session import Session


def make(session: "Session", page: QWidget) -> tuple[QPushButton, ...]:
    """Return the buttons.

    Args:
        session: the office at work.
        page: the page they belong to.
    """

    def quick() -> None:
        from ui.opinions.quick_dialog import open_quick

        open_quick(session, page)

    def intake() -> None:
        from ui.opinions.intake_dialog import open_intake

        open_intake(session, page)

    def publish() -> None:
        from ui.opinions.publish_dialog import open_publish

        open_publish(session, page)

    made = (
        (button("公布结果…", "fa6s.bullhorn", publish, tip="把一个月办结的意见起草成公示"), "Ctrl+Alt+P"),
        (button("粘贴导入…", "fa6s.paste", intake, tip="微信群聊天记录或表格"), "Ctrl+Alt+V"),
        (button("快速登记…", "fa6s.bolt", quick, tip="一屏登记，接着登记下一条"), "Ctrl+Alt+N"),
    )
    for each, keys in made:
        each.setShortcut(QKeySequence(keys))
        each.setToolTip(f"{each.toolTip()}（{keys}）")
    return tuple(each for each, _ in made)
