"""A bug shows one calm dialog without personal data, keeps what was typed, and ends the program."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ui.crash import EXIT_CODE, CrashDialog, CrashGuard

SECRET = "张三的身份证号410101199001011234"


class Ended:
    """Stands for the application: notes how it was told to end."""

    def __init__(self) -> None:
        self.codes: list[int] = []

    def exit(self, code: int) -> None:
        self.codes.append(code)

    def activeWindow(self) -> None:
        return None


class Teller(QObject):
    told = Signal(str)


@pytest.fixture
def ended() -> Ended:
    return Ended()


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    reports: list[str] = []
    monkeypatch.setattr(CrashGuard, "show", lambda self, report: reports.append(report))
    return reports


@pytest.fixture
def saved() -> list[str]:
    return []


@pytest.fixture
def guard(qtbot: QtBot, ended: Ended, saved: list[str]) -> Iterator[CrashGuard]:
    made = CrashGuard(ended, lambda: saved.append("drafts"))  # type: ignore[arg-type]
    made.install()
    yield made
    made.remove()


def _fail(name: str) -> None:
    person = name
    raise ValueError(f"{person} in /home/{person}/台账.db")


def test_an_error_in_a_slot_ends_up_here(
    qapp: QApplication, guard: CrashGuard, ended: Ended, shown: list[str], saved: list[str]
) -> None:
    teller = Teller()
    teller.told.connect(_fail)
    teller.told.emit(SECRET)

    assert len(shown) == 1
    assert saved == ["drafts"]
    assert ended.codes == [EXIT_CODE]


def test_the_report_says_where_and_nothing_about_people(guard: CrashGuard, shown: list[str]) -> None:
    try:
        _fail(SECRET)
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)

    assert "builtins.ValueError" in shown[0]
    assert "test_crash.py" in shown[0]
    assert "_fail" in shown[0]
    for private in ("张三", "410101", "/home", "台账.db"):
        assert private not in shown[0]


def test_a_second_error_meanwhile_shows_no_second_dialog(
    guard: CrashGuard, shown: list[str], ended: Ended
) -> None:
    for _ in range(3):
        sys.excepthook(ValueError, ValueError(), None)
    assert len(shown) == 1
    assert ended.codes == [EXIT_CODE]


def test_drafts_that_cannot_be_kept_do_not_hide_the_first_error(
    qtbot: QtBot, ended: Ended, shown: list[str]
) -> None:
    def fail() -> None:
        raise OSError("disk full")

    guard = CrashGuard(ended, fail)  # type: ignore[arg-type]
    guard.handle(KeyError, KeyError("x"), None)
    assert "builtins.KeyError" in shown[0]
    assert "builtins.OSError" in shown[0]
    assert ended.codes == [EXIT_CODE]


def test_interrupting_by_keyboard_is_no_crash(guard: CrashGuard, shown: list[str], ended: Ended) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert shown == []
    assert ended.codes == [2]


def test_the_hook_is_given_back(qtbot: QtBot, ended: Ended) -> None:
    before = sys.excepthook
    guard = CrashGuard(ended, lambda: None)  # type: ignore[arg-type]
    guard.install()
    assert sys.excepthook == guard.handle
    guard.remove()
    assert sys.excepthook is before


def test_the_dialog_is_calm_and_its_report_can_be_copied(qtbot: QtBot) -> None:
    dialog = CrashDialog("报告正文")
    qtbot.addWidget(dialog)
    words = "".join(label.text() for label in dialog.findChildren(QLabel))
    assert "已经保存的内容都在" in words
    assert "Traceback" not in words
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == "报告正文"


def test_the_dialog_is_left_by_its_button(qtbot: QtBot, ended: Ended) -> None:
    def leave() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        assert all(isinstance(button.text(), str) for button in dialog.findChildren(QPushButton))
        dialog.accept()

    QTimer.singleShot(0, leave)
    CrashGuard(ended, lambda: None).handle(ValueError, ValueError(), None)  # type: ignore[arg-type]
    assert ended.codes == [EXIT_CODE]
