"""Where a live database may not lie: drives of the network, folders of the cloud, sticks (D16)."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from services import places
from services.places import Mount, by_drive_type, by_mount, in_cloud, read_mounts

MOUNTS = """\
/dev/vda / ext4 rw 0 0
tmpfs /tmp tmpfs rw 0 0
//server/share /mnt/office cifs rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /media/wang/My\\040Stick fuseblk rw 0 0
/dev/sdc1 /media/wang/card exfat rw 0 0
/dev/sda2 /home/local ext4 rw 0 0
/dev/vda /mnt/office/mine ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/louyuan/office.db", None),
        ("/tmp/pytest-1/office.db", None),
        ("/mnt/office/office.db", "network"),
        ("/home/wang/office.db", "network"),
        ("/home/local/office.db", None),
        ("/homes/office.db", None),
        ("/mnt/office/mine/office.db", None),
        ("/media/wang/My Stick/office.db", "stick"),
        ("/media/wang/card/data/office.db", "stick"),
    ],
)
def test_d16_the_kind_of_file_system_decides_on_linux(path: str, kind: str | None) -> None:
    mounts = read_mounts(MOUNTS, lambda device: device == "/dev/sdb1")
    assert by_mount(PurePosixPath(path), mounts) == kind


def test_d16_of_two_mounts_on_one_folder_the_later_counts() -> None:
    mounts = (Mount("a", "/data", "nfs"), Mount("b", "/data", "ext4"))
    assert by_mount(PurePosixPath("/data/office.db"), mounts) is None
    assert by_mount(PurePosixPath("/data/office.db"), mounts[::-1]) == "network"
    assert by_mount(PurePosixPath("/data/office.db"), ()) is None


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("C:\\Users\\wang\\AppData\\Local\\louyuan\\office.db", None),
        ("E:\\office.db", "stick"),
        ("Z:\\office.db", "network"),
        ("\\\\server\\share\\office.db", "network"),
        ("\\\\?\\C:\\office.db", None),
    ],
)
def test_d16_the_type_of_the_drive_decides_on_windows(path: str, kind: str | None) -> None:
    types = {"E:\\": 2, "Z:\\": 4}
    assert by_drive_type(PureWindowsPath(path), lambda root: types.get(root, 3)) == kind


@pytest.mark.parametrize(
    ("path", "cloud"),
    [
        ("C:\\Users\\wang\\OneDrive\\文档\\office.db", True),
        ("C:\\Users\\wang\\OneDrive - 街道办\\office.db", True),
        ("D:\\我的坚果云\\office.db", True),
        ("D:\\百度网盘\\台账\\office.db", True),
        ("D:\\WPS云盘\\office.db", True),
        ("D:\\百度网盘下载\\office.db", False),
        ("D:\\OneDriveOld\\office.db", False),
        ("D:\\台账\\onedrive", False),
    ],
)
def test_d16_folders_of_cloud_programs_are_known_by_name(path: str, cloud: bool) -> None:
    assert in_cloud(PureWindowsPath(path)) is cloud


@pytest.mark.parametrize(
    ("flag", "bus", "expected"), [("1", "pci", True), ("0", "usb1", True), ("0", "pci", False)]
)
def test_a_disk_is_a_stick_when_it_says_so_or_hangs_on_the_bus_of_sticks(
    flag: str, bus: str, expected: bool, tmp_path: Path
) -> None:
    disk = tmp_path / "devices" / bus / "sdb"
    (disk / "sdb1").mkdir(parents=True)
    (disk / "removable").write_text(f"{flag}\n")
    blocks = tmp_path / "class"
    blocks.mkdir()
    (blocks / "sdb1").symlink_to(disk / "sdb1")
    assert places.removable_device("/dev/sdb1", blocks) is expected
    assert places.removable_device("/dev/none", blocks) is False


def test_the_folder_of_this_test_is_a_good_place(tmp_path: Path) -> None:
    assert places.kind_of(tmp_path / "office.db") is None
    places.refuse(tmp_path / "office.db")


def test_d16_a_link_does_not_hide_the_place(tmp_path: Path) -> None:
    (tmp_path / "Nutstore").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "Nutstore")
    with pytest.raises(places.WrongPlace, match="云盘同步文件夹") as raised:
        places.refuse(tmp_path / "data" / "office.db")
    assert raised.value.kind == "cloud"
    assert "移到本机硬盘" in raised.value.message
