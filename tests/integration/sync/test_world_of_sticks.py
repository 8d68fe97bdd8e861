"""Histories with real packages on sticks: lost, doubled, late; machines copied back from backups; rights."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.helpers.stick_acts import happen
from tests.helpers.sync_runs import memory
from tests.helpers.sync_sticks import begin, check, prepare, settle, small_sticks

HISTORIES, EVENTS = 6, 25


def test_nothing_saved_is_ever_lost_on_the_way_of_a_stick() -> None:
    with TemporaryDirectory(dir=memory(), prefix="louyuan-sticks-") as name:
        prepared = Path(name) / "prepared"
        prepared.mkdir()
        prepare(prepared)
        for seed in range(HISTORIES):
            run(seed, prepared, Path(name) / "world")


def run(seed: int, prepared: Path, folder: Path) -> None:
    folder.mkdir()
    world = begin(seed, prepared, folder)
    happened: list[str] = []
    try:
        with small_sticks():
            for _ in range(EVENTS):
                happened.append(happen(world))
            settle(world)
            check(world)
    except BaseException as error:
        error.add_note(f"history of seed {seed}: {', '.join(happened)}")
        raise
    finally:
        world.close()
