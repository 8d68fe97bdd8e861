"""What happens among the offices: people save and delete, sticks are lost and doubled, files are copied."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress

from models.db import cascade, taking_in
from models.db.undo import undo
from models.errors import InvalidInput, UserError
from services.context import open_context
from tests.helpers.office import behind
from tests.helpers.sync_world import (
    NEWER,
    REGISTER,
    UNITS,
    Package,
    Station,
    World,
    from_a_newer_program,
    held_back,
    receive,
)

Event = Callable[[World, Station], None]
NAMES = ("甲院", "乙院", "丙院", "“丁”院𠮷")


def _living(station: Station, table: str) -> list[bytes]:
    rows = station.all(f"SELECT id FROM {table} WHERE deleted_at IS NULL ORDER BY id")
    return [bytes(row[0]) for row in rows]


def _row(world: World, station: Station, table: str = "courtyard") -> bytes | None:
    found = _living(station, table)
    return world.random.choice(found) if found else None


def new_courtyard(world: World, station: Station) -> None:
    unit = world.random.choice((None, *UNITS))
    values = {"name": world.random.choice(NAMES), "unit_id": unit, "household_count": 10}
    row_id = world.new_id()
    station.act(lambda work: work.insert("courtyard", values, row_id=row_id))


def new_building(world: World, station: Station) -> None:
    yard = _row(world, station)
    if yard is not None:
        values = {"name": "1号楼", "courtyard_id": yard, "floor_count": world.random.randrange(9)}
        row_id = world.new_id()
        station.act(lambda work: work.insert("building", values, row_id=row_id))


def _edit(world: World, station: Station, table: str, **values: object) -> None:
    row_id = _row(world, station, table)
    if row_id is not None:
        station.act(lambda work: work.update(table, row_id, values))


def edit_name(world: World, station: Station) -> None:
    _edit(world, station, "courtyard", name=world.random.choice(NAMES))


def edit_count(world: World, station: Station) -> None:
    about = world.random.choice((True, None))
    _edit(world, station, "courtyard", household_count=world.random.randrange(3), household_about=about)


def edit_address(world: World, station: Station) -> None:
    _edit(world, station, "courtyard", address=world.random.choice((None, "建设路1号", "人民路2号")))


def edit_building(world: World, station: Station) -> None:
    _edit(world, station, "building", floor_count=world.random.choice((None, 3, 6)))


def move_to_another_unit(world: World, station: Station) -> None:
    _edit(world, station, "courtyard", unit_id=world.random.choice((None, *UNITS)))


def move_building(world: World, station: Station) -> None:
    yard = _row(world, station)
    if yard is not None:
        _edit(world, station, "building", courtyard_id=yard)


def delete(world: World, station: Station) -> None:
    table = world.random.choice(("courtyard", "courtyard", "building"))
    row_id = _row(world, station, table)
    if row_id is not None:
        station.act(lambda work: cascade.delete_with_owned(work, table, row_id))


def restore(world: World, station: Station) -> None:
    found = station.all("SELECT tx_id, tbl, row_id FROM deletion ORDER BY row_id")
    if found:
        tx_id, table, row_id = world.random.choice(found)
        with suppress(InvalidInput):  # what it belongs to lies in the recycle bin as well
            station.act(lambda work: cascade.restore_deletion(work, bytes(tx_id), table, bytes(row_id)))


def decide(world: World, station: Station) -> None:
    """Decide a conflict: take one of the values, or write another."""
    found = station.all(
        "SELECT row_id, tbl, grp FROM sync_conflict WHERE resolved_at IS NULL AND kind = 'hard' "
        "ORDER BY row_id, grp"
    )
    if not found:
        return
    row_id, table, group = world.random.choice(found)
    known: dict[str, dict[str, object]] = {
        "name": {"name": world.random.choice(NAMES)},
        "address": {"address": "定下的地址"},
        "household_count": {"household_count": 7, "household_about": None},
        "unit_id": {"unit_id": world.random.choice(UNITS)},
        "floor_count": {"floor_count": 4},
    }
    if values := known.get(group):
        station.act(lambda work: work.decide(table, bytes(row_id), group, values))


def take_back(world: World, station: Station) -> None:
    """Undo something of one's own."""
    found = station.all(
        "SELECT DISTINCT tx_id, min(seq) FROM sync_change WHERE replica_id = ? AND tbl <> 'unit' "
        "GROUP BY tx_id ORDER BY min(seq) DESC",
        station.replica,
    )
    if found:
        tx_id = bytes(world.random.choice(found[:3])[0])
        with suppress(UserError):  # it was taken back already
            station.act(lambda work: undo(work, tx_id))


def clock_jump(world: World, station: Station) -> None:
    station.clock.now_ms = world.random.choice((0, 4_070_908_800_000, 1_600_228_800_000, 1_600_000_000_000))


def write_stick(world: World, station: Station) -> None:
    """Write all one knows, or what is above some number of each author: acknowledgements may be old."""
    most = world.random.choice((0, 12))
    changes = station.log(lambda: world.random.randrange(most + 1))
    voids = {
        (bytes(row[0]), int(row[1])): str(row[2])
        for row in station.all("SELECT replica_id, seq, reason FROM sync_void")
    }
    purges = [(str(row[0]), bytes(row[1])) for row in station.all("SELECT tbl, row_id FROM sync_purge")]
    world.sticks.append(Package(changes, voids, purges))


def read_stick(world: World, station: Station) -> None:
    """Take in some package, new or old; it stays on the stick and may come again."""
    if world.sticks:
        take(world, station, world.random.choice(world.sticks))


