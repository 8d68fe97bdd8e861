"""Two people in an encrypted office: the second gives a password there and then; who left gets in no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from services import users
from services.context import open_context
from services.keys import creating, keyfile
from services.keys.keyfile import Cost
from tests.helpers.door import Door, fill, sign_in
from tests.helpers.keys import ADMIN, PASSWORD
from tests.helpers.notices import draft
from tests.helpers.office import courtyard, value
from ui import prompts
from ui.entry.lock import LockDialog
from ui.notices.act_dialog import ActDialog
from ui.notices.strip import NoticeStrip
from ui.pages.records import RecordsPage
from ui.pages.system import SystemPage
from ui.system.user_dialog import UserDialog

OTHER, OTHERS = "李明", "另一个 安全的 密码"


@pytest.fixture
def door(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    monkeypatch.setattr(keyfile, "DEFAULT_COST", Cost(64, 1, 1))
    monkeypatch.setenv("LOUYUAN_HOME", str(tmp_path / "home"))
    path = tmp_path / "office" / "office.db"
    creating.create(path, ADMIN, PASSWORD)
    context = open_context(path, ADMIN, password=PASSWORD)
    users.add_user(context, OTHER, OTHERS, "checker")
    users.add_user(context, "钱读", "第三个 安全的 密码", "reader")
    draft(context, courtyard(context))
    context.close()
    made = Door(qtbot, path)
    sign_in(made)
    made.inside()
    yield made
    made.session.close()


def _check(door: Door) -> ActDialog:
    door.window.go("notices")
    page = door.window.page
    assert isinstance(page, RecordsPage)
    door.qtbot.waitUntil(lambda: page._pane is not None and page.pane.view is not None)
    assert page.pane.view is not None
    strip = page.pane.view.above
    assert isinstance(strip, NoticeStrip)
    strip.do("check")
    door.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ActDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ActDialog)
    return dialog


def test_the_second_person_enters_the_password(door: Door) -> None:
    dialog = _check(door)
    fields = dialog.form.inputs
    assert "other" not in fields
    box = fields["checked_by"]
    box.put(OTHER, OTHER)
    with prompts.scripted("wrong wrong wrong") as script:
        dialog.form.save()
        door.qtbot.waitUntil(lambda: "不对" in dialog.form.problem.text())
    assert script.asked == ["请李明本人输入密码，表示已经核对："]
    assert value(door.session.context, "SELECT state FROM notice") == "draft"
    with prompts.scripted(None):
        dialog.form.save()
        door.qtbot.waitUntil(lambda: "本人在场输入密码" in dialog.form.problem.text())
    with prompts.scripted(OTHERS):
        dialog.form.save()
        door.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    door.settle()
    assert value(door.session.context, "SELECT checked_by FROM notice") == OTHER


def test_a_reader_is_not_offered_as_second_person(door: Door) -> None:
    dialog = _check(door)
    offered = dialog.form.inputs["checked_by"].field.vocabulary
    assert offered is not None
    assert [code for code, _ in offered.items] == [OTHER]
    assert "single_reason" in dialog.form.inputs  # an administrator may agree to working alone
    dialog.reject()


def test_who_is_disabled_does_not_take_over(door: Door) -> None:
    door.window.go("system", "users")
    door.settle()
    page = door.window.page
    assert isinstance(page, SystemPage)
    tab = page.users
    row = next(row for row in tab.table.rows if row.cells[0] == OTHER)
    tab.table.select_keys({row.key})
    assert tab.give_button.isVisible()
    with door.qtbot.waitSignal(tab.filled):
        QTest.mouseClick(tab.active_button, Qt.MouseButton.LeftButton)
    door.settle()
    assert value(door.session.context, "SELECT active FROM app_user WHERE name = '李明'") == 0
    door.session.switch_wanted.emit(OTHER)
    door.qtbot.waitUntil(lambda: door.window.door.lock is not None)
    lock = door.window.door.lock
    assert isinstance(lock, LockDialog)
    fill(lock.card.password, OTHERS)
    door.qtbot.waitUntil(lambda: bool(lock.card.problem.text()))
    assert door.session.context.user.name == ADMIN
    lock.reject()


def test_an_administrator_gives_a_new_password(door: Door) -> None:
    door.window.go("system", "users")
    door.settle()
    page = door.window.page
    assert isinstance(page, SystemPage)
    tab = page.users
    row = next(row for row in tab.table.rows if row.cells[0] == OTHER)
    tab.table.select_keys({row.key})
    QTest.mouseClick(tab.give_button, Qt.MouseButton.LeftButton)
    dialog = next(each for each in door.window.window().findChildren(UserDialog) if each.isVisible())
    dialog.first.setText("换过的 新的 密码 9")
    dialog.second.setText("不一样的 密码")
    dialog.do_button.click()
    assert dialog.problem.text() == "两次输入的密码不一样，请重新输入。"
    dialog.second.setText("换过的 新的 密码 9")
    with door.qtbot.waitSignal(tab.filled):
        dialog.do_button.click()
    path = door.session.path
    door.session.close()
    open_context(path, OTHER, password="换过的 新的 密码 9").close()
