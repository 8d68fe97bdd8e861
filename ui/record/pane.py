"""The right side of a page of records: one record, read first, edited on demand, with what belongs to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.errors import LouyuanError
from services.subjects import BY_KIND, Field, subject
from ui import prompts
from ui.files.tab import FilesTab
from ui.later import later
from ui.permits import may_write
from ui.prompts import Button
from ui.record import form_steps
from ui.record.strips import strips_of
from ui.widgets import icons, style
from ui.widgets.form import RecordForm
from ui.widgets.record_view import RecordView
from ui.widgets.revealing import revealing
from ui.widgets.shown_record import ShownRecord, read_shown

if TYPE_CHECKING:
    from models.db.uow import Committed
    from services.hints import FieldHints
    from services.office import Context
    from services.records import Choice, Record, Saved
    from ui.session import Session

DRAFT_MS = 1500
ROOMY = 520
"""Width in pixels at 100 % from which fields stand in two columns."""
_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut


@dataclass(frozen=True, slots=True)
class Stop:
    """One record on the way: children are opened inside their owner and lead back to it."""

    kind: str
    id: bytes
    name: str = ""
    tab: str = ""


class RecordPane(QFrame):
    """One record or one form.

    Args:
        session: reads and writes.
        parent: the page.

    Signals:
        editing: a form was opened (True) or left (False).
        removed: records were deleted; their ids.
        emptied: nothing is shown any more.
    """

    editing = Signal(bool)
    removed = Signal(object)
    emptied = Signal()

    def __init__(self, session: "Session", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._session = session
        self._trail: list[Stop] = []
        self._roomy = True
        self._parent: tuple[str, bytes] | None = None
        self.form: RecordForm | None = None
        self.view: RecordView | None = None
        self.back = QPushButton(icons.icon("fa6s.arrow-left"), "")
        self.back.setProperty("link", True)
        self.back.clicked.connect(self.go_back)
        self.back.hide()
        self.heading = QLabel()
        self.heading.setProperty("role", "title")
        self.heading.hide()
        self.stack = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(16), style.px(12), style.px(8), style.px(12))
        layout.setSpacing(style.px(4))
        layout.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.heading)
        layout.addWidget(self.stack, 1)
        self._draft_timer = QTimer(self)
        self._draft_timer.setSingleShot(True)
        self._draft_timer.setInterval(DRAFT_MS)
        self._draft_timer.timeout.connect(self.keep_draft)
        QShortcut(QKeySequence("Alt+Left"), self, self.go_back, context=_HERE)
        QShortcut(QKeySequence(Qt.Key.Key_Backspace), self, self.go_back, context=_HERE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put fields below each other instead of side by side where the pane has become narrow."""
        super().resizeEvent(event)
        roomy = self.width() >= style.px(ROOMY)
        if roomy != self._roomy:
            self._roomy = roomy
            if self.view is not None:
                later(0, self, self.refresh)

    # reading

    @property
    def shown(self) -> Stop | None:
        """The record that is shown, None without one."""
        return self._trail[-1] if self._trail else None

    @property
    def root(self) -> Stop | None:
        """The record the way began with, None without one."""
        return self._trail[0] if self._trail else None

    def show_record(self, kind: str, record_id: bytes) -> None:
        """Show a record, forgetting the way that led to another; the tab stays."""
        tab = self._trail[0].tab if self._trail and self._trail[0].kind == kind else ""
        self._trail = [Stop(kind, record_id, tab=tab)]
        self.refresh()

    def clear(self) -> None:
        """Show nothing."""
        self._trail = []
        if self.form is None:
            self._put(None)
            self.emptied.emit()

    def refresh(self) -> None:
        """Read what is shown again, unless something is being typed."""
        if self.form is not None:
            return
        if not self._trail:
            self.clear()
            return
        stop = self._trail[-1]
        strips = strips_of(stop.kind)
        above = strips.read
        self._session.read(
            lambda context: read_shown(context, stop.kind, stop.id, above),
            self._show,
            self._gone,
            owner=self,
            key=(id(self), "record"),
        )

    def _gone(self, error: BaseException) -> None:
        """The record was deleted: go to the one it was opened from."""
        if not isinstance(error, LouyuanError):
            raise error
        if self._trail:
            self._trail.pop()
        self.refresh()

    def _show(self, shown: ShownRecord) -> None:
        if self.form is not None or not self._trail:
            return
        record = shown.record
        stop = self._trail[-1] = replace(self._trail[-1], name=record.name)
        columns = 2 if self._roomy else 1
        if self.view is not None and self.view.takes(shown, columns):
            return
        focus = self.window().focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        strips = strips_of(stop.kind)
        above = strips.make(self._session, shown.strip)
        view = RecordView(self._session, shown, stop.tab, columns=columns, files=FilesTab, above=above)
        view.edit_wanted.connect(self.edit)
        view.delete_wanted.connect(lambda: self.delete(stop.kind, [stop.id]))
        view.print_wanted.connect(self._print)
        view.child_wanted.connect(self._open_child)
        view.child_new.connect(lambda kind, column: self.new(kind, (column, stop.id)))
        view.child_delete.connect(self.delete)
        view.tabs.currentChanged.connect(lambda _: self._note_tab())
        self.view = view
        self._put(view)
        if had_focus:
            view.tabs.tabBar().setFocus()

    def _note_tab(self) -> None:
        if self._trail and self.view is not None:
            self._trail[-1] = replace(self._trail[-1], tab=self.view.tab)

    def _put(self, widget: QWidget | None) -> None:
        """Put a widget into the pane; what stood there before goes."""
        while self.stack.count():
            before = self.stack.widget(0)
            self.stack.removeWidget(before)
            before.deleteLater()
        if widget is not None:
            self.stack.addWidget(widget)
        if widget is not self.view:
            self.view = None
        above = self._trail[-2] if len(self._trail) > 1 and self.form is None else None
        self.back.setVisible(above is not None)
        if above is not None:
            self.back.setText(f"返回“{above.name}”")
        self.heading.setVisible(self.form is not None)

    def _open_child(self, kind: str, record_id: bytes) -> None:
        self._trail.append(Stop(kind, record_id))
        self.refresh()

    def go_back(self) -> None:
        """Go back to the record that the present one was opened from."""
        if self.form is None and len(self._trail) > 1:
            self._trail.pop()
            self.refresh()

    def take_focus(self) -> None:
        """Put the focus on what is shown."""
        if self.form is not None:
            self.form.start()
        elif self.view is not None:
            self.view.tabs.tabBar().setFocus(Qt.FocusReason.TabFocusReason)

    def _print(self) -> None:
        """Go to the preview of the sheet that shows this record."""
        from services.notices import CHOSEN, Target, target_of  # not before something is printed

        stop, view = self.shown, self.view
        if stop is None or view is None:
            return
        kind = subject(stop.kind).sheets[-1]
        if kind in CHOSEN:
            self._session.read(
                lambda context: target_of(context, kind, stop.id),
                lambda target: self._session.show_page("preview", target),
                owner=self,
            )
            return
        courtyard = stop.id if stop.kind == "courtyards" else view.record.shown("courtyard_id").value
        self._session.show_page("preview", Target(kind, courtyard))

    # forms

    def new(self, kind: str, parent: tuple[str, bytes] | None = None) -> None:
        """Open an empty form.

        Args:
            kind: kind of the new record.
            parent: column and id of the record it will belong to.
        """

        if may_write(self._session, kind) and self.may_leave():
            fetch = form_steps.blank(kind, parent)
            self._session.read(fetch, self._open_form, owner=self, key=(id(self), "record"))

    def edit(self) -> None:
        """Open the record in a form, with the draft of last time when there is one."""
        stop = self.shown
        if stop is None or self.form is not None or not may_write(self._session, stop.kind):
            return

        fetch = form_steps.stored(stop.kind, stop.id)
        self._session.read(fetch, self._open_form, self._gone, owner=self, key=(id(self), "record"))

    def _open_form(self, opened: form_steps.Opened) -> None:
        record = opened.record
        reveal = revealing(self._session, record.kind, record.id) if record.id else None
        form = RecordForm(record, self._look_up, self._session.today(), self._ask_hints, reveal)
        form.saved.connect(self._save)
        form.cancelled.connect(self.cancel)
        form.edited.connect(self._draft_timer.start)
        self.form, self._parent = form, opened.parent
        self.heading.setText(f"编辑：{record.name}" if record.id is not None else record.name)
        self._put(form)
        form.start()
        self.editing.emit(True)
        if opened.draft:
            form.take_draft(opened.draft, opened.names)
            self._session.notice("已放回上次没有保存的内容；不需要的话按 Esc 放弃", "warn")

    def _look_up(self, field: Field, text: str, answer: "Callable[[tuple[Choice, ...]], None]") -> None:
        kind = field.target or "residents"
        below = self._narrowing(kind)

        def fetch(context: "Context") -> "tuple[Choice, ...]":
            from services import records

            return records.choices(context, kind, text, 20, below)

        self._session.read(fetch, answer, owner=self.form, key=(id(self), "choices", field.name))

    def _ask_hints(self, values: Mapping[str, object], answer: "Callable[[FieldHints], None]") -> None:
        form = self.form
        if form is not None:
            fetch = form_steps.judging(form.record, values)
            self._session.read(fetch, answer, owner=form, key=(id(self), "hints"))

    def _narrowing(self, kind: str) -> tuple[str, bytes] | None:
        """Return the owner that the form names already, so that buildings of its courtyard are offered."""
        parent = subject(kind).parent
        edit = self.form.inputs.get(parent[0]) if self.form is not None and parent is not None else None
        value = edit.value() if edit is not None else None
        return (parent[0], value) if parent is not None and isinstance(value, bytes) else None

    def may_leave(self) -> bool:
        """Ask once what becomes of unsaved input; True when the form may go."""
        form = self.form
        if form is None:
            return True
        if form.is_changed:
            buttons = (
                Button("save", "保存", "accept"),
                Button("drop", "不保存"),
                Button("stay", "继续编辑", "reject"),
            )
            answer = prompts.ask(
                self.window(), "还没有保存", f"“{self.heading.text()}”修改的内容还没有保存。", buttons
            )
            if answer == "stay" or (answer == "save" and not form.check_all()):
                form.start()
                return False
            if answer == "save":
                form.save()
                return True
            self._draft_timer.stop()
            self._session.write(form_steps.dropping(form.record))
        self._leave_form()
        return True

    def cancel(self) -> None:
        """Leave the form, asking when something was typed."""
        if self.form is not None and self.may_leave():
            self.refresh()

    def _leave_form(self) -> None:
        self._draft_timer.stop()
        self.form = None
        self.editing.emit(False)

    # writing

    def keep_draft(self) -> None:
        """Keep what has been typed, so that a crash does not lose it."""
        form = self.form
        if form is None or not form.is_changed or not self._session.is_open:
            return
        self._session.write(form_steps.keeping(form.record, form.differing()))

    def _save(self, values: dict[str, object], again: bool) -> None:
        form = self.form
        if form is None or not form.save_button.isEnabled():
            return
        record, parent = form.record, self._parent
        if record.id is not None and not values:
            self._leave_form()
            self.refresh()
            return

        self._draft_timer.stop()
        form.save_button.setEnabled(False)
        self._session.write(
            form_steps.saving(record, values),
            lambda saved: self._saved(record, parent, saved, again),
            self._not_saved,
            owner=self,
        )

    def _saved(self, record: "Record", parent: tuple[str, bytes] | None, saved: "Saved", again: bool) -> None:
        self._leave_form()
        if record.id is None and parent is None:
            self._trail = [Stop(record.kind, saved.id)]
        if saved.committed is not None:
            what = f"“{record.name}”" if record.id is not None else subject(record.kind).one
            self._session.committed(saved.committed.touched, f"已保存{what}", saved.committed.tx_id)
        else:
            self._session.notice("内容没有变化")
            self.refresh()
        if again:
            self.new(record.kind, parent)

    def _not_saved(self, error: BaseException) -> None:
        form = self.form
        if form is not None:
            form.save_button.setEnabled(True)
        errors = getattr(error, "errors", None)
        if form is not None and isinstance(errors, dict):
            form.refuse(errors)
        else:
            self._session.report(error)
        self.keep_draft()

    def delete(self, kind: str, ids: list[bytes]) -> None:
        """Put records into the recycle bin; the line at the foot offers to take it back."""
        if not may_write(self._session, kind):
            return

        def command(context: "Context") -> "Committed":
            from services import records

            return records.delete(context, kind, ids)

        def deleted(committed: "Committed") -> None:
            self._trail = [stop for stop in self._trail if stop.id not in ids]
            described = BY_KIND[kind]
            what = f"{len(ids)}{described.measure}{described.one}" if len(ids) > 1 else described.one
            self.removed.emit(ids)
            self._session.committed(committed.touched, f"已删除{what}，放在回收站", committed.tx_id)

        self._session.write(command, deleted, owner=self)
