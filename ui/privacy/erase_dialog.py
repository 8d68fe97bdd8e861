"""Erasing a person: what goes, what stays and why is shown first; then it is asked once more."""

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui import prompts
from ui.widgets import icons, style
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable, Tone
from ui.widgets.scrolling import size_within_window

if TYPE_CHECKING:
    from models.db.uow import Committed
    from services.erasing import Erased, Plan, Told
    from services.office import Context
    from ui.session import Session

_COLUMNS: Final = (
    PlainColumn("怎么办", 8),
    PlainColumn("什么", 8),
    PlainColumn("条数", 5, number=True),
    PlainColumn("说明", 0),
)
_ASKED: Final = (prompts.Button("no", "取消", "reject"), prompts.Button("yes", "彻底删除"))


def open_erasing(session: "Session", window: QWidget, resident: bytes) -> None:
    """Read what erasing a resident would do, and show it."""

    def read(context: "Context") -> "Plan":
        from services import erasing

        return erasing.plan(context, resident)

    def show(plan: "Plan") -> None:
        dialog = EraseDialog(session, resident, plan, window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        dialog.reason.setFocus()

    session.write(read, show, session.report, owner=window)


class EraseDialog(QDialog):
    """The plan with a line for the reason.

    Args:
        session: the office at work.
        resident: the resident.
        plan: what erasing would do.
        parent: the window.
    """

    def __init__(self, session: "Session", resident: bytes, plan: "Plan", parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._resident, self.plan = session, resident, plan
        self.setWindowTitle(f"{'' if plan.here else '申请'}彻底删除“{plan.name}”的个人信息")
        size_within_window(self, 860, 560)
        who = (
            "删除以后不能恢复，也不能撤销。"
            if plan.here
            else "由街道办办理：这里写的是申请，随数据同步送到街道办。"
        )
        said = QLabel(f"请先核对是不是本人的申请。{who}{plan.backups}")
        said.setWordWrap(True)
        self.table = PlainTable(_COLUMNS, "会怎么办")
        self.table.set_rows(_rows(plan))
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("为什么，例如：本人申请；不要写姓名")
        self.reason.setAccessibleName("为什么")
        self.reason.textChanged.connect(lambda _: self._enable())
        self.go = QPushButton(icons.icon("fa6s.user-slash"), "彻底删除…" if plan.here else "提交申请")
        self.go.clicked.connect(self._begin)
        close = QPushButton("取消　Esc")
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.reason, 1)
        row.addWidget(close)
        row.addWidget(self.go)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*[style.px(16)] * 4)
        whole.setSpacing(style.px(10))
        whole.addWidget(said)
        whole.addWidget(self.table, 1)
        whole.addLayout(row)
        self._enable()

    def _enable(self) -> None:
        self.go.setEnabled(bool(self.reason.text().strip()))
        self.go.setToolTip("" if self.go.isEnabled() else "请先写明为什么")

    def _begin(self) -> None:
        reason = self.reason.text()
        if not self.plan.here:
            self._ask_office(reason)
            return
        question = f"彻底删除“{self.plan.name}”的个人信息吗？"
        detail = "姓名、电话、证件号码、附件和修改记录都删去，不能恢复，也不能撤销。户数、票数、金额照旧。"
        if prompts.ask(self, "彻底删除", question, _ASKED, detail) != "yes":
            return

        def command(context: "Context") -> "Erased":
            from services import erasing

            return erasing.erase(context, self._resident, reason)

        self._session.write(command, self._done, self._session.report, owner=self)

    def _done(self, done: "Erased") -> None:
        from ui.session import EVERYTHING

        self.accept()
        self._session.committed(EVERYTHING, f"已彻底删除个人信息（{done.rows}条记录、{done.files}个文件）")

    def _ask_office(self, reason: str) -> None:
        def command(context: "Context") -> "Committed":
            from services import retention

            return retention.request(context, [retention.Chosen("resident", self._resident)], reason)

        def done(committed: "Committed") -> None:
            self.accept()
            self._session.committed(committed.touched, "已提交彻底删除的申请", committed.tx_id)

        self._session.write(command, done, self._session.report, owner=self)


def _rows(plan: "Plan") -> list[PlainRow]:
    """Return what goes, what is left without a name, what stays."""
    groups: tuple[tuple[str, tuple[Told, ...], Tone], ...] = (
        ("删除", plan.goes, "error"),
        ("不再写是谁", plan.nameless, "ok"),
        ("保留", plan.stays, "warn"),
        ("可能提到", plan.mentions, "info"),
    )
    return [
        PlainRow((title, at), (title, each.label, str(each.count), each.why), tones=(tone, "", "", ""))
        for title, lines, tone in groups
        for at, each in enumerate(lines)
    ]
