"""Copying an encrypted database page by page while it is in use; SQLite's backup takes eleven times as long.

A reader that begins when the write-ahead log is folded into the file reads the file alone, and as long as it
reads, nobody may fold anything into it (the mark 0 of SQLite's wal.c): the file stands still, while others
write into the log. Where the log cannot be folded just then, SQLite's own backup has to do.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from models.db.connecting import connect, driver
from services.files import BLOCK

_kept: dict[tuple[int, int], int] = {}
"""Descriptors that stay open: POSIX drops the locks of a process with any that is closed (fcntl(2))."""


def copied(source: Path, target: Path, progress: Callable[[int, int], None]) -> bool:
    """Copy a database as it is now; returns False, with nothing done, where that is not safe just now.

    Args:
        source: the database, in use or not.
        target: the file to write.
        progress: told bytes done and bytes in all; may raise `Cancelled`.
    """
    with _still(source) as still:
        if still:
            _copy(source, target, progress)
    return still


@contextmanager
def _still(source: Path) -> Iterator[bool]:
    """Hold a database still inside the block, if that can be."""
    gate, view = connect(source), connect(source)
    try:
        yield _folded(gate, view)
    finally:
        view.close()
        gate.close()


def _folded(gate: Any, view: Any) -> bool:
    try:
        gate.execute("PRAGMA busy_timeout=1000")
        gate.execute("BEGIN IMMEDIATE")  # nobody commits between folding and the first read
        busy, frames, folded = view.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if busy or frames != folded:
            return False
        view.execute("BEGIN")
        view.execute("SELECT count(*) FROM sqlite_master").fetchone()
        gate.execute("ROLLBACK")
    except driver().OperationalError:
        return False
    return True


def _copy(source: Path, target: Path, progress: Callable[[int, int], None]) -> None:
    descriptor = _opened(source)
    try:
        whole, done = os.fstat(descriptor).st_size, 0
        with target.open("wb") as file:
            os.lseek(descriptor, 0, os.SEEK_SET)
            while block := os.read(descriptor, BLOCK):
                file.write(block)
                done += len(block)
                progress(done, whole)
    finally:
        if os.name != "posix":
            os.close(descriptor)


def _opened(source: Path) -> int:
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0)
    if os.name != "posix":
        return os.open(source, flags)
    known = os.stat(source)
    key = (known.st_dev, known.st_ino)
    if key not in _kept:
        _kept[key] = os.open(source, flags)
    return _kept[key]
