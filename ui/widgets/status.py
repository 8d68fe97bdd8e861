"""The strip at the foot of the window: saved or not, who works, the last backup, long work under way."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from ui.tasks import Tasks, Ticket
from ui.widgets import style
from ui.widgets.plain import plain

_HEIGHT = 28


class StatusBar(QFrame):
    """A few short facts at the left, what is under way at the right.

    Args:
        tasks: whose long work is shown.
        parent: the window.
    """

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusbar")
        self._facts = {name: plain(QLabel()) for name in ("saved", "user", "backup")}
        self._working: _Working | None = None
        layout = QHBoxLayout(self)
        for label in self._facts.values():
            layout.addWidget(label)
        layout.addStretch(1)
        self.restyle()
        tasks.slow.connect(self._begin)
        tasks.progressed.connect(self._go_on)
        tasks.ended.connect(self._end)

    def say(self, name: str, text: str) -> None:
        """Show a fact.

        Args:
            name: "saved", "user" or "backup".
            text: what is shown; "" hides it.
        """
        self._facts[name].setText(text)
        self._facts[name].setVisible(bool(text))

    def restyle(self) -> None:
        """Take over another zoom."""
        self.setFixedHeight(style.px(_HEIGHT))
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(style.px(14), 0, style.px(14), 0)
            layout.setSpacing(style.px(20))

    def _begin(self, ticket: Ticket) -> None:
        if self._working is None:
            self._working = _Working(self)
            layout = self.layout()
            if layout is not None:
                layout.addWidget(self._working)
        self._working.follow(ticket)

    def _go_on(self, ticket: Ticket) -> None:
        if self._working is not None and self._working.ticket is ticket:
            self._working.show_progress()

    def _end(self, ticket: Ticket) -> None:
        if self._working is not None and self._working.ticket is ticket:
            self._working.leave()


class _Working(QWidget):
    """Title, bar and cancel button of one piece of long work."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.ticket: Ticket | None = None
        self._label = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._cancel = QPushButton("取消")
        self._cancel.setProperty("link", True)
        self._cancel.clicked.connect(self._stop)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self._label, self._bar, self._cancel):
            layout.addWidget(widget)

    def follow(self, ticket: Ticket) -> None:
        self.ticket = ticket
        self._bar.setFixedWidth(style.px(140))
        self._bar.setAccessibleName(ticket.title)
        self._cancel.setAccessibleName(f"取消{ticket.title}")
        self._cancel.setEnabled(True)
        self.show_progress()
        self.show()

    def show_progress(self) -> None:
        ticket = self.ticket
        if ticket is None:
            return
        self._bar.setRange(0, 100 if ticket.total else 0)
        per_cent = 100 * ticket.done // ticket.total if ticket.total else 0
        self._bar.setValue(per_cent)
        parts = [f"正在{ticket.title}", ticket.note, f"{per_cent}%" if ticket.total else "…"]
        self._label.setText("　".join(part for part in parts if part))

    def leave(self) -> None:
        self.ticket = None
        self.hide()

    def _stop(self) -> None:
        if self.ticket is not None:
            self.ticket.cancel()
            self._cancel.setEnabled(False)
            self._label.setText(f"正在停止：{self.ticket.title}…")
