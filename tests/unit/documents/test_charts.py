"""The scale of a chart: round amounts that enclose everything, nought among them, never more than a few."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from services.documents.charts import ticks

FEN = st.integers(-(10**12), 10**12)


@given(FEN, FEN)
def test_lines_enclose_all_amounts_at_equal_distances(first: int, second: int) -> None:
    low, high = sorted((first, second))
    lines = ticks(low, high)
    assert lines[0] <= min(low, 0)
    assert lines[-1] >= max(high, 0)
    assert 0 in lines
    assert 2 <= len(lines) <= 8
    steps = {after - before for before, after in itertools.pairwise(lines)}
    assert len(steps) == 1
    step = str(steps.pop() // 100)
    assert step.rstrip("0") in ("1", "2", "5")


def test_a_month_without_money_has_a_scale_as_well() -> None:
    assert ticks(0, 0) == (0, 100)


def test_the_sample_month_goes_up_in_steps_of_five_thousand_yuan() -> None:
    assert ticks(0, 2_058_805) == tuple(range(0, 2_500_001, 500_000))
