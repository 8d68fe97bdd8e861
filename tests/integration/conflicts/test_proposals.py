"""What a workstation wrote beyond its rights: the hub adopts it, or declines it and says why."""

from __future__ import annotations

import pytest

from models.errors import InvalidInput, NotFound
from services import conflicts, history
from services.conflicts import Case
from tests.helpers.stations import NAMES, Station, World, world

__all__ = ["world"]


def proposals(station: Station) -> list[Case]:
    """Return the proposals that wait here."""
    return [each for each in conflicts.listed(station.context) if each.kind == "unauthorised"]


@pytest.fixture
def proposed(world: World) -> bytes:
    """Let a workstation change a courtyard that the hub has handed to another community meanwhile."""
    yard = world.a.add("建设路1号院")
    world.settle()
    world.hub.change(yard, unit_id=world.b.unit)
    world.a.change(yard, address="建设路1号")
    world.round(world.a)
    return bytes(yard)


def address(station: Station) -> object:
    """Return the address of the only courtyard."""
    return station.value("SELECT address FROM courtyard WHERE deleted_at IS NULL")


def test_an_adopted_proposal_counts_everywhere_and_undoing_it_opens_it_again(
    world: World, proposed: bytes
) -> None:
    (case,) = proposals(world.hub)
    assert (case.name, case.field, case.base, case.acts) == (
        *("楼院 建设路1号院", "详细地址", ""),
        ("adopt", "decline", "ask"),
    )
    (version,) = case.versions
    assert (version.text, version.office, version.provisional) == ("建设路1号", NAMES["a"], False)
    counted = conflicts.counts(world.hub.context)
    assert (counted.proposals, counted.conflicts) == (1, 0)
    with world.hub.at_home() as context:
        saved = conflicts.adopt(context, case.id)
        with pytest.raises(NotFound):
            conflicts.adopt(context, case.id)
    world.settle()
    assert [address(each) for each in (world.hub, world.b)] == ["建设路1号"] * 2
    assert proposals(world.hub) == []
    assert saved.committed is not None
    with world.hub.at_home() as context:
        history.undo(context, saved.committed.tx_id)
    world.settle()
    assert [address(each) for each in (world.hub, world.b)] == [None, None]
    assert [each.id for each in proposals(world.hub)] == [case.id]


def test_a_declined_proposal_changes_nothing_and_keeps_the_reason(world: World, proposed: bytes) -> None:
    (case,) = proposals(world.hub)
    with world.hub.at_home() as context:
        with pytest.raises(InvalidInput, match="不能直接填写新值"):
            conflicts.write(context, case.id, "别处")
        conflicts.decline(context, case.id, "已由柳湖社区管理")
    assert proposals(world.hub) == []
    world.settle()
    assert [address(each) for each in (world.hub, world.b)] == [None, None]
    assert world.hub.value("SELECT note FROM sync_conflict WHERE id = ?", case.id) == (
        "未采纳：已由柳湖社区管理"
    )


def test_a_new_record_and_a_deletion_are_adopted_too(world: World) -> None:
    yard = world.hub.add("街道直管院", world.hub.unit)
    world.settle()
    world.a.add("代填的院", world.b.unit)
    with world.a.at_home() as context, context.unit_of_work() as work:
        work.delete("courtyard", yard)
        work.commit()
    world.round(world.a)
    assert sorted((each.name, each.versions[0].text) for each in proposals(world.hub)) == [
        ("楼院 代填的院", "保留"),
        ("楼院 街道直管院", "（已删除）"),
    ]
    for case in proposals(world.hub):
        with world.hub.at_home() as context:
            conflicts.adopt(context, case.id)
    world.settle()
    assert (world.hub.names(), world.a.names(), world.b.names()) == ({"代填的院"}, set(), {"代填的院"})
