"""The audit log: who did what, when, where, to which record; searched, opened, exported, never changed."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSplitter, QVBoxLayout, QWidget

from models.errors import LouyuanError
from services import audit_checks, audit_log, audit_search
from services.audit_checks import Found
from services.audit_log import AuditLine
from services.audit_search import Opened, Wanted
from services.context import Context
from ui.exporting import BOOK, ask_file
from ui.session import Session
from ui.system.tab import SystemTab, button, heading, muted
from ui.tasks import Ticket
from ui.widgets import style
from ui.widgets.chooser import Chooser
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable
from ui.widgets.scrolling import scrolling

_COLUMNS = (
    PlainColumn("时间", 11),
    PlainColumn("操作人", 6),
    PlainColumn("工作站", 6),
    PlainColumn("操作", 8),
    PlainColumn("类别", 6),
    PlainColumn("内容", 0),
)
_TYPING_MS = 200
_EMPTY = "没有符合的操作记录"
_NOBODY = "选一条记录，这里显示改动前后的内容"
_PANE = 320


class LogTab(SystemTab):
    """The audit log: filters above, the entries, and what the chosen one changed beside them."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.table = PlainTable(_COLUMNS, "操作日志", empty=_EMPTY, many=True)
        self._lines: list[AuditLine] = []
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.refresh)
        self._add_filters()
        self._add_buttons()
        self.pane = _Pane()
        beside = QSplitter(Qt.Orientation.Horizontal)
        beside.addWidget(self.table)
        beside.addWidget(scrolling(self.pane))
        beside.setStretchFactor(0, 1)
        beside.setSizes([style.px(3 * _PANE), style.px(_PANE)])
        beside.setChildrenCollapsible(False)
        self.card().addWidget(beside)
        self.checked = muted("")
        self.column.addWidget(self.checked)
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self._chosen)
        self._chosen()

    def _add_filters(self) -> None:
        self.who = Chooser()
        self.who.setAccessibleName("操作人")
        self.who.addItem("全部操作人", "")
        self.which = Chooser()
        self.which.setAccessibleName("哪些操作")
        for kind in audit_search.KINDS:
            self.which.addItem(kind.label, kind.acts)
        for chooser in (self.who, self.which):
            chooser.currentIndexChanged.connect(lambda _: self.refresh())
        self.first = self._field("从哪天", "从哪一天起，如 2026-03-01 或 3月1日", 110)
        self.last = self._field("到哪天", "到哪一天止，当天也算", 110)
        self.record = self._field("记录名称", "操作了哪条记录：名称或其中的一部分", 150)
        self.text = self._field("查找文字", "操作、内容和说明里的文字", 0)
        self.clear_button = button("清除条件", "fa6s.xmark", self.clear)
        widgets = (self.who, self.which, self.first, self.last, self.record, self.text, self.clear_button)
        row = self.bar(*widgets)
        row.setStretch(5, 1)

    def _field(self, name: str, tip: str, width: int) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(name)
        field.setAccessibleName(name)
        field.setToolTip(tip)
        if width:
            field.setMaximumWidth(style.px(width))
        field.textChanged.connect(lambda _: self._typing.start())
        return field

    def _add_buttons(self) -> None:
        self.open_button = button(
            "打开记录", "fa6s.arrow-up-right-from-square", self._open_chosen, tip="打开操作的那条记录（回车）"
        )
        self.copy_button = button("复制", "fa6s.copy", self.table.copy, tip="复制成表格（Ctrl+C）")
        self.export_button = button(
            "导出", "fa6s.file-export", self.export, tip="把查到的日志存成 Excel 表格"
        )
        self.check_button = button(
            "核对日志", "fa6s.shield-halved", self.check, tip="从第一条起核对，有没有被改动、删掉或插入"
        )
        self.more_button = button("更早的", "fa6s.chevron-down", self.read_more)
        self.bar(
            self.open_button,
            self.copy_button,
            self.export_button,
            self.check_button,
            QWidget(),
            self.more_button,
        )

    # ---- reading

    def refresh(self) -> None:
        """Read the newest entries, who has any, and what the last check found."""
        self._typing.stop()
        if not self.session.context.may(audit_log.RIGHT):
            self.filled.emit()
            return
        asked = self._asked()

        def query(context: Context) -> tuple[tuple[AuditLine, ...], tuple[str, ...], Found]:
            found = audit_search.search(context, asked(context), limit=audit_log.PAGE)
            return found, audit_search.people(context), audit_checks.last(context)

        def show(found: tuple[tuple[AuditLine, ...], tuple[str, ...], Found]) -> None:
            self._offer(found[1])
            self._tell(found[2])
            self.table.say_empty(_EMPTY)
            self._show(found[0], len(found[0]))

        self.session.read(query, show, self._refused, owner=self, key=(id(self), "log"))

    def _asked(self) -> "_Asked":
        return _Asked(
            self.who.currentData() or "",
            tuple(self.which.currentData() or ()),
            (self.first.text(), self.last.text()),
            self.record.text(),
            self.text.text(),
        )

    def read_more(self) -> None:
        """Add the entries before the oldest shown."""
        if not self._lines:
            return
        asked, before = self._asked(), self._lines[-1].seq
        self.session.read(
            lambda context: audit_search.search(context, asked(context), before=before, limit=audit_log.PAGE),
            lambda found: self._show((*self._lines, *found), len(found)),
            self._refused,
            owner=self,
            key=(id(self), "log"),
        )

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self.table.say_empty(error.message)
        self._show((), 0)

    def _show(self, found: tuple[AuditLine, ...], fresh: int) -> None:
        self._lines = list(found)
        self.table.set_rows(
            [
                PlainRow(
                    line.seq,
                    (line.at_text, line.user, line.workstation, line.action, line.subject, line.label),
                )
                for line in found
            ]
        )
        self.more_button.setEnabled(fresh >= audit_log.PAGE)
        self.export_button.setEnabled(bool(found))
        self._chosen()
        self.filled.emit()

    def _offer(self, names: tuple[str, ...]) -> None:
        if [self.who.itemData(at) for at in range(1, self.who.count())] == list(names):
            return
        chosen = self.who.currentData()
        self.who.blockSignals(True)
        self.who.clear()
        self.who.addItem("全部操作人", "")
        for name in names:
            self.who.addItem(name, name)
        self.who.setCurrentIndex(max(self.who.findData(chosen), 0))
        self.who.blockSignals(False)

    def search(self) -> None:
        """Put the cursor into the search."""
        self.text.setFocus()

    def clear(self) -> None:
        """Search for nothing in particular again."""
        for field in (self.first, self.last, self.record, self.text):
            field.clear()
        for chooser in (self.who, self.which):
            chooser.setCurrentIndex(0)
        self.refresh()

    # ---- one entry

    def _line(self) -> AuditLine | None:
        keys = self.table.selected_keys()
        if len(keys) != 1:
            return None
        return next((line for line in self._lines if line.seq == keys[0]), None)

    def _chosen(self) -> None:
        line = self._line()
        self.open_button.setEnabled(line is not None and line.kind is not None)
        if line is None:
            self.pane.clear()
            return
        seq = line.seq
        self.session.read(
            lambda context: audit_search.opened(context, seq),
            self.pane.show_entry,
            owner=self,
            key=(id(self), "entry"),
        )

    def _open_chosen(self) -> None:
        line = self._line()
        if line is not None:
            self._open(line.seq)

    def _open(self, seq: int) -> None:
        line = next(line for line in self._lines if line.seq == seq)
        if line.kind is not None and line.record_id is not None:
            self.session.show_record(line.kind, line.record_id)

    # ---- all of them

    def export(self) -> None:
        """Ask for a file and write what is searched for into it."""
        path = ask_file(self.session, self, "导出操作日志", "操作日志.xlsx", BOOK)
        if path is not None:
            self._write(path)

    def _write(self, path: Path) -> None:
        asked = self._asked()

        def work(context: Context, ticket: Ticket) -> int:
            return audit_search.export(context, asked(context), path, progress=ticket.report)

        def done(count: int) -> None:
            self.session.notice(f"已导出{count:,}条操作日志到“{path}”")
            self.refresh()

        self.session.work(f"导出“{path.name}”", work, done, self.session.report, owner=self)

    def check(self) -> None:
        """Check the whole chain; what is found stays below the list."""

        def work(context: Context, ticket: Ticket) -> Found:
            return audit_checks.verify(context, progress=ticket.report)

        def done(found: Found) -> None:
            self._tell(found)
            self.session.notice(found.text, "error" if found.problem else "ok")
            self.refresh()

        self.session.work("核对操作日志", work, done, self.session.report, owner=self)

    def _tell(self, found: Found) -> None:
        self.checked.setText(found.text)
        self.checked.setProperty("role", "warn" if found.problem else "muted")
        self.checked.style().unpolish(self.checked)
        self.checked.style().polish(self.checked)


