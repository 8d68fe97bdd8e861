"""Beside the wording: the real sheet of a courtyard's latest record, set as the wording is typed."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSizeF, Signal
from PySide6.QtWidgets import QStackedWidget

from models.errors import LouyuanError
from services import notices, templates
from services.context import Context
from services.records import FormErrors
from ui.session import Session
from ui.widgets import pdf_pages, style
from ui.widgets.message_panel import MessagePanel
from ui.widgets.pdf_view import PdfView
from ui.widgets.searchable_box import SearchableBox

if TYPE_CHECKING:
    from services.documents.fonts.library import FontLibrary
    from services.records import Choice

_COURTYARD = 180
_MESSAGE = 270
Typed = tuple[str, dict[str, str], dict[str, bool]]
"""Kind, wording by part, and flags as they stand in the form."""


class TemplatePreview(QStackedWidget):
    """The pages, or the sentence that says why there are none.

    Args:
        session: sets the sheet on the reader.
        typed: tells what stands in the form.

    Signals:
        shown: a sheet or a sentence is on the screen.
    """

    shown = Signal()

    def __init__(self, session: Session, typed: Callable[[], Typed]) -> None:
        super().__init__()
        self._session = session
        self._typed = typed
        self._fonts: FontLibrary | None = None
        self.pdf = b""
        self.courtyard = SearchableBox("预览的楼院")
        self.courtyard.setMinimumWidth(style.px(_COURTYARD))
        self.courtyard.picked.connect(lambda _: self.refresh())
        self.message = MessagePanel(width=_MESSAGE)
        self.message.pressed.connect(self.refresh)
        self.view = PdfView(session.tasks)
        self.view.set_zoom("width")
        self.addWidget(self.message)
        self.addWidget(self.view)
        self.show_nothing()

    def offer(self, yards: "Sequence[Choice]") -> None:
        """Offer courtyards; the one chosen stays, at first the first one is."""
        before = self.courtyard.currentData()
        ids = [each.id for each in yards]
        self.courtyard.offer([(each.label, each.id) for each in yards])
        if ids:
            self.courtyard.choose(before if before in ids else ids[0])

    def show_nothing(self) -> None:
        """Say how to see a sheet."""
        self.pdf = b""
        self.view.clear()
        self.message.say("fa6s.eye", "预览", "用真实的记录看一看现在的写法，不用先保存。", button="预览")
        self.setCurrentWidget(self.message)

    def refresh(self) -> None:
        """Set the sheet as the form words it now."""
        kind, texts, flags = self._typed()
        courtyard = self.courtyard.currentData()
        if courtyard is None:
            self._say("没有可以预览的楼院", "请先在“楼院”里登记一个楼院。")
            return
        self.message.say_progress("fa6s.print", "正在排版…", 0, 0, "", "")

        def work(context: Context) -> tuple[bytes, list[QSizeF]]:
            wordings = templates.unsaved(context, kind, texts, flags)
            target = notices.example(context, kind, courtyard)
            self._fonts = self._fonts or notices.font_library(context)
            sheet = notices.make_sheet(context, target, self._fonts, wordings)
            return sheet.pdf.data, pdf_pages.page_sizes(sheet.pdf.data)

        self._session.read(
            work, lambda made: self._show(*made), self._refuse, owner=self, key=("template preview", id(self))
        )

    def _show(self, pdf: bytes, sizes: list[QSizeF]) -> None:
        self.pdf = pdf
        self.view.show_pdf(pdf, sizes)
        self.setCurrentWidget(self.view)
        self.shown.emit()

    def _refuse(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        text = next(iter(error.errors.values())) if isinstance(error, FormErrors) else error.message
        self._say("没有可以预览的公示", text)

    def _say(self, heading: str, text: str) -> None:
        self.pdf = b""
        self.view.clear()
        self.message.say("fa6s.triangle-exclamation", heading, text, button="再试一次", colour="warn")
        self.setCurrentWidget(self.message)
        self.shown.emit()
