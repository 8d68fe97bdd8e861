"""A sheet for the work at the boards, looked at and printed: the walk list, an empty form for objections."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSizeF, QStandardPaths
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from services import departures
from services.files import write_bytes
from ui import printing, prompts
from ui.widgets import icons, pdf_pages, style
from ui.widgets.paper import PrintRun
from ui.widgets.pdf_view import PdfView

if TYPE_CHECKING:
    from services.office import Context
    from ui.session import Session
    from ui.tasks import Ticket

_FOLDER = "notice folder"
_WIDTH, _HEIGHT, _MARGIN = 720, 900, 24


class PaperDialog(QDialog):
    """The pages of a sheet with buttons to print and to save them.

    Args:
        session: prints and saves on the writer.
        title: of the dialog and of the print job.
        name: file name that is proposed, without ending.
        data: the PDF.
        sizes: of its pages in points.
        parent: the window.
    """

    def __init__(
        self, session: "Session", title: str, name: str, data: bytes, sizes: list[QSizeF], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._title, self._name = session, title, name
        self.pdf, self._sizes = data, sizes
        self.setWindowTitle(title)
        self.view = PdfView(session.tasks)
        self.view.set_zoom("width")
        self.print_button = QPushButton(icons.icon("fa6s.print", "on_accent"), "打印…")
        self.print_button.setProperty("primary", True)
        self.print_button.setShortcut(QKeySequence(QKeySequence.StandardKey.Print))
        self.print_button.setToolTip("打印（Ctrl+P）")
        self.print_button.clicked.connect(self.print)
        self.save_button = QPushButton(icons.icon("fa6s.floppy-disk"), "保存 PDF…")
        self.save_button.setShortcut(QKeySequence(QKeySequence.StandardKey.Save))
        self.save_button.setToolTip("保存 PDF（Ctrl+S）")
        self.save_button.clicked.connect(self.save)
        close = QPushButton("关闭　Esc")
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self.save_button, close, self.print_button):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.view, 1)
        layout.addLayout(row)
        room = parent.window().size()
        self.resize(
            min(style.px(_WIDTH), room.width() - _MARGIN), min(style.px(_HEIGHT), room.height() - _MARGIN)
        )
        self.view.show_pdf(data, sizes)

    def print(self) -> None:
        """Ask for printer, pages and copies, then print."""
        wanted = printing.Wanted(self._name, self._sizes, self.view.page)
        printing.ask(self, self._session, wanted, self._print, self.save)

    def _print(self, chosen: printing.Chosen) -> None:
        data, title, name, sheets = self.pdf, self._title, self._name, len(self._sizes)

        def work(context: "Context", ticket: "Ticket") -> str:
            with PrintRun(chosen.printer, chosen.how) as run:
                pages = run.add(data, ticket.report)
            how = printing.printed(chosen, pages, sheets).in_words()
            departures.note_paper(context, "paper_printed", name, how)
            return f"“{title}”已送到打印机"

        self._session.work("打印", work, self._session.notice, self._session.report, owner=self._session)

    def save(self) -> None:
        """Ask where to, then write the PDF."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = Path(self._session.remembered.get(_FOLDER, documents))
        out = prompts.save_file(self, f"保存{self._title}", folder / f"{self._name}.pdf", "PDF 文件 (*.pdf)")
        if out is None:
            return
        self._session.remembered.put(_FOLDER, str(out.parent))
        data, name = self.pdf, self._name

        def work(context: "Context", _: "Ticket") -> str:
            write_bytes(out, data)
            departures.note_paper(context, "paper_saved", name, out.name)
            return f"已保存到 {out}"

        self._session.work("保存 PDF", work, self._session.notice, self._session.report, owner=self._session)


def show_paper(
    session: "Session", window: QWidget, title: str, name: str, make: "Callable[[Context], bytes]"
) -> None:
    """Set a sheet on the reader's thread and show it.

    Args:
        session: the office at work.
        window: the dialog belongs to it.
        title: of the dialog and of the print job.
        name: file name that is proposed, without ending.
        make: sets it and returns the PDF.
    """

    def read(context: "Context") -> tuple[bytes, list[QSizeF]]:
        data = make(context)
        return data, pdf_pages.page_sizes(data)

    def show(made: tuple[bytes, list[QSizeF]]) -> None:
        dialog = PaperDialog(session, title, name, *made, window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        dialog.view.setFocus()

    session.read(read, show, session.report, owner=window)
