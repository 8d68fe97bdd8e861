"""The rules with their sources: what each says, from when to when; changed, added, switched off, reset."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit, QSplitter, QVBoxLayout, QWidget

from services.office import Context
from services.records import FormErrors, Record, Saved, ShownField
from services.subjects import Field
from ui import prompts
from ui.prompts import Button
from ui.session import Session
from ui.system.tab import SystemTab, button, explain, muted
from ui.widgets import style
from ui.widgets.form import RecordForm
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable, Tone
from ui.widgets.rule_fields import refused, typed_values, value_fields

if TYPE_CHECKING:
    from services.rules.lines import RuleLine

_COLUMNS = (
    PlainColumn("规则", 13),
    PlainColumn("法规或文件", 12),
    PlainColumn("内容", 0),
    PlainColumn("有效时间", 18),
    PlainColumn("状态", 6),
)


class RulesTab(SystemTab):
    """The versions as a table; one is edited beside it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._lines: tuple[RuleLine, ...] = ()
        self.form: RecordForm | None = None
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("找规则：名称、法规、内容")
        self.filter.setAccessibleName("找规则")
        self.filter.setClearButtonEnabled(True)
        self.table = PlainTable(_COLUMNS, "规则", empty="没有这样的规则。")
        self.filter.textChanged.connect(self.table.filter)
        self.edit_button = button("修改", "fa6s.pen", self.edit, tip="修改选中的规则（回车）")
        self.add_button = button("新版本", "fa6s.plus", self.add, tip="照选中的规则加一个新版本（Ctrl+N）")
        self.active_button = button("停用", "fa6s.ban", self.change_active)
        self.reset_button = button("恢复原文", "fa6s.rotate-left", self.reset)
        self.bar(
            self.edit_button, self.add_button, self.active_button, self.reset_button, QWidget(), self.filter
        )
        self.filter.setMinimumWidth(style.px(260))
        self.told = QLabel()
        self.told.setProperty("role", "muted")
        self.told.setWordWrap(True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        self.table.chosen.connect(self._enable)
        self.table.opened.connect(lambda _: self.edit())
        for keys, act in (
            (QKeySequence.StandardKey.New, self.add),
            (QKeySequence.StandardKey.Find, self.search),
        ):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._enable()

    def _lay_out(self) -> None:
        self._place = QWidget()
        self._room = QVBoxLayout(self._place)
        self._room.setContentsMargins(style.px(12), 0, 0, 0)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self._place)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        self._place.hide()
        inside = self.card()
        inside.addWidget(split, 1)
        inside.addWidget(self.told)
        self.column.addWidget(
            muted(
                "会议按开会那天有效的版本判断；已经计票的表决不受修改影响。楼院自己议定的规则在“章程公约”里改。"
            )
        )

    def refresh(self) -> None:
        """Read the rules; a form that is open stays."""

        def read(context: Context) -> "tuple[RuleLine, ...]":
            from services.rules.lines import lines

            return lines(context)

        self.session.read(read, self._show, owner=self, key=(id(self), "rules"))

    def search(self) -> None:
        """Put the cursor into the filter."""
        self.filter.setFocus()

    def _show(self, lines: "tuple[RuleLine, ...]") -> None:
        self._lines = lines
        self.table.set_rows([_row(line) for line in lines])
        self._enable()
        self.filled.emit()

    def _chosen(self) -> "RuleLine | None":
        keys = self.table.selected_keys()
        return next((line for line in self._lines if [line.id] == list(keys)), None)

    def _enable(self) -> None:
        line = self._chosen()
        free = line is not None and self.form is None and not line.courtyard
        for each in (self.edit_button, self.add_button, self.active_button):
            each.setEnabled(free)
            explain(each, _unfree(line))
        self.active_button.setText("停用" if line is None or line.active else "启用")
        own = line is not None and not line.shipped
        self.reset_button.setText("删除" if own else "恢复原文")
        self.reset_button.setEnabled(free and line is not None and (own or line.edited or not line.active))
        self.told.setText("" if line is None else _told(line))
        self.told.setVisible(self.form is None)

    # editing

    def add(self) -> None:
        """Offer a new version with the values of the chosen one."""
        self._open(new=True)

    def edit(self) -> None:
        """Offer the chosen version."""
        self._open(new=False)

    def _open(self, *, new: bool) -> None:
        line = self._chosen()
        if line is None or self.form is not None or line.courtyard:
            return
        form = RecordForm(record_of(line, new=new), lambda *_: None, self.session.today())
        form.saved.connect(lambda values, _: self._save(line, values, new=new))
        form.cancelled.connect(self._ask_close)
        self.form = form
        self._room.addWidget(form)
        self._place.show()
        form.start()
        self._enable()

    def _save(self, line: "RuleLine", values: dict[str, object], *, new: bool) -> None:
        def write(context: Context) -> Saved:
            from services.rules import editing

            return (editing.add_version if new else editing.save)(context, line.id, typed_values(values))

        def written(saved: Saved) -> None:
            self._close()
            self._tell(saved, f"已{'增加' if new else '保存'}“{line.rule.title}”{'的新版本' if new else ''}")

        self.session.write(write, written, self._refused, owner=self)

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, FormErrors) and self.form is not None:
            self.form.refuse(refused(error.errors))
        else:
            self.session.report(error)

    def _tell(self, saved: Saved, said: str) -> None:
        if saved.committed is not None:
            self.session.committed(saved.committed.touched, said, saved.committed.tx_id)
        self.refresh()

    def _ask_close(self) -> None:
        if self.may_leave():
            self._close()

    def _close(self) -> None:
        form, self.form = self.form, None
        if form is not None:
            self._room.removeWidget(form)
            form.deleteLater()
        self._place.hide()
        self.table.setFocus()
        self._enable()

    def may_leave(self) -> bool:
        """Ask what becomes of a rule that was not saved; True when the page may go."""
        if self.form is None or not self.form.is_changed:
            return True
        buttons = (Button("drop", "不保存"), Button("stay", "继续编辑", "reject"))
        answer = prompts.ask(self.window(), "还没有保存", "这条规则改了，还没有保存。", buttons)
        if answer == "drop":
            self._close()
        return answer == "drop"

    # switching

    def change_active(self) -> None:
        """Put the chosen version out of use, or into use again."""
        line = self._chosen()
        if line is None or line.courtyard:
            return

        def write(context: Context) -> Saved:
            from services.rules import editing

            return editing.switch(context, line.id, not line.active)

        said = f"已{'停用' if line.active else '启用'}“{line.rule.title}”"
        self.session.write(write, lambda saved: self._tell(saved, said), owner=self)

    def reset(self) -> None:
        """Go back to the shipped version; one of the office's own goes into the recycle bin."""
        line = self._chosen()
        if line is None or line.courtyard:
            return

        def write(context: Context) -> Saved:
            from services.rules import editing

            return editing.reset(context, line.id)

        said = f"“{line.rule.title}”{'已恢复原文' if line.shipped else '的这个版本已删除'}"
        self.session.write(write, lambda saved: self._tell(saved, said), owner=self)


