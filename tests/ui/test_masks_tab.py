"""The tab 姓名遮盖, worked by keys: modes are chosen, saved, undone, reset; the preview then prints so."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from services import masks
from services.office import Context
from tests.helpers.hosting import Host, clock, host, new_office, notices_of, office, session
from ui import prompts
from ui.pages.system import SystemPage
from ui.session import Session
from ui.system.masks_tab import MasksTab

__all__ = ["clock", "host", "new_office", "office", "session"]
_NAME = ("resident", "name")


@pytest.fixture
def page(host: Host, session: Session, qtbot: QtBot) -> SystemPage:
    made = SystemPage(session)
    host(made)
    with qtbot.waitSignal(made.masks.filled):
        made.arrive("masks")
    return made


@pytest.fixture
def tab(page: SystemPage) -> MasksTab:
    return page.masks


def _focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def _press(key: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(_focused(), key, with_)


def _go_to(tab: MasksTab, kind: str) -> None:
    tab.search()
    _press(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    for _ in range([each for each, _ in masks.kinds()].index(kind)):
        _press(Qt.Key.Key_Down)
    assert tab.kinds.selected_keys() == [kind]


def _state(tab: MasksTab, kind: str) -> str:
    return {row.key: row.cells[1] for row in tab.kinds.rows}[kind]


def test_every_kind_is_there_as_shipped(tab: MasksTab) -> None:
    assert [row.key for row in tab.kinds.rows] == [kind for kind, _ in masks.kinds()]
    assert {row.cells[1] for row in tab.kinds.rows} == {"原样"}
    assert tab.examples["office"].text() == "例：张建明"
    assert tab.examples["resident"].text() == "例：张*明　138****1234　航海东路1号院3号楼"


def test_a_mode_is_chosen_saved_undone_and_reset_by_keys(
    qtbot: QtBot, tab: MasksTab, session: Session, office: Context
) -> None:
    said = notices_of(session)
    _go_to(tab, "minutes")
    _press(Qt.Key.Key_Return)
    assert _focused() is tab.boxes[("office", "name")]
    tab.boxes[_NAME].setFocus()
    assert "没有职务的居民不公开全名（个人信息保护法第六条）" in tab.why.text()
    _press(Qt.Key.Key_Down)
    assert (_state(tab, "minutes"), tab.save_button.isEnabled()) == ("未保存", True)
    assert tab.examples["resident"].text() == "例：138****1234　航海东路1号院3号楼"
    with qtbot.waitSignal(tab.filled):
        _press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert said[-1].text == "已保存“会议纪要”的姓名遮盖"
    assert masks.profile(office, "minutes").mode(*_NAME) == "hidden"
    qtbot.waitUntil(lambda: _state(tab, "minutes") == "本单位设置")
    session.undo()
    qtbot.waitUntil(lambda: _state(tab, "minutes") == "原样")
    assert tab.boxes[_NAME].currentData() == "masked"
    masks.save(office, "minutes", {_NAME: "hidden"})
    with qtbot.waitSignal(tab.filled):
        tab.refresh()
    tab.reset_button.setFocus()
    with qtbot.waitSignal(tab.filled):
        _press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: _state(tab, "minutes") == "原样")
    assert said[-1].text == "“会议纪要”的姓名遮盖已恢复原样"


def test_numbers_of_documents_are_never_offered_whole(tab: MasksTab) -> None:
    for (_, part), box in tab.boxes.items():
        offered = [box.itemData(number) for number in range(box.count())]
        assert ("full" in offered) == (part != "id_number")


def test_what_is_chosen_stays_until_the_page_is_left(
    qtbot: QtBot, page: SystemPage, tab: MasksTab, office: Context
) -> None:
    _go_to(tab, "free")
    tab.boxes[("resident", "phone")].setFocus()
    _press(Qt.Key.Key_Up)
    _go_to(tab, "minutes")
    assert tab.boxes[("resident", "phone")].currentData() == "masked"
    _go_to(tab, "free")
    assert tab.boxes[("resident", "phone")].currentData() == "full"
    with prompts.scripted("stay") as script:
        assert not page.may_leave()
    assert script.asked == ["“温馨提示”的姓名遮盖改了，还没有保存。"]
    tab.drop_button.setFocus()
    _press(Qt.Key.Key_Space)
    assert (_state(tab, "free"), page.may_leave()) == ("原样", True)
    assert masks.profile(office, "free") == masks.shipped("free")
