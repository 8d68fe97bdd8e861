"""Pictures of every page without a screen, in the size asked for; the demonstration without a screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from models.errors import EnvironmentFault, UserError
from services.context import open_context
from tests.helpers.office import add, committee, courtyard, resident
from tools.environment import ROOT
from ui.screenshots import screenshots, shots

TABS = ("users", "backups", "bin", "templates", "preferences", "log", "check")


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, qapp: object) -> None:
    """Put back what the command sets for its own process."""
    for name in ("QT_QPA_PLATFORM", "QT_SCALE_FACTOR"):
        monkeypatch.setenv(name, os.environ.get(name, ""))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "office.db"
    context = open_context(path, "王芳")
    yard = courtyard(context, "建设路1号院", household_count="48")
    body = committee(context, yard)
    add(
        context,
        "committee-members",
        committee_id=body,
        resident_id=resident(context, "王䶮"),
        post="director",
    )
    context.close()
    return path


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "main.py", *arguments]
    environ = {**os.environ, "QT_QPA_PLATFORM": "", "DISPLAY": ""}
    return subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, encoding="utf-8", timeout=240, check=False
    )


@pytest.mark.leaves_running("the window means to look after its database three seconds after the start")
def test_every_page_is_pictured(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert screenshots(data, None, tmp_path / "out", (1100, 700)) == 0
    paths = [Path(line) for line in capsys.readouterr().out.splitlines()]
    names = {path.stem for path in paths}
    assert names >= {"start", "courtyards", "residents", "committees", "teams", "import", "welcome"}
    assert names >= {f"system-{tab}" for tab in TABS}
    assert names >= {"ledger", "ledger-close", "ledger-chart", "ledger-charges", "system-kinds"}
    assert names >= {
        "preview-overview",
        "preview-organisation",
        "import-rehearsal",
        "courtyards-edit",
        "batch",
    }
    assert sorted(paths) == sorted((tmp_path / "out").glob("*.png"))
    pictures = {path.stem: QImage(str(path)) for path in paths}
    assert {(each.width(), each.height()) for each in pictures.values()} == {(1100, 700)}
    for name, other in (
        ("start", "courtyards"),
        ("courtyards", "courtyards-edit"),
        ("courtyards", "batch"),
        ("import", "import-rehearsal"),
    ):
        assert pictures[name] != pictures[other]


@pytest.mark.leaves_running("the window means to look after its database three seconds after the start")
def test_the_database_is_left_as_it_was(data: Path, tmp_path: Path) -> None:
    screenshots(data, None, tmp_path / "out", (1000, 700))
    assert sorted(path.name for path in data.parent.iterdir() if path.suffix != ".lock") == sorted(
        {"office.db", *(["缓存"] if (data.parent / "缓存").exists() else [])}
    )
    context = open_context(data, "王芳")
    assert context.reader.value("SELECT count(*) FROM draft") == 0
    assert context.reader.value("SELECT count(*) FROM courtyard") == 1
    context.close()


def test_an_empty_office_is_pictured_too() -> None:
    names = [shot.name for shot in shots(("start", "preview", "courtyards"), None)]
    assert names == ["start", "courtyards", "preview", "courtyards-edit"]


def test_a_place_that_cannot_be_written_to_is_said(data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(EnvironmentFault, match="建立不了"):
        screenshots(data, None, tmp_path / "file" / "out")


def test_a_user_who_is_no_user_is_said(data: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="姓名"):
        screenshots(data, "  ", tmp_path / "out")


def test_twice_as_sharp_by_command(data: Path, tmp_path: Path) -> None:
    done = _run(
        "--data",
        str(data),
        "screenshots",
        "--out",
        str(tmp_path / "out"),
        "--size",
        "1000x640",
        "--scale",
        "2",
    )
    assert (done.returncode, done.stderr) == (0, "")
    paths = [Path(line) for line in done.stdout.splitlines()]
    assert len(paths) > 10
    sizes = {(QImage(str(path)).width(), QImage(str(path)).height()) for path in paths}
    assert sizes == {(2000, 1280)}


def test_the_demonstration_prints_what_it_wrote(tmp_path: Path) -> None:
    for _ in range(2):  # a second time in the same place does the same
        done = _run("demo", "--out", str(tmp_path / "out"))
        assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert "楼院增26" in lines[0]
    paths = [Path(line.rpartition("：")[2]) for line in lines[1:]]
    assert all(path.exists() for path in paths)
    # both sheets of three courtyards; minutes of 5 meetings, their 4 resolutions (two of one meeting also on
    # one sheet, one under the title of its notice), 2 more notices; 4 papers of a matter; call and roll of
    # each meeting, letters of proxy of three courtyards, papers for 4 votes
    sheets = [path.name for path in paths if path.suffix == ".pdf"]
    assert len(sheets) == 6 + 5 + 5 + 2 + 4 + 2 * 5 + 3 + 4
    assert "航海东路1号院-8月份联席会议纪要.pdf" in sheets
    assert len([path for path in paths if path.suffix == ".png"]) > 15
