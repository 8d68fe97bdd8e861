"""Files onto sticks that are full, pulled, read-only, false or watched, and from them (D8–D14, D25)."""

from __future__ import annotations

import errno
import io
import os
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

import pytest

from models.errors import InvalidInput
from services.files import Cancelled
from services.sync import stick
from services.sync.device import REAL, Device
from services.sync.stick import StickFault
from tests.helpers import volumes

NAME = "CSP_0011aabb_2233ccdd_1_deadbeef.csp"
SIZE = 3 * (1 << 20) + 17


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A local file of three blocks and a bit."""
    path = tmp_path / "package"
    path.write_bytes(random.Random(7).randbytes(SIZE))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty stick."""
    made = tmp_path / "stick"
    made.mkdir()
    return made


class Failing(io.FileIO):
    """A file that fails once `left` bytes are written over all files it is asked for."""

    left: int
    number: int

    def write(self, data: object) -> int:
        """Write what still goes, then fail."""
        block = bytes(data)  # type: ignore[call-overload]
        go = min(len(block), self.left)
        super().write(block[:go])
        self.left -= go
        if go < len(block):
            raise OSError(self.number, os.strerror(self.number))
        return go


def failing_after(size: int, number: int) -> Device:
    """A stick that takes `size` bytes and then fails with this error."""

    def create(path: Path) -> IO[bytes]:
        file = Failing(path, "xb")
        file.left, file.number = size, number
        return file

    return replace(REAL, create=create)


def held(times: int, number: int = errno.EBUSY) -> tuple[Device, list[float]]:
    """A stick on which a scanner holds the file for the first `times` tries to rename it."""
    waits: list[float] = []

    def rename(old: Path, new: Path) -> None:
        if len(waits) < times:
            raise OSError(number, os.strerror(number))
        os.replace(old, new)

    return replace(REAL, rename=rename, wait=waits.append), waits


def fault(call: Callable[[], object]) -> StickFault:
    with pytest.raises(StickFault) as raised:
        call()
    assert raised.value.message.endswith("。")
    return raised.value


