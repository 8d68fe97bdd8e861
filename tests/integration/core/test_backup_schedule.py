"""Backups without being asked, thinned out, whatever the clock says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from models.db.schema_version import SCHEMA_REVISION
from services import backup as backups
from services.office import Context
from tests.helpers.office import DAY_MS, NOON_MS

pytestmark = pytest.mark.local_file("backups are of the file")


def test_one_backup_a_day(furnished: Context) -> None:
    path = furnished.database.path
    first = backups.scheduled_backup(path, now_ms=NOON_MS)
    assert first is not None
    assert first.path.name.startswith("每日-2020091")
    assert first.made_ms == NOON_MS
    assert backups.scheduled_backup(path, now_ms=NOON_MS + 60_000) is None
    second = backups.scheduled_backup(path, now_ms=NOON_MS + DAY_MS)
    assert second is not None
    assert backups.listed(path) == (second, first)
    (backups.backup_folder(path) / "每日-junk.lybak").write_bytes(b"junk")
    (backups.backup_folder(path) / "photo.jpg").write_bytes(b"junk")
    assert backups.listed(path) == (second, first)


def daily(day: date) -> Path:
    return Path(f"每日-{day:%Y%m%d}.lybak")


def kept_after(days: list[date]) -> list[Path]:
    """Return the backups left when one was taken on each of these days in turn."""
    kept: list[Path] = []
    for day in days:
        kept = [path for path in kept if path != daily(day)] + [daily(day)]
        surplus = backups.to_thin(kept, f"{day:%Y%m%d}")
        assert daily(day) not in surplus, "today's backup is never thinned out"
        kept = [path for path in kept if path not in surplus]
    return sorted(kept)


def days_from(first: date, count: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(count)]


def test_seven_days_five_weeks_and_twelve_months_are_kept() -> None:
    kept = kept_after(days_from(date(2019, 1, 1), 700))
    days = [datetime.strptime(path.stem[-8:], "%Y%m%d").replace(tzinfo=UTC).date() for path in kept]
    last = date(2019, 1, 1) + timedelta(days=699)
    assert days[-7:] == days_from(last - timedelta(days=6), 7)
    assert len({day.isocalendar()[:2] for day in days[-11:]}) >= 5
    assert len({(day.year, day.month) for day in days}) == 12
    assert len(days) <= backups.KEEP_DAILY + backups.KEEP_WEEKLY + backups.KEEP_MONTHLY


def test_days_without_work_cost_no_backup() -> None:
    """After a long holiday the last seven backups are all still there."""
    worked = [*days_from(date(2020, 1, 1), 10), *days_from(date(2020, 6, 1), 1)]
    kept = kept_after(worked)
    assert {daily(day) for day in worked[-7:]} <= set(kept)


@pytest.mark.parametrize("year", [1970, 1999, 2030, 2099])
def test_d19_a_clock_that_jumps_costs_no_backup(year: int) -> None:
    before = kept_after(days_from(date(2020, 3, 1), 60))
    wrong = days_from(date(year, 5, 1), 30)
    kept = list(before)
    for day in wrong:
        kept.append(daily(day))
        surplus = backups.to_thin(kept, f"{day:%Y%m%d}")
        kept = [path for path in kept if path not in surplus]
    newest = [daily(date(2020, 4, 29) - timedelta(days=back)) for back in range(7)]
    if year < 2020:
        assert set(before) <= set(kept)
    else:
        assert newest[0] in kept
    # back at the right time a week of backups stands beside those of the wrong time
    for day in days_from(date(2020, 4, 30), 7):
        kept.append(daily(day))
        surplus = backups.to_thin(kept, f"{day:%Y%m%d}")
        kept = [path for path in kept if path not in surplus]
    assert {daily(day) for day in days_from(date(2020, 4, 30), 7)} <= set(kept)


def test_names_that_tell_no_day_are_left_alone() -> None:
    odd = [
        Path("每日-2020139.lybak"),
        Path("每日-.lybak"),
        Path("每日-手工.lybak"),
        Path("每日-20201399.lybak"),
    ]
    assert backups.to_thin(odd, "20200916") == []


def test_before_migration_tells_the_revision_of_the_file(furnished: Context) -> None:
    path = furnished.database.path
    backups.before_migration(path, 1)
    (made,) = backups.listed(path)
    assert made.path.name.startswith("升级前-结构1-")
    assert made.schema_revision == SCHEMA_REVISION
    # 7, 5, 12 concern daily backups only
    for number in range(40):
        assert backups.scheduled_backup(path, now_ms=NOON_MS + number * DAY_MS) is not None
    assert made.path.exists()
