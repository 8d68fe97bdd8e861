"""Backup and restore: all of it comes back, or nothing is touched."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.db.schema_version import SCHEMA_REVISION
from models.errors import EnvironmentFault, LouyuanError, UserError
from services import backup as backups
from services import blobs, records
from services.backup.container import _checksum, _written
from services.files import Cancelled
from services.office import Context
from tests.helpers import log_oracle
from tests.helpers.office import DAY_MS, NOON_MS, FixedClock, NewOffice, courtyard, resident, rows, value

ROOT = Path(__file__).resolve().parents[3]
PHOTO = bytes(range(256)) * 40


@pytest.fixture
def furnished(office: Context) -> Context:
    """An office with a courtyard, a photo on it, and a resident."""
    yard = courtyard(office)
    resident(office, "张三", courtyard_id=yard)
    blobs.attach(office, "courtyard", yard, "门口.jpg", PHOTO, "image/jpeg")
    return office


@pytest.fixture
def saved(furnished: Context, tmp_path: Path) -> Path:
    """A backup of the furnished office."""
    return backups.backup(furnished.database.path, tmp_path / "out" / "一.lybak").path


def content(context: Context) -> tuple[object, ...]:
    """Return everything a user would miss."""
    tables = ("sync_change", "audit_entry", "app_user", "setting", "search_doc")
    return log_oracle.state(context), *(rows(context, f"SELECT count(*) FROM {table}") for table in tables)


def restored(new_office: NewOffice, saved: Path, name: str = "restored.db") -> Context:
    backups.restore(saved, new_office.folder / name)
    return new_office(name)


def test_everything_comes_back(furnished: Context, saved: Path, new_office: NewOffice) -> None:
    again = restored(new_office, saved)
    assert content(again) == content(furnished)
    log_oracle_check_all(again)
    digest = value(again, "SELECT sha256 FROM attachment")
    assert blobs.get(again.database.path, digest) == PHOTO


def log_oracle_check_all(context: Context) -> None:
    assert log_oracle.told_by_the_log(context) == log_oracle.state(context)
    assert log_oracle.index(context) == log_oracle.index_from_scratch(context)


def test_a_backup_tells_of_itself(furnished: Context, tmp_path: Path) -> None:
    out = tmp_path / "neu" / "tief" / "a.lybak"
    made = backups.backup(furnished.database.path, out, now_ms=NOON_MS)
    assert (made.path, made.made_ms, made.schema_revision) == (out, NOON_MS, SCHEMA_REVISION)
    assert made.size == out.stat().st_size
    assert backups.examine_backup(out) == made
    assert [path.name for path in out.parent.iterdir()] == ["a.lybak"], "nothing is left lying around"
    with tarfile.open(out) as container:
        assert container.getnames() == ["manifest.json", "office.db", "files.db"]


def test_an_office_without_attachments(office: Context, new_office: NewOffice, tmp_path: Path) -> None:
    courtyard(office)
    made = backups.backup(office.database.path, tmp_path / "a.lybak")
    with tarfile.open(made.path) as container:
        assert container.getnames() == ["manifest.json", "office.db"]
    assert content(restored(new_office, made.path)) == content(office)


def test_a_backup_is_taken_while_the_office_works(furnished: Context, new_office: NewOffice) -> None:
    """What is saved while the pages are copied is in it or not, but it is sound."""
    stood = []

    def work(done: int, whole: int) -> None:
        stood.append((done, whole))
        resident(furnished, f"李{len(stood)}")

    made = backups.backup(furnished.database.path, new_office.folder / "a.lybak", progress=work)
    assert stood
    assert all(done <= whole for done, whole in stood)
    again = restored(new_office, made.path)
    log_oracle_check_all(again)
    assert value(again, "SELECT count(*) FROM courtyard") == 1


def test_the_restored_office_has_a_new_identity(
    furnished: Context, saved: Path, new_office: NewOffice
) -> None:
    old = furnished.database.replica_id
    again = restored(new_office, saved)
    assert again.database.replica_id != old
    found = rows(again, "SELECT replica_id, state, former_of, is_self FROM sync_replica ORDER BY is_self")
    assert found == [(old, "retired", None, 0), (again.database.replica_id, "active", old, 1)]
    yard = value(again, "SELECT id FROM courtyard")
    records.save(again, "courtyards", yard, {"code": "A1"})
    newest = rows(again, "SELECT replica_id, seq, lamport FROM sync_change ORDER BY lamport DESC LIMIT 2")
    assert newest[0][:2] == (again.database.replica_id, 1)
    assert newest[0][2] == newest[1][2] + 1
    log_oracle_check_all(again)
    twice = restored(new_office, saved, "twice.db")
    assert twice.database.replica_id != again.database.replica_id


def test_restoring_over_an_office_keeps_what_was_there(
    furnished: Context, saved: Path, new_office: NewOffice
) -> None:
    path = furnished.database.path
    before = content(furnished)
    yard = value(furnished, "SELECT id FROM courtyard")
    later = blobs.put(path, b"added after the backup")
    records.delete(furnished, "courtyards", [yard])
    after = content(furnished)
    new_office.close(furnished)
    backups.restore(saved, path)
    backups.restore(saved, path)
    again = new_office()
    assert content(again) == before
    kept = sorted(file.name for file in path.parent.glob("office.恢复前-*.db"))
    assert len(kept) == 2, "two restores within one second keep two files"
    assert content(new_office(min(kept, key=len))) == after
    # files attached since the backup are not lost with it
    assert blobs.get(path, later) == b"added after the backup"
    assert not list(path.parent.glob(".restore-*"))
    assert not list(path.parent.glob("*-wal")) or again


def test_a_damaged_blob_is_healed_by_a_restore(
    furnished: Context, saved: Path, new_office: NewOffice
) -> None:
    path = furnished.database.path
    digest = value(furnished, "SELECT sha256 FROM attachment")
    store = sqlite3.connect(blobs.store_path(path))
    store.execute("UPDATE blob SET data = x'00'")
    store.commit()
    store.close()
    with pytest.raises(EnvironmentFault, match="附件内容已损坏"):
        blobs.get(path, digest)
    new_office.close(furnished)
    backups.restore(saved, path)
    assert blobs.get(path, digest) == PHOTO


def test_a_damaged_office_is_replaced(furnished: Context, saved: Path, new_office: NewOffice) -> None:
    path = furnished.database.path
    new_office.close(furnished)
    path.write_bytes(b"\xff" * 9000)
    blobs.store_path(path).write_bytes(b"\xff" * 9000)
    path.with_name("office.db-wal").write_bytes(b"a log that outlived its database")
    with pytest.raises(EnvironmentFault):
        new_office()
    backups.restore(saved, path)
    again = new_office()
    assert value(again, "SELECT name FROM courtyard") == "建设路1号院"
    assert blobs.get(path, value(again, "SELECT sha256 FROM attachment")) == PHOTO
    damaged = [file for file in path.parent.glob("*恢复前*") if file.read_bytes().startswith(b"\xff")]
    assert len(damaged) == 2
    assert (path.parent / "office.db-wal.恢复前").read_bytes() == b"a log that outlived its database"


def test_a_log_that_outlived_its_database_is_not_replayed(
    furnished: Context, saved: Path, new_office: NewOffice
) -> None:
    """Somebody deleted the database file but not the write-ahead log beside it."""
    path = furnished.database.path
    before = content(furnished)
    yard = value(furnished, "SELECT id FROM courtyard")
    records.save(furnished, "courtyards", yard, {"name": "改名院"})
    log = path.with_name("office.db-wal").read_bytes()
    assert log
    new_office.close(furnished)
    path.unlink()
    path.with_name("office.db-wal").write_bytes(log)
    backups.restore(saved, path)
    assert content(new_office()) == before


def test_an_open_office_is_not_replaced(furnished: Context, saved: Path) -> None:
    with pytest.raises(EnvironmentFault, match="已经在另一个窗口"):
        backups.restore(saved, furnished.database.path)
    assert value(furnished, "SELECT count(*) FROM courtyard") == 1


# --- what is no sound backup


@pytest.fixture
def target(saved: Path, furnished: Context, new_office: NewOffice) -> Iterator[Path]:
    """The closed office; the test may not change a byte of it."""
    path = furnished.database.path
    new_office.close(furnished)
    before = {file: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}
    yield path
    after = {file: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}
    assert {file: data for file, data in after.items() if file in before} == before
    assert set(after) - set(before) <= {path.with_name("bad.lybak")}


def refuse(bad: Path, target: Path, kind: type[LouyuanError], sentence: str) -> None:
    with pytest.raises(kind, match=sentence) as refusal:
        backups.restore(bad, target)
    assert bad.name in refusal.value.message


def test_d20_any_bit_flipped_is_refused_or_harmless(saved: Path, target: Path) -> None:
    """A flip in the padding of the container changes nothing that is restored; elsewhere it is refused."""
    whole = saved.read_bytes()
    bad = target.with_name("bad.lybak")
    with tarfile.open(saved) as container:
        places = {
            member.name: (member.offset_data, member.offset_data + member.size)
            for member in container.getmembers()
        }
    manifest = range(*places["manifest.json"])
    padding = [
        at
        for at in range(len(whole))
        if at >= places["files.db"][1] or places["manifest.json"][1] <= at < places["office.db"][0] - 512
    ]
    sampled = [
        *range(0, 512, 7),
        *manifest,
        *range(manifest.stop, len(whole), 9973),
        places["office.db"][1] - 1,
    ]
    for at in sampled:
        bad.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        if at in padding:
            backups.examine_backup(bad)
            continue
        with pytest.raises((EnvironmentFault, UserError)):
            backups.restore(bad, target)


@pytest.mark.parametrize("part", [0.0, 0.0001, 0.01, 0.5, 0.9, 0.99])
def test_a_truncated_backup_is_refused(part: float, saved: Path, target: Path) -> None:
    whole = saved.read_bytes()
    bad = target.with_name("bad.lybak")
    with tarfile.open(saved) as container:
        end = max(member.offset_data + member.size for member in container.getmembers())
    bad.write_bytes(whole[: int(end * part)])
    with pytest.raises((EnvironmentFault, UserError)) as refusal:
        backups.restore(bad, target)
    assert "bad.lybak" in refusal.value.message
    assert backups.listed_in(target.parent) == () or part >= 0.01


def other_tar(path: Path) -> None:
    with tarfile.open(path, "w") as container:
        container.add(__file__, "etc/passwd")


def changed_manifest(change: Callable[[dict[str, object]], object]) -> Callable[[Path, Path], None]:
    def make(saved: Path, bad: Path) -> None:
        """Write the backup with another manifest whose checksum is right."""
        with tarfile.open(saved) as container, tarfile.open(bad, "w") as out:
            for member in container.getmembers():
                data = container.extractfile(member)
                assert data is not None
                raw = data.read()
                if member.name == "manifest.json":
                    about = json.loads(raw)["manifest"]
                    change(about)
                    raw = json.dumps({"manifest": about, "sha256": _checksum(about)}).encode()
                backups_add(out, member.name, raw)

    return make


def backups_add(out: tarfile.TarFile, name: str, raw: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(raw)
    out.addfile(entry, io.BytesIO(raw))


NOT_OURS: dict[str, tuple[Callable[[Path, Path], object], type[LouyuanError], str]] = {
    "empty": (lambda saved, bad: bad.write_bytes(b""), UserError, "不是本程序的备份文件"),
    "text": (lambda saved, bad: bad.write_text("备份" * 1000), UserError, "不是本程序的备份文件"),
    "database": (
        lambda saved, bad: shutil.copyfile(saved.parent.parent / "office.db", bad),
        UserError,
        "不是本程序的备份文件",
    ),
    "other_tar": (lambda saved, bad: other_tar(bad), UserError, "不是本程序的备份文件"),
    "newer_program": (
        changed_manifest(lambda about: about.update(schema_revision=SCHEMA_REVISION + 1)),
        UserError,
        "更新版本的程序",
    ),
    "newer_format": (
        changed_manifest(lambda about: about.update(format=backups.FORMAT + 1)),
        UserError,
        "更新版本的程序",
    ),
    "no_files": (changed_manifest(lambda about: about.update(files=[])), EnvironmentFault, "内容不全"),
    "odd_name": (
        changed_manifest(lambda about: about.update(files=[{"name": "../x", "size": 1, "sha256": ""}])),
        EnvironmentFault,
        "内容不全",
    ),
    "no_manifest": (changed_manifest(lambda about: about.clear()), EnvironmentFault, "目录读不出来"),
}


@pytest.mark.parametrize("name", NOT_OURS)
def test_wrong_files_are_refused_each_with_its_sentence(name: str, saved: Path, target: Path) -> None:
    make, kind, sentence = NOT_OURS[name]
    bad = target.with_name("bad.lybak")
    make(saved, bad)
    refuse(bad, target, kind, sentence)


def test_a_backup_of_another_programs_database_is_refused(saved: Path, target: Path) -> None:
    bad = target.with_name("bad.lybak")
    foreign = saved.parent / "foreign.db"
    connection = sqlite3.connect(foreign)
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    _written(bad, [("office.db", foreign)], 0)
    refuse(bad, target, EnvironmentFault, "已损坏")


def test_a_missing_backup_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有找到备份文件"):
        backups.restore(tmp_path / "none.lybak", tmp_path / "office.db")
    with pytest.raises(UserError, match="没有找到备份文件"):
        backups.examine_backup(tmp_path)


@settings(max_examples=40)
@given(junk=st.binary(max_size=3000))
def test_junk_is_never_a_backup(junk: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("junk") / "junk.lybak"
    path.write_bytes(junk)
    with pytest.raises((UserError, EnvironmentFault)):
        backups.examine_backup(path)
    assert backups.listed_in(path.parent) == ()


# --- interruptions


def stop_at(step: int) -> Callable[[int, int], None]:
    calls = iter(range(1_000_000))

    def progress(done: int, whole: int) -> None:
        if next(calls) == step:
            raise Cancelled

    return progress


def test_a_cancelled_backup_leaves_the_old_one(furnished: Context, saved: Path) -> None:
    before = saved.read_bytes()
    with pytest.raises(Cancelled):
        backups.backup(furnished.database.path, saved, progress=stop_at(0))
    assert saved.read_bytes() == before
    assert [file.name for file in saved.parent.iterdir()] == [saved.name]


@pytest.mark.parametrize("step", [0, 1])
def test_a_cancelled_restore_touches_nothing(step: int, saved: Path, target: Path) -> None:
    with pytest.raises(Cancelled):
        backups.restore(saved, target, progress=stop_at(step))


def test_a_backup_onto_the_database_itself_is_refused(furnished: Context) -> None:
    path = furnished.database.path
    for out in (path, path.parent / "." / path.name, blobs.store_path(path)):
        with pytest.raises(UserError, match="自己身上"):
            backups.backup(path, out)
    with pytest.raises(UserError, match="没有可备份的内容"):
        backups.backup(path.with_name("none.db"), path.with_name("a.lybak"))


def test_a_damaged_database_is_not_backed_up_as_if_it_were_sound(
    furnished: Context, new_office: NewOffice, tmp_path: Path
) -> None:
    path = furnished.database.path
    root = value(furnished, "SELECT rootpage FROM sqlite_master WHERE name = 'resident'")
    new_office.close(furnished)
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)
    with pytest.raises(EnvironmentFault, match="损坏"):
        backups.backup(path, tmp_path / "a.lybak")
    assert not (tmp_path / "a.lybak").exists()
    assert backups.check_database(path) is not None


def test_a_place_that_cannot_be_written_is_a_named_fault(furnished: Context, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentFault, match="没有写成"):
        backups.backup(furnished.database.path, tmp_path / "file" / "a.lybak")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 600 KiB, less than a database and a backup of it need."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("making a small disk needs root on Linux")
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let us mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_d04_a_full_disk_during_backup_and_restore(
    furnished: Context, saved: Path, small_disk: Path, new_office: NewOffice
) -> None:
    with pytest.raises(EnvironmentFault, match="空间"):
        backups.backup(furnished.database.path, small_disk / "a.lybak")
    assert list(small_disk.iterdir()) == []
    (small_disk / "filler").write_bytes(bytes(300_000))
    with pytest.raises(EnvironmentFault, match="空间"):
        backups.restore(saved, small_disk / "office.db")
    assert {file.name for file in small_disk.iterdir()} == {"filler", "office.db.lock"}


KILLED_RESTORE = """
import os, shutil, signal, sys
from pathlib import Path
import services.backup.restoring as restoring
from services.backup import restore

