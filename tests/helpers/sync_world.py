"""A small world of offices over real database files, with everything that was ever saved kept aside.

Every change is noted here as its author wrote it, by reading the author's log after each act; nothing of what
is noted may be missing anywhere once everybody has heard of everything.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from models.db.changes import group_of, synced_columns, values_of
from models.db.incoming import Incoming, changes_of
from models.db.server import open_server
from models.db.taking_in import TakenIn, take_in
from models.db.uow import UnitOfWork
from models.ids import RecordId
from models.tables.base import Base
from services.context import context_of, open_context
from services.office import Context
from tests.helpers.office import FixedClock, behind, fresh_database
from tests.helpers.postgres import Server

Key = tuple[bytes, int]
OFFICE, UNIT_A, UNIT_B = (bytes([number]) * 16 for number in (0xA0, 0xA1, 0xA2))
HUB, FIRST, SECOND, THIRD, NEWER = (bytes([number]) * 16 for number in (0x50, 0x30, 0x70, 0x40, 0x60))
STATIONS = {
    "hub": (HUB, OFFICE, "hub"),
    "first": (FIRST, UNIT_A, "workstation"),
    "second": (SECOND, UNIT_A, "workstation"),
    "third": (THIRD, UNIT_B, "workstation"),
}
UNITS = (UNIT_A, UNIT_B)
REGISTER = (
    "INSERT INTO sync_replica (replica_id, kind, state, is_self, unit_id) VALUES (?, ?, 'active', ?, ?)"
)


class ServerHub:
    """Databases of the hub on a PostgreSQL server: one prepared, and copies of it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.prepared = server.fresh_database()
        self._copies: list[str] = []

    def open(self, name: str, clock: FixedClock) -> Context:
        """Open one of them as an office."""
        return context_of(open_server(self._server.dsn(name), Path("hub.db")), "王芳", clock=clock)

    def copy(self) -> str:
        """Return the name of a fresh copy of the prepared one; those before are removed."""
        for name in self._copies:
            self._server.drop(name)
        self._copies = [self._server.copy_of(self.prepared)]
        return self._copies[0]


def prepare(folder: Path, server: ServerHub | None = None) -> None:
    """Make what all histories begin with: everybody knows everybody, the units, and a few records."""
    clock = FixedClock()
    for name, (own, _, _) in STATIONS.items():
        if name == "hub" and server is not None:
            context = server.open(server.prepared, clock)
        else:
            context = open_context(fresh_database(folder / f"{name}.db"), "王芳", clock=clock)
        register(context, own)
        context.close()
    hub = (
        open_context(folder / "hub.db", "王芳", clock=clock)
        if server is None
        else server.open(server.prepared, clock)
    )
    with hub.unit_of_work() as work:
        work.insert("unit", {"kind": "office", "name": "望江街道"}, row_id=RecordId(OFFICE))
        for unit, title in zip(UNITS, ("甲社区", "乙社区"), strict=True):
            values = {"kind": "community", "name": title, "parent_id": OFFICE}
            work.insert("unit", values, row_id=RecordId(unit))
        for number, owner in enumerate((UNIT_A, UNIT_B, None)):
            yard = work.insert("courtyard", {"name": "老院", "unit_id": owner}, row_id=_known(number))
            building = {"name": "1号楼", "courtyard_id": yard, "floor_count": 5}
            work.insert("building", building, row_id=_known(number + 100))
        work.commit()
    begun = list(changes_of(hub.reader, HUB))
    hub.close()
    for name in STATIONS:
        if name != "hub":
            context = open_context(folder / f"{name}.db", "王芳", clock=clock)
            receive(context, begun)
            context.close()


def _known(number: int) -> RecordId:
    return RecordId(number.to_bytes(16, "big"))


def register(context: Context, own: bytes) -> None:
    """Let an office know every installation; `own` is its own id."""
    behind(context, "DELETE FROM sync_replica")
    for replica, unit, kind in (*STATIONS.values(), (NEWER, UNIT_A, "workstation")):
        behind(context, REGISTER, replica, kind, int(replica == own), unit)


def receive(context: Context, changes: list[Incoming], **more: Any) -> TakenIn:
    """Take changes in, in one transaction."""
    with context.unit_of_work() as work:
        done = take_in(work, changes, pkg_id=None, **more)
        work.commit()
    return done


