"""The audit log: who did what, when, to which record; read, searched, copied, never changed."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit

from services import audit_log
from services.audit_log import AuditLine
from ui.session import Session
from ui.system.tab import SystemTab, button
from ui.widgets.chooser import Chooser
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

_COLUMNS = (
    PlainColumn("时间", 12),
    PlainColumn("操作人", 8),
    PlainColumn("操作", 8),
    PlainColumn("类别", 8),
    PlainColumn("内容", 0),
)
_TYPING_MS = 200


class LogTab(SystemTab):
    """The audit log."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.table = PlainTable(_COLUMNS, "操作日志", empty="没有符合的操作记录", many=True)
        self._lines: list[AuditLine] = []
        self.text = QLineEdit()
        self.text.setPlaceholderText("查找：操作人、操作、记录名称")
        self.text.setAccessibleName("查找操作日志")
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.refresh)
        self.text.textChanged.connect(lambda _: self._typing.start())
        self.which = Chooser()
        self.which.setAccessibleName("哪些记录")
        self.which.addItem("全部操作", ())
        self.which.addItem("打印记录", audit_log.OF_SHEETS)
        self.which.setToolTip("打印记录：谁在什么时候打印或保存了哪张公示，几页几份")
        self.which.currentIndexChanged.connect(lambda _: self.refresh())
        self.copy_button = button("复制", "fa6s.copy", self.table.copy, tip="复制成表格（Ctrl+C）")
        self.more_button = button("更早的", "fa6s.chevron-down", self.read_more)
        row = self.bar(self.text, self.which, self.copy_button, self.more_button)
        row.setStretch(0, 1)
        self.card().addWidget(self.table)
        self.table.opened.connect(self._open)

    def refresh(self) -> None:
        """Read the newest entries."""
        self._typing.stop()
        text, actions = self.text.text(), self.which.currentData()
        self.session.read(
            lambda context: audit_log.recent(context, text=text, actions=actions),
            self._show,
            owner=self,
            key=(id(self), "log"),
        )

    def search(self) -> None:
        """Put the cursor into the search."""
        self.text.setFocus()

    def read_more(self) -> None:
        """Add the entries before the oldest shown."""
        if not self._lines:
            return
        text, actions, before = self.text.text(), self.which.currentData(), self._lines[-1].seq
        self.session.read(
            lambda context: audit_log.recent(context, text=text, actions=actions, before=before),
            lambda found: self._show((*self._lines, *found), len(found)),
            owner=self,
            key=(id(self), "log"),
        )

    def _show(self, found: tuple[AuditLine, ...], fresh: int | None = None) -> None:
        self._lines = list(found)
        self.table.set_rows(
            [
                PlainRow(line.seq, (line.at_text, line.user, line.action, line.subject, line.label))
                for line in found
            ]
        )
        self.more_button.setEnabled((len(found) if fresh is None else fresh) >= audit_log.PAGE)
        self.filled.emit()

    def _open(self, seq: int) -> None:
        line = next(line for line in self._lines if line.seq == seq)
        if line.kind is not None and line.record_id is not None:
            self.session.show_record(line.kind, line.record_id)
