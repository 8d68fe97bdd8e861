"""Volumes made for a test where the machine allows it: small ones in memory, real exFAT and NTFS ones."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

SMALL_MISSING = "no test ran on a full volume: mounting one in memory needs root on Linux"
IMAGE_MISSING = (
    "the plaintext hunt searched files and no image of a disk: it needs root on Linux and e2fsprogs"
)


@dataclass(frozen=True)
class FileSystem:
    """A file system of sticks, and the programs that are it here.

    Attributes:
        name: as people call it.
        make: command that makes one on a device.
        program: the process that is the mounted file system.
        check: command that looks at an unmounted one and changes nothing.
        tells_case: whether upper and lower case are two names.
        packages: what has to be installed.
    """

    name: str
    make: tuple[str, ...]
    program: str
    check: tuple[str, ...]
    tells_case: bool
    packages: str

    @property
    def missing(self) -> str:
        """What is said where there is none."""
        return f"no test ran on a real {self.name} volume: it needs root, a loop device, {self.packages}"


EXFAT = FileSystem(
    "exFAT",
    ("mkfs.exfat",),
    "mount.exfat-fuse",
    ("fsck.exfat", "-n"),
    tells_case=False,
    packages="exfatprogs and exfat-fuse",
)
NTFS = FileSystem(
    "NTFS",
    ("mkfs.ntfs", "--quick", "--force"),
    "ntfs-3g",
    ("ntfsfix", "--no-action"),
    tells_case=True,  # Windows does not; a package must do with either
    packages="/dev/fuse and ntfs-3g",
)
STICKS = (EXFAT, NTFS)


@dataclass
class Volume:
    """A mounted volume as on a stick; `pull` takes it away as a hand does."""

    kind: FileSystem
    device: str
    folder: Path

    def mount(self) -> None:
        """Plug it in."""
        _run(self.kind.program, "-o", "noatime", self.device, str(self.folder))

    def pull(self) -> None:
        """End the process that is its file system: whoever writes there gets errors from now on."""
        for process in self._processes():
            os.kill(process, signal.SIGKILL)

    def unmount(self) -> None:
        """Take it out in good order, or clear away what `pull` has left."""
        subprocess.run(["umount", "-l", str(self.folder)], check=False, capture_output=True)
        while self._processes():
            time.sleep(0.01)  # it ends by itself once nothing is mounted

    def sound(self) -> bool:
        """Return whether a check of the unmounted volume finds its tables in order."""
        done = subprocess.run([*self.kind.check, self.device], capture_output=True, check=False)
        return done.returncode == 0

    def _processes(self) -> list[int]:
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with suppress(OSError):
                    words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
                    if Path(words[0]).name == self.kind.program and self.device in words:
                        found.append(int(entry.name))
        return found


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@contextmanager
def small(folder: Path, size: str) -> Iterator[Path]:
    """Mount a volume in memory; `size` as mount takes it: 600k, 2m."""
    folder.mkdir(exist_ok=True)
    _run("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def stick(kind: FileSystem, work: Path, megabytes: int = 16) -> Iterator[Volume]:
    """Make a volume in a file below `work` and mount it."""
    image, folder = work / "stick.img", work / "stick"
    with image.open("wb") as file:
        file.truncate(megabytes << 20)
    folder.mkdir()
    volume = Volume(kind, _run("losetup", "-f", "--show", str(image)), folder)
    try:
        _run(*kind.make, volume.device)
        volume.mount()
        yield volume
    finally:
        volume.unmount()
        _run("losetup", "-d", volume.device)


@contextmanager
def imaged(work: Path, megabytes: int = 160) -> Iterator[tuple[Path, Path]]:
    """Mount an ext2 volume in a file below `work`; yields its folder and the file."""
    image, folder = work / "disk.img", work / "disk"
    with image.open("wb") as file:
        file.truncate(megabytes << 20)
    folder.mkdir()
    _run("mkfs.ext2", "-q", "-F", str(image))
    device = _run("losetup", "-f", "--show", str(image))
    try:
        _run("mount", "-t", "ext2", device, str(folder))
        yield folder, image
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)
        _run("losetup", "-d", device)


def flushed(folder: Path) -> None:
    """Let everything reach the image of a volume."""
    _run("sync", "-f", str(folder))


def _root() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0


@lru_cache(maxsize=1)
def small_possible() -> bool:
    """Return whether this machine lets us mount a volume in memory."""
    if not _root() or shutil.which("mount") is None:
        return False
    with (
        tempfile.TemporaryDirectory() as folder,
        suppress(subprocess.CalledProcessError),
        small(Path(folder) / "v", "100k"),
    ):
        return True
    return False


@lru_cache(maxsize=len(STICKS))
def stick_possible(kind: FileSystem) -> bool:
    """Return whether this machine lets us make and mount a volume of this kind."""
    needed = ("losetup", kind.make[0], kind.check[0], kind.program, "umount")
    if not _root() or any(shutil.which(name) is None for name in needed) or not Path("/dev/fuse").exists():
        return False
    with (
        tempfile.TemporaryDirectory() as folder,
        suppress(subprocess.CalledProcessError),
        stick(kind, Path(folder), 4),
    ):
        return True
    return False


@lru_cache(maxsize=1)
def image_possible() -> bool:
    """Return whether this machine lets us mount a volume whose image we can read."""
    needed = ("losetup", "mkfs.ext2", "mount", "umount", "sync")
    if not _root() or any(shutil.which(name) is None for name in needed):
        return False
    with (
        tempfile.TemporaryDirectory() as folder,
        suppress(subprocess.CalledProcessError),
        imaged(Path(folder), 4),
    ):
        return True
    return False


def missing() -> list[str]:
    """Return a line for each kind of volume this machine has no test on."""
    return [
        *([] if small_possible() else [SMALL_MISSING]),
        *(kind.missing for kind in STICKS if not stick_possible(kind)),
    ]
