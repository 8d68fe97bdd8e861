"""A month as a calendar sheet: each day with what is owed that day, weekends and holidays marked."""

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.widgets import icons, style
from ui.widgets.states import ICONS, WORST_FIRST

_WEEKDAYS: Final = "一二三四五六日"
_STEPS: Final = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day: how many things of each state fall on it, whether one works, and the name of the holiday."""

    counts: Mapping[str, int]
    works: bool = True
    name: str = ""


_NOTHING: Final = MonthDay({})


class MonthGrid(QWidget):
    """The calendar sheet, worked by the arrow keys, PgUp and PgDn.

    Signals:
        chosen: another day is chosen.
        turned: another month is shown; its first day.
        opened: Enter or a double click on a day.
    """

    chosen = Signal(object)
    turned = Signal(object)
    opened = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days: Mapping[date, MonthDay] = {}
        self.today = date.min
        self.day = date(2000, 1, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)

    def show_days(self, days: Mapping[date, MonthDay], today: date) -> None:
        """Show what falls on the days of the month of the chosen day."""
        self._days, self.today = days, today
        self._speak()
        self.update()

    def choose(self, day: date) -> None:
        """Choose a day; its month is shown."""
        if day == self.day:
            return
        other = (day.year, day.month) != (self.day.year, self.day.month)
        self.day = day
        if other:
            self._days = {}
            self.turned.emit(day.replace(day=1))
        self._speak()
        self.chosen.emit(day)
        self.update()

    def turn(self, months: int) -> None:
        """Go some months on or back; the day stays where the month has it."""
        number = self.day.year * 12 + self.day.month - 1 + months
        year, month = divmod(number, 12)
        last = (date(year + (month == 11), month % 12 + 1 if month < 11 else 1, 1) - timedelta(days=1)).day
        self.choose(date(year, month + 1, min(self.day.day, last)))

    @property
    def weeks(self) -> list[list[date]]:
        """The weeks of the month, from Monday, with the days of the months beside it."""
        return Calendar(0).monthdatescalendar(self.day.year, self.day.month)

    def _speak(self) -> None:
        from models import vocab

        found = self._days.get(self.day, _NOTHING)
        said = "，".join(f"{vocab.OBLIGATION_STATE.label(state)}{n}项" for state, n in found.counts.items())
        self.setAccessibleDescription(f"{self.day.month}月{self.day.day}日　{said or '没有要公开的'}")

    def sizeHint(self) -> QSize:
        """Return room for six weeks."""
        return QSize(style.px(560), style.px(420))

    def minimumSizeHint(self) -> QSize:
        """Return the least room in which the numbers can be read."""
        return QSize(style.px(360), style.px(260))

    # drawing

    def _cell(self, week: int, weekday: int) -> QRect:
        head = style.px(26)
        count = len(self.weeks)
        width, height = self.width() / 7, (self.height() - head) / count
        left, top = round(weekday * width), round(head + week * height)
        return QRect(left, top, round((weekday + 1) * width) - left, round(head + (week + 1) * height) - top)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the headings and the days."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(style.colour("muted")))
        for weekday, name in enumerate(_WEEKDAYS):
            room = QRect(round(weekday * self.width() / 7), 0, round(self.width() / 7), style.px(24))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, name)
        for week, days in enumerate(self.weeks):
            for weekday, day in enumerate(days):
                self._draw_day(painter, day, self._cell(week, weekday))
        painter.end()

    def _draw_day(self, painter: QPainter, day: date, rect: QRect) -> None:
        found = self._days.get(day, _NOTHING)
        inside = rect.adjusted(style.px(2), style.px(2), -style.px(2), -style.px(2))
        own = day.month == self.day.month
        painter.setPen(QColor(style.colour("accent" if day == self.day else "line")))
        ground = "selection" if day == self.day else "surface" if found.works and own else "hover"
        painter.setBrush(QColor(style.colour(ground)))
        painter.drawRoundedRect(inside, style.px(4), style.px(4))
        text = inside.adjusted(style.px(6), style.px(3), -style.px(6), 0)
        painter.setPen(QColor(style.colour("text" if own else "muted")))
        painter.setFont(style.font("body", bold=day == self.today))
        top = Qt.AlignmentFlag.AlignTop
        painter.drawText(text, top | Qt.AlignmentFlag.AlignLeft, str(day.day))
        painter.setFont(style.font("small"))
        painter.setPen(QColor(style.colour("accent" if day == self.today else "muted")))
        mark = "今天" if day == self.today else found.name or ("" if found.works else "休")
        painter.drawText(text, top | Qt.AlignmentFlag.AlignRight, mark)
        if own:
            self._draw_counts(painter, found.counts, text)

    def _draw_counts(self, painter: QPainter, counts: Mapping[str, int], room: QRect) -> None:
        side, left = style.px(14), room.left()
        line = room.top() + style.px(22)
        for state in WORST_FIRST:
            if not counts.get(state):
                continue
            name, colour = ICONS[state]
            number = str(counts[state])
            width = side + style.px(3) + painter.fontMetrics().horizontalAdvance(number) + style.px(8)
            if left + width > room.right() and left > room.left():
                left, line = room.left(), line + style.px(18)
            icons.icon(name, colour).paint(painter, QRect(left, line, side, side))
            painter.setPen(QColor(style.colour(colour)))
            place = QRect(left + side + style.px(3), line, width, side)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, number)
            left += width

    # working

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by days, weeks and months; Enter opens the day."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.choose(self.day + timedelta(days=_STEPS[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.day)
        elif key == Qt.Key.Key_Home:
            self.choose(self.today)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the day under the pointer."""
        day = self._day_at(event)
        if day is not None:
            self.choose(day)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the day under the pointer."""
        day = self._day_at(event)
        if day is not None:
            self.opened.emit(day)

    def _day_at(self, event: QMouseEvent) -> date | None:
        point = event.position().toPoint()
        for week, days in enumerate(self.weeks):
            for weekday, day in enumerate(days):
                if self._cell(week, weekday).contains(point):
                    return day
        return None
