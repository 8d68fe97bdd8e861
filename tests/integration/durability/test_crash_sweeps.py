"""Killed, or the disk failing, at each write and flush of what changes files of an office (D1–D6, D9, D21).

A few calls of some kinds in `make test`, every one in `make soak`. Without strace the sweeps are empty and
the end of the run says so.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from models.db.chain import first_broken
from models.db.replay import first_difference
from services import backup as backups
from services import blobs
from services.context import open_context
from services.office import Context
from services.sync.container import peek
from services.sync.overview import status
from tests.data.make_golden import GOLDEN
from tests.helpers import crashing
from tests.helpers.crash_acts import USER
from tests.helpers.crashing import Crash, sweep
from tests.helpers.keys import PASSWORD
from tests.helpers.office import FixedClock, fresh_database, rows, value
from tests.helpers.stations import Station, World, states, world

__all__ = ["world"]

NAMES = {"甲单位", "乙单位", "丙单位"}
RESIDENTS = 240
PHOTO = b"photo of the gate" * 500


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """A folder with an empty office."""
    folder = tmp_path / "prepared"
    folder.mkdir()
    fresh_database(folder / "office.db")
    return folder


@contextmanager
def opened(crash: Crash, password: str | None = None, *, keep: bool = False) -> Iterator[Context]:
    """Open what a crash has left, and look at all of it; unless it is kept, it is taken away afterwards."""
    context = open_context(crash.folder / "office.db", USER if password else "李工", password=password)
    try:
        assert value(context, "PRAGMA integrity_check") == "ok", crash
        assert context.database.lost_changes == 0, crash
        with context.unit_of_work() as work:
            assert first_broken(work.connection, context.database.replica_id) is None, crash
            assert first_difference(work.connection) is None, crash
        yield context
    finally:
        context.close()
    if not keep:
        shutil.rmtree(crash.folder)


def names(context: Context) -> set[str]:
    return {row[0] for row in rows(context, "SELECT name FROM unit WHERE kind = 'company'")}


def swept(*sweeps: list[Crash]) -> list[Crash]:
    """Return all crashes; without strace there are none, and `crashing.missing` tells it."""
    found = [crash for each in sweeps for crash in each]
    assert found or not crashing.possible()
    return found


def run(
    act: str, prepared: Path, most: int, fault: str = "signal=KILL", calls: tuple[str, ...] = ()
) -> list[Crash]:
    """Sweep an act; `calls` are all kinds when soaking, unless the fault is about some."""
    if not crashing.possible():
        return []
    work = prepared.parent / f"{act}-{fault[-6:]}"
    kinds = calls or (crashing.WRITES if crashing.SOAK else ("pwrite64", "fdatasync", "fsync", "rename"))
    return sweep(act, prepared, work, most=most, fault=fault, calls=kinds)


def soak(act: str, prepared: Path, fault: str, calls: tuple[str, ...] = ()) -> list[Crash]:
    """Sweep an act in the long run only."""
    return run(act, prepared, 1, fault, calls) if crashing.SOAK else []


def test_d01_killed_at_any_write_of_a_save_keeps_what_was_acknowledged(prepared: Path) -> None:
    ended = set()
    for crash in swept(run("save", prepared, 3)):
        with opened(crash) as context:
            assert set(crash.said) <= names(context), crash
            assert len(names(context) - set(crash.said)) <= 1, crash
        ended.add(crash.ended)
    assert ended <= {"killed", "done"}


@pytest.mark.parametrize(
    ("fault", "calls"),
    [
        ("error=EIO", crashing.FLUSHES),
        ("error=EIO", ("pwrite64",)),
        ("error=ENOSPC", ("pwrite64", "ftruncate")),
    ],
)
def test_d06_a_disk_that_fails_is_reported_and_never_taken_for_a_success(
    fault: str, calls: tuple[str, ...], prepared: Path
) -> None:
    """D4 and D5 as well: a full disk in a save, in the checkpoint and while closing."""
    failed = 0
    for crash in swept(run("retry", prepared, 4, fault, calls)):
        told = [line for line in crash.said if line.startswith("!")]
        acknowledged = {line for line in crash.said if not line.startswith("!")}
        failed += len(told)
        assert all("磁盘" in line for line in told), crash
        assert crash.ended == "done" or "磁盘" in crash.ended, crash
        with opened(crash) as context:
            assert names(context) == acknowledged, crash
    assert failed or not crashing.possible()


def test_an_import_killed_at_any_write_is_there_whole_or_not_at_all(prepared: Path) -> None:
    seen = set()
    for crash in swept(run("survey", prepared, 2), soak("survey", prepared, "error=ENOSPC", ("pwrite64",))):
        with opened(crash) as context:
            count = value(context, "SELECT count(*) FROM resident")
        assert count in ((RESIDENTS,) if crash.said else (0, RESIDENTS)), crash
        seen.add(count)
    assert seen in (set(), {0, RESIDENTS}) or not crashing.SOAK


def test_d03_a_migration_killed_at_any_write_is_taken_up_again(tmp_path: Path) -> None:
    prepared = tmp_path / "old"
    prepared.mkdir()
    shutil.copyfile(GOLDEN / "revision-4.db", prepared / "office.db")
    shutil.copyfile(GOLDEN / "revision-4.files.db", prepared / "office.files.db")
    told = set()
    for crash in swept(
        run("migration", prepared, 1), soak("migration", prepared, "error=EIO", ("pwrite64",))
    ):
        with opened(crash) as context:
            told.add(tuple(rows(context, "SELECT name FROM courtyard ORDER BY id")))
            assert backups.listed(context.database.path), "the backup from before is there"
    assert len(told) <= 1


def test_a_backup_cut_off_at_any_write_leaves_the_old_one_or_the_new_one(prepared: Path) -> None:
    old = backups.backup(prepared / "office.db", prepared / "a.lybak", now_ms=1).path.read_bytes()
    for crash in swept(run("backup", prepared, 1), soak("backup", prepared, "error=EIO")):
        left = (crash.folder / "a.lybak").read_bytes()
        assert left == old or backups.examine_backup(crash.folder / "a.lybak").made_ms > 1, crash
        if crash.said:
            assert left != old, crash
        with opened(crash):
            pass


def test_d21_a_restore_whose_disk_fails_leaves_the_old_or_the_new_office(prepared: Path) -> None:
    context = open_context(prepared / "office.db", "李工")
    context.close()
    backups.backup(prepared / "office.db", prepared / "a.lybak")
    for crash in swept(run("restore", prepared, 1, "error=EIO"), soak("restore", prepared, "signal=KILL")):
        with opened(crash):
            pass


def test_an_encrypting_cut_off_at_any_write_leaves_the_open_or_the_encrypted_office(
    prepared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = open_context(prepared / "office.db", USER)
    blobs.put(prepared / "office.db", PHOTO)
    context.close()
    kinds = ("rename", "fsync", "pwrite64")
    sweeps = [run("encrypting", prepared, 3, calls=kinds), soak("encrypting", prepared, "error=EIO")]
    for crash in swept(*sweeps):
        path = crash.folder / "office.db"
        monkeypatch.setenv("LOUYUAN_HOME", str(crash.folder))
        keyed = not path.read_bytes().startswith(b"SQLite format")
        assert keyed or not crash.said, crash
        context = open_context(path, USER, password=PASSWORD)
        assert context.database.keyed == keyed, crash
        assert blobs.get(path, hashlib.sha256(PHOTO).digest()) == PHOTO, crash
        context.close()
        assert not list(crash.folder.glob("*.plain")), crash
        assert not list(crash.folder.glob("*.keyed")), crash
        with opened(crash, PASSWORD if keyed else None):
            pass


def test_d09_a_stick_cut_off_at_any_write_has_whole_files_only(prepared: Path) -> None:
    whole = (prepared / "office.db").read_bytes()
    for crash in swept(run("stick", prepared, 1), soak("stick", prepared, "error=EIO")):
        found = list((crash.folder / "stick").glob("*.csp"))
        assert all(path.read_bytes() == whole for path in found), crash
        assert found or not crash.said, crash


LEFT = ("office.sync/inbox/*", "office.sync/parts/*")
"""Where nothing may lie once all is done."""
SILENT_MS = 400 * 86_400_000
"""Milliseconds of silence after which the hub answers with a snapshot."""
FAILING = ("pwrite64", "write", "fsync", "fdatasync", "rename", "unlink")
FULL = ("pwrite64", "write", "ftruncate")
NAMED = ("磁盘", "空间")
"""One of these stands in the sentence about a fault."""


def machine(station: Station, stick: Path, folder: Path) -> Path:
    """Move an installation into a folder, with a stick beside it.

    Its marks name a file that is no longer there, as after a folder was renamed: no copy of it is in doubt.
    """
    station.close()
    shutil.move(station.path.parent, folder)
    shutil.move(stick, folder / "stick")
    (folder / "now").write_text(str(station.clock.now_ms))
    return folder


def crashes(prepared: Path) -> Iterator[Crash]:
    """Yield what the faults leave, one kind after the other: thousands of folders are too many at once."""
    yield from swept(run("taking", prepared, 2))
    if crashing.SOAK:
        yield from swept(run("taking", prepared, 1, "error=EIO", FAILING))
        yield from swept(run("taking", prepared, 1, "error=ENOSPC", FULL))


def taken_in(prepared: Path, look: Callable[[Context], set[str]], before: set[str], after: set[str]) -> None:
    """Sweep the taking in of a stick; taken in again after each crash, all of it is there.

    Args:
        prepared: the installation, see `machine`.
        look: returns what it holds.
        before: what it holds before the stick, and
        after: with all that is on it.
    """
    seen: set[bool] = set()
    for crash in crashes(prepared):
        assert crash.ended in ("killed", "done") or any(word in crash.ended for word in NAMED), crash
        with opened(crash, keep=True) as context:
            whole = look(context) == after
            assert whole or look(context) == before, crash
            assert whole or not crash.said, crash
        station = Station(crash.folder / "office.db", FixedClock(int((prepared / "now").read_text())))
        assert states(station.take(crash.folder / "stick")) == ["already" if whole else "taken"], crash
        station.close()
        left = [each for place in LEFT for each in crash.folder.glob(place)]
        assert not left, crash
        with opened(crash) as context:
            assert look(context) == after, crash
            for (digest,) in rows(context, "SELECT sha256 FROM attachment"):
                assert blobs.get(context.database.path, digest) == PHOTO, crash
        seen.add(whole)
    assert seen in (set(), {False, True})


def courtyards(context: Context) -> set[str]:
    return {row[0] for row in rows(context, "SELECT name FROM courtyard")}


def test_s28_a_package_taken_in_by_the_hub_killed_at_any_write(world: World) -> None:
    names = {f"建设路{number}号院" for number in range(4)}
    yards = [world.a.add(name) for name in sorted(names)]
    with world.a.at_home() as context:
        blobs.attach(context, "courtyard", yards[0], "照片.jpg", PHOTO)
    world.a.send(world.stick)
    prepared = machine(world.hub, world.stick, world.folder / "prepared")

    def look(context: Context) -> set[str]:
        return courtyards(context) | {row[0] for row in rows(context, "SELECT name FROM attachment")}

    taken_in(prepared, look, set(), names | {"照片.jpg"})


def test_s28_a_snapshot_taken_in_by_a_workstation_killed_at_any_write(world: World) -> None:
    world.hub.add("滨河路5号院", world.a.unit)
    world.settle()
    for station in world.stations.values():
        station.clock.advance(SILENT_MS)
    world.a.add("送出的院")
    world.a.send(world.stick)
    world.hub.add("滨河路6号院", world.a.unit)
    (answer,) = world.hub.take(world.stick).receipts
    assert peek(answer).kind == "snapshot"
    world.a.add("没送出的院")
    prepared = machine(world.a, world.stick, world.folder / "prepared")

    def look(context: Context) -> set[str]:
        return courtyards(context) | {f"{status(context).unsent}条要发"}

    here = {"滨河路5号院", "送出的院", "没送出的院"}
    taken_in(prepared, look, here | {"2条要发"}, here | {"滨河路6号院", "1条要发"})
