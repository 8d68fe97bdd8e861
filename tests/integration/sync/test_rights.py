"""What a workstation may not write stays as a proposal, and what leaves its scope is told (S23, S24)."""

from __future__ import annotations

import json

import pytest

from models.db import appending
from models.errors import NotFound
from models.tables.base import Base
from services import conflicts, lists, records
from services.conflicts import listing
from services.history import undo
from services.sync.overview import status
from tests.helpers.stations import Station, World, only, world

__all__ = ["world"]


def test_s24_only_the_change_outside_the_right_is_refused(world: World) -> None:
    world.hub.add("滨河路5号院", world.b.unit)
    world.settle()
    with world.a.at_home() as context, context.unit_of_work() as work:
        work.insert("courtyard", {"name": "建设路1号院", "unit_id": world.a.unit})
        work.insert("courtyard", {"name": "别人的院", "unit_id": world.b.unit})
        work.commit()
    at_hub, at_home = world.round(world.a)
    assert (only(at_hub).refused, only(at_hub).state) == (1, "taken")
    assert only(at_home).refused == 1  # whoever wrote it is told at once, not only in the overview
    assert "1条本机的改动街道没有接受" in only(at_home).sentence
    assert world.hub.names() == {"建设路1号院", "滨河路5号院"}
    assert world.a.names() == {"建设路1号院"}
    assert world.b.names() == {"滨河路5号院"}
    detail = json.loads(
        str(world.hub.value("SELECT detail_json FROM sync_conflict WHERE kind = 'unauthorised'"))
    )
    assert "别人的院" in detail["values"]
    assert detail["reason"] == "not_yours"
    assert (status(world.hub.context).proposals, status(world.a.context).refused) == (1, 1)
    receipts = world.a.context.on_writer.reader.all("SELECT receipt_json FROM sync_package WHERE dir = 'out'")
    assert any("not_yours" in str(each[0]) for each in receipts)


def test_rows_of_the_office_are_read_only_below(world: World) -> None:
    office = world.hub.unit
    yard = world.hub.add("街道直管院", office)
    world.settle()
    assert "街道直管院" in world.a.names()
    world.a.change(yard, name="改了名")
    world.settle()
    assert world.hub.names() == world.a.names() == world.b.names() == {"街道直管院"}


def test_s23_moved_to_another_unit_while_edited_offline(world: World) -> None:
    yard = world.a.add("建设路1号院")
    world.settle()
    world.hub.change(yard, unit_id=world.b.unit)
    world.a.change(yard, address="建设路1号")
    at_hub, back = world.round(world.a)
    assert only(at_hub).refused == 1
    assert only(back).moved == 1
    assert "1条记录已转给其他单位" in only(back).sentence
    world.settle()
    world.a.change(yard, name="还当是自己的")
    at_hub, back = world.round(world.a)
    assert (only(at_hub).refused, only(back).moved) == (1, 0)
    assert world.a.names() == {"建设路1号院"}
    assert world.b.names() == {"建设路1号院"}
    assert world.hub.value("SELECT address FROM courtyard") is None
    assert world.b.value("SELECT address FROM courtyard") is None
    assert world.a.value("SELECT unit_id FROM courtyard") == world.b.unit
    assert status(world.hub.context).proposals == 2


def test_s23_what_moved_away_is_out_of_sight_until_it_comes_back(world: World) -> None:
    yard = world.a.add("建设路1号院")
    world.a.add("建设路2号院")
    ruled = world.hub.add("街道直管院", world.hub.unit)
    world.settle()
    all_of_a = ["建设路1号院", "建设路2号院", "街道直管院"]
    assert listed(world.a) == all_of_a
    world.hub.change(yard, unit_id=world.b.unit)
    world.settle()
    assert listed(world.a) == all_of_a[1:]
    assert listed(world.b) == [all_of_a[0], all_of_a[2]]
    assert listed(world.hub) == all_of_a
    assert "建设路1号院" in world.a.names()  # kept with its history
    world.hub.change(yard, unit_id=world.a.unit)
    world.hub.change(ruled, unit_id=world.b.unit)
    world.settle()
    assert listed(world.a) == all_of_a[:2]
    assert listed(world.b) == [all_of_a[2]]


