"""The table of rates: communities against months, and below it what was late in the cell in focus."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from ui.disclosure import words
from ui.widgets import style
from ui.widgets.elided import Elided
from ui.widgets.figure_grid import FigureCell, FigureGrid, FigureRow
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable, Tone

if TYPE_CHECKING:
    from services.disclosure.obligations import Obligation
    from services.disclosure.statistics import Figures, Line, Statistics

ALL = "all"
"""Key of the row and of the column of sums."""
_DAYS, _OBJECTIONS = "days", "objections"
_SUMS = (ALL, _DAYS, _OBJECTIONS)
_LEAST_GRID, _LEAST_LATE, _NARROWEST = 100, 90, 7
"""Least heights in pixels that still show a row, least width of a column in characters."""
_MOST = 2_000
"""Rows below; who wants more exports them."""
_LATE = (
    PlainColumn("情况", 7),
    PlainColumn("社区", 7),
    PlainColumn("楼院", 11),
    PlainColumn("公开事项", 0),
    PlainColumn("哪一项", 10),
    PlainColumn("最迟", 7),
    PlainColumn("公开日期", 7),
    PlainColumn("逾期天数", 7, number=True),
)


class RatesTable(QWidget):
    """Rates above, what is behind them below.

    Signals:
        opened: Enter or a double click on an obligation that was late.
    """

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._found: Statistics | None = None
        self.grid = FigureGrid(
            "各社区每月公开率", empty="这一年没有应公开的事项。记了账、作了决议，这里就有统计。"
        )
        self.told = Elided()
        self.late = PlainTable(_LATE, "逾期的公开任务", empty="没有逾期的。")
        wide = self.fontMetrics().horizontalAdvance("字")
        self.late.horizontalHeader().setMinimumSectionSize(wide * _NARROWEST + 20)
        self.late.setMinimumHeight(style.px(_LEAST_LATE))
        self.grid.setMinimumHeight(style.px(_LEAST_GRID))
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, style.px(6), 0, 0)
        column.setSpacing(style.px(6))
        column.addWidget(self.told)
        column.addWidget(self.late, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.grid)
        split.addWidget(below)
        split.setSizes([style.px(410), style.px(190)])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
        self.setFocusProxy(self.grid)
        self.grid.moved.connect(lambda *_: self._show_late())
        self.grid.opened.connect(lambda *_: self._enter())
        self.late.opened.connect(self.opened)

    def show_statistics(self, found: "Statistics | None") -> None:
        """Show a year; None or an empty one for nothing."""
        self._found = found
        if found is None or found.is_empty:
            self.grid.show_figures((), ())
        else:
            columns = [(month, f"{int(month[5:])}月") for month in found.months]
            columns += list(zip(_SUMS, ("合计", "逾期天", "异议"), strict=True))
            rows = [_row(line.community, _called(line), line) for line in found.lines]
            self.grid.show_figures(columns, [*rows, _row(ALL, "合计", found.total, strong=True)])
            if not self.grid.currentIndex().isValid():
                self.grid.select(ALL, ALL)
        self._show_late()

    def start(self) -> None:
        """Put the focus on the grid."""
        self.grid.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_late(self) -> None:
        found, cell = self._found, self.grid.cell()
        if found is None or cell is None:
            self.told.setText("")
            self.late.set_rows([])
            return
        index = self.grid.currentIndex()
        row, column = self.grid.rows[index.row()].key, self.grid.columns[index.column()][0]
        late = found.late_in(None if row == ALL else row, None if column in _SUMS else column)
        more = f"（下面只列{_MOST:,}项，全部的请导出）" if len(late) > _MOST else ""
        self.told.setText(cell.told + more)
        self.late.clearSelection()
        self.late.set_rows([_late_row(duty, found) for duty in late[:_MOST]])

    def _enter(self) -> None:
        """Go to what was late in the cell."""
        if self.late.rows:
            self.late.setFocus(Qt.FocusReason.OtherFocusReason)
            self.late.selectRow(0)


def _called(line: "Line") -> str:
    from services.disclosure.statistics import name_of

    return name_of(line.community)


def _row(key: object, name: str, line: "Line", *, strong: bool = False) -> FigureRow:
    whole = line.total
    cells = [_rate(counted) for counted in (*line.months, whole)]
    told = sentence(whole)
    cells.append(FigureCell(str(whole.days_late), "" if whole.days_late else "muted", told))
    cells.append(_objections(whole))
    return FigureRow(key, name, tuple(cells), strong)


def _rate(counted: "Figures") -> FigureCell:
    from services.disclosure.statistics import per_cent

    if not counted.due:
        return FigureCell("未到期" if counted.waiting else "—", "muted", sentence(counted))
    tone: Tone = "error" if counted.missing else "warn" if counted.late else "ok"
    text = "100%" if counted.shown == counted.due else per_cent(counted.shown, counted.due)
    return FigureCell(text, tone, sentence(counted))


def _objections(counted: "Figures") -> FigureCell:
    if not counted.objections:
        return FigureCell("—", "muted", sentence(counted))
    tone: Tone = "error" if counted.unanswered_late else "warn" if counted.answered_late else ""
    return FigureCell(str(counted.objections), tone, sentence(counted))


def sentence(counted: "Figures") -> str:
    """Return everything about figures in one line."""
    from services.disclosure.statistics import per_cent

    parts = []
    if counted.due:
        parts.append(f"应公开{counted.due}项，公开率{per_cent(counted.shown, counted.due)}")
        counts = (("按时公开", counted.in_time), ("逾期公开", counted.late), ("逾期未公开", counted.missing))
        parts.append("，".join(f"{name}{count}项" for name, count in counts if count))
        if counted.days_late:
            parts.append(f"共逾期{counted.days_late}天，最长{counted.most_days_late}天（自然日）")
    if counted.waiting:
        parts.append(f"未到期{counted.waiting}项")
    if counted.objections:
        parts.append(_about_objections(counted))
    return "；".join(parts) if parts else "没有应公开的事项，没有异议"


def _about_objections(counted: "Figures") -> str:
    said = f"异议{counted.objections}件，已答复{counted.answered}件"
    if counted.answered_late:
        said += f"（逾期{counted.answered_late}件）"
    return said + (f"，逾期未答复{counted.unanswered_late}件" if counted.unanswered_late else "")


def _late_row(duty: "Obligation", found: "Statistics") -> PlainRow:
    from services.disclosure.statistics import days_late, outcome_words

    cells = (
        outcome_words(duty, found.on),
        duty.courtyard.community,
        duty.courtyard.name,
        duty.item.title,
        words.about(duty),
        words.short_day(duty.due, found.year),
        words.short_day(duty.done_on, found.year),
        str(days_late(duty, found.on)),
    )
    return PlainRow(duty, cells, "warn" if duty.done_on else "error")
