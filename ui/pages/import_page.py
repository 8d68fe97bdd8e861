"""Import of survey books: choose a file, look at the rehearsal, write it in one step, or take it back."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.errors import LouyuanError
from services import importing
from services.context import Context
from services.files import Cancelled
from services.importing import ImportLine, Rehearsal, memory
from services.importing.corrections import Correction, with_correction
from services.importing.memory import Memory
from ui import prompts
from ui.page import Page
from ui.session import EVERYTHING, Session
from ui.tasks import Ticket
from ui.widgets import icons, style
from ui.widgets.import_done import ImportDone
from ui.widgets.import_result import ImportResult
from ui.widgets.import_start import ImportStart
from ui.widgets.message_panel import MessagePanel

if TYPE_CHECKING:
    from services.importing.origin import FieldKey
    from services.importing.plan import Plan

BOOKS = "表格 (*.xlsx *.xlsm *.xls *.et *.ods *.csv);;所有文件 (*)"
_FOLDER = "import folder"


def make(session: Session, argument: str) -> Page:
    """Build the page."""
    return ImportPage(session)


class ImportPage(Page):
    """The import page: a start with the earlier imports, progress, the rehearsal, and what was done.

    Args:
        session: books are read and written on the writer, compared on the reader.

    Signals:
        shown: another of the four is in front.
    """

    title = "导入"
    help_topic = "import"
    shown = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._path: Path | None = None
        self._memory = Memory({})
        self._made: tuple[Correction, ...] = ()
        self._rehearsal: Rehearsal | None = None
        self._ticket: Ticket | None = None
        self.start = ImportStart()
        self.progress = MessagePanel()
        self.result = ImportResult()
        self.done = ImportDone()
        self.about = QLabel()
        self.about.setWordWrap(True)
        self.other_button = QPushButton(icons.icon("fa6s.folder-open"), "换一个文件…")
        self.apply_button = QPushButton(icons.icon("fa6s.file-import", "on_accent"), "导入")
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)

    def _lay_out(self) -> None:
        self.apply_button.setProperty("primary", True)
        self.apply_button.setToolTip("写入这些内容（Ctrl+回车）")
        self.other_button.setToolTip("重新选择表格（Ctrl+O）")
        self._rehearsed = QWidget()
        bar = QHBoxLayout()
        bar.addWidget(self.about, 1)
        bar.addWidget(self.other_button)
        bar.addWidget(self.apply_button)
        column = QVBoxLayout(self._rehearsed)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(bar)
        column.addWidget(self.result, 1)
        for widget in (self.start, self.progress, self._rehearsed, self.done):
            self.stack.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(16), style.px(12), style.px(16), style.px(8))
        layout.addWidget(self.stack)

    def _connect(self) -> None:
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, action in (("Ctrl+O", self.choose), ("Ctrl+Return", self.apply), ("Esc", self.cancel)):
            QShortcut(QKeySequence(keys), self, context=here).activated.connect(action)
        for signal in (self.start.choose_wanted, self.done.another_wanted, self.other_button.clicked):
            signal.connect(self.choose)
        self.apply_button.clicked.connect(self.apply)
        self.progress.pressed.connect(self.cancel)
        self.result.assigned.connect(self._assign)
        self.result.corrected.connect(self._correct)
        self.result.taken_back.connect(self._take_back)
        self.result.decided.connect(self._decide)
        self.start.undo_wanted.connect(self.undo)
        self.done.undo_wanted.connect(self.undo)
        self.done.look_wanted.connect(lambda: self._session.show_page("courtyards"))
        self._session.tasks.progressed.connect(self._progressed)
        self._session.changed.connect(self._list_imports)

    # ---- the window's side

    def arrive(self, argument: object = None) -> None:
        """Show where the user left; begin with a file that was handed over.

        Args:
            argument: path of a book that was dropped on the window.
        """
        self._list_imports()
        if isinstance(argument, Path):
            self.rehearse(argument)
        else:
            self.painted.emit()

    def seek(self) -> None:
        """Put the cursor where one goes on."""
        if self.stack.currentWidget() is self._rehearsed:
            self.result.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.start.choose_button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile() and self._ticket is None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Rehearse the file that was dropped."""
        event.acceptProposedAction()
        self.rehearse(Path(event.mimeData().urls()[0].toLocalFile()))

    # ---- reading

    def choose(self) -> None:
        """Ask for a book."""
        if self._ticket is not None:
            return
        folder = self._session.remembered.get(_FOLDER, "")
        path = prompts.open_file(self, "选择要导入的表格", BOOKS, Path(folder) if folder else None)
        if path is not None:
            self._session.remembered.put(_FOLDER, str(path.parent))
            self.rehearse(path)

    def rehearse(self, path: Path) -> None:
        """Read a book and show what it would do.

        Args:
            path: the book.
        """
        if self._ticket is not None:
            return
        self._rehearsal = None
        self._made = ()
        self._path = path
        self._read_again()

    def _read_again(self) -> None:
        """Read the book with what the office said by hand about it."""
        path = self._path
        if path is None or self._ticket is not None:
            return
        self.start.show_problem("", "")
        self.progress.say_progress("fa6s.file-import", f"正在打开“{path.name}”", 0, 0, "", "取消")
        self._to_front(self.progress)
        self._session.read(memory.recall, self._read_book, owner=self, key=(id(self), "memory"))

    def _read_book(self, known: Memory) -> None:
        path = self._path
        if path is None:
            return
        self._memory = known
        corrections = known.corrections
        for made in self._made:
            corrections = with_correction(corrections, made)

        def work(_: Context, ticket: Ticket) -> "Plan":
            from services.importing.reading import read_plan

            return read_plan(
                path,
                progress=ticket.report,
                cancelled=lambda: ticket.cancelled,
                assigned=memory.in_any_sheet(known.headings),
                corrections=corrections,
                courtyards=known.courtyards,
            )

        self._begin(f"读取“{path.name}”", work, self._compare)

    def _compare(self, plan: "Plan") -> None:
        self._session.read(
            lambda context: importing.rehearse_plan(context, plan, self._decided(plan)),
            self._show,
            self._failed,
            owner=self,
            key=(id(self), "rehearsal"),
        )

    def _decided(self, plan: "Plan") -> "frozenset[FieldKey]":
        """Return what the user decided about this book so far."""
        before = self._rehearsal
        return before.decided if before is not None and before.plan.sha256 == plan.sha256 else frozenset()

    def _show(self, rehearsal: Rehearsal) -> None:
        self._ticket = None
        again = self._rehearsal is not None
        self._rehearsal = rehearsal
        self.result.show_rehearsal(rehearsal, dict(self._memory.headings), stay=again)
        self.about.setText(_about(rehearsal))
        self.apply_button.setEnabled(not rehearsal.errors and not rehearsal.is_empty)
        self._to_front(self._rehearsed)
        self.heading_changed.emit(self.title, rehearsal.plan.file_name)
        self._remember(rehearsal)
        if again:
            return
        if self.apply_button.isEnabled():
            self.apply_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.result.filter.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- correcting

    def _remember(self, rehearsal: Rehearsal) -> None:
        """Keep what was corrected, so that the same book is read the same way next time."""
        done = tuple(rehearsal.plan.corrected)
        if set(done) - set(self._memory.corrections):
            self._session.write(
                lambda context: memory.remember_corrections(context, done), lambda _: None, owner=self
            )

    def _assign(self, text: str, field: str) -> None:
        """Remember what a heading means and rehearse again."""
        fields = {**self._memory.headings, text: field}
        self._session.write(
            lambda context: memory.remember(context, fields), lambda _: self._read_again(), owner=self
        )

    def _correct(self, correction: Correction) -> None:
        """Read the book again with one correction more."""
        self._made = with_correction(self._made, correction)
        self._read_again()

    def _take_back(self, corrections: list[Correction]) -> None:
        """Forget corrections and rehearse again."""
        places = {(each.sheet, each.cell) for each in corrections}
        self._made = tuple(each for each in self._made if (each.sheet, each.cell) not in places)
        self._session.write(
            lambda context: memory.remember_corrections(context, (), corrections),
            lambda _: self._read_again(),
            owner=self,
        )

    def _decide(self, keys: "frozenset[FieldKey]") -> None:
        """Take from the book what would be kept, keep what would be changed."""
        rehearsal = self._rehearsal
        if rehearsal is None or self._ticket is not None:
            return
        decided = rehearsal.decided ^ keys
        self._session.read(
            lambda context: importing.rehearse_plan(context, rehearsal.plan, decided),
            self._show,
            self._failed,
            owner=self,
            key=(id(self), "rehearsal"),
        )

    # ---- writing

    def apply(self) -> None:
        """Write what was rehearsed, in one transaction."""
        rehearsal = self._rehearsal
        if rehearsal is None or not self.apply_button.isEnabled() or self._ticket is not None:
            return
        if self.stack.currentWidget() is not self._rehearsed:
            return

        def work(context: Context, ticket: Ticket) -> importing.ImportResult:
            return importing.apply(context, rehearsal, progress=ticket.report)

        self._begin("写入", work, lambda result: self._applied(rehearsal, result))

    def _applied(self, rehearsal: Rehearsal, result: importing.ImportResult) -> None:
        self._ticket = None
        self._rehearsal = None
        self.done.show_result(rehearsal, result)
        self._to_front(self.done)
        self.heading_changed.emit(self.title, "")
        self.done.look_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._session.changed.emit(EVERYTHING)

    def undo(self, batch_id: bytes) -> None:
        """Take back an import."""

        def work(context: Context, _: Ticket) -> int:
            return len(importing.undo_import(context, batch_id).kept)

        self._session.work("撤销导入", work, self._undone, self._session.report, owner=self)

    def _undone(self, kept_back: int) -> None:
        kept = f"，其中{kept_back}条之后又改过，保持现状" if kept_back else ""
        self._to_front(self.start)
        self._session.changed.emit(EVERYTHING)
        self._session.notice(f"已撤销这次导入{kept}")

    # ---- under way

    def _begin(
        self, title: str, work: Callable[[Context, Ticket], object], on_done: Callable[..., None]
    ) -> None:
        """Do long work while the page shows how far it is."""
        if self._ticket is not None:
            return
        self._ticket = self._session.work(title, work, on_done, self._failed, owner=self)
        self._show_progress(self._ticket)
        self._to_front(self.progress)
        self.progress.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_progress(self, ticket: Ticket) -> None:
        self.progress.say_progress(
            "fa6s.file-import", f"正在{ticket.title}", ticket.done, ticket.total, ticket.note, "取消"
        )

    def _progressed(self, ticket: Ticket) -> None:
        if ticket is self._ticket:
            self._show_progress(ticket)

    def cancel(self) -> None:
        """Stop what is under way, or leave the rehearsal."""
        if self._ticket is not None:
            self._ticket.cancel()
        elif self.stack.currentWidget() is not self.start:
            self._path = self._rehearsal = None
            self.heading_changed.emit(self.title, "")
            self._to_front(self.start)
            self.seek()

    def _failed(self, error: BaseException) -> None:
        """Keep the sentence in the page, beside the button that chooses another file."""
        self._ticket = None
        if not isinstance(error, LouyuanError):
            raise error
        if self._rehearsal is not None and isinstance(error, Cancelled):
            self._to_front(self._rehearsed)
            self._session.notice(error.message, "warn")
            return
        self._rehearsal = None
        name = self._path.name if self._path is not None else ""
        self.start.show_problem(name, error.message, calm=isinstance(error, Cancelled))
        self.heading_changed.emit(self.title, "")
        self._to_front(self.start)
        self.seek()

    def _list_imports(self, _: object = None) -> None:
        if self._session.is_open:
            self._session.read(importing.imports, self._show_imports, owner=self, key=(id(self), "imports"))

    def _show_imports(self, lines: tuple[ImportLine, ...]) -> None:
        self.start.show_imports(lines)

    def _to_front(self, widget: QWidget) -> None:
        self.stack.setCurrentWidget(widget)
        self.shown.emit()
        self.painted.emit()


def _about(rehearsal: Rehearsal) -> str:
    """Return what a rehearsal comes to, in one sentence."""
    plan = rehearsal.plan
    if rehearsal.errors:
        return f"“{plan.file_name}”有{len(rehearsal.errors)}处错误，改好后才能导入；现有数据没有改动。"
    kept = sum(bool(each.kept) for each in rehearsal.differences)
    stays = f"本地改过的{kept}处保留，可以在“与现有不同”里逐条改。" if kept else ""
    if rehearsal.is_empty:
        same = "与已有数据相同，" if not kept else ""
        return f"“{plan.file_name}”{same}没有要写入的内容。{stays}"
    add = sum(change.add for change in rehearsal.changes.values())
    changed = sum(change.change for change in rehearsal.changes.values())
    what = "，".join(
        text for text in (f"新增{add}条" if add else "", f"改动{changed}条" if changed else "") if text
    )
    skipped = f"没有认出的工作表：{'、'.join(plan.skipped_sheets)}。" if plan.skipped_sheets else ""
    return f"“{plan.file_name}”读好了，还没有写入：{what}。{stays}{skipped}"
