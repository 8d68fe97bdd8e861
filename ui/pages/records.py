"""The page of one subject: its list at the left, the record at the right, read first and edited on demand."""

from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from services.allowed import to_write
from services.resources import resource_path
from services.subjects import subject
from ui.page import Page
from ui.permits import hold
from ui.widgets import icons, style
from ui.widgets.empty_list import NextStep
from ui.widgets.list_view import RecordList

if TYPE_CHECKING:
    from ui.record.pane import RecordPane
    from ui.session import Session

PAUSE_MS = 60
"""The record follows the list after this pause, so that arrows run through a list freely."""
_ROOMY = 1400
"""Width in pixels at 100 % from which list and form stand beside each other."""
_SPLIT = "split"
_MORE_BUTTONS = {"opinions": "ui.opinions.page_buttons"}
"""Modules that make further buttons for the header of a page, by kind: `make(session, page)`,
and what its empty list offers: `steps(session, page)`."""


def make(session: "Session", argument: str) -> Page:
    """Return the page of one subject.

    Args:
        session: the office at work.
        argument: kind of the subject.
    """
    return RecordsPage(session, argument)


class RecordsPage(Page):
    """List and record of one subject."""

    help_topic = "records"

    def __init__(self, session: "Session", kind: str) -> None:
        super().__init__()
        self._session = session
        self.subject = subject(kind)
        self.title = self.subject.title
        if resource_path(f"help/{kind}.md").is_file():
            self.help_topic = kind
        self._asked = False
        self._stale = False
        self._keep = False
        self._pane: RecordPane | None = None
        self._more: tuple[QWidget, ...] = ()
        self.new_button = QPushButton(icons.icon("fa6s.plus", "on_accent"), f"新增{self.subject.one}")
        self.new_button.setProperty("primary", True)
        self.new_button.setToolTip(f"新增{self.subject.one}（Ctrl+N）")
        self.new_button.clicked.connect(self.new)
        self.import_button = QPushButton(icons.icon("fa6s.file-import"), "导入摸排表")
        self.import_button.clicked.connect(self._import)
        self.export_button = QPushButton(icons.icon("fa6s.file-export"), "导出台账")
        self.export_button.setToolTip("按摸排表的样子导出全部内容；选了社区，就只导出这个社区")
        self.export_button.clicked.connect(self._export_register)
        self.list = RecordList(session, kind, steps=self._steps())
        self._following = QTimer(self)
        self._following.setSingleShot(True)
        self._following.setInterval(PAUSE_MS)
        self._following.timeout.connect(self._follow)
        self._lay_out()
        self._connect()
        self._hold()

    def _hold(self) -> None:
        """Leave to those who may what they may."""
        session, kind = self._session, self.subject.kind
        hold(session, to_write(kind), self.new_button)

    def _steps(self) -> tuple[NextStep, ...]:
        if not self._session.may(to_write(self.subject.kind)):
            return ()
        new = NextStep(f"新增{self.subject.one}", self.new)
        module = _MORE_BUTTONS.get(self.subject.kind)
        if module is not None:
            return (*import_module(module).steps(self._session, self), new)
        return (NextStep("导入摸排表", self._import, "fa6s.file-import"), new)

    def _connect(self) -> None:
        self.list.picked.connect(lambda _: self._following.start())
        self.list.opened.connect(self._open)
        self.list.deleted.connect(lambda ids: self.pane.delete(self.subject.kind, ids))
        self.list.counted.connect(self._counted)
        self.list.ready.connect(self._list_ready)
        self.list.table.rows_painted.connect(self._painted)
        self._session.changed.connect(self._changed)
        QShortcut(QKeySequence(QKeySequence.StandardKey.New), self, self.new)
        QShortcut(QKeySequence("Ctrl+E"), self, self.export)
        if self.subject.kind == "courtyards":
            QShortcut(QKeySequence("Ctrl+Shift+P"), self, self.list.print_sheets)

    def _lay_out(self) -> None:
        self._left = QFrame()
        self._left.setProperty("role", "card")
        column = QVBoxLayout(self._left)
        column.setContentsMargins(style.px(10), style.px(10), style.px(2), style.px(2))
        column.addWidget(self.list)
        self._right = QWidget()
        QVBoxLayout(self._right).setContentsMargins(0, 0, 0, 0)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(style.px(10))
        self.split.addWidget(self._left)
        self.split.addWidget(self._right)
        self.split.setChildrenCollapsible(False)
        self.split.setStretchFactor(0, 4)
        self.split.setStretchFactor(1, 6)
        kept = self._session.remembered.get(_SPLIT)
        self.split.setSizes(kept if isinstance(kept, list) else [style.px(470), style.px(690)])
        self.split.splitterMoved.connect(lambda *_: self._session.remembered.put(_SPLIT, self.split.sizes()))
        whole = QHBoxLayout(self)
        whole.setContentsMargins(style.px(12), style.px(12), style.px(12), style.px(12))
        whole.addWidget(self.split)

    @property
    def pane(self) -> "RecordPane":
        """The right side; built when the first record is shown."""
        if self._pane is None:
            from ui.record.pane import RecordPane

            self._pane = RecordPane(self._session)
            layout = self._right.layout()
            if layout is not None:
                layout.addWidget(self._pane)
            self._pane.editing.connect(self._editing)
        return self._pane

    # what the window asks

    def buttons(self) -> tuple[QWidget, ...]:
        """The buttons that stand in the header beside the title."""
        if self.subject.kind == "courtyards":
            return (self.import_button, self.export_button, self.new_button)
        module = _MORE_BUTTONS.get(self.subject.kind)
        if module is not None and not self._more:
            self._more = tuple(import_module(module).make(self._session, self))
        return (*self._more, self.new_button)

    def arrive(self, argument: object = None) -> None:
        """Read the list when the page comes to the front for the first time; begin something when asked."""
        if not self._asked:
            self._asked = True
            self.list.reload()
            self.list.load_filters()
        elif self._stale:
            self._refresh()
        if isinstance(argument, bytes):
            self.show_record(self.subject.kind, argument)
        elif argument == "new":
            self.new()

    def may_leave(self) -> bool:
        """Ask once when something typed would be lost."""
        return self._pane is None or self._pane.may_leave()

    def keep_draft(self) -> None:
        """Keep what has been typed and not saved."""
        if self._pane is not None:
            self._pane.keep_draft()

    def seek(self) -> None:
        """Put the cursor into the search box of the list."""
        self.list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.search.selectAll()

    def take_focus(self) -> None:
        """Put the focus into the list."""
        self.list.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_record(self, kind: str, record_id: bytes) -> None:
        """Show one record, forgetting the way that led to another."""
        if not self.may_leave():
            return
        self._following.stop()
        self._keep = self.list.model.query is None
        self.pane.show_record(kind, record_id)
        if self.list.model.query is not None:
            self._show_row()
        self.take_focus()

    def new(self) -> None:
        """Open an empty form."""
        self.pane.new(self.subject.kind)

    def edit(self) -> None:
        """Open the form of the record that is shown."""
        self.pane.edit()

    def export(self) -> None:
        """Write the list with the focus into a file; the page's own where none inside a record has it."""
        focus = QApplication.focusWidget()
        while focus is not None and not isinstance(focus, RecordList):
            focus = focus.parentWidget()
        (focus or self.list).export()

    def _export_register(self) -> None:
        """Write the register of the community chosen above the list, or of all."""
        from ui.exporting import export_register

        export_register(self._session, self, self.list.filters["community"].currentData())

    def _import(self) -> None:
        self._session.show_page("import")

    # list and record follow each other

    def _painted(self) -> None:
        self.painted.emit()
        self._follow()

    def _counted(self, count: int) -> None:
        self.heading_changed.emit(self.subject.title, f"{count:,} {self.subject.measure}")

    def _list_ready(self) -> None:
        """Mark the row of the record that is shown; where it does not fit the question, show the first."""
        rows, pane = self.list.model.rowCount(), self._pane
        root = pane.root if pane is not None else None
        keep, self._keep = self._keep or not self.list.asked_anew, False
        if not rows:
            if pane is not None and not keep:
                pane.clear()
            self.painted.emit()
        elif root is not None and (keep or self.list.model.row_of(root.id) is not None):
            self._show_row()
        else:
            self.list.table.go_to(min(self.list.place, rows - 1), quietly=True)
            if pane is not None:
                self._following.start()

    def _show_row(self) -> None:
        """Mark the row of the record that is shown, or of the one it was opened from."""
        pane = self._pane
        root = pane.root if pane is not None else None
        if root is not None and root.kind == self.subject.kind:
            self.list.select(root.id)
        else:
            self.list.table.leave()

    def _follow(self) -> None:
        """Show the record of the current row, unless something is being typed."""
        record_id = self.list.table.current_id()
        if record_id is None:
            return
        pane = self.pane
        if pane.form is not None:
            if not pane.form.is_changed and pane.form.record.id is not None:
                pane.cancel()
            else:
                return
        if pane.root is None or pane.root.id != record_id:
            pane.show_record(self.subject.kind, record_id)

    def _open(self, record_id: bytes) -> None:
        """Enter on a row: the form of the record."""
        self._following.stop()
        if self.may_leave():
            if self.pane.shown is None or self.pane.shown.id != record_id:
                self.pane.show_record(self.subject.kind, record_id)
            if self._session.may(to_write(self.subject.kind)):
                self.pane.edit()
            else:
                self.pane.take_focus()

    def _changed(self, _: object) -> None:
        """Rows were changed: read again what is on the screen, or what will be."""
        self._stale = self._asked and not self.isVisible()
        if self._asked and not self._stale:
            self._refresh()

    def _refresh(self) -> None:
        self._stale = False
        self.list.refresh()
        if self._pane is not None:
            self._pane.refresh()

    def _editing(self, editing: bool) -> None:
        """Give the form the whole width where the window is narrow; the list gets the focus back."""
        self._left.setVisible(not editing or self.width() >= style.px(_ROOMY))
        if not editing:
            self.list.table.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the type when the zoom changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "split"):
            self.split.setHandleWidth(style.px(10))