def test_a_file_arrives_whole_and_is_taken_in_again(source: Path, folder: Path, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    made = stick.put(source, folder, NAME, lambda done, whole: steps.append((done, whole)))
    assert made == folder / NAME
    assert made.read_bytes() == source.read_bytes()
    assert steps[-1] == (2 * SIZE, 2 * SIZE)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    local = stick.fetch(made, tmp_path / "inbox" / "deep")
    assert local.read_bytes() == source.read_bytes()
    assert [path.name for path in folder.iterdir()] == [NAME]
    assert [path.name for path in local.parent.iterdir()] == [NAME]


def test_what_is_there_is_left_when_equal_and_never_overwritten(source: Path, folder: Path) -> None:
    stick.put(source, folder, NAME)
    assert stick.put(source, folder, NAME) == folder / NAME
    (folder / NAME).write_bytes(b"another")
    with pytest.raises(InvalidInput, match="没有覆盖"):
        stick.put(source, folder, NAME)
    assert (folder / NAME).read_bytes() == b"another"


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\\b", "a:b", "/etc/x"])
def test_only_a_plain_name_is_taken(name: str, source: Path, folder: Path) -> None:
    with pytest.raises(InvalidInput, match="文件名"):
        stick.put(source, folder, name)


def test_d08_the_size_needed_is_told_before_anything_is_written(source: Path, folder: Path) -> None:
    told = fault(lambda: stick.put(source, folder, NAME, device=replace(REAL, free=lambda _: SIZE)))
    assert told.code == "full"
    assert "需要4.1 MB，只剩3.1 MB" in told.message
    assert list(folder.iterdir()) == []
    assert stick.room(folder, device=replace(REAL, free=lambda _: SIZE)) == SIZE - stick.SPARE


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "full"),
        (errno.EIO, "broken"),
        (errno.EFBIG, "large"),
        (errno.ECONNABORTED, "gone"),
    ],
)
@pytest.mark.parametrize("after", [0, 5, SIZE // 2, int(SIZE * 0.99)])
def test_d08_what_a_stick_did_not_take_whole_is_not_there(
    number: int, code: str, after: int, source: Path, folder: Path
) -> None:
    assert fault(lambda: stick.put(source, folder, NAME, device=failing_after(after, number))).code == code
    assert list(folder.iterdir()) == []
    stick.put(source, folder, NAME)
    assert (folder / NAME).read_bytes() == source.read_bytes()


@pytest.mark.parametrize("step", ["create", "sync", "forget", "rename", "sync_folder"])
def test_d09_a_stick_pulled_at_any_step_leaves_no_file_of_that_name(
    step: str, source: Path, folder: Path
) -> None:
    def gone(*_: object) -> None:
        raise OSError(errno.ENODEV, "no such device")

    device = replace(REAL, **{step: gone}, remove=gone)  # type: ignore[arg-type]
    told = fault(lambda: stick.put(source, folder, NAME, device=device))
    assert told.code == "gone"
    assert "可能已经拔出" in told.message
    if step != "sync_folder":  # there the whole and checked file has its name; it is only not said to be safe
        assert [path.name for path in folder.iterdir()] in ([], [NAME + stick.TEMPORARY])
    stick.put(source, folder, NAME)
    assert [path.name for path in folder.iterdir()] == [NAME]


def test_d09_an_error_of_the_flush_is_an_error_of_the_export(source: Path, folder: Path) -> None:
    def sync(file: IO[bytes]) -> None:
        file.flush()
        raise OSError(errno.EIO, "flush")

    assert fault(lambda: stick.put(source, folder, NAME, device=replace(REAL, sync=sync))).code == "broken"
    assert list(folder.iterdir()) == []


def test_d10_nothing_is_left_to_write_once_it_is_said_to_be_done(source: Path, folder: Path) -> None:
    calls: list[str] = []

    def noted(name: str) -> Callable[..., object]:
        real = getattr(REAL, name)

        def call(*args: object) -> object:
            calls.append(name)
            return real(*args)

        return call

    names = ("create", "sync", "forget", "read", "rename", "sync_folder")
    stick.put(source, folder, NAME, device=replace(REAL, **{name: noted(name) for name in names}))  # type: ignore[arg-type]
    assert calls == ["read", "read", "create", "sync", "forget", "read", "rename", "sync_folder"]


@pytest.mark.parametrize("blocks", [0, 1, 3])
def test_d11_a_stick_pulled_while_it_is_read_leaves_nothing_here(
    blocks: int, source: Path, folder: Path, tmp_path: Path
) -> None:
    class Pulled(io.FileIO):
        left = blocks

        def read(self, size: int | None = -1, /) -> bytes:
            self.left -= 1
            if self.left < 0:
                raise OSError(errno.ENODEV, "no such device")
            return super().read(size) or b""

    stick.put(source, folder, NAME)
    device = replace(
        REAL,
        read=lambda path: Pulled(path) if path.parent == folder else path.open("rb"),
    )
    told = fault(lambda: stick.fetch(folder / NAME, tmp_path / "inbox", device=device))
    assert told.code == "gone"
    assert list((tmp_path / "inbox").iterdir()) == []
    with pytest.raises(InvalidInput, match="可能已经拔出"):
        stick.fetch(folder / "none.csp", tmp_path / "inbox")


def test_d11_a_full_local_disk_is_told_as_the_local_one(source: Path, folder: Path, tmp_path: Path) -> None:
    stick.put(source, folder, NAME)
    told = fault(
        lambda: stick.fetch(folder / NAME, tmp_path / "inbox", device=failing_after(5, errno.ENOSPC))
    )
    assert told.code == "full"
    assert str(tmp_path / "inbox") in told.message
    assert "请清理本机磁盘" in told.message
    cramped = replace(REAL, free=lambda _: SIZE)
    told = fault(lambda: stick.fetch(folder / NAME, tmp_path / "inbox", device=cramped))
    assert "请清理本机磁盘后重试，没有写入任何内容。" in told.message
    assert list((tmp_path / "inbox").iterdir()) == []


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES])
def test_d12_a_write_protected_stick_is_named_and_can_be_read(
    number: int, source: Path, folder: Path, tmp_path: Path
) -> None:
    stick.put(source, folder, NAME)

    def create(path: Path) -> IO[bytes]:
        if path.parent == folder:
            raise OSError(number, "write-protected")
        return REAL.create(path)

    device = replace(REAL, create=create)
    assert stick.fetch(folder / NAME, tmp_path / "inbox", device=device).is_file()
    told = fault(lambda: stick.put(source, folder, "2.csp", device=device))
    assert told.code == "readonly"
    assert "写保护" in told.message


