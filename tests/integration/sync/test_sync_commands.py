"""The whole way by the command line: two data files and a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import main
from models.db.database import open_database


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
