"""One process per database file: a lock beside it that the operating system frees when the process ends."""

import errno
import os
import sys
from pathlib import Path
from typing import IO

from models.errors import EnvironmentFault


class AlreadyOpen(EnvironmentFault):
    """Another process works with this database file."""


class FileLock:
    """An exclusive lock on `FILE.lock`, held until `release`.

    Args:
        path: the database file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(path.name + ".lock")
        self._name = path.name
        self._file: IO[bytes] | None = None

    def _opened(self) -> IO[bytes]:
        # "w" would empty it, "r" needs it to be there, and what is appended could not be read again
        return os.fdopen(
            os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666), "r+b"
        )

    @property
    def file(self) -> IO[bytes] | None:
        """The open lock file while the lock is held; it carries the mark of `models.db.mark`."""
        return self._file

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            AlreadyOpen: another process holds it.
            EnvironmentFault: the lock file cannot be made.
        """
        try:
            file = self._opened()
        except OSError as error:
            raise EnvironmentFault(
                f"“{self._path.parent}”不能写入，打不开数据库。请检查文件夹的权限。"
            ) from error
        try:
            _lock(file)
        except OSError as error:
            file.close()
            if error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
                raise EnvironmentFault(
                    f"“{self._path.parent}”所在的磁盘不支持文件锁，数据库不能放在这里。请换到本机硬盘上。"
                ) from error
            raise AlreadyOpen(
                f"“{self._name}”已经在另一个窗口或程序里打开。请先关闭它，或直接使用已打开的窗口。"
            ) from error
        self._file = file

    def release(self) -> None:
        """Free the lock; the lock file stays, it holds a mark and nothing of anybody."""
        if self._file is not None:
            self._file.close()
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
