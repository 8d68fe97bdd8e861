"""The papers of a meeting and of a vote, each a key away from the preview where it is printed."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from ui.system.tab import button
from ui.widgets import icons

if TYPE_CHECKING:
    from services.notices import Target
    from services.office import Context
    from ui.session import Session

OF_MEETING: Final = (
    ("meeting_notice", "会议通知", "T"),
    ("attendance", "签到表", "Q"),
    ("proxy_paper", "委托书", "W"),
)
"""Papers made of a meeting: kind of sheet, name, letter in the menu."""
OF_VOTE: Final = (("ballot_paper", "表决票、选票", "B"), ("tally", "计票单", "J"))
"""Papers made of a vote."""


def show_paper(session: "Session", owner: QWidget, kind: str, record: bytes) -> None:
    """Show a paper in the preview.

    Args:
        session: the office at work.
        owner: the answer is dropped once it is gone.
        kind: kind of the sheet.
        record: the meeting, or the resolution.
    """

    def read(context: "Context") -> "Target":
        from services.notices import target_of

        return target_of(context, kind, record)

    session.read(read, lambda target: session.show_page("preview", target), session.report, owner=owner)


class PapersMenu(QMenu):
    """The papers, below a button of its own.

    Args:
        session: shows the preview.
        papers: kind of sheet, name, letter.
        tip: what the button is for, with its key.
    """

    def __init__(self, session: "Session", papers: tuple[tuple[str, str, str], ...], tip: str) -> None:
        self.button: QPushButton = button("打印", "fa6s.print", self.pop_up, tip=tip)
        super().__init__(self.button)
        self._session = session
        self._record: bytes | None = None
        self.setAccessibleName("打印哪一张")
        self.kinds: dict[str, QAction] = {}
        for kind, name, letter in papers:
            action = self.addAction(icons.icon("fa6s.print"), f"{name}(&{letter})")
            action.triggered.connect(partial(self._show, kind))
            self.kinds[kind] = action
        self.button.setAccessibleName("打印")

    def take(self, record: bytes | None) -> None:
        """Take the meeting or the resolution whose papers are printed."""
        self._record = record
        self.button.setEnabled(record is not None)

    def pop_up(self) -> None:
        """Open the menu below the button."""
        self.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    def _show(self, kind: str, *_: object) -> None:
        if self._record is not None:
            show_paper(self._session, self.button, kind, self._record)
