"""Writing files: the old one or the new one, never half, and a sentence when it does not work."""

from __future__ import annotations

import errno
import hashlib
import io
import os
from pathlib import Path

import pytest

from models.errors import EnvironmentFault, InvalidInput
from services import files, resources
from services.files import Cancelled, replacing, sha256_of, write_bytes


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "neu" / "名单.txt"
    write_bytes(path, b"old")
    write_bytes(path, b"new")
    assert path.read_bytes() == b"new"
    assert [file.name for file in path.parent.iterdir()] == ["名单.txt"]


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, Cancelled])
def test_an_interrupted_write_leaves_the_old_file(error: type[BaseException], tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_bytes(path, b"old")

    def write() -> None:
        with replacing(path) as file:
            file.write(b"half")
            raise error

    with pytest.raises(error):
        write()
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]


FAULTS = {
    errno.ENOSPC: "磁盘空间不足",
    errno.EACCES: "不能写入",
    errno.EROFS: "不能写入",
    errno.EIO: "磁盘是否正常",
}


@pytest.mark.parametrize("number", FAULTS)
@pytest.mark.parametrize("where", ["fsync", "replace"])
def test_a_fault_of_the_disk_is_named_and_leaves_the_old_file(
    number: int, where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    write_bytes(path, b"old")

    def fail(*_: object) -> None:
        raise OSError(number, "fault")

    monkeypatch.setattr(os, where, fail)
    with pytest.raises(EnvironmentFault, match=FAULTS[number]) as refusal:
        write_bytes(path, b"new")
    assert "a.txt" in refusal.value.message
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]


def test_places_where_no_file_can_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "a.txt", tmp_path / ("长" * 200)):
        with pytest.raises(EnvironmentFault, match="没有写成"):
            write_bytes(path, b"new")
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_a_folder_that_cannot_be_synced_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some file systems of sticks refuse to sync a folder although the file is safe."""

    def refuse(number: int) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(os, "fsync", refuse)
    files.sync_folder(tmp_path)


@pytest.mark.parametrize("size", [None, 0, 3, 100])
def test_checksum_of_a_part(size: int | None) -> None:
    data = b"0123456789"
    assert sha256_of(io.BytesIO(data), size) == hashlib.sha256(data[:size]).hexdigest()


def test_shipped_files_are_found() -> None:
    assert resources.resource_path("sample").is_dir()
    assert resources.resource_text("rules.json").startswith(("{", "["))


@pytest.mark.parametrize("name", ["", "folder"])
def test_a_folder_is_no_place_for_a_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(InvalidInput, match="是文件夹，没有写成"):
        write_bytes(Path(name) if not name else tmp_path / name, b"x")
    assert list(tmp_path.rglob("*.tmp")) == []
