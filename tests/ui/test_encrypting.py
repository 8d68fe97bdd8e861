"""Encrypting an open office from 系统 → 用户: asked, done, what is left open replaced, the sheet offered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from models.db.connecting import looks_like_database
from models.errors import InvalidInput
from services import backup as backups
from services import idle_lock
from services.context import open_context
from services.keys import keyfile
from services.keys.keyfile import Cost
from tests.helpers.door import Door, fill, sign_in
from tests.helpers.keys import ADMIN, PASSWORD, residents
from tests.helpers.office import courtyard, resident
from ui import prompts
from ui.entry.lock import LockDialog
from ui.pages.system import SystemPage
from ui.system.users_tab import UsersTab


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(keyfile, "DEFAULT_COST", Cost(64, 1, 1))
    monkeypatch.setenv("LOUYUAN_HOME", str(tmp_path / "home"))


@pytest.fixture
def door(qtbot: QtBot, tmp_path: Path) -> Iterator[Door]:
    path = tmp_path / "office" / "office.db"
    open_context(path, "李明").close()
    context = open_context(path, ADMIN)
    resident(context, "欧阳秘密", courtyard_id=courtyard(context))
    backups.backup(path, path.parent / "备份" / "每日-20260101.lybak")
    context.close()
    made = Door(qtbot, path, ADMIN)
    yield made
    made.session.close()


def users_tab(door: Door) -> UsersTab:
    door.inside()
    door.window.go("system", "users")
    door.settle()
    page = door.window.page
    assert isinstance(page, SystemPage)
    return page.users


def test_an_open_office_is_encrypted_and_the_sheet_is_made(door: Door, tmp_path: Path) -> None:
    tab = users_tab(door)
    assert tab.encrypt_button.isVisible()
    assert not tab.password_button.isVisible()
    out = tmp_path / "sheet.pdf"
    path = door.session.path
    with prompts.scripted("encrypt", PASSWORD, PASSWORD, None, "replace", str(out)) as script:
        QTest.mouseClick(tab.encrypt_button, Qt.MouseButton.LeftButton)
        door.qtbot.waitUntil(lambda: not script.answers and out.exists(), timeout=60_000)
    assert "第一位能登录的是您（王芳）" in script.asked[0]
    assert "李明还没有密码" in script.asked[3]
    assert "每日-20260101.lybak" in script.asked[4]
    door.qtbot.waitUntil(lambda: list(path.parent.glob("备份/每日-*")) == [], timeout=20_000)
    door.settle()
    assert door.session.keyed
    assert door.session.context.user.name == ADMIN
    tab = users_tab(door)
    assert not tab.encrypt_button.isVisible()
    assert tab.password_button.isVisible()
    left = list(path.parent.glob("备份/*.lybak"))
    assert any(each.name.startswith("加密后-") for each in left)
    assert all(backups.key_file_of(each) is not None for each in left)
    log = [row[0] for row in door.session.context.reader.all("SELECT action FROM audit_entry")]
    assert "office_encrypted" in log
    assert "recovery_sheet" in log
    door.session.close()
    assert not looks_like_database(path)
    assert residents(path) == ["欧阳秘密"]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (("leave",), ""),
        (("encrypt", None), ""),
        (("encrypt", "short"), "至少要8个字符"),
        (("encrypt", PASSWORD, "something else"), "不一样"),
    ],
)
def test_thought_better_of_or_mistyped_it_stays_open(
    answers: tuple[object, ...], said: str, door: Door
) -> None:
    tab = users_tab(door)
    notices: list[str] = []
    door.session.noticed.connect(lambda notice: notices.append(notice.text))
    with prompts.scripted(*answers):
        tab.encrypt()
    door.settle()
    assert said in "".join(notices)
    assert bool(said) == bool(notices)
    assert looks_like_database(door.session.path)
    assert door.session.is_open


def test_the_encrypted_office_locks_after_the_minutes_that_are_set(door: Door, tmp_path: Path) -> None:
    tab = users_tab(door)
    with prompts.scripted("encrypt", PASSWORD, PASSWORD, None, "keep", None) as script:
        tab.encrypt()
        door.qtbot.waitUntil(lambda: not script.answers, timeout=60_000)
    door.settle()
    door.window.go("system", "preferences")
    door.settle()
    page = door.window.page
    assert isinstance(page, SystemPage)
    chooser = page.preferences.idle
    assert chooser.isEnabled()
    assert chooser.currentData() == idle_lock.USUAL == 10
    assert (chooser.itemData(0), chooser.itemData(chooser.count() - 1)) == (1, 60)
    assert door.window.furniture is not None
    timer = door.window.furniture.idle.timer
    assert timer.interval() == 600_000
    chooser.setFocus()
    QTest.keyClick(chooser, Qt.Key.Key_Up)
    door.qtbot.waitUntil(lambda: timer.interval() == 300_000)
    door.settle()
    timer.start(0)
    door.qtbot.waitUntil(lambda: door.window.door.lock is not None)
    lock = door.window.door.lock
    assert isinstance(lock, LockDialog)
    fill(lock.card.password, PASSWORD)
    door.qtbot.waitUntil(lambda: door.window.door.lock is None)
    door.settle()
    door.session.close()
    context = open_context(door.session.path, ADMIN, password=PASSWORD)
    try:
        assert idle_lock.minutes(context) == 5
        for wrong in (0, 61):
            with pytest.raises(InvalidInput, match="1到60分钟"):
                idle_lock.change(context, wrong)
    finally:
        context.close()


def test_an_open_backup_restored_over_it_is_encrypted_and_who_has_no_password_is_named(door: Door) -> None:
    tab = users_tab(door)
    path = door.session.path
    with prompts.scripted("encrypt", PASSWORD, PASSWORD, None, "keep", None) as script:
        tab.encrypt()
        door.qtbot.waitUntil(lambda: not script.answers, timeout=60_000)
    door.settle()
    door.window.go("system", "backups")
    door.settle()
    page = door.window.page
    assert isinstance(page, SystemPage)
    notices: list[str] = []
    door.session.noticed.connect(lambda notice: notices.append(notice.text))
    with prompts.scripted("restore", PASSWORD) as script:
        page.backups.restore(path.parent / "备份" / "每日-20260101.lybak")
        door.qtbot.waitUntil(lambda: not script.answers, timeout=20_000)
    assert "现在的密钥加密" in script.asked[1]
    sign_in(door)
    door.inside()
    door.qtbot.waitUntil(lambda: any("恢复" in text for text in notices), timeout=20_000)
    assert any("李明没有密码" in text for text in notices)
    assert door.session.keyed
    door.session.close()
    assert not looks_like_database(path)
    assert residents(path) == ["欧阳秘密"]
