"""Histories with real packages on sticks, lost, doubled, late; machines copied and restored; files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.stick_acts import run
from tests.helpers.sync_sticks import prepare

HISTORIES = 6
ONCE_LOST = (6, 9, 236, 322, 1068)
"""Histories that long runs found and that were mended: the machine a copy was made from was not heard again,
a row given away meanwhile, a copy that took a new id by itself, a change judged twice, a clock behind."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    prepare(folder)
    return folder


@pytest.mark.parametrize("seed", sorted({*range(HISTORIES), *ONCE_LOST}))
def test_nothing_saved_is_ever_lost_on_the_way_of_a_stick(seed: int, prepared: Path, tmp_path: Path) -> None:
    run(seed, prepared, tmp_path / "world")
