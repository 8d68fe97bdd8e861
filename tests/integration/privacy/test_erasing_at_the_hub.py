"""A workstation asks, the hub erases, and every office follows with the next stick."""

from __future__ import annotations

import pytest

from models.errors import NotFound
from services import attachments, blobs, erasing, retention
from services.attachments import NewFile
from services.sync.refused import Refused
from tests.helpers.files import photo
from tests.helpers.office import add
from tests.helpers.stations import Station, World, world

__all__ = ["world"]


def holding(station: Station, word: str) -> list[str]:
    """Return the tables of a station that tell a word: rows, changes, audit, drafts, search."""
    found = []
    for table, column in (
        ("resident", "name"),
        ("opinion", "raised_by"),
        ("household", "phone"),
        ("sync_change", "values_json"),
        ("audit_entry", "label"),
        ("search_doc", "text"),
    ):
        if station.value(f"SELECT count(*) FROM {table} WHERE {column} LIKE ?", f"%{word}%"):
            found.append(table)
    return found


def test_a_request_of_a_workstation_is_carried_out_at_the_hub_and_comes_back(world: World) -> None:
    yard = world.a.add("西院")
    with world.a.at_home() as context:
        building = add(context, "buildings", courtyard_id=yard, name="1号楼")
        home = add(context, "dwellings", courtyard_id=yard, building_id=building, room="101")
        person = add(context, "residents", name="欧阳志远", courtyard_id=yard, phone="13912349876")
        add(context, "households", dwelling_id=home, head_id=person, phone="13912349876", people_count="2")
        add(
            context,
            "opinions",
            courtyard_id=yard,
            title="漏雨",
            received_on="2020-9-1",
            channel="phone",
            raised_by="欧阳志远",
            resident_id=person,
        )
        attachments.add(context, "residents", person, [NewFile("身份证.jpg", data=photo())])
        digest = context.reader.value("SELECT sha256 FROM attachment")
        with pytest.raises(Refused, match="由街道办办理"):
            erasing.erase(context, person, "本人申请")
        assert not erasing.plan(context, person).here
        retention.request(context, [retention.Chosen("resident", person)], "本人申请")
    world.settle()
    assert "resident" in holding(world.hub, "欧阳志远")
    with world.hub.at_home() as context:
        (asked,) = retention.open_requests(context)
        assert (asked.record_id, asked.name, asked.reason) == (person, "欧阳志远", "本人申请")
        done = erasing.erase(context, asked.record_id, asked.reason)
        assert done.files == 1
        assert retention.open_requests(context) == ()
    world.settle()
    world.settle()
    for station in (world.hub, world.a):
        for word in ("欧阳志远", "13912349876"):
            assert holding(station, word) == []
        assert station.value("SELECT sum(people_count) FROM household WHERE deleted_at IS NULL") == 2
        assert station.value("SELECT count(*) FROM opinion WHERE deleted_at IS NULL") == 1
        assert station.value("SELECT count(*) FROM sync_conflict WHERE resolved_at IS NULL") == 0
        with pytest.raises(NotFound):
            blobs.get(station.path, bytes(digest))
    with world.a.at_home() as context:
        assert retention.open_requests(context) == ()
        assert [each[0] for each in context.reader.all("SELECT decision FROM retention_review")] == [
            "erase",
            "erased",
        ]
