"""The second reckoning itself: the order does not matter, and the plain cases are as a person would say."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.sync_histories import GROUPS, REPLICAS, UNITS, arbitrary, as_offices_make_them
from tests.helpers.sync_model import WHOLE, Row, Told

HUB, OURS, OURS_TOO, THEIRS = REPLICAS
INSERT = Told((OURS, 1), 1, WHOLE, {"name": "甲院"}, frozenset(), UNITS[0])


def edit(replica: bytes, lamport: int, name: str | None, *prev: tuple[bytes, int], seq: int = 7) -> Told:
    unit = {OURS: UNITS[0], OURS_TOO: UNITS[0], THEIRS: UNITS[1]}.get(replica)
    return Told((replica, seq), lamport, "name", {"name": name}, frozenset(prev), unit, unit is None)


@given(st.integers(0, 2**32))
def test_the_order_of_changes_says_nothing(seed: int) -> None:
    random = Random(seed)
    changes = random.choice((arbitrary, as_offices_make_them))(random)
    shuffled = random.sample(changes, len(changes))
    one, two = Row(changes, GROUPS), Row(shuffled, GROUPS)
    assert (one.living, one.values(), one.clashes()) == (two.living, two.values(), two.clashes())


def test_s06_the_owner_then_the_later_number_then_the_replica_is_shown() -> None:
    ours, theirs = edit(OURS, 2, "乙院", INSERT.key), edit(THEIRS, 9, "丙院", INSERT.key)
    row = Row([INSERT, ours, theirs], GROUPS)
    assert row.values() == {"name": "乙院"}
    assert row.clashes() == {("name", "hard")}
    later = edit(OURS_TOO, 3, "丁院", INSERT.key)
    assert Row([INSERT, ours, theirs, later], GROUPS).values() == {"name": "丁院"}


def test_s09_an_edit_is_shown_beside_a_delete() -> None:
    gone = Told((THEIRS, 1), 9, WHOLE, None, frozenset([INSERT.key]), UNITS[1])
    row = Row([INSERT, gone, edit(OURS, 2, "乙院", INSERT.key)], GROUPS)
    assert row.living
    assert row.values() == {"name": "乙院"}
    assert row.clashes() == {(WHOLE, "delete_edit")}
    assert not Row([INSERT, gone], GROUPS).living


def test_what_is_refused_counts_as_if_it_were_not_there() -> None:
    gone = Told((THEIRS, 1), 9, WHOLE, None, frozenset([INSERT.key]), UNITS[1])
    assert Row([INSERT, gone], GROUPS, frozenset([gone.key])).living
