"""The three views of what is owed: each shows the same obligations and says which of them is meant."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from ui.disclosure import words
from ui.widgets import icons, style
from ui.widgets.elided import Elided
from ui.widgets.month_grid import MonthDay, MonthGrid
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable
from ui.widgets.state_matrix import MatrixCell, MatrixColumn, MatrixRow, StateMatrix
from ui.widgets.states import TONES, WORST_FIRST, worst

if TYPE_CHECKING:
    from services.disclosure.obligations import Obligation

_COLUMNS = (
    PlainColumn("状态", 6),
    PlainColumn("楼院", 11),
    PlainColumn("公开事项", 0),
    PlainColumn("哪一项", 11),
    PlainColumn("最迟", 7),
    PlainColumn("频次", 6),
    PlainColumn("依据", 9),
)
_OF_A_DAY = (PlainColumn("状态", 5), PlainColumn("楼院", 9), PlainColumn("公开事项", 0))


class DutyView(QWidget):
    """What the views have in common.

    Signals:
        opened: Enter or a double click on an obligation.
        chosen: another obligation is meant.
        wanted: a day or another month has to be read: ISO first and last day.
    """

    opened = Signal(object)
    chosen = Signal()
    wanted = Signal(object)

    def show_duties(self, duties: "Sequence[Obligation]", today: date) -> None:
        """Show obligations."""
        raise NotImplementedError

    def meant(self) -> "list[Obligation]":
        """Return the obligations that are selected."""
        raise NotImplementedError

    def filter(self, text: str) -> None:
        """Show only what holds every word of a text, where the view can."""

    def start(self) -> None:
        """Put the focus into the view."""
        raise NotImplementedError


class DutyList(DutyView):
    """A list, what wants attention first; several can be selected."""

    def __init__(self) -> None:
        super().__init__()
        self.table = PlainTable(_COLUMNS, "公开任务", empty="没有要公开的事项。", many=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)
        self.table.opened.connect(self.opened)
        self.table.chosen.connect(self.chosen)

    def show_duties(self, duties: "Sequence[Obligation]", today: date) -> None:
        """Show them, overdue ones first, then by deadline."""
        ordered = sorted(
            duties, key=lambda d: (WORST_FIRST.index(d.state), d.due, d.courtyard.name, d.item.position)
        )
        self.table.set_rows([_row(duty, today.year) for duty in ordered])

    def meant(self) -> "list[Obligation]":
        """Return the selected ones."""
        return self.table.selected_keys()

    def filter(self, text: str) -> None:
        """Show only rows that hold every word."""
        self.table.filter(text)

    def start(self) -> None:
        """Put the focus on the first row."""
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.table.rows and not self.table.selected_rows():
            self.table.selectRow(0)


def _row(duty: "Obligation", year: int) -> PlainRow:
    late = f"{words.short_day(duty.done_on, year)}公开" if duty.done_on else words.short_day(duty.due, year)
    from models import vocab

    cells = (
        words.state(duty),
        duty.courtyard.name,
        duty.item.title,
        words.about(duty),
        late,
        vocab.RHYTHM.label(duty.item.rhythm),
        duty.item.source or "本单位规定",
    )
    return PlainRow(duty, cells, TONES[duty.state])


class DutyMonth(DutyView):
    """A month: how many fall on each day, and beside it those of the chosen day."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self._duties: Sequence[Obligation] = ()
        self._marks: Mapping[date, tuple[bool, str]] = {}
        self._today = today
        self.grid = MonthGrid("公开任务月历")
        self.grid.day = self.grid.today = today
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.day_heading = QLabel()
        self.day_heading.setProperty("role", "heading")
        self.table = PlainTable(_OF_A_DAY, "这一天到期的公开任务", empty="这一天没有到期的。", many=True)
        self._lay_out()
        self.grid.chosen.connect(lambda _: self._show_day())
        self.grid.turned.connect(self._turned)
        self.grid.opened.connect(lambda _: self._enter_day())
        self.table.opened.connect(self.opened)
        self.table.chosen.connect(self.chosen)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        for icon, name, months in (
            ("fa6s.chevron-left", "上个月（PgUp）", -1),
            ("fa6s.chevron-right", "下个月（PgDn）", 1),
        ):
            turn = QPushButton(icons.icon(icon, "muted"), "")
            turn.setToolTip(name)
            turn.setAccessibleName(name)
            turn.clicked.connect(lambda _=False, months=months: self.grid.turn(months))
            head.addWidget(turn)
        back = QPushButton("今天")
        back.clicked.connect(lambda: self.grid.choose(self._today))
        head.addWidget(back)
        head.addSpacing(style.px(8))
        head.addWidget(self.heading, 1)
        left, right = QWidget(), QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, style.px(8), 0)
        column.addLayout(head)
        column.addWidget(self.grid, 1)
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.day_heading)
        beside.addWidget(self.table, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([style.px(640), style.px(470)])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)

    @property
    def month(self) -> date:
        """First day of the month that is shown."""
        return self.grid.day.replace(day=1)

    def show_marks(self, marks: Mapping[date, tuple[bool, str]]) -> None:
        """Take over which days are worked, and the names of holidays."""
        self._marks = marks
        self._show_grid()

    def show_duties(self, duties: "Sequence[Obligation]", today: date) -> None:
        """Show them on the day they are due."""
        self._duties, self._today = duties, today
        self._show_grid()
        self._show_day()

    def _show_grid(self) -> None:
        counts: dict[date, Counter[str]] = {}
        for duty in self._duties:
            counts.setdefault(date.fromisoformat(duty.due), Counter())[duty.state] += 1
        day, shown = self.grid.weeks[0][0], {}
        while day <= self.grid.weeks[-1][-1]:
            works, name = self._marks.get(day, (day.weekday() < 5, ""))
            shown[day] = MonthDay(counts.get(day, {}), works, name)
            day += timedelta(days=1)
        self.grid.show_days(shown, self._today)
        self.heading.setText(f"{self.month.year}年{self.month.month}月")

    def _turned(self, first: date) -> None:
        self.heading.setText(f"{first.year}年{first.month}月")
        self.wanted.emit(first)

    def _show_day(self) -> None:
        day = self.grid.day
        of_day = [duty for duty in self._duties if duty.due == day.isoformat()]
        of_day.sort(key=lambda duty: (WORST_FIRST.index(duty.state), duty.courtyard.name))
        self.day_heading.setText(f"{day.month}月{day.day}日到期：{len(of_day)}项")
        self.table.set_rows(
            [
                PlainRow(
                    duty,
                    (words.state(duty), duty.courtyard.name, _title(duty)),
                    TONES[duty.state],
                )
                for duty in of_day
            ]
        )

    def _enter_day(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.table.rows and not self.table.selected_rows():
            self.table.selectRow(0)

    def meant(self) -> "list[Obligation]":
        """Return the selected ones of the chosen day."""
        return self.table.selected_keys()

    def filter(self, text: str) -> None:
        """Show only rows of the day that hold every word."""
        self.table.filter(text)

    def start(self) -> None:
        """Put the focus on the calendar sheet."""
        self.grid.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _title(duty: "Obligation") -> str:
    said = words.about(duty)
    return f"{duty.item.title}（{said}）" if said else duty.item.title


class DutyMatrix(DutyView):
    """Courtyards against the lines of the catalogue, and in words what the cell in focus means."""

    def __init__(self) -> None:
        super().__init__()
        self._cells: dict[tuple[bytes, bytes], list[Obligation]] = {}
        self._off: Mapping[tuple[bytes, bytes], str] = {}
        self._year = 0
        self.matrix = StateMatrix("楼院和公开事项", empty="没有要公开的事项。")
        self.told = Elided()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.matrix, 1)
        layout.addWidget(self.told)
        self.matrix.moved.connect(self._moved)
        self.matrix.opened.connect(self._opened)

    def show_duties(self, duties: "Sequence[Obligation]", today: date) -> None:
        """Show the worst state of each courtyard and line."""
        self._year = today.year
        self._cells = {}
        yards, items = {}, {}
        for duty in duties:
            yards[duty.courtyard.id] = duty.courtyard
            items[duty.item.id] = duty.item
            self._cells.setdefault((duty.courtyard.id, duty.item.id), []).append(duty)
        columns = [
            MatrixColumn(item.id, item.title, f"{item.title}（{item.source or '本单位规定'}）")
            for item in sorted(items.values(), key=lambda item: (item.position, item.title))
        ]
        rows = [
            MatrixRow(yard.id, yard.name, tuple(self._cell(yard.id, column.key) for column in columns))
            for yard in yards.values()
        ]
        self.matrix.show_matrix(columns, rows)
        self._moved(None, None)

    def show_off(self, off: Mapping[tuple[bytes, bytes], str]) -> None:
        """Take over which lines are switched off for which courtyards, and why."""
        self._off = off

    def _cell(self, yard: bytes, item: bytes) -> MatrixCell:
        if (yard, item) in self._off:
            return MatrixCell("off", "不用公开", f"不用公开：{self._off[yard, item]}")
        found = self._cells.get((yard, item), [])
        if not found:
            return MatrixCell()
        state = worst({duty.state for duty in found})
        open_ones = [duty for duty in found if duty.state == state]
        tip = "\n".join(words.sentence(duty, self._year) for duty in open_ones[:6])
        return MatrixCell(state, words.state(open_ones[0]), tip)

    def _moved(self, yard: object, item: object) -> None:
        first = next(iter(self.meant()), None)
        self.told.setText(words.sentence(first, self._year) if first is not None else "")
        self.chosen.emit()

    def _opened(self, yard: object, item: object) -> None:
        first = next(iter(self.meant()), None)
        if first is not None:
            self.opened.emit(first)

    def meant(self) -> "list[Obligation]":
        """Return what is most urgent in the cell in focus."""
        index = self.matrix.currentIndex()
        if not index.isValid():
            return []
        key = (self.matrix.rows[index.row()].key, self.matrix.columns[index.column()].key)
        found = self._cells.get(key, [])
        state = worst({duty.state for duty in found})
        return sorted((duty for duty in found if duty.state == state), key=lambda duty: duty.due)[:1]

    def start(self) -> None:
        """Put the focus on the matrix."""
        self.matrix.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.matrix.currentIndex().isValid() and self.matrix.rows:
            self.matrix.setCurrentIndex(self.matrix.model().index(0, 0))
