"""The daily backup and its second copy: once a day, whole or not at all, and a missing stick does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.errors import UserError
from services import backup_plan
from services.backup import backup_folder, examine_backup
from services.backup_plan import BackupPlan
from services.office import Context
from tests.helpers.office import DAY_MS, FixedClock, courtyard, value

pytestmark = pytest.mark.local_file("backups are of the file")


def test_it_is_wanted_until_it_is_switched_off(office: Context) -> None:
    assert backup_plan.plan(office) == BackupPlan(True, None)
    backup_plan.change_plan(office, BackupPlan(False, Path("/media/u")))
    assert backup_plan.plan(office) == BackupPlan(False, Path("/media/u"))
    assert backup_plan.take_daily(office, backup_plan.plan(office)).made is None
    assert not backup_folder(office.database.path).exists()


def test_it_is_taken_once_a_day_and_noted(office: Context, clock: FixedClock) -> None:
    courtyard(office)
    wanted = BackupPlan(True, None)
    first = backup_plan.take_daily(office, wanted)
    assert first.made is not None
    assert examine_backup(first.made.path).made_ms == first.made.made_ms
    assert backup_plan.take_daily(office, wanted).made is None
    clock.advance(DAY_MS)
    assert backup_plan.take_daily(office, wanted).made is not None
    assert value(office, "SELECT count(*) FROM audit_entry WHERE action = 'backup'") == 2


def test_a_copy_goes_to_the_folder_of_the_office(office: Context, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    done = backup_plan.take_daily(office, BackupPlan(True, stick))
    assert done.made is not None
    assert done.copied_to is not None
    assert done.copied_to.parent == stick
    assert done.copied_to.read_bytes() == done.made.path.read_bytes()
    assert done.problem == ""


def test_a_missing_stick_keeps_the_backup(office: Context, tmp_path: Path) -> None:
    done = backup_plan.take_daily(office, BackupPlan(True, tmp_path / "没有的U盘"))
    assert done.made is not None
    assert done.made.path.exists()
    assert done.copied_to is None
    assert "没有另存成功" in done.problem
    assert "U盘可能没有插好" in done.problem


def test_a_backup_on_demand_is_noted(office: Context, tmp_path: Path) -> None:
    made = backup_plan.back_up_to(office, tmp_path / "手动.lybak")
    assert value(office, "SELECT label FROM audit_entry WHERE action = 'backup'") == "手动.lybak"
    assert backup_plan.newest(office.database.path) is None
    with pytest.raises(UserError):
        backup_plan.copied(made.path, tmp_path / "nowhere")


def test_the_newest_is_known(office: Context) -> None:
    made = backup_plan.take_daily(office, BackupPlan(True, None)).made
    assert backup_plan.newest(office.database.path) == made


def days_later(office: Context, clock: FixedClock, days: int, folder: Path | None = None) -> str:
    clock.advance(days * DAY_MS)
    done = backup_plan.take_daily(office, BackupPlan(True, folder))
    assert done.made is not None
    return done.reminder


def test_a_second_copy_that_is_a_week_old_is_reminded_of_once_a_day(
    office: Context, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert days_later(office, clock, 0) == ""
    assert days_later(office, clock, 6) == ""
    assert "用了7天，还没有" in days_later(office, clock, 1)
    assert backup_plan.take_daily(office, BackupPlan(True, None)).reminder == "", "told today already"
    stick = tmp_path / "U盘"
    stick.mkdir()
    assert days_later(office, clock, 1, stick) == ""
    assert days_later(office, clock, 6) == ""
    assert "已有7天没有" in days_later(office, clock, 1)
    backup_plan.back_up_to(office, tmp_path / "同一块盘.lybak")
    assert "已有8天没有" in days_later(office, clock, 1), "a copy on the same disk is none"
    monkeypatch.setattr(backup_plan, "_another_medium", lambda *_: True)
    backup_plan.back_up_to(office, tmp_path / "另一块盘.lybak")
    assert days_later(office, clock, 1) == ""


def test_d19_a_clock_set_back_reminds_of_nothing(office: Context, clock: FixedClock) -> None:
    assert days_later(office, clock, 0) == ""
    assert days_later(office, clock, -700) == ""
