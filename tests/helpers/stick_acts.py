"""What happens in the world of sticks: people work, sticks are lost and doubled, machines copied."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from models.db import cascade
from models.db.uow import UnitOfWork
from models.errors import UserError
from models.ids import RecordId
from services import blobs
from services.sync import identity
from services.sync.refused import Refused
from tests.helpers.office import FixedClock
from tests.helpers.stations import Station
from tests.helpers.sync_runs import memory
from tests.helpers.sync_sticks import (
    Sticks,
    begin,
    check,
    last_number,
    moved_marks,
    prepare,
    settle,
    small_sticks,
)

MOST = 7
"""Machines there are at most, the copies among them."""


def happen(world: Sticks) -> str:
    """Let one thing happen and return what it was."""
    weights, events = zip(*EVENTS, strict=True)
    event = world.random.choices(events, weights)[0]
    name = world.random.choice(sorted(world.stations))
    with suppress(Refused):  # in doubt or given up: it cannot exchange, which is what it should say
        event(world, name)
    return f"{name}:{event.__name__}"


def _living(station: Station, table: str = "courtyard") -> Iterator[bytes]:
    sql = f"SELECT id FROM {table} WHERE deleted_at IS NULL ORDER BY name, id"
    return (bytes(row[0]) for row in station.context.reader.all(sql))


def new_row(world: Sticks, name: str) -> None:
    station = world.stations[name]
    unit, row_id = station.unit, RecordId(world.random.randbytes(16))
    values = {"name": f"{name}新院", "unit_id": unit}
    world.act(station, lambda work: work.insert("courtyard", values, row_id=row_id))


def edit(world: Sticks, name: str) -> None:
    station = world.stations[name]
    rows = list(_living(station))
    if rows:
        row_id = world.random.choice(rows)
        column = world.random.choice(("name", "address", "note"))
        values = {column: f"{column}{world.random.randrange(4)}"}
        world.act(station, lambda work: work.update("courtyard", row_id, values))


def building(world: Sticks, name: str) -> None:
    station = world.stations[name]
    rows = list(_living(station))
    if rows:
        row_id, yard = RecordId(world.random.randbytes(16)), world.random.choice(rows)
        unit = station.context.reader.value("SELECT unit_id FROM courtyard WHERE id = ?", (yard,))
        values = {"name": "楼", "courtyard_id": yard, "unit_id": unit}
        world.act(station, lambda work: work.insert("building", values, row_id=row_id))


def delete(world: Sticks, name: str) -> None:
    station = world.stations[name]
    rows = list(_living(station))
    if rows:
        row_id = world.random.choice(rows)
        world.act(station, lambda work: cascade.delete_with_owned(work, "courtyard", row_id))


def restore(world: Sticks, name: str) -> None:
    station = world.stations[name]
    found = station.context.reader.all("SELECT tx_id, tbl, row_id FROM deletion ORDER BY tbl, row_id")
    if found:
        tx_id, table, row_id = world.random.choice(found)
        with suppress(UserError):
            world.act(
                station, lambda work: cascade.restore_deletion(work, bytes(tx_id), table, bytes(row_id))
            )


def decide(world: Sticks, name: str) -> None:
    station = world.stations[name]
    found = station.context.reader.all(
        "SELECT row_id, grp FROM sync_conflict WHERE resolved_at IS NULL AND kind = 'hard' "
        "AND tbl = 'courtyard' AND grp IN ('name', 'address', 'note') ORDER BY row_id, grp"
    )
    if found:
        row_id, group = world.random.choice(found)
        world.act(station, lambda work: work.decide("courtyard", bytes(row_id), group, {group: "定下"}))


def transfer(world: Sticks, name: str) -> None:
    """Move a row to another unit; what a workstation must not do becomes a proposal."""
    station = world.stations[name]
    rows = list(_living(station))
    unit = world.stations[world.random.choice(("a", "b"))].unit
    if rows:
        row_id = world.random.choice(rows)

        def move(work: UnitOfWork) -> None:
            work.update("courtyard", row_id, {"unit_id": unit})
            sql = "SELECT id FROM building WHERE courtyard_id = ? AND deleted_at IS NULL"
            for (each,) in work.reader.all(sql, (row_id,)):
                work.update("building", bytes(each), {"unit_id": unit})

        world.act(station, move)


def attach(world: Sticks, name: str) -> None:
    """Hang a file on a record; some are larger than what one stick takes."""
    station = world.stations[name]
    rows = list(_living(station))
    if not rows:
        return
    row_id, made = world.random.choice(rows), RecordId(world.random.randbytes(16))
    data = world.random.randbytes(world.random.choice((10, 900, 4000)))
    unit = station.context.reader.value("SELECT unit_id FROM courtyard WHERE id = ?", (row_id,))
    with station.at_home():
        digest = blobs.put(station.path, data)
    world.files[digest] = hashlib.sha256(data).digest()
    named = {"tbl": "courtyard", "row_id": row_id, "unit_id": unit, "name": "照片.jpg"}
    values = {**named, "sha256": digest, "size": len(data)}
    world.act(station, lambda work: work.insert("attachment", values, row_id=made))


def send(world: Sticks, name: str) -> None:
    stick = (
        world.random.choice(world.sticks) if world.sticks and world.random.random() < 0.3 else world.stick()
    )
    world.stations[name].send(stick)
    world.note(world.stations[name])
    if stick not in world.sticks:
        world.sticks.append(stick)


def take(world: Sticks, name: str) -> None:
    if world.sticks:
        world.stations[name].take(world.random.choice(world.sticks))
        world.note(world.stations[name])


def whole_round(world: Sticks, name: str) -> None:
    if name != "hub":
        world.round(world.stations[name])
        world.note(world.stations[name])
        world.note(world.hub)


def lose(world: Sticks, name: str) -> None:
    if world.sticks:
        shutil.rmtree(world.sticks.pop(world.random.randrange(len(world.sticks))))


def double(world: Sticks, name: str) -> None:
    """Copy files of one stick onto another one."""
    if len(world.sticks) > 1:
        source, target = world.random.sample(world.sticks, 2)
        for file in sorted(source.glob("*.csp")):
            if not (target / file.name).exists():
                shutil.copy(file, target)


def clock(world: Sticks, name: str) -> None:
    world.stations[name].clock.advance(world.random.choice((-(10**11), 10**10, 86_400_000, 1000)))


def back_up(world: Sticks, name: str) -> None:
    """Keep the database of a machine as it is now."""
    station = world.stations[name]
    world.made += 1
    target = world.folder / f"{name}-{world.made}.backup"
    station.context.database.writing_connection().execute("VACUUM INTO ?", (str(target),))
    world.copies.setdefault(name, target)


def go_back(world: Sticks, name: str) -> None:
    """Restore a backup after everything was exchanged: nothing may be lost by it."""
    source = world.copies.pop(name, None)
    if source is None:
        return
    station = world.stations[name]
    for _ in range(2):
        settle(world)
    station.close()
    for rest in station.path.parent.glob("office.db*"):
        rest.unlink()
    shutil.copy(source, station.path)
    with station.at_home() as context:
        identity.renew(context)
    world.note(station)


def copy_machine(world: Sticks, name: str) -> None:
    """Copy a workstation with all it has, so that nobody notices: both go on under one id."""
    if name == "hub" or len(world.stations) >= MOST:
        return
    station, twin = world.stations[name], f"{name}{len(world.stations)}"
    station.close()
    home = station.path.parent
    shutil.copytree(home, world.folder / twin)
    moved_marks(world.folder / twin, str(home), str(world.folder / twin))
    world.stations[twin] = Station(world.folder / twin / "office.db", FixedClock(station.clock.now_ms))
    world.noted[world.stations[twin].path, station.replica] = last_number(station)


EVENTS: tuple[tuple[int, Callable[[Sticks, str], None]], ...] = (
    (3, new_row),
    (14, edit),
    (3, building),
    (4, delete),
    (3, restore),
    (4, decide),
    (2, transfer),
    (6, send),
    (8, take),
    (5, whole_round),
    (2, lose),
    (2, double),
    (2, clock),
    (1, back_up),
    (1, go_back),
    (3, attach),
    (1, copy_machine),
)


def run(seed: int, prepared: Path, folder: Path, events: int = 25) -> None:
    """Run the history of a seed in a folder; fails when something was lost."""
    folder.mkdir()
    world = begin(seed, prepared, folder)
    happened: list[str] = []
    try:
        with small_sticks():
            for _ in range(events):
                happened.append(happen(world))
            settle(world)
            check(world)
    except BaseException as error:
        error.add_note(f"history of seed {seed}: {', '.join(happened)}")
        raise
    finally:
        world.close()


def many_on_sticks(seeds: Iterable[int]) -> list[int]:
    """Run many histories and return the seeds that failed, saying them as they come."""
    failed = []
    with TemporaryDirectory(dir=memory(), prefix="louyuan-sticks-") as name:
        prepared = Path(name) / "prepared"
        prepared.mkdir()
        prepare(prepared)
        for seed in seeds:
            try:
                run(seed, prepared, Path(name) / f"world-{seed}")
            except Exception as error:  # noqa: BLE001
                failed.append(seed)
                print(f"sticks {seed}: {type(error).__name__}: {error} {error.__notes__}", flush=True)  # noqa: T201
    return failed
