"""Setting up: done once per lock, honest about what is missing, never half finished."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import environment, setup, system_needs
from tools.system_needs import Missing

ROOT = environment.ROOT
NOTHING = Missing(required=(), screen=(), fonts=(), build=())


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """Return the folder of an environment that looks installed, for both locks."""
    folder = tmp_path / "venv"
    python = environment.environment_python(folder)
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    _stamp(folder)
    return folder


def _stamp(folder: Path) -> None:
    digests = {kind: environment._digest(kind) for kind in environment.LOCKS}
    (folder / "installed-locks.json").write_text(json.dumps(digests), encoding="utf-8")


def test_an_environment_is_current_until_its_lock_changes(
    venv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert environment.is_current(venv, "runtime")
    assert environment.is_current(venv, "dev")

    changed = tmp_path / "dev.txt"
    changed.write_text("something==1\n", encoding="utf-8")
    monkeypatch.setitem(environment.LOCKS, "dev", changed)

    assert environment.is_current(venv, "runtime")
    assert not environment.is_current(venv, "dev")


def test_a_broken_stamp_or_a_missing_interpreter_is_not_current(venv: Path) -> None:
    (venv / "installed-locks.json").write_text("{", encoding="utf-8")
    assert not environment.is_current(venv, "runtime")

    _stamp(venv)
    environment.environment_python(venv).unlink()
    assert not environment.is_current(venv, "runtime")


def test_a_failed_installation_is_not_taken_for_done(
    venv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "nothing.txt"
    lock.write_text("nobody-has-this==1 --hash=sha256:" + "0" * 64 + "\n", encoding="utf-8")
    monkeypatch.setitem(environment.LOCKS, "runtime", lock)
    monkeypatch.setenv("PIP_NO_INDEX", "1")

    with pytest.raises(environment.SetupError, match="pip"):
        environment.make_current(venv, "runtime")

    assert not environment.is_current(venv, "runtime")


@pytest.mark.parametrize(
    ("missing", "display", "stops"),
    [
        (Missing(required=("libegl1",), screen=(), fonts=(), build=()), "", True),
        (Missing(required=(), screen=("libxcb-cursor0",), fonts=(), build=()), ":0", True),
        (Missing(required=(), screen=("libxcb-cursor0",), fonts=(), build=()), "", False),
        (Missing(required=(), screen=(), fonts=("fonts-wqy-zenhei",), build=("binutils",)), ":0", False),
        (Missing(required=(), screen=(), fonts=(), build=(), tests=("postgresql",)), ":0", False),
    ],
)
def test_an_ordinary_user_is_told_the_exact_command(
    missing: Missing,
    display: str,
    stops: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(system_needs, "find_missing", lambda **_: missing)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(environment, "is_current", lambda *_: True)

    code = setup.main(["runtime"])

    command = f"sudo apt-get install -y --no-install-recommends {' '.join(missing.packages)}\n"
    assert command in capsys.readouterr().err
    assert code == (3 if stops else 0)


def test_nothing_is_said_when_all_is_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system_needs, "find_missing", lambda **_: NOTHING)
    monkeypatch.setattr(environment, "is_current", lambda *_: True)

    assert setup.main(["dev"]) == 0
    output = capsys.readouterr()
    assert output.out + output.err == ""


def test_without_a_screen_none_is_claimed() -> None:
    environ = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    command = [sys.executable, "-m", "tools.display"]
    for dead in ({}, {"DISPLAY": ":4711"}, {"WAYLAND_DISPLAY": "wayland-4711"}):
        done = subprocess.run(command, cwd=ROOT, env=environ | dead, check=False)
        assert done.returncode == 1, dead
