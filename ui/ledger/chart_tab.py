"""The tab 图表: receipts, payments and the balance by month, as it is printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSizeF, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from models.errors import LouyuanError
from ui import printing, prompts
from ui.ledger.months import short
from ui.system.tab import button, muted
from ui.widgets import pdf_pages, style
from ui.widgets.chooser import Chooser
from ui.widgets.paper import PrintRun
from ui.widgets.pdf_view import PdfView

if TYPE_CHECKING:
    from services.documents.fonts.library import FontLibrary
    from services.ledgers.overview import MonthLine
    from services.office import Context
    from ui.ledger.place import Place
    from ui.session import Session
    from ui.tasks import Ticket

LATEST = ""
_MONTHS = 12
_FOLDER = "notice folder"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart: the file and the size of its page."""

    data: bytes
    sizes: list[QSizeF]


class ChartTab(QWidget):
    """The chart of a courtyard.

    Args:
        session: draws on the reader, prints and saves on the writer.

    Signals:
        filled: the chart, or the sentence that says why there is none, is shown.
    """

    filled = Signal()

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._place: Place | None = None
        self._drawn: Drawn | None = None
        self._fonts: FontLibrary | None = None
        self.span = Chooser()
        self.span.setAccessibleName("哪些月份")
        self.view = PdfView(session.tasks)
        self.view.setAccessibleName("收支图")
        self.save_button = button("保存 PDF…", "fa6s.floppy-disk", self.save)
        self.print_button = button("打印…", "fa6s.print", self.print)
        self.nothing = muted("还没有收支，记了账这里就有图。")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        bar = QHBoxLayout()
        bar.addWidget(self.span)
        bar.addStretch(1)
        bar.addWidget(self.save_button)
        bar.addWidget(self.print_button)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.nothing)
        self.stack.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(6))
        column.addLayout(bar)
        column.addWidget(self.stack, 1)
        self.setFocusProxy(self.view)
        self.span.activated.connect(lambda _: self._draw())

    def show_place(self, place: "Place") -> None:
        """Draw the months of a place."""
        self._place = place
        chosen = self.span.currentData()
        years = sorted({line.month[:4] for line in place.months if line.entries}, reverse=True)
        self.span.clear()
        self.span.addItem("最近12个月", LATEST)
        for year in years:
            self.span.addItem(f"{year}年", year)
        self.span.setCurrentIndex(max(0, self.span.findData(chosen)))
        self._draw()

    def _draw(self) -> None:
        place = self._place
        months = wanted_months(place.months, str(self.span.currentData() or LATEST)) if place else ()
        if place is None or not months:
            self._drawn = None
            self.stack.setCurrentIndex(0)
            self._enable()
            self.filled.emit()
            return
        heading = f"{place.name}收支情况"
        detail = f"{short(months[0].month)}至{short(months[-1].month)}，全部账户"

        def draw(context: "Context") -> Drawn:
            from services.documents.charts import MonthSums
            from services.documents.charts import draw as drawing
            from services.notices import font_library

            if self._fonts is None:
                self._fonts = font_library(context)
            sums = [MonthSums(each.month, each.income, each.expense, each.balance) for each in months]
            data = drawing(heading, detail, sums, self._fonts)
            return Drawn(data, pdf_pages.page_sizes(data))

        self._session.read(draw, lambda drawn: self._show(place, drawn), owner=self, key=(id(self), "chart"))

    def _show(self, place: "Place", drawn: Drawn) -> None:
        if place is self._place:
            self._drawn = drawn
            self.view.show_pdf(drawn.data, drawn.sizes)
            self.stack.setCurrentIndex(1)
            self._enable()
            self.filled.emit()

    def _enable(self) -> None:
        self.save_button.setEnabled(self._drawn is not None)
        self.print_button.setEnabled(self._drawn is not None)

    def save(self) -> None:
        """Ask where to, then write the PDF."""
        place, drawn = self._place, self._drawn
        if place is None or drawn is None:
            return
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = Path(str(self._session.remembered.get(_FOLDER, documents)))
        out = prompts.save_file(self, "保存收支图", folder / f"{place.name}收支图.pdf", "PDF 文件 (*.pdf)")
        if out is None:
            return
        self._session.remembered.put(_FOLDER, str(out.parent))
        data, title = drawn.data, f"{place.name}收支图"

        def work(context: "Context", _: "Ticket") -> str:
            from services import departures
            from services.files import write_bytes

            write_bytes(out, data)
            departures.note_paper(context, "paper_saved", title, out.name)
            return f"已保存到 {out}"

        self._session.work("保存收支图", work, self._session.notice, self._failed, owner=self)

    def print(self) -> None:
        """Ask for the printer, then print."""
        place, drawn = self._place, self._drawn
        if place is None or drawn is None:
            return
        wanted = printing.Wanted(f"{place.name}收支图", drawn.sizes, self.view.page)
        printing.ask(self, self._session, wanted, lambda chosen: self._print(drawn, place, chosen), self.save)

    def _print(self, drawn: Drawn, place: "Place", chosen: printing.Chosen) -> None:
        def work(context: "Context", ticket: "Ticket") -> str:
            from services import departures

            with PrintRun(chosen.printer, chosen.how) as run:
                pages = run.add(drawn.data, ticket.report)
            how = printing.printed(chosen, pages, len(drawn.sizes)).in_words()
            departures.note_paper(context, "paper_printed", f"{place.name}收支图", how)
            return "收支图已送到打印机"

        self._session.work("打印收支图", work, self._session.notice, self._failed, owner=self)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self._session.report(error)


def wanted_months(months: "Sequence[MonthLine]", year: str) -> "tuple[MonthLine, ...]":
    """Return the months of a chart, those without entries in between as well.

    Args:
        months: all of a courtyard, the earliest first.
        year: four figures, or LATEST for the last twelve months.
    """
    from services.ledgers.overview import without_gaps

    busy = [line for line in months if line.entries]
    if not busy:
        return ()
    first, last = busy[0].month, busy[-1].month
    every = without_gaps(line for line in months if first <= line.month <= last)
    if year:
        return tuple(line for line in every if line.month[:4] == year)
    return every[-_MONTHS:]