class _Asked:
    """What stands in the filters, read by the services on their thread."""

    def __init__(
        self, person: str, acts: tuple[str, ...], days: tuple[str, str], record: str, text: str
    ) -> None:
        self._values = (person, acts, days, record, text)

    def __call__(self, context: Context) -> Wanted:
        person, acts, days, record, text = self._values
        return audit_search.asked(context, person=person, acts=acts, days=days, record=record, text=text)


class _Pane(QWidget):
    """One entry: when, who, where, what, then each field with old and new."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(style.px(12), style.px(4), style.px(8), style.px(4))
        self._column.setSpacing(style.px(6))
        self.clear()

    def clear(self) -> None:
        """Show that nothing is chosen."""
        self._empty()
        self._column.addWidget(muted(_NOBODY))
        self._column.addStretch(1)

    def show_entry(self, found: Opened) -> None:
        """Show one entry."""
        self._empty()
        line = found.line
        self._column.addWidget(heading(f"{line.action}{f'　{line.subject}' if line.subject else ''}"))
        for label, text in (
            ("编号", str(line.seq)),
            ("时间", line.at_text),
            ("操作人", line.user),
            ("工作站", line.workstation or "（旧版本没有记）"),
            ("内容", line.label),
            ("说明", line.detail),
        ):
            if text:
                self._add(label, text)
        record = None
        for each in found.changes:
            if each.record != record and each.record != line.label:
                self._column.addWidget(muted(each.record))
            record = each.record
            self._add(each.field, f"{each.old or '（空）'} → {each.new or '（空）'}")
        if found.more:
            self._column.addWidget(muted(f"还有{found.more}条记录的改动，请打开记录的“历史”查看。"))
        self._column.addStretch(1)

    def _add(self, label: str, text: str) -> None:
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        name = muted(label)
        name.setFixedWidth(style.px(84))
        name.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        said = QLabel(text)
        said.setWordWrap(True)
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        said.setAccessibleName(label)
        row.addWidget(name)
        row.addWidget(said, 1)
        self._column.addWidget(place)

    def texts(self) -> list[str]:
        """Return what is shown, label by label."""
        return [label.text() for label in self.findChildren(QLabel)]

    def _empty(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
