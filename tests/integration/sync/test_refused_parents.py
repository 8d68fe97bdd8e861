"""Rows that hang on a row the hub refused before it came to an office."""

from __future__ import annotations

import pytest

from services.office import Context
from tests.helpers.exchanging import agree, edit, field, meet, office_of, put, send, sound
from tests.helpers.office import NewOffice, rows

Three = tuple[Context, Context, Context]


@pytest.fixture
def three(new_office: NewOffice) -> Three:
    offices = (office_of(new_office, "h", "hub"), office_of(new_office, "a"), office_of(new_office, "b"))
    meet(*offices)
    return offices


def refuse(source: Context, *seqs: int) -> dict[tuple[bytes, int], str]:
    return {(source.database.replica_id, seq): "无权" for seq in seqs}


def test_what_hangs_on_a_refused_row_stands_alike_everywhere(three: Three) -> None:
    hub, a, b = three
    yard = put(hub, "courtyard", {"name": "甲院"})
    house = put(hub, "building", {"courtyard_id": yard, "name": "1号楼"})
    send(hub, a)
    send(hub, b)
    wrong = put(b, "courtyard", {"name": "无权建"})
    edit(b, "building", house, courtyard_id=wrong)
    send(b, hub)  # seen first, refused then
    send(b, hub, void=refuse(b, 1))
    send(b, b, void=refuse(b, 1))
    taken = send(b, a, void=refuse(b, 1))  # refused before it came
    assert taken.held == ()
    assert field(a, "building", house, "courtyard_id") == wrong
    assert rows(a, "SELECT 1 FROM courtyard WHERE id = ? AND deleted_at IS NULL", wrong) == []
    agree(hub, a, b)


def test_a_row_nobody_hangs_on_is_not_made(three: Three) -> None:
    hub, _, b = three
    wrong = put(b, "courtyard", {"name": "无权建"})
    send(b, hub, void=refuse(b, 1))
    assert rows(hub, "SELECT 1 FROM courtyard WHERE id = ?", wrong) == []


def test_a_ring_of_refused_rows_hangs_on_nothing(three: Three) -> None:
    """Nobody can make one here; a package may say it."""
    hub, _, b = three
    one = put(b, "party_organisation", {"kind": "branch", "name": "甲"})
    two = put(b, "party_organisation", {"kind": "branch", "name": "乙", "parent_id": one})
    edit(b, "party_organisation", one, parent_id=two)
    three_ = put(b, "party_organisation", {"kind": "group", "name": "丙", "parent_id": two})
    taken = send(b, hub, void=refuse(b, 1, 2))
    assert [each.reason for each in taken.held] == ["missing_parent"]
    assert rows(hub, "SELECT 1 FROM party_organisation WHERE id = ?", three_) == []
    sound(hub)
