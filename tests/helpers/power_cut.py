"""What a disk holds after a power cut: what was flushed, and of the rest any part or nothing.

The writes of one run, noted by strace, are played again on copies of the files as they were before it. A
file has for certain what it had at its last flush; of the writes after it the disk may have kept some.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_CALL = re.compile(r"^(\w+)\((.*)\)\s+= (-?\d+)")
_FILE = re.compile(r"^\d+<((?:\\x[0-9a-f]{2})+|[^>]*)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_NUMBERS = re.compile(r", (\d+)(?:, (\d+))?$")
FORGOTTEN = ("-shm",)
"""Files that are memory only and hold nothing after a start."""


def _plain(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", "")) if escaped.startswith("\\x") else escaped.encode()


@dataclass
class Disk:
    """The files of a folder: what is certain, and the writes since their last flush."""

    certain: dict[str, bytearray]
    pending: dict[str, list[tuple[int, bytes | None]]] = field(default_factory=dict)
    at: dict[str, int] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def write(self, name: str, offset: int, data: bytes | None) -> None:
        """Note a write, or a cut to `offset` bytes when there is no data."""
        self.certain.setdefault(name, bytearray())
        self.pending.setdefault(name, []).append((offset, data))

    def flush(self, name: str) -> None:
        """Make what was written to a file certain."""
        for offset, data in self.pending.pop(name, []):
            _apply(self.certain[name], offset, data)

    def rename(self, old: str, new: str) -> None:
        """Give a file another name; names are kept in order by the file system's own journal."""
        self.certain[new] = self.certain.pop(old, bytearray())
        self.pending[new] = self.pending.pop(old, [])

    def unlink(self, name: str) -> None:
        """Take a file away."""
        self.certain.pop(name, None)
        self.pending.pop(name, None)

    def after_a_cut(self, folder: Path, chance: random.Random | None) -> None:
        """Write the files as a power cut leaves them; `chance` decides which unflushed writes stay."""
        folder.mkdir(parents=True)
        for name, content in self.certain.items():
            left = bytearray(content)
            for offset, data in self.pending.get(name, []):
                if chance is not None and chance.random() < 0.5:
                    _apply(left, offset, data)
            (folder / name).write_bytes(left)


def _apply(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del content[offset:]
        return
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


def played(before: Path, worked_in: Path, trace: Path) -> Iterator[Disk]:
    """Play a run again; yields the same `Disk` after each of its calls.

    Args:
        before: the folder as it was.
        worked_in: the folder of the run; calls on other files are passed over.
        trace: what strace noted, with `-xx -y`.
    """
    disk = Disk({path.name: bytearray(path.read_bytes()) for path in before.iterdir() if path.is_file()})
    for line in trace.read_text().splitlines():
        found = _CALL.match(line)
        if (
            found is not None
            and int(found[3]) >= 0
            and _call(disk, worked_in, found[1], found[2], int(found[3]))
        ):
            yield disk


def _call(disk: Disk, worked_in: Path, call: str, arguments: str, result: int) -> bool:
    texts = [_plain(each) for each in _TEXT.findall(arguments)]
    if call == "writev":
        disk.said += [line for line in b"".join(texts).decode().splitlines() if line]
        return True
    if call in ("rename", "unlink"):
        names = [Path(text.decode()).name for text in texts]
        if Path(texts[0].decode()).parent != worked_in:
            return False
        (disk.rename if call == "rename" else disk.unlink)(*names)
        return True
    on = _FILE.match(arguments)
    path = Path(_plain(on[1]).decode()) if on is not None else Path("/")
    if path.parent != worked_in or path.name.endswith(FORGOTTEN):
        return False
    name = path.name
    if call in ("fsync", "fdatasync"):
        disk.flush(name)
        return True
    numbers = _NUMBERS.search(arguments)
    if call == "ftruncate":
        disk.write(name, int(numbers[1]) if numbers else 0, None)
    elif call == "pwrite64":
        disk.write(name, int(numbers[2]) if numbers and numbers[2] else 0, texts[0][:result])
    else:
        # one after the other, from the beginning: the lock file and files made anew are written so
        offset = 0 if name.endswith(".lock") else disk.at.get(name, 0)
        disk.at[name] = offset + result
        disk.write(name, offset, texts[0][:result])
    return True
