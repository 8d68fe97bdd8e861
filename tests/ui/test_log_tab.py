"""The tab 操作日志: filters, old and new beside the list, the export, the check, and who may see it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from models.rules.rights import READER
from services import records, users
from services.office import Context, CurrentUser
from services.times import local_time
from tests.helpers.audits import behind_the_gate
from tests.helpers.hosting import Host, clock, host, new_office, notices_of, office, session
from tests.helpers.office import DAY_MS, NOON_MS, FixedClock, courtyard, resident, value
from ui import prompts
from ui.pages.system import SystemPage
from ui.session import Session

__all__ = ["clock", "host", "new_office", "office", "session"]


@pytest.fixture
def page(host: Host, session: Session, qtbot: QtBot, office: Context, clock: FixedClock) -> SystemPage:
    yard = courtyard(office, "建设路1号院")
    clock.advance(DAY_MS)
    users.switch_user(office, "郭小满")
    person = resident(office, "张颎", phone="13800001234")
    records.save(office, "residents", person, {"phone": "13900005678", "name": "张炯"})
    records.save(office, "courtyards", yard, {"household_count": "120"})
    made = SystemPage(session)
    host(made)
    with qtbot.waitSignal(made.log.filled):
        made.arrive("log")
    return made


def _labels(page: SystemPage) -> list[str]:
    return [row.cells[5] for row in page.log.table.rows]


def test_it_is_searched_by_person_kind_day_record_and_text(qtbot: QtBot, page: SystemPage) -> None:
    tab = page.log
    everything = len(tab.table.rows)
    with qtbot.waitSignal(tab.filled):
        tab.who.setCurrentIndex(tab.who.findText("郭小满"))
    assert {row.cells[1] for row in tab.table.rows} == {"郭小满"}
    with qtbot.waitSignal(tab.filled):
        tab.record.setText("建设路")
    assert _labels(page) == ["建设路1号院"]
    with qtbot.waitSignal(tab.filled):
        QTest.mouseClick(tab.clear_button, Qt.MouseButton.LeftButton)
    assert len(tab.table.rows) == everything
    with qtbot.waitSignal(tab.filled):
        tab.last.setText("2020-09-16")
    assert {row.cells[0] for row in tab.table.rows} == {local_time(NOON_MS)}
    with qtbot.waitSignal(tab.filled):
        tab.last.setText("昨天")
    assert not tab.table.rows
    assert "不是日期" in tab.table._empty
    with qtbot.waitSignal(tab.filled):
        tab.clear()
    with qtbot.waitSignal(tab.filled):
        tab.text.setText("新增用户")
    assert {row.cells[3] for row in tab.table.rows} == {"新增用户"}


def test_old_and_new_stand_beside_the_list_with_numbers_masked(qtbot: QtBot, page: SystemPage) -> None:
    tab = page.log
    at = next(number for number, row in enumerate(tab.table.rows) if row.cells[3:5] == ("修改", "居民"))
    tab.table.selectRow(at)
    qtbot.waitUntil(lambda: "张颎 → 张炯" in tab.pane.texts())
    shown = "\n".join(tab.pane.texts())
    assert "138****1234 → 139****5678" in shown
    assert "13800001234" not in shown
    assert tab.open_button.isEnabled()
    tab.table.clearSelection()
    assert not tab.open_button.isEnabled()


def test_it_is_exported_which_is_noted_itself(qtbot: QtBot, page: SystemPage, tmp_path: Path) -> None:
    tab = page.log
    with qtbot.waitSignal(tab.filled):
        tab.text.setText("建设路")
    count = len(tab.table.rows)
    out = tmp_path / "日志.xlsx"
    with prompts.scripted(out), qtbot.waitSignal(tab.filled):
        QTest.mouseClick(tab.export_button, Qt.MouseButton.LeftButton)
    assert out.stat().st_size > 1000
    noted = value(page._session.context, "SELECT label FROM audit_entry ORDER BY seq DESC LIMIT 1")
    assert noted == f"日志.xlsx，{count}行"


def test_the_check_stays_on_the_tab(
    qtbot: QtBot, page: SystemPage, session: Session, office: Context
) -> None:
    tab = page.log
    assert tab.checked.text() == "还没有核对过"
    with qtbot.waitSignal(tab.filled):
        QTest.mouseClick(tab.check_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "前后相连，没有改动" in tab.checked.text())
    with behind_the_gate(office, keep=True) as run:
        run("UPDATE audit_entry SET label = 'x' WHERE seq = 2", ())
    said = notices_of(session)
    with qtbot.waitSignal(tab.filled):
        tab.check()
    assert said[-1].level == "error"
    with qtbot.waitSignal(tab.filled):
        tab.refresh()
    assert "第2条" in tab.checked.text()
    assert tab.checked.property("role") == "warn"


def test_who_may_not_see_it_is_not_offered_it(page: SystemPage, office: Context) -> None:
    at = page.tabs.indexOf(page.log)
    assert page.tabs.isTabVisible(at)
    office.user = CurrentUser(office.user.id, office.user.name, READER)
    page.refresh()
    assert not page.tabs.isTabVisible(at)
