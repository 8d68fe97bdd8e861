"""The page of one subject: its list at the left, the record at the right, read first and edited on demand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from models.errors import LouyuanError
from services import drafts, records
from services.context import Context
from services.records import Choice, FormErrors, Record, Saved
from services.subjects import BY_KIND, Field, subject
from ui import prompts
from ui.page import Page
from ui.prompts import Button
from ui.tasks import Ticket
from ui.widgets import icons, style
from ui.widgets.form import RecordForm
from ui.widgets.list_view import RecordList
from ui.widgets.message_panel import MessagePanel
from ui.widgets.record_view import RecordView

if TYPE_CHECKING:
    from models.db.uow import Committed
    from ui.session import Session

DRAFT_MS = 1500


@dataclass(slots=True)
class _Stop:
    """One record on the way: children are opened inside their owner and lead back to it."""

    kind: str
    id: bytes
    name: str = ""
    tab: str = ""


def make(session: "Session", argument: str) -> Page:
    """Return the page of one subject.

    Args:
        session: the office at work.
        argument: kind of the subject.
    """
    return RecordsPage(session, argument)


class RecordsPage(Page):
    """List and record of one subject."""

    def __init__(self, session: "Session", kind: str) -> None:
        super().__init__()
        self._session = session
        self.subject = subject(kind)
        self.title = self.subject.title
        self.help_topic = "records"
        self._trail: list[_Stop] = []
        self._form: RecordForm | None = None
        self._form_kind = kind
        self._view: RecordView | None = None
        self._first = True
        self.list = RecordList(session, kind)
        self.message = MessagePanel()
        self.message.pressed.connect(self.new)
        self.back = QPushButton(icons.icon("fa6s.arrow-left"), "返回")
        self.back.setProperty("flat", True)
        self.back.clicked.connect(self.go_back)
        self.right = QStackedWidget()
        self._lay_out()
        self.list.picked.connect(self._picked)
        self.list.opened.connect(self._picked_and_focus)
        self.list.deleted.connect(lambda ids: self.delete(self.subject.kind, ids))
        self.list.counted.connect(lambda count: self.heading_changed.emit(self.title, self._counted(count)))
        self.list.ready.connect(self._list_ready)
        session.changed.connect(self._changed)
        self._draft_timer = QTimer(self)
        self._draft_timer.setSingleShot(True)
        self._draft_timer.setInterval(DRAFT_MS)
        self._draft_timer.timeout.connect(self._keep_draft)
        QShortcut(QKeySequence(QKeySequence.StandardKey.New), self, self.new)
        QShortcut(QKeySequence("Alt+Left"), self, self.go_back)

    def _counted(self, count: int) -> str:
        return f"{count} {self.subject.measure}"

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        buttons = QHBoxLayout()
        new = QPushButton(icons.icon("fa6s.plus", "on_accent"), f"新增{self.subject.one}")
        new.setProperty("primary", True)
        new.setToolTip(f"新增{self.subject.one}（Ctrl+N）")
        new.clicked.connect(self.new)
        buttons.addWidget(new)
        if self.subject.kind == "courtyards":
            book = QPushButton(icons.icon("fa6s.file-import"), "导入摸排表")
            book.clicked.connect(lambda: self._session.show_page("import"))
            buttons.addWidget(book)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addWidget(self.list, 1)
        panel = QWidget()
        panel_column = QVBoxLayout(panel)
        panel_column.setContentsMargins(style.px(12), 0, 0, 0)
        panel_column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        panel_column.addWidget(self.right, 1)
        self.back.hide()
        self.right.addWidget(self.message)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(panel)
        split.setStretchFactor(0, 5)
        split.setStretchFactor(1, 6)
        split.setChildrenCollapsible(False)
        split.setSizes([style.px(540), style.px(640)])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(style.px(16), style.px(12), style.px(16), style.px(8))
        whole.addWidget(split)

    # ---- the window's side

    def arrive(self, argument: object = None) -> None:
        """Read the list when the page comes to the front for the first time; show a record when asked."""
        if self._first:
            self._first = False
            self.list.reload()
            self.list.load_filters()
        if isinstance(argument, bytes):
            self.show_record(self.subject.kind, argument)
        elif argument == "new":
            self.new()

    def may_leave(self) -> bool:
        """Ask once when something typed would be lost."""
        return self._form is None or not self._form.is_changed or self._give_up()

    def seek(self) -> None:
        """Put the cursor into the search box of the list."""
        self.list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.search.selectAll()

    def show_record(self, kind: str, record_id: bytes) -> None:
        """Show one record, forgetting the way that led to another."""
        if not self.may_leave():
            return
        self._trail = [_Stop(kind, record_id)]
        self._read()

    # ---- reading

    def _list_ready(self) -> None:
        if self.list.model.rowCount() == 0:
            self._trail = []
            self._say_empty()
        elif not self._trail and self._form is None:
            self.list.table.go_to(0)
        self.painted.emit()

    def _say_empty(self) -> None:
        if self._form is not None:
            return
        one = self.subject.one
        self.message.say(
            self.subject.icon, f"这里显示{one}的内容", f"在左边选一条，或新增一个{one}。", button=f"新增{one}"
        )
        self._show(self.message)

    def _picked(self, record_id: bytes) -> None:
        here = self._trail[-1] if self._trail else None
        if self._form is not None and self._form.is_changed:
            return
        if len(self._trail) == 1 and here is not None and here.id == record_id and self._form is None:
            return
        tab = self._trail[0].tab if self._trail else ""
        self._trail = [_Stop(self.subject.kind, record_id, tab=tab)]
        self._read()

    def _picked_and_focus(self, record_id: bytes) -> None:
        if self._view is not None and self._trail and self._trail[-1].id == record_id:
            self.edit()
        else:
            self._picked(record_id)

    def _read(self) -> None:
        if not self._trail:
            self._say_empty()
            return
        stop = self._trail[-1]
        self._session.read(
            lambda context: records.read(context, stop.kind, stop.id),
            self._show_record,
            self._gone,
            owner=self,
            key=(id(self), "record"),
        )

    def _gone(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self._trail.pop()
        self._session.notice(error.message, "warn")
        self._read()

    def _show_record(self, record: Record) -> None:
        if self._form is not None and self._form.is_changed:
            return
        stop = self._trail[-1]
        stop.name = record.name
        view = RecordView(self._session, record, stop.tab)
        view.edit_wanted.connect(self.edit)
        view.delete_wanted.connect(lambda: self.delete(stop.kind, [stop.id]))
        view.print_wanted.connect(self._print)
        view.child_wanted.connect(self._open_child)
        view.child_new.connect(self._new_child)
        view.child_delete.connect(self.delete)
        view.tabs.currentChanged.connect(lambda _: setattr(stop, "tab", view.tab))
        self._view = view
        self._form = None
        self._show(view)

    def _show(self, widget: QWidget) -> None:
        """Put a widget on the right side; what stood there before goes."""
        before = self.right.currentWidget()
        if self.right.indexOf(widget) < 0:
            self.right.addWidget(widget)
        self.right.setCurrentWidget(widget)
        if before is not None and before is not widget and before is not self.message:
            self.right.removeWidget(before)
            before.deleteLater()
        above = self._trail[-2] if len(self._trail) > 1 else None
        self.back.setVisible(above is not None and self._form is None)
        if above is not None:
            self.back.setText(f"返回 {above.name}")

    def _open_child(self, kind: str, record_id: bytes) -> None:
        self._trail.append(_Stop(kind, record_id))
        self._read()

    def go_back(self) -> None:
        """Go back to the record that the present one was opened from."""
        if len(self._trail) > 1 and self.may_leave():
            self._trail.pop()
            self._form = None
            self._read()

    def _print(self) -> None:
        stop = self._trail[-1]

        def courtyard(context: Context) -> bytes | None:
            if stop.kind == "courtyards":
                return stop.id
            column = BY_KIND[stop.kind].table
            found: bytes | None = context.reader.value(
                f"SELECT courtyard_id FROM {column} WHERE id = ?", (stop.id,)
            )
            return found

        kind = subject(stop.kind).sheets[-1]

        def preview(found: bytes | None) -> None:
            self._session.show_page("notices", (kind, found))

        self._session.read(courtyard, preview, owner=self)

    def _changed(self, touched: frozenset[str]) -> None:
        """Read again what is on the screen when rows of it were changed."""
        if self._first:
            return
        self.list.reload()
        if self._form is None and self._trail:
            self._read()

    # ---- writing

    def new(self) -> None:
        """Open an empty form."""
        if self.may_leave():
            self._blank(self.subject.kind, None)

    def _new_child(self, kind: str, column: str) -> None:
        self._blank(kind, (column, self._trail[-1].id))

    def _blank(self, kind: str, parent: tuple[str, bytes] | None) -> None:
        self._session.read(
            lambda context: (records.blank(context, kind, parent), None),
            self._open_form,
            owner=self,
            key=(id(self), "record"),
        )

    def edit(self) -> None:
        """Open the record in the form, with the draft of last time when there is one."""
        if not self._trail or self._form is not None:
            return
        stop = self._trail[-1]
        self._session.read(
            lambda context: (
                records.read(context, stop.kind, stop.id),
                drafts.load_draft(context, stop.kind, stop.id),
            ),
            self._open_form,
            owner=self,
            key=(id(self), "record"),
        )

    def _open_form(self, found: tuple[Record, dict[str, object] | None]) -> None:
        record, draft = found
        form = RecordForm(record, self._look_up, self._session.today())
        form.saved.connect(self._save)
        form.cancelled.connect(self._cancel)
        form.edited.connect(self._draft_timer.start)
        self._form, self._view = form, None
        self._show(form)
        form.start()
        if draft:
            form.take_draft(draft)
            self._session.notice("已放回上次没有保存的内容，按 Esc 可以放弃。")

    def _look_up(self, field: Field, text: str, answer: Callable[[tuple[Choice, ...]], None]) -> None:
        form = self._form
        kind = field.target or "residents"
        courtyard = form.inputs["courtyard_id"].value() if form and "courtyard_id" in form.inputs else None
        below = ("courtyard_id", courtyard) if isinstance(courtyard, bytes) and kind != "courtyards" else None
        self._session.read(
            lambda context: records.choices(context, kind, text, 20, below),
            answer,
            owner=self,
            key=(id(self), "choices", field.name),
        )

    def _keep_draft(self) -> None:
        form = self._form
        if form is None or not form.is_changed:
            return
        kind, record_id, values = form.record.kind, form.record.id, form.differing()
        self._session.work(
            "", lambda context, _: drafts.save_draft(context, kind, record_id, values), _nothing, owner=self
        )

    def _save(self, values: dict[str, object]) -> None:
        form = self._form
        if form is None:
            return
        record = form.record
        if record.id is not None and not values:
            self._close_form()
            return
        typed = form.values() if record.id is None else values
        fixed = {shown.field.name for _, fields in record.sections for shown in fields}
        typed = {name: value for name, value in typed.items() if name in fixed}

        def work(context: Context, _: Ticket) -> Saved:
            saved = records.save(context, record.kind, record.id, typed, record.version)
            drafts.drop_draft(context, record.kind, record.id)
            return saved

        self._draft_timer.stop()
        form.save_button.setEnabled(False)
        self._session.work(
            "保存", work, lambda saved: self._saved(record, saved), self._not_saved, owner=self
        )

    def _saved(self, record: Record, saved: Saved) -> None:
        if record.id is None:
            if record.kind == self.subject.kind:
                self._trail = []
            self._trail.append(_Stop(record.kind, saved.id))
        self._form = None
        if saved.committed is None:
            self._read()
            return
        done = saved.committed
        text = f"{subject(record.kind).one}已保存"
        self._session.committed(done.touched, text, done.tx_id)

    def _not_saved(self, error: BaseException) -> None:
        form = self._form
        if form is not None:
            form.save_button.setEnabled(True)
        if isinstance(error, FormErrors) and form is not None:
            form.refuse(error.errors)
        elif isinstance(error, LouyuanError):
            self._session.notice(error.message, "error")
        else:
            raise error

    def _cancel(self) -> None:
        if self.may_leave():
            self._close_form()

    def _give_up(self) -> bool:
        """Ask what becomes of unsaved input; True when it is given up."""
        form = self._form
        if form is None:
            return True
        buttons = (Button("stay", "继续编辑", "reject"), Button("drop", "不保存", "accept"))
        answer = prompts.ask(self, "还没有保存", "修改的内容还没有保存，要放弃吗？", buttons)
        if answer != "drop":
            return False
        kind, record_id = form.record.kind, form.record.id
        self._draft_timer.stop()
        self._session.work(
            "", lambda context, _: drafts.drop_draft(context, kind, record_id), _nothing, owner=self
        )
        self._form = None
        return True

    def _close_form(self) -> None:
        self._form = None
        self._read()
        self.list.table.setFocus()

    def delete(self, kind: str, ids: list[bytes]) -> None:
        """Put records into the recycle bin; the line at the foot offers to take it back."""

        def work(context: Context, _: Ticket) -> "Committed":
            return records.delete(context, kind, ids)

        def deleted(committed: "Committed") -> None:
            self._trail = [stop for stop in self._trail if stop.id not in ids]
            described = BY_KIND[kind]
            what = f"{len(ids)}{described.measure}{described.one}" if len(ids) > 1 else described.one
            self._session.committed(committed.touched, f"{what}已移到回收站", committed.tx_id)

        self._session.work("删除", work, deleted, self._not_saved, owner=self)


def _nothing(_: object) -> None:
    """The draft is kept or dropped; nothing is to be shown."""
