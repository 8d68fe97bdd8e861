"""Somebody in front of a window that has to be entered: the cards of the entry, filled by the keys."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.helpers.keys import ADMIN, PASSWORD
from ui.entry.cards import Card, SignInCard
from ui.main_window import MainWindow
from ui.session import Session

C = TypeVar("C", bound=Card)


class Door:
    """Somebody in front of the window."""

    def __init__(self, qtbot: QtBot, path: Path, name: str | None = None) -> None:
        self.qtbot = qtbot
        self.session = Session(path)
        self.session.makes_keyed = True
        self.bare = QWidget()
        qtbot.addWidget(self.bare)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.window = MainWindow(app, self.session, None)
        self.window.setParent(self.bare)
        self.bare.resize(1366, 768)
        self.window.setGeometry(0, 0, 1366, 768)
        self.session.new_wanted.connect(self.window.door.first_start)
        self.bare.show()
        self.bare.activateWindow()
        qtbot.waitUntil(self.bare.isActiveWindow)
        self.session.open(name)

    def card(self, kind: type[C]) -> C:
        def there() -> bool:
            return self.window.door.screen is not None and isinstance(self.window.door.screen.card, kind)

        self.qtbot.waitUntil(there, timeout=5000)
        assert self.window.door.screen is not None
        card = self.window.door.screen.card
        assert isinstance(card, kind)
        return card

    def inside(self) -> None:
        self.qtbot.waitUntil(lambda: self.window.door.screen is None and self.session.is_open, timeout=8000)
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.session.tasks.pending == 0, timeout=5000)


def fill(line: QLineEdit, text: str) -> None:
    line.setFocus()
    line.setText(text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def sign_in(door: Door, password: str = PASSWORD) -> SignInCard:
    card = door.card(SignInCard)
    card.name.setText(ADMIN)
    fill(card.password, password)
    return card