def listed(station: Station) -> list[str]:
    """Return the courtyards of the list and of the drop-down, which show the same."""
    context, query = station.context, lists.ListQuery("courtyards")
    rows = sorted(str(row.cells[0]) for row in lists.page(context, query, 0, 50))
    assert lists.count(context, query) == len(rows)
    assert sorted(each.label for each in records.choices(context, "courtyards", "")) == rows
    return rows


def test_what_was_accepted_is_not_refused_when_it_comes_again(world: World) -> None:
    """The answer is lost, the row goes to another unit, and the same change is sent once more."""
    yard = world.a.add("建设路1号院")
    world.a.send(world.stick)
    world.hub.take(world.stick)
    world.hub.change(yard, unit_id=world.b.unit)
    world.settle()
    assert world.hub.value("SELECT count(*) FROM sync_void") == 0
    assert world.hub.names() == world.b.names() == {"建设路1号院"}


def test_moving_a_row_away_is_the_hubs_own_act(world: World) -> None:
    yard = world.a.add("建设路1号院")
    world.settle()
    world.a.change(yard, unit_id=world.b.unit, address="建设路1号")
    world.settle()
    assert world.hub.value("SELECT unit_id FROM courtyard") == world.a.unit
    assert world.hub.value("SELECT address FROM courtyard") == "建设路1号"
    assert world.a.value("SELECT unit_id FROM courtyard") == world.a.unit
    assert world.b.names() == set()


def test_bringing_a_row_back_moves_it_nowhere(world: World) -> None:
    """As only another program writes it."""
    yard = world.a.add("安飞的院")
    world.settle()
    with world.a.at_home() as context, context.unit_of_work() as work:
        work.delete("courtyard", yard)
        row = {**(work.stored("courtyard", yard) or {}), "unit_id": world.b.unit}
        appending.whole_row(work, Base.metadata.tables["courtyard"], yard, row)
        work.commit()
    world.settle()
    assert world.hub.value("SELECT unit_id FROM courtyard") == world.a.unit
    assert world.b.names() == set()
    assert status(world.hub.context).proposals == 1


def test_all_proposals_of_a_community_are_settled_at_once(world: World) -> None:
    yard = world.a.add("别人的院", world.b.unit)
    world.a.change(yard, address="建设路9号")
    world.settle()
    with world.hub.at_home() as context:
        (unit,) = conflicts.proposers(conflicts.listed(context))
        number, saved = conflicts.settle_all(context, unit, adopt=True)
        assert (number, world.hub.names(), conflicts.counts(context).proposals) == (2, {"别人的院"}, 0)
        assert world.hub.value("SELECT address FROM courtyard") == "建设路9号"
        assert saved.committed is not None
        undo(context, saved.committed.tx_id)
        assert (world.hub.names(), conflicts.counts(context).proposals) == (set(), 2)
        assert conflicts.settle_all(context, unit, adopt=False, reason="录错了")[0] == 2
        with pytest.raises(NotFound):
            conflicts.settle_all(context, unit, adopt=False)
    notes = world.hub.context.on_writer.reader.all("SELECT note FROM sync_conflict")
    assert {row[0] for row in notes} == {"未采纳：录错了"}
    world.settle()
    assert world.hub.names() == world.b.names() == set()


def test_proposals_hide_no_conflict(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    yard = world.a.add("建设路1号院")
    world.settle()
    world.hub.change(yard, address="街道写的")
    world.a.change(yard, address="社区写的")
    world.round(world.a)
    world.hub.clock.now_ms += 60_000
    for number in range(3):
        world.a.add(f"别人的{number}号院", world.b.unit)
    world.round(world.a)
    monkeypatch.setattr(listing, "MOST", 2)
    with world.hub.at_home() as context:
        assert [each.kind for each in conflicts.listed(context)] == ["hard", "unauthorised"]
