"""Copies, restores, wrong clocks, silence and silent damage (scenarios S15-S19, S26, S29)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from services.sync import identity
from services.sync.importing import import_folder
from tests.helpers.office import behind
from tests.helpers.stations import Station, World, only, states, world

__all__ = ["world"]

DAY_MS = 86_400_000


def alarms(done: object) -> list[str]:
    return [each.code for each in done.alarms]  # type: ignore[attr-defined]


def test_s15_a_clock_that_is_wrong_is_told_and_decides_nothing(world: World) -> None:
    yard = world.hub.add("滨河路5号院", world.a.unit)
    world.settle()
    world.a.clock.advance(80 * 365 * DAY_MS)
    world.a.change(yard, address="先改的")
    at_hub, _ = world.round(world.a)
    assert alarms(at_hub) == ["clock"]
    assert "快约" in at_hub.alarms[0].sentence
    world.a.clock.now_ms = 1000
    world.a.change(yard, address="后改的")
    world.round(world.a)
    assert world.hub.value("SELECT address FROM courtyard") == "后改的"


def test_s16_a_hidden_copy_is_found_and_both_keep_their_work(world: World) -> None:
    world.a.add("共有的院")
    world.round(world.a)
    copy = world.copy_of(world.a, "copy")
    world.a.add("原机的院")
    copy.add("副本的院")
    world.round(world.a)
    stick = world.new_stick("from-copy")
    hide(copy, world)
    copy.send(stick)
    told = world.hub.take(stick)
    assert only(told).state == "refused"
    assert "copied" in alarms(told)
    copy.take(stick)
    assert copy.context.database.replica_id != world.a.replica
    assert "副本的院" in copy.names()
    for _ in range(2):
        world.round(copy)
        world.round(world.a)
    every = {"共有的院", "原机的院", "副本的院"}
    assert world.hub.names() == copy.names() == world.a.names() == every


def hide(copy: Station, world: World) -> None:
    """Let a copy look like the machine it was copied from: its marks name its own file."""
    copy.close()
    for mark in (copy.path.parent / "home").rglob("*.json"):
        text = mark.read_text(encoding="utf-8")
        mark.write_text(text.replace(str(world.a.path), str(copy.path)), encoding="utf-8")


def test_s17_a_copy_without_news_is_found_by_the_numbers_of_packages(world: World) -> None:
    world.round(world.a)
    copy = world.copy_of(world.a, "copy")
    hide(copy, world)
    world.a.add("建设路1号院")
    world.round(world.a)
    stick = world.new_stick("from-copy")
    copy.clock.advance(1000)
    copy.send(stick)
    assert "copied" in alarms(world.hub.take(stick))


def test_s18_restored_from_an_old_backup_gets_its_lost_work_back(world: World) -> None:
    world.a.add("备份前的院")
    world.round(world.a)
    old = world.copy_of(world.a, "old")
    world.a.add("备份后的院")
    world.round(world.a)
    world.a.close()
    shutil.copy(old.path, world.a.path)
    with world.a.at_home() as context:
        identity.renew(context)
    world.a.add("恢复后的院")
    at_hub, _ = world.round(world.a)
    assert states(at_hub) == ["taken"]
    world.round(world.a)
    every = {"备份前的院", "备份后的院", "恢复后的院"}
    assert world.a.names() == world.hub.names() == every


def test_s18_restored_twice_before_the_next_exchange(world: World) -> None:
    """What it wrote between the two was written under an id the hub never heard of."""
    world.a.add("备份前的院")
    world.round(world.a)
    for number in range(3):
        with world.a.at_home() as context:
            identity.renew(context)
        world.a.add(f"第{number}次恢复后的院")
    at_hub, _ = world.round(world.a)
    assert states(at_hub) == ["taken"]
    world.round(world.a)
    every = {"备份前的院", *(f"第{number}次恢复后的院" for number in range(3))}
    assert world.a.names() == world.hub.names() == every


def test_s18_a_restored_machine_hears_what_was_given_away_meanwhile(world: World) -> None:
    yard = world.a.add("转走的院")
    world.a.add("留下的院")
    world.round(world.a)
    old = world.copy_of(world.a, "old")
    unheard = world.a.add("备份后的院")
    world.round(world.a)
    for each in (yard, unheard):
        world.hub.change(each, unit_id=world.b.unit)
    world.round(world.a)
    world.a.close()
    shutil.copy(old.path, world.a.path)
    with world.a.at_home() as context:
        identity.renew(context)
    world.settle()
    assert world.a.value("SELECT unit_id FROM courtyard WHERE id = ?", yard) == world.b.unit
    assert world.a.value("SELECT count(*) FROM sync_pending") == 0
    assert world.a.value("SELECT snapshot_needed FROM sync_peer") == 0
    assert world.a.value("SELECT last_digest FROM sync_peer") is not None, "compared, and the same"


def test_what_nobody_named_a_unit_for_leaves_when_it_gets_one(world: World) -> None:
    with world.a.at_home() as context, context.unit_of_work() as work:
        yard = work.insert("courtyard", {"name": "没有单位的院"})
        work.commit()
    world.settle()
    world.hub.change(yard, unit_id=world.b.unit)
    world.settle()
    for each in (world.a, world.b):
        assert each.value("SELECT unit_id FROM courtyard WHERE id = ?", yard) == world.b.unit


def test_s19_restored_hub_gets_back_what_it_lost(world: World) -> None:
    world.a.add("备份前的院")
    world.round(world.a)
    old = world.copy_of(world.hub, "old")
    shutil.rmtree(old.path.parent / "office.sync", ignore_errors=True)
    world.b.add("柳湖的院")
    world.round(world.b)
    world.hub.add("街道给安飞的院", world.a.unit)
    world.a.add("备份后的院")
    world.round(world.a)
    world.hub.close()
    shutil.copy(old.path, world.hub.path)
    shutil.rmtree(world.hub.path.parent / "office.sync")
    with world.hub.at_home() as context:
        identity.renew(context)
    for _ in range(3):
        world.settle()
    every = {"备份前的院", "街道给安飞的院", "备份后的院", "柳湖的院"}
    assert world.hub.names() == every
    assert world.a.names() == every - {"柳湖的院"}


def test_s19_packages_of_the_archive_are_taken_in_again(world: World) -> None:
    old = world.copy_of(world.hub, "old")
    world.a.add("建设路1号院")
    world.a.send(world.stick)
    world.hub.take(world.stick)
    world.hub.close()
    shutil.copy(old.path, world.hub.path)
    with world.hub.at_home() as context:
        identity.renew(context)
    world.hub.take(world.new_stick("empty"))
    assert world.hub.names() == {"建设路1号院"}


def test_s26_silent_for_thirteen_months(world: World) -> None:
    world.hub.add("滨河路5号院", world.a.unit)
    world.settle()
    with world.a.at_home() as context, context.unit_of_work() as work:
        for number in range(500):
            work.insert("courtyard", {"name": f"{number}号院", "unit_id": world.a.unit})
        work.commit()
    for station in world.stations.values():
        station.clock.advance(400 * DAY_MS)
    at_hub, back = world.round(world.a)
    assert only(at_hub).new == 500
    assert [each.kind for each in back.files] == ["snapshot"]
    assert len(world.hub.names()) == len(world.a.names()) == 501
    _, back = world.round(world.a)
    assert [each.kind for each in back.files] == ["delta"]


def test_s29_silent_damage_is_found_and_healed(world: World) -> None:
    yard = world.hub.add("滨河路5号院", world.a.unit)
    world.settle()
    behind(world.a.context, "UPDATE temp.louyuan_gate SET open = 1")
    behind(world.a.context, "UPDATE courtyard SET name = ? WHERE id = ?", "被改的院", yard)
    behind(world.a.context, "UPDATE temp.louyuan_gate SET open = 0")
    world.hub.add("另一个院", world.a.unit)
    _, back = world.round(world.a)
    assert "differs" in alarms(back)
    world.a.add("自己的院")
    _, back = world.round(world.a)
    assert [each.kind for each in back.files] == ["snapshot"]
    assert alarms(back) == []
    assert world.a.names() == {"滨河路5号院", "另一个院", "自己的院"}


def test_s20_what_a_newer_program_wrote_is_kept_and_relayed_untouched(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.db.uow import UnitOfWork
    from models.ids import new_id

    old = world.copy_of(world.a, "old")
    row = new_id()
    with world.a.at_home() as context, context.unit_of_work() as work:
        assert isinstance(work, UnitOfWork)
        with monkeypatch.context() as newer:
            newer.setattr("models.db.changes.SCHEMA_REVISION", 99)
            work._log.append("future_table", [(row, "*", '{"name":"将来的内容"}', None)])
        work.commit()
    at_hub, _ = world.round(world.a)
    assert (only(at_hub).new, only(at_hub).held) == (1, 1)
    sql = "SELECT hash FROM sync_change WHERE row_id = ?"
    assert world.hub.value(sql, row) == world.a.value(sql, row)
    world.a.close()
    shutil.copy(old.path, world.a.path)
    with world.a.at_home() as context:
        identity.renew(context)
    world.round(world.a)
    world.round(world.a)
    assert world.a.value(sql, row) == world.hub.value(sql, row)
    assert world.b.value(sql, row) is None


def test_s18_a_restore_inside_the_program_goes_on_under_a_new_id(world: World) -> None:
    from services.backup import backup, restore

    world.a.add("备份前的院")
    world.round(world.a)
    saved = world.folder / "a.lybak"
    backup(world.a.path, saved)
    world.a.add("备份后的院")
    world.round(world.a)
    before = world.a.replica
    world.a.close()
    restore(saved, world.a.path)
    world.a.add("恢复后的院")
    at_hub, _ = world.round(world.a)
    assert world.a.replica != before
    assert (states(at_hub), at_hub.alarms) == (["taken"], ())
    world.round(world.a)
    assert world.a.names() == world.hub.names() == {"备份前的院", "备份后的院", "恢复后的院"}


def test_a_copy_that_took_a_new_id_and_its_original_share_a_stick(world: World) -> None:
    world.a.add("建设路1号院")
    world.settle()
    copy = world.copy_of(world.a, "c", with_home=False)
    with copy.at_home() as context:
        identity.renew(context)
    copy.add("复制机的院")
    world.a.clock.now_ms += 60_000
    world.a.add("原机的院")
    stick = world.new_stick("shared")
    for each in (world.a, copy):
        each.exchange(stick)
    for each in (world.hub, world.a, copy, world.hub, world.a):
        each.exchange(stick)
    for each in (world.hub, world.a, copy):
        assert each.names() == {"建设路1号院", "复制机的院", "原机的院"}


def test_s16_a_hidden_copy_that_took_the_answer_for_the_other_machine_is_found(world: World) -> None:
    """It thinks the hub has what it wrote: the two part before the first change it sends."""
    world.round(world.a)
    copy = world.copy_of(world.a, "copy")
    hide(copy, world)
    world.a.add("原机的院")
    copy.add("副本先记的院")
    stick = world.new_stick("for-both")
    world.a.send(stick)
    world.hub.take(stick)
    copy.take(stick)
    copy.add("副本后记的院")
    told = world.hub.take(sent(copy, world, "first"))
    assert only(told).code == "forked"
    assert "copied" in alarms(told)
    for _ in range(3):
        world.round(copy)
        world.round(world.a)
    every = {"原机的院", "副本先记的院", "副本后记的院"}
    assert world.hub.names() == copy.names() == world.a.names() == every


@pytest.mark.parametrize("more", [0, 3])
def test_s16_a_hidden_copy_that_writes_nothing_more_is_found(world: World, more: int) -> None:
    """It took in the answer for the other machine and thinks that the hub has all it wrote."""
    world.round(world.a)
    copy = world.copy_of(world.a, "copy")
    hide(copy, world)
    copy.add("副本的院")
    every = {"副本的院", *(f"原机{number}号院" for number in range(1 + more))}
    for number in range(1 + more):
        world.a.add(f"原机{number}号院")
    stick = world.new_stick("for-both")
    world.a.send(stick)
    world.hub.take(stick)
    copy.take(stick)
    told = world.hub.take(sent(copy, world, "first"))
    assert (only(told).state, only(told).code) == ("refused", "forked")
    assert "copied" in alarms(told)
    for _ in range(3):
        world.round(copy)
        world.round(world.a)
    assert world.hub.names() == copy.names() == world.a.names() == every
    assert copy.replica != world.a.replica


def test_s16_a_copy_is_told_although_it_missed_what_the_other_machine_took(world: World) -> None:
    world.round(world.a)
    copy = world.copy_of(world.a, "copy")
    hide(copy, world)
    world.hub.add("街道加的院", world.a.unit)
    world.a.add("原机的院")
    for _ in range(6):
        world.round(world.a)
    copy.add("副本的院")
    stick = sent(copy, world, "from-copy")
    assert only(world.hub.take(stick)).code == "forked"
    assert states(copy.take(stick)) == ["gap"]
    assert copy.replica != world.a.replica
    for _ in range(2):
        world.round(copy)
        world.round(world.a)
    every = {"街道加的院", "原机的院", "副本的院"}
    assert world.hub.names() == copy.names() == world.a.names() == every


def test_s16_a_copy_that_took_a_new_id_by_itself_keeps_what_it_wrote_before(world: World) -> None:
    """What it wrote under the new id may follow from what it wrote under the old one."""
    world.a.add("共有的院")
    world.round(world.a)
    copy = world.copy_of(world.a, "copy")
    world.a.add("原机的院")
    world.a.add("原机的院2")
    yard = copy.add("副本的院")
    world.round(world.a)
    for number in range(2):
        with copy.at_home() as context:
            identity.renew(context)
        copy.change(yard, name=f"换号{number}次的院")
    for _ in range(3):
        world.round(copy)
        world.round(world.a)
    every = {"共有的院", "原机的院", "原机的院2", "换号1次的院"}
    assert world.hub.names() == copy.names() == world.a.names() == every
    assert world.hub.value("SELECT count(*) FROM sync_conflict") == 0


def test_s26_a_snapshot_that_comes_late_takes_nothing_away(world: World) -> None:
    world.hub.add("旧院", world.a.unit)
    world.settle()
    for station in world.stations.values():
        station.clock.advance(400 * DAY_MS)
    world.a.add("社区的院")
    late, stick = world.new_stick("late"), world.new_stick("in-time")
    world.a.send(stick)
    with world.hub.at_home() as context:
        import_folder(context, stick, answer=False)
    world.hub.send(late, world.a.replica)
    world.hub.add("新院", world.a.unit)
    world.hub.send(stick, world.a.replica)
    assert "snapshot" in [each.kind for each in world.a.take(stick).files]
    world.round(world.a)
    world.hub.add("更新的院", world.a.unit)
    world.round(world.a)
    before = world.a.names()
    back = world.a.take(late)
    assert [(each.kind, each.state) for each in back.files] == [("snapshot", "taken")]
    assert back.alarms == ()
    assert world.a.names() == before == {"社区的院", "旧院", "新院", "更新的院"}


def test_what_the_hub_holds_back_is_no_difference(world: World) -> None:
    """An entry for a month the hub closed waits there for somebody; it stands at the workstation."""
    yard = world.a.add("建设路1号院")
    with world.a.at_home() as context, context.unit_of_work() as work:
        named = {"courtyard_id": yard, "unit_id": world.a.unit}
        account = work.insert("account", {**named, "name": "账户", "kind": "cash"})
        work.commit()
    world.settle()
    with world.hub.at_home() as context, context.unit_of_work() as work:
        sums = dict.fromkeys(("opening", "income", "expense", "closing", "entry_count"), 0)
        told = {"statement_json": "{}", "digest": "x", "closed_on": "2020-09-01"}
        people = {"closed_by": "甲", "checked_by": "乙"}
        work.insert("month_close", {**named, "month": "2020-08", **sums, **told, **people})
        work.commit()
    with world.a.at_home() as context, context.unit_of_work() as work:
        said = {"on_date": "2020-08-03", "month": "2020-08", "direction": "in", "kind": "x", "amount": 100}
        work.insert("ledger_entry", {**named, "account_id": account, **said})
        work.commit()
    for number in range(4):
        at_hub, back = world.round(world.a)
        assert only(at_hub).held == (number == 0)
        assert (only(back).kind, back.alarms) == ("delta", ())


def sent(station: Station, world: World, name: str) -> Path:
    """Return a stick with a package of a workstation."""
    stick = world.new_stick(name)
    station.send(stick)
    return stick