def take(world: World, station: Station, package: Package) -> int:
    """Take one package in, in whatever order it lies there."""
    mixed = list(held_back(package.changes, world.random))
    with station.context.unit_of_work() as work:
        done = taking_in.take_in(work, mixed, pkg_id=None, void=package.voids, by_hub_seq=1)
        for table, row_id in package.purges:
            taking_in.purge(work, table, row_id, 1)
        work.commit()
    assert not done.forked
    # a restored hub may hear of its own decision again from a stick that was written before
    world.voids |= package.voids
    world.purged |= set(package.purges)
    return done.new


def visit(world: World, station: Station) -> None:
    """Carry what one office knows to another one at once."""
    write_stick(world, world.random.choice(world.stations))
    take(world, station, world.sticks[-1])


def lose_stick(world: World, station: Station) -> None:
    if world.sticks:
        world.sticks.pop(world.random.randrange(len(world.sticks)))


def refuse(world: World, station: Station) -> None:
    """Let the hub refuse a change of a workstation."""
    never = (*world.hub.replicas, NEWER)
    found = [
        row
        for row in world.hub.all("SELECT replica_id, seq FROM sync_change ORDER BY replica_id, seq")
        if bytes(row[0]) not in never
    ]
    if found:
        key = bytes((chosen := world.random.choice(found))[0]), int(chosen[1])
        world.voids[key] = "越权"
        world.hub.act(lambda work: taking_in.void(work, {key: "越权"}, 1))


def purge(world: World, station: Station) -> None:
    """Let the hub erase a building in the recycle bin for good."""
    found = world.hub.all("SELECT id FROM building WHERE deleted_at IS NOT NULL ORDER BY id")
    if found:
        row_id = bytes(world.random.choice(found)[0])
        world.purged.add(("building", row_id))
        world.hub.act(lambda work: taking_in.purge(work, "building", row_id, 1))


def newer_program(world: World, station: Station) -> None:
    """Bring changes of a program that knows a table or a column more than ours."""
    row_id = bytes(world.new_id())
    if world.random.random() < 0.5:
        change = from_a_newer_program(world, "parking_place", row_id, "*", {"name": "一号车位"})
    else:
        values = {"name": "新院", "colour": "red"}
        change = from_a_newer_program(world, "courtyard", row_id, "*", values)
    receive(station.context, [change])


def back_up(world: World, station: Station) -> None:
    """Copy the file as a backup does; whoever runs a server backs it up otherwise."""
    if not station.context.database.in_a_file:
        return
    target = world.folder / f"{station.name}-{len(station.backups)}.backup"
    connection = station.context.database.writing_connection()
    connection.execute("VACUUM INTO ?", (str(target),))
    station.backups.append((target, tuple(station.replicas)))


def go_back(world: World, station: Station) -> None:
    """Restore a backup: a new id, and what was never handed on is gone with the old disk."""
    if not station.backups:
        return
    world.note()
    source, _ = world.random.choice(station.backups)
    path = station.context.database.path
    station.context.close()
    for rest in path.parent.glob(f"{path.name}*"):
        rest.unlink()
    shutil.copyfile(source, path)
    _begin_anew(world, station)
    elsewhere: set[tuple[bytes, int]] = set()
    for each in world.stations:
        elsewhere |= {(bytes(row[0]), row[1]) for row in each.all("SELECT replica_id, seq FROM sync_change")}
    world.ever |= world.saved
    world.saved = {key: change for key, change in world.ever.items() if key in elsewhere}
    world.sticks = [each for each in world.sticks if {c.key for c in each.changes} <= elsewhere]
    if station is world.hub:
        _remember_decisions(world)


def _remember_decisions(world: World) -> None:
    """Forget what a restored hub had decided and told nobody."""
    voids: set[tuple[bytes, int]] = set()
    purged: set[tuple[str, bytes]] = set()
    for each in world.stations:
        voids |= {(bytes(row[0]), row[1]) for row in each.all("SELECT replica_id, seq FROM sync_void")}
        purged |= {(row[0], bytes(row[1])) for row in each.all("SELECT tbl, row_id FROM sync_purge")}
    world.voids = {key: reason for key, reason in world.voids.items() if key in voids}
    world.purged &= purged


def _begin_anew(world: World, station: Station) -> None:
    """Open the restored file under a new id that everybody is told of."""
    path, fresh = station.context.database.path, world.random.randbytes(16)
    station.replicas.append(fresh)
    station.context = open_context(path, "王芳", clock=station.clock)
    introduce(world)
    behind(station.context, "UPDATE sync_replica SET is_self = 0")
    behind(station.context, "UPDATE sync_replica SET is_self = 1 WHERE replica_id = ?", fresh)
    station.context.close()
    station.context = open_context(path, "王芳", clock=station.clock)
    station.seen = 0


def introduce(world: World) -> None:
    """Let every office know every id that was ever used."""
    for each in world.stations:
        known = {bytes(row[0]) for row in each.all("SELECT replica_id FROM sync_replica")}
        for other in world.stations:
            for replica in other.replicas:
                if replica not in known:
                    kind = "hub" if other is world.hub else "workstation"
                    behind(each.context, REGISTER, replica, kind, 0, other.unit)


EVENTS: tuple[tuple[int, Event], ...] = (
    (1, new_courtyard),
    (2, new_building),
    (9, edit_name),
    (7, edit_count),
    (4, edit_address),
    (4, edit_building),
    (3, move_to_another_unit),
    (2, move_building),
    (6, delete),
    (4, restore),
    (8, decide),
    (2, take_back),
    (2, clock_jump),
    (6, write_stick),
    (9, read_stick),
    (6, visit),
    (3, lose_stick),
    (2, refuse),
    (1, purge),
    (1, newer_program),
    (2, back_up),
    (2, go_back),
)
"""What happens how often."""
