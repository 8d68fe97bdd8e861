"""Sticks that are lost, doubled, late, in the wrong order (scenarios S1-S4, S22, B5, B16, B17, D11, D12)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from services.sync import loads
from services.sync.exchange import exchange, look
from services.sync.overview import status
from services.sync.told import FileTold
from tests.helpers.stations import World, only, states, world

__all__ = ["world"]


def test_what_a_workstation_enters_is_at_the_hub_after_a_stick(world: World) -> None:
    world.a.add("建设路1号院")
    at_hub, back = world.round(world.a)
    assert (at_hub.new, at_hub.refused, states(at_hub)) == (1, 0, ["taken"])
    assert "建设路1号院" in world.hub.names()
    assert states(back) == ["taken"]
    assert status(world.a.context).unsent == 0


def test_what_the_hub_enters_for_a_unit_goes_to_that_workstation_only(world: World) -> None:
    world.hub.add("滨河路5号院", world.a.unit)
    world.settle()
    assert "滨河路5号院" in world.a.names()
    assert world.b.names() == set()


def test_s01_same_package_twice(world: World) -> None:
    world.a.add("建设路1号院")
    world.a.send(world.stick)
    world.hub.take(world.stick)
    before = world.hub.value("SELECT count(*) FROM sync_change")
    again = world.hub.take(world.stick)
    assert [each.state for each in again.files] == ["already"]
    assert "已经收取过" in again.files[0].sentence
    assert world.hub.value("SELECT count(*) FROM sync_change") == before


def test_s02_packages_in_the_wrong_order(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loads.up, "__defaults__", (1,))  # one change in a package
    for number in range(3):
        world.a.add(f"建设路{number}号院")
    (done,) = world.a.send(world.new_stick("all"))
    assert len(done.files) == 3
    told: list[FileTold] = []
    for number in (2, 0, 1, 2):
        stick = world.new_stick(f"one-{len(told)}")
        shutil.copy(done.files[number], stick)
        told.append(only(world.hub.take(stick)))
    assert [each.state for each in told] == ["gap", "taken", "taken", "taken"]
    assert "前面还缺数据" in told[0].sentence
    assert len(world.hub.names()) == 3


def test_s03_stick_lost_twice(world: World) -> None:
    for number in range(2):
        world.a.add(f"建设路{number}号院")
        world.a.send(world.new_stick(f"lost-{number}"))
    world.a.add("建设路2号院")
    at_hub, _ = world.round(world.a)
    assert (at_hub.new, len(world.hub.names())) == (3, 3)


def test_s04_receipt_lost(world: World) -> None:
    world.a.add("建设路1号院")
    world.a.send(world.stick)
    world.hub.take(world.stick)
    world.a.add("建设路2号院")
    at_hub, _ = world.round(world.a)
    assert (only(at_hub).new, only(at_hub).known) == (1, 1)


def test_s22_package_that_needs_a_newer_program_waits(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.a.add("建设路1号院")
    with monkeypatch.context() as patched:
        patched.setattr("services.sync.exporting.READER", 99)
        world.a.send(world.stick)
    first = only(world.hub.take(world.stick))
    assert first.state == "waiting"
    assert "升级" in first.sentence
    monkeypatch.setattr("services.sync.taking.SCHEMA_REVISION", 99)
    assert only(world.hub.take(world.new_stick("empty"))).state == "taken"
    assert world.hub.names() == {"建设路1号院"}


def test_b05_a_package_for_another_office_is_left(world: World) -> None:
    world.hub.add("滨河路5号院", world.a.unit)
    world.hub.send(world.stick, world.a.replica)
    done = only(world.b.take(world.stick))
    assert (done.state, "给别的单位" in done.sentence) == ("other", True)


def test_b16_another_file_called_like_a_package(world: World) -> None:
    (world.stick / "CSP_00000000_00000000_1_00000000.csp").write_bytes(b"MZ" + bytes(500))
    done = only(world.hub.take(world.stick))
    assert done.state == "refused"
    assert done.sentence


def test_b17_an_old_package_again_after_a_restore_changes_nothing(world: World) -> None:
    row = world.a.add("建设路1号院")
    world.a.send(world.new_stick("old"))
    world.round(world.a)
    world.a.change(row, address="建设路1号")
    world.round(world.a)
    before = world.hub.value("SELECT count(*) FROM sync_change")
    told = only(world.hub.take(world.new_stick("old")))
    assert (told.state, told.new) == ("taken", 0)
    assert world.hub.value("SELECT address FROM courtyard") == "建设路1号"
    assert world.hub.value("SELECT count(*) FROM sync_change") == before


def test_d12_a_stick_that_cannot_be_written_to_is_taken_in_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services.sync import stick

    world.a.add("建设路1号院")
    world.a.send(world.stick)

    def readonly(*arguments: object, **named: object) -> Path:
        raise stick.StickFault("readonly", "U盘是只读的。")

    with monkeypatch.context() as patched:
        patched.setattr(stick, "put", readonly)
        done = world.hub.take(world.stick)
    assert (states(done), done.receipt_kept, done.receipts) == (["taken"], True, ())
    world.hub.send(world.new_stick("next"), world.a.replica)
    world.a.take(world.new_stick("next"))
    assert status(world.a.context).unsent == 0


def test_d11_a_package_that_cannot_be_copied_whole_changes_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services.sync import stick

    world.a.add("建设路1号院")
    world.a.send(world.stick)

    def pulled(*arguments: object, **named: object) -> Path:
        raise stick.StickFault("gone", "U盘可能已经拔出。")

    monkeypatch.setattr(stick, "fetch", pulled)
    with pytest.raises(stick.StickFault):
        world.hub.take(world.stick)
    assert world.hub.names() == set()


def test_the_button_takes_in_and_answers(world: World) -> None:
    world.a.add("建设路1号院")
    world.hub.add("滨河路5号院", world.a.unit)
    world.a.exchange(world.stick)
    with world.hub.at_home() as context:
        view = look(context, world.stick)
        assert (view.to_take, view.files[0].state, view.files[0].sender) == (1, "new", "安飞社区")
        done = exchange(context, world.stick)
    assert done.safe
    assert "可以安全拔出" in done.sentence
    with world.a.at_home() as context:
        done = exchange(context, world.stick)
    assert world.a.names() == world.hub.names() == {"建设路1号院", "滨河路5号院"}
    assert done.imported.new == 1


def test_late_offices_are_told(world: World) -> None:
    world.round(world.a)
    world.hub.clock.advance(20 * 86_400_000)
    found = status(world.hub.context)
    assert (found.role, found.late, found.peers[0].days) == ("hub", 2, 20)
    assert any("该收发数据了" in each for each in found.sentences)
