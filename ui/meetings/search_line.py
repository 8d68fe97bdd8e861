"""The line in which one types what is meant: Up and Down move in the list below, Enter takes it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget


class SearchLine(QLineEdit):
    """A line of text whose neighbour is a list.

    Args:
        name: accessible name.
        hint: what may be typed.
        parent: where it stands.

    Signals:
        entered: Enter.
        moved: Down (1), Up (-1), page down and up (10, -10).
        given_up: Esc while nothing stands in it.
    """

    entered = Signal()
    moved = Signal(int)
    given_up = Signal()

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setClearButtonEnabled(True)

    def empty(self) -> None:
        """Take out what was typed; Ctrl+Z then belongs to the window again."""
        self.setText("")

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the window where there is nothing typed here to take back."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo)
            if undo and not self.isUndoAvailable():
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand the keys of the list on."""
        key = event.key()
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key in steps:
            self.moved.emit(steps[Qt.Key(key)])
        elif key == Qt.Key.Key_Escape and self.text():
            self.empty()
        elif key == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
