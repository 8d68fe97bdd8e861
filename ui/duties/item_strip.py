"""The strip above an action item: how long there is still, and the button that closes it."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ui.permits import hold
from ui.widgets import icons, style

if TYPE_CHECKING:
    from services.duties import OpenItem
    from services.office import Context
    from ui.session import Session

_KEY = "Ctrl+J"


def read(context: "Context", record_id: bytes) -> "OpenItem | None":
    """Return the item while it is open, None once it is done; on the reader's thread."""
    from services import duties

    return duties.open_item(context, record_id)


def make(session: "Session", found: "OpenItem") -> QWidget:
    """Return the strip."""
    return ItemStrip(session, found)


class ItemStrip(QFrame):
    """One sentence and the button 办结.

    Args:
        session: the office at work.
        found: the open item.
        parent: the view of the record.
    """

    def __init__(self, session: "Session", found: "OpenItem", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self.found = session, found
        self.setProperty("role", "strip")
        self.told = QLabel(f"● 还没有办结，{found.told}")
        self.told.setProperty("role", "error" if found.late else "muted")
        self.button = QPushButton(icons.icon("fa6s.circle-check", "on_accent"), "办结…")
        self.button.setProperty("primary", True)
        self.button.setShortcut(QKeySequence(_KEY))
        self.button.setToolTip(f"登记办结时间、结果，附上照片或文件（{_KEY}）")
        self.button.setAccessibleDescription(f"登记办结时间、结果和照片，{_KEY}")
        self.button.clicked.connect(lambda: self.do())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(style.px(12), style.px(6), style.px(12), style.px(6))
        layout.addWidget(self.told, 1)
        layout.addWidget(self.button)
        hold(session, "deliberation.write", self.button)

    def do(self) -> None:
        """Ask for the result."""
        from ui.duties.steps import finish_item

        finish_item(self._session, self.window(), self.found.id, self.found.content)
