"""A hub with two enrolled workstations and a folder as the stick; prepared once, copied for each test.

Each installation has a home of its own for its marks, as on machines of their own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from models.ids import RecordId
from services.context import open_context
from services.office import Context
from services.sync import accepting, enrolling, marks, requesting, setting_up
from services.sync.exporting import export
from services.sync.importing import import_folder
from services.sync.told import Exported, FileTold, Imported
from tests.helpers.office import FixedClock, fresh_database

OFFICE = "万达街道办事处"
NAMES = {"hub": OFFICE, "a": "安飞社区", "b": "柳湖社区"}


@dataclass
class Station:
    """One installation of the program.

    Attributes:
        path: its database.
        clock: of its machine.
    """

    path: Path
    clock: FixedClock
    _context: Context | None = field(default=None, init=False)

    @property
    def context(self) -> Context:
        """The open office."""
        if self._context is None:
            self._context = open_context(self.path, "王芳", clock=self.clock)
        return self._context

    def close(self) -> None:
        """End the program."""
        if self._context is not None:
            self._context.close()
            self._context = None

    @contextmanager
    def at_home(self) -> Iterator[Context]:
        """Work on this machine: its marks count."""
        before = os.environ.get(marks.HOME)
        os.environ[marks.HOME] = str(self.path.parent / "home")
        try:
            yield self.context
        finally:
            if before is None:
                del os.environ[marks.HOME]
            else:
                os.environ[marks.HOME] = before

    @property
    def unit(self) -> bytes:
        """The unit it works for."""
        return bytes(
            self.context.on_writer.reader.value("SELECT unit_id FROM sync_replica WHERE is_self = 1")
        )

    @property
    def replica(self) -> bytes:
        """Its replica id."""
        return self.context.database.replica_id

    def add(self, name: str, unit: bytes | None = None) -> RecordId:
        """Record a courtyard of its unit."""
        with self.at_home() as context, context.unit_of_work() as work:
            made = work.insert("courtyard", {"name": name, "unit_id": self.unit if unit is None else unit})
            work.commit()
        return made

    def change(self, row_id: bytes, table: str = "courtyard", **values: object) -> None:
        """Change a record."""
        with self.at_home() as context, context.unit_of_work() as work:
            work.update(table, row_id, values)
            work.commit()

    def names(self) -> set[str]:
        """Return the names of the courtyards here."""
        rows = self.context.on_writer.reader.all("SELECT name FROM courtyard WHERE deleted_at IS NULL")
        return {row[0] for row in rows}

    def value(self, sql: str, *parameters: object) -> object:
        """Return the first value of a query."""
        return self.context.on_writer.reader.value(sql, parameters)

    def send(self, stick: Path, peer: bytes | None = None) -> tuple[Exported, ...]:
        """Write what the others lack onto a stick."""
        with self.at_home() as context:
            return export(context, stick, peer=peer)

    def take(self, stick: Path) -> Imported:
        """Take in what a stick holds for this one; a hub answers onto it."""
        with self.at_home() as context:
            return import_folder(context, stick)

    def exchange(self, stick: Path) -> None:
        """Press the button."""
        from services.sync.exchange import exchange

        with self.at_home() as context:
            exchange(context, stick)


@dataclass
class World:
    """A hub, two workstations and a stick."""

    folder: Path
    stations: dict[str, Station]

    @property
    def hub(self) -> Station:
        """The sub-district office."""
        return self.stations["hub"]

    @property
    def a(self) -> Station:
        """The first workstation."""
        return self.stations["a"]

    @property
    def b(self) -> Station:
        """The second workstation."""
        return self.stations["b"]

    @property
    def stick(self) -> Path:
        """A folder as the stick."""
        return self.new_stick("stick")

    def new_stick(self, name: str) -> Path:
        """Return another stick."""
        made = self.folder / name
        made.mkdir(exist_ok=True)
        return made

    def copy_of(self, station: Station, name: str, *, with_home: bool = True) -> Station:
        """Return a copy of a machine as it is now, files and marks."""
        station.close()
        target = self.folder / name
        shutil.copytree(station.path.parent, target)
        if not with_home:
            shutil.rmtree(target / "home")
        made = self.stations[name] = Station(target / "office.db", FixedClock(station.clock.now_ms))
        return made

    def close(self) -> None:
        """End all programs."""
        for each in self.stations.values():
            each.close()

    def settle(self) -> None:
        """Carry sticks until nothing new comes."""
        for _ in range(2):
            for name in ("a", "b"):
                self.round(self.stations[name])

    def round(self, station: Station) -> tuple[Imported, Imported]:
        """Carry a fresh stick from a workstation to the hub and back."""
        self._sticks = getattr(self, "_sticks", 0) + 1
        stick = self.new_stick(f"stick-{self._sticks}")
        station.send(stick)
        at_hub = self.hub.take(stick)
        return at_hub, station.take(stick)


def states(done: Imported) -> list[str]:
    """Return what became of each package."""
    return [each.state for each in done.files]


def only(done: Imported) -> FileTold:
    """Return what is told about the only package."""
    assert len(done.files) == 1, done.files
    return done.files[0]


@lru_cache(maxsize=1)
def _template() -> TemporaryDirectory[str]:
    folder: TemporaryDirectory[str] = TemporaryDirectory(prefix="louyuan-stations-")
    world = _empty(Path(folder.name))
    for name, station in world.stations.items():
        with station.at_home() as context:
            setting_up.setup(context, "hub" if name == "hub" else "workstation", NAMES[name])
    for name in ("a", "b"):
        stick = world.new_stick(f"joining-{name}")
        with world.stations[name].at_home() as context:
            requesting.request(context, stick)
        with world.hub.at_home() as context:
            enrolling.enrol(context, stick, stick)
        with world.stations[name].at_home() as context:
            accepting.accept(context, stick)
        world.round(world.stations[name])
    world.settle()
    world.close()
    return folder


def _empty(folder: Path) -> World:
    stations = {}
    for name in NAMES:
        (folder / name).mkdir()
        stations[name] = Station(fresh_database(folder / name / "office.db"), FixedClock())
    world = World(folder, stations)
    # every file made by one test run shares the id of the template: give each its own
    from tests.helpers.office import take_new_replica_id

    for station in stations.values():
        take_new_replica_id(station.context)
        station.close()
    return world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A hub and two enrolled workstations."""
    source = Path(_template().name)
    stations = {}
    for name in NAMES:
        shutil.copytree(source / name, tmp_path / name)
        for mark in (tmp_path / name / "home").rglob("*.json"):
            text = mark.read_text(encoding="utf-8")
            mark.write_text(text.replace(str(source), str(tmp_path)), encoding="utf-8")
        stations[name] = Station(tmp_path / name / "office.db", FixedClock())
    made = World(tmp_path, stations)
    yield made
    made.close()
