"""How well the communities showed what they owed: rates by month, what was late, charts, export and print."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedWidget, QTabBar, QVBoxLayout

from models.errors import LouyuanError
from ui import exporting, printing
from ui.disclosure.rates import RatesTable
from ui.disclosure.rates_chart import Drawn, RatesChart
from ui.page import Page
from ui.widgets import icons, pdf_pages, style
from ui.widgets.chooser import Chooser
from ui.widgets.paper import PrintRun

if TYPE_CHECKING:
    from services.disclosure.obligations import Obligation
    from services.disclosure.statistics import Statistics
    from services.office import Context
    from ui.session import Session
    from ui.tasks import Ticket

_PDF = "PDF 文件 (*.pdf)"


@dataclass(frozen=True, slots=True)
class Found:
    """What the page shows: the years there are, and the figures of one of them."""

    years: tuple[int, ...]
    figures: "Statistics"


def read(context: "Context", year: int) -> Found:
    """Return what the page shows; on the reader's thread."""
    from services.disclosure.statistics import statistics, years

    return Found(years(context), statistics(context, year))


def make(session: "Session", argument: str) -> Page:
    """Return the page of statistics."""
    return StatisticsPage(session)


class StatisticsPage(Page):
    """A year: a table of rates with what was late below it, or the charts."""

    title = "公开统计"
    help_topic = "statistics"

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._figures: Statistics | None = None
        self._stale = True
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("统计表或统计图")
        self.years = Chooser()
        self.years.setAccessibleName("年份")
        self.rates = RatesTable()
        self.chart = RatesChart(session)
        self.stack = QStackedWidget()
        for name, view in (("统计表", self.rates), ("统计图", self.chart)):
            self.tabs.addTab(name)
            self.stack.addWidget(view)
        self.export_button = QPushButton(icons.icon("fa6s.file-export", "muted"), "导出 xlsx…")
        self.export_button.setToolTip("导出成 Excel 表格（Ctrl+E）")
        self.print_button = QPushButton(icons.icon("fa6s.print", "on_accent"), "打印…")
        self.print_button.setProperty("primary", True)
        self.print_button.setToolTip("打印公开情况统计表（Ctrl+P）")
        self._lay_out()
        self._connect()
        self._enable()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(style.px(8))
        bar.addWidget(self.tabs)
        bar.addStretch(1)
        for widget in (self.years, self.export_button, self.print_button):
            bar.addWidget(widget)
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(style.px(14), style.px(10), style.px(14), style.px(10))
        column.setSpacing(style.px(6))
        column.addLayout(bar)
        column.addWidget(self.stack, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(style.px(12), style.px(12), style.px(12), style.px(12))
        whole.addWidget(card)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._turn)
        self.years.activated.connect(lambda _: self._refresh())
        self.export_button.clicked.connect(self.export)
        self.print_button.clicked.connect(self.print)
        self.rates.opened.connect(self._open)
        QShortcut(QKeySequence("Ctrl+E"), self, self.export)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self, self.print)
        self._session.changed.connect(lambda _: self._refresh())

    # what the window asks

    def arrive(self, argument: object = None) -> None:
        """Read again what has changed meanwhile.

        Args:
            argument: "chart" for the charts.
        """
        if argument == "chart":
            self.tabs.setCurrentIndex(1)
        if self._stale:
            self._refresh()

    def take_focus(self) -> None:
        """Put the focus on the table, or on the charts."""
        if self.stack.currentIndex() == 0:
            self.rates.start()
        else:
            self.chart.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def seek(self) -> None:
        """There is nothing to search but the year."""
        self.years.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # reading and showing

    @property
    def year(self) -> int:
        """The year that is chosen, the present one at first."""
        chosen = self.years.currentData()
        return int(chosen) if chosen is not None else self._session.today().year

    def _refresh(self) -> None:
        self._stale = not self.isVisible()
        if self.isVisible():
            year = self.year
            self._session.read(lambda context: read(context, year), self._show, owner=self, key="statistics")

    def _show(self, found: Found) -> None:
        self._figures = found.figures
        self.years.blockSignals(True)
        self.years.clear()
        for year in found.years:
            self.years.addItem(f"{year}年", year)
        self.years.setCurrentIndex(max(0, self.years.findData(found.figures.year)))
        self.years.blockSignals(False)
        self.rates.show_statistics(found.figures)
        if self.stack.currentIndex() == 1:
            self.chart.show_statistics(found.figures)
        self._tell()
        self._enable()
        self.painted.emit()

    def _tell(self) -> None:
        from services.disclosure.statistics import per_cent

        counted = self._figures.total.total if self._figures is not None else None
        detail = ""
        if counted is not None and counted.due:
            detail = f"{self.year}年公开率{per_cent(counted.shown, counted.due)}"
            detail += f"，逾期未公开{counted.missing}项" if counted.missing else ""
        self.heading_changed.emit(self.title, detail)

    def _turn(self, at: int) -> None:
        self.stack.setCurrentIndex(at)
        if at == 1:
            self.chart.show_statistics(self._figures)

    def _enable(self) -> None:
        something = self._figures is not None and not self._figures.is_empty
        self.export_button.setEnabled(something)
        self.print_button.setEnabled(something)

    # working

    def _open(self, duty: "Obligation") -> None:
        """Go to the sheet that hung late, or to what the courtyard still has to show."""
        if duty.notices:
            self._session.show_record("notices", duty.notices[0])
        else:
            self._session.show_page("obligations", ("courtyard", duty.courtyard.name))

    def export(self) -> None:
        """Ask for a file and write the year into it."""
        if not self.export_button.isEnabled():
            return
        year = self.year
        name = f"{year}年公开情况统计.xlsx"
        path = exporting.ask_file(self._session, self, "导出公开统计", name, exporting.BOOK)
        if path is None:
            return

        def work(context: "Context", ticket: "Ticket") -> int:
            from services.statistics_out import export

            return export(context, year, path, progress=ticket.report)

        def done(count: int) -> None:
            self._session.notice(f"已导出{count:,}行到“{path}”")

        self._session.work(f"导出“{path.name}”", work, done, owner=self._session)

    def print(self) -> None:
        """Set the sheet, ask for the printer, then print; the panel offers a PDF instead."""
        figures = self._figures
        if figures is None or not self.print_button.isEnabled():
            return

        def set_sheet(context: "Context") -> Drawn:
            from services.statistics_out import sheet

            data = sheet(context, figures).data
            return Drawn(data, pdf_pages.page_sizes(data))

        def ask(drawn: Drawn) -> None:
            wanted = printing.Wanted(f"{figures.year}年公开情况统计表", drawn.sizes)
            printing.ask(
                self,
                self._session,
                wanted,
                lambda chosen: self._print(drawn, figures.year, chosen),
                lambda: self._save(drawn.data, figures.year),
            )

        self._session.read(set_sheet, ask, owner=self, key=(id(self), "sheet"))

    def _print(self, drawn: Drawn, year: int, chosen: printing.Chosen) -> None:
        def work(context: "Context", ticket: "Ticket") -> str:
            from services import departures

            with PrintRun(chosen.printer, chosen.how) as run:
                pages = run.add(drawn.data, ticket.report)
            how = printing.printed(chosen, pages, len(drawn.sizes)).in_words()
            departures.note_paper(context, "paper_printed", f"{year}年公开情况统计表", how)
            return "公开情况统计表已送到打印机"

        self._session.work("打印公开情况统计表", work, self._session.notice, self._failed, owner=self)

    def _save(self, data: bytes, year: int) -> None:
        out = exporting.ask_file(
            self._session, self, "保存公开情况统计表", f"{year}年公开情况统计表.pdf", _PDF
        )
        if out is None:
            return

        def work(context: "Context", _: "Ticket") -> str:
            from services import departures
            from services.files import write_bytes

            write_bytes(out, data)
            departures.note_paper(context, "paper_saved", f"{year}年公开情况统计表", out.name)
            return f"已保存到 {out}"

        self._session.work("保存公开情况统计表", work, self._session.notice, self._failed, owner=self)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self._session.report(error)
