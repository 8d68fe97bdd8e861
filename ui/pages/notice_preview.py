"""Preview of a sheet for the board: true pages, who is named on it, its fonts; then print or save."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSizeF, QStandardPaths, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.errors import LouyuanError
from services import notice_fonts, notice_people, notices, records
from services.context import Context
from services.files import Cancelled, write_bytes
from services.notices import CHOSEN, OF_MONTHS, SHEETS, Offered, Sheet, Target
from ui import printing, prompts
from ui.page import Page
from ui.session import Session
from ui.tasks import Ticket
from ui.widgets import icons, pdf_pages, style
from ui.widgets.message_panel import MessagePanel
from ui.widgets.paper import PrintRun
from ui.widgets.pdf_view import PdfView
from ui.widgets.preview_panel import PreviewPanel

if TYPE_CHECKING:
    from services.documents.fonts.library import FontLibrary
    from services.documents.forms import Form
    from services.records import Choice

_FOLDER, _FORM = "notice folder", "notice form"
MOST_COURTYARDS = 5000
"""Courtyards offered in the box; more are reached from their own records."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A sheet ready to be shown: the sheet, page sizes in points, people with their masks, fonts."""

    sheet: Sheet
    sizes: list[QSizeF]
    masks: notice_people.MaskReport
    fonts: tuple[notice_fonts.FontLine, ...]
    refused: tuple[str, ...]


class Preparing:
    """Sets sheets on the reader's thread; the fonts are looked up once."""

    def __init__(self) -> None:
        self._fonts: FontLibrary | None = None

    def prepare(self, context: Context, target: Target, form: "Form") -> Prepared:
        """Set one sheet in a form and gather what is shown beside it.

        Raises:
            LouyuanError: a character without a glyph, no Chinese font, courtyard or record is gone.
        """
        if self._fonts is None:
            self._fonts = notices.font_library(context)
        sheet = notices.make_sheet(context, target, self._fonts, form=form)
        return Prepared(
            sheet,
            pdf_pages.page_sizes(sheet.pdf.data),
            notice_people.with_names(context, target, sheet.document, sheet.masks),
            notice_fonts.fonts_used(sheet.pdf.fonts),
            notice_fonts.refused(sheet.pdf.fonts),
        )


def make(session: Session, argument: str) -> Page:
    """Build the page."""
    return NoticePreview(session)


