"""The decision rules a version of a charter sets: for which meetings, in which clause, with which shares."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from services.records import FormErrors, Record, ShownField
from services.subjects import Field
from ui.system.tab import button, muted
from ui.widgets import style
from ui.widgets.form import RecordForm
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable
from ui.widgets.rule_fields import refused, typed_values, value_fields
from ui.widgets.scrolling import size_within_window

if TYPE_CHECKING:
    from services.charters.versions import Version
    from services.office import Context
    from services.rules.own import OwnRules
    from services.saving import Saved
    from ui.session import Session

_COLUMNS = (PlainColumn("管哪种表决", 14), PlainColumn("条款", 8), PlainColumn("内容", 0))


class RulesDialog(QDialog):
    """The rules as a list; one is edited below it.

    Args:
        session: the office at work.
        version: the version that sets them.
        parent: the window.
    """

    def __init__(self, session: "Session", version: "Version", parent: QWidget | None) -> None:
        super().__init__(parent)
        self._session, self._version = session, version
        self._found: OwnRules | None = None
        self._editing: bytes | None = None
        self.form: RecordForm | None = None
        self.setWindowTitle(f"{version.title}：表决规则")
        size_within_window(self, 720, 620)
        self.table = PlainTable(_COLUMNS, "表决规则", empty="这一版还没有登记表决规则，按法律和惯例计票。")
        self.base = QComboBox()
        self.base.setAccessibleName("管哪种表决")
        self.base.currentIndexChanged.connect(lambda _: self._fill())
        self.add_button = button("新增", "fa6s.plus", self.add, primary=True)
        self.edit_button = button("修改", "fa6s.pen", self.edit, tip="修改选中的规则（回车）")
        self.remove_button = button("删除", "fa6s.trash", self.remove)
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.table.chosen.connect(self._enable)
        self.table.opened.connect(lambda _: self.edit())
        self._lay_out()
        self.refresh()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for each in (self.add_button, self.edit_button, self.remove_button):
            row.addWidget(each)
        row.addStretch(1)
        self._place = QWidget()
        inside = QVBoxLayout(self._place)
        inside.setContentsMargins(0, 0, 0, 0)
        choosing = QHBoxLayout()
        label = QLabel("管哪种表决(&K)")
        label.setBuddy(self.base)
        choosing.addWidget(label)
        choosing.addWidget(self.base, 1)
        inside.addLayout(choosing)
        self._room = inside
        self._place.hide()
        close = button("关闭", "fa6s.xmark", self.close)
        close.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.addWidget(
            muted("从这一版施行那天起的会议按它计票，计票单上写明本规则和条款。不能比法律规定的宽。"), 1
        )
        foot.addWidget(close)
        column = QVBoxLayout(self)
        margin = style.px(16)
        column.setContentsMargins(margin, margin, margin, margin)
        column.addLayout(row)
        column.addWidget(self.table, 2)
        column.addWidget(self.problem)
        column.addWidget(self._place, 3)
        column.addLayout(foot)

    def refresh(self) -> None:
        """Read the rules."""

        def read(context: "Context") -> "OwnRules":
            from services.rules.own import listed

            return listed(context, self._version.id)

        self._session.read(read, self._show, owner=self, key=(id(self), "own rules"))

    def _show(self, found: "OwnRules") -> None:
        self._found = found
        self.table.set_rows(
            [PlainRow(each.id, (each.title, each.article, each.words)) for each in found.rules]
        )
        self._enable()

    def _enable(self) -> None:
        chosen = len(self.table.selected_keys()) == 1
        free = self.form is None and self._found is not None
        self.add_button.setEnabled(free)
        self.edit_button.setEnabled(free and chosen)
        self.remove_button.setEnabled(free and chosen)

    def add(self) -> None:
        """Offer a new rule; which one is chosen above its fields."""
        if self._found is None or self.form is not None:
            return
        self._editing = None
        self.base.blockSignals(True)
        self.base.clear()
        for each in self._found.bases:
            self.base.addItem(f"{each.title}（{each.source}）", each.code)
        self.base.blockSignals(False)
        self.base.setEnabled(True)
        self._place.show()
        self._fill()

    def edit(self) -> None:
        """Offer the chosen rule."""
        keys = self.table.selected_keys()
        if self._found is None or self.form is not None or len(keys) != 1:
            return
        rule = next(each for each in self._found.rules if each.id == keys[0])
        self._editing = rule.id
        self.base.blockSignals(True)
        self.base.clear()
        self.base.addItem(rule.title, rule.base)
        self.base.blockSignals(False)
        self.base.setEnabled(False)
        self._place.show()
        self._fill()

    def _fill(self) -> None:
        """Put the fields of the rule that is edited, or of the chosen one, below the list."""
        self._drop_form()
        record = self._record()
        if record is None:
            return
        form = RecordForm(record, lambda *_: None, self._session.today())
        form.again_button.hide()
        form.saved.connect(lambda values, _: self._save(values))
        form.cancelled.connect(self._close_form)
        self.form = form
        self._room.addWidget(form, 1)
        form.start()
        self._enable()

    def _record(self) -> Record | None:
        found = self._found
        if found is None or self.base.currentIndex() < 0:
            return None
        kept = next((each for each in found.rules if each.id == self._editing), None)
        base = next((each for each in found.bases if each.code == self.base.currentData()), None)
        shown = kept.values if kept is not None else base.values if base is not None else ()
        clause = Field("article", "条款", required=True, help="本规则的第几条，如“第十二条”。")
        article = "" if kept is None else kept.article
        first = ShownField(clause, article, None, article)
        return Record(
            "rules", self._editing, "表决规则", "", None, (("规则", (first, *value_fields(shown))),)
        )

    def _save(self, values: dict[str, object]) -> None:
        base, editing, version = str(self.base.currentData()), self._editing, self._version.id

        def write(context: "Context") -> "Saved":
            from services.rules import own

            return own.save(context, version, base, typed_values(values), editing)

        self._session.write(
            write, lambda saved: self._told(saved, "已保存表决规则"), self._refused, owner=self
        )

    def remove(self) -> None:
        """Put the chosen rule into the recycle bin; it can be undone."""
        keys = self.table.selected_keys()
        if len(keys) != 1:
            return

        def write(context: "Context") -> "Saved":
            from services.rules import own

            return own.remove(context, keys[0])

        self._session.write(
            write, lambda saved: self._told(saved, "已删除表决规则"), self._refused, owner=self
        )

    def _told(self, saved: "Saved", said: str) -> None:
        if saved.committed is not None:
            self._session.committed(saved.committed.touched, said, saved.committed.tx_id)
        self._close_form()
        self.refresh()

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, FormErrors) and self.form is not None:
            self.form.refuse(refused(error.errors))
        else:
            self.problem.setText(str(error))

    def _drop_form(self) -> None:
        form, self.form = self.form, None
        self.problem.setText("")
        if form is not None:
            self._room.removeWidget(form)
            form.hide()
            form.deleteLater()

    def _close_form(self) -> None:
        self._drop_form()
        self._place.hide()
        self.table.setFocus()
        self._enable()
