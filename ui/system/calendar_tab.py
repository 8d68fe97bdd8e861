"""The calendar of working days: the holidays of a year, corrected when a new arrangement is announced."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QWidget

from models import vocab
from services.office import Context
from ui import prompts
from ui.session import Session
from ui.system.tab import SystemTab, button, muted
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

if TYPE_CHECKING:
    from models.db.uow import Committed
    from services.disclosure.calendar import Day, Year

_COLUMNS = (
    PlainColumn("日期", 12),
    PlainColumn("星期", 5),
    PlainColumn("安排", 6),
    PlainColumn("名称", 0),
    PlainColumn("来源", 10),
)
_WEEKDAYS = "一二三四五六日"
_EXAMPLE = "每行一天：日期、放假或上班、名称。\n例如：2027-1-1 放假 元旦"


class CalendarTab(SystemTab):
    """A year's days that are not as their weekday says."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._year: Year | None = None
        self._number = 0
        self.table = PlainTable(_COLUMNS, "放假和调休", empty="这一年没有登记放假和调休。")
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.note = muted("")
        back = button("", "fa6s.chevron-left", lambda: self._turn(-1), tip="上一年")
        on = button("", "fa6s.chevron-right", lambda: self._turn(1), tip="下一年")
        for each in (back, on):
            each.setAccessibleName(each.toolTip())
        self.add_button = button("登记放假…", "fa6s.plus", lambda: self.add("holiday"), primary=True)
        self.work_button = button("登记调休上班…", "fa6s.briefcase", lambda: self.add("workday"))
        self.turn_button = button("改成上班", "fa6s.right-left", self.swap)
        self.reset_button = button("恢复这一天", "fa6s.rotate-left", self.reset)
        self.import_button = button("整年录入…", "fa6s.paste", self.take_year, tip="粘贴一年的放假安排")
        self.reset_year_button = button("恢复整年", "fa6s.rotate-left", self.reset_year)
        self.bar(back, on, self.heading, QWidget(), self.add_button, self.work_button)
        self.bar(self.turn_button, self.reset_button, QWidget(), self.import_button, self.reset_year_button)
        self.card().addWidget(self.table)
        self.column.addWidget(self.note)
        self.table.chosen.connect(self._enable)
        self.table.opened.connect(lambda _: self.swap())
        self._enable()

    def refresh(self) -> None:
        """Read the year in front."""
        number = self._number = self._number or self.session.today().year

        def read(context: Context) -> "Year":
            from services.disclosure import calendar

            return calendar.year(context, number)

        self.session.read(read, self._show, owner=self, key=(id(self), "calendar"))

    def search(self) -> None:
        """Put the cursor into the list."""
        self.table.setFocus()

    def _turn(self, years: int) -> None:
        self._number += years
        self.refresh()

    def _show(self, year: "Year") -> None:
        self._year = year
        self.heading.setText(f"{year.year}年　{year.working}个工作日")
        self.note.setText(
            year.note or "依据国务院办公厅关于节假日安排的通知；期限里的“工作日”按这里的安排计算。"
        )
        self.table.set_rows([_row(day) for day in year.days])
        self._enable()
        self.filled.emit()

    def _chosen(self) -> "Day | None":
        keys = self.table.selected_keys()
        return keys[0] if len(keys) == 1 else None

    def _enable(self) -> None:
        day = self._chosen()
        self.turn_button.setEnabled(day is not None)
        self.turn_button.setText("改成上班" if day is None or day.kind == "holiday" else "改成放假")
        self.reset_button.setEnabled(day is not None and day.edited)
        edited = self._year is not None and any(each.edited for each in self._year.days)
        self.reset_year_button.setEnabled(edited)

    # changing

    def add(self, kind: str) -> None:
        """Ask for a day, and for the holiday's name."""
        label = vocab.DAY_KIND.label(kind)
        typed = prompts.ask_text(self.window(), f"登记{label}", "日期和名称，如“10-1 国庆节”：")
        if not typed or not typed.strip():
            return
        number = self._number

        def write(context: Context) -> "Committed | None":
            from services.disclosure import calendar

            day, name = calendar.day_in(number, typed)
            return calendar.set_day(context, day, kind, name)

        self.session.write(
            write, lambda done: self._told(done, f"已登记{label}：{typed.strip()}"), owner=self
        )

    def swap(self) -> None:
        """Make a holiday of a day that was worked, or the other way round."""
        day = self._chosen()
        if day is None:
            return
        kind = "workday" if day.kind == "holiday" else "holiday"

        def write(context: Context) -> "Committed | None":
            from services.disclosure import calendar

            return calendar.set_day(context, date.fromisoformat(day.day), kind, day.name)

        said = f"{day.day}已改成{vocab.DAY_KIND.label(kind)}"
        self.session.write(write, lambda done: self._told(done, said), owner=self)

    def reset(self) -> None:
        """Go back to the shipped calendar on the chosen day."""
        day = self._chosen()
        if day is None:
            return

        def write(context: Context) -> "Committed | None":
            from services.disclosure import calendar

            return calendar.reset_day(context, date.fromisoformat(day.day))

        self.session.write(write, lambda done: self._told(done, f"{day.day}已恢复"), owner=self)

    def reset_year(self) -> None:
        """Go back to the shipped calendar for the year in front; it can be undone."""
        number = self._number

        def write(context: Context) -> "Committed | None":
            from services.disclosure import calendar

            return calendar.reset_year(context, number)

        self.session.write(write, lambda done: self._told(done, f"{number}年已恢复"), owner=self)

    def take_year(self) -> None:
        """Take a whole year from a list that is pasted."""
        text = prompts.ask_long_text(self.window(), f"录入{self._number}年的放假安排", _EXAMPLE)
        if not text:
            return
        number = self._number

        def write(context: Context) -> "Committed | None":
            from services.disclosure import calendar

            return calendar.import_year(context, number, text)

        self.session.write(write, lambda done: self._told(done, f"已录入{number}年的放假安排"), owner=self)

    def _told(self, done: "Committed | None", said: str) -> None:
        if done is not None:
            self.session.committed(done.touched, said, done.tx_id)
        else:
            self.session.notice("已经是这样，没有改动。")
        self.refresh()


def _row(day: "Day") -> PlainRow:
    when = date.fromisoformat(day.day)
    cells = (
        f"{when.month}月{when.day}日",
        f"星期{_WEEKDAYS[when.weekday()]}",
        vocab.DAY_KIND.label(day.kind),
        day.name,
        "本单位登记" if day.edited else "放假通知",
    )
    return PlainRow(day, cells, "warn" if day.edited else "")
