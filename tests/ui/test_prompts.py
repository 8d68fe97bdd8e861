"""The one door to message boxes: scripted in tests, Esc means the answer that loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from ui import prompts
from ui.prompts import Button

BUTTONS = (Button("save", "保存", "accept"), Button("drop", "不保存"), Button("stay", "继续编辑", "reject"))


def test_answers_are_taken_in_order_and_prompts_are_noted() -> None:
    with prompts.scripted("drop", Path("/a/b.xlsx"), None) as script:
        assert prompts.ask(None, "标题", "要保存吗？", BUTTONS) == "drop"
        assert prompts.open_file(None, "选择文件", "表格 (*.xlsx)") == Path("/a/b.xlsx")
        assert prompts.ask_text(None, "新用户", "姓名：") is None
    assert script.asked == ["要保存吗？", "选择文件", "姓名："]


def test_a_prompt_nobody_expected_fails() -> None:
    with pytest.raises(AssertionError, match="没想到"), prompts.scripted():
        prompts.tell(None, "没想到")


def test_an_answer_nobody_asked_for_fails() -> None:
    with pytest.raises(AssertionError, match="never came"), prompts.scripted("save"):
        pass


def _press(act: str) -> None:
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    if act == "esc":
        box.reject()
        return
    next(button for button in box.findChildren(QPushButton) if button.text() == act).click()


@pytest.mark.parametrize(("act", "key"), [("保存", "save"), ("不保存", "drop"), ("esc", "stay")])
def test_the_box_answers_with_the_key_of_the_button(qtbot: QtBot, act: str, key: str) -> None:
    QTimer.singleShot(0, lambda: _press(act))
    assert prompts.ask(None, "还没有保存", "要保存吗？", BUTTONS) == key


def test_enter_presses_the_button_that_is_meant(qtbot: QtBot) -> None:
    def enter() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        QTest.keyClick(box, Qt.Key.Key_Return)

    QTimer.singleShot(0, enter)
    assert prompts.ask(None, "还没有保存", "要保存吗？", BUTTONS) == "save"
