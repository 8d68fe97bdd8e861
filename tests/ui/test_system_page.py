"""The page 系统: each tab does what it says, and says what it did."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from models.errors import EnvironmentFault, InvalidInput
from services import backup, backup_plan, records, settings, users
from services.backup_plan import BackupPlan
from services.importing.scope import OWN_COMMUNITY
from services.office import Context
from services.times import local_time
from tests.helpers.hosting import Host, clock, commit_text, host, new_office, notices_of, office, session
from tests.helpers.office import DAY_MS, NOON_MS, FixedClock, add, community, courtyard, resident, value
from ui import prompts
from ui.pages.system import SystemPage
from ui.session import Session
from ui.system.user_dialog import UserDialog
from ui.widgets.plain_table import PlainTable

__all__ = ["clock", "host", "new_office", "office", "session"]


@pytest.fixture
def page(host: Host, session: Session) -> SystemPage:
    made = SystemPage(session)
    host(made)
    return made


def _show(qtbot: QtBot, page: SystemPage, key: str) -> None:
    with qtbot.waitSignal(page.keys[key].filled):
        page.arrive(key)


def _cells(table: PlainTable) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def _states(table: PlainTable) -> dict[str, str]:
    return {row.cells[0]: row.cells[2] for row in table.rows}


def _dialog(page: SystemPage) -> UserDialog:
    found = [each for each in page.window().findChildren(UserDialog) if each.isVisible()]
    assert len(found) == 1
    return found[0]


# ---- users


def test_users_are_listed_added_switched_and_disabled(
    qtbot: QtBot, page: SystemPage, session: Session, office: Context
) -> None:
    _show(qtbot, page, "users")
    tab = page.users
    assert _states(tab.table) == {"王芳": "正在使用"}
    assert tab.table.rows[0].cells[1:] == ("管理员", "正在使用", local_time(NOON_MS))
    QTest.mouseClick(tab.add_button, Qt.MouseButton.LeftButton)
    dialog = _dialog(page)
    assert dialog.role.currentText() == "社区工作者"
    dialog.role.setCurrentIndex(0)
    assert dialog.told.text().startswith("办理全部事情")
    commit_text(dialog.name, "郭小满")
    with qtbot.waitSignal(tab.filled):
        QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert _states(tab.table) == {"王芳": "正在使用", "郭小满": "可以使用"}
    assert office.user.name == "王芳"
    _choose(tab.table, "郭小满")
    with qtbot.waitSignal(session.user_changed):
        QTest.keyClick(tab.table, Qt.Key.Key_Return)
    assert office.user.name == "郭小满"
    qtbot.waitUntil(lambda: _states(tab.table)["郭小满"] == "正在使用")
    _choose(tab.table, "王芳")
    with qtbot.waitSignal(tab.filled):
        QTest.mouseClick(tab.active_button, Qt.MouseButton.LeftButton)
    assert _states(tab.table)["王芳"] == "已停用"
    _choose(tab.table, "王芳")
    assert not tab.switch_button.isEnabled()
    assert tab.active_button.text() == "启用"


def test_a_role_is_changed_and_an_act_is_done_alone(
    qtbot: QtBot, page: SystemPage, session: Session, office: Context
) -> None:
    made = users.add_user(office, "郭小满", role="administrator")
    _show(qtbot, page, "users")
    tab = page.users
    _choose(tab.table, "郭小满")
    tab.role_button.click()
    dialog = _dialog(page)
    assert dialog.role.currentText() == "管理员"
    dialog.role.setCurrentIndex(dialog.role.findText("查阅人"))
    assert "不登记" in dialog.told.text()
    with qtbot.waitSignal(tab.filled):
        dialog.do_button.click()
    assert {row.cells[0]: row.cells[1] for row in tab.table.rows} == {"王芳": "管理员", "郭小满": "查阅人"}
    assert value(office, "SELECT role FROM app_user WHERE name = '郭小满'") == "reader"
    assert made.role == "administrator"
    _choose(tab.acts, "月结")
    with prompts.scripted("另一位会计休假"), qtbot.waitSignal(tab.filled):
        tab.alone_button.click()
    told = next(row.cells for row in tab.acts.rows if row.cells[0] == "月结")
    assert told == ("月结", "可单人办理", "另一位会计休假", "王芳", local_time(NOON_MS))
    _choose(tab.acts, "月结")
    assert not tab.alone_button.isEnabled()
    with qtbot.waitSignal(tab.filled):
        tab.two_button.click()
    assert {row.cells[1] for row in tab.acts.rows} == {"要两个人"}


def test_the_last_administrator_stays(qtbot: QtBot, page: SystemPage, office: Context) -> None:
    _show(qtbot, page, "users")
    _choose(page.users.table, "王芳")
    page.users.role_button.click()
    dialog = _dialog(page)
    dialog.role.setCurrentIndex(dialog.role.findText("查阅人"))
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(dialog.role, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "最后一个在用的管理员" in dialog.problem.text())
    assert office.user.role == "administrator"


def test_a_name_somebody_has_is_refused(
    qtbot: QtBot, page: SystemPage, session: Session, office: Context
) -> None:
    _show(qtbot, page, "users")
    page.users.add()
    dialog = _dialog(page)
    commit_text(dialog.name, "王芳")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "已经有叫“王芳”的用户" in dialog.problem.text())
    assert dialog.isVisible()
    with pytest.raises(InvalidInput):
        users.add_user(office, "  ")


def _choose(table: PlainTable, *names: str) -> None:
    table.clearSelection()
    table.select_keys({row.key for row in table.rows if row.cells[0] in names})
    table.setFocus()
    at = next(number for number, row in enumerate(table.rows) if row.cells[0] in names)
    flags = table.selectionModel().SelectionFlag
    table.selectionModel().setCurrentIndex(table.model().index(at, 0), flags.NoUpdate)


# ---- recycle bin


def test_several_records_are_restored_at_once(
    qtbot: QtBot, page: SystemPage, session: Session, office: Context, clock: FixedClock
) -> None:
    yard = courtyard(office, "建设路1号院")
    add(office, "buildings", courtyard_id=yard, name="1号楼")
    person = resident(office, "王䶮")
    records.delete(office, "courtyards", [yard])
    clock.advance(1000)
    records.delete(office, "residents", [person])
    _show(qtbot, page, "bin")
    tab = page.bin
    assert [cells[:3] for cells in _cells(tab.table)] == [
        ("王䶮", "居民", "—"),
        ("建设路1号院", "楼院", "1条"),
    ]
    tab.filter.setText("楼院")
    assert len(tab.table.rows) == 1
    tab.filter.clear()
    _choose(tab.table, "王䶮", "建设路1号院")
    assert tab.restore_button.text() == "恢复选中的2条"
    said = notices_of(session)
    with qtbot.waitSignal(session.noticed):
        QTest.keyClick(tab.table, Qt.Key.Key_Return)
    assert said[0].text == "已恢复2条记录，连带1条"
    qtbot.waitUntil(lambda: tab.table.row_count == 0)
    assert value(office, "SELECT count(*) FROM building WHERE deleted_at IS NULL") == 1


# ---- backups


def test_a_backup_is_written_where_the_user_wants_it(
    qtbot: QtBot, page: SystemPage, session: Session, tmp_path: Path
) -> None:
    _show(qtbot, page, "backups")
    said = notices_of(session)
    with prompts.scripted(tmp_path / "手动"), qtbot.waitSignal(session.noticed):
        page.backups.back_up()
    assert backup.examine_backup(tmp_path / "手动.lybak").path.name == "手动.lybak"
    assert said[0].text.startswith("已备份到")


def test_the_database_is_examined(qtbot: QtBot, page: SystemPage, session: Session) -> None:
    _show(qtbot, page, "backups")
    said = notices_of(session)
    with qtbot.waitSignal(session.noticed):
        QTest.mouseClick(page.backups.check_button, Qt.MouseButton.LeftButton)
    assert (said[0].text, said[0].level) == ("数据库检查通过，数据完好", "ok")


def test_an_earlier_state_is_restored(
    qtbot: QtBot, page: SystemPage, session: Session, office: Context
) -> None:
    courtyard(office, "建设路1号院")
    made = backup_plan.take_daily(office, BackupPlan(True, None)).made
    assert made is not None
    courtyard(office, "建设路2号院")
    _show(qtbot, page, "backups")
    tab = page.backups
    assert _cells(tab.table)[0][3] == "每日自动备份"
    _choose(tab.table, made.path.stem)
    said = notices_of(session)
    with prompts.scripted("restore") as script:
        QTest.mouseClick(tab.restore_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert "替换现在的全部数据" in script.asked[0]
    assert said[0].text == f"已从“{made.path.name}”恢复"
    reader = session.context.reader
    assert reader.all("SELECT name FROM courtyard") == [("建设路1号院",)]
    assert reader.value("SELECT label FROM audit_entry WHERE action = 'restore_backup'") == made.path.name
    kept = list(session.path.parent.glob("*恢复前*.db"))
    assert len(kept) == 1


def test_restoring_is_thought_better_of(
    qtbot: QtBot, page: SystemPage, session: Session, office: Context, tmp_path: Path
) -> None:
    made = backup_plan.back_up_to(office, tmp_path / "手动.lybak")
    _show(qtbot, page, "backups")
    with prompts.scripted(made.path, "keep") as script:
        page.backups.restore_other()
        qtbot.waitUntil(lambda: len(script.asked) == 2)
    assert session.context is office


def test_d20_in_place_of_a_damaged_backup_the_next_one_is_offered(
    qtbot: QtBot, page: SystemPage, session: Session, office: Context, clock: FixedClock
) -> None:
    courtyard(office, "建设路1号院")
    older = backup_plan.take_daily(office, BackupPlan(True, None)).made
    clock.advance(DAY_MS)
    newer = backup_plan.take_daily(office, BackupPlan(True, None)).made
    assert older is not None
    assert newer is not None
    whole = bytearray(newer.path.read_bytes())
    whole[len(whole) // 2] ^= 1
    newer.path.write_bytes(whole)
    _show(qtbot, page, "backups")
    _choose(page.backups.table, newer.path.stem)
    with prompts.scripted("next", "keep") as script:
        QTest.mouseClick(page.backups.restore_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: len(script.asked) == 2, timeout=20_000)
    assert "已损坏" in script.asked[0]
    assert "替换现在的全部数据" in script.asked[1]
    assert session.context is office


def test_a_file_that_is_no_backup_changes_nothing(
    qtbot: QtBot, page: SystemPage, session: Session, office: Context, tmp_path: Path
) -> None:
    path = tmp_path / "照片.lybak"
    path.write_bytes(b"no backup")
    _show(qtbot, page, "backups")
    said = notices_of(session)
    with prompts.scripted(path), qtbot.waitSignal(session.noticed):
        page.backups.restore_other()
    assert "不是本程序的备份文件" in said[0].text
    assert session.context is office


def test_an_office_is_opened_again_when_restoring_fails(
    qtbot: QtBot,
    page: SystemPage,
    session: Session,
    office: Context,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise EnvironmentFault("恢复没有完成，现有数据没有改动。")

    made = backup_plan.back_up_to(office, tmp_path / "手动.lybak")
    monkeypatch.setattr(backup, "restore", refuse)
    _show(qtbot, page, "backups")
    said = notices_of(session)
    with prompts.scripted("restore") as script:
        page.backups.restore(made.path)
        qtbot.waitUntil(lambda: bool(script.asked))
        qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert said[0].level == "error"
    assert session.is_open
    assert session.context is not office


# ---- settings


def test_settings_are_kept_as_they_are_changed(
    qtbot: QtBot, page: SystemPage, session: Session, office: Context, tmp_path: Path
) -> None:
    community(office, "安飞社区")
    _show(qtbot, page, "preferences")
    tab = page.preferences
    assert [tab.own.itemText(at) for at in range(tab.own.count())] == ["全部社区（办事处使用）", "安飞社区"]
    tab.own.setFocus()
    with qtbot.waitSignal(tab.filled):
        QTest.keyClick(tab.own, Qt.Key.Key_Down)
    assert settings.get(office, OWN_COMMUNITY) == "安飞社区"
    with qtbot.waitSignal(tab.filled):
        tab.daily.setFocus()
        QTest.keyClick(tab.daily, Qt.Key.Key_Space)
    with prompts.scripted(tmp_path), qtbot.waitSignal(tab.filled):
        tab.choose_folder()
    assert backup_plan.plan(office) == BackupPlan(False, tmp_path)
    assert tab.folder.text() == str(tmp_path)
    with qtbot.waitSignal(tab.filled):
        QTest.mouseClick(tab.clear_button, Qt.MouseButton.LeftButton)
    assert backup_plan.plan(office) == BackupPlan(False, None)


def test_the_office_is_named(qtbot: QtBot, page: SystemPage, session: Session, office: Context) -> None:
    _show(qtbot, page, "preferences")
    tab = page.preferences
    for name in ("明湖办事处", "明湖街道办事处"):
        tab.office.setText(name)
        with qtbot.waitSignal(tab.filled):
            tab.office.editingFinished.emit()
        assert value(office, "SELECT name FROM unit WHERE kind = 'office' AND deleted_at IS NULL") == name
    assert value(office, "SELECT count(*) FROM unit WHERE kind = 'office'") == 1
    said = notices_of(session)
    tab.office.setText("")
    with qtbot.waitSignal(session.noticed):
        tab.office.editingFinished.emit()
    assert said[0].level == "error"
    assert tab.office.text() == "明湖街道办事处"


# ---- log


def test_the_print_log_is_chosen(qtbot: QtBot, page: SystemPage, office: Context) -> None:
    yard = courtyard(office)
    with office.unit_of_work() as work:
        work.note("notice_printed", "courtyard", yard, "建设路1号院 楼院概况：2页，3份，打印机“HP”")
        work.commit()
    _show(qtbot, page, "log")
    with qtbot.waitSignal(page.log.filled):
        page.log.which.setCurrentIndex(1)
    assert [row.cells[1:] for row in page.log.table.rows] == [
        ("王芳", "本机", "打印公示", "楼院", "建设路1号院 楼院概况：2页，3份，打印机“HP”")
    ]


def test_the_log_is_read_searched_opened_and_copied(
    qtbot: QtBot, page: SystemPage, session: Session, office: Context
) -> None:
    yard = courtyard(office, "建设路1号院", community(office, "安飞社区"))
    resident(office, "王䶮")
    _show(qtbot, page, "log")
    tab = page.log
    assert [cells[1:] for cells in _cells(tab.table)[:3]] == [
        ("王芳", "本机", "新增", "居民", "王䶮"),
        ("王芳", "本机", "新增", "楼院", "建设路1号院"),
        ("王芳", "本机", "新增", "单位", "安飞社区"),
    ]
    with qtbot.waitSignal(tab.filled):
        tab.text.setText("建设路")
    assert len(tab.table.rows) == 1
    with qtbot.waitSignal(session.record_wanted) as wanted:
        tab.table.selectRow(0)
        tab.table.setFocus()
        QTest.keyClick(tab.table, Qt.Key.Key_Return)
    assert wanted.args == ["courtyards", yard]
    tab.table.copy()
    assert QGuiApplication.clipboard().text().splitlines()[1].endswith("新增\t楼院\t建设路1号院")


def test_older_entries_are_added(
    qtbot: QtBot, page: SystemPage, office: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        resident(office, f"居民{number}")
    monkeypatch.setattr("services.audit_log.PAGE", 3)
    _show(qtbot, page, "log")
    assert page.log.more_button.isEnabled()
    assert len(page.log.table.rows) == 3
    while page.log.more_button.isEnabled():
        with qtbot.waitSignal(page.log.filled):
            page.log.read_more()
    names = [cells[5] for cells in _cells(page.log.table)]
    assert names[:5] == [f"居民{number}" for number in (4, 3, 2, 1, 0)]
    assert len(names) == value(office, "SELECT count(*) FROM audit_entry")
