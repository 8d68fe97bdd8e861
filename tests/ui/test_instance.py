"""A second start brings the first window of the same database to the front."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer
from pytestqt.qtbot import QtBot

from ui.instance import Listener, raise_first, server_name

ROOT = Path(__file__).resolve().parents[2]
_SECOND = """
import sys
from pathlib import Path
from ui.instance import raise_first
sys.exit(not raise_first(Path(sys.argv[1])))
"""


def test_the_name_depends_on_the_file(tmp_path: Path) -> None:
    one, other = tmp_path / "一.db", tmp_path / "二.db"
    assert server_name(one) == server_name(tmp_path / "x" / ".." / "一.db")
    assert server_name(one) != server_name(other)
    assert "一" not in server_name(one)


def test_nobody_answers_for_a_file_that_is_not_open(qapp: object, tmp_path: Path) -> None:
    assert not raise_first(tmp_path / "office.db")


def test_a_second_process_is_heard(qtbot: QtBot, tmp_path: Path) -> None:
    parent, asked = QObject(), list[None]()
    listener = Listener(tmp_path / "office.db", lambda: asked.append(None), parent)
    assert listener.listening
    command = [sys.executable, "-c", _SECOND, str(tmp_path / "office.db")]
    second = subprocess.Popen(command, cwd=ROOT)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    listener.close()
    assert second.returncode == 0
    assert asked == [None]


def test_a_socket_left_by_a_killed_process_is_replaced(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "office.db"
    left = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, sys; from PySide6.QtNetwork import QLocalServer; server = QLocalServer();"
            "server.listen(sys.argv[1]); print(server.fullServerName(), flush=True); os._exit(1)",
            server_name(path),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert Path(left.stdout.strip()).exists()
    parent = QObject()
    listener = Listener(path, lambda: None, parent)
    assert listener.listening
    listener.close()
    assert QLocalServer.removeServer(server_name(path))
