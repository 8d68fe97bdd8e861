"""The same world with real packages on sticks: enrolled installations, rights, receipts, copies and restores.

What was saved is kept aside by its content: whoever is copied or restored may write it again under a new id.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from unittest.mock import patch

from models.db.incoming import Incoming, changes_of
from models.db.uow import UnitOfWork
from services import blobs
from services.sync import accepting, enrolling, identity, parts, requesting, setting_up
from services.sync.exporting import state_digest
from services.sync.refused import Refused
from tests.helpers.office import FixedClock, fresh_database, take_new_replica_id
from tests.helpers.stations import Station
from tests.helpers.sync_checks import groups_of, rows_of

ROUNDS = 20
"""How often sticks go round at most until everybody has everything."""
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
    noted: dict[tuple[Path, bytes], int] = field(default_factory=dict)
    """Up to which number what a machine wrote under an id was kept aside."""
    files: dict[bytes, bytes] = field(default_factory=dict)
    """Every file that was ever hung on a record, by its hash as stored."""
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
        key = station.path, station.replica
        for change in changes_of(station.context.reader, station.replica, self.noted.get(key, 0)):
            self.saved[content(change)] += 1
            self.noted[key] = change.seq

    def round(self, station: Station) -> int:
        """Carry a stick to the hub and back; returns how much was new on either side, or not accepted."""
        stick, before = self.stick(), station.replica
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
        if station.replica == before and any(alarm.code == "copied" for alarm in there.alarms):
            with station.at_home() as context:
                identity.renew(context)  # as the sentence asks
        files = (*there.files, *back.files)
        unaccepted = sum(each.state not in ("taken", "already", "other") for each in files)
        unfinished = unaccepted + self._missing(station) + self._missing(self.hub)
        return there.new + back.new + unfinished + (station.replica != before)

    def _missing(self, station: Station) -> int:
        """Return how many files it waits for, and one more where it asked for a snapshot."""
        reader = station.context.on_writer.reader
        asked = reader.value("SELECT count(*) FROM sync_peer WHERE snapshot_needed = 1")
        return int(reader.value("SELECT count(*) FROM sync_blob")) + int(station is not self.hub and asked)

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
            requesting.request(context, stick)
        with world.hub.at_home() as context:
            enrolling.enrol(context, stick, stick)
        with stations[name].at_home() as context:
            accepting.accept(context, stick)
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
        moved_marks(folder / name, str(prepared), str(folder))
        stations[name] = Station(folder / name / "office.db", FixedClock())
    world = Sticks(folder, stations, Random(seed))
    for station in stations.values():
        world.noted[station.path, station.replica] = last_number(station)
    return world


def last_number(station: Station) -> int:
    """Return the number of its newest own change."""
    return int(
        station.context.reader.value(
            "SELECT coalesce(max(seq), 0) FROM sync_change WHERE replica_id = ?", (station.replica,)
        )
    )


def moved_marks(home: Path, before: str, after: str) -> None:
    """Let the marks of a copied machine name its own file: nobody there can tell that it is a copy."""
    for mark in (home / "home").rglob("*.json"):
        text = mark.read_text(encoding="utf-8")
        mark.write_text(text.replace(before, after), encoding="utf-8")


@contextmanager
def small_sticks() -> Iterator[None]:
    """Let files travel in parts over several sticks although they are small."""
    with patch.multiple(parts, PART=700, BUDGET=1500):
        yield


def settle(world: Sticks) -> None:
    """Carry sticks until nobody hears anything new."""
    for _ in range(ROUNDS):
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
            assert ours == theirs, f"{name} and the hub differ"
        _files(world, name)


def _files(world: Sticks, name: str) -> None:
    """Fail when a machine lacks a file of a record it sees."""
    station = world.stations[name]
    rows = station.context.reader.all("SELECT sha256 FROM attachment WHERE deleted_at IS NULL")
    for digest in {bytes(row[0]) for row in rows}:
        assert hashlib.sha256(blobs.get(station.path, digest)).digest() == world.files[digest], name
