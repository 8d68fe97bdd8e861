"""What the program does by itself after the start: examine, then back up; bad news is told once, calmly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from services import audit_checks, backup, backup_plan, disk_checks
from services.backup_plan import BackupPlan, DailyBackup
from services.office import Context
from tests.helpers.audits import behind_the_gate
from tests.helpers.office import clock, new_office, office
from ui.background import look_after, verify_audit
from ui.tasks import Tasks

__all__ = ["clock", "new_office", "office"]


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def owner(qapp: object) -> QObject:
    return QObject()


def test_the_backup_of_the_day_is_taken(qtbot: QtBot, office: Context, tasks: Tasks, owner: QObject) -> None:
    told: list[str] = []
    done: list[DailyBackup] = []
    look_after(office, tasks, owner, tell=told.append, backed_up=done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert told == []
    assert done[0].made == backup_plan.newest(office.database.path)


def test_nothing_is_told_when_no_backup_is_wanted(
    qtbot: QtBot, office: Context, tasks: Tasks, owner: QObject
) -> None:
    backup_plan.change_plan(office, BackupPlan(False, None))
    done: list[DailyBackup] = []
    look_after(office, tasks, owner, tell=pytest.fail, backed_up=done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert done == [DailyBackup(None)]


def test_a_damaged_file_is_told_and_not_backed_up(
    qtbot: QtBot, office: Context, tasks: Tasks, owner: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk_checks, "check_database", lambda *_, **__: "数据库检查没有通过。")
    told: list[str] = []
    look_after(office, tasks, owner, tell=told.append)
    qtbot.waitUntil(lambda: bool(told))
    qtbot.waitUntil(lambda: tasks.pending == 0)
    assert told == ["数据库检查没有通过。"]
    assert not backup.backup_folder(office.database.path).exists()


def test_a_changed_audit_is_told_and_backed_up_all_the_same(
    qtbot: QtBot, office: Context, tasks: Tasks, owner: QObject
) -> None:
    with behind_the_gate(office, keep=True) as run:
        run("UPDATE audit_entry SET label = 'x' WHERE seq = 1", ())
    told: list[str] = []
    done: list[DailyBackup] = []
    look_after(office, tasks, owner, tell=told.append, backed_up=done.append)
    qtbot.waitUntil(lambda: bool(told) and bool(done))
    assert told[0].startswith("操作日志第1条")
    assert audit_checks.last(office).problem == told[0]


def test_an_office_closed_meanwhile_is_let_be(
    qtbot: QtBot, office: Context, tasks: Tasks, owner: QObject
) -> None:
    tasks.submit("reader", lambda _: setattr(office.database, "closed", True))
    verify_audit(office, tasks, owner, told=lambda found: pytest.fail(found.text))
    qtbot.waitUntil(lambda: tasks.pending == 0)
    assert audit_checks.last(office).at == 0


def test_a_missing_stick_is_told(
    qtbot: QtBot, office: Context, tasks: Tasks, owner: QObject, tmp_path: Path
) -> None:
    backup_plan.change_plan(office, BackupPlan(True, tmp_path / "没有的U盘"))
    told: list[str] = []
    look_after(office, tasks, owner, tell=told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert "没有另存成功" in told[0]


def test_a_full_disk_is_told(qtbot: QtBot, office: Context, tasks: Tasks, owner: QObject) -> None:
    backup.backup_folder(office.database.path).write_bytes(b"a file where the folder should be")
    told: list[str] = []
    look_after(office, tasks, owner, tell=told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert "没有写成" in told[0]
