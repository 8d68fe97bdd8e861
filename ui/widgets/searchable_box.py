"""A drop-down in which one types any part of what one means."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from ui.widgets.chooser import Chooser
from ui.widgets.plain import plain_tip


class SearchableBox(Chooser):
    """A drop-down that is searched by typing.

    Args:
        name: accessible name.
        parent: where it stands.

    Signals:
        picked: another item was chosen by the user; its value.
    """

    picked = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.popup().setProperty("role", "popup")
        self.setCompleter(completer)
        self.activated.connect(lambda number: self.picked.emit(self.itemData(number)))

    def offer(self, items: Sequence[tuple[str, Any]]) -> None:
        """Offer these texts with their values; nothing is chosen then."""
        self.clear()
        for text, value in items:
            self.addItem(text, value)
        self.setCurrentIndex(-1)

    def choose(self, value: Any) -> None:
        """Show the item with this value, nothing when there is none."""
        rows = range(self.count())
        self.setCurrentIndex(next((row for row in rows if self.itemData(row) == value), -1))
        self.setToolTip(plain_tip(self.currentText()))
        line = self.lineEdit()
        if line is not None:
            line.setCursorPosition(0)  # of a long name its beginning is seen
