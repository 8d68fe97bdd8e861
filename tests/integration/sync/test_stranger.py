"""A workstation written from the documents alone joins, exchanges and merges as the program does."""

from __future__ import annotations

import pytest

from services.sync import enrolling, purging
from tests.helpers.stations import NAMES, World, only, states, world
from tests.helpers.stranger import Stranger
from tests.helpers.stranger_format import Package

__all__ = ["world"]


@pytest.fixture
def stranger(world: World) -> Stranger:
    """Return a second workstation of the first community, enrolled."""
    made = Stranger(NAMES["a"], world.hub.clock.now_ms)
    stick = world.new_stick("joining-stranger")
    made.request(stick)
    with world.hub.at_home() as context:
        enrolling.enrol(context, stick, stick)
    made.accept(stick)
    return made


def carry(world: World, stranger: Stranger, name: str) -> Package:
    """Carry a stick from the stranger to the hub and back, and return what came back."""
    stick = world.new_stick(name)
    stranger.send(stick)
    told = world.hub.take(stick)
    assert states(told) == ["taken"]
    (back,) = stranger.take(stick)
    return back


def test_it_reads_what_is_there_and_comes_to_the_same_digest(world: World, stranger: Stranger) -> None:
    yards = [world.a.add(f"{number}号院") for number in range(4)]
    world.a.change(yards[0], household_count=120, household_about=True)
    world.settle()
    world.hub.change(yards[0], household_count=126, household_about=False)
    world.a.change(yards[0], household_count=130)
    world.hub.change(yards[1], note="街道写的")
    with world.a.at_home() as context, context.unit_of_work() as work:
        work.delete("courtyard", yards[1])
        work.delete("courtyard", yards[2])
        work.commit()
    world.b.add("柳湖的院")
    world.settle()
    back = carry(world, stranger, "first")
    assert back.header["digest"] == stranger.digest()
    rows = {row: each for (table, row), each in stranger.rows().items() if table == "courtyard"}
    assert {each.values["name"] for each in rows.values() if each.living} == world.a.names()
    assert rows[bytes(yards[0])].values["household_count"] == 130


def test_what_it_writes_is_taken_in_and_merged_alike(world: World, stranger: Stranger) -> None:
    yard, gone = world.a.add("共有的院"), world.a.add("要删的院")
    world.settle()
    carry(world, stranger, "first")
    stranger.insert("courtyard", name="外来的院")
    stranger.edit("courtyard", bytes(yard), household_count=99, household_about=None)
    stranger.edit("courtyard", bytes(yard), note="外来的备注")
    stranger.delete("courtyard", bytes(gone))
    world.a.change(yard, household_count=88)
    world.a.change(gone, note="还要用")
    world.settle()
    carry(world, stranger, "second")
    assert stranger.receipts[0]["new"] == 4
    world.settle()
    back = carry(world, stranger, "third")
    assert back.header["digest"] == stranger.digest()
    assert world.hub.names() == world.a.names() == {"共有的院", "要删的院", "外来的院"}
    shown = stranger.rows()["courtyard", bytes(yard)].values["household_count"]
    for station in (world.hub, world.a):
        assert station.value("SELECT household_count FROM courtyard WHERE id = ?", yard) == shown
        assert station.value("SELECT note FROM courtyard WHERE id = ?", yard) == "外来的备注"
        open_ones = "SELECT count(*) FROM sync_conflict WHERE resolved_at IS NULL AND kind = ?"
        assert station.value(open_ones, "hard") == station.value(open_ones, "delete_edit") == 1


def test_what_is_beyond_its_right_comes_back_void(world: World, stranger: Stranger) -> None:
    rule = world.hub.add("街道的院", stranger.office)
    world.settle()
    carry(world, stranger, "first")
    stranger.edit("courtyard", bytes(rule), name="改街道的")
    back = carry(world, stranger, "second")
    assert list(stranger.voids.values()) == ["office_only"]
    assert stranger.receipts[0]["refused"] == [[stranger.replica.hex(), 1, "office_only"]]
    assert back.header["digest"] == stranger.digest()
    assert stranger.rows()["courtyard", bytes(rule)].values["name"] == "街道的院"


def test_moved_and_erased_rows_and_a_snapshot(world: World, stranger: Stranger) -> None:
    moved, left, erased = world.b.add("转来的院"), world.a.add("转走的院"), world.a.add("抹去的院")
    world.settle()
    carry(world, stranger, "first")
    assert ("courtyard", bytes(moved)) not in stranger.rows()
    world.hub.change(moved, unit_id=world.a.unit)
    world.hub.change(left, unit_id=world.b.unit)
    with world.hub.at_home() as context:
        purging.purge(context, "courtyard", erased, "本人要求")
    back = carry(world, stranger, "second")
    assert back.header["digest"] == stranger.digest()
    assert stranger.rows()["courtyard", bytes(moved)].living
    assert not stranger.rows()["courtyard", bytes(left)].is_of(stranger.unit)
    assert ("courtyard", bytes(erased)) in stranger.purged
    stranger.insert("courtyard", name="没有送到的院")
    stranger.wants_snapshot = True
    back = carry(world, stranger, "third")
    assert back.header["kind"] == "snapshot"
    assert back.header["digest"] == stranger.digest()
    assert carry(world, stranger, "fourth").header["kind"] == "delta"


def test_a_gap_is_told_and_filled(world: World, stranger: Stranger) -> None:
    carry(world, stranger, "first")
    for name in ("甲院", "乙院"):
        stranger.insert("courtyard", name=name)
    stick = world.new_stick("gap")
    stranger.send(stick, without=1)
    assert only(world.hub.take(stick)).state == "gap"
    stranger.take(stick)
    assert stranger.acked == 0
    back = carry(world, stranger, "second")
    assert stranger.acked == 2
    assert back.header["digest"] == stranger.digest()
    assert world.hub.names() == {"甲院", "乙院"}


def test_its_copy_takes_a_new_id_and_both_keep_their_work(world: World, stranger: Stranger) -> None:
    carry(world, stranger, "first")
    yard = stranger.insert("courtyard", name="共有的院")
    carry(world, stranger, "second")
    twin = stranger.copied()
    stranger.insert("courtyard", name="原机的院")
    carry(world, stranger, "third")
    own = twin.insert("courtyard", name="副本的院")
    twin.edit("courtyard", own, note="副本写的")
    twin.edit("courtyard", yard, note="副本也写了")
    stick = world.new_stick("twin")
    twin.send(stick)
    assert only(world.hub.take(stick)).code == "forked"
    twin.take(stick)
    assert twin.replica != stranger.replica
    back = carry(world, twin, "fourth")
    assert back.header["digest"] == twin.digest()
    back = carry(world, stranger, "fifth")
    assert back.header["digest"] == stranger.digest() == twin.digest()
    assert world.hub.names() == {"共有的院", "原机的院", "副本的院"}
    assert world.hub.value("SELECT note FROM courtyard WHERE id = ?", own) == "副本写的"
    assert world.hub.value("SELECT count(*) FROM sync_conflict WHERE resolved_at IS NULL") == 0
