"""Beside the stick: who this is, when the last exchange was, and what waits for somebody."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from services.sync.joining import Standing
from ui.sync import words
from ui.sync.result_panel import Lines
from ui.sync.words import Line
from ui.system.tab import button, heading, muted
from ui.widgets import style

if TYPE_CHECKING:
    from services.sync.told import Status

_WIDTH = 270


class StandingCard(QFrame):
    """How the exchange stands, in words with links.

    Signals:
        wanted: key of a page that goes on with something.
        paper: a sheet is wanted: "recovery" or "fingerprint".
    """

    wanted = Signal(str)
    paper = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setFixedWidth(style.px(_WIDTH))
        self.who = heading("")
        self.who.setWordWrap(True)
        self.hub = muted("")
        self.last = Lines("最近一次收发")
        self.todo = Lines("等着处理的事")
        self.fingerprint = QLabel()
        self.fingerprint.setWordWrap(True)
        self.fingerprint.setProperty("role", "small")
        self.paper_button = button("恢复说明…", "fa6s.life-ring", lambda: self.paper.emit("recovery"))
        self.paper_button.setToolTip("电脑坏了怎么把数据找回来，印一张收好；上面没有密码")
        self.print_button = button("指纹核对单…", "fa6s.fingerprint", lambda: self.paper.emit("fingerprint"))
        column = QVBoxLayout(self)
        column.setContentsMargins(*[style.px(14)] * 4)
        column.setSpacing(style.px(8))
        for widget in (self.who, self.hub, self.last):
            column.addWidget(widget)
        column.addSpacing(style.px(8))
        column.addWidget(heading("等着处理"))
        column.addWidget(self.todo)
        column.addStretch(1)
        column.addWidget(self.fingerprint)
        for each in (self.print_button, self.paper_button):
            column.addWidget(each)
        for lines in (self.last, self.todo):
            lines.wanted.connect(self.wanted)

    def show_standing(self, standing: Standing) -> None:
        """Show who this is."""
        self.who.setText(standing.name)
        role = (
            "街道办事处，收发各社区的数据"
            if standing.kind == "hub"
            else f"社区工作站，街道是“{standing.hub}”"
        )
        self.hub.setText(role)
        self.fingerprint.setText(f"本机指纹：{standing.fingerprint}")
        self.fingerprint.setVisible(bool(standing.fingerprint))

    def show_status(self, status: "Status", doubt: str = "") -> None:
        """Show when the last exchange was and what waits.

        Args:
            status: how the exchange stands.
            doubt: why these data are in doubt, "" while they are not.
        """
        if status.role == "hub":
            late = status.late
            first = [Line(f"{late}个社区该收发了", "warn", "sync:peers", "看是哪些")] if late else []
            last = first or [
                Line("各社区都按时收发", "ok") if status.peers else Line("还没有登记的社区", "muted")
            ]
        else:
            last = [Line(*words.peer_state(peer)) for peer in status.peers]
        self.last.show_lines(last)
        found = list(words.waiting(status, doubt))
        self.todo.show_lines(found or [Line("没有等着处理的事", "ok")])
