"""The frozen program: built, moved elsewhere, and run with no Python of the machine in reach."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.environment import ROOT
from tools.licences import locked_packages

pytestmark = pytest.mark.packaging
LIMIT_MB = 200
# Not ours to ship, or not used: GPL parts of Qt, the web engine, libraries of the machine itself.
UNWANTED = re.compile(
    r"WebEngine|Qt6?(Qml|Quick|3D|Charts|DataVisualization|Graphs|VirtualKeyboard|Multimedia|Designer)"
    r"|numpy|lxml|psycopg|lib(GL|EGL|X11|fontconfig|glib-2\.0|gtk-3|cups)\.so|/tests?/|__pycache__"
)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the frozen folder once, move it and return its executable."""
    folder = tmp_path_factory.mktemp("frozen")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "build.spec"]
    places = ["--distpath", str(folder / "dist"), "--workpath", str(folder / "work")]
    done = subprocess.run([*command, *places], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-5000:]
    moved = (folder / "dist" / "louyuan").rename(folder / "楼院 台账")
    return moved / "louyuan"


def _run(program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program where nothing leads to an installed Python."""
    home = program.parent.parent / "home"
    home.mkdir(exist_ok=True)
    environ = {"HOME": str(home), "LC_ALL": "C.UTF-8", "PATH": "", "QT_QPA_PLATFORM": "offscreen"}
    command = [str(program), *arguments]
    return subprocess.run(command, cwd=home, env=environ, capture_output=True, encoding="utf-8", check=False)


def _files(program: Path) -> list[Path]:
    return [path for path in program.parent.rglob("*") if path.is_file() or path.is_symlink()]


def test_it_passes_its_self_test(program: Path) -> None:
    done = _run(program, "--self-test")
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_answers_a_headless_command(program: Path, tmp_path: Path) -> None:
    done = _run(program, "--data", str(tmp_path / "office.db"), "list", "courtyards", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def test_it_shows_its_pages(program: Path, tmp_path: Path) -> None:
    office = str(tmp_path / "office.db")
    book = program.parent / "_internal" / "resources" / "sample" / "摸排台账-明湖办事处.xlsx"
    taken = _run(program, "--data", office, "import-survey", str(book), "--apply")
    assert taken.returncode == 0, taken.stderr
    done = _run(program, "--data", office, "screenshots", "--out", str(tmp_path / "pages"))
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "pages").glob("*.png"))) > 10


def test_a_mistake_is_one_sentence_and_exit_code_2(program: Path) -> None:
    done = _run(program, "list", "kittens", "--json")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_it_fits_on_a_small_disk(program: Path) -> None:
    sizes = {info.st_ino: info.st_blocks * 512 for info in map(os.lstat, _files(program))}
    assert sum(sizes.values()) <= LIMIT_MB * 1_000_000


def test_it_carries_the_licences_of_what_it_bundles(program: Path) -> None:
    assert "Apache License" in (program.parent / "LICENSE.txt").read_text(encoding="utf-8")
    notices = (program.parent / "NOTICES.txt").read_text(encoding="utf-8")
    for package in locked_packages():
        if package.bundled:
            assert f"\n{package.name} {package.version} (" in notices
    for words in ("GNU LESSER GENERAL PUBLIC LICENSE", "ZETETIC", "PYTHON SOFTWARE FOUNDATION", "OpenSSL"):
        assert words in notices


def test_it_carries_nothing_unwanted_and_reaches_nowhere_else(program: Path) -> None:
    inside = [path.relative_to(program.parent).as_posix() for path in _files(program)]
    assert [name for name in inside if UNWANTED.search(name)] == []
    links = [path for path in _files(program) if path.is_symlink()]
    assert [link for link in links if not link.resolve().is_relative_to(program.parent)] == []
    assert [link for link in links if not link.exists()] == []


def test_it_carries_what_qt_says_in_chinese(program: Path) -> None:
    translations = [path.name for path in _files(program) if path.suffix == ".qm"]
    assert translations == ["qtbase_zh_CN.qm"]
