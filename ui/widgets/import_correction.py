"""A line of the rehearsal corrected in place: what the cell says, what it should say, or not this row."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from services.importing.corrections import WHOLE_SHEET, Correction, row_of
from ui.widgets import icons, style


@dataclass(frozen=True, slots=True)
class Place:
    """What can be corrected: a cell of a sheet and what it says, or the courtyard of a whole sheet."""

    sheet: str
    cell: str
    text: str = ""


class _Typing(QLineEdit):
    """A line whose own keys come before the page's: Escape leaves it, Ctrl+Enter takes what was typed."""

    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean something here from the shortcuts of the page."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.key() == Qt.Key.Key_Escape or entered:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Escape; Enter with or without Ctrl takes what was typed."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.returnPressed.emit()
        else:
            super().keyPressEvent(event)


class ImportCorrection(QWidget):
    """The bar below the lists of a rehearsal.

    Signals:
        corrected: what the user corrected, a `Correction`.
        left: back to the list.
    """

    corrected = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place: Place | None = None
        self._label = QLabel()
        self.edit = _Typing()
        self._label.setBuddy(self.edit)
        self.correct_button = QPushButton(icons.icon("fa6s.check"), "改正")
        self.correct_button.setToolTip("按改正后的内容重新预演，原文件不会改动（回车）")
        self.skip_button = QPushButton(icons.icon("fa6s.ban"), "不导入这一行")
        self.skip_button.setToolTip("这一行整行不导入，可以在“在这里改过的”里撤回")
        self.edit.returnPressed.connect(self._correct)
        self.edit.left.connect(self.left)
        self.correct_button.clicked.connect(self._correct)
        self.skip_button.clicked.connect(self._skip)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(style.px(8))
        row.addWidget(self._label)
        row.addWidget(self.edit, 1)
        row.addWidget(self.correct_button)
        row.addWidget(self.skip_button)
        self.show_place(None)

    def show_place(self, place: Place | None) -> None:
        """Offer to correct a place; None where there is nothing to correct."""
        self._place = place
        self.setVisible(place is not None)
        if place is None:
            return
        whole = place.cell == WHOLE_SHEET
        where = f"工作表“{place.sheet}”整张表的楼院" if whole else f"{place.sheet} {place.cell} 改为"
        self._label.setText(where)
        self.edit.setAccessibleName(where)
        self.edit.setText(place.text)
        self.edit.setPlaceholderText("楼院名称" if whole else "留空表示没有内容")
        self.skip_button.setVisible(not whole)

    def begin(self) -> None:
        """Put the cursor into the line, everything selected."""
        if self._place is not None:
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self.edit.selectAll()

    def _correct(self) -> None:
        place, text = self._place, self.edit.text().strip()
        if place is None or (place.cell == WHOLE_SHEET and not text):
            return
        if text == place.text.strip():
            self.left.emit()
        else:
            self.corrected.emit(Correction(place.sheet, place.cell, text))

    def _skip(self) -> None:
        number = None if self._place is None else row_of(self._place.cell)
        if self._place is not None and number is not None:
            self.corrected.emit(Correction(self._place.sheet, str(number)))
