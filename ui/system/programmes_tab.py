"""The programmes of matters: the two that ship, and copies that an office edits step by step."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from models.errors import InvalidInput
from ui import prompts
from ui.system.tab import SystemTab, button, explain, muted
from ui.widgets import style
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable
from ui.widgets.scrolling import size_within_window

if TYPE_CHECKING:
    from services.matters.templates import Programme, TemplateStep
    from services.office import Context
    from services.saving import Saved
    from ui.session import Session

_COLUMNS = (
    PlainColumn("议事程序", 16),
    PlainColumn("步骤", 0),
    PlainColumn("在办和办过", 9, number=True),
    PlainColumn("状态", 10),
)
_STEP_COLUMNS = (
    PlainColumn("步骤", 9),
    PlainColumn("办什么", 8),
    PlainColumn("谁来办", 0),
    PlainColumn("到会", 8),
    PlainColumn("记什么", 12),
)
_QUORUMS = (
    ("", "不问"),
    ("count", "登记人数"),
    ("rule", "按会议规则"),
    (">1/2", "过半数"),
    (">=2/3", "三分之二以上"),
)
_ADDED = (("meeting", "开会"), ("work", "其他事务"), ("consult", "征求意见"))
_UNCHOSEN = "请先在表里选一个程序"
_WIDTH, _HEIGHT = 900, 560


class ProgrammesTab(SystemTab):
    """The programmes."""

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self.table = PlainTable(_COLUMNS, "议事程序")
        self._found: dict[str, Programme] = {}
        tip = "以选中的程序为底本，另起一个"
        self.copy_button = button("复制成本单位的…", "fa6s.copy", self.copy, tip=tip, primary=True)
        self.change_button = button("修改…", "fa6s.pen", self.change, tip="修改选中的程序（回车）")
        self.active_button = button("停用", "fa6s.ban", self.change_active)
        self.delete_button = button("删除", "fa6s.trash-can", self.delete)
        self.bar(self.copy_button, self.change_button, self.active_button, self.delete_button, QWidget())
        self.card().addWidget(self.table)
        self.column.addWidget(
            muted(
                "自带的两个程序不能改，可以复制一个再改。决议、决议公开、实施结果公开不能去掉。"
                "已经按它办理的事项，仍按开始时的步骤办完。"
            )
        )
        self.table.chosen.connect(self._enable)
        self.table.opened.connect(lambda _: self.change())
        self._enable()

    def refresh(self) -> None:
        """Read the programmes."""

        def read(context: "Context") -> "tuple[Programme, ...]":
            from services.matters import templates

            return templates.programmes(context)

        self.session.read(read, self._show, owner=self, key=(id(self), "programmes"))

    def search(self) -> None:
        """Put the cursor into the list."""
        self.table.setFocus()

    def _show(self, found: "tuple[Programme, ...]") -> None:
        self._found = {each.template.code: each for each in found}
        self.table.set_rows([_row(each) for each in found])
        self._enable()
        self.filled.emit()

    def _chosen(self) -> "Programme | None":
        keys = self.table.selected_keys()
        return self._found.get(keys[0]) if len(keys) == 1 else None

    def _enable(self) -> None:
        found = self._chosen()
        own = found is not None and not found.is_shipped
        self.copy_button.setEnabled(found is not None)
        explain(self.copy_button, "" if found is not None else _UNCHOSEN)
        why = _UNCHOSEN if found is None else "" if own else "自带的程序不能改，请先复制一份"
        for each in (self.change_button, self.active_button, self.delete_button):
            explain(each, why)
        if own and found is not None and found.used:
            explain(self.delete_button, "已有事项按它办理，不能删除，可以停用")
        self.change_button.setEnabled(own)
        self.active_button.setEnabled(own)
        self.active_button.setText("启用" if found is not None and not found.active else "停用")
        self.delete_button.setEnabled(found is not None and own and not found.used)

    def copy(self) -> None:
        """Ask for a name, then copy the chosen programme."""
        found = self._chosen()
        if found is None:
            return
        proposed = f"{found.template.name}（本单位）"
        name = prompts.ask_text(self.window(), "复制议事程序", "新程序的名称：", proposed)
        if not name:
            return
        code = found.template.code

        def write(context: "Context") -> "Saved":
            from services.matters import templates

            return templates.copy(context, code, name)

        self.session.write(
            write, lambda saved: self._told(saved, f"已新增议事程序“{name.strip()}”"), owner=self
        )

    def change(self) -> None:
        """Open the chosen programme."""
        found = self._chosen()
        if found is None or found.id is None:
            return
        dialog = ProgrammeDialog(self.session, found, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def change_active(self) -> None:
        """Offer the chosen programme to new matters, or offer it no more."""
        found = self._chosen()
        if found is None or found.id is None:
            return
        template_id, active = found.id, not found.active

        def write(context: "Context") -> "Saved":
            from services.matters import templates

            return templates.set_active(context, template_id, active)

        words = f"已{'启用' if active else '停用'}“{found.template.name}”"
        self.session.write(write, lambda saved: self._told(saved, words), owner=self)

    def delete(self) -> None:
        """Delete the chosen programme; it can be undone."""
        found = self._chosen()
        if found is None or found.id is None:
            return
        template_id = found.id

        def write(context: "Context") -> "Saved":
            from services.matters import templates

            return templates.delete(context, template_id)

        words = f"已删除“{found.template.name}”"
        self.session.write(write, lambda saved: self._told(saved, words), owner=self)

    def _told(self, saved: "Saved", words: str) -> None:
        if saved.committed is not None:
            self.session.committed(saved.committed.touched, words, saved.committed.tx_id)
        self.refresh()


class ProgrammeDialog(QDialog):
    """The name and the steps of a programme.

    Args:
        session: saves it.
        found: as it is.
        parent: the tab.
    """

    def __init__(self, session: "Session", found: "Programme", parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._found = session, found
        self.steps: list[TemplateStep] = list(found.template.steps)
        self.setWindowTitle(f"修改议事程序“{found.template.name}”")
        self.name = QLineEdit(found.template.name)
        self.table = PlainTable(_STEP_COLUMNS, "步骤")
        self.step_name, self.who, self.record = QLineEdit(), QLineEdit(), QLineEdit()
        self.quorum = QComboBox()
        for code, label in _QUORUMS:
            self.quorum.addItem(label, code)
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.up_button = button("上移", "fa6s.arrow-up", lambda: self.move_step(-1), tip="上移（Alt+↑）")
        self.down_button = button("下移", "fa6s.arrow-down", lambda: self.move_step(1), tip="下移（Alt+↓）")
        self.add_kind = QComboBox()
        self.add_kind.setAccessibleName("新增的步骤办什么")
        for code, label in _ADDED:
            self.add_kind.addItem(label, code)
        self.add_button = button("加一步", "fa6s.plus", self.add_step)
        self.remove_button = button("去掉这一步", "fa6s.minus", self.remove_step)
        self.save_button = button("保存　Ctrl+S", "fa6s.check", self.save, primary=True)
        self._lay_out()
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.save)
        QShortcut(QKeySequence("Alt+Up"), self, lambda: self.move_step(-1))
        QShortcut(QKeySequence("Alt+Down"), self, lambda: self.move_step(1))
        self.table.chosen.connect(self._show_step)
        for field in (self.step_name, self.who, self.record):
            field.editingFinished.connect(self._take)
        self.quorum.activated.connect(lambda _: self._take())
        self._fill(0)

    def _lay_out(self) -> None:
        head = QFormLayout()
        head.addRow("程序名称(&N)", self.name)
        acts = QHBoxLayout()
        for each in (self.up_button, self.down_button, self.add_button, self.remove_button):
            each.setAutoDefault(False)
        for part in (self.up_button, self.down_button, self.add_kind, self.add_button, self.remove_button):
            acts.addWidget(part)
        acts.addStretch(1)
        form = QFormLayout()
        form.setSpacing(style.px(6))
        form.addRow("步骤名称(&M)", self.step_name)
        form.addRow("谁来办(&W)", self.who)
        form.addRow("到会(&Q)", self.quorum)
        form.addRow("记什么(&R)", self.record)
        row = QHBoxLayout()
        row.addWidget(self.problem, 1)
        leave = button("取消", "fa6s.xmark", self.reject)
        leave.setAutoDefault(False)
        row.addWidget(leave)
        row.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[style.px(16)] * 4)
        column.setSpacing(style.px(10))
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addLayout(acts)
        column.addLayout(form)
        column.addLayout(row)
        size_within_window(self, _WIDTH, _HEIGHT)

    def _at(self) -> int:
        keys = self.table.selected_keys()
        return keys[0] if keys else -1

    def _fill(self, at: int) -> None:
        self.table.set_rows([_step_row(number, each) for number, each in enumerate(self.steps)])
        self.table.clearSelection()
        if self.steps:
            self.table.select_keys({max(0, min(at, len(self.steps) - 1))})
        self._show_step()

    def _show_step(self) -> None:
        at = self._at()
        known = 0 <= at < len(self.steps)
        for field in (self.step_name, self.who, self.record, self.quorum, self.remove_button):
            field.setEnabled(known)
        if not known:
            return
        step = self.steps[at]
        self.step_name.setText(step.name)
        self.who.setText(step.who)
        self.record.setText(step.record)
        place = self.quorum.findData(step.quorum)
        if place < 0:
            self.quorum.addItem(step.quorum, step.quorum)
            place = self.quorum.count() - 1
        self.quorum.setCurrentIndex(place)
        self.quorum.setEnabled(step.kind in ("meeting", "decide"))
        self.remove_button.setEnabled(step.kind not in ("decide", "publish", "result"))

    def _take(self) -> None:
        """Take what was typed about the chosen step."""
        at = self._at()
        if not 0 <= at < len(self.steps):
            return
        changed = replace(
            self.steps[at],
            name=self.step_name.text().strip(),
            who=self.who.text().strip(),
            record=self.record.text().strip(),
            quorum=self.quorum.currentData() or "",
        )
        if changed != self.steps[at]:
            self.steps[at] = changed
            self._fill(at)

    def move_step(self, by: int) -> None:
        """Move the chosen step up or down."""
        at = self._at()
        to = at + by
        if 0 <= at < len(self.steps) and 0 <= to < len(self.steps):
            self.steps[at], self.steps[to] = self.steps[to], self.steps[at]
            self._fill(to)

    def add_step(self) -> None:
        """Add a step behind the chosen one."""
        from services.matters.templates import TemplateStep

        kind, label = self.add_kind.currentData(), self.add_kind.currentText()
        quorum = "count" if kind == "meeting" else ""
        at = max(0, self._at() + 1)
        self.steps.insert(at, TemplateStep("", f"新的一步（{label}）"[:12], kind, quorum=quorum))
        self._fill(at)
        self.step_name.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.step_name.selectAll()

    def remove_step(self) -> None:
        """Take the chosen step out."""
        at = self._at()
        if 0 <= at < len(self.steps):
            del self.steps[at]
            self._fill(at)

    def save(self) -> None:
        """Save and close; what is wrong is said below."""
        self._take()
        name, steps, template_id = self.name.text(), tuple(self.steps), self._found.id
        assert template_id is not None

        def write(context: "Context") -> "Saved":
            from services.matters import templates

            return templates.save(context, template_id, name, steps)

        self._session.write(write, self._saved, self._refused, owner=self)

    def _saved(self, saved: "Saved") -> None:
        if saved.committed is not None:
            words = f"已保存“{self.name.text().strip()}”"
            self._session.committed(saved.committed.touched, words, saved.committed.tx_id)
        self.accept()

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, InvalidInput):
            raise error
        self.problem.setText(error.message)


def _row(each: "Programme") -> PlainRow:
    state = "自带" if each.is_shipped else "" if each.active else "已停用"
    steps = " → ".join(step.name for step in each.template.steps)
    cells = (each.template.name, steps, str(each.used), state)
    return PlainRow(each.template.code, cells, "" if each.active else "muted")


def _step_row(number: int, step: "TemplateStep") -> PlainRow:
    from services.matters.templates import KINDS

    quorum = dict(_QUORUMS).get(step.quorum, step.quorum) if step.kind in ("meeting", "decide") else ""
    return PlainRow(number, (step.name, KINDS[step.kind], step.who, quorum, step.record))
