"""What every use case is handed: the open database, the user, the clock, the rules."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from models.db.database import Database
from models.db.reading import Reader
from services.resources import resource_text

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork
    from models.rules.rulebook import RuleBook

DEFAULT_USER = "本机操作员"
"""Who acts when a headless command names nobody."""

Clock = Callable[[], int]


def system_clock() -> int:
    """Return the machine's time in UTC milliseconds."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class CurrentUser:
    """The person at the keyboard."""

    id: bytes
    name: str


@dataclass
class Context:
    """Everything a use case needs.

    Attributes:
        database: the open office database.
        user: who acts.
        clock: UTC milliseconds.
    """

    database: Database
    user: CurrentUser
    clock: Clock = field(default=system_clock)

    @property
    def reader(self) -> Reader:
        """Queries on the reading connection, from the reader's thread only."""
        return self.database.reader

    def today(self) -> date:
        """Return the local calendar day."""
        return self._local().date()

    def _local(self) -> datetime:
        return datetime.fromtimestamp(self.clock() / 1000, UTC).astimezone()

    def unit_of_work(self) -> "UnitOfWork":
        """Return a unit of work of the current user, for the writer's thread."""
        from models.db.uow import Actor

        local = self._local()
        offset = local.utcoffset()
        minutes = 0 if offset is None else int(offset.total_seconds() // 60)
        actor = Actor(self.user.id, self.database.replica_id, self.clock(), minutes)
        return self.database.unit_of_work(actor)

    @cached_property
    def rulebook(self) -> "RuleBook":
        """The rules with their sources."""
        from models.rules.rulebook import RuleBook, rules_from_json

        return RuleBook(rules_from_json(resource_text("rules.json")))

    @property
    def folder(self) -> Path:
        """The folder of the office: database, blob store, backups."""
        return self.database.path.parent

    def close(self) -> None:
        """Close the database."""
        self.database.close()


class OnWriter(Context):
    """The office as it is read on the writer's thread, inside a unit of work, with what that wrote so far."""

    own: Reader

    @property
    def reader(self) -> Reader:
        """Queries of the unit of work."""
        return self.own


def on_writer(context: Context, work: "UnitOfWork") -> Context:
    """Return the office as an open unit of work sees it, for queries that are handed a context."""
    inside = OnWriter(context.database, context.user, context.clock)
    inside.own = work.reader
    return inside
