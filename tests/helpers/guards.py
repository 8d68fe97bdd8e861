"""Watch what a test leaves behind: warnings nobody expected, threads, child processes, running timers.

`tests/conftest.py` puts these watches around every test; `tests/unit/test_guards.py` sees each of them fail.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtCore import QtMsgType

# How long a thread or child process that was told to stop may take until it is called left behind.
GRACE_SECONDS = 5.0


@dataclass
class LogWatch(logging.Handler):
    """Collects warnings and worse; those the test announced with `expect` are no fault, but must come."""

    seen: list[logging.LogRecord] = field(default_factory=list)
    expected: list[tuple[str, int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(level=logging.WARNING)

    def __hash__(self) -> int:
        return id(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record."""
        self.seen.append(record)

    def expect(self, logger: str, level: int, pattern: str) -> None:
        """Announce a record of `logger` with exactly `level` whose message matches `pattern` somewhere."""
        self.expected.append((logger, level, pattern))

    def faults(self) -> list[str]:
        """Return a line for every record not announced and every announced one that did not come."""
        unexpected = [r for r in self.seen if not any(_matches(r, e) for e in self.expected)]
        absent = [e for e in self.expected if not any(_matches(r, e) for r in self.seen)]
        return [
            *(f"unexpected log record: {r.levelname} {r.name}: {r.getMessage()}" for r in unexpected),
            *(f"expected log record did not come: {e}" for e in absent),
        ]


def _matches(record: logging.LogRecord, expected: tuple[str, int, str]) -> bool:
    logger, level, pattern = expected
    return record.name == logger and record.levelno == level and bool(re.search(pattern, record.getMessage()))


def living_threads() -> set[threading.Thread]:
    """Return the threads that are alive, also those others started as soon as they ran Python code."""
    return set(filter(_alive, threading.enumerate()))


def threads_left(before: set[threading.Thread]) -> list[str]:
    """Return a line for every thread that was not there `before` and does not end within the grace time."""
    new = living_threads() - before
    _await(lambda: not any(_alive(thread) for thread in new))
    return [f"thread left running: {thread}" for thread in new if _alive(thread)]


def living_children() -> set[BaseProcess]:
    """Return the child processes of `multiprocessing` that run."""
    return set(multiprocessing.active_children())


def children_left(before: set[BaseProcess]) -> list[str]:
    """Return a line for every child process not there `before` that does not end within the grace time."""
    new = living_children() - before
    for child in new:
        child.join(GRACE_SECONDS)
    return [f"child process left running: {child.name}" for child in new if child.is_alive()]


def running_qt_objects() -> set[Any]:
    """Return the running QTimers and QThreads that were made in Python; costs about 20 ms."""
    from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer
    from shiboken6 import Shiboken

    # what was told to go with deleteLater() goes now, with its timers
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    timer_kinds, thread_kinds = _with_subclasses(QTimer), _with_subclasses(QThread)
    found: list[Any] = [item for item in gc.get_objects() if type(item) in timer_kinds | thread_kinds]
    living = [item for item in found if Shiboken.isValid(item)]
    timers = {item for item in living if type(item) in timer_kinds and item.isActive()}
    own = QThread.currentThread()
    threads = {item for item in living if type(item) in thread_kinds and item.isRunning()}
    return timers | (threads - {own})


def qt_objects_left(before: set[Any]) -> list[str]:
    """Return a line for every QTimer and QThread that runs and did not run `before`."""
    from PySide6.QtCore import QThread

    left = running_qt_objects() - before
    threads = [item for item in left if isinstance(item, QThread)]
    _await(lambda: not any(thread.isRunning() for thread in threads))
    left -= {thread for thread in threads if not thread.isRunning()}
    return [f"left running: {item}, child of {item.parent()}" for item in left]


def _with_subclasses(kind: type) -> set[type]:
    kinds = {kind}
    subclasses: list[type] = kind.__subclasses__()
    for below in subclasses:
        kinds |= _with_subclasses(below)
    return kinds


@dataclass
class QtWatch:
    """Collects what Qt complains about outside the test's own call, where pytest-qt does not listen."""

    complaints: list[str] = field(default_factory=list)

    def install(self) -> None:
        """Become Qt's message handler."""
        from PySide6.QtCore import qInstallMessageHandler

        qInstallMessageHandler(self._keep)

    def faults(self) -> list[str]:
        """Return a line for every complaint since the last time and forget it."""
        lines = [f"Qt complained: {message}" for message in self.complaints]
        self.complaints.clear()
        return lines

    def _keep(self, kind: QtMsgType, _context: object, message: str) -> None:
        if kind.name in ("QtWarningMsg", "QtCriticalMsg", "QtFatalMsg", "QtSystemMsg"):
            self.complaints.append(message)


def _alive(thread: threading.Thread) -> bool:
    if not isinstance(thread, threading._DummyThread):
        return thread.is_alive()
    # Python never learns that a thread it did not start has ended; the system knows.
    return os.path.exists(f"/proc/self/task/{thread.native_id}")


def _await(done: Callable[[], bool]) -> None:
    """Give way until `done` or the grace time is over."""
    pause = threading.Event()
    for _ in range(int(GRACE_SECONDS / 0.01)):
        if done():
            return
        pause.wait(0.01)
