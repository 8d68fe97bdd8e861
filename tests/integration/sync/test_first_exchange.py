"""The first exchange of a workstation that had units of its own before it joined."""

from __future__ import annotations

import shutil

from services.sync import accepting, enrolling, identity, requesting, setting_up
from services.sync.exporting import state_digest
from services.sync.overview import status
from tests.helpers.office import FixedClock, fresh_database, take_new_replica_id
from tests.helpers.stations import OFFICE, Station, World, only, world

__all__ = ["world"]


def newcomer(world: World, community: str) -> Station:
    """Return a workstation that recorded the office and its community itself, and joined since."""
    folder = world.folder / "c"
    folder.mkdir()
    made = world.stations["c"] = Station(fresh_database(folder / "office.db"), FixedClock())
    take_new_replica_id(made.context)
    made.close()
    stick = world.new_stick("joining-c")
    with made.at_home() as context:
        with context.unit_of_work() as work:
            office = work.insert("unit", {"kind": "office", "name": OFFICE})
            own = work.insert("unit", {"kind": "community", "name": community, "parent_id": office})
            work.insert("courtyard", {"name": "登记前的院", "unit_id": own})
            work.commit()
        setting_up.setup(context, "workstation", community)
        requesting.request(context, stick)
    with world.hub.at_home() as context:
        enrolling.enrol(context, stick, stick)
    with made.at_home() as context:
        accepting.accept(context, stick)
    return made


def test_units_binned_on_joining_are_no_proposal(world: World) -> None:
    station = newcomer(world, "春晖社区")
    at_hub, back = world.round(station)
    assert (only(at_hub).refused, only(at_hub).conflicts, at_hub.alarms) == (0, 0, ())
    assert "建议" not in only(at_hub).sentence
    at_hub, back = world.round(station)
    assert (at_hub.alarms, back.alarms) == ((), ())
    assert status(world.hub.context).proposals == 0
    assert status(station.context).refused == 0
    receipts = station.context.on_writer.reader.all("SELECT receipt_json FROM sync_package WHERE dir = 'out'")
    assert all('"refused": []' in str(each[0]) for each in receipts if each[0])
    assert "登记前的院" in world.hub.names()
    hub, here = world.hub.context.on_writer.reader, station.context.on_writer.reader
    assert state_digest(hub, station.unit) == state_digest(here, station.unit)
    sql = "SELECT count(*) FROM unit WHERE name = ?"
    assert (world.hub.value(sql, OFFICE), world.b.value(sql, OFFICE)) == (1, 1)


def test_offices_are_recorded_by_the_hub_and_companies_by_anybody(world: World) -> None:
    with world.a.at_home() as context, context.unit_of_work() as work:
        work.insert("unit", {"kind": "office", "name": "另一个街道办"})
        firm = work.insert("unit", {"kind": "company", "name": "安居物业"})
        work.commit()
    at_hub, _ = world.round(world.a)
    assert only(at_hub).refused == 1
    world.a.change(firm, "unit", phone="0371-6666666")
    at_hub, _ = world.round(world.a)
    assert only(at_hub).refused == 0
    assert world.hub.value("SELECT phone FROM unit WHERE name = '安居物业'") == "0371-6666666"
    assert world.hub.value("SELECT count(*) FROM unit WHERE kind = 'office' AND deleted_at IS NULL") == 1


def test_the_first_answer_does_not_carry_back_what_the_workstation_wrote(world: World) -> None:
    station = newcomer(world, "春晖社区")
    me = identity.read(station.context.reader).replica
    station.send(world.stick)
    world.hub.take(world.stick)
    sql = "SELECT count(*) FROM sync_out WHERE peer_id = ? AND kind = 'change'"
    queued = int(world.hub.context.on_writer.reader.value(sql, (me,)))
    own = int(world.hub.context.on_writer.reader.value(f"{sql} AND replica_id = ?", (me, me)))
    assert queued > 0
    assert own == 0
    answer = only(station.take(world.stick))
    assert (answer.state, answer.new + answer.known) == ("taken", queued)


def test_a_workstation_restored_after_its_first_exchange_gets_its_own_changes_back(world: World) -> None:
    station = newcomer(world, "春晖社区")
    empty = world.copy_of(station, "old")
    station.add("恢复前的院")
    world.round(station)
    station.close()
    shutil.copy(empty.path, station.path)
    with station.at_home() as context:
        identity.renew(context)
    world.round(station)
    assert "恢复前的院" in station.names()
