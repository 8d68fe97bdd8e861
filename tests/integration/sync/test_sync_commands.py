"""The whole way by the command line: two data files and a folder."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

import main
from models.db.database import open_database
from models.errors import EnvironmentFault
from services import sync_exchange_commands
from services.sync import stick as sticks
from tests.helpers.stations import World, world

__all__ = ["world"]


class Line:
    """The command line of one machine."""

    def __init__(self, folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.data = folder / name / "office.db"
        self.home = folder / name / "home"
        self.data.parent.mkdir()
        self._capsys = capsys
        self.said = ""

    def __call__(self, *words: str, code: int = 0) -> Any:
        """Run a command with --json and return what it told."""
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("LOUYUAN_HOME", str(self.home))
            self._capsys.readouterr()
            assert main.main(["--data", str(self.data), "sync", *words, "--json"]) == code
        out, self.said = self._capsys.readouterr()
        return json.loads(out) if out else None


def test_two_data_files_and_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hub, station = Line(tmp_path, "hub", capsys), Line(tmp_path, "station", capsys)
    stick = tmp_path / "stick"
    stick.mkdir()
    folder = str(stick)
    hub("setup", "--role", "hub", "--unit", "万达街道办事处")
    station("setup", "--role", "workstation", "--unit", "安飞社区")
    assert station("export", "--to", folder, code=2) is None  # not enrolled yet
    assert "sync accept" in station.said
    asked = station("request", "--to", folder)
    (enrolled,) = hub("enrol", folder, "--to", folder)["enrolled"]
    assert enrolled["fingerprint"] == asked["fingerprint"]
    station("accept", folder, "--fingerprint", enrolled["hub_fingerprint"])
    (written,) = station("export", "--to", folder)["written"]
    assert Path(written["files"][0]).parent == stick
    taken = hub("import", folder)
    assert [each["state"] for each in taken["files"]] == ["taken"]
    assert len(taken["receipts"]) == 1
    assert [each["state"] for each in station("import", folder)["files"]] == ["taken"]
    done = station("exchange", folder)
    assert (done["safe"], done["imported"]["files"][0]["state"]) == (True, "already")
    told = hub("status")
    assert (told["role"], told["peers"][0]["name"], told["late"]) == ("hub", "安飞社区", 0)
    assert hub("conflicts") == []
    (stick / "CSP_00000000_00000000_9_00000000.csp").write_bytes(b"SQLite format 3\0" + bytes(200))
    assert [each["code"] for each in hub("import", folder, code=2)["files"] if each["code"]] == ["magic"]
    (stick / "CSP_00000000_00000000_9_00000000.csp").unlink()
    assert hub("revoke", "--workstation", "柳湖社区", code=2) is None
    withdrawn = hub("revoke", "--workstation", "安飞社区")
    assert (withdrawn["unit"], withdrawn["number"], len(withdrawn["revoked"])) == ("安飞社区", 1, 1)
    assert hub("revoke", "--workstation", withdrawn["replica"], code=2) is None
    told = hub("status")
    assert [(each["state"], each["late"], each["unsent"]) for each in told["peers"]] == [
        ("revoked", False, 0)
    ]
    station("export", "--to", folder)
    assert {each["code"] for each in hub("import", folder, code=2)["files"] if each["code"]} == {"revoked"}
    open_database(hub.data).close()


def _told(world_side: Any, *, as_json: bool = False, **arguments: Any) -> tuple[list[str], list[Any]]:
    lines: list[str] = []
    data: list[Any] = []
    named = Namespace(**arguments, json=as_json)
    sync_exchange_commands.run(world_side.context, named, lines.append, data.append)
    return lines, data


def test_conflicts_are_told_in_words(world: World) -> None:
    yard = world.a.add("建设路1号院")
    world.settle()
    world.hub.change(yard, address="街道写的")
    world.a.change(yard, address="社区写的")
    world.a.add("别人的院", world.b.unit)
    world.round(world.a)
    with world.hub.at_home():
        lines, _ = _told(world.hub, act="conflicts")
        _, (data,) = _told(world.hub, act="conflicts", as_json=True)
    assert "楼院 建设路1号院\t详细地址" in lines[0]
    assert "街道写的" in lines[0]
    assert "社区写的" in lines[0]
    assert "楼院 别人的院" in lines[1]
    assert [each["kind"] for each in data if each["words"]] == ["hard", "unauthorised"]


def test_many_proposals_are_not_listed_one_by_one(world: World) -> None:
    world.settle()
    for number in range(sync_exchange_commands.PROPOSALS + 3):
        world.a.add(f"别人的{number}号院", world.b.unit)
    world.round(world.a)
    with world.hub.at_home():
        lines, _ = _told(world.hub, act="conflicts")
    assert len(lines) == sync_exchange_commands.PROPOSALS + 1
    assert lines[-1].startswith("另有3条社区的建议")


def test_a_stick_that_takes_nothing_fails_the_command(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.settle()
    world.a.add("建设路1号院")

    def full(*_: object, **__: object) -> None:
        raise sticks.StickFault("full", "空间不足。")

    monkeypatch.setattr(sticks, "put", full)
    lines: list[str] = []
    named = Namespace(act="exchange", folder=str(tmp_path), json=False)
    with world.a.at_home(), pytest.raises(EnvironmentFault, match="空间不足"):
        sync_exchange_commands.run(world.a.context, named, lines.append, lines.append)
    assert not any("空间不足" in line for line in lines)  # said once