class NoticePreview(Page):
    """The preview page.

    Args:
        session: sets sheets on the reader, prints and saves on the writer.

    Signals:
        shown: a sheet is on the screen, or the sentence that says why not.
    """

    title = "公示打印"
    help_topic = "preview"
    shown = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._preparing = Preparing()
        self._prepared: Prepared | None = None
        self._target = Target("overview")
        self.view = PdfView(session.tasks)
        self.panel = PreviewPanel(tuple(SHEETS.items()), CHOSEN, self.view)
        self.message = MessagePanel()
        self.save_button = QPushButton(icons.icon("fa6s.floppy-disk"), "保存 PDF…")
        self.save_button.setToolTip("保存 PDF（Ctrl+S）")
        self.save_button.clicked.connect(self.save)
        self.batch_button = QPushButton(icons.icon("fa6s.layer-group"), "批量打印…")
        self.batch_button.setToolTip("一种公示，许多楼院，一次打印或存成 PDF（Ctrl+Shift+P）")
        self.batch_button.clicked.connect(lambda: session.batch_wanted.emit(None))
        QShortcut(QKeySequence("Ctrl+Shift+P"), self, self.batch_button.click)
        self.word_button = QPushButton(icons.icon("fa6s.file-word"), "存为 Word…")
        self.word_button.setToolTip("存为 Word（Ctrl+Shift+S）")
        self.word_button.clicked.connect(self.save_word)
        self.print_button = QPushButton(icons.icon("fa6s.print", "on_accent"), "打印…")
        self.print_button.setProperty("primary", True)
        self.print_button.setToolTip("打印（Ctrl+P）")
        self.print_button.clicked.connect(self.print)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.save)
        QShortcut(QKeySequence("Ctrl+Shift+S"), self, self.save_word)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self, self.print)
        self._lay_out()
        self.panel.kind_chosen.connect(lambda kind: self.open(Target(kind, self._target.courtyard)))
        self.panel.courtyard_chosen.connect(lambda chosen: self.open(Target(self._target.kind, chosen)))
        self.panel.record_chosen.connect(lambda chosen: self.open(self._target.choosing(chosen)))
        self.panel.form.restore(session.remembered.get(_FORM))
        self.panel.form.chosen.connect(self._form_chosen)
        self.message.pressed.connect(self.refresh)
        self._offer_nothing()

    def _lay_out(self) -> None:
        self.stack = QStackedWidget()
        self.stack.addWidget(self.message)
        self.stack.addWidget(self.view)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.stack)
        split.addWidget(self.panel)
        split.setHandleWidth(style.px(10))
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 0)
        layout = QVBoxLayout(self)
        margin = style.px(12)
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.addWidget(split)
        self.setFocusProxy(self.view)

    def _offer_nothing(self) -> None:
        called = "收支" if self._target.kind in OF_MONTHS else CHOSEN.get(self._target.kind, "")
        if self._target.courtyard is None:
            heading = "还没有选楼院"
            text = "在右边选一个楼院，或在楼院、自治组织、会议、公示的记录里按“打印公示”，公示就显示在这里。"
        else:
            heading = f"这个楼院还没有登记{called}"
            text = f"先登记{called}，再来打印；或者在右边选别的楼院、别的种类。"
        self.message.say("fa6s.print", heading, text)
        self.stack.setCurrentWidget(self.message)
        self.panel.show_nothing()
        self._enable(False)

    def buttons(self) -> tuple[QWidget, ...]:
        """The buttons that stand in the header beside the title."""
        return (self.batch_button, self.save_button, self.word_button, self.print_button)

    def seek(self) -> None:
        """Put the cursor where another courtyard is chosen."""
        self.panel.courtyard.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def arrive(self, argument: object = None) -> None:
        """Show the sheet that was asked for, or the one shown last as it is now.

        Args:
            argument: which sheet, as a `Target`.
        """
        if isinstance(argument, Target):
            self.open(argument)
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.refresh()

    def open(self, target: Target) -> None:
        """Show a sheet; of a kind made of records without one, that of the latest record."""
        self._target = target
        self.panel.show_choice(target)
        self.refresh()

    def _form_chosen(self) -> None:
        self._session.remembered.put(_FORM, self.panel.form.kept())
        self.refresh()

    @property
    def pdf(self) -> bytes:
        """The file on the screen, empty when there is none."""
        return self._prepared.sheet.pdf.data if self._prepared is not None else b""

    def refresh(self) -> None:
        """Set the sheet anew from what is recorded now, and offer what there is now."""
        target = self._target
        self._enable(False)
        self._session.read(
            lambda context: (
                records.choices(context, "courtyards", "", MOST_COURTYARDS),
                notices.offered(context, target),
            ),
            lambda found: self._offer(target, *found),
            owner=self,
            key=("preview choices", id(self)),
        )

    def _offer(self, target: Target, courtyards: "tuple[Choice, ...]", offered: tuple[Offered, ...]) -> None:
        if target.kind in CHOSEN and target.choice is None and offered:
            target = target.choosing(offered[0].id)
        self._target = target
        self.panel.offer(courtyards, offered, target)
        if (target.choice if target.kind in CHOSEN else target.courtyard) is None:
            self._prepared = None
            self.heading_changed.emit(self.title, SHEETS[target.kind])
            self._offer_nothing()
            self.shown.emit()
            return
        if self._prepared is None:
            self.message.say_progress("fa6s.print", "正在排版…", 0, 0, "", "")
            self.stack.setCurrentWidget(self.message)
        form = self.panel.form.form
        self._session.read(
            lambda context: self._preparing.prepare(context, target, form),
            self._show,
            self._refuse,
            owner=self,
            key=("preview", id(self)),
        )

    def _show(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self.heading_changed.emit(self.title, f"{prepared.sheet.title}　·　{prepared.sheet.courtyard}")
        self.view.show_pdf(prepared.sheet.pdf.data, prepared.sizes)
        self.stack.setCurrentWidget(self.view)
        self.panel.show_pages()
        self.panel.show_masks(prepared.masks)
        self.panel.show_fonts(prepared.fonts, prepared.refused)
        self._enable(True)
        if prepared.sheet.remark:
            self._session.notice(prepared.sheet.remark, "warn")
        self.shown.emit()

    def _refuse(self, error: BaseException) -> None:
        """Say calmly why there is no sheet; one that cannot be set whole is not issued at all."""
        if not isinstance(error, LouyuanError):
            raise error
        self._prepared = None
        self.heading_changed.emit(self.title, SHEETS[self._target.kind])
        self.view.clear()
        char = getattr(error, "char", "")
        heading = f"有一个字打印不出来：{char}" if char else "这张公示没有生成"
        self.message.say(
            "fa6s.triangle-exclamation", heading, error.message, button="再试一次", colour="warn"
        )
        self.stack.setCurrentWidget(self.message)
        self.panel.show_nothing()
        self.shown.emit()

    def _enable(self, ready: bool) -> None:
        self.save_button.setEnabled(ready)
        self.word_button.setEnabled(ready)
        self.print_button.setEnabled(ready)

    def save(self) -> None:
        """Ask where to, then write the PDF and note it."""
        self._save(".pdf", "PDF 文件 (*.pdf)", lambda sheet: sheet.pdf.data)

    def save_word(self) -> None:
        """Ask where to, then write a Word file and note it."""
        self._save(".docx", "Word 文档 (*.docx)", notices.word_bytes)

    def _save(self, ending: str, files: str, content: Callable[[Sheet], bytes]) -> None:
        if self._prepared is None or not self.save_button.isEnabled():
            return
        sheet = self._prepared.sheet
        proposed = self._folder() / notices.sheet_file_name(sheet, ending)
        out = prompts.save_file(self, "保存公示", proposed, files)
        if out is None:
            return
        out = out if out.suffix.lower() == ending else out.with_name(out.name + ending)
        self._session.remembered.put(_FOLDER, str(out.parent))

        def work(context: Context, _: Ticket) -> str:
            write_bytes(out, content(sheet))
            notices.note_issued(context, sheet, "notice_saved")
            return f"已保存到 {out}"

        self._session.work("保存公示", work, self._session.notice, self._failed, owner=self)

    def _folder(self) -> Path:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return Path(self._session.remembered.get(_FOLDER, documents))

    def print(self) -> None:
        """Ask for printer, pages and copies, then print and note it."""
        prepared = self._prepared
        if prepared is None or not self.print_button.isEnabled():
            return
        sheet = prepared.sheet
        wanted = printing.Wanted(f"{sheet.courtyard} {sheet.title}", prepared.sizes, self.view.page)
        printing.ask(self, self._session, wanted, lambda chosen: self._print(sheet, chosen), self.save)

    def _print(self, sheet: Sheet, chosen: printing.Chosen) -> None:
        how = chosen.how

        def work(context: Context, ticket: Ticket) -> str:
            with PrintRun(chosen.printer, how) as run:
                pages = run.add(sheet.pdf.data, ticket.report)
            done = printing.printed(chosen, pages, sheet.pdf.pages)
            notices.note_issued(context, sheet, "notice_printed", done.in_words())
            return f"“{sheet.title}”{done.how_many()}已送到打印机"

        self._session.work("打印公示", work, self._session.notice, self._failed, owner=self)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self._session.notice(error.message, "warn" if isinstance(error, Cancelled) else "error")