def record_of(line: "RuleLine", *, new: bool) -> Record:
    """Return a version as the form shows it; a new one begins with the values and without its days."""
    from services.rules.lines import shown

    rule = line.rule
    days = (
        ("valid_from", "从哪天起", "" if new else rule.valid_from and rule.valid_from.isoformat()),
        ("valid_to", "到哪天止", "" if new else rule.valid_to and rule.valid_to.isoformat()),
    )
    sections = (
        ("内容", value_fields(shown(rule))),
        ("有效时间", tuple(_field(Field(name, label, "date"), value or None) for name, label, value in days)),
        (
            "出处",
            (
                _field(Field("title", "名称", required=True), rule.title),
                _field(Field("law", "法规或文件", required=True), rule.law),
                _field(Field("article", "条款"), rule.article),
                _field(Field("note", "说明", "longtext"), "" if new else rule.note),
            ),
        ),
    )
    name = f"{rule.title}：新版本" if new else rule.title
    return Record("rules", None if new else line.id, name, "", None, sections)


def _field(field: Field, value: object) -> ShownField:
    return ShownField(field, value, None, str(value or ""))


def _told(line: "RuleLine") -> str:
    note = f"　{line.rule.note}" if line.rule.note else ""
    local = "　本地习惯，不是法律" if line.rule.local else ""
    return f"编号：{line.rule.code}{local}{note}"


def _unfree(line: "RuleLine | None") -> str:
    """Return why a rule cannot be worked on."""
    if line is None:
        return "请先在表里选一条规则"
    return "楼院自己的规则在“章程公约”里改" if line.courtyard else ""


def _row(line: "RuleLine") -> PlainRow:
    from services.rules.lines import spell, words

    if not line.active:
        state = "停用"
    elif line.courtyard:
        state = "楼院议定"
    else:
        state = "自己加的" if not line.shipped else "已修改" if line.edited else "原文"
    tone: Tone = "muted" if not line.active else ""
    title = f"{line.rule.title}（{line.courtyard}）" if line.courtyard else line.rule.title
    return PlainRow(line.id, (title, line.rule.source, words(line), spell(line.rule), state), tone)
