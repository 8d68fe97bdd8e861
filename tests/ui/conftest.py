"""What every test of the window has: the program's own looks, and garbage collected on this thread only."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import prompts
from ui.widgets import style

PATIENCE_MS = 20_000
"""How long a test waits for what must come: a machine with other work beside it is slow, not wrong."""

for waits in (QtBot.waitUntil, QtBot.waitSignal):
    waits.__kwdefaults__ = {**(waits.__kwdefaults__ or {}), "timeout": PATIENCE_MS}

# What the invisible screen cannot do it says for every dialog and every list of candidates.
_INVISIBLE = "This plugin does not support"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let dialogs and popups be shown on the invisible screen."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore(_INVISIBLE))


@pytest.fixture(autouse=True)
def _looks(qapp: QApplication) -> Iterator[None]:
    """Give the application the program's style, and take back what a test zoomed."""
    if not qapp.styleSheet():
        qapp.setStyle("Fusion")
        style.apply(qapp, dark=False)
    yield
    if style.zoom() != 100 or style.is_dark():
        style.apply(qapp, dark=False)


_SHORT_MS = 20
"""A pause of the window in tests: long enough to be one, short enough to be waited for after every key."""
_PAUSES = (
    "ui.widgets.form.ASK_MS",
    "ui.widgets.inputs.TYPING_MS",
    "ui.widgets.list_view.TYPING_MS",
    "ui.widgets.search_everywhere.TYPING_MS",
)


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for the pauses that people make."""
    for name in _PAUSES:
        monkeypatch.setattr(name, _SHORT_MS)


@pytest.fixture(autouse=True)
def _no_prompts(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail over a prompt that no test expects instead of waiting for an answer for ever."""
    if request.module.__name__.endswith("test_prompts"):
        yield
        return
    with prompts.scripted():
        yield


@pytest.fixture(autouse=True)
def _collect_here() -> Iterator[None]:
    """Collect garbage as the program does: never on a worker, which must not delete anything of Qt."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()
