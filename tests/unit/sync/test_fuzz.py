"""A short part of the fuzzing, always the same; `python -m tests.fuzz_sync` goes on for minutes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests import fuzz_sync
from tests.helpers.packages import changes


def test_b01_b10_spoilt_packages_are_refused_or_read(tmp_path: Path) -> None:
    before = fuzz_sync.peak_kib()
    fuzz = fuzz_sync.Fuzz(tmp_path, 7)
    for _ in range(150):
        fuzz.once()

    assert sum(fuzz.codes.values()) == 150
    assert len(fuzz.codes) > 6
    assert fuzz_sync.peak_kib() - before < fuzz_sync.CEILING_KIB


@pytest.mark.parametrize("once", [fuzz_sync.json_once, fuzz_sync.zstd_once])
def test_b10_spoilt_json_and_compression(once: object) -> None:
    draw = random.Random(3)
    for _ in range(300):
        once(draw)  # type: ignore[operator]


def test_an_unspoilt_package_is_read(tmp_path: Path) -> None:
    fuzz = fuzz_sync.Fuzz(tmp_path, 1)
    assert len(fuzz.post.read(fuzz._put(fuzz.file))) == 2
    assert fuzz.body
    assert changes(60)
