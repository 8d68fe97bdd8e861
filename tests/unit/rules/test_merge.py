"""Merging the changes of one row: order and repetition do not matter, and nothing is lost."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.merge import Author, Change, Clash, Key, merge
from tests.helpers.sync_histories import GROUPS, UNITS, as_offices_make_them
from tests.helpers.sync_model import Row, Told

A, B, HUB = (
    Author(bytes([n]) * 16, u, h) for n, u, h in ((1, UNITS[0], False), (2, UNITS[1], False), (3, None, True))
)
COLUMNS = {"unit_id": ("unit_id",), "name": ("name",), "note": ("note",), "status": ("status", "closed_on")}


def said(author: Author, seq: int, group: str, values: Any, *prev: Key, lamport: int | None = None) -> Change:
    return Change((author.replica, seq), lamport or seq, group, values, prev, author)


FIRST = said(A, 1, "*", {"name": "一号院", "unit_id": UNITS[0]})


def test_one_insert_is_the_row() -> None:
    row = merge([FIRST], COLUMNS)
    assert (row.known, row.living, row.clashes) == (True, True, ())
    assert row.values == {
        "name": "一号院",
        "unit_id": UNITS[0],
        "note": None,
        "status": None,
        "closed_on": None,
    }
    assert row.heads_of("name") == (FIRST.key,)


def test_nothing_is_no_row() -> None:
    row = merge([FIRST], COLUMNS, {FIRST.key})
    assert (row.known, row.living, row.heads) == (False, False, {"*": ()})
    lonely = merge([said(B, 1, "name", {"name": "x"}, FIRST.key)], COLUMNS)
    assert not lonely.known


def test_different_fields_stand_both() -> None:
    row = merge(
        [FIRST, said(A, 2, "name", {"name": "甲"}, FIRST.key), said(B, 2, "note", {"note": "乙"}, FIRST.key)],
        COLUMNS,
    )
    assert (row.values["name"], row.values["note"], row.clashes) == ("甲", "乙", ())


def test_the_owner_unit_comes_first_then_the_later_number() -> None:
    mine = said(A, 2, "note", {"note": "甲"}, FIRST.key)
    theirs = said(B, 9, "note", {"note": "乙"}, FIRST.key)
    row = merge([FIRST, theirs, mine], COLUMNS)
    assert row.values["note"] == "甲"
    assert row.clashes == (Clash("note", "hard", (mine.key, theirs.key)),)
    nobodys = said(B, 1, "*", {"name": "无主"})
    late, early = (
        said(A, 9, "note", {"note": "晚"}, nobodys.key),
        said(HUB, 8, "note", {"note": "早"}, nobodys.key),
    )
    assert merge([nobodys, late, early], COLUMNS).values["note"] == "晚"
    inserter = said(B, 4, "note", {"note": "录入者"}, nobodys.key)
    assert merge([nobodys, late, early, inserter], COLUMNS).values["note"] == "录入者"


def test_the_hub_says_whose_a_row_is() -> None:
    moved = said(HUB, 2, "unit_id", {"unit_id": UNITS[1]}, FIRST.key)
    other = said(A, 9, "unit_id", {"unit_id": None}, FIRST.key)
    row = merge([FIRST, moved, other], COLUMNS)
    assert row.values["unit_id"] == UNITS[1]


def test_a_delete_beside_an_edit_leaves_the_row_visible() -> None:
    gone = said(A, 5, "*", None, FIRST.key)
    edit = said(B, 2, "note", {"note": "乙"}, FIRST.key)
    row = merge([FIRST, gone, edit], COLUMNS)
    assert row.living
    assert (row.values["note"], row.values["name"]) == ("乙", "一号院")
    assert row.clashes == (Clash("*", "delete_edit", (edit.key, gone.key)),)


def test_two_deletes_are_one() -> None:
    gone = [said(A, 5, "*", None, FIRST.key), said(B, 2, "*", None, FIRST.key)]
    row = merge([FIRST, *gone], COLUMNS)
    assert (row.living, row.clashes, row.values["name"]) == (False, (), "一号院")


def test_below_a_delete_lies_what_it_deleted() -> None:
    edit = said(A, 2, "name", {"name": "甲"}, FIRST.key)
    later = said(B, 3, "name", {"name": "没看见"}, FIRST.key)
    gone = said(A, 4, "*", None, FIRST.key, edit.key)
    again = said(HUB, 6, "*", None, gone.key)
    assert merge([FIRST, edit, gone], COLUMNS).values["name"] == "甲"
    assert merge([FIRST, edit, gone, again], COLUMNS).values["name"] == "甲"
    assert merge([FIRST, edit, gone, later], COLUMNS).values["name"] == "没看见"
    assert merge([said(A, 4, "*", None)], COLUMNS).values["name"] is None


def test_a_group_conflicts_as_a_whole() -> None:
    closed = said(A, 2, "status", {"status": "closed", "closed_on": "2020"}, FIRST.key)
    opened = said(B, 3, "status", {"status": "open"}, FIRST.key)
    row = merge([FIRST, closed, opened], COLUMNS)
    assert (row.values["status"], row.values["closed_on"]) == ("closed", "2020")
    assert [clash.group for clash in row.clashes] == ["status"]


def test_a_restore_beside_an_edit_and_two_inserts_of_one_row() -> None:
    gone = said(A, 2, "*", None, FIRST.key)
    back = said(A, 3, "*", dict(FIRST.values or {}), gone.key)
    edit = said(B, 2, "name", {"name": "乙"}, FIRST.key)
    row = merge([FIRST, gone, back, edit], COLUMNS)
    assert [(clash.group, clash.kind) for clash in row.clashes] == [("name", "hard")]
    twice = merge([FIRST, said(B, 1, "*", {"name": "一号院", "unit_id": UNITS[0]})], COLUMNS)
    assert (twice.living, twice.clashes) == (True, ())
    assert len(twice.heads["*"]) == 2


def test_a_circle_of_names_replaces_nothing_backwards() -> None:
    one = said(A, 2, "note", {"note": "甲"}, (B.replica, 3))
    two = said(B, 3, "note", {"note": "乙"}, one.key)
    assert set(merge([FIRST, one, two], COLUMNS).heads_of("note")) == {FIRST.key, two.key}


def told(change: Told) -> Change:
    author = Author(change.key[0], change.unit, change.hub)
    return Change(change.key, change.lamport, change.group, change.values, tuple(sorted(change.prev)), author)


@pytest.mark.parametrize("seed", range(40))
def test_it_means_what_the_plain_reading_means(seed: int) -> None:
    for number in range(15):
        random = Random(f"{seed}-{number}")
        history = as_offices_make_them(random)
        voided = frozenset(each.key for each in history if random.random() < 0.1)
        plain = Row(history, GROUPS, voided)
        row = merge([told(each) for each in history], GROUPS, voided)
        assert row.known == plain.exists
        assert row.living == plain.living
        for group in GROUPS:
            assert set(row.heads_of(group)) == plain.heads(group)
        assert {name: value for name, value in row.values.items() if value is not None} == plain.values()
        assert {(clash.group, clash.kind) for clash in row.clashes} == plain.clashes()


@given(st.integers(0, 10**9), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter_and_nothing_is_lost(seed: int, shuffled: Any) -> None:
    history = [told(each) for each in as_offices_make_them(Random(seed))]
    row = merge(history, GROUPS)
    again = history + history[: len(history) // 2]
    shuffled.shuffle(again)
    assert merge(again, GROUPS) == row
    if not row.living:
        return
    for change in history:
        for group in GROUPS if change.group == "*" else (change.group,):
            followed = any(change.key in other.prev and other.group in (group, "*") for other in history)
            if followed:
                continue
            assert change.key in row.heads_of(group)
            if change.values is None:
                assert any(clash.kind == "delete_edit" for clash in row.clashes)
                continue
            held = {name: change.values.get(name) for name in GROUPS[group]}
            shown = {name: row.values[name] for name in GROUPS[group]}
            assert held == shown or any(change.key in clash.keys for clash in row.clashes)