@dataclass
class Station:
    """One office of the world: its open database and the clock on its wall."""

    name: str
    context: Context
    clock: FixedClock
    unit: bytes
    replicas: list[bytes]
    seen: int = 0
    """Changes of its own id that were noted already."""
    backups: list[tuple[Path, tuple[bytes, ...]]] = field(default_factory=list)

    @property
    def replica(self) -> bytes:
        """Its id in the change log."""
        return self.context.database.replica_id

    def all(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self.context.reader.all(sql, parameters)

    def act(self, act: Callable[[UnitOfWork], object]) -> None:
        """Do something in one transaction."""
        with self.context.unit_of_work() as work:
            act(work)
            work.commit()

    def log(self, above: Callable[[], int] = int) -> list[Incoming]:
        """Return everything it knows as it travels, of each author above some number."""
        reader = self.context.reader
        replicas = self.all("SELECT DISTINCT replica_id FROM sync_change ORDER BY replica_id")
        return [change for (each,) in replicas for change in changes_of(reader, bytes(each), above())]


@dataclass
class Package:
    """What lies on a stick: changes and decisions of the hub, as they were when it was written."""

    changes: list[Incoming]
    voids: dict[Key, str]
    purges: list[tuple[str, bytes]]


@dataclass
class World:
    """The offices, the sticks, and everything that was ever saved."""

    random: Random
    folder: Path
    stations: list[Station] = field(default_factory=list)
    sticks: list[Package] = field(default_factory=list)
    saved: dict[Key, Incoming] = field(default_factory=dict)
    ever: dict[Key, Incoming] = field(default_factory=dict)
    """The same with what went with a disk: a backup may still have it."""
    voids: dict[Key, str] = field(default_factory=dict)
    purged: set[tuple[str, bytes]] = field(default_factory=set)
    tail: tuple[int, bytes] = (0, bytes(32))
    told: list[str] = field(default_factory=list)

    @property
    def hub(self) -> Station:
        """The hub."""
        return self.stations[0]

    def note(self, *, decided: bool = True) -> None:
        """Keep aside what was written since the last time; who decides may replace several."""
        for station in self.stations:
            for change in changes_of(station.context.reader, station.replica, station.seen):
                assert change.key not in self.saved, "two changes with one number"
                if not decided and change.grp != "*":
                    assert len(self._replaced(change)) <= 1, "an edit replaces more than what was shown"
                self.saved[change.key] = change
                station.seen = change.seq

    def _replaced(self, edit: Incoming) -> set[tuple[Any, ...]]:
        """Return the different values an edit replaces: several changes may hold the one that was shown."""
        table = Base.metadata.tables[edit.tbl]
        columns = [name for name in synced_columns(table) if group_of(table, name) == edit.grp]
        found = set()
        for replica, seq in json.loads(edit.prev_json or "[]"):
            key = edit.replica_id if replica is None else bytes.fromhex(replica), seq
            named = self.saved.get(key) or self.ever.get(key)
            if named is not None and named.values_json is not None:
                values = values_of(table, named.values_json)
                found.add(tuple(values.get(name) for name in columns))
        return found

    def new_id(self) -> RecordId:
        """Return an id that is the same in every run of the history."""
        return RecordId(self.random.randbytes(16))

    def close(self) -> None:
        """Close every office and remove their files."""
        for station in self.stations:
            station.context.close()
        shutil.rmtree(self.folder)


def begin(
    seed: int, prepared: Path, folder: Path, names: tuple[str, ...], server: ServerHub | None = None
) -> World:
    """Return a world at its beginning; the hub comes first."""
    folder.mkdir()
    world = World(Random(seed), folder)
    for name in names:
        clock = FixedClock()
        if name == "hub" and server is not None:
            context = server.open(server.copy(), clock)
        else:
            shutil.copyfile(prepared / f"{name}.db", folder / f"{name}.db")
            context = open_context(folder / f"{name}.db", "王芳", clock=clock)
        world.stations.append(Station(name, context, clock, STATIONS[name][1], [STATIONS[name][0]]))
    world.note()
    return world


def from_a_newer_program(world: World, table: str, row_id: bytes, group: str, values: Any) -> Incoming:
    """Return the next change of an office whose program knows more than ours, with its own chain."""
    seq, last = world.tail[0] + 1, world.tail[1]
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    lamport, tx_id, user, salt = (
        seq * 40,
        world.random.randbytes(16),
        b"\x11" * 16,
        world.random.randbytes(12),
    )
    payload = hashlib.sha256(salt + b"=" + text.encode()).digest()
    said = f"{seq}|{group}|None|{lamport}|1600000000000|480|99|".encode()
    names = b"%d:%b" % (len(table), table.encode())
    digest = hashlib.sha256(last + NEWER + tx_id + user + names + row_id + said + payload).digest()
    world.tail = seq, digest
    change = Incoming(
        *(NEWER, seq, tx_id, table, row_id, group, text, None, lamport),
        *(1_600_000_000_000, 480, user, 99, salt, None, last, digest),
    )
    world.saved[change.key] = change
    return change


def held_back(changes: list[Incoming], random: Random) -> Iterator[Incoming]:
    """Yield changes in the order of each author but otherwise mixed, some of them twice."""
    lines: dict[bytes, list[Incoming]] = {}
    for change in changes:
        lines.setdefault(change.replica_id, []).append(change)
    while lines:
        author = random.choice(sorted(lines))
        line = lines[author]
        yield line.pop(0)
        if not line:
            del lines[author]
