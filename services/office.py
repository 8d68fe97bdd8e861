"""What every use case is handed: the open database, the user, the clock, the rules."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from models.db.database import Database
from models.db.reading import Reader
from models.rules.rights import ADMINISTRATOR, may

if TYPE_CHECKING:
    from models.db.uow import Committed, UnitOfWork
    from models.rules.rulebook import RuleBook

DEFAULT_USER = "本机操作员"
"""Who acts when a headless command names nobody."""

Clock = Callable[[], int]


def system_clock() -> int:
    """Return the machine's time in UTC milliseconds."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class CurrentUser:
    """The person at the keyboard; `role` of vocab.USER_ROLE says what this person may do."""

    id: bytes
    name: str
    role: str = ADMINISTRATOR


@dataclass
class Context:
    """Everything a use case needs.

    Attributes:
        database: the open office database.
        user: who acts.
        clock: UTC milliseconds.
        refused: codes of rights that were asked for in vain and are not in the audit log yet.
        on_two_threads: whether a window reads on one thread and writes on another (see `on_writer`).
        after_changes: told on the writer's thread after each commit that left change records.
    """

    database: Database
    user: CurrentUser
    clock: Clock = field(default=system_clock)
    refused: deque[str] = field(default_factory=deque, init=False, repr=False)
    on_two_threads: bool = field(default=False, init=False, repr=False)
    after_changes: "Callable[[Context], None] | None" = field(default=None, init=False, repr=False)
    _rules: "tuple[int, RuleBook] | None" = field(default=None, init=False, repr=False)
    _rules_changed: int = field(default=0, init=False, repr=False)

    @property
    def reader(self) -> Reader:
        """Queries on the reading connection, from the reader's thread only (see `on_writer`)."""
        return self.database.reader

    @cached_property
    def on_writer(self) -> "Context":
        """The same office for the writer's thread: its queries run on the writer's connection.

        Whoever works there sees what the open unit of work has written so far, and never touches the
        connection that the other thread reads from, or that is interrupted when a question is dropped.
        """
        return _OnWriter(self)

    @property
    def may_write_here(self) -> bool:
        """Whether whoever holds this may use the writer's connection on this thread."""
        return not self.on_two_threads

    def may(self, code: str) -> bool:
        """Return whether whoever works has a right (`models.rules.rights`)."""
        return may(self.user.role, code)

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
        work = self.database.unit_of_work(actor)
        work.when_committed = self._forget
        return work

    def _forget(self, committed: "Committed") -> None:
        if "rule_record" in committed.touched:
            self._rules_changed += 1
        if committed.changes and self.after_changes is not None:
            self.after_changes(self)

    @property
    def rulebook(self) -> "RuleBook":
        """The rules with their sources, as this office keeps them; read anew when it changed one."""
        # what is read while somebody commits a change may be as it was before: it counts as old then
        changed, kept = self._rules_changed, self._rules
        if kept is None or kept[0] != changed:
            from services.rule_overlay import office_rules

            kept = self._rules = changed, office_rules(self.reader)
        return kept[1]

    @property
    def folder(self) -> Path:
        """The folder of the office: database, blob store, backups."""
        return self.database.path.parent

    def close(self) -> None:
        """Close the database."""
        self.database.close()


class _OnWriter(Context):
    """An office as it is read on the writer's thread; everything else is that of `whole`."""

    def __init__(self, whole: Context) -> None:
        # one office, not two: who works is switched for both
        self.__dict__ = whole.__dict__

    @property
    def reader(self) -> Reader:
        """Queries on the writer's connection."""
        return self.database.writers_reader()

    @property
    def may_write_here(self) -> bool:
        """Yes: this is the writer's thread."""
        return True

    @property
    def on_writer(self) -> Context:
        """This office."""
        return self
