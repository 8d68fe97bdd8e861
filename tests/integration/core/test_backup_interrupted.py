"""Backups and restores that are cut off, cancelled, or run out of space."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.errors import EnvironmentFault, UserError
from services import backup as backups
from services import blobs
from services.files import Cancelled
from services.office import Context
from tests.helpers import log_oracle
from tests.helpers.backups import PHOTO, check_log
from tests.helpers.office import FixedClock, NewOffice, resident, value

pytestmark = pytest.mark.local_file("backups are of the file")


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


def test_what_a_killed_backup_left_is_taken_away_after_a_day(furnished: Context, saved: Path) -> None:
    folder = saved.parent
    (folder / ".lybak-old").mkdir()
    (folder / ".lybak-new").mkdir()
    for name in (".lybak-old/office.db", ".lybak-new/office.db", "x.lybak.tmp"):
        (folder / name).write_bytes(b"half")
    backups.backup(furnished.database.path, folder / "b.lybak")
    assert {".lybak-old", ".lybak-new", "x.lybak.tmp"} < {path.name for path in folder.iterdir()}
    for name in (".lybak-old/office.db", ".lybak-old", ".lybak-new", "x.lybak.tmp"):
        os.utime(folder / name, (0, 0))
    backups.backup(furnished.database.path, folder / "c.lybak")
    assert {path.name for path in folder.iterdir()} == {saved.name, "b.lybak", "c.lybak", ".lybak-new"}


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


ROOT = Path(__file__).resolve().parents[3]
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
        check_log(again)
        assert blobs.get(again.database.path, digest) == PHOTO
        assert blobs.get(again.database.path, later) == b"later"
        killed.close_all()
    assert seen == {"old", "new"}
