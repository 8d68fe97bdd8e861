"""The tab 收支类别: kinds are added, renamed, put out of use and let be as they came."""

from __future__ import annotations

import pytest

from services import ledgers
from tests.helpers.ledgers import entry
from tests.helpers.office import courtyard
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.pages.system import SystemPage
from ui.system.kinds_tab import KindDialog, KindsTab

__all__ = ["clock", "desk", "new_office", "office"]


@pytest.fixture
def tab(desk: Desk) -> KindsTab:
    desk.go("system", "kinds")
    page = desk.window.page
    assert isinstance(page, SystemPage)
    return page.kinds


def _choose(tab: KindsTab, name: str) -> None:
    keys = {row.key for row in tab.table.rows if row.cells[1] == name}
    assert keys, name
    tab.table.clearSelection()
    tab.table.select_keys(keys)


def _dialog(tab: KindsTab) -> KindDialog:
    found = tab.findChildren(KindDialog)[-1]
    assert isinstance(found, KindDialog)
    return found


def _cells(tab: KindsTab, name: str) -> tuple[str, ...]:
    return next(row.cells for row in tab.table.rows if row.cells[1] == name)


def test_a_kind_is_added_and_offered(desk: Desk, tab: KindsTab) -> None:
    tab.expense_button.click()
    dialog = _dialog(tab)
    dialog.save_button.click()
    desk.settle()
    assert dialog.problem.text() == "请写上收支类别的名称。"
    dialog.name.setText("绿化养护")
    dialog.words.setText("绿化，修剪")
    dialog.save_button.click()
    desk.settle()
    assert not tab.findChildren(KindDialog)
    assert _cells(tab, "绿化养护") == ("支出", "绿化养护", "绿化、修剪", "", "自己加的")
    assert "绿化养护" in {kind.name for kind in ledgers.kinds(desk.context, hidden=False)}


def test_a_name_that_another_kind_has_is_refused(desk: Desk, tab: KindsTab) -> None:
    tab.income_button.click()
    _dialog(tab).name.setText("停车费")
    _dialog(tab).save_button.click()
    desk.settle()
    assert _dialog(tab).problem.text() == "已经有叫“停车费”的类别，请换一个名称。"


def test_a_shipped_kind_is_renamed_and_let_be_as_it_came(desk: Desk, tab: KindsTab) -> None:
    _choose(tab, "停车费")
    tab.table.opened.emit(tab.table.selected_keys()[0])
    _dialog(tab).name.setText("机动车停放费")
    _dialog(tab).save_button.click()
    desk.settle()
    assert _cells(tab, "机动车停放费")[4] == "已改动"
    _choose(tab, "机动车停放费")
    assert tab.reset_button.text() == "恢复原样"
    tab.reset_button.click()
    desk.settle()
    assert _cells(tab, "停车费")[4] == ""


def test_a_kind_out_of_use_is_offered_no_more(desk: Desk, tab: KindsTab) -> None:
    _choose(tab, "捐赠")
    tab.active_button.click()
    desk.settle()
    assert _cells(tab, "捐赠")[4] == "已停用"
    assert desk.toast() == "已停用“捐赠”"
    assert "捐赠" not in {kind.name for kind in ledgers.kinds(desk.context, hidden=False)}
    _choose(tab, "捐赠")
    assert tab.active_button.text() == "启用"


def test_an_own_kind_with_entries_stays(desk: Desk, tab: KindsTab) -> None:
    saved = ledgers.save_kind(desk.context, None, ledgers.KindDraft("income", "快递柜"))
    assert saved.committed is not None
    entry(desk.context, courtyard(desk.context), kind="快递柜")
    tab.refresh()
    desk.settle()
    _choose(tab, "快递柜")
    assert tab.reset_button.text() == "删除"
    tab.reset_button.click()
    desk.settle()
    assert "不能删除" in desk.toast()
    assert _cells(tab, "快递柜")
