"""What every page is handed: the open office, its workers, and the ways to tell the window something."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from models.errors import LouyuanError, NotAllowed
from ui.remembered import Remembered, kept
from ui.tasks import Tasks, Ticket

if TYPE_CHECKING:
    from services.office import Context

T = TypeVar("T")
OnError = Callable[[BaseException], None]

EVERYTHING: frozenset[str] = frozenset({"*"})
"""Stands in `changed` for every table."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A line that appears at the foot of the window for a few seconds.

    Attributes:
        text: what happened.
        tx_id: the transaction that can be undone, None for none.
        level: "ok", "warn" or "error"; errors stay until they are closed.
    """

    text: str
    tx_id: bytes | None = None
    level: str = "ok"


class Session(QObject):
    """The office at work.

    Args:
        path: the database file.
        parent: the window's owner.

    Signals:
        opened: the database is open; reading is possible.
        failed: it could not be opened; the error.
        new_wanted: there is no office yet, and the window makes encrypted ones (`makes_keyed`).
        sign_in_wanted: it is encrypted and somebody has to sign in; the error that says so.
        changed: rows changed; a frozenset of the names of their tables (see `concerns`).
        user_leaving: another person is about to take over; what was typed is kept.
        user_changed: another person works now.
        switch_wanted: another user of an encrypted office is to take over: the name; a password is asked for.
        record_wanted: a record should be shown: kind, id.
        page_wanted: a page should be shown: key, argument.
        export_wanted: a list should be written into a file: its table, its subject.
        batch_wanted: sheets of the selected rows should be printed: a table of courtyards, None for all.
        noticed: a `Notice` should be shown.
    """

    opened = Signal()
    failed = Signal(object)
    sign_in_wanted = Signal(object)
    new_wanted = Signal()
    changed = Signal(object)
    user_leaving = Signal()
    user_changed = Signal()
    switch_wanted = Signal(str)
    record_wanted = Signal(str, object)
    page_wanted = Signal(str, object)
    export_wanted = Signal(object, object)
    batch_wanted = Signal(object)
    noticed = Signal(object)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.home = path
        """The office's own database; `path` is another one while practising."""
        self.makes_keyed = False
        """Whether a missing office is not made by opening it, but by its administrator with a password."""
        self.tasks = Tasks(self)
        self.tasks.unhandled = self.report
        self.remembered = Remembered(self.tasks, self)
        self._context: Context | None = None
        self._undoable: bytes | None = None

    # opening and closing

    def open(
        self, user_name: str | None = None, password: str | None = None, *, on_error: OnError | None = None
    ) -> None:
        """Open the database on the reader; `opened`, `failed` or `sign_in_wanted` follows.

        Args:
            user_name: who works; None for whoever worked last.
            password: of an encrypted office.
            on_error: takes the error instead.
        """
        if self.makes_keyed and not self.practising and password is None and self._is_new():
            self.new_wanted.emit()
            return

        def work(_: Ticket) -> dict[str, object]:
            from services.context import open_context

            self._context = open_context(self.path, user_name, password=password, remembered=True)
            return kept(self._context)

        def warm_up(_: Ticket) -> None:
            import services.lists  # noqa: F401 - here, where nobody waits for it, and not with the first rows

        self.tasks.submit("reader", work, self._take, on_error or self._not_opened, owner=self)
        self.tasks.submit("reader", warm_up)

    def _is_new(self) -> bool:
        from services.office_files import is_new

        return is_new(self.path)

    def _not_opened(self, error: BaseException) -> None:
        if type(error).__name__ == "SignInNeeded":
            self.sign_in_wanted.emit(error)
        else:
            self.failed.emit(error)

    def settle_at(self, path: Path) -> None:
        """Open the office's own database at another place than at the start; `opened` or `failed` follows."""
        self.path = self.home = path
        self.open()

    def adopt(self, context: "Context") -> None:
        """Work with a context that is open already (tests, screenshots); it is closed with the session."""
        self._context = context
        self._take({})

    def _take(self, values: dict[str, object]) -> None:
        self.tasks.interruptible(self.context.database.interrupt_reading)
        self.remembered.take(self.context, values)
        self.opened.emit()

    @property
    def practising(self) -> bool:
        """Whether the sample community is open instead of the office's own database."""
        return self.path != self.home

    def go_to(self, path: Path, user_name: str | None = None) -> None:
        """Close this database and open another one; `opened` or `failed` follows.

        Args:
            path: the other database; made when missing.
            user_name: who works there; None for whoever worked there last.
        """

        def opening() -> None:
            self.path = path
            self.open(user_name)

        self.let_go(opening)

    def let_go(self, then: Callable[[], None]) -> None:
        """Close the database but stay alive, so that its file can be replaced; `open` it again afterwards.

        Args:
            then: called on the GUI thread once it is closed; nothing is being written at that time.
        """
        self.remembered.flush()

        def written(_: object) -> None:
            self.tasks.submit("reader", lambda _: self._close_context(), lambda _: then(), owner=self)

        self.tasks.submit("writer", lambda _: None, written, owner=self)

    def close(self) -> None:
        """Finish what is being written, close the database, end the workers."""
        self.remembered.flush()
        self.tasks.close(self._close_context)

    def _close_context(self) -> None:
        self.tasks.interruptible(None)
        context, self._context = self._context, None
        if context is not None:
            context.close()

    @property
    def is_open(self) -> bool:
        """Whether the database is open."""
        return self._context is not None

    @property
    def keyed(self) -> bool:
        """Whether the open office is encrypted."""
        return self._context is not None and self._context.database.keyed

    @property
    def context(self) -> "Context":
        """The open office.

        Raises:
            RuntimeError: it is not open yet; pages wait for `opened`.
        """
        if self._context is None:
            raise RuntimeError("the office is not open")
        return self._context

    def today(self) -> date:
        """Return the local calendar day."""
        return self.context.today()

    def may(self, code: str) -> bool:
        """Return whether whoever works has a right; "" is everybody's, `a|b` is had by who has either."""
        return not self.refusal(code)

    def refusal(self, code: str) -> str:
        """Return why whoever works cannot do something and who can; "" where it can be done."""
        from services import allowed

        return allowed.refusal(self._context.user, code) if code and self._context is not None else ""

    def user_switched(self) -> None:
        """Take over what is remembered for the new current user and tell everybody."""

        def take(values: dict[str, object]) -> None:
            self.remembered.take(self.context, values)
            self.user_changed.emit()

        self.read(kept, take, owner=self)

    # work

    def read(
        self,
        query: "Callable[[Context], T]",
        on_done: Callable[[T], None],
        on_error: OnError | None = None,
        *,
        owner: QObject | None = None,
        key: Hashable = None,
    ) -> Ticket:
        """Ask the services something on the reader.

        Args:
            query: what is asked; must not touch anything of Qt.
            on_done: takes the answer on the GUI thread.
            on_error: takes the error instead of the general way of reporting.
            owner: the answer is dropped once this is gone.
            key: a newer question with the same key replaces this one.
        """
        return self.tasks.submit(
            "reader", lambda _: query(self.context), on_done, self._noting(on_error), owner=owner, key=key
        )

    def _noting(self, on_error: OnError | None) -> OnError:
        """Return how an error of the reader is told: a refusal is noted by the writer."""

        def told(error: BaseException) -> None:
            if isinstance(error, NotAllowed) and self._context is not None:
                self.tasks.submit("writer", lambda _: self._note_refusals())
            (on_error or self.report)(error)

        return told

    def _note_refusals(self) -> None:
        from services.rights import flush_refusals

        if self._context is not None:
            flush_refusals(self._context.on_writer)

    def write(
        self,
        command: "Callable[[Context], T]",
        on_done: Callable[[T], None] | None = None,
        on_error: OnError | None = None,
        *,
        owner: QObject | None = None,
    ) -> Ticket:
        """Have the services change something on the writer; arguments as for `read`."""
        return self.tasks.submit(
            "writer", lambda _: command(self.context.on_writer), on_done, on_error, owner=owner
        )

    def work(
        self,
        title: str,
        command: "Callable[[Context, Ticket], T]",
        on_done: Callable[[T], None] | None = None,
        on_error: OnError | None = None,
        *,
        owner: QObject | None = None,
    ) -> Ticket:
        """Have long work done on the writer, with progress and a cancel button in the status bar.

        Args:
            title: what it does, in the user's words.
            command: the work; is handed the ticket, whose `report(done, total)` serves as `Progress`.
            on_done: takes the result on the GUI thread.
            on_error: takes the error, also `services.files.Cancelled`.
            owner: the answer is dropped once this is gone.
        """
        return self.tasks.submit(
            "writer",
            lambda ticket: command(self.context.on_writer, ticket),
            on_done,
            on_error,
            owner=owner,
            title=title,
        )

    # telling

    def committed(self, touched: frozenset[str], text: str, tx_id: bytes | None = None) -> None:
        """Tell that something was saved: open pages refresh, the line at the foot offers to undo it.

        Args:
            touched: names of the tables whose rows changed (`Committed.touched`).
            text: what was done: "已保存“建设路1号院”".
            tx_id: `Committed.tx_id`, None when it cannot be undone.
        """
        self._undoable = tx_id
        self.changed.emit(touched)
        self.noticed.emit(Notice(text, tx_id))

    def notice(self, text: str, level: str = "ok") -> None:
        """Show a line at the foot of the window; level "ok", "warn" or "error"."""
        self.noticed.emit(Notice(text, None, level))

    def report(self, error: BaseException) -> None:
        """Show an expected failure as a line; anything else is a bug and goes on to the crash dialog."""
        if not isinstance(error, LouyuanError):
            raise error
        calm = type(error).__name__ == "Cancelled"
        self.noticed.emit(Notice(error.message, None, "warn" if calm else "error"))

    def show_record(self, kind: str, record_id: bytes) -> None:
        """Show a record on the page it belongs to."""
        self.record_wanted.emit(kind, record_id)

    def show_page(self, key: str, argument: object = None) -> None:
        """Show a page of the registry."""
        self.page_wanted.emit(key, argument)

    @property
    def undoable(self) -> bytes | None:
        """The transaction Ctrl+Z takes back."""
        return self._undoable

    def undo(self, tx_id: bytes | None = None) -> None:
        """Take back a transaction; the last one without an argument."""
        wanted = tx_id or self._undoable
        if wanted is None:
            return
        self._undoable = None

        def work(context: "Context") -> tuple[int, int]:
            from services import history

            undone = history.undo(context, wanted)
            return undone.reverted, len(undone.kept)

        self.write(work, self._tell_undone, owner=self)

    def _tell_undone(self, counts: tuple[int, int]) -> None:
        reverted, kept_back = counts
        text = "已撤销" if reverted else "没有撤销：之后又有改动。"
        if reverted and kept_back:
            text = f"已撤销，其中{kept_back}条之后又改过，保持现状"
        self.changed.emit(EVERYTHING)
        self.noticed.emit(Notice(text, None, "ok" if reverted else "warn"))


def concerns(touched: frozenset[str], *tables: str) -> bool:
    """Return whether a change touched one of these tables."""
    return "*" in touched or not touched.isdisjoint(tables)


def already_open(error: BaseException) -> bool:
    """Return whether opening failed because another process works with the file."""
    return type(error).__name__ == "AlreadyOpen"
