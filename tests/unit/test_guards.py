"""The watches around every test: each fault they are for makes a test fail, and lawful tests pass."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PLANTED = '''
"""Tests that leave behind what no test may; the file is run by test_guards.py."""
import logging, multiprocessing, os, threading, time, warnings
import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread, QTimer, qInfo, qWarning
from tests.helpers import guards

guards.GRACE_SECONDS = 0.1
stop = threading.Event()
kept = []

def test_bad_log():
    logging.getLogger("x").warning("one")

def test_good_log_info():
    logging.getLogger("x").info("one")

def test_good_log_expected(expect_log):
    expect_log("x", logging.ERROR, "disk .* full")
    logging.getLogger("x").error("disk %s full", "C")

def test_bad_log_other_than_expected(expect_log):
    expect_log("x", logging.WARNING, "disk")
    logging.getLogger("x").error("disk")

def test_bad_log_expected_and_absent(expect_log):
    expect_log("x", logging.WARNING, "disk")

def test_bad_qt_message():
    qWarning("hm")

def test_good_qt_message():
    qInfo("hm")

@pytest.fixture
def complains_at_end():
    yield
    qWarning("hm")

def test_bad_qt_message_at_end(complains_at_end):
    pass

def test_bad_python_warning():
    warnings.warn("hm")

def test_bad_unraisable():
    class Broken:
        def __del__(self):
            raise ValueError
    Broken()

def test_bad_thread_dies():
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()

def test_bad_thread():
    threading.Thread(target=stop.wait, name="slow", daemon=True).start()

def test_good_thread():
    thread = threading.Thread(target=print)
    thread.start()
    thread.join()

class Worker(QThread):
    def run(self):
        started.set()
        stop.wait()

started = threading.Event()

def test_bad_qt_thread(qapp):
    kept.append(Worker())
    kept[-1].start()
    started.wait()

def test_good_qt_thread_ended():
    stop.set()
    kept.pop().wait()

def test_bad_child():
    multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,), daemon=True).start()

def test_bad_timer(qapp):
    kept.append(QTimer())
    kept[-1].start(60_000)

def test_good_timer_stopped(qapp):
    kept[-1].start(60_000)
    kept[-1].stop()

def test_bad_timer_subclass_with_parent(qapp):
    class Own(QTimer):
        pass
    kept.append(QObject())
    Own(kept[-1]).start(60_000)

def test_good_timer_deleted_later(qapp):
    kept[-1].deleteLater()

def test_good_home():
    assert os.path.expanduser("~").startswith(os.path.realpath(os.environ["TMPDIR"]))
    assert os.environ["XDG_DATA_HOME"].startswith(os.environ["TMPDIR"])
'''


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run the planted tests once; return what became of each ("good" or "bad")."""
    folder = tmp_path_factory.mktemp("planted")
    file = folder / "test_planted.py"
    file.write_text(PLANTED, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder)]
    environ = {**os.environ, "TMPDIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [*command, "-p", "tests.conftest", "-rA", str(file)],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = re.findall(r"^(PASSED|FAILED|ERROR) \S*::(test_\w+)", done.stdout, re.MULTILINE)
    assert lines, done.stdout + done.stderr
    bad = {name for outcome, name in lines if outcome != "PASSED"}
    return {name: "bad" if name in bad else "good" for _, name in lines}


@pytest.mark.parametrize("name", re.findall(r"def (test_\w+)", PLANTED))
def test_planted(name: str, outcomes: dict[str, str]) -> None:
    assert outcomes[name] == name.split("_")[1]
