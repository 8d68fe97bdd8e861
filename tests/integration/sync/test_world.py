"""Histories of offices with sticks that are lost, doubled and late: nothing that was saved may be missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.helpers.postgres import Server
from tests.helpers.sync_runs import Runner, memory
from tests.helpers.sync_world import ServerHub

HISTORIES = 300
PARTS = 6
ON_SERVER = 16
"""Histories with the hub on PostgreSQL."""
ONCE_LOST = (3028, 1_000_040, 1_000_199, 1_000_539, 1_002_403, 1_002_417, 1_003_055, 1_003_058, 1_003_966)
"""Histories that long runs found and that were mended: an undone move, another unit in an open conflict, a
row that hangs on one refused before it came, a decision about the unit beside an open conflict, a restored
hub that hears of its own refusal from a stick written before."""


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with TemporaryDirectory(dir=memory(), prefix="louyuan-world-") as name:
        yield Runner(Path(name))


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_saved_is_ever_lost(runner: Runner, part: int) -> None:
    """`python -m tests.soak_world SEED` shows a history that fails, made as short as it can be."""
    for seed in range(part, HISTORIES, PARTS):
        try:
            runner.run(seed)
        except BaseException as error:
            error.add_note(f"history of seed {seed}")
            raise


@pytest.mark.parametrize("seed", ONCE_LOST)
def test_what_once_was_lost_is_kept(runner: Runner, seed: int) -> None:
    runner.run(seed)


def test_nothing_saved_is_ever_lost_with_the_hub_on_a_server(server: Server) -> None:
    with TemporaryDirectory(dir=memory(), prefix="louyuan-world-") as name:
        runner = Runner(Path(name), server=ServerHub(server))
        for seed in range(ON_SERVER):
            runner.run(seed)
