"""The charts of a year of disclosure, as they are printed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui.system.tab import muted
from ui.widgets import pdf_pages
from ui.widgets.pdf_view import PdfView

if TYPE_CHECKING:
    from services.disclosure.statistics import Statistics
    from services.documents.fonts.library import FontLibrary
    from services.office import Context
    from ui.session import Session


@dataclass(frozen=True, slots=True)
class Drawn:
    """Pages that were set: the file and their sizes."""

    data: bytes
    sizes: list[QSizeF]


class RatesChart(QWidget):
    """The charts of what is shown.

    Args:
        session: draws on the reader.
    """

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._fonts: FontLibrary | None = None
        self._shown: Statistics | None = None
        self.view = PdfView(session.tasks)
        self.view.setAccessibleName("公开情况统计图")
        self.nothing = muted("这一年没有应公开的事项，没有图可画。")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.nothing)
        self.stack.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self.setFocusProxy(self.view)

    def show_statistics(self, found: "Statistics | None") -> None:
        """Draw a year; nothing is drawn again that is shown already."""
        if found is None or found.is_empty:
            self._shown = None
            self.stack.setCurrentIndex(0)
            return
        if found is self._shown:
            return
        self._shown = found

        def draw(context: "Context") -> Drawn:
            from services.notices import font_library
            from services.statistics_out import chart

            if self._fonts is None:
                self._fonts = font_library(context)
            data = chart(context, found, self._fonts).data
            return Drawn(data, pdf_pages.page_sizes(data))

        self._session.read(draw, lambda drawn: self._show(found, drawn), owner=self, key=(id(self), "chart"))

    def _show(self, found: "Statistics", drawn: Drawn) -> None:
        if found is self._shown:
            self.view.show_pdf(drawn.data, drawn.sizes)
            self.stack.setCurrentIndex(1)
