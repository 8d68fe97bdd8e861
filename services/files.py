"""Writing files so that a crash or a full disk leaves the old file or the new one, never half."""

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from models.errors import EnvironmentFault, InvalidInput, UserError

BLOCK = 1 << 20


class Cancelled(UserError):
    """The user stopped the work; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("已取消，没有改动任何内容。")


Progress = Callable[[int, int], None]
"""Called with what is done and the whole; raises `Cancelled` when the user stopped the work."""


def no_progress(done: int, whole: int) -> None:
    """Tell nobody."""


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a temporary file beside `path` that takes its place when the block ends well.

    The bytes are flushed to the disk before the rename and the folder after it.

    Raises:
        EnvironmentFault: the disk is full or the place cannot be written to; `path` is as it was.
        InvalidInput: it names no file but a folder.
    """
    if not path.name or os.path.isdir(path):  # False where the name is too long to be asked about
        raise InvalidInput(f"“{path}”是文件夹，没有写成。请连同文件名一起写。")
    temporary = path.with_name(path.name + ".tmp")
    try:
        with explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
            sync_folder(path.parent)
    finally:
        clear_away(temporary)  # where nothing could be written there is nothing to take away


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the system refuses while a file is written into a sentence about it.

    Raises:
        EnvironmentFault: the disk is full, fails, or the place cannot be written to.
    """
    try:
        yield
    except OSError as error:
        raise EnvironmentFault(_unwritable(path, error)) from error


def write_bytes(path: Path, data: bytes) -> None:
    """Write a whole file at once; see `replacing`."""
    with replacing(path) as file:
        file.write(data)


def clear_away(path: Path) -> None:
    """Remove a file that is not needed any more, if there is one; where that fails it is in nobody's way."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder permanent; Windows does that by itself, some sticks cannot."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        finally:
            os.close(handle)


def sha256_of(file: IO[bytes], size: int | None = None) -> str:
    """Return the SHA-256 of the next `size` bytes (or all that is left) as hexadecimal digits."""
    digest = hashlib.sha256()
    left = size
    while left is None or left > 0:
        block = file.read(BLOCK if left is None else min(BLOCK, left))
        if not block:
            break
        digest.update(block)
        if left is not None:
            left -= len(block)
    return digest.hexdigest()


def _unwritable(path: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"磁盘空间不足，“{path.name}”没有写成。请清理磁盘或换一个位置后重试。"
    if error.errno in (errno.EPERM, errno.EACCES, errno.EROFS):
        return f"“{path.parent}”不能写入，“{path.name}”没有写成。请换一个位置或检查权限。"
    return f"“{path.name}”没有写成。请检查“{path.parent}”所在的磁盘是否正常，再试一次。"
