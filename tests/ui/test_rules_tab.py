"""The tab 规则 by keys: a rule is changed, a version added, switched off, reset; mistakes are told."""

from __future__ import annotations

from datetime import date

import pytest

from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui import prompts
from ui.pages.system import SystemPage
from ui.system.rules_tab import RulesTab
from ui.widgets.form import RecordForm

__all__ = ["clock", "desk", "new_office", "office"]

SEATS = "自管会、居民议事会的职数"
GATHERING = "居民代表会议的到会和表决"


@pytest.fixture
def tab(desk: Desk) -> RulesTab:
    desk.go("system", "rules")
    page = desk.window.page
    assert isinstance(page, SystemPage)
    return page.rules


def _lines(tab: RulesTab, title: str) -> list[tuple[str, ...]]:
    return [row.cells for row in tab.table.rows if row.cells[0] == title]


def _go_to(tab: RulesTab, title: str) -> None:
    at = [row.cells[0] for row in tab.table.rows].index(title)
    tab.table.setFocus()
    tab.table.setCurrentIndex(tab.table.model().index(at, 0))


def _form(tab: RulesTab) -> RecordForm:
    assert tab.form is not None
    return tab.form


def _put(desk: Desk, tab: RulesTab, name: str, text: str) -> None:
    _form(tab).inputs[name].inner.setFocus()
    desk.press("Ctrl+A")
    desk.press("Del")
    if text:
        desk.type(text)


def test_every_rule_stands_there_with_its_source_and_words(desk: Desk, tab: RulesTab) -> None:
    assert len(tab.table.rows) == len(desk.context.rulebook.rules)
    (seats,) = _lines(tab, SEATS)
    assert seats[1:] == ("方案二（二）", "最少3人，最多7人", "2020年8月3日起", "原文")
    _go_to(tab, "业主共同决定一般事项")
    assert tab.told.text().startswith("编号：property-law-76-ordinary")


def test_a_rule_is_changed_by_keys_and_undone(desk: Desk, tab: RulesTab) -> None:
    _go_to(tab, SEATS)
    desk.press("Enter")
    _put(desk, tab, "value__max", "9")
    desk.press("Ctrl+S")
    assert tab.form is None
    assert tab.table.hasFocus()
    assert desk.toast() == f"已保存“{SEATS}”"
    assert _lines(tab, SEATS)[0][2::2] == ("最少3人，最多9人", "已修改")
    assert desk.context.rulebook.at("committee.seats", date(2020, 9, 1)).number("max") == 9
    desk.press("Ctrl+Z")
    assert _lines(tab, SEATS)[0][2::2] == ("最少3人，最多7人", "原文")


def test_mistakes_are_told_beside_their_fields(desk: Desk, tab: RulesTab) -> None:
    _go_to(tab, GATHERING)
    desk.press("Enter")
    _put(desk, tab, "value__quorum", "三分之二")
    desk.press("Ctrl+S")
    assert "含不含本数" in _form(tab).messages["value__quorum"].text()
    _put(desk, tab, "value__quorum", "四分之三以上")
    desk.press("Ctrl+S")
    assert tab.form is None
    assert "到会人数四分之三以上" in _lines(tab, GATHERING)[0][2]


def test_a_version_is_added_and_taken_away(desk: Desk, tab: RulesTab) -> None:
    _go_to(tab, GATHERING)
    desk.press("Ctrl+N")
    _put(desk, tab, "valid_from", "2027-1-1")
    _put(desk, tab, "article", "第30条")
    desk.press("Ctrl+S")
    assert tab.form is None
    assert desk.toast() == f"已增加“{GATHERING}”的新版本"
    old, new = _lines(tab, GATHERING)
    assert (old[3], old[4]) == ("2026年1月1日至2026年12月31日", "已修改")
    assert (new[1], new[3], new[4]) == ("居委会组织法第30条", "2027年1月1日起", "自己加的")
    at = [row.cells for row in tab.table.rows].index(new)
    tab.table.setCurrentIndex(tab.table.model().index(at, 0))
    assert tab.reset_button.text() == "删除"
    tab.reset_button.click()
    desk.settle()
    assert [each[4] for each in _lines(tab, GATHERING)] == ["已修改"]
    _go_to(tab, GATHERING)
    tab.reset_button.click()
    desk.settle()
    assert [each[4] for each in _lines(tab, GATHERING)] == ["原文"]


def test_a_rule_is_put_out_of_use_and_back(desk: Desk, tab: RulesTab) -> None:
    _go_to(tab, "支部联建")
    tab.active_button.click()
    desk.settle()
    assert _lines(tab, "支部联建")[0][4] == "停用"
    assert tab.active_button.text() == "启用"
    tab.active_button.click()
    desk.settle()
    assert _lines(tab, "支部联建")[0][4] == "原文"


def test_the_filter_shows_what_fits(desk: Desk, tab: RulesTab) -> None:
    desk.press("Ctrl+F")
    tab.filter.setFocus()
    desk.type("民法典")
    assert {row.cells[1] for row in tab.table.rows} == {"民法典第278条"}


def test_leaving_a_rule_that_was_not_saved_is_asked_about(
    desk: Desk, tab: RulesTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = iter(("stay", "drop"))

    def ask(*given: object, **more: object) -> str:
        asked.append(str(given[2]))
        return next(answers)

    monkeypatch.setattr(prompts, "ask", ask)
    _go_to(tab, SEATS)
    desk.press("Enter")
    _put(desk, tab, "value__max", "9")
    desk.press("Esc")
    kept = tab.form
    assert kept is not None
    desk.press("Esc")
    left = tab.form
    assert left is None
    assert asked == ["这条规则改了，还没有保存。"] * 2


def test_a_button_that_cannot_be_pressed_says_why(desk: Desk, tab: RulesTab) -> None:
    tab.table.clearSelection()
    desk.settle()
    assert not tab.edit_button.isEnabled()
    assert tab.edit_button.toolTip() == "请先在表里选一条规则"
    tab.table.selectRow(0)
    desk.settle()
    assert tab.edit_button.isEnabled()
    assert "请先" not in tab.edit_button.toolTip()
