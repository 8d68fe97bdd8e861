"""The line in which a paper is typed: a digit for each item; below it each item says what was typed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from models import vocab
from ui.widgets import style

_BLANK = "0"
_DIGITS = "012345"
_COLUMNS = 2
_WIDTH = 240
LEGEND = "　".join(f"{at} {label}" for at, (_, label) in enumerate(vocab.GRADE, 1)) + "　0 没有填"
"""Which digit means which grade."""


class _Digits(QLineEdit):
    """Takes digits 0 to 5 only, and no more than there are items."""

    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take digits; Esc and Up, or Backspace in the empty line, go back."""
        key, text = event.key(), event.text()
        back = key in (Qt.Key.Key_Escape, Qt.Key.Key_Up) or (key == Qt.Key.Key_Backspace and not self.text())
        if back:
            self.given_up.emit()
        elif text.isprintable() and text.strip() and text not in _DIGITS:
            event.accept()  # neither typed nor a shortcut
        else:
            super().keyPressEvent(event)


class GradeLine(QWidget):
    """A digit an item.

    Signals:
        taken: Enter with a digit for every item.
        short: Enter with fewer.
        given_up: back to the number of the paper.
    """

    taken = Signal()
    short = Signal()
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._titles: tuple[str, ...] = ()
        self._labels: list[QLabel] = []
        self.line = _Digits()
        self.line.setFixedWidth(style.px(_WIDTH))
        self.line.setAccessibleName("评议，一项一个数字")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(style.px(16))
        self._grid.setVerticalSpacing(style.px(2))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(6))
        column.addWidget(self.line)
        column.addLayout(self._grid)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(lambda _: self._tell())
        self.line.returnPressed.connect(self._enter)
        self.line.given_up.connect(self.given_up)

    def offer(self, titles: tuple[str, ...]) -> None:
        """Take the items."""
        self._titles = titles
        self.line.setMaxLength(len(titles))
        self.line.setPlaceholderText(f"{len(titles)}个数字，回车")
        for label in self._labels:
            label.deleteLater()
        self._labels = [QLabel() for _ in titles]
        rows = -(-len(titles) // _COLUMNS)
        for at, label in enumerate(self._labels):
            self._grid.addWidget(label, at % rows, at // rows)
        self._tell()

    @property
    def digits(self) -> str:
        """What was typed."""
        return self.line.text()

    def show_digits(self, digits: str) -> None:
        """Show a paper that was typed before."""
        self.line.setText(digits)
        self.line.selectAll()

    def clear(self) -> None:
        """Be empty for the next paper."""
        self.line.clear()

    def _tell(self) -> None:
        said = []
        for at, (title, label) in enumerate(zip(self._titles, self._labels, strict=True)):
            digit = self.digits[at : at + 1]
            grade = grade_told(digit)
            said.append(f"{title}{grade}" if grade else "")
            label.setText(f"{at + 1}．{title}：{grade or '…'}")
            label.setProperty("role", "" if grade else "muted")
            label.style().unpolish(label)
            label.style().polish(label)
        self.line.setAccessibleDescription("，".join(each for each in said if each))

    def _enter(self) -> None:
        (self.taken if len(self.digits) == len(self._titles) else self.short).emit()


def grade_told(digit: str) -> str:
    """Return what a digit means, "" for none."""
    if not digit:
        return ""
    if digit == _BLANK:
        return "没有填"
    return vocab.GRADE.label([code for code, _ in vocab.GRADE][int(digit) - 1])
