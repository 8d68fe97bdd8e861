"""Getting in by the keys: the first start, signing in, the forgotten password, lock and taking over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from models.db import keyring
from services import backup as backups
from services import crypto, recovering, users
from services.context import open_context
from services.keys import creating, keyfile
from services.keys.keyfile import Cost, WrongPassword
from tests.helpers.door import Door, fill, sign_in
from tests.helpers.keys import ADMIN, PASSWORD, key_on_paper, residents
from tests.helpers.office import courtyard
from ui import practice, prompts
from ui.entry.cards import NewPasswordCard, RestoreCard, SheetCard, SignInCard
from ui.entry.lock import LockDialog

OTHER = "另一个 安全的 密码"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(keyfile, "DEFAULT_COST", Cost(64, 1, 1))
    monkeypatch.setenv("LOUYUAN_HOME", str(tmp_path / "home"))


@pytest.fixture
def keyed(tmp_path: Path) -> Path:
    path = tmp_path / "office" / "office.db"
    creating.create(path, ADMIN, PASSWORD)
    context = open_context(path, ADMIN, password=PASSWORD)
    courtyard(context)
    users.add_user(context, "李明", OTHER, "administrator")
    context.close()
    return path


@pytest.fixture
def door(qtbot: QtBot, keyed: Path) -> Iterator[Door]:
    made = Door(qtbot, keyed)
    yield made
    made.session.close()


def test_a_keyed_office_asks_who_it_is_and_opens(door: Door) -> None:
    assert not door.session.is_open
    sign_in(door)
    door.inside()
    assert door.session.context.user.name == ADMIN
    assert door.window.isEnabled()
    assert door.window.current == "start"


def test_wrong_passwords_are_told_and_then_it_has_to_be_waited(door: Door) -> None:
    card = sign_in(door, "wrong wrong")
    for _ in range(2):
        door.qtbot.waitUntil(lambda: "不对" in card.problem.text() and card.button.isEnabled(), timeout=5000)
        sign_in(door, "wrong wrong")
    door.qtbot.waitUntil(card.button.isEnabled, timeout=5000)
    sign_in(door)
    door.qtbot.waitUntil(lambda: "请等" in card.problem.text(), timeout=5000)
    assert not card.button.isEnabled()
    door.qtbot.waitUntil(card.button.isEnabled, timeout=5000)
    sign_in(door)
    door.inside()


def test_first_start_makes_an_encrypted_office_and_its_sheet_then_recovers(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new" / "office.db"
    door = Door(qtbot, path)
    card = door.card(NewPasswordCard)
    card.name.setText(ADMIN)
    card.password.setText("short")
    fill(card.again, "other")
    assert "不一样" in card.problem.text()
    fill(card.again, "short")
    qtbot.waitUntil(lambda: "至少要8个字符" in card.problem.text(), timeout=5000)
    assert not path.exists()
    card.password.setText(PASSWORD)
    assert "强" in card.strength.text()
    fill(card.again, PASSWORD)
    sheet = door.card(SheetCard)
    assert not sheet.button.isEnabled()
    out = tmp_path / "sheet.pdf"
    with prompts.scripted(str(out)):
        QTest.mouseClick(sheet.make, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(sheet.button.isEnabled, timeout=20000)
    assert out.read_bytes().startswith(b"%PDF")
    QTest.mouseClick(sheet.button, Qt.MouseButton.LeftButton)
    door.inside()
    assert door.window.current == "welcome"
    door.session.close()
    assert not path.read_bytes().startswith(b"SQLite")
    assert residents(path) == []


def test_the_sample_community_stays_open_and_leads_back_to_the_first_start(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(practice, "fill", lambda session: None)
    door = Door(qtbot, tmp_path / "new" / "office.db")
    card = door.card(NewPasswordCard)
    QTest.mouseClick(card.other, Qt.MouseButton.LeftButton)
    door.inside()
    assert door.session.practising
    assert not door.session.keyed
    practice.leave(door.session)
    door.card(NewPasswordCard)
    assert not (tmp_path / "new" / "office.db").exists()
    door.session.close()


def test_locked_until_the_password_and_what_was_typed_is_there(door: Door) -> None:
    sign_in(door)
    door.inside()
    door.window.go("courtyards", "new")
    door.settle()
    page = door.window.page
    assert page is not None
    line = next(each for each in page.findChildren(QLineEdit) if each.isVisible() and each.isEnabled())
    line.setText("没有保存的名字")
    door.window.door.lock_screen()
    lock = door.window.door.lock
    assert isinstance(lock, LockDialog)
    assert not door.window.isEnabled()
    assert lock.covers[0].geometry() == door.bare.rect()
    QTest.keyClick(lock, Qt.Key.Key_Escape)
    assert door.window.door.lock is lock
    fill(lock.card.password, "wrong wrong")
    door.qtbot.waitUntil(lambda: "不对" in lock.card.problem.text(), timeout=5000)
    fill(lock.card.password, PASSWORD)
    door.qtbot.waitUntil(lambda: door.window.door.lock is None, timeout=5000)
    assert door.window.isEnabled()
    assert line.text() == "没有保存的名字"
    door.settle()


def test_idle_for_a_while_locks(door: Door) -> None:
    sign_in(door)
    door.inside()
    door.qtbot.waitUntil(lambda: door.window.furniture is not None, timeout=5000)
    assert door.window.furniture is not None
    watch = door.window.furniture.idle
    assert watch.timer.isActive()
    watch.timer.start(0)
    door.qtbot.waitUntil(lambda: door.window.door.lock is not None, timeout=5000)
    assert door.window.door.lock is not None
    fill(door.window.door.lock.card.password, PASSWORD)
    door.qtbot.waitUntil(lambda: door.window.door.lock is None, timeout=5000)
    door.settle()


def test_another_user_takes_over_with_a_password_of_her_own(door: Door) -> None:
    sign_in(door)
    door.inside()
    door.session.switch_wanted.emit("李明")
    lock = door.window.door.lock
    assert lock is not None
    assert lock.card.name.text() == "李明"
    fill(lock.card.password, OTHER)
    door.qtbot.waitUntil(lambda: door.window.door.lock is None, timeout=5000)
    door.settle()
    assert door.session.context.user.name == "李明"
    door.session.switch_wanted.emit(ADMIN)
    lock = door.window.door.lock
    assert lock is not None
    QTest.keyClick(lock, Qt.Key.Key_Escape)
    assert door.window.door.lock is None
    assert door.session.context.user.name == "李明"


def argon2_calls(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how often a password is stretched, which is what takes time on purpose."""
    calls: list[int] = []
    real = crypto.derived_key

    def counted(*given: object, **more: int) -> bytes:
        calls.append(more["memory_kib"])
        return real(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(crypto, "derived_key", counted)
    return calls


def test_signing_in_and_switching_stretch_one_password_each(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = argon2_calls(monkeypatch)
    sign_in(door)
    door.inside()
    assert len(calls) == 1
    door.session.switch_wanted.emit("李明")
    lock = door.window.door.lock
    assert lock is not None
    fill(lock.card.password, OTHER)
    door.qtbot.waitUntil(lambda: door.window.door.lock is None, timeout=5000)
    door.settle()
    assert len(calls) == 2


def test_ctrl_l_locks(door: Door) -> None:
    sign_in(door)
    door.inside()
    door.qtbot.waitUntil(lambda: door.window.furniture is not None, timeout=5000)
    QTest.keyClick(door.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    door.qtbot.waitUntil(lambda: door.window.door.lock is not None, timeout=5000)
    lock = door.window.door.lock
    assert lock is not None
    assert not lock.card.forgot.isVisible()
    assert not lock.card.restore.isVisible()
    fill(lock.card.password, PASSWORD)
    door.qtbot.waitUntil(lambda: door.window.door.lock is None, timeout=5000)
    door.settle()


def test_who_was_disabled_does_not_get_in(qtbot: QtBot, keyed: Path) -> None:
    context = open_context(keyed, "李明", password=OTHER)
    known = context.user.id
    context.close()
    context = open_context(keyed, ADMIN, password=PASSWORD)
    users.set_active(context, known, False)
    context.close()
    door = Door(qtbot, keyed)
    card = door.card(SignInCard)
    card.name.setText("李明")
    fill(card.password, OTHER)
    qtbot.waitUntil(lambda: "不对" in card.problem.text(), timeout=5000)
    assert not door.session.is_open
    assert keyring.key_of(keyed) is None
    sign_in(door)
    door.inside()
    door.session.close()


def typed(line: QLineEdit, text: str) -> None:
    """Type into a line key by key."""
    line.setFocus()
    QTest.keyClicks(line, text)


def test_the_forgotten_password_by_the_keys_from_the_sheet_alone(
    qtbot: QtBot, keyed: Path, tmp_path: Path
) -> None:
    context = open_context(keyed, ADMIN, password=PASSWORD)
    recovering.make_sheet(context, tmp_path / "sheet.pdf")
    context.close()
    key = key_on_paper(tmp_path / "sheet.pdf")
    door = Door(qtbot, keyed)
    QTest.mouseClick(door.card(SignInCard).forgot, Qt.MouseButton.LeftButton)
    card = door.card(NewPasswordCard)
    card.name.setText(ADMIN)
    card.password.setText(OTHER)
    card.again.setText(OTHER)
    wrong = key[:3] + ("7" if key[3] != "7" else "8") + key[4:]
    typed(card.key, wrong.lower())
    QTest.keyClick(card.key, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "第1组" in card.problem.text(), timeout=5000)
    assert card.button.isEnabled()
    card.key.clear()
    typed(card.key, key.lower().replace("-", " "))
    QTest.keyClick(card.key, Qt.Key.Key_Return)
    door.inside()
    assert door.session.context.user.name == ADMIN
    assert door.session.context.reader.value("SELECT count(*) FROM courtyard") == 1
    door.session.close()
    assert residents(keyed, password=OTHER) == []
    with pytest.raises(WrongPassword):
        residents(keyed, password=PASSWORD)


def test_a_backup_is_restored_from_the_card_where_one_signs_in(
    qtbot: QtBot, keyed: Path, tmp_path: Path
) -> None:
    context = open_context(keyed, "李明", password=OTHER)
    with context.unit_of_work() as work:
        work.connection.exec_driver_sql("UPDATE app_user SET role = 'worker' WHERE name = '李明'")
        work.commit()
    context.close()
    context = open_context(keyed, ADMIN, password=PASSWORD)
    made = backups.backup(keyed, tmp_path / "备份.lybak").path
    courtyard(context, "后来的楼院")
    context.close()
    whole = keyed.read_bytes()
    keyed.write_bytes(whole[:5000] + bytes(9000) + whole[14000:])
    door = Door(qtbot, keyed)
    card = door.card(SignInCard)
    for chosen in (None, made):
        with prompts.scripted(chosen):
            QTest.mouseClick(card.restore, Qt.MouseButton.LeftButton)
    asked = door.card(RestoreCard)
    for name, secret, told in ((ADMIN, "wrong wrong", "打不开备份"), ("李明", OTHER, "不是能使用的管理员")):
        asked.name.setText(name)
        fill(asked.secret, secret)
        qtbot.waitUntil(lambda told=told: told in asked.problem.text(), timeout=8000)  # type: ignore[misc]
        qtbot.waitUntil(asked.button.isEnabled, timeout=5000)
    asked.name.setText(ADMIN)
    fill(asked.secret, PASSWORD)
    door.inside()
    reader = door.session.context.reader
    assert reader.value("SELECT count(*) FROM courtyard") == 1
    assert reader.value("SELECT label FROM audit_entry WHERE action = 'restore_backup'") == made.name
    door.session.close()


def test_an_office_that_closes_forgets_its_key(qtbot: QtBot, keyed: Path) -> None:
    door = Door(qtbot, keyed)
    sign_in(door)
    door.inside()
    assert keyring.key_of(keyed) is not None
    door.session.close()
    assert keyring.key_of(keyed) is None
