"""The tab 议事程序: a programme is copied, edited by keys, refused where the policy would not be kept."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from services.matters import templates
from services.office import Context
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui import prompts
from ui.pages.system import SystemPage
from ui.system.programmes_tab import ProgrammeDialog, ProgrammesTab

__all__ = ["clock", "desk", "new_office", "office"]


def _tab(desk: Desk) -> ProgrammesTab:
    desk.go("system", "programmes")
    page = desk.window.page
    assert isinstance(page, SystemPage)
    desk.until(lambda: page.programmes.table.row_count > 1)
    return page.programmes


def test_a_copy_is_edited_by_keys(desk: Desk, office: Context) -> None:
    tab = _tab(desk)
    assert [row.cells[3] for row in tab.table.rows] == ["自带", "自带"]
    assert not tab.change_button.isEnabled()
    tab.table.select_keys({"six_steps"})
    with prompts.scripted("本院程序"):
        tab.copy_button.click()
    desk.until(lambda: len(tab.table.rows) == 3)
    tab.table.clearSelection()
    tab.table.select_keys({tab.table.rows[2].key})
    tab.table.setFocus()
    desk.press("Enter")
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), ProgrammeDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ProgrammeDialog)
    desk.until(lambda: dialog.isAncestorOf(desk.focus()))
    desk.press("Alt+Down")
    assert [each.name for each in dialog.steps][:2] == ["提议", "征求意见"]
    dialog.add_button.click()
    desk.type("方案论证会")
    desk.press("Ctrl+S")
    desk.until(lambda: QApplication.activeModalWidget() is None)
    [own] = [each for each in templates.programmes(office) if not each.is_shipped]
    assert [each.name for each in own.template.steps][:3] == ["提议", "征求意见", "方案论证会"]


def test_what_may_not_go_has_no_button_and_a_wrong_order_is_said(desk: Desk, office: Context) -> None:
    made = templates.copy(office, "four_talks", "本院程序")
    tab = _tab(desk)
    desk.until(lambda: len(tab.table.rows) == 3)
    tab.table.select_keys({tab.table.rows[2].key})
    tab.change()
    desk.until(lambda: isinstance(QApplication.activeModalWidget(), ProgrammeDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ProgrammeDialog)
    for at, step in enumerate(dialog.steps):
        dialog.table.clearSelection()
        dialog.table.select_keys({at})
        assert dialog.remove_button.isEnabled() is (step.kind == "meeting")
    dialog.move_step(-1)
    desk.until(lambda: dialog.isAncestorOf(desk.focus()))
    desk.press("Ctrl+S")
    desk.until(lambda: bool(dialog.problem.text()))
    assert dialog.problem.text() == "先决议，再公开决议，最后公开实施结果，这三步的先后不能变。"
    desk.press("Esc")
    assert [each.id for each in templates.programmes(office) if each.id] == [made.id]
    assert len(templates.programmes(office)[2].template.steps) == 6