def test_d13_a_stick_that_lies_about_its_size_is_found_out(source: Path, folder: Path) -> None:
    """Writes beyond its real size go round to its beginning: nothing fails until the file is read back."""
    real = 1 << 20

    def forget(path: Path) -> None:
        data = path.read_bytes()
        kept = bytearray(data[:real])
        for at in range(real, len(data), real):
            part = data[at : at + real]
            kept[: len(part)] = part
        path.write_bytes((bytes(kept) * (len(data) // real + 1))[: len(data)])

    told = fault(lambda: stick.put(source, folder, NAME, device=replace(REAL, forget=forget)))
    assert told.code == "false"
    assert "容量虚标" in told.message
    assert list(folder.iterdir()) == []


def test_d25_a_scanner_that_holds_the_file_is_waited_for(source: Path, folder: Path) -> None:
    device, waits = held(3)
    stick.put(source, folder, NAME, device=device)
    assert len(waits) == 3
    assert waits == sorted(waits)


def test_d25_a_scanner_that_keeps_the_file_is_a_clear_failure(
    source: Path, folder: Path, tmp_path: Path
) -> None:
    device, waits = held(1000)
    told = fault(lambda: stick.put(source, folder, NAME, device=device))
    assert told.code == "busy"
    assert "杀毒软件" in told.message
    assert sum(waits) < 5
    assert list(folder.iterdir()) == []
    inbox = tmp_path / "inbox"
    stick.put(source, folder, NAME)
    old = stick.fetch(folder / NAME, inbox)
    assert fault(lambda: stick.fetch(folder / NAME, inbox, device=held(1000)[0])).code == "busy"
    assert old.read_bytes() == source.read_bytes()


def test_a_cancelled_copy_leaves_nothing(source: Path, folder: Path, tmp_path: Path) -> None:
    def stop(done: int, whole: int) -> None:
        if done > whole // 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        stick.put(source, folder, NAME, stop)
    assert list(folder.iterdir()) == []
    stick.put(source, folder, NAME)
    with pytest.raises(Cancelled):
        stick.fetch(folder / NAME, tmp_path / "inbox", stop)
    assert list((tmp_path / "inbox").iterdir()) == []


def test_what_an_earlier_copy_left_is_taken_away_first(source: Path, folder: Path) -> None:
    (folder / (NAME + stick.TEMPORARY)).write_bytes(b"half")
    stick.put(source, folder, NAME)
    assert [path.name for path in folder.iterdir()] == [NAME]


def test_a_folder_that_is_not_there_is_a_stick_that_is_not_plugged_in(source: Path, folder: Path) -> None:
    assert fault(lambda: stick.put(source, folder / "none", NAME)).code == "gone"


KINDS = {kind.name: kind for kind in volumes.STICKS if volumes.stick_possible(kind)}


@pytest.fixture(params=["folder", *KINDS])
def real_stick(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[volumes.Volume | Path]:
    """A plain folder, and real volumes where the machine allows it."""
    if request.param == "folder":
        (tmp_path / "plain").mkdir()
        yield tmp_path / "plain"
        return
    with volumes.stick(KINDS[request.param], tmp_path) as volume:
        yield volume


def test_d14_a_real_volume_needs_nothing_of_names_times_or_rights(
    real_stick: volumes.Volume | Path, source: Path, tmp_path: Path
) -> None:
    folder = real_stick if isinstance(real_stick, Path) else real_stick.folder
    made = stick.put(source, folder, NAME)
    os.utime(made, (0, 0))
    if isinstance(real_stick, volumes.Volume):
        if real_stick.kind.tells_case:
            stick.put(source, folder, NAME.lower()).unlink()
        else:
            with pytest.raises(InvalidInput, match="没有覆盖"):
                stick.put(tmp_path / "stick.img", folder, NAME.lower())
        real_stick.pull()
        assert fault(lambda: stick.put(source, folder, "2.csp")).code == "gone"
        real_stick.unmount()
        assert real_stick.sound()
        real_stick.mount()
    assert stick.fetch(made, tmp_path / "inbox").read_bytes() == source.read_bytes()
    if isinstance(real_stick, volumes.Volume):
        big = tmp_path / "big"
        with big.open("wb") as file:
            file.truncate(15 << 20)
        assert fault(lambda: stick.put(big, folder, "3.csp")).code == "full"
        assert {path.name for path in folder.iterdir()} == {NAME}


ROUNDS = 4


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_d09_a_real_stick_pulled_at_random_has_whole_files_only(
    seed: int, real_stick: volumes.Volume | Path, source: Path
) -> None:
    if isinstance(real_stick, Path):
        device = failing_after(random.Random(seed).randrange(SIZE), errno.EIO)
        assert fault(lambda: stick.put(source, real_stick, NAME, device=device)).code == "broken"
        assert list(real_stick.iterdir()) == []
        return
    stick.put(source, real_stick.folder, "first.csp")
    puller = threading.Timer(random.Random(seed).random() * 0.08, real_stick.pull)
    puller.start()
    fault(lambda: write_for_ever(source, real_stick.folder))
    puller.join()
    real_stick.unmount()
    real_stick.mount()
    for path in real_stick.folder.glob("*.csp"):
        assert path.read_bytes() == source.read_bytes(), path.name
    stick.put(source, real_stick.folder, "after.csp")


def write_for_ever(source: Path, folder: Path) -> None:
    for number in range(100_000):
        stick.put(source, folder, f"{number}.csp")
        (folder / f"{number - 1}.csp").unlink(missing_ok=True)
