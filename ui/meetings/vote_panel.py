"""The side of a vote: its count as it stands, who counted, and what can be done: count, recount, print."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models.errors import LouyuanError
from ui.meetings import count_steps
from ui.meetings.papers import OF_VOTE, PapersMenu
from ui.meetings.tally_panel import TallyPanel
from ui.meetings.voting import Vote, progress_told, read_vote
from ui.system.tab import button
from ui.widgets import style
from ui.widgets.scrolling import scrolling

if TYPE_CHECKING:
    from ui.session import Session

_COUNT = "Ctrl+Return"
_SOON_MS = 120
"""Pause after a ballot before the count is read again; ballots typed meanwhile are read with it."""


class VotePanel(QWidget):
    """One vote.

    Args:
        session: reads and writes.

    Signals:
        read: the vote arrived: a `Vote`.
    """

    read = Signal(object)

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._id: bytes | None = None
        self.unit = "人"
        self.vote: Vote | None = None
        self.tally = TallyPanel()
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setProperty("role", "warn")
        self.problem.setAccessibleName("为什么还不能计票")
        self.count_button = button(
            "计票…", "fa6s.calculator", self.count, primary=True, tip="计票并存下（Ctrl+回车）"
        )
        self.count_button.setShortcut(_COUNT)
        self.reopen_button = button(
            "重新录票…", "fa6s.rotate-left", self.reopen, tip="改已计过的票，写明原因"
        )
        self.papers = PapersMenu(session, OF_VOTE, "打印表决票、选票，计票以后打印计票单")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SOON_MS)
        self._timer.timeout.connect(self.reload)
        row = QHBoxLayout()
        row.setSpacing(style.px(6))
        row.addWidget(self.count_button)
        row.addWidget(self.reopen_button)
        row.addWidget(self.papers.button)
        row.addStretch(1)
        self.row = row
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(6))
        self.place = scrolling(self.tally)
        column.addWidget(self.place, 1)
        column.addWidget(self.problem)
        column.addLayout(row)
        self.show_vote(None)

    def add_button(self, made: QPushButton) -> None:
        """Put a further button beside the others."""
        self.row.insertWidget(self.row.count() - 1, made)

    def show_vote(self, resolution_id: bytes | None, unit: str = "人") -> None:
        """Show another vote, or none.

        Args:
            resolution_id: what is voted on.
            unit: measure word of a head.
        """
        self.unit = unit
        if resolution_id is None:
            self._id = self.vote = None
            self.tally.clear("还没有选表决事项")
            self.problem.hide()
            self.count_button.setEnabled(False)
            self.reopen_button.hide()
            self.papers.take(None)
            return
        if resolution_id != self._id:
            self._id, self.vote = resolution_id, None
        self.reload()

    def reload_soon(self) -> None:
        """Read the count again in a moment."""
        if not self._timer.isActive():
            self._timer.start()

    def reload(self) -> None:
        """Read the count again."""
        wanted = self._id
        if wanted is not None:
            self._session.read(
                lambda context: read_vote(context, wanted),
                self._show,
                self._gone,
                owner=self,
                key=(id(self), "vote"),
            )

    def _gone(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self.show_vote(None)

    def _show(self, vote: Vote) -> None:
        if vote.motion.id != self._id:
            return
        self.vote = vote
        final, told = vote.motion.counted and bool(vote.counts), progress_told(vote)
        if vote.tally is not None:
            self.tally.show_tally(vote.tally, told, final=final, unit=self.unit)
        elif vote.election is not None:
            self.tally.show_election(vote.election, told, final=final)
        else:
            self.tally.clear(told)
        self.problem.setText(vote.problem)
        self.problem.setVisible(bool(vote.problem))
        self.count_button.setText("重新计票…" if vote.counts else "计票…")
        self.count_button.setShortcut(_COUNT)  # which another text takes away
        self.count_button.setEnabled(not vote.problem and not vote.differences)
        self.reopen_button.setVisible(vote.motion.counted)
        self.papers.take(vote.motion.id)
        self.papers.kinds["tally"].setEnabled(bool(vote.counts))
        self.read.emit(vote)

    def count(self) -> None:
        """Ask who checked, then count."""
        if self.vote is not None:
            count_steps.count(self._session, self.window(), self.vote)

    def reopen(self) -> None:
        """Ask why, then open the ballots again."""
        if self.vote is not None:
            count_steps.reopen(self._session, self.window(), self.vote)
