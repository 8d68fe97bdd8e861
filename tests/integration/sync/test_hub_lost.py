"""A hub restored from a backup: what only the lost one had decided comes back, and only what may."""

from __future__ import annotations

import shutil
from dataclasses import replace

from models.db.incoming import changes_of
from models.db.taking_in import take_in
from services.sync import handing_back, identity, purging
from services.sync.overview import status
from tests.helpers.stations import Station, World, only, world

__all__ = ["world"]


def lose_hub(world: World, old: Station) -> None:
    """Go on at the hub with an older copy of its database."""
    world.hub.close()
    old.close()
    shutil.copy(old.path, world.hub.path)
    shutil.rmtree(world.hub.path.parent / "office.sync", ignore_errors=True)
    with world.hub.at_home() as context:
        identity.renew(context)


def erase(world: World, row: bytes) -> None:
    with world.hub.at_home() as context:
        purging.purge(context, "courtyard", row, "申请")


def texts(station: Station, row: bytes) -> object:
    return station.value("SELECT count(*) FROM sync_change WHERE row_id = ? AND values_json IS NOT NULL", row)


def test_an_erasure_only_a_workstation_remembers_is_ordered_again(world: World) -> None:
    yard = world.a.add("要删的院")
    office = world.hub.add("街道的院")
    world.settle()
    old = world.copy_of(world.hub, "old")
    for row in (yard, office):
        erase(world, row)
    world.round(world.a)  # the other one never heard of it
    assert (texts(world.a, yard), texts(world.b, office)) == (0, 1)
    lose_hub(world, old)
    assert texts(world.hub, yard) == 1
    for _ in range(2):
        world.settle()
    for row in (yard, office):
        assert [texts(each, row) for each in (world.hub, world.a, world.b)] == [0, 0, 0]
    assert "街道的院" not in world.hub.names() | world.b.names()
    reasons = world.hub.context.on_writer.reader.all("SELECT reason FROM sync_purge")
    assert [row[0] for row in reasons] == ["申请", "申请"]


def test_an_order_that_was_queued_before_the_restore_comes_in_the_new_epoch(world: World) -> None:
    yard = world.a.add("要删的院")
    world.settle()
    erase(world, yard)
    with world.hub.at_home() as context:
        identity.renew(context)
    world.round(world.a)
    assert (texts(world.hub, yard), texts(world.a, yard)) == (0, 0)
    assert world.a.value("SELECT count(*) FROM sync_purge") == 1


def test_what_comes_erased_is_erased_although_it_was_known(world: World) -> None:
    yard = world.a.add("要删的院")
    world.settle()
    erase(world, yard)
    blanked = [each for each in changes_of(world.hub.context.on_writer.reader, world.a.replica)]
    with world.a.at_home() as context, context.unit_of_work() as work:
        taken = take_in(work, blanked, pkg_id=None)
        work.commit()
    assert (taken.new, texts(world.a, yard), world.a.names()) == (0, 0, set())


def test_a_refusal_only_the_workstation_remembers_stays(world: World) -> None:
    yard = world.a.add("建设路1号院")
    world.settle()
    old = world.copy_of(world.hub, "old")
    world.hub.change(yard, unit_id=world.b.unit)
    world.a.change(yard, address="不归我")
    world.settle()
    assert status(world.a.context).refused == 1
    lose_hub(world, old)
    for _ in range(2):
        world.settle()
    assert world.hub.value("SELECT unit_id FROM courtyard") == world.b.unit
    assert world.hub.value("SELECT address FROM courtyard") is None
    assert world.b.value("SELECT address FROM courtyard") is None
    assert status(world.a.context).refused == 1


def test_a_refusal_stays_where_the_change_would_be_right_by_now(world: World) -> None:
    yard = world.a.add("建设路1号院")
    world.settle()
    old = world.copy_of(world.hub, "old")
    world.hub.change(yard, unit_id=world.b.unit)
    world.a.change(yard, address="不归我")
    world.settle()
    world.hub.change(yard, unit_id=world.a.unit)
    world.settle()
    lose_hub(world, old)
    for _ in range(2):
        world.settle()
    assert world.hub.value("SELECT unit_id FROM courtyard") == world.a.unit
    assert world.hub.value("SELECT count(*) FROM sync_void") == 1
    assert world.hub.value("SELECT address FROM courtyard") is None
    assert world.a.value("SELECT address FROM courtyard") is None


def test_what_is_handed_back_has_to_be_in_sight_of_who_hands_it_back(world: World) -> None:
    old = world.copy_of(world.hub, "old")
    world.hub.add("街道给安飞的院", world.a.unit)
    world.settle()
    world.b.add("柳湖的院")
    with world.a.at_home() as context, context.unit_of_work() as work:
        take_in(work, changes_of(world.b.context.on_writer.reader, world.b.replica), pkg_id=None)
        work.commit()
    lose_hub(world, old)
    world.round(world.a)
    at_hub, _ = world.round(world.a)
    assert [each.state for each in at_hub.files] == ["taken", "taken"]
    assert "1条交还的改动不归它管或和本机的对不上，没有收取" in at_hub.files[0].sentence
    assert world.hub.names() == {"街道给安飞的院"}
    assert only(world.round(world.b)[0]).new == 1
    assert world.hub.names() == {"街道给安飞的院", "柳湖的院"}


def test_what_is_handed_back_has_to_fit_the_chain_of_the_hub(world: World) -> None:
    world.hub.add("街道的院")
    world.settle()
    former = world.hub.replica
    with world.hub.at_home() as context:
        me = identity.renew(context)
        reader = context.on_writer.reader
        last = max(changes_of(reader, former), key=lambda each: each.seq)
        forged = [
            replace(last, hash=bytes(32)),
            replace(last, seq=last.seq + 1, lamport=last.lamport + 1, prev_hash=bytes(32)),
            replace(last, replica_id=me.replica, seq=1, prev_hash=bytes(32)),
            replace(last, replica_id=bytes(16), seq=1, prev_hash=bytes(32)),
        ]
        own = frozenset((world.a.replica,))
        with context.unit_of_work() as work:
            honest = handing_back.fitting(work, me, world.a.unit, own, [last])
            found = handing_back.fitting(work, me, world.a.unit, own, forged)
    assert (len(honest.changes), honest.left) == (1, 0)
    assert (found.changes, found.left) == ([], 4)
