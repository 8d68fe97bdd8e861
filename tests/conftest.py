"""What surrounds every test: a clean user, an invisible screen, the same random examples, and strict watches.

A test fails when it leaves an unexpected log warning, a Qt warning (pytest-qt, `qt_log_level_fail`), a Python
warning (`filterwarnings`), a thread, a child process or a running timer.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

# Before anything of the program or of Qt is imported: no test sees or touches the user's own files.
_OWN_HOME = tempfile.TemporaryDirectory(prefix="louyuan-test-")
for _name, _folder in {
    "HOME": "home",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "runtime",
}.items():
    _path = Path(_OWN_HOME.name) / _folder
    _path.mkdir(mode=0o700)
    os.environ[_name] = str(_path)
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("QT_STYLE_OVERRIDE", None)

import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

from tests.helpers import guards  # noqa: E402

# The same examples on every machine and day. `--hypothesis-profile explore` looks for new ones.
_CHECKS = [HealthCheck.too_slow]  # how fast the machine is decides nothing here
settings.register_profile(
    "fixed", derandomize=True, deadline=None, database=None, suppress_health_check=_CHECKS
)
settings.register_profile("explore", deadline=None, max_examples=2000, suppress_health_check=_CHECKS)
settings.load_profile("fixed")


_qt_watch = guards.QtWatch()


def pytest_configure() -> None:
    """Listen to Qt outside the tests' own calls as well."""
    _qt_watch.install()


def pytest_unconfigure() -> None:
    """Stop listening while there still is an interpreter."""
    from PySide6.QtCore import qInstallMessageHandler

    qInstallMessageHandler(None)


@pytest.fixture
def expect_log(_watch_log: guards.LogWatch) -> Callable[[str, int, str], None]:
    """Return a function that announces a warning: logger name, level, pattern of the message."""
    return _watch_log.expect


@pytest.fixture(autouse=True)
def _watch_log() -> Iterator[guards.LogWatch]:
    watch = guards.LogWatch()
    root = logging.getLogger()
    root.addHandler(watch)
    yield watch
    root.removeHandler(watch)
    _fail_for(watch.faults())


@pytest.fixture(autouse=True)
def _watch_leftovers(request: pytest.FixtureRequest) -> Iterator[None]:
    uses_qt = "qapp" in request.fixturenames
    threads, children = guards.living_threads(), guards.living_children()
    qt_objects = guards.running_qt_objects() if uses_qt else set()
    yield
    faults = _qt_watch.faults()
    if request.node.get_closest_marker("leaves_running") is None:
        faults += guards.qt_objects_left(qt_objects) if uses_qt else []
        faults += [*guards.threads_left(threads), *guards.children_left(children)]
    _fail_for(faults)


def _fail_for(faults: list[str]) -> None:
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)
