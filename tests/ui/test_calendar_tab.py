"""The tab 工作日历 by keys: days are entered, turned, reset; a year is pasted; mistakes are told."""

from __future__ import annotations

from datetime import date

import pytest

from services.disclosure import calendar
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui import prompts
from ui.pages.system import SystemPage
from ui.system.calendar_tab import CalendarTab

__all__ = ["clock", "desk", "new_office", "office"]


@pytest.fixture
def tab(desk: Desk) -> CalendarTab:
    desk.go("system", "calendar")
    page = desk.window.page
    assert isinstance(page, SystemPage)
    return page.calendar


def _cells(tab: CalendarTab, day: str) -> tuple[str, ...] | None:
    return next((row.cells for row in tab.table.rows if row.cells[0] == day), None)


def _go_to(tab: CalendarTab, day: str) -> None:
    at = [row.cells[0] for row in tab.table.rows].index(day)
    tab.table.setFocus()
    tab.table.setCurrentIndex(tab.table.model().index(at, 0))


def _works(desk: Desk, day: date) -> bool:
    return calendar.working_days(desk.context).is_working(day)


def _press(desk: Desk, button: object, *answers: object) -> list[str]:
    """Press a button by the space bar and return what was asked."""
    button.setFocus()  # type: ignore[attr-defined]
    with prompts.scripted(*answers) as script:
        desk.press("Space")
    return script.asked


def test_the_year_with_its_holidays_and_days_worked_instead(tab: CalendarTab) -> None:
    assert tab.heading.text().startswith("2020年")
    assert _cells(tab, "10月1日") == ("10月1日", "星期四", "放假", "国庆节", "放假通知")
    worked = _cells(tab, "10月10日")
    assert worked is not None
    assert worked[1:3] == ("星期六", "上班")
    assert "国务院" in tab.note.text()


def test_a_holiday_is_entered_and_undone(desk: Desk, tab: CalendarTab) -> None:
    assert _works(desk, date(2020, 9, 17))
    asked = _press(desk, tab.add_button, "9-17 停电检修")
    assert asked == ["日期和名称，如“10-1 国庆节”："]
    assert _cells(tab, "9月17日") == ("9月17日", "星期四", "放假", "停电检修", "本单位登记")
    assert not _works(desk, date(2020, 9, 17))
    tab.table.setFocus()
    desk.press("Ctrl+Z")
    assert _cells(tab, "9月17日") is None


@pytest.mark.parametrize("typed", ["9-19，补班", "9-19,补班", "9月19日 补班"])
def test_a_day_worked_instead_is_entered(desk: Desk, tab: CalendarTab, typed: str) -> None:
    _press(desk, tab.work_button, typed)
    assert _cells(tab, "9月19日") == ("9月19日", "星期六", "上班", "补班", "本单位登记")
    assert _works(desk, date(2020, 9, 19))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("明年 放假", "“明年”不是日期"),
        ("2021-1-4 检修", "2021-1-4不是2020年的"),
        ("9月 检修", "“9月”不是日期"),
    ],
)
def test_a_day_that_cannot_be_read_is_told(desk: Desk, tab: CalendarTab, typed: str, said: str) -> None:
    before = len(tab.table.rows)
    _press(desk, tab.add_button, typed)
    assert said in desk.toast()
    assert "第1行" not in desk.toast()
    assert len(tab.table.rows) == before


def test_enter_turns_a_day_and_it_is_reset(desk: Desk, tab: CalendarTab) -> None:
    _go_to(tab, "10月8日")
    assert tab.turn_button.text() == "改成上班"
    assert not tab.reset_button.isEnabled()
    desk.press("Enter")
    assert _works(desk, date(2020, 10, 8))
    assert desk.toast() == "2020-10-08已改成上班"
    _go_to(tab, "10月8日")
    assert tab.turn_button.text() == "改成放假"
    tab.reset_button.setFocus()
    desk.press("Space")
    assert not _works(desk, date(2020, 10, 8))
    assert desk.toast() == "2020-10-08已恢复"
    assert not tab.reset_year_button.isEnabled()


def test_a_year_is_pasted_and_reset(desk: Desk, tab: CalendarTab) -> None:
    assert not tab.reset_year_button.isEnabled()
    _press(desk, tab.import_button, "2020-9-21 放假 检修\n2020-9-26\t上班\t补班\n")
    assert desk.toast() == "已录入2020年的放假安排"
    assert not _works(desk, date(2020, 9, 21))
    assert _works(desk, date(2020, 9, 26))
    tab.reset_year_button.setFocus()
    desk.press("Space")
    assert _works(desk, date(2020, 9, 21))
    assert desk.toast() == "2020年已恢复"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2020-9-21 放假\n2020-9-21 上班", "第2行：2020-09-21写了两次"),
        ("2020-9-21 放假\n国庆 放假", "第2行：“国庆”不是日期"),
        ("2020-9-21 休息", "第1行：日期后面请写“放假”或“上班”"),
        ("2021-1-1 放假 元旦", "不是2020年的"),
    ],
)
def test_a_pasted_year_with_a_mistake_changes_nothing(
    desk: Desk, tab: CalendarTab, text: str, said: str
) -> None:
    _press(desk, tab.import_button, text)
    assert said in desk.toast()
    assert _works(desk, date(2020, 9, 21))
    assert not tab.reset_year_button.isEnabled()


def test_another_year_is_turned_to(desk: Desk, tab: CalendarTab) -> None:
    for _ in range(2):
        tab._turn(-1)
        desk.settle()
    assert tab.heading.text().startswith("2018年")
    tab._turn(20)
    desk.settle()
    assert tab.heading.text().startswith("2038年")
    assert "没有2038年的" in tab.note.text()
    _press(desk, tab.import_button, "2038-1-1 放假 元旦")
    assert _cells(tab, "1月1日") == ("1月1日", "星期五", "放假", "元旦", "本单位登记")


def test_what_is_so_already_is_told(desk: Desk, tab: CalendarTab) -> None:
    _press(desk, tab.add_button, "10-1 国庆节")
    assert desk.toast() == "已经是这样，没有改动。"
