"""Sticks that are plugged in: what the system calls a volume, looked for again while the page is shown."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStorageInfo, QTimer, Signal

if TYPE_CHECKING:
    from ui.tasks import Tasks, Ticket

LOOK_MS = 1500
"""Pause between two looks at the volumes."""
_MEDIA = ("/media/", "/run/media/", "/mnt/", "/Volumes/")
_STICK_SYSTEMS = frozenset({"vfat", "exfat", "msdos", "fat32", "fat", "fuseblk", "ntfs3"})


@dataclass(frozen=True, slots=True)
class Stick:
    """A place packages are exchanged through.

    Attributes:
        path: its folder.
        label: what people know it by.
        free, total: bytes; 0 where that is not known.
        writable: whether something can be written.
        chosen: a folder somebody chose, no volume.
    """

    path: Path
    label: str
    free: int = 0
    total: int = 0
    writable: bool = True
    chosen: bool = False

    @property
    def title(self) -> str:
        """How it stands in the list."""
        return f"{self.label}（{self.path}）" if self.label and not self.chosen else str(self.path)


def of_folder(path: Path) -> Stick:
    """Return a chosen folder as a stick."""
    volume = QStorageInfo(str(path))
    return Stick(path, path.name, max(0, volume.bytesAvailable()), max(0, volume.bytesTotal()), chosen=True)


def mounted() -> tuple[Stick, ...]:
    """Return the volumes that can be carried away, by path."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        if not (volume.isValid() and volume.isReady()) or volume.isRoot():
            continue
        root, kind = volume.rootPath(), bytes(volume.fileSystemType().data()).decode("ascii", "replace")
        if not portable(root, kind):
            continue
        free, total = volume.bytesAvailable(), volume.bytesTotal()
        label = volume.displayName() if volume.displayName() != root else ""
        found.append(Stick(Path(root), label or "U盘", free, total, not volume.isReadOnly()))
    return tuple(sorted(found, key=lambda stick: str(stick.path)))


def portable(root: str, kind: str) -> bool:
    """Return whether a volume looks like a stick.

    Args:
        root: where it is mounted: D:/, /media/wang/KINGSTON.
        kind: of its file system.
    """
    drive = root[:1].upper()
    if root[1:3] in (":/", ":\\"):
        return drive not in ("A", "B", "C") and kind.casefold() in _STICK_SYSTEMS | {"ntfs"}
    return root.startswith(_MEDIA) and (kind.casefold() in _STICK_SYSTEMS or not root.startswith("/mnt/"))


class Watch(QObject):
    """Looks which sticks there are as long as it runs, on a thread of its own.

    Args:
        parent: goes with it.
        tasks: has the looking done.

    Signals:
        changed: other sticks than before; a tuple of them.
    """

    changed = Signal(object)

    def __init__(self, parent: QObject, tasks: "Tasks") -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._looking: Ticket | None = None
        self.sticks: tuple[Stick, ...] = ()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def running(self) -> bool:
        """Whether it looks."""
        return self._timer.isActive()

    def start(self) -> None:
        """Look at once and from now on."""
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Look which sticks there are, unless somebody is looking: a volume that hangs is asked once."""
        if self._looking is None or self._looking.finished:
            self._looking = self._tasks.submit("volumes", lambda _: mounted(), self._seen, owner=self)

    def _seen(self, found: tuple[Stick, ...]) -> None:
        places = [(each.path, each.label, each.writable) for each in found]
        before = [(each.path, each.label, each.writable) for each in self.sticks]
        self.sticks = found
        if places != before:
            self.changed.emit(found)
