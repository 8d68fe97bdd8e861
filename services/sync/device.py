"""What copying to a stick asks of the operating system, one call each, so that tests can let one fail."""

import os
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from services.files import sync_folder


@dataclass(frozen=True, slots=True)
class Device:
    """The calls a copy is made of; the fields are functions, each replaceable alone.

    Attributes:
        free: bytes that can still be written below a folder.
        create: opens a file that must not be there yet, for writing.
        read: opens a file for reading.
        sync: makes what was written to an open file permanent, and raises when the disk says it could not.
        forget: lets the system forget what it remembers of a file, so that it is read from the disk again.
        rename: gives a file its final name.
        sync_folder: makes a rename permanent.
        remove: takes a file away.
        wait: seconds to let pass before another try.
    """

    free: Callable[[Path], int]
    create: Callable[[Path], IO[bytes]]
    read: Callable[[Path], IO[bytes]]
    sync: Callable[[IO[bytes]], None]
    forget: Callable[[Path], None]
    rename: Callable[[Path, Path], None]
    sync_folder: Callable[[Path], None]
    remove: Callable[[Path], None]
    wait: Callable[[float], None]


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _create(path: Path) -> IO[bytes]:
    return path.open("xb")


def _read(path: Path) -> IO[bytes]:
    return path.open("rb")


def _sync(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def _rename(old: Path, new: Path) -> None:
    os.replace(old, new)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _NO_BUFFERING, _READ, _SHARE_ALL, _EXISTING = 0x20000000, 0x80000000, 7, 3

    def _forget(path: Path) -> None:
        # opening a file that nobody else has open without buffering makes the system drop its pages
        kernel = ctypes.WinDLL("kernel32")
        kernel.CreateFileW.restype = wintypes.HANDLE
        handle = kernel.CreateFileW(str(path), _READ, _SHARE_ALL, None, _EXISTING, _NO_BUFFERING, None)
        if handle not in (None, wintypes.HANDLE(-1).value):
            kernel.CloseHandle(wintypes.HANDLE(handle))

else:

    def _forget(path: Path) -> None:
        advise = getattr(os, "posix_fadvise", None)
        if advise is None:  # macOS has no such call
            return
        with suppress(OSError), path.open("rb") as file:
            advise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


REAL = Device(_free, _create, _read, _sync, _forget, _rename, sync_folder, _remove, time.sleep)
"""The machine as it is."""
