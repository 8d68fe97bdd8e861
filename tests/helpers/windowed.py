"""The whole window over an office of a test, worked by keys alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from services.office import Context
from tests.helpers.hosting import clock, commit_text, new_office, office
from ui.main_window import MainWindow
from ui.pages.records import RecordsPage
from ui.session import Session
from ui.widgets.form import RecordForm
from ui.widgets.inputs import LinkInput
from ui.widgets.record_view import RecordView

__all__ = ["Desk", "clock", "desk", "new_office", "office"]

SIZE = (1366, 768)
LAST_LOOKS = 2
"""How often what is painted after the quiet may ask for more."""
_CONTROL, _SHIFT, _ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
_MODIFIERS = {"Ctrl": _CONTROL, "Shift": _SHIFT, "Alt": _ALT}
_KEYS = {
    "Enter": Qt.Key.Key_Return,
    "Esc": Qt.Key.Key_Escape,
    "Down": Qt.Key.Key_Down,
    "Up": Qt.Key.Key_Up,
    "Left": Qt.Key.Key_Left,
    "Right": Qt.Key.Key_Right,
    "Tab": Qt.Key.Key_Tab,
    "Del": Qt.Key.Key_Delete,
    "Space": Qt.Key.Key_Space,
    "Home": Qt.Key.Key_Home,
    "PgUp": Qt.Key.Key_PageUp,
    "PgDn": Qt.Key.Key_PageDown,
    "End": Qt.Key.Key_End,
    "=": Qt.Key.Key_Equal,
    "-": Qt.Key.Key_Minus,
    "F1": Qt.Key.Key_F1,
    "F2": Qt.Key.Key_F2,
    "F4": Qt.Key.Key_F4,
    "F6": Qt.Key.Key_F6,
    "F7": Qt.Key.Key_F7,
    "F8": Qt.Key.Key_F8,
}


@dataclass
class Desk:
    """Somebody at the window: presses keys, types, looks."""

    qtbot: QtBot
    window: MainWindow
    session: Session
    context: Context

    def press(self, *chords: str) -> None:
        """Press keys where the focus is: "Ctrl+S", "Enter", "a"; waits until everything is answered."""
        for chord in chords:
            *held, name = chord.split("+") if chord != "+" else ["+"]
            modifiers = Qt.KeyboardModifier.NoModifier
            for each in held:
                modifiers |= _MODIFIERS[each]
            key = _KEYS.get(name) or Qt.Key(ord(name.upper()))
            QTest.keyClick(self.focus(), key, modifiers)
            self.settle()

    def type(self, text: str) -> None:
        """Type text where the focus is, as an input method does."""
        commit_text(self.focus(), text)
        self.settle()

    def focus(self) -> QWidget:
        """Return the widget that takes the keys: an open list of candidates, the focus, else the window."""
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self.window

    def settle(self) -> None:
        """Wait until nothing is under way and every pause of the window is over.

        Rows and small pictures are asked for when they are painted: quiet before that is not quiet yet.
        """
        self.until(lambda: not self._busy())
        for _ in range(LAST_LOOKS):
            QApplication.processEvents()
            self.until(lambda: not self._busy())

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something."""
        self.qtbot.waitUntil(condition)

    def _busy(self) -> bool:
        from ui.widgets.search_everywhere import SearchEverywhere

        page = self.window.page
        timers = []
        if isinstance(page, RecordsPage):
            timers += [page._following, page.list._typing]
            timers += [each._typing for each in page.findChildren(LinkInput)]
            timers += [each._asking for each in page.findChildren(RecordForm)]
        if self.window.furniture is not None:
            search: SearchEverywhere = self.window.furniture.search
            timers.append(search._timer)
        return self.session.tasks.pending > 0 or any(timer.isActive() for timer in timers)

    # looking

    @property
    def page(self) -> RecordsPage:
        """The page of records in front."""
        page = self.window.page
        assert isinstance(page, RecordsPage)
        return page

    @property
    def form(self) -> RecordForm:
        """The form that is open."""
        self.until(lambda: self.page.pane.form is not None)
        form = self.page.pane.form
        assert form is not None
        return form

    @property
    def view(self) -> RecordView:
        """The record that is shown."""
        self.until(lambda: self.page.pane.view is not None)
        view = self.page.pane.view
        assert view is not None
        return view

    def cell(self, row: int, column: str) -> str:
        """Return what stands in a cell of the list."""
        names = [each.name for each in self.page.list.model.columns]
        index = self.page.list.model.index(row, names.index(column))
        return str(index.data())

    def column(self, name: str) -> list[str]:
        """Return a whole column of the list."""
        return [self.cell(row, name) for row in range(self.page.list.model.rowCount())]

    def toast(self) -> str:
        """Return the line at the foot of the window."""
        return self.window.furniture.toast.text if self.window.furniture is not None else ""

    def go(self, key: str, argument: object = None) -> None:
        """Go to a page and wait until it is there."""
        self.window.go(key, argument)
        # rows are asked for when they are painted: quiet once is not quiet for good
        calm = 0

        def is_calm() -> bool:
            nonlocal calm
            calm = 0 if self._busy() else calm + 1
            return calm > 2

        self.until(is_calm)


@pytest.fixture
def desk(qtbot: QtBot, office: Context) -> Iterator[Desk]:
    """Return somebody at the window of an office; the start page is in front."""
    session = Session(office.database.path)
    bare = QWidget()  # a window with a least size makes the invisible screen complain
    qtbot.addWidget(bare)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = MainWindow(app, session, "start")
    window.setParent(bare)
    bare.resize(*SIZE)
    window.setGeometry(0, 0, *SIZE)
    bare.show()
    bare.activateWindow()
    qtbot.waitUntil(bare.isActiveWindow)
    session.adopt(office)
    made = Desk(qtbot, window, session, office)
    made.until(lambda: window.furniture is not None)
    made.settle()
    yield made
    session.close()
