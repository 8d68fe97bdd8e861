"""A temporary file nobody can read: what was decrypted waits in it until all of it is verified."""

import os
import tempfile
from pathlib import Path
from typing import Any

from services import crypto

IN_MEMORY = 8 << 20
"""Bytes up to which nothing is written to the disk."""


class Spool:
    """Takes bytes once and gives them back any number of times.

    On the disk they are encrypted with a key that is in memory only, so that neither a crash nor a lost
    computer leaves what a package held (scenario B24).

    Args:
        folder: where the file goes when it is large; None for the system's temporary folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._key = os.urandom(crypto.KEY_SIZE)
        place = None if folder is None else str(folder)
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=place)  # noqa: SIM115
        self._stream: Any = crypto.keystream(self._key)
        self.size = 0

    def write(self, data: bytes) -> int:
        """Take bytes; only before the first `rewind`."""
        self._file.write(self._stream.update(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is to be done: only this process reads it."""

    def rewind(self) -> None:
        """Begin reading at the start."""
        self._file.seek(0)
        self._stream = crypto.keystream(self._key)

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes of what was taken, none at the end."""
        plain: bytes = self._stream.update(self._file.read(size))
        return plain

    def close(self) -> None:
        """Forget everything."""
        self._file.close()
