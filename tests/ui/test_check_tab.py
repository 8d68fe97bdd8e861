"""Checking a sheet: a scanner types the code and Enter, a second Enter opens the record."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from services import notices
from services.documents.check_codes import payload
from services.notices import Sheet, Target
from services.office import Context
from tests.helpers.deliberations import deliberated
from tests.helpers.hosting import Host, clock, host, new_office, office, session
from tests.helpers.office import value
from ui.session import Session
from ui.system.check_tab import CheckTab

__all__ = ["clock", "host", "new_office", "office", "session"]


@pytest.fixture
def sheet(office: Context) -> Sheet:
    made = deliberated(office)
    yard = value(office, "SELECT id FROM courtyard WHERE name = '郑纺机西院'")
    printed = notices.make_sheet(office, Target("resolution", yard, made["pipe-motion"]))
    notices.note_issued(office, printed, "notice_printed")
    return printed


@pytest.fixture
def tab(sheet: Sheet, host: Host, session: Session) -> CheckTab:
    made = CheckTab(session)
    host(made)
    return made


def enter(qtbot: QtBot, tab: CheckTab, typed: str) -> None:
    with qtbot.waitSignal(tab.filled):
        tab.code.setText(typed)
        QTest.keyClick(tab.code, Qt.Key.Key_Return)


def test_a_scan_is_answered_and_the_record_one_enter_away(
    qtbot: QtBot, tab: CheckTab, sheet: Sheet, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, bytes]] = []
    monkeypatch.setattr(session, "show_record", lambda *each: opened.append(each))
    enter(qtbot, tab, payload(sheet.code, sheet.target.record or b"", sheet.issued_on))
    assert tab.answer.text() == "与登记一致"
    assert tab.answer.property("answer") == "ok"
    assert "郑纺机西院" in tab.told.text()
    assert tab.code.selectedText() == tab.code.text(), "the next scan replaces it"
    QTest.keyClick(tab.code, Qt.Key.Key_Return)
    assert opened == [("resolutions", sheet.target.record)]


def test_other_answers_open_nothing(
    qtbot: QtBot, tab: CheckTab, sheet: Sheet, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(session, "show_record", lambda *each: opened.append(each))
    wrong = sheet.code[:-1] + ("0" if sheet.code[-1] != "0" else "1")
    for typed, said in ((wrong, "输错了"), ("0123456789ABCDEFH", "没有登记过"), ("你好", "不是公示上的")):
        enter(qtbot, tab, typed)
        assert said in tab.told.text()
        assert not tab.open_button.isVisible()
    enter(qtbot, tab, " ")
    assert tab.told.text() == "请先扫码，或输入校验码。"
    assert opened == []


def test_another_text_of_the_same_record_is_told(qtbot: QtBot, tab: CheckTab, sheet: Sheet) -> None:
    enter(qtbot, tab, payload("0123456789ABCDEFH", sheet.target.record or b"", ""))
    assert tab.answer.text() == "内容不一致"
    assert tab.open_button.isVisible()
