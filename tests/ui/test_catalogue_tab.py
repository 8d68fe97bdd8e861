"""The tab 公开目录 by keys: a line is changed, switched off, reset; an own one added; mistakes are told."""

from __future__ import annotations

import pytest

from services.disclosure import catalogue, obligations
from services.disclosure.catalogue import DisclosureItem
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui import prompts
from ui.pages.system import SystemPage
from ui.system.catalogue_tab import CatalogueTab
from ui.widgets.form import RecordForm

__all__ = ["clock", "desk", "new_office", "office"]

PARKING = "停车费收缴和使用情况"


@pytest.fixture
def tab(desk: Desk) -> CatalogueTab:
    desk.go("system", "catalogue")
    page = desk.window.page
    assert isinstance(page, SystemPage)
    return page.catalogue


def _item(desk: Desk, code: str = "parking") -> DisclosureItem:
    return next(each for each in catalogue.catalogue(desk.context, everything=True) if each.code == code)


def _cells(tab: CatalogueTab, title: str) -> tuple[str, ...]:
    return next(row.cells for row in tab.table.rows if row.cells[0] == title)


def _go_to(tab: CatalogueTab, title: str) -> None:
    """Put the focus on a line."""
    at = [row.cells[0] for row in tab.table.rows].index(title)
    tab.table.setFocus()
    tab.table.setCurrentIndex(tab.table.model().index(at, 0))


def _form(tab: CatalogueTab) -> RecordForm:
    assert tab.form is not None
    return tab.form


def _put(desk: Desk, tab: CatalogueTab, name: str, text: str) -> None:
    """Go to a field and type over what it holds."""
    _form(tab).inputs[name].inner.setFocus()
    desk.press("Ctrl+A")
    desk.press("Del")
    if text:
        desk.type(text)


def test_every_line_stands_there_with_its_terms_and_source(tab: CatalogueTab) -> None:
    assert len(tab.table.rows) == 27
    assert _cells(tab, PARKING)[1:4] == ("每月公开", "次月10日前", "月度收支公开表")
    assert all(row.cells[5] for row in tab.table.rows)
    assert {row.cells[6] for row in tab.table.rows} == {"原文"}


def test_a_line_is_changed_by_keys_and_undone(desk: Desk, tab: CatalogueTab) -> None:
    _go_to(tab, PARKING)
    desk.press("Enter")
    _put(desk, tab, "due_day", "15")
    desk.press("Ctrl+S")
    assert tab.form is None
    assert tab.table.hasFocus()
    assert desk.toast() == f"已保存“{PARKING}”"
    assert (_cells(tab, PARKING)[2], _cells(tab, PARKING)[6]) == ("次月15日前", "已修改")
    desk.press("Ctrl+Z")
    assert (_cells(tab, PARKING)[2], _cells(tab, PARKING)[6]) == ("次月10日前", "原文")
    assert not _item(desk).edited


def test_mistakes_are_told_beside_their_fields(desk: Desk, tab: CatalogueTab) -> None:
    _go_to(tab, PARKING)
    desk.press("Enter")
    _put(desk, tab, "title", "")
    desk.press("Ctrl+S")
    assert tab.form is not None
    _put(desk, tab, "title", PARKING)
    _put(desk, tab, "due_day", "40")
    desk.press("Ctrl+S")
    assert tab.form is not None
    assert not _item(desk).edited
    with prompts.scripted("drop"):
        desk.press("Esc")
    assert tab.form is None


def test_what_was_typed_is_not_lost_unasked(desk: Desk, tab: CatalogueTab) -> None:
    _go_to(tab, PARKING)
    desk.press("Enter")
    _put(desk, tab, "due_day", "12")
    with prompts.scripted("stay") as script:
        desk.press("Esc")
    assert script.asked
    assert _form(tab).inputs["due_day"].inner is desk.focus() or tab.form is not None
    with prompts.scripted("stay"):
        desk.go("start")
    assert desk.window.current == "system"
    with prompts.scripted("drop"):
        desk.go("start")
    assert desk.window.current == "start"


def test_a_line_is_switched_off_and_on_again(desk: Desk, tab: CatalogueTab) -> None:
    _go_to(tab, PARKING)
    tab.active_button.setFocus()
    desk.press("Space")
    assert desk.toast() == f"已停用“{PARKING}”"
    assert _cells(tab, PARKING)[6] == "停用"
    assert not _item(desk).active
    _go_to(tab, PARKING)
    assert tab.active_button.text() == "启用"
    tab.active_button.setFocus()
    desk.press("Space")
    assert _item(desk).active


def test_a_changed_line_is_reset(desk: Desk, tab: CatalogueTab) -> None:
    _go_to(tab, PARKING)
    assert not tab.reset_button.isEnabled()
    desk.press("Enter")
    _put(desk, tab, "title", "停车收费")
    desk.press("Ctrl+S")
    _go_to(tab, "停车收费")
    tab.reset_button.setFocus()
    desk.press("Space")
    assert desk.toast() == "“停车收费”已恢复原文"
    assert _cells(tab, PARKING)[6] == "原文"


def test_an_own_line_is_added_by_keys_and_deleted(desk: Desk, tab: CatalogueTab) -> None:
    tab.table.setFocus()
    desk.press("Ctrl+N")
    assert desk.focus() is _form(tab).inputs["title"].inner
    desk.type("电梯维修费用")
    for name, value in (("rhythm", "monthly"), ("trigger", "month"), ("sheet", "accounts")):
        field = _form(tab).inputs[name]
        field.put(value, "")
    _put(desk, tab, "due_day", "20")
    desk.press("Ctrl+S")
    assert tab.form is None, desk.toast()
    assert _cells(tab, "电梯维修费用")[1:4] == ("每月公开", "次月20日前", "月度收支公开表")
    assert _cells(tab, "电梯维修费用")[5:] == ("本单位规定", "自己加的")
    _go_to(tab, "电梯维修费用")
    assert tab.reset_button.text() == "删除"
    tab.reset_button.setFocus()
    desk.press("Space")
    assert desk.toast() == "“电梯维修费用”已删除"
    assert len(tab.table.rows) == 27


def test_the_day_it_begins_is_set_and_a_mistake_told(desk: Desk, tab: CatalogueTab) -> None:
    tab.start_button.setFocus()
    with prompts.scripted("2020-9-1"):
        desk.press("Space")
    assert obligations.start(desk.context) == "2020-09-01"
    assert "2020-09-01" in tab.start_button.toolTip()
    with prompts.scripted("以后"):
        tab.start_button.click()
        desk.settle()
    assert desk.toast() == "“以后”不是日期，请写成 2026-1-1。"
    assert obligations.start(desk.context) == "2020-09-01"
    with prompts.scripted(""):
        tab.start_button.click()
        desk.settle()
    assert obligations.start(desk.context) is None
