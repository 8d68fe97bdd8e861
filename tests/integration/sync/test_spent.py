"""Old packages on a stick: only our own are removed, and only what the other side signed to have."""

from __future__ import annotations

from pathlib import Path

from services.sync import archive, packages
from services.sync.exchange import exchange, look
from tests.helpers.stations import Station, World, world

__all__ = ["world"]


def exchanged(station: Station, stick: Path) -> int:
    with station.at_home() as context:
        return exchange(context, stick).removed


def written_by(station: Station, stick: Path) -> set[str]:
    """Return the names of what a station wrote on a stick."""
    short = station.replica[-4:].hex()
    return {each.name for each in stick.glob("*.csp") if each.name.split("_")[2] == short}


def test_own_packages_go_from_the_stick_once_they_arrived(world: World) -> None:
    stick = world.stick
    world.a.add("建设路1号院")
    assert exchanged(world.a, stick) == 0
    assert exchanged(world.a, stick) == 0  # nobody has seen it yet
    own = written_by(world.a, stick)
    assert exchanged(world.hub, stick) == 0
    assert written_by(world.a, stick) == own  # the hub leaves what others wrote
    world.a.add("建设路2号院")
    hubs = written_by(world.hub, stick)
    assert exchanged(world.a, stick) == len(own) == 2
    assert not written_by(world.a, stick) & own
    assert len(written_by(world.a, stick)) == 1
    assert written_by(world.hub, stick) >= hubs
    assert exchanged(world.hub, stick) == len(hubs)
    assert not written_by(world.hub, stick) & hubs
    assert world.hub.names() == {"建设路1号院", "建设路2号院"}


def test_after_an_import_it_is_told_what_may_be_deleted(world: World) -> None:
    stick = world.stick
    world.a.add("建设路1号院")
    world.a.send(stick)
    (own,) = written_by(world.a, stick)
    copy = stick / own.replace("_1_", "_7_")
    renamed = copy if copy.name != own else stick / f"x{own}"
    renamed.write_bytes((stick / own).read_bytes())
    world.hub.take(stick)
    done = world.a.take(stick)
    assert [path.name for path in done.spent] == [own]
    assert (stick / own).exists()
    with world.a.at_home() as context:
        told = {each.name: each.sentence for each in look(context, stick).files if each.state == "own"}
    assert told[own] == "对方已经收取，可以删除"
    assert told[renamed.name] == "本机写出的，等待对方收取"


def test_the_archive_keeps_a_year_and_a_month(world: World) -> None:
    world.a.add("建设路1号院")
    world.round(world.a)
    came = world.hub.value(
        "SELECT pkg_id FROM sync_package WHERE dir = 'in' ORDER BY at_ms DESC, pkg_no DESC"
    )
    assert isinstance(came, bytes)
    world.hub.clock.advance(archive.MONTHS_MS - 1000)
    world.hub.take(world.new_stick("empty"))
    assert archive.open_one(world.hub.context, came)
    world.hub.clock.advance(2000)
    world.hub.take(world.new_stick("empty"))
    assert archive.open_one(world.hub.context, came) is None
    assert packages.state_of(world.hub.context.on_writer.reader, came) == packages.TAKEN
