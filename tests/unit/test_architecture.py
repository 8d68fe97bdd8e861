"""The rules of who may import whom hold, and each of them fails when it is broken on purpose."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("models", "services", "ui")

# One violation for every contract in pyproject.toml: which files to plant.
PLANTED: dict[str, dict[str, str]] = {
    "layers": {"models/planted.py": "def late() -> None:\n    import services\n"},
    "models-private": {"ui/planted.py": "import models.tables\n"},
    "pure": {"models/rules/planted.py": "import sqlalchemy\n"},
    "no-qt-below": {"services/planted.py": "from PySide6 import QtCore\n"},
    "window-no-files": {"ui/planted.py": "import sqlalchemy\n"},
    "database-driver": {"services/planted.py": "import sqlcipher3\n"},
    "reportlab": {"services/planted.py": "from reportlab.pdfgen import canvas\n"},
    "word": {"services/documents/word/planted.py": "from services.documents.pdf import render\n"},
    "fonttools": {"services/planted.py": "from fontTools import ttLib\n"},
    "spreadsheets": {"services/planted.py": "import openpyxl\n"},
    "pypinyin": {"services/planted.py": "import pypinyin\n"},
    "pillow": {"services/planted.py": "from PIL import Image\n"},
    "holidays": {"services/planted.py": "import chinese_calendar\n"},
    "age": {"services/planted.py": "import pyrage\n"},
    "cryptography": {"services/planted.py": "from cryptography.exceptions import InvalidTag\n"},
    "zstandard": {"services/planted.py": "import zstandard\n"},
    "pages": {"ui/pages/planted_one.py": "import ui.pages.planted_two\n", "ui/pages/planted_two.py": ""},
    "no-cycles": {
        "services/planted_one.py": "import services.planted_two\n",
        "services/planted_two.py": "def late() -> None:\n    import services.planted_one\n",
    },
}


def _contracts() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [contract["id"] for contract in settings["tool"]["importlinter"]["contracts"]]


def _lint(tree: Path, *options: str) -> subprocess.CompletedProcess[str]:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", code, "--no-cache", "--no-logo", *options]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a copy of the three layers into which a violation may be planted."""
    for layer in LAYERS:
        shutil.copytree(ROOT / layer, tmp_path / layer, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def _plant(tree: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (tree / name).write_text(text, encoding="utf-8")


def test_the_tree_keeps_every_contract() -> None:
    done = _lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_contract_has_a_planted_violation() -> None:
    assert sorted(PLANTED) == sorted(_contracts())


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_violation_breaks_its_contract(contract: str, tree: Path) -> None:
    _plant(tree, PLANTED[contract])

    done = _lint(tree, "--contract", contract)

    assert done.returncode == 1, done.stdout + done.stderr
    assert "planted" in done.stdout
    assert "0 kept, 1 broken" in done.stdout


@pytest.mark.parametrize("name", ["models.tables", "models.db", "models.rules"])
def test_each_private_part_of_the_models_is_closed_to_the_window(name: str, tree: Path) -> None:
    _plant(tree, {"ui/planted.py": f"import {name}\n"})
    assert _lint(tree, "--contract", "models-private").returncode == 1


@pytest.mark.parametrize("name", ["models/db/planted.py", "services/planted.py"])
def test_the_driver_of_the_server_has_one_door(name: str, tree: Path) -> None:
    _plant(tree, {name: "def late() -> None:\n    import psycopg\n"})
    assert _lint(tree, "--contract", "database-driver").returncode == 1


def test_the_open_parts_of_the_models_are_open_to_the_window(tree: Path) -> None:
    _plant(tree, {"ui/planted.py": "import models.vocab\nimport models.errors\nimport models.ids\n"})
    done = _lint(tree, "--contract", "models-private", "--contract", "layers")
    assert done.returncode == 0, done.stdout


# What import-linter cannot say: names that only one module may use.


@dataclass(frozen=True)
class Door:
    """Names that may be used in one module (or package) only."""

    names: frozenset[str]
    modules: tuple[str, ...]


DOORS = {
    "threads": Door(
        frozenset(
            {
                "threading.Thread",
                "threading.Timer",
                "_thread",
                "concurrent.futures.ThreadPoolExecutor",
                "multiprocessing.pool.ThreadPool",
                "PySide6.QtCore.QThread",
                "PySide6.QtCore.QThreadPool",
                "PySide6.QtCore.QRunnable",
                "PySide6.QtConcurrent",
            }
        ),
        ("ui/tasks.py", "ui/tasks/"),
    ),
    "boxes": Door(
        frozenset(
            {
                "PySide6.QtWidgets.QMessageBox",
                "PySide6.QtWidgets.QFileDialog",
                "PySide6.QtWidgets.QInputDialog",
                "PySide6.QtWidgets.QErrorMessage",
            }
        ),
        ("ui/prompts.py", "ui/prompts/"),
    ),
    # Charts and 3D are GPL; the rest is left out of the frozen program.
    "unused-qt": Door(
        frozenset(
            f"PySide6.{name}"
            for name in (
                "QtCharts",
                "QtDataVisualization",
                "QtGraphs",
                "QtNetworkAuth",
                "QtQml",
                "QtQuick",
                "QtQuickWidgets",
                "QtVirtualKeyboard",
                "QtWebEngineCore",
                "QtWebEngineWidgets",
            )
        ),
        (),
    ),
}


def _dotted(node: ast.expr) -> str:
    """Return `a.b.c` for a chain of attributes, or an empty string."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def _used_names(source: str) -> Iterator[str]:
    """Yield the full dotted name of everything a module imports or reaches through an import."""
    tree = ast.parse(source)
    bound: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
                reached = alias.name if alias.asname else alias.name.split(".")[0]
                bound[alias.asname or reached] = reached
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield f"{node.module}.{alias.name}"
                bound[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (name := _dotted(node)):
            first, _, rest = name.partition(".")
            if first in bound:
                yield f"{bound[first]}.{rest}"


def _uses(source: str, names: frozenset[str]) -> set[str]:
    used = set(_used_names(source))
    return {name for name in names if any(u == name or u.startswith(name + ".") for u in used)}


def _sources() -> list[Path]:
    files = [path for layer in LAYERS for path in (ROOT / layer).rglob("*.py")]
    return files + [path for path in [ROOT / "main.py"] if path.exists()]


@pytest.mark.parametrize("door", DOORS)
def test_names_of_one_module_are_used_there_only(door: str) -> None:
    offenders = {
        path.relative_to(ROOT).as_posix(): found
        for path in _sources()
        if not path.relative_to(ROOT).as_posix().startswith(DOORS[door].modules or ("\0",))
        if (found := _uses(path.read_text(encoding="utf-8"), DOORS[door].names))
    }
    assert offenders == {}


@pytest.mark.parametrize(
    ("door", "source"),
    [
        ("threads", "import threading\nthreading.Thread(target=print)\n"),
        ("threads", "from threading import Timer as T\n"),
        ("threads", "def f():\n    from PySide6 import QtCore\n    QtCore.QThread()\n"),
        ("threads", "from PySide6.QtCore import QRunnable, QThreadPool\n"),
        ("threads", "from concurrent.futures import ThreadPoolExecutor\n"),
        ("threads", "import concurrent.futures as cf\ncf.ThreadPoolExecutor()\n"),
        ("boxes", "from PySide6.QtWidgets import QMessageBox\n"),
        ("boxes", "from PySide6 import QtWidgets as W\nW.QFileDialog.getOpenFileName()\n"),
        ("boxes", "import PySide6.QtWidgets\nPySide6.QtWidgets.QInputDialog()\n"),
        ("unused-qt", "from PySide6.QtCharts import QChart\n"),
        ("unused-qt", "from PySide6 import QtWebEngineWidgets\n"),
    ],
)
def test_a_planted_use_is_found(door: str, source: str) -> None:
    assert _uses(source, DOORS[door].names)


@pytest.mark.parametrize(
    ("door", "source"),
    [
        ("threads", "import threading\nlock = threading.Lock()\n"),
        ("boxes", "from PySide6.QtWidgets import QDialog\n"),
        ("boxes", "'QMessageBox'\n"),
    ],
)
def test_a_lawful_use_is_not(door: str, source: str) -> None:
    assert not _uses(source, DOORS[door].names)


def _calls_event_pump(source: str) -> bool:
    nodes = ast.walk(ast.parse(source))
    return any(isinstance(node, ast.Attribute) and node.attr == "processEvents" for node in nodes)


def test_nothing_pumps_the_event_loop() -> None:
    assert _calls_event_pump("QApplication.processEvents()")
    assert [path for path in _sources() if _calls_event_pump(path.read_text(encoding="utf-8"))] == []


def _imports_root(source: str) -> bool:
    return any(name.split(".")[0] == "main" for name in _used_names(source))


def test_nothing_imports_the_root() -> None:
    assert _imports_root("def f():\n    from main import start\n")
    layers = [path for path in _sources() if path != ROOT / "main.py"]
    assert [path for path in layers if _imports_root(path.read_text(encoding="utf-8"))] == []


def test_no_module_is_longer_than_500_lines() -> None:
    # a released migration is a frozen copy of the whole schema of its day
    sources = [path for path in _sources() if path.parent.name != "versions"]
    assert [path for path in sources if len(path.read_text(encoding="utf-8").splitlines()) > 500] == []
