"""The same world with real packages on sticks: enrolled installations, rights, receipts, copies and restores.

What was saved is kept aside by its content: whoever is copied or restored may write it again under a new id.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from models.db import cascade
from models.db.incoming import Incoming, changes_of
from models.db.uow import UnitOfWork
from models.errors import UserError
from models.ids import RecordId
from services.sync import enrolling, identity, setting_up
from services.sync.exporting import state_digest
from services.sync.refused import Refused
from tests.helpers.office import FixedClock, fresh_database, take_new_replica_id
from tests.helpers.stations import Station
from tests.helpers.sync_checks import groups_of, rows_of

NAMES = {"hub": "万达街道办事处", "a": "安飞社区", "c": "安飞社区", "b": "柳湖社区"}
Content = tuple[str, bytes, str, str | None]


@dataclass
class Sticks:
    """Installations, sticks, and everything that was ever saved."""

    folder: Path
    stations: dict[str, Station]
    random: Random
    sticks: list[Path] = field(default_factory=list)
    saved: Counter[Content] = field(default_factory=Counter)
    noted: dict[bytes, int] = field(default_factory=dict)
    copies: dict[str, Path] = field(default_factory=dict)
    made: int = 0

    @property
    def hub(self) -> Station:
        """The sub-district office."""
        return self.stations["hub"]

    def stick(self) -> Path:
        """Return an empty stick."""
        self.made += 1
        path = self.folder / f"stick-{self.made}"
        path.mkdir()
        return path

    def act(self, station: Station, act: Callable[[UnitOfWork], object]) -> None:
        """Do something at an installation and keep aside what it wrote."""
        with station.at_home() as context:
            with context.unit_of_work() as work:
                act(work)
                work.commit()
            self.note(station)

    def note(self, station: Station) -> None:
        """Keep aside what an installation wrote since the last time."""
        replica = station.replica
        for change in changes_of(station.context.reader, replica, self.noted.get(replica, 0)):
            self.saved[content(change)] += 1
            self.noted[replica] = change.seq

    def round(self, station: Station) -> int:
        """Carry a stick to the hub and back; returns how many changes were new on either side."""
        stick = self.stick()
        try:
            station.send(stick)
            there = self.hub.take(stick)
            back = station.take(stick)
        except Refused as refusal:
            if refusal.code not in ("moved", "copied", "restored", "forked"):
                raise
            with station.at_home() as context:
                identity.renew(context)
            return 1
        return there.new + back.new

    def close(self) -> None:
        """End all programs and remove their files."""
        for each in self.stations.values():
            each.close()
        shutil.rmtree(self.folder)


def content(change: Incoming) -> Content:
    """Return what a change says, whoever wrote it down."""
    return change.tbl, change.row_id, change.grp, change.values_json


def prepare(folder: Path) -> None:
    """Make a hub and three workstations, two of them of one community, who know each other."""
    stations = {}
    for name in NAMES:
        (folder / name).mkdir()
        station = stations[name] = Station(fresh_database(folder / name / "office.db"), FixedClock())
        take_new_replica_id(station.context)
        station.close()
        with station.at_home() as context:
            setting_up.setup(context, "hub" if name == "hub" else "workstation", NAMES[name])
    world = Sticks(folder, stations, Random(0))
    for name in ("a", "c", "b"):
        stick = world.stick()
        with stations[name].at_home() as context:
            enrolling.request(context, stick)
        with world.hub.at_home() as context:
            enrolling.enrol(context, stick, stick)
        with stations[name].at_home() as context:
            enrolling.accept(context, stick)
        world.round(stations[name])
    for name in ("a", "b"):
        for number in range(2):
            stations[name].add(f"{name}{number}号院")
    for _ in range(2):
        for name in ("a", "c", "b"):
            world.round(stations[name])
    for station in stations.values():
        station.close()


def begin(seed: int, prepared: Path, folder: Path) -> Sticks:
    """Return a copy of the prepared world."""
    stations = {}
    for name in NAMES:
        shutil.copytree(prepared / name, folder / name)
        _marked(folder / name, str(prepared), str(folder))
        stations[name] = Station(folder / name / "office.db", FixedClock())
    world = Sticks(folder, stations, Random(seed))
    for station in stations.values():
        world.noted[station.replica] = last_number(station)
    return world


def last_number(station: Station) -> int:
    """Return the number of its newest own change."""
    return int(
        station.context.reader.value(
            "SELECT coalesce(max(seq), 0) FROM sync_change WHERE replica_id = ?", (station.replica,)
        )
    )


def _marked(home: Path, before: str, after: str) -> None:
    for mark in (home / "home").rglob("*.json"):
        text = mark.read_text(encoding="utf-8")
        mark.write_text(text.replace(before, after), encoding="utf-8")


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
    target = world.folder / f"{name}-{len(world.copies)}.backup"
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
)


def settle(world: Sticks) -> None:
    """Carry sticks until nobody hears anything new."""
    for _ in range(8):
        names = sorted(name for name in world.stations if name != "hub")
        if not sum([world.round(world.stations[name]) for name in names]):
            return
        for station in world.stations.values():
            world.note(station)
    raise AssertionError("offices go on hearing something new from each other for ever")


def check(world: Sticks) -> None:
    """Fail when something saved is nowhere, or when a workstation and the hub differ about its unit."""
    hub = world.hub.context.reader
    log = [
        change
        for (each,) in hub.all("SELECT DISTINCT replica_id FROM sync_change")
        for change in changes_of(hub, bytes(each))
    ]
    here = Counter(content(change) for change in log)
    missing = [each for each, count in world.saved.items() if not here[each]]
    assert not missing, f"the hub never heard of {missing}"
    voided = frozenset((bytes(row[0]), row[1]) for row in hub.all("SELECT replica_id, seq FROM sync_void"))
    told = hub.value("SELECT count(*) FROM sync_conflict WHERE kind = 'unauthorised'")
    assert not voided or told, "refused, and nobody is told"
    replicas = hub.all("SELECT replica_id, unit_id, kind FROM sync_replica")
    unit_of = {bytes(row[0]): None if row[1] is None else bytes(row[1]) for row in replicas}
    hubs = {bytes(row[0]) for row in replicas if row[2] == "hub"}
    for (table, row_id), row in rows_of(log, unit_of, hubs, voided).items():
        columns = [name for names in groups_of(table).values() for name in names]
        found = hub.all(f"SELECT deleted_at, {', '.join(columns)} FROM {table} WHERE id = ?", (row_id,))
        if row.exists:
            assert found, f"{table} {row_id.hex()} is nowhere at the hub"
            assert (found[0][0] is None) == row.living
            stored = zip(columns, found[0][1:], strict=True)
            assert {name: value for name, value in stored if value is not None} == row.values()
    for name, station in world.stations.items():
        if name != "hub":
            ours, theirs = (state_digest(each.context.reader, station.unit) for each in (station, world.hub))
            assert ours == theirs, f"{name} and the hub differ about {NAMES.get(name)}"
