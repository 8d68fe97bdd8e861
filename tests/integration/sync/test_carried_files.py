"""Files of records travel after their rows, in parts, known by their hash (S25, B14, B15); erasing."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from models.errors import EnvironmentFault
from services import blobs
from services.files import write_bytes
from services.sync import archive, packing, parts, purging
from services.sync.overview import status
from services.sync.refused import Refused
from tests.helpers.stations import Station, World, world

__all__ = ["world"]


def attach(station: Station, row_id: bytes, name: str, data: bytes) -> bytes:
    with station.at_home() as context:
        blobs.attach(context, "courtyard", row_id, name, data)
    return blobs.put(station.path, data)


def test_s25_the_bytes_come_with_later_sticks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "BUDGET", 1000)
    monkeypatch.setattr(parts, "PART", 400)
    data = os.urandom(2500)
    digest = attach(world.a, world.a.add("建设路1号院"), "照片.jpg", data)
    attach(world.a, world.a.add("建设路2号院"), "同一张.jpg", data)
    got = []
    for _ in range(3):
        world.round(world.a)
        got.append(world.hub.value("SELECT got FROM sync_blob"))
    assert got == [1000, 2000, None]
    assert blobs.get(world.hub.path, digest) == data
    assert world.hub.value("SELECT count(*) FROM attachment") == 2
    assert not list((world.hub.path.parent / "office.sync" / "parts").iterdir())


def test_b14_a_name_from_outside_is_never_a_path(world: World) -> None:
    yard = world.a.add("建设路1号院")
    digest = blobs.put(world.a.path, b"x" * 10)
    with world.a.at_home() as context, context.unit_of_work() as work:
        values = {"unit_id": world.a.unit, "tbl": "courtyard", "row_id": yard, "sha256": digest, "size": 10}
        work.insert("attachment", {**values, "name": "..\\..\\x.exe"})
        work.commit()
    world.round(world.a)
    assert blobs.get(world.hub.path, digest) == b"x" * 10
    assert not [each for each in Path(world.folder).rglob("*x.exe*")]


def test_b15_content_that_is_not_what_its_hash_says(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = attach(world.a, world.a.add("建设路1号院"), "照片.jpg", b"right")
    real = packing.blob_frame

    def false(one: bytes, offset: int, whole: int, data: bytes) -> object:
        return real(one, offset, whole, b"w" * len(data))

    with monkeypatch.context() as patched:
        patched.setattr(packing, "blob_frame", false)
        world.round(world.a)
    assert not parts.has(world.hub.path, digest)
    assert world.hub.value("SELECT state FROM sync_blob") == parts.DAMAGED
    assert world.hub.names() == {"建设路1号院"}
    world.round(world.a)
    world.round(world.a)
    assert parts.has(world.hub.path, digest)


def cut_off(world: World, data: bytes) -> bytes:
    """Let the disk fail at the hub once the records of a package are taken in; returns the package's id."""
    attach(world.a, world.a.add("建设路1号院"), "照片.jpg", data)
    world.a.send(world.stick)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(blobs, "put", failing)
        with pytest.raises(EnvironmentFault):
            world.hub.take(world.stick)
    assert world.hub.names() == {"建设路1号院"}
    came = world.hub.value("SELECT max(pkg_id) FROM sync_change")
    assert isinstance(came, bytes)
    assert archive.open_one(world.hub.context, came) is None
    return came


def failing(*_: object) -> bytes:
    raise EnvironmentFault("磁盘出错。")


def test_what_was_not_come_to_its_end_is_done_the_next_time(world: World) -> None:
    data = os.urandom(50)
    came = cut_off(world, data)
    told = world.hub.take(world.new_stick("another"))
    assert told.files == ()
    assert len(told.receipts) == 1, "the sender gets its answer"
    assert blobs.get(world.hub.path, hashlib.sha256(data).digest()) == data
    assert archive.open_one(world.hub.context, came) == next(world.stick.glob("*.csp")).read_bytes()
    assert status(world.hub.context).waiting == 0
    assert world.hub.take(world.new_stick("a third")).receipts == ()


def test_what_was_not_come_to_its_end_and_is_erased_since_is_not_kept(world: World) -> None:
    came = cut_off(world, b"photo")
    with world.hub.at_home() as context:
        yard = world.hub.value("SELECT id FROM courtyard")
        assert isinstance(yard, bytes)
        purging.purge(context, "courtyard", yard, "本人申请")
    world.hub.take(world.new_stick("another"))
    assert archive.open_one(world.hub.context, came) is None
    assert not list((world.hub.path.parent / "office.sync" / "inbox").iterdir())


def test_a_package_kept_anew_and_cut_off_can_still_be_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.a.add("建设路1号院")
    ((sent,),) = (each.files for each in world.a.send(world.stick))
    world.hub.take(world.stick)
    came = world.hub.value("SELECT max(pkg_id) FROM sync_change")
    assert isinstance(came, bytes)

    def full(target: Path, data: bytes) -> None:
        if target.suffix == archive.KEY:
            raise EnvironmentFault("磁盘空间不足。")
        write_bytes(target, data)

    monkeypatch.setattr(archive, "write_bytes", full)
    with pytest.raises(EnvironmentFault):
        archive.keep(world.hub.context, sent, came)
    assert archive.open_one(world.hub.context, came) == sent.read_bytes()


def test_what_is_erased_at_the_hub_is_erased_below_and_in_the_archive(world: World) -> None:
    yard = world.a.add("要删除的院")
    world.round(world.a)
    came = world.hub.value("SELECT pkg_id FROM sync_change WHERE row_id = ?", yard)
    assert isinstance(came, bytes)
    assert archive.open_one(world.hub.context, came)
    with world.hub.at_home() as context:
        purging.purge(context, "courtyard", yard, "本人申请")
    assert archive.open_one(world.hub.context, came) is None
    world.settle()
    for station in (world.hub, world.a):
        assert station.value("SELECT count(*) FROM sync_change WHERE values_json LIKE '%要删除的院%'") == 0
        assert station.value("SELECT count(*) FROM courtyard WHERE name = '要删除的院'") == 0
        assert station.names() == set()


def test_what_is_erased_at_the_hub_leaves_the_archive_of_a_workstation(world: World) -> None:
    yard = world.hub.add("要删除的院", world.a.unit)
    world.round(world.a)
    came = world.a.value("SELECT pkg_id FROM sync_change WHERE row_id = ?", yard)
    assert isinstance(came, bytes)
    assert archive.open_one(world.a.context, came)
    with world.hub.at_home() as context:
        purging.purge(context, "courtyard", yard, "本人申请")
    world.round(world.a)
    assert world.a.names() == set()
    assert archive.open_one(world.a.context, came) is None
    assert not list((world.a.path.parent / "office.sync" / "archive").glob(f"{came.hex()}*"))


def test_a_workstation_does_not_erase(world: World) -> None:
    yard = world.a.add("建设路1号院")
    with world.a.at_home() as context, pytest.raises(Refused):
        purging.purge(context, "courtyard", yard, "")
    assert world.a.names() == {"建设路1号院"}
