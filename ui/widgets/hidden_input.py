"""The input of a telephone or document number: what is stored stays masked until somebody asks to see it.

The masked number is only shown, as what stands in an empty field; it is never the text of the field. So it
cannot be edited, copied, undone into the text or saved in place of the number.
"""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from services.subjects import Field
from ui.widgets import style
from ui.widgets.inputs import LineInput

KEPT: Final = object()
"""The value of a field that is left as it is stored; it is not handed to whoever saves."""
SHOWN_MS: Final = 60_000
"""How long a whole number is shown."""
SHOW_KEYS: Final = "F8"
_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut
_SHOW, _HIDE, _CLEAR, _KEEP = "显示", "隐藏", "清空", "不清空"

Reveal = Callable[[Field, Callable[[str], None], QObject], None]
"""Asks for the whole number of a field; the answer comes through the callback, a refusal not at all, and
none once the last argument is gone."""


class HiddenInput(LineInput):
    """A telephone or document number.

    Args:
        field: its description.
        reveal: asks for the whole number; None for a record that is not stored yet or whoever may not see it.
        parent: the form.

    Signals:
        uncovered: the whole number is shown, or is hidden again.
    """

    uncovered = Signal(bool)

    def __init__(self, field: Field, reveal: Reveal | None, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._reveal = reveal
        self._mask = ""
        self._full: str | None = None
        self._cleared = False
        self.show_button = self._button(
            _SHOW, f"显示完整的{field.label}（{SHOW_KEYS}），记入操作日志", self.toggle
        )
        self.clear_button = self._button(_CLEAR, f"保存时删去已登记的{field.label}", self._clear)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(style.px(6))
        self._layout.removeWidget(self.line)
        row.addWidget(self.line, 1)
        row.addWidget(self.show_button)
        row.addWidget(self.clear_button)
        self._layout.addLayout(row)
        keys = QShortcut(QKeySequence(SHOW_KEYS), self, self.toggle)
        keys.setContext(_HERE)  # given to the constructor it is not heeded beside a slot
        self._hiding = QTimer(self)
        self._hiding.setSingleShot(True)
        self._hiding.setInterval(SHOWN_MS)
        self._hiding.timeout.connect(self.hide_again)
        self.line.textEdited.connect(lambda _: self._typed())
        self._refresh()

    def _button(self, text: str, tip: str, action: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("flat", True)
        button.setToolTip(tip)
        button.setAccessibleName(f"{text}{self.field.label}")
        button.setAutoDefault(False)
        button.clicked.connect(action)
        return button

    # what the form asks

    def value(self) -> object:
        """Return what was typed, `KEPT` where what is stored stays."""
        text = self.line.text()
        if text and text != self._full:
            return text
        return KEPT if self._mask and not self._cleared else ""

    def put(self, value: Any, text: str) -> None:
        """Show what is stored, masked; or what was typed, as a draft holds it.

        Args:
            value: what was typed, None for what is stored.
            text: the masked number where nothing was typed.
        """
        if value is None:
            self._mask, self._full, self._cleared = text, None, False
            self.line.clear()
        else:
            self._cleared = not value
            self.line.setText(str(value))
        self._refresh()

    def show_as(self, text: str) -> None:
        """Leave what is typed as it is typed while it can be read; a stored one is never rewritten."""
        if self.line.text() != self._full and not _is_masked(text):
            super().show_as(text)

    # showing

    def toggle(self) -> None:
        """Ask for the whole number, or hide it."""
        if self._full is not None:
            self.hide_again()
        elif self._can_show():
            assert self._reveal is not None
            self._reveal(self.field, self._uncover, self)

    def _can_show(self) -> bool:
        return self._reveal is not None and bool(self._mask) and not self.line.text() and not self._cleared

    def _uncover(self, text: str) -> None:
        if not text or not self._can_show():
            return  # somebody typed meanwhile
        self._full = text
        self.line.setText(text)
        self._hiding.start()
        self._refresh()
        self.uncovered.emit(True)

    def hide_again(self) -> None:
        """Hide the whole number; what was typed over it stays."""
        self._hiding.stop()
        if self._full is None:
            return
        untouched = self.line.text() == self._full
        self._full = None
        if untouched:
            self.line.clear()
        self._refresh()
        self.uncovered.emit(False)

    # typing

    def _typed(self) -> None:
        if self._full is not None and self.line.text() != self._full:
            self._cleared = not self.line.text()
            self._full = None
            self._hiding.stop()
        elif self.line.text():
            self._cleared = False
        self._refresh()

    def _clear(self) -> None:
        """Delete what is stored, or leave it after all."""
        self._cleared = not self._cleared
        self._full = None
        self._hiding.stop()
        self.line.clear()
        self._refresh()
        self.changed.emit()

    def _refresh(self) -> None:
        """Say in the empty field what is stored, and offer what can be done."""
        kept = bool(self._mask) and not self._cleared
        self.line.setPlaceholderText(self._mask if kept else "（保存后删去）" if self._mask else "")
        palette = self.line.palette()
        colour = palette.color(QPalette.ColorRole.Text)
        if not kept:
            colour.setAlphaF(0.5)
        palette.setColor(QPalette.ColorRole.PlaceholderText, colour)
        self.line.setPalette(palette)
        self.show_button.setText(_SHOW if self._full is None else _HIDE)
        self.show_button.setVisible(self._full is not None or self._can_show())
        self.clear_button.setText(_KEEP if self._cleared else _CLEAR)
        self.clear_button.setVisible(bool(self._mask) and not self.line.text())
        said = f"已登记{self._mask}，直接输入就是更换" if kept and not self.line.text() else ""
        self.line.setAccessibleDescription("；".join(filter(None, (self.field.help, said))))
        self.line.setToolTip(self.field.help or said)


def _is_masked(text: str) -> bool:
    return "*" in text
