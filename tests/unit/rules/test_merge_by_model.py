"""The merge against the plain reckoning of `tests.helpers.sync_model`, over random sets of changes."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.merge import Author, Change, merge
from tests.helpers.sync_histories import GROUPS, arbitrary, as_offices_make_them, lossy, voided_some
from tests.helpers.sync_model import WHOLE, Key, Row, Told


def as_change(told: Told) -> Change:
    author = Author(told.key[0], told.unit, told.hub)
    return Change(told.key, told.lamport, told.group, told.values, tuple(sorted(told.prev)), author)


def compare(changes: list[Told], voided: frozenset[Key]) -> None:
    row = Row(changes, GROUPS, voided)
    merged = merge([as_change(each) for each in changes], GROUPS, voided)
    assert merged.living == row.living
    assert {name: value for name, value in merged.values.items() if value is not None} == row.values()
    assert {(clash.group, clash.kind) for clash in merged.clashes} == row.clashes()
    for group in GROUPS:
        assert set(merged.heads_of(group)) == row.heads(group)
    assert set(merged.heads[WHOLE]) == row.heads(WHOLE)


@settings(max_examples=400)
@given(st.integers(0, 2**32))
def test_what_offices_do_apart_is_merged_as_the_model_says(seed: int) -> None:
    random = Random(seed)
    changes = as_offices_make_them(random)
    compare(changes, frozenset())
    compare(lossy(random, changes), voided_some(random, changes))


@settings(max_examples=400)
@given(st.integers(0, 2**32))
def test_what_no_program_would_write_is_merged_as_the_model_says(seed: int) -> None:
    random = Random(seed)
    changes = arbitrary(random)
    compare(changes, voided_some(random, changes))