def steps_until(limit):
    count = 0
    def step(function):
        def counted(*args, **kwargs):
            nonlocal count
            count += 1
            if count == limit:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*args, **kwargs)
        return counted
    os.replace, os.fsync, os.unlink = step(os.replace), step(os.fsync), step(os.unlink)
    restoring.connect = step(restoring.connect)
    restoring._keep, restoring._settle = step(restoring._keep), step(restoring._settle)

saved, office, work = (Path(each) for each in sys.argv[1:])
for limit in range(1, 100):
    folder = work / str(limit)
    shutil.copytree(office, folder)
    child = os.fork()
    if child == 0:
        steps_until(limit)
        restore(saved, folder / "office.db")
        os._exit(0)
    killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    print(limit, killed)
    if not killed:
        break
"""


def test_d21_a_restore_killed_at_any_step_leaves_the_old_or_the_new_office(
    furnished: Context, saved: Path, new_office: NewOffice, tmp_path: Path
) -> None:
    path = furnished.database.path
    new = log_oracle.state(furnished)
    digest = value(furnished, "SELECT sha256 FROM attachment")
    resident(furnished, "李四")
    later = blobs.put(path, b"later")
    old = log_oracle.state(furnished)
    new_office.close(furnished)
    offices = tmp_path / "offices"
    offices.mkdir()
    for file in (path, blobs.store_path(path)):
        shutil.copyfile(file, offices / file.name)
    work = tmp_path / "killed"
    work.mkdir()
    command = [sys.executable, "-c", KILLED_RESTORE, str(saved), str(offices), str(work)]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    steps = int(told[-2])
    assert steps > 8, "there are steps to be killed at"
    assert told[-1] == "False"
    seen = set()
    for step in range(1, steps + 1):
        killed = NewOffice(work / str(step), FixedClock())
        again = killed()
        state = log_oracle.state(again)
        assert state in (old, new), step
        seen.add("old" if state == old else "new")
        log_oracle_check_all(again)
        assert blobs.get(again.database.path, digest) == PHOTO
        assert blobs.get(again.database.path, later) == b"later"
        killed.close_all()
    assert seen == {"old", "new"}


# --- on a schedule


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


# --- checks and the blob store


def test_a_sound_database_passes_both_checks(furnished: Context) -> None:
    assert backups.check_database(furnished.database.path) is None
    assert backups.check_database(furnished.database.path, full=True) is None


def test_a_damaged_index_fails_the_full_check(furnished: Context, new_office: NewOffice) -> None:
    path = furnished.database.path
    new_office.close(furnished)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("DELETE FROM sqlite_master WHERE name = 'ix_attachment_row_id'")
    connection.commit()
    connection.close()
    with pytest.raises(EnvironmentFault, match="表结构"):
        backups.check_database(path, full=True)


def test_blobs_are_stored_once(office: Context) -> None:
    path = office.database.path
    first, second = blobs.put(path, PHOTO), blobs.put(path, PHOTO)
    assert first == second
    assert blobs.get(path, first) == PHOTO
    empty = blobs.put(path, b"")
    assert blobs.get(path, empty) == b""
    with pytest.raises(LouyuanError, match="不在本机"):
        blobs.get(path, bytes(32))
    with pytest.raises(LouyuanError, match="不在本机"):
        blobs.get(path.with_name("none.db"), first)


def test_a_file_too_large_is_refused(office: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "LARGEST", 100)
    with pytest.raises(UserError, match="文件太大"):
        blobs.put(office.database.path, b"x" * 101)
    assert not blobs.store_path(office.database.path).exists()


def test_a_store_that_is_no_database_is_a_named_fault(office: Context) -> None:
    blobs.store_path(office.database.path).write_bytes(b"junk" * 2000)
    with pytest.raises(EnvironmentFault, match="不是本程序的数据库"):
        blobs.put(office.database.path, PHOTO)
    with pytest.raises(EnvironmentFault, match="不是本程序的数据库"):
        blobs.get(office.database.path, bytes(32))


SHOWN_NAMES = {
    "门口.jpg": "门口.jpg",
    r"C:\Users\王芳\门口.jpg": "门口.jpg",
    "../../etc/passwd": "passwd",
    "a\u202egnp.exe": "agnp.exe",
    "a\x00b\r\n.txt": "ab.txt",
    "..": "附件",
    "": "附件",
    "/": "附件",
    "报告. . ": "报告",
    "长" * 300 + ".pdf": "长" * 146 + ".pdf",
}


@pytest.mark.parametrize("name", SHOWN_NAMES)
def test_b14_names_of_attachments_are_shown_clean(name: str) -> None:
    assert blobs.shown_name(name) == SHOWN_NAMES[name]


def test_attachments_belong_to_the_unit_of_their_record(furnished: Context) -> None:
    unit = value(furnished, "SELECT unit_id FROM courtyard")
    found = rows(furnished, "SELECT unit_id, tbl, name, size, media_type FROM attachment")
    assert found == [(unit, "courtyard", "门口.jpg", len(PHOTO), "image/jpeg")]
