"""Where the database of an office may lie: on a disk of this machine, not where others reach into the file.

On a network drive locks do not hold, a cloud folder copies the file while it is written, a stick is pulled
out: each has cost databases (sync.md, "Durability"; scenario D16).
"""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Literal

from models.errors import EnvironmentFault

Kind = Literal["network", "cloud", "stick"]
_WHY: dict[Kind, str] = {
    "network": "网络盘上。多台电脑同时写会损坏数据",
    "cloud": "云盘同步文件夹里。同步软件会在写入时复制文件，容易损坏数据",
    "stick": "U盘或移动盘上。拔出时可能损坏数据，丢了也会泄露信息",
}
_NETWORK = frozenset(
    (
        "nfs",
        "nfs4",
        "cifs",
        "smb2",
        "smb3",
        "smbfs",
        "ncpfs",
        "afs",
        "ceph",
        "glusterfs",
        "lustre",
        "davfs",
        "fuse.davfs",
        "fuse.sshfs",
        "fuse.rclone",
        "fuse.gvfsd-fuse",
        "fuse.glusterfs",
        "fuse.s3fs",
    )
)
_STICKS = frozenset(("vfat", "msdos", "exfat", "fuse.exfat"))
_CLOUDS = frozenset(
    (
        "坚果云",
        "我的坚果云",
        "nutstore",
        "百度网盘",
        "百度云同步盘",
        "百度网盘同步空间",
        "baidusyncdisk",
        "baidunetdiskworkspace",
        "wps云盘",
        "wpsdrive",
        "阿里云盘",
        "天翼云盘",
        "腾讯微云",
        "微云同步助手",
        "金山快盘",
        "iclouddrive",
        "dropbox",
    )
)


class WrongPlace(EnvironmentFault):
    """The database lies where it must not be worked with; `services.moving` brings it to a better place.

    Args:
        path: the database.
        kind: what is wrong with the place.
    """

    def __init__(self, path: Path, kind: Kind) -> None:
        super().__init__(
            f"数据文件“{path}”在{_WHY[kind]}，没有打开。"
            "请移到本机硬盘：打开窗口后按提示操作，或用命令 move --to 文件夹。"
        )
        self.path = path
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Mount:
    """One mounted file system: device, folder, type; and whether its device can be taken out."""

    device: str
    folder: str
    type: str
    removable: bool = False


def refuse(path: Path) -> None:
    """Refuse to work with a database where it lies.

    Raises:
        WrongPlace: on a network drive, in a folder a cloud program keeps, on a stick.
    """
    found = kind_of(path)
    if found is not None:
        raise WrongPlace(path, found)


def kind_of(path: Path) -> Kind | None:
    """Return what is wrong with the place of a file; None where it may lie."""
    whole = Path(os.path.realpath(path))
    if in_cloud(whole):
        return "cloud"
    return _by_drive(whole)


def in_cloud(path: PurePath) -> bool:
    """Return whether a folder on the way carries the name a cloud program gives its own."""
    names = [part.casefold().strip() for part in path.parent.parts]
    return any(name in _CLOUDS or name == "onedrive" or name.startswith("onedrive - ") for name in names)


def by_mount(path: PurePath, mounts: Sequence[Mount]) -> Kind | None:
    """Return what is wrong with the file system a path lies on.

    Args:
        path: an absolute path without links.
        mounts: in the order they were mounted; of two on one folder the later counts.
    """
    on = [mount for mount in mounts if path.is_relative_to(mount.folder)]
    if not on:
        return None
    mount = max(enumerate(on), key=lambda each: (len(PurePath(each[1].folder).parts), each[0]))[1]
    if mount.type in _NETWORK:
        return "network"
    return "stick" if mount.type in _STICKS or mount.removable else None


def read_mounts(text: str, removable: Callable[[str], bool]) -> tuple[Mount, ...]:
    """Read /proc/mounts; blanks in folders stand there as octal numbers."""
    found = []
    for line in text.splitlines():
        device, folder, kind, *_ = (*line.split(" "), "", "", "")
        for code, sign in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
            folder = folder.replace(code, sign)
        found.append(Mount(device, folder, kind, device.startswith("/dev/") and removable(device)))
    return tuple(found)


def removable_device(device: str, blocks: Path = Path("/sys/class/block")) -> bool:
    """Return whether Linux says of a disk, or the disk of a partition, that it can be taken out."""
    entry = blocks / os.path.basename(os.path.realpath(device))
    try:
        real = entry.resolve(strict=True)
        for folder in (real, real.parent):
            flag = folder / "removable"
            if flag.is_file():
                return flag.read_text().strip() == "1" or "/usb" in str(real)
    except OSError:
        pass
    return False


_REMOVABLE, _REMOTE = 2, 4
"""What Windows' GetDriveType answers for a stick and for a network drive."""


def by_drive_type(path: PurePath, drive_type: Callable[[str], int]) -> Kind | None:
    """Return what is wrong with the drive of a path on Windows; a share named by its server is remote."""
    drive = path.drive
    if drive.startswith("\\\\") and not drive.startswith(("\\\\?\\", "\\\\.\\")):
        return "network"
    kinds: dict[int, Kind] = {_REMOVABLE: "stick", _REMOTE: "network"}
    return kinds.get(drive_type(drive + "\\"))


if sys.platform == "win32":
    import ctypes

    def _by_drive(path: Path) -> Kind | None:
        return by_drive_type(path, lambda root: int(ctypes.windll.kernel32.GetDriveTypeW(root)))

else:

    def _by_drive(path: Path) -> Kind | None:
        try:
            text = Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return None  # macOS tells it otherwise
        return by_mount(path, read_mounts(text, removable_device))
