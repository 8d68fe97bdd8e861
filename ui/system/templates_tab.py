"""公示模板: the wording of each kind of sheet, edited, checked while typed, previewed, and reset."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from services import records, templates
from services.context import Context
from services.records import FormErrors
from ui import prompts
from ui.prompts import Button
from ui.session import Session
from ui.system.tab import SystemTab, button, muted
from ui.system.template_preview import TemplatePreview
from ui.widgets import style
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable, Tone
from ui.widgets.template_form import TemplateForm

if TYPE_CHECKING:
    from models.db.uow import Committed
    from services.documents.templates import Template, Wording
    from services.records import Choice

MOST_COURTYARDS = 5000
_FORM = 240
"""Least width of the fields, in pixels at 100 %; a narrower page scrolls."""
_NEW = "、"


class TemplatesTab(SystemTab):
    """The wording; what is typed stays with its kind until it is saved or dropped."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._known: dict[str, Wording] = {}
        self._templates: dict[str, Template] = {}
        self._typed: dict[str, dict[str, str]] = {}
        self._switched: dict[str, dict[str, bool]] = {}
        self._kind = ""
        self.kinds = PlainTable((PlainColumn("种类", 0), PlainColumn("状态", 5)), "公示种类")
        self.kinds.chosen.connect(self._choose)
        self.kinds.opened.connect(lambda _: self._begin())
        self.form = TemplateForm()
        self.form.typed.connect(self._take_text)
        self.form.switched.connect(self._take_flag)
        self.placeholders = PlainTable((PlainColumn("占位符", 6), PlainColumn("印出的内容", 0)), "占位符")
        self.placeholders.opened.connect(self._insert)
        self.placeholders.chosen.connect(self._explain)
        self.meaning = muted("")
        self.preview = TemplatePreview(session, self._unsaved)
        self.preview_button = button("预览", "fa6s.eye", self.show_preview, tip="照现在的写法预览（F9）")
        self.reset_button = button("整份恢复原文", "fa6s.rotate-left", self.reset_kind)
        self.drop_button = button("放弃修改", "fa6s.xmark", self.drop)
        self.save_button = button("保存", "fa6s.floppy-disk", self.save, primary=True, tip="保存（Ctrl+S）")
        for keys, action in ((QKeySequence("Ctrl+S"), self.save), (QKeySequence("F9"), self.show_preview)):
            QShortcut(keys, self, action, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._lay_out()

    def _lay_out(self) -> None:
        yard = QLabel("预览的楼院(&Y)")
        yard.setBuddy(self.preview.courtyard)
        space = QWidget()
        row = self.bar(
            yard, self.preview.courtyard, self.preview_button, space, self.reset_button, self.drop_button,
            self.save_button,
        )  # fmt: skip
        row.setSpacing(style.px(8))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self._left())
        split.addWidget(self.form)
        split.addWidget(self.preview)
        self.form.setMinimumWidth(style.px(_FORM))
        split.setStretchFactor(1, 5)
        split.setStretchFactor(2, 4)
        split.setSizes([style.px(290), style.px(430), style.px(400)])
        self.card().addWidget(split)

    def _left(self) -> QWidget:
        label = QLabel("占位符(&P)　按回车或双击写到光标处")
        label.setBuddy(self.placeholders)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, style.px(8), 0)
        column.addWidget(self.kinds, 7)
        column.addWidget(label)
        column.addWidget(self.placeholders, 6)
        column.addWidget(self.meaning)
        return left

    def refresh(self) -> None:
        """Read the wording and the courtyards; what is typed stays."""

        def read(context: Context) -> "tuple[dict[str, Wording], tuple[Template, ...], tuple[Choice, ...]]":
            yards = records.choices(context, "courtyards", "", MOST_COURTYARDS)
            return templates.wordings(context), templates.kinds(), yards

        self.session.read(read, lambda found: self._show(*found), owner=self, key=(id(self), "templates"))

    def search(self) -> None:
        """Put the cursor into the list of kinds."""
        self.kinds.setFocus()

    def _show(
        self, known: "dict[str, Wording]", kinds: "tuple[Template, ...]", yards: "tuple[Choice, ...]"
    ) -> None:
        self._known, self._templates = known, {each.kind: each for each in kinds}
        for kind in self._templates:
            self._forget_same(kind)
        self.preview.offer(yards)
        self._list_kinds()
        if not self._kind and self._templates:
            self.kinds.select_keys({next(iter(self._templates))})
        self._show_kind()
        self.filled.emit()

    def _list_kinds(self) -> None:
        rows = [
            PlainRow(kind, (each.name, self._state(kind)), tones=("", self._tone(kind)))
            for kind, each in self._templates.items()
        ]
        self.kinds.set_rows(rows)
        if self._kind:
            # the arrow keys go on from the kind that is shown
            at = self.kinds.model().index(list(self._templates).index(self._kind), 0)
            self.kinds.selectionModel().setCurrentIndex(at, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _state(self, kind: str) -> str:
        known = self._known[kind]
        return "未保存" if self.is_changed(kind) else "已改写" if known.texts or known.flags else "原文"

    def _tone(self, kind: str) -> Tone:
        return "warn" if self.is_changed(kind) else "" if self._state(kind) == "已改写" else "muted"

    def is_changed(self, kind: str = "") -> bool:
        """Return whether something typed was not saved, of one kind or of any."""
        kinds = [kind] if kind else list(self._templates)
        return any(self._typed.get(each) or self._switched.get(each) for each in kinds)

    def _choose(self) -> None:
        keys = self.kinds.selected_keys()
        if not keys or keys[0] == self._kind:
            return
        self._kind = keys[0]
        template = self._templates[self._kind]
        flags = [(code, name, code in template.switchable) for code, name in templates.flags(self._kind)]
        parts = [(each.part, each.label, each.text, each.most) for each in template.parts]
        self.form.build(parts, flags, templates.why_all() if template.public else "")
        told = templates.meanings(self._kind)
        self.placeholders.set_rows([PlainRow(name, (f"{{{name}}}", meaning)) for name, meaning in told])
        self.preview.show_nothing()
        self._show_kind()

    def _begin(self) -> None:
        if self.form.current is not None:
            self.form.current.edit.setFocus()

    def _texts(self) -> dict[str, str]:
        known, typed = self._known[self._kind], self._typed.get(self._kind, {})
        return {each.part: typed.get(each.part, known.text(each.part)) for each in known.template.parts}

    def _flags(self) -> dict[str, bool]:
        known, switched = self._known[self._kind], self._switched.get(self._kind, {})
        return {flag: switched.get(flag, known.carries(flag)) for flag in known.template.flags}

    def _show_kind(self) -> None:
        if self._kind:
            texts = self._texts()
            self.form.put(texts, self._flags(), templates.errors_in(self._kind, texts))
        self._enable()

    def _take_text(self, part: str, text: str) -> None:
        self._typed.setdefault(self._kind, {})[part] = text
        self._forget_same(self._kind)
        self.form.fields[part].say(templates.errors_in(self._kind, {part: text}).get(part, ""))
        self._enable()

    def _take_flag(self, flag: str, on: bool) -> None:
        self._switched.setdefault(self._kind, {})[flag] = on
        self._forget_same(self._kind)
        self._enable()

    def _forget_same(self, kind: str) -> None:
        """Forget what was typed where it is what is kept already."""
        known = self._known[kind]
        for part, text in list(self._typed.get(kind, {}).items()):
            if text == known.text(part):
                del self._typed[kind][part]
        for flag, on in list(self._switched.get(kind, {}).items()):
            if on == known.carries(flag):
                del self._switched[kind][flag]

    def _enable(self) -> None:
        changed = bool(self._kind) and self.is_changed(self._kind)
        known = self._known.get(self._kind)
        self.save_button.setEnabled(changed)
        self.drop_button.setEnabled(changed)
        self.reset_button.setEnabled(known is not None and bool(known.texts or known.flags))
        for row in self.kinds.rows:
            if row.cells[1] != self._state(row.key):
                self._list_kinds()
                break

    def _insert(self, name: str) -> None:
        if self.form.current is not None:
            self.form.current.insert(f"{{{name}}}")

    def _unsaved(self) -> tuple[str, dict[str, str], dict[str, bool]]:
        return self._kind, self._texts(), self._flags()

    def _explain(self) -> None:
        """Say in full what the selected placeholder prints, where the list has no room for it."""
        self.meaning.setText("".join(row.cells[1] for row in self.placeholders.selected_rows()))

    def show_preview(self) -> None:
        """Show the latest real sheet of the chosen courtyard in the wording as it is typed."""
        if self._kind:
            self.preview.refresh()

    def save(self) -> None:
        """Keep what was typed for this kind."""
        kind = self._kind
        if not kind or not self.is_changed(kind):
            return
        typed, switched = dict(self._typed.get(kind, {})), dict(self._switched.get(kind, {}))
        name = self._templates[kind].name
        self.session.write(
            lambda context: templates.save(context, kind, typed, switched),
            lambda done: self._written(done, f"已保存“{name}”的模板"),
            self._refused,
            owner=self,
        )

    def reset_kind(self) -> None:
        """Go back to the shipped text of the whole kind; it can be undone."""
        kind = self._kind
        if not kind:
            return
        name = self._templates[kind].name
        self.drop()
        self.session.write(
            lambda context: templates.reset(context, kind),
            lambda done: self._written(done, f"“{name}”已恢复原文"),
            owner=self,
        )

    def _written(self, done: "Committed | None", said: str) -> None:
        if done is not None:
            self.session.committed(done.touched, said, done.tx_id)
        self.refresh()

    def _refused(self, error: BaseException) -> None:
        """Put the cursor into the first part that cannot be taken."""
        if not isinstance(error, FormErrors):
            self.session.report(error)
            return
        first = next(part for part in self.form.fields if part in error.errors)
        self.form.fields[first].edit.setFocus()
        self.session.notice(error.errors[first], "error")

    def drop(self) -> None:
        """Drop what was typed for this kind and not saved."""
        self._typed.pop(self._kind, None)
        self._switched.pop(self._kind, None)
        self._show_kind()

    def may_leave(self) -> bool:
        """Ask what becomes of wording that was not saved; True when the page may go."""
        if not self.is_changed():
            return True
        names = _NEW.join(f"“{each.name}”" for kind, each in self._templates.items() if self.is_changed(kind))
        buttons = (Button("drop", "不保存"), Button("stay", "继续编辑", "reject"))
        answer = prompts.ask(self.window(), "还没有保存", f"{names}的模板改了，还没有保存。", buttons)
        if answer == "drop":
            self._typed.clear()
            self._switched.clear()
            self._show_kind()
        return answer == "drop"
