"""Showing one page without the window around it, and the office it works with."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from services.office import Context
from tests.helpers.office import clock, new_office, office
from ui.session import Notice, Session

__all__ = ["Host", "clock", "commit_text", "host", "new_office", "notices_of", "office", "session"]


@pytest.fixture
def session(qtbot: QtBot, office: Context) -> Iterator[Session]:
    """Return the session of an empty office; closed in the end."""
    made = Session(office.database.path)
    made.adopt(office)
    yield made
    made.close()


Host = Callable[[QWidget], None]


@pytest.fixture
def host(qtbot: QtBot) -> Host:
    """Show a page in a bare window: one with a least size makes the invisible screen complain."""
    windows: list[QWidget] = []

    def show(page: QWidget) -> None:
        window = QWidget()
        windows.append(window)  # nobody else holds it
        qtbot.addWidget(window)
        window.resize(1180, 700)
        page.setParent(window)
        page.setGeometry(0, 0, 1180, 700)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)

    return show


def commit_text(widget: QWidget, text: str) -> None:
    """Type as an input method does: the whole text at once (QTest knows no Chinese)."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QCoreApplication.sendEvent(widget, event)


def notices_of(session: Session) -> list[Notice]:
    """Return the list into which the lines at the foot of the window go from now on."""
    said: list[Notice] = []
    session.noticed.connect(said.append)
    return said
