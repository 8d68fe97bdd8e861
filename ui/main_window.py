"""The window: navigation at the left, header with search and user, the pages, the strip at the foot."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from ui.appearance import Appearance
from ui.page import Page
from ui.pages import registry
from ui.session import Notice, Session
from ui.widgets import style
from ui.widgets.header import Header
from ui.widgets.navigation import Navigation
from ui.widgets.status import StatusBar

Milestone = Callable[[str], None]


class MainWindow(QWidget):
    """The one window of the program.

    Args:
        app: the application.
        session: the office at work.
        on_milestone: told "window" when the window has been painted and "rows" when its first page has.
    """

    def __init__(self, app: QApplication, session: Session, on_milestone: Milestone | None = None) -> None:
        super().__init__()
        self._session = session
        self._milestone = on_milestone
        self._painted: Callable[[], None] | None = None
        self._entries = {entry.key: entry for entry in registry.entries()}
        self._pages: dict[str, Page] = {}
        self._current = ""
        self._closing = False
        self.setWindowTitle("楼院台账")
        self.setAccessibleName("楼院台账")
        self.appearance = Appearance(app, self.restyle, self)
        self.navigation = Navigation([entry for entry in self._entries.values() if entry.listed], self)
        self.navigation.chosen.connect(self._choose)
        self.header = Header(self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(_opening())
        self.status = StatusBar(session.tasks, self)
        self._lay_out()

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.header)
        right.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        middle.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(middle, 1)
        whole.addWidget(self.status)

    def when_painted(self, action: Callable[[], None]) -> None:
        """Have something done right after the window has been painted for the first time."""
        self._painted = action

    def paintEvent(self, event: QPaintEvent) -> None:
        """Notice the first time; the rest is painted by the parts."""
        super().paintEvent(event)
        if self._painted is not None:
            QTimer.singleShot(0, self._painted)
            self._painted = None


def _opening() -> QLabel:
    label = QLabel("")
    return label
