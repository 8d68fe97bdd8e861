"""Windows of the accounts page: an entry with its scan and its cost of staff, accounts with their opening."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from services import attachments
from services.attachments import NewFile
from tests.helpers.ledgers import close, entry
from tests.helpers.office import add, courtyard, rows, value
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.files.tab import FilesTab
from ui.ledger.booking_dialog import BookingDialog
from ui.ledger.entry_actions import menu_of
from ui.ledger.record_dialog import RecordDialog
from ui.pages.ledger import LedgerPage

__all__ = ["clock", "desk", "new_office", "office"]


@pytest.fixture
def yard(desk: Desk) -> bytes:
    return courtyard(desk.context, "航海东路1号院")


def _page(desk: Desk) -> LedgerPage:
    desk.go("ledger")
    shown = desk.window.page
    assert isinstance(shown, LedgerPage)
    return shown


def _dialog(desk: Desk) -> RecordDialog:
    desk.settle()
    found = desk.window.findChildren(RecordDialog)
    assert len(found) == 1
    dialog = found[0]
    assert isinstance(dialog, RecordDialog)
    return dialog


def _write(dialog: RecordDialog, **texts: str) -> None:
    form = dialog.pane.form
    assert form is not None
    for name, text in texts.items():
        line = form.inputs[name].inner
        assert isinstance(line, QLineEdit)
        line.setText(text)
    form.save()


def test_f4_shows_an_entry_with_its_scans(desk: Desk, yard: bytes, tmp_path: Path) -> None:
    made = entry(desk.context, yard, "2020-09-05", 32_000, "expense", "waste", summary="清运费")
    picture = tmp_path / "票据.png"
    Image.new("RGB", (40, 30), "white").save(picture)
    attachments.add(desk.context, "ledger-entries", made, [NewFile("票据.png", data=picture.read_bytes())])
    page = _page(desk)
    page.register.register.setFocus()
    page.register.register.selectRow(0)
    desk.press("F4")
    dialog = _dialog(desk)
    view = dialog.pane.view
    assert view is not None
    assert view.record.name == "清运费"
    titles = [view.tabs.tabText(at) for at in range(view.tabs.count())]
    view.tabs.setCurrentIndex(next(at for at, title in enumerate(titles) if title.startswith("附件")))
    desk.settle()
    assert dialog.findChild(FilesTab) is not None
    dialog.close_button.click()
    desk.until(lambda: not desk.window.findChildren(RecordDialog))


def test_the_cost_of_staff_of_an_entry_is_split_there(desk: Desk, yard: bytes) -> None:
    made = entry(desk.context, yard, "2020-09-05", 320_000, "expense", "guard")
    page = _page(desk)
    page.show_entry(made)
    dialog = _dialog(desk)
    dialog.pane.new("staff-costs", ("entry_id", made))
    desk.settle()
    _write(dialog, post="门卫", head_count="2", amount="3200")
    desk.settle()
    stored = "SELECT entry_id, month, post, head_count, amount FROM staff_cost"
    assert rows(desk.context, stored) == [(made, "2020-09", "门卫", 2, 320_000)]
    dialog.close_button.click()
    desk.settle()


def test_the_opening_balance_is_changed_and_the_register_follows(desk: Desk, yard: bytes) -> None:
    add(desk.context, "accounts", courtyard_id=yard, name="现金", kind="cash", opening_balance="100")
    entry(desk.context, yard, "2020-09-05", 1_000)
    page = _page(desk)
    assert page.register.register.rows[0].balance == 11_000
    page.top.account_button.click()
    dialog = _dialog(desk)
    dialog.pane.edit()
    desk.settle()
    _write(dialog, opening_balance="250.50")
    desk.settle()
    assert page.register.register.rows[0].balance == 26_050
    assert "期初 250.50" in page.sums.text()
    dialog.close_button.click()
    desk.settle()


def test_the_opening_of_a_closed_month_is_kept(desk: Desk, yard: bytes) -> None:
    account = add(
        desk.context, "accounts", courtyard_id=yard, name="现金", kind="cash", opening_balance="100"
    )
    entry(desk.context, yard, "2020-08-05", 1_000)
    close(desk.context, yard, "2020-08")
    page = _page(desk)
    page.top.account_button.click()
    dialog = _dialog(desk)
    dialog.pane.edit()
    desk.settle()
    _write(dialog, opening_balance="999")
    desk.settle()
    assert value(desk.context, "SELECT opening_balance FROM account WHERE id = ?", account) == 10_000
    form = dialog.pane.form
    assert form is not None
    dialog.pane._leave_form()
    dialog.close_button.click()
    desk.settle()


def test_an_account_is_made_in_place(desk: Desk, yard: bytes) -> None:
    page = _page(desk)
    page.top.new_account_button.click()
    dialog = _dialog(desk)
    _write(dialog, name="建行账户", opening_on="2020-09-01", opening_balance="5,000")
    desk.settle()
    assert page.top.account.currentText() == "建行账户"
    assert "期末 5,000.00" in page.sums.text()
    assert not desk.window.findChildren(RecordDialog)  # what is saved needs no further look


def test_lines_that_wait_are_a_click_away(desk: Desk, yard: bytes) -> None:
    page = _page(desk)
    assert not page.top.waiting_button.isVisible()
    add(desk.context, "ledger-lines", courtyard_id=yard, item="停车费", amount="5", on_date="2020-09-03")
    desk.session.changed.emit(frozenset({"pending_ledger_line"}))
    desk.settle()
    assert page.top.waiting_button.text() == "处理待入账 1笔"
    page.top.waiting_button.click()
    desk.settle()
    dialog = desk.window.findChild(BookingDialog)
    assert isinstance(dialog, BookingDialog)
    assert dialog.isVisible()
    dialog.reject()
    desk.settle()


def test_the_menu_of_the_rows_does_what_the_buttons_do(desk: Desk, yard: bytes) -> None:
    entry(desk.context, yard, "2020-09-05", 1_000)
    page = _page(desk)
    tab = page.register
    tab.register.selectRow(0)
    buttons = (tab.change_button, tab.delete_button, tab.copy_button)
    menu = menu_of(buttons, tab)
    assert [action.text() for action in menu.actions()] == ["修改", "删除", "复制"]
    assert all(action.isEnabled() for action in menu.actions())
    menu.actions()[1].trigger()
    desk.settle()
    assert tab.register.rows == []
    tab.register.customContextMenuRequested.emit(tab.register.rect().center())
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    assert not popup.actions()[0].isEnabled()
    popup.close()
