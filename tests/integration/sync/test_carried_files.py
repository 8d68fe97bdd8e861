"""Files of records travel after their rows, in parts, known by their hash (S25, B14, B15); erasing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from services import blobs
from services.sync import archive, packing, parts, purging
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


def test_a_workstation_does_not_erase(world: World) -> None:
    yard = world.a.add("建设路1号院")
    with world.a.at_home() as context, pytest.raises(Refused):
        purging.purge(context, "courtyard", yard, "")
    assert world.a.names() == {"建设路1号院"}
