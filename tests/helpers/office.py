"""An office for a test: an open database, a user, a clock that stands still, and a few records.

`tests/integration/conftest.py` offers `office`, `clock` and `new_office` to all tests below it, and lets the
tests that use one run on each kind of database.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from models.db.database import open_database
from models.db.server import open_server
from models.ids import RecordId, new_id
from services import records
from services.context import context_of, open_context
from services.office import Context
from tests.helpers.postgres import Server

NOON_MS = 1_600_228_800_000
"""2020-09-16 12:00 in China (04:00 UTC), in UTC milliseconds."""
DAY_MS = 86_400_000
USER = "王芳"
ENGINES = ("sqlite", "postgresql")
"""The kinds of database a fixture with an office of its own is parametrised by."""


@dataclass
class FixedClock:
    """A clock that moves only when told to; milliseconds."""

    now_ms: int = NOON_MS

    def __call__(self) -> int:
        return self.now_ms

    def advance(self, milliseconds: int) -> None:
        """Let time pass, or go back."""
        self.now_ms += milliseconds


@lru_cache(maxsize=1)
def _template() -> TemporaryDirectory[str]:
    """Return a folder with a fresh database in it; making one takes 25 times as long as copying it."""
    folder: TemporaryDirectory[str] = TemporaryDirectory(prefix="louyuan-template-")
    open_database(Path(folder.name) / "office.db").close()
    return folder


def fresh_database(path: Path) -> Path:
    """Put a new, empty office database at `path`; all made by one test run share their replica id."""
    shutil.copyfile(Path(_template().name) / "office.db", path)
    return path


@dataclass
class NewOffice:
    """Opens offices below a folder and closes them in the end.

    With a server their databases lie on it, each made when its file name is first heard.
    """

    folder: Path
    clock: FixedClock
    server: Server | None = None
    opened: list[Context] = field(default_factory=list)
    on_server: dict[str, str] = field(default_factory=dict)

    def __call__(
        self, name: str = "office.db", user: str | None = USER, *, remembered: bool = False
    ) -> Context:
        """Open an office; its database is made from the template unless it is there."""
        path = self.folder / name
        if self.server is not None:
            database = open_server(self.server.dsn(self._on(self.server, name)), path)
            context = context_of(database, user, remembered=remembered, clock=self.clock)
        else:
            if not path.exists():
                fresh_database(path)
            context = open_context(path, user, remembered=remembered, clock=self.clock)
        self.opened.append(context)
        return context

    def _on(self, server: Server, name: str) -> str:
        if name not in self.on_server:
            self.on_server[name] = server.fresh_database()
        return self.on_server[name]

    def again(self, context: Context) -> Context:
        """Close an office and open it anew, as the next start of the program does."""
        name, user = context.database.path.name, context.user.name
        self.close(context)
        return self(name, user)

    def close(self, context: Context) -> None:
        """Close an office before the test ends."""
        context.close()
        self.opened = [each for each in self.opened if each is not context]

    def close_all(self) -> None:
        """Close what is open still, and remove what lies on the server."""
        for context in self.opened:
            context.close()
        self.opened.clear()
        if self.server is not None:
            for name in self.on_server.values():
                self.server.drop(name)
        self.on_server.clear()


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at noon of 2020-09-16."""
    return FixedClock()


def server_of(request: pytest.FixtureRequest) -> Server | None:
    """Return the server a parametrised fixture asks for, None where its offices are local files."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return None
    server: Server = request.getfixturevalue("server")
    return server


@pytest.fixture
def new_office(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[NewOffice]:
    """Opens any number of offices by file name."""
    maker = NewOffice(tmp_path, clock, server_of(request))
    yield maker
    maker.close_all()


@pytest.fixture
def office(new_office: NewOffice) -> Context:
    """An empty office, opened by 王芳."""
    return new_office()


def add(context: Context, kind: str, /, **values: object) -> RecordId:
    """Save a new record as a form does and return its id; a mistake in it fails the test."""
    return RecordId(records.save(context, kind, None, values).id)


def community(context: Context, name: str = "安飞社区") -> RecordId:
    """Add a community."""
    return add(context, "communities", name=name)


def courtyard(
    context: Context, name: str = "建设路1号院", unit: bytes | None = None, **more: object
) -> RecordId:
    """Add a courtyard, with a community of its own unless `unit` is given."""
    return add(context, "courtyards", name=name, unit_id=unit or community(context), **more)


def resident(context: Context, name: str, **more: object) -> RecordId:
    """Add a resident."""
    return add(context, "residents", name=name, **more)


def committee(context: Context, yard: bytes, name: str = "建设路1号院自管会", **more: object) -> RecordId:
    """Add a self-management committee."""
    return add(context, "committees", courtyard_id=yard, kind="self_management", name=name, **more)


def behind(context: Context, sql: str, *parameters: Any) -> None:
    """Run a statement on the writer's connection behind the back of the unit of work."""
    connection = context.database.writing_connection()
    if context.database.dialect == "sqlite":
        connection.execute(sql, parameters)
        return
    with connection.transaction():
        connection.execute(sql.replace("?", "%s"), parameters)


def take_new_replica_id(context: Context) -> None:
    """Let the installation be another one in the change log, as a restore does; open the office anew then."""
    behind(context, "UPDATE sync_replica SET is_self = 0")
    behind(
        context,
        "INSERT INTO sync_replica (replica_id, kind, state, is_self) VALUES (?, 'workstation', 'active', 1)",
        new_id(),
    )


def value(context: Context, sql: str, *parameters: Any) -> Any:
    """Return the first value a query on the reading connection gives."""
    return context.reader.value(sql, parameters)


def rows(context: Context, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Return the rows a query on the reading connection gives."""
    return context.reader.all(sql, parameters)
