"""保存期限: what is past its period and waits for a decision; kept until a day, or erased."""

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QCheckBox, QLineEdit

from models.errors import LouyuanError
from ui import prompts
from ui.system.tab import SystemTab, button, muted
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

if TYPE_CHECKING:
    from models.db.uow import Committed
    from services.office import Context
    from services.retention import Line, Review
    from ui.session import Session

_COLUMNS: Final = (
    PlainColumn("种类", 7),
    PlainColumn("名称", 0),
    PlainColumn("从", 8),
    PlainColumn("满期", 8),
    PlainColumn("期限", 5),
    PlainColumn("依据", 9),
    PlainColumn("决定", 10),
)


class ReviewTab(SystemTab):
    """The list, and what is decided about the chosen lines."""

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._review: Review | None = None
        self.table = PlainTable(
            _COLUMNS, "超过保存期限的记录", empty="没有超过保存期限、还没有决定的记录。", many=True
        )
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("筛选：种类、名称")
        self.filter.setAccessibleName("筛选")
        self.filter.textChanged.connect(self.table.filter)
        self.decided = QCheckBox("连同已经决定的")
        self.decided.toggled.connect(lambda _: self._fill())
        self.keep_button = button("继续保存…", "fa6s.box-archive", self.keep, tip="写明保存到哪天、为什么")
        self.erase_button = button("彻底删除…", "fa6s.user-slash", self.erase, tip="先看会删什么、留什么")
        self.bar(self.filter, self.decided, self.keep_button, self.erase_button).setStretch(0, 1)
        self.card().addWidget(self.table)
        self.periods = muted("")
        self.column.addWidget(self.periods)
        self.table.chosen.connect(self._enable)
        self.table.opened.connect(self._open)
        self._enable()

    def refresh(self) -> None:
        """Read what is past its period."""
        self.session.read(_read, self._show, self.session.report, owner=self, key=(id(self), "review"))

    def search(self) -> None:
        """Put the cursor into the filter."""
        self.filter.setFocus()

    def _show(self, found: "tuple[Review, str]") -> None:
        self._review, told = found
        self.periods.setText(told)
        self._fill()
        self.filled.emit()

    def _fill(self) -> None:
        if self._review is None:
            return
        lines = [*self._review.lines, *(self._review.decided if self.decided.isChecked() else ())]
        self.table.set_rows([_row(each) for each in lines])
        self._enable()

    def _chosen(self) -> "list[Line]":
        return list(self.table.selected_keys())

    def _enable(self) -> None:
        chosen = self._chosen()
        may = self.session.is_open and self.session.context.may("personal.review")
        self.keep_button.setEnabled(bool(chosen) and may)
        self.erase_button.setEnabled(len(chosen) == 1 and chosen[0].erasable and may)

    def _open(self, line: "Line") -> None:
        if line.kind:
            self.session.show_record(line.kind, line.record_id)
        elif line.erasable:
            self.erase()

    def keep(self) -> None:
        """Ask until when and why, then keep the chosen records."""
        lines = self._chosen()
        if not lines:
            return
        today = self.session.today()
        proposed = f"{today.year + 1}-{today.month}-1"
        until = prompts.ask_text(self.window(), "继续保存", "保存到哪一天（到时再问）：", proposed)
        if until is None:
            return
        reason = prompts.ask_text(self.window(), "继续保存", "为什么还要保存：")
        if reason is None:
            return

        def command(context: "Context") -> "Committed":
            from services import retention

            chosen = [retention.Chosen(each.table, each.record_id) for each in lines]
            return retention.keep(context, chosen, retention.day_typed(until), reason)

        def done(committed: "Committed") -> None:
            self.session.committed(committed.touched, f"{len(lines)}条继续保存", committed.tx_id)

        self.session.write(command, done, self._refused, owner=self)

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self.session.notice(error.message, "error")

    def erase(self) -> None:
        """Show what erasing the chosen record would do."""
        lines = self._chosen()
        if len(lines) != 1 or not lines[0].erasable:
            return
        line = lines[0]
        if line.table == "resident":
            from ui.privacy.erase_dialog import open_erasing

            open_erasing(self.session, self.window(), line.record_id)
        else:
            self._erase_consent(line)

    def _erase_consent(self, line: "Line") -> None:
        buttons = (prompts.Button("no", "取消", "reject"), prompts.Button("yes", "彻底删除"))
        question = f"彻底删除“{line.name}”已撤回的同意和扫描件吗？"
        if prompts.ask(self.window(), "彻底删除", question, buttons, "不能恢复，也不能撤销。") != "yes":
            return

        def command(context: "Context") -> int:
            from services import erasing

            return erasing.erase_consent(context, line.record_id, "保存期限届满").rows

        def done(rows: int) -> None:
            from ui.session import EVERYTHING

            self.session.committed(EVERYTHING, f"已彻底删除{rows}条记录")

        self.session.write(command, done, self._refused, owner=self)


def _read(context: "Context") -> "tuple[Review, str]":
    from services import retention

    told = "；".join(f"{each.label}{each.period}（{each.source}）" for each in retention.periods(context))
    return retention.review(context), f"期限在“系统”的“规则”里可以调整：{told}。"


def _row(line: "Line") -> PlainRow:
    from models import vocab
    from services.shown import show

    days = [show(iso, "date") for iso in (line.since, line.due)]
    decided = ""
    if line.decision is not None:
        decided = vocab.RETENTION_DECISION.label(line.decision.decision)
        decided += f"，到{show(line.decision.until, 'date')}" if line.decision.until else ""
    cells = (line.sort, line.name or "（没有名称）", *days, line.period, line.source, decided)
    return PlainRow(line, cells, "muted" if line.decision is not None else "warn")
