"""The only module with threads: one worker reads, one writes, one looks which sticks there are.

Answers come back on the GUI thread.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable
from typing import Any, Literal

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

WorkerName = Literal["reader", "writer", "volumes"]
_PATIENCE_SECONDS = 2.0
"""How long the end waits for a look at the volumes: one that is gone may keep whoever asks for minutes."""

SLOW_MS = 500
"""Work that takes longer shows its progress."""
_REPORT_SECONDS = 0.05


class Ticket:
    """One piece of work on its way: waiting, running, or answered.

    Attributes:
        title: what it does in the user's words; "" for work too short to be shown.
        done: what is done so far, of
        total: the whole; 0 as long as it is not known.
        note: what it is doing just now.
    """

    __slots__ = (
        "_cancelled",
        "_tasks",
        "done",
        "finished",
        "function",
        "key",
        "note",
        "on_done",
        "on_error",
        "owner",
        "reported",
        "title",
        "total",
        "worker",
    )

    def __init__(
        self,
        tasks: "Tasks",
        worker: WorkerName,
        function: Callable[["Ticket"], Any],
        on_done: Callable[[Any], None] | None,
        on_error: Callable[[BaseException], None] | None,
        owner: QObject | None,
        key: Hashable,
        title: str,
    ) -> None:
        self._tasks = tasks
        self._cancelled = False
        self.worker = worker
        self.function = function
        self.on_done = on_done
        self.on_error = on_error
        self.owner = owner
        self.key = key
        self.title = title
        self.done, self.total, self.note = 0, 0, ""
        self.reported = 0.0
        self.finished = False

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._cancelled

    def cancel(self) -> None:
        """Ask it to stop: waiting work is never started, running work ends at its next look."""
        self._cancelled = True
        self._tasks._interrupt(self)

    def check(self) -> None:
        """Stop here when cancelled; called by the work.

        Raises:
            Cancelled: somebody asked it to stop (services.files).
        """
        if self._cancelled:
            from services.files import Cancelled

            raise Cancelled

    def report(self, done: int, total: int, note: str = "") -> None:
        """Tell how far the work is; called by the work, also stops it when cancelled.

        Args:
            done: how much is done, in the unit of
            total: the whole.
            note: what it is doing just now.

        Raises:
            Cancelled: somebody asked it to stop.
        """
        self.check()
        self.done, self.total, self.note = done, total, note
        now = time.monotonic()
        if now - self.reported >= _REPORT_SECONDS:
            self.reported = now
            self._tasks.progressed.emit(self)


class _Worker(threading.Thread):
    """One thread that does its work in the order it came."""

    def __init__(
        self, name: WorkerName, deliver: Callable[[Ticket, Any, BaseException | None], None]
    ) -> None:
        super().__init__(name=f"louyuan-{name}", daemon=True)
        self._deliver = deliver
        self._waiting: deque[Ticket | None] = deque()
        self._signal = threading.Condition()
        self._running: Ticket | None = None
        self.interrupt: Callable[[], None] | None = None

    def put(self, ticket: Ticket | None) -> None:
        with self._signal:
            self._waiting.append(ticket)
            self._signal.notify()

    def interrupt_if(self, ticket: Ticket) -> None:
        """Break the query of this very ticket; holding the lock keeps the next one unharmed."""
        with self._signal:
            if self._running is ticket and self.interrupt is not None:
                self.interrupt()

    @property
    def idle(self) -> bool:
        with self._signal:
            return self._running is None and not self._waiting

    def drop_waiting(self) -> None:
        with self._signal:
            for ticket in self._waiting:
                if ticket is not None:
                    ticket._cancelled = True
            if self._running is not None:
                self._running._cancelled = True
                if self.interrupt is not None:
                    self.interrupt()

    def run(self) -> None:
        while (ticket := self._next()) is not None:
            result, error = None, None
            try:
                ticket.check()
                result = ticket.function(ticket)
            except BaseException as caught:  # noqa: BLE001 - it is raised again on the GUI thread
                error = caught
            with self._signal:
                self._running = None
            self._deliver(ticket, result, error)
            del ticket, result, error

    def _next(self) -> Ticket | None:
        with self._signal:
            while not self._waiting:
                self._signal.wait()
            self._running = self._waiting.popleft()
            return self._running


class Tasks(QObject):
    """Hands work to the two workers and brings the answers back on the GUI thread.

    Signals:
        slow: a titled piece of work has been under way for half a second.
        progressed: work told how far it is (comes on the GUI thread).
        ended: a titled piece of work is over, in whatever way.
    """

    slow = Signal(object)
    progressed = Signal(object)
    ended = Signal(object)
    _arrived = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._arrived.connect(self._answer)
        self._workers: dict[WorkerName, _Worker] = {
            name: _Worker(name, self._arrived.emit) for name in ("reader", "writer", "volumes")
        }
        self._latest: dict[tuple[WorkerName, Hashable], Ticket] = {}
        self._slow_timers: dict[Ticket, QTimer] = {}
        self._pending = 0
        self._closed = False
        self.unhandled: Callable[[BaseException], None] | None = None
        """Takes errors nobody asked for; without it they are raised on the GUI thread."""

    def submit(
        self,
        worker: WorkerName,
        function: Callable[[Ticket], Any],
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[BaseException], None] | None = None,
        *,
        owner: QObject | None = None,
        key: Hashable = None,
        title: str = "",
    ) -> Ticket:
        """Have work done on a worker.

        Args:
            worker: "reader" for queries, "writer" for everything that changes or takes long, "volumes" for
                questions about the disks of the machine, which may hang; it never touches the database.
            function: the work; is handed its ticket, to report progress and to see whether to stop.
            on_done: called on the GUI thread with what the function returned.
            on_error: called on the GUI thread with what it raised; `unhandled` otherwise.
            owner: the answer is dropped when this object is gone by then.
            key: newer work with the same key replaces work that has not been answered.
            title: what it does, in the user's words; shown with progress when it takes long.

        Returns:
            The ticket, to cancel it by.
        """
        ticket = Ticket(self, worker, function, on_done, on_error, owner, key, title)
        if self._closed:
            ticket.finished = True
            return ticket
        if key is not None:
            earlier = self._latest.get((worker, key))
            if earlier is not None:
                earlier.cancel()
            self._latest[worker, key] = ticket
        if title:
            self._watch(ticket)
        self._pending += 1
        thread = self._workers[worker]
        if thread.ident is None:
            thread.start()
        thread.put(ticket)
        return ticket

    def interruptible(self, interrupt: Callable[[], None] | None) -> None:
        """Name what breaks off a query that runs on the reader, or None once it is gone."""
        self._workers["reader"].interrupt = interrupt

    @property
    def pending(self) -> int:
        """Number of pieces of work whose answer has not been delivered."""
        return self._pending

    @property
    def writing(self) -> bool:
        """Whether something is being written or waits to be."""
        return not self._workers["writer"].idle

    def close(self, last: Callable[[], None] | None = None) -> None:
        """End the threads: writes under way are finished, reads are dropped; answers are not delivered.

        Args:
            last: done at the very end on the reader's thread, closing the database; what it raises is
                raised here.
        """
        self._closed = True
        for waiting in list(self._slow_timers):
            self._unwatch(waiting)
        failed: list[BaseException] = []
        reader, writer = self._workers["reader"], self._workers["writer"]
        reader.drop_waiting()
        self._end(self._workers["volumes"], _PATIENCE_SECONDS)
        self._end(writer)
        if last is not None and reader.ident is not None:
            reader.put(_closing(self, last, failed))
        self._end(reader)
        if failed:
            raise failed[0]

    def _end(self, thread: _Worker, patience: float | None = None) -> None:
        thread.put(None)
        if thread.ident is not None:
            thread.join(patience)

    def _interrupt(self, ticket: Ticket) -> None:
        self._workers[ticket.worker].interrupt_if(ticket)

    def _watch(self, ticket: Ticket) -> None:
        """Have it shown once it takes long; the timer ends with the work."""
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(lambda: self._show_slow(ticket))
        self._slow_timers[ticket] = timer
        timer.start(SLOW_MS)

    def _unwatch(self, ticket: Ticket) -> None:
        timer = self._slow_timers.pop(ticket, None)
        if timer is not None:
            timer.stop()
            timer.deleteLater()

    def _show_slow(self, ticket: Ticket) -> None:
        if not ticket.finished and not ticket.cancelled:
            self.slow.emit(ticket)

    def _answer(self, ticket: Ticket, result: Any, error: BaseException | None) -> None:
        self._pending -= 1
        ticket.finished = True
        self._unwatch(ticket)
        if self._latest.get((ticket.worker, ticket.key)) is ticket:
            del self._latest[ticket.worker, ticket.key]
        if ticket.title:
            self.ended.emit(ticket)
        owner, on_done, on_error = ticket.owner, ticket.on_done, ticket.on_error
        # the worker may hold the ticket a moment longer: nothing of Qt may go with it on that thread
        ticket.owner = ticket.on_done = ticket.on_error = None
        ticket.function = _nothing
        if self._closed or (owner is not None and not isValid(owner)):
            return
        if ticket.cancelled and ticket.worker == "reader":
            return
        # what was written is written, also when somebody tried to stop it too late
        if error is None:
            if on_done is not None:
                on_done(result)
        elif on_error is not None:
            on_error(error)
        elif self.unhandled is not None:
            self.unhandled(error)
        else:
            raise error


def _nothing(_: Ticket) -> None:
    """Stand in for work that is over."""


def _closing(tasks: Tasks, last: Callable[[], None], failed: list[BaseException]) -> Ticket:
    def close(_: Ticket) -> None:
        try:
            last()
        except BaseException as error:  # noqa: BLE001 - raised again where the threads are joined
            failed.append(error)

    return Ticket(tasks, "reader", close, None, None, None, None, "")
