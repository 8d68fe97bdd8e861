"""The power is cut: what was not flushed is gone or there in part; acknowledged saves are there (D2, D10)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from services import backup as backups
from tests.helpers import crashing, power_cut
from tests.helpers.crashing import Crash
from tests.integration.durability.test_crash_sweeps import names, opened, prepared

__all__ = ["prepared"]

SEEDS = (None, 1) if not crashing.SOAK else (None, *range(1, 6))
"""None: nothing unflushed came through; else which writes did is drawn."""
pytestmark = pytest.mark.local_file("what a power cut does to the file")


def cuts(act: str, prepared: Path, every: int) -> list[tuple[Path, tuple[str, ...], int]]:
    """Return folders as cuts at many moments of an act leave them, with what had been said by then."""
    if not crashing.possible():
        return []
    work = prepared.parent / f"cut-{act}"
    worked_in, trace = crashing.record(act, prepared, work)
    found = []
    said = 0
    for step, disk in enumerate(power_cut.played(prepared, worked_in, trace)):
        # right after something was acknowledged is the moment that counts
        if not crashing.SOAK and step % every and len(disk.said) == said:
            continue
        said = len(disk.said)
        for seed in SEEDS:
            folder = work / f"{step}-{seed}"
            disk.after_a_cut(folder, None if seed is None else random.Random(seed * 1000 + step))
            found.append((folder, tuple(disk.said), step))
    assert len(found) > 6
    return found


def test_d02_what_was_acknowledged_is_there_after_a_power_cut(prepared: Path) -> None:
    seen = set()
    for folder, said, step in cuts("save", prepared, 40):
        with opened(Crash("cut", step, folder, said, "cut")) as context:
            assert set(said) <= names(context), (step, said)
            assert len(names(context) - set(said)) <= 1, (step, said)
        seen.add(len(said))
    assert seen == {0, 1, 2, 3} or not crashing.possible()


def test_d02_an_import_is_there_whole_or_not_at_all_after_a_power_cut(prepared: Path) -> None:
    for folder, said, step in cuts("survey", prepared, 40):
        with opened(Crash("cut", step, folder, said, "cut")) as context:
            count = context.reader.value("SELECT count(*) FROM resident")
        assert count in ((240,) if said else (0, 240)), (step, said)


def test_d10_a_stick_that_was_done_is_whole_after_a_power_cut(prepared: Path) -> None:
    whole = (prepared / "office.db").read_bytes()
    (prepared / "a.csp").write_bytes(whole)
    assert whole
    if not crashing.possible():
        return
    worked_in, trace = crashing.record("stick", prepared, prepared.parent / "cut-stick")
    empty = prepared.parent / "empty"
    empty.mkdir()
    for step, disk in enumerate(power_cut.played(empty, worked_in / "stick", trace)):
        folder = prepared.parent / f"stick-{step}"
        disk.after_a_cut(folder, None)
        left = [path for path in folder.iterdir() if path.suffix == ".csp"]
        assert all(path.read_bytes() == whole for path in left), step
        assert left or not disk.said, step


def test_a_backup_is_the_old_or_the_new_one_after_a_power_cut(prepared: Path) -> None:
    old = backups.backup(prepared / "office.db", prepared / "a.lybak", now_ms=1).path.read_bytes()
    for folder, said, step in cuts("backup", prepared, 20):
        left = folder / "a.lybak"
        if said or left.read_bytes() != old:
            assert backups.examine_backup(left).made_ms > 1, step
