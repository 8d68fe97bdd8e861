"""The one button: what lies on the stick, 收发数据 with progress and cancel, and what came of it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from models.errors import LouyuanError
from services.files import Cancelled
from ui.sync import words
from ui.sync.result_panel import ResultPanel
from ui.sync.sticks import Stick
from ui.system.tab import button
from ui.widgets import style
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.office import Context
    from services.sync.told import Exchanged, StickFile, StickView
    from ui.session import Session
    from ui.tasks import Ticket

_COLUMNS = (
    PlainColumn("情况", 7),
    PlainColumn("从哪里到哪里", 15),
    PlainColumn("写出时间", 8),
    PlainColumn("大小", 6, number=True),
    PlainColumn("说明", 0),
)
_EMPTY = "U盘上还没有数据包。按“收发数据”就会写上。"
_NO_STICK = "请插上U盘。没有U盘时，也可以按“选择文件夹…”用移动硬盘或一个文件夹。"
_NO_FILES = "插上以后，这里会显示U盘上有什么、是给谁的。"
_STOPPED = "已停止。U盘上没有留下不完整的文件；已经收下的数据不会丢，下次按“收发数据”接着办。"


class ExchangePanel(QWidget):
    """The stick and the button.

    Args:
        session: looks on the reader, exchanges on the writer.

    Attributes:
        view: what lies on the stick.
        own, hub: name of the own unit, and whether it is the hub.

    Signals:
        wanted: key of a page that goes on with something.
        busy: an exchange begins (True) or is over (False).
        done: an exchange is over and changed something.
    """

    wanted = Signal(str)
    busy = Signal(bool)
    done = Signal()

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._stick: Stick | None = None
        self._ticket: Ticket | None = None
        self.view: StickView | None = None
        self.own, self.hub = "", False
        self.about = QLabel(_NO_STICK)
        self.about.setWordWrap(True)
        self.about.setAccessibleName("U盘上有什么")
        self.table = PlainTable(_COLUMNS, "U盘上的数据包", empty=_NO_FILES)
        self.go_button = button(
            "收发数据",
            "fa6s.right-left",
            self.exchange,
            primary=True,
            tip="先收给本机的，再写对方缺的，写完读一遍核对（Ctrl+回车）",
        )
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("收发进度")
        self.doing = QLabel()
        self.cancel_button = button(
            "停止", "fa6s.xmark", self.cancel, tip="停在下一个数据包之前，不会弄坏数据"
        )
        self.result = ResultPanel()
        self.result.wanted.connect(self.wanted)
        self.result.hide()
        self._lay_out()
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.exchange)
        session.tasks.progressed.connect(self._progressed)
        self._enable()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(style.px(10))
        foot.addWidget(self.go_button)
        foot.addWidget(self.bar, 1)
        foot.addWidget(self.doing)
        foot.addWidget(self.cancel_button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(8))
        column.addWidget(self.about)
        column.addWidget(self.table, 1)
        column.addWidget(self.result)
        column.addLayout(foot)

    # looking

    def take(self, stick: Stick | None) -> None:
        """Work with another stick, or with none."""
        self._stick = stick
        self.result.hide()
        self.look()

    def look(self) -> None:
        """Read what lies on the stick."""
        stick = self._stick
        if stick is None or not self._session.is_open:
            self._show(None)
            return
        folder = stick.path

        def read(context: "Context") -> "StickView":
            from services.sync import exchange

            return exchange.look(context, folder)

        self._session.read(read, self._show, self._unreadable, owner=self, key=(id(self), "stick"))

    def _show(self, view: "StickView | None") -> None:
        self.view = view
        self.about.setText(view.sentence if view is not None else _NO_STICK)
        self.about.setProperty("role", "" if view is None or view.writable else "warn")
        self.about.style().polish(self.about)
        self.table.say_empty(_EMPTY if view is not None else _NO_FILES)
        self.table.set_rows(_rows(view.files) if view is not None else [])
        self._enable()

    def _unreadable(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self._show(None)
        self.table.say_empty("")
        self.about.setText(error.message)

    # doing

    @property
    def working(self) -> bool:
        """Whether an exchange is under way."""
        return self._ticket is not None

    def exchange(self) -> None:
        """Take in what is for us and write what others lack."""
        stick = self._stick
        if stick is None or self.working:
            return
        folder = stick.path

        def work(context: "Context", ticket: "Ticket") -> "Exchanged":
            from services.sync import exchange

            return exchange.exchange(context, folder, progress=ticket.report)

        self.result.hide()
        self._ticket = self._session.work("收发数据", work, self._finished, self._failed, owner=self)
        self._show_progress()
        self._enable()
        self.busy.emit(True)

    def cancel(self) -> None:
        """Ask the exchange to stop."""
        if self._ticket is not None:
            self._ticket.cancel()
            self.cancel_button.setEnabled(False)
            self.doing.setText("正在停止…")

    def _progressed(self, ticket: object) -> None:
        if ticket is self._ticket:
            self._show_progress()

    def _show_progress(self) -> None:
        ticket = self._ticket
        if ticket is None or ticket.cancelled:
            return
        self.bar.setRange(0, 100 if ticket.total else 0)
        part = 100 * ticket.done // ticket.total if ticket.total else 0
        self.bar.setValue(part)
        self.doing.setText(ticket.note or (f"正在收发　{part}%" if ticket.total else "正在收发…"))

    def _finished(self, done: "Exchanged") -> None:
        self._over()
        self.result.say(
            done.sentence, "info" if done.safe else "warn", words.lines(done, self.own, hub=self.hub)
        )
        if done.imported.touched:
            self._session.changed.emit(done.imported.touched)
        self.look()
        self.done.emit()

    def _failed(self, error: BaseException) -> None:
        self._over()
        if not isinstance(error, LouyuanError):
            raise error
        if isinstance(error, Cancelled):
            self.result.say(_STOPPED, "warn")
        else:
            self.result.say(error.message, "error")
        self.look()
        self.done.emit()

    def _over(self) -> None:
        self._ticket = None
        self._enable()
        self.busy.emit(False)
        if self.isVisible():
            self.go_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enable(self) -> None:
        working = self.working
        self.go_button.setEnabled(self._stick is not None and not working)
        self.cancel_button.setEnabled(True)
        for widget in (self.bar, self.doing, self.cancel_button):
            widget.setVisible(working)


def _rows(files: "Sequence[StickFile]") -> list[PlainRow]:
    """Return a row for each package, and one for all that pass through to other offices."""
    through = [each for each in files if each.state == "other"]
    if len(through) < 2:
        return [_row(each) for each in files]
    found = [_row(each) for each in files if each.state != "other"]
    word, tone = words.state("other")
    total = words.size(sum(each.size for each in through))
    cells = (word, "—", "", total, f"还有{len(through)}个给别的单位的数据包，不动它们")
    return [*found, PlainRow("other", cells, tone)]


def _row(file: "StickFile") -> PlainRow:
    word, tone = words.state(file.state)
    cells = (
        word,
        f"{file.sender or '—'} → {file.receiver or '—'}",
        words.short(file.sent_ms),
        words.size(file.size),
        file.sentence,
    )
    return PlainRow(file.name, cells, tone)
