"""The catalogue of what has to be shown: each line with its rhythm, sheet and source; edited here."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from models import vocab
from services.office import Context
from services.records import FormErrors, Record, Saved, ShownField
from services.subjects import Field
from ui import prompts
from ui.prompts import Button
from ui.session import Session
from ui.system.tab import SystemTab, button, muted
from ui.widgets import style
from ui.widgets.form import RecordForm
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable, Tone

if TYPE_CHECKING:
    from services.disclosure.catalogue import DisclosureItem

_COLUMNS = (
    PlainColumn("公开事项", 0),
    PlainColumn("频次", 6),
    PlainColumn("期限", 10),
    PlainColumn("用什么公示", 10),
    PlainColumn("张贴", 5),
    PlainColumn("依据", 12),
    PlainColumn("状态", 6),
)
FIELDS: Final = (
    (
        "公开事项",
        (
            Field("title", "名称", required=True),
            Field("rhythm", "频次", "choice", required=True, vocabulary=vocab.RHYTHM),
            Field("trigger", "什么时候要公开", "choice", required=True, vocabulary=vocab.TRIGGER),
            Field("sheet", "用什么公示", "choice", required=True, vocabulary=vocab.NOTICE_KIND),
        ),
    ),
    (
        "期限",
        (
            Field("due_days", "几个工作日内", "count", help="从应公开那天的下一个工作日算起。"),
            Field("due_day", "次月几日前", "count", help="每月公开的写；遇休息日顺延到下一个工作日。"),
            Field("least_days", "至少张贴天数", "count", suffix="天", help="首日和末日都算。"),
            Field("valid_from", "从哪天起", "date", help="这一项从这天起才要公开。"),
        ),
    ),
    ("依据", (Field("source", "依据"), Field("note", "备注", "longtext"))),
)
"""Fields of a line of the catalogue."""


def record_of(item: "DisclosureItem | None") -> Record:
    """Return a line of the catalogue as the form shows it; None for a new one."""
    sections = tuple(
        (title, tuple(_shown(field, getattr(item, field.name, None)) for field in fields))
        for title, fields in FIELDS
    )
    name = item.title if item is not None else "新增公开事项"
    return Record("disclosure-items", item.id if item is not None else None, name, "", None, sections)


def _shown(field: Field, value: object) -> ShownField:
    text = field.vocabulary.label(str(value)) if field.vocabulary and value else str(value or "")
    return ShownField(field, value, None, text)


class CatalogueTab(SystemTab):
    """The lines as a table; a line is edited beside it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._items: dict[bytes, DisclosureItem] = {}
        self._start = ""
        self.form: RecordForm | None = None
        self.table = PlainTable(_COLUMNS, "公开目录", empty="公开目录是空的。")
        self.edit_button = button("修改", "fa6s.pen", self.edit, tip="修改选中的一项（回车）")
        self.add_button = button("新增公开事项", "fa6s.plus", self.add, primary=True, tip="新增（Ctrl+N）")
        self.active_button = button("停用", "fa6s.ban", self.change_active)
        self.reset_button = button("恢复原文", "fa6s.rotate-left", self.reset)
        self.start_button = button("起算日期…", "fa6s.flag", self.ask_start)
        self.bar(
            self.add_button,
            self.edit_button,
            self.active_button,
            self.reset_button,
            QWidget(),
            self.start_button,
        )
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
        self.card().addWidget(split)
        self.column.addWidget(
            muted("停用后，全部楼院都不再要求这一项；只是个别楼院不用公开的，在“公开任务”里登记原因。")
        )
        self.table.chosen.connect(self._enable)
        self.table.opened.connect(lambda _: self.edit())
        QShortcut(
            QKeySequence(QKeySequence.StandardKey.New),
            self,
            self.add,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        self._enable()

    def refresh(self) -> None:
        """Read the catalogue; a form that is open stays."""

        def read(context: Context) -> "tuple[tuple[DisclosureItem, ...], str]":
            from services.disclosure import catalogue, obligations

            return catalogue.catalogue(context, everything=True), obligations.start(context) or ""

        self.session.read(read, lambda found: self._show(*found), owner=self, key=(id(self), "catalogue"))

    def search(self) -> None:
        """Put the cursor into the list."""
        self.table.setFocus()

    def _show(self, items: "tuple[DisclosureItem, ...]", start: str) -> None:
        self._start = start
        told = f"从{start}起计算" if start else "从开始使用程序时起计算"
        self.start_button.setToolTip(f"公开任务{told}，点这里改")
        self._items = {item.id: item for item in items}
        self.table.set_rows([_row(item) for item in items])
        self._enable()
        self.filled.emit()

    def _chosen(self) -> "DisclosureItem | None":
        keys = self.table.selected_keys()
        return self._items.get(keys[0]) if len(keys) == 1 else None

    def _enable(self) -> None:
        item = self._chosen()
        editing = self.form is not None
        self.edit_button.setEnabled(item is not None and not editing)
        self.add_button.setEnabled(not editing)
        self.active_button.setEnabled(item is not None and not editing)
        self.active_button.setText("停用" if item is None or item.active else "启用")
        own = item is not None and not item.shipped
        self.reset_button.setText("删除" if own else "恢复原文")
        self.reset_button.setEnabled(item is not None and not editing and (own or item.edited))

    # editing

    def add(self) -> None:
        """Offer an empty line."""
        self._open(None)

    def edit(self) -> None:
        """Offer the chosen line."""
        if self._chosen() is not None:
            self._open(self._chosen())

    def _open(self, item: "DisclosureItem | None") -> None:
        if self.form is not None:
            return
        form = RecordForm(record_of(item), lambda *_: None, self.session.today())
        form.saved.connect(lambda values, again: self._save(item, values, again))
        form.cancelled.connect(self._ask_close)
        self.form = form
        self._room.addWidget(form)
        self._place.show()
        form.start()
        self._enable()

    def _save(self, item: "DisclosureItem | None", values: dict[str, object], again: bool) -> None:
        name = str(values.get("title") or (item.title if item is not None else ""))

        def write(context: Context) -> Saved:
            from services.disclosure import catalogue

            return catalogue.save(context, item.id if item is not None else None, values)

        def written(saved: Saved) -> None:
            self._close()
            self._told(saved, f"已保存“{name}”")
            if again:
                self.add()

        self.session.write(write, written, self._refused, owner=self)

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, FormErrors) and self.form is not None:
            self.form.refuse(error.errors)
        else:
            self.session.report(error)

    def _told(self, saved: Saved, said: str) -> None:
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
        """Ask what becomes of a line that was not saved; True when the page may go."""
        if self.form is None or not self.form.is_changed:
            return True
        buttons = (Button("drop", "不保存"), Button("stay", "继续编辑", "reject"))
        answer = prompts.ask(self.window(), "还没有保存", "这一项改了，还没有保存。", buttons)
        if answer == "drop":
            self._close()
        return answer == "drop"

    def ask_start(self) -> None:
        """Ask from which day on everything is owed."""
        label = "公开任务从哪天起计算（留空：从开始使用程序时起）："
        typed = prompts.ask_text(self.window(), "起算日期", label, self._start)
        if typed is None or typed.strip() == self._start:
            return

        def write(context: Context) -> None:
            from services.disclosure import obligations

            obligations.set_start(context, typed)

        def written(_: None) -> None:
            told = f"公开任务从{typed.strip()}起计算" if typed.strip() else "公开任务从开始使用程序时起计算"
            self.session.committed(frozenset({"setting"}), told)
            self.refresh()

        self.session.write(write, written, owner=self)

    # switching

    def change_active(self) -> None:
        """Switch the chosen line off for all courtyards, or on again."""
        item = self._chosen()
        if item is None:
            return

        def write(context: Context) -> Saved:
            from services.disclosure import catalogue

            return catalogue.switch(context, item.id, not item.active)

        said = f"已{'停用' if item.active else '启用'}“{item.title}”"
        self.session.write(write, lambda saved: self._told(saved, said), owner=self)

    def reset(self) -> None:
        """Go back to the shipped line; a line of the office's own goes into the recycle bin."""
        item = self._chosen()
        if item is None:
            return

        def write(context: Context) -> Saved:
            from services.disclosure import catalogue

            return (catalogue.reset if item.shipped else catalogue.remove)(context, item.id)

        said = f"“{item.title}”{'已恢复原文' if item.shipped else '已删除'}"
        self.session.write(write, lambda saved: self._told(saved, said), owner=self)


def _row(item: "DisclosureItem") -> PlainRow:
    state = (
        "停用" if not item.active else "自己加的" if not item.shipped else "已修改" if item.edited else "原文"
    )
    tone: Tone = "muted" if not item.active else ""
    cells = (
        item.title,
        vocab.RHYTHM.label(item.rhythm),
        _within(item),
        vocab.NOTICE_KIND.label(item.sheet),
        f"{item.least_days}天" if item.least_days else "",
        item.source or "本单位规定",
        state,
    )
    return PlainRow(item.id, cells, tone)


def _within(item: "DisclosureItem") -> str:
    if item.trigger == "month":
        return f"次月{item.due_day}日前" if item.due_day else "次月内"
    return f"{item.due_days}个工作日" if item.due_days else "当天"
