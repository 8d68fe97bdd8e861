"""The whole program in a process of its own: the window first, rows next, everything heavy later."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from services.context import open_context
from tests.helpers.office import courtyard, fresh_database

ROOT = Path(__file__).resolve().parents[2]
_RUN = """
import json, sys
from pathlib import Path
told = []
def milestone(name):
    told.append([name, sorted(sys.modules)])
from ui.app import run
path, page, user = Path(sys.argv[1]), sys.argv[2] or None, sys.argv[3] or None
code = run(path, user, on_milestone=milestone, page=page, quit_after="rows")
import threading
print(json.dumps([code, told, [thread.name for thread in threading.enumerate()]]))
"""
HEAVY = (
    "sqlalchemy",
    "alembic",
    "reportlab",
    "openpyxl",
    "xlsxwriter",
    "pypinyin",
    "fontTools",
    "qtawesome",
    "qtpy",
)


def _start(*arguments: str, code: str = _RUN) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """Return what a start with one courtyard told: exit code, milestones with modules, threads at the end."""
    path = fresh_database(tmp_path_factory.mktemp("start") / "office.db")
    office = open_context(path, "王芳")
    courtyard(office, "远大1号院")
    office.close()
    done = _start(str(path), "courtyards", "王芳")
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_the_window_comes_before_the_rows(started: list[Any]) -> None:
    assert started[0] == 0
    assert [name for name, _ in started[1]] == ["window", "rows"]


def test_nothing_of_the_office_is_loaded_before_the_window_is_seen(started: list[Any]) -> None:
    modules = started[1][0][1]
    early = [
        name
        for name in modules
        if name.startswith(("models.db", "models.tables", "sqlcipher3", "ui.session"))
    ]
    assert early == []
    assert [name for name in modules if name.startswith("services.") and name != "services.resources"] == []


@pytest.mark.parametrize("library", HEAVY)
def test_nothing_heavy_is_loaded_before_rows_are_painted(started: list[Any], library: str) -> None:
    for milestone, modules in started[1]:
        assert [name for name in modules if name.split(".")[0] == library] == [], milestone


def test_no_thread_is_left(started: list[Any]) -> None:
    assert started[2] == ["MainThread"]


def test_a_new_office_begins_with_its_administrator(tmp_path: Path) -> None:
    """Nothing is made before there is a password."""
    done = _start(str(tmp_path / "new" / "office.db"), "", "")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])[0] == 0
    assert not (tmp_path / "new" / "office.db").exists()


_FAULT = """
import sys
from pathlib import Path
from ui import prompts
from ui.app import run
with prompts.scripted("ok") as script:
    code = run(Path(sys.argv[1]))
print(script.asked)
sys.exit(code)
"""


def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "office.db"
    path.write_text("这不是数据库" * 100, encoding="utf-8")
    done = _start(str(path), code=_FAULT)
    assert done.returncode == 3, done.stderr
    assert "不是本程序的数据库" in done.stdout
    assert path.read_text(encoding="utf-8").startswith("这不是数据库")


def test_a_second_start_without_a_window_to_raise_says_so(tmp_path: Path) -> None:
    path = fresh_database(tmp_path / "office.db")
    holder = open_context(path, "王芳")
    try:
        done = _start(str(path), code=_FAULT)
    finally:
        holder.close()
    assert done.returncode == 3, done.stderr
    assert "已经在另一个窗口" in done.stdout
