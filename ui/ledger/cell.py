"""One cell of the line that is typed: Tab and Enter go on, what may be meant is offered below it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QListWidget, QWidget

from ui.widgets import style

_BELOW = 2
_LEAST_WIDTH = 150
_MOST_LINES = 8
Offering = Callable[[str], Sequence[str]]
"""Returns what a typed text may mean."""


class CellOffers(QListWidget):
    """The list below a cell; it never takes the focus, the cell hands it its keys.

    Args:
        parent: the window, above whose pages it floats.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setProperty("role", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("候选")
        self.hide()

    def show_below(self, cell: QWidget, texts: Sequence[str]) -> None:
        """Show texts below a cell, above it where there is no room."""
        self.clear()
        self.addItems(list(texts))
        shown = min(len(texts), _MOST_LINES)
        row = max(self.sizeHintForRow(0), style.px(24))
        height = row * shown + style.px(12)
        width = max(cell.width(), style.px(_LEAST_WIDTH), self.sizeHintForColumn(0) + style.px(28))
        window = self._window
        place = cell.mapTo(window, QPoint(0, cell.height() + _BELOW))
        if place.y() + height > window.height():
            place.setY(place.y() - height - cell.height() - 2 * _BELOW)
        place.setX(min(place.x(), max(0, window.width() - width)))
        self.setGeometry(place.x(), place.y(), width, height)
        self.show()
        self.raise_()

    def move_by(self, steps: int) -> None:
        """Go down or up in the list."""
        row = self.currentRow() + steps
        self.setCurrentRow(min(max(row, 0), self.count() - 1))

    @property
    def chosen(self) -> str:
        """The text that is marked, "" for none."""
        item = self.currentItem()
        return item.text() if item is not None else ""


class CellEdit(QLineEdit):
    """One cell.

    Args:
        name: of the cell.
        label: accessible name.
        parent: the viewport of the register.

    Signals:
        stepped: Tab or Enter (1), Shift+Tab (-1).
        entered: the cell got the focus.
        left: it lost it.
        given_up: Esc.
        lifted: Up, where nothing is offered.
        saved: Ctrl+S.
    """

    stepped = Signal(int)
    entered = Signal()
    left = Signal()
    given_up = Signal()
    lifted = Signal()
    saved = Signal()

    def __init__(self, name: str, label: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        self.setProperty("cell", True)
        self.setAccessibleName(label)
        self.offering: Offering | None = None
        self._offers: CellOffers | None = None
        self.textEdited.connect(lambda _: self.offer())

    def show_text(self, text: str) -> None:
        """Show a text; of one that is too long, its beginning is seen."""
        self.setText(text)
        self.setCursorPosition(0)

    # what is offered

    def offer(self) -> None:
        """Show what the typed text may mean; nothing where it is all there already."""
        texts = list(self.offering(self.text())) if self.offering is not None else []
        if not texts or texts == [self.text()]:
            self.close_offers()
            return
        if self._offers is None:
            self._offers = CellOffers(self.window())
            self._offers.itemClicked.connect(lambda item: self._take(item.text()))
        self._offers.show_below(self, texts)

    @property
    def offers(self) -> CellOffers | None:
        """The list that is open, None while it is closed."""
        return self._offers if self._offers is not None and self._offers.isVisible() else None

    def close_offers(self) -> bool:
        """Close the list; returns whether it was open."""
        found = self.offers
        if self._offers is not None:
            self._offers.deleteLater()
            self._offers = None
        return found is not None

    def _take(self, text: str) -> None:
        self.setText(text)
        self.textEdited.emit(text)
        self.close_offers()

    # keys

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the window where there is nothing of this cell to take back."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo)
            if undo and not self.isUndoAvailable():
                event.ignore()
                return False
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes to the next cell of the line, never out of it by chance."""
        self._settle()
        self.stepped.emit(1 if forward else -1)
        return True

    def _settle(self) -> None:
        """Take what is marked in the list."""
        found = self.offers
        if found is not None and found.chosen:
            self._take(found.chosen)
        self.close_offers()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Down and Up walk through what is offered, Esc takes back."""
        key, offers = event.key(), self.offers
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._settle()
            self.stepped.emit(1)
        elif key == Qt.Key.Key_Escape:
            if not self.close_offers():
                self.given_up.emit()
        elif key == Qt.Key.Key_Down:
            self._down(offers)
        elif key == Qt.Key.Key_Up:
            if offers is not None:
                offers.move_by(-1)
            else:
                self.lifted.emit()
        elif key == Qt.Key.Key_S and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._settle()
            self.saved.emit()
        else:
            super().keyPressEvent(event)

    def _down(self, offers: CellOffers | None) -> None:
        if offers is not None:
            offers.move_by(1)
        elif self.offering is not None:
            texts = self.offering("")
            if texts:
                self._offers = CellOffers(self.window())
                self._offers.itemClicked.connect(lambda item: self._take(item.text()))
                self._offers.show_below(self, texts)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Mark all of it, so that typing replaces what was offered."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close what is offered and read the cell."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.close_offers()
            self.left.emit()

    def mark(self, message: str, state: str = "error") -> None:
        """Mark the cell as wrong, or as remarkable ("warn"); without a sentence it is fine."""
        self.setAccessibleDescription(message)
        state = state if message else ""
        if self.property("state") != state:
            self.setProperty("state", state)
            self.style().unpolish(self)
            self.style().polish(self)
