"""What stands in the place of the rows of an empty list: why there are none, and the next step."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.widgets import icons, style

_ALL_PLACES = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class NextStep:
    """A button that stands in an empty list: what it says and does."""

    label: str
    action: Callable[[], None]
    icon: str = "fa6s.plus"


class EmptyList(QWidget):
    """What stands in the place of rows: why there are none, and the next step."""

    def __init__(self, steps: tuple[NextStep, ...], clear: Callable[[], None]) -> None:
        super().__init__()
        self._words = QLabel(alignment=_ALL_PLACES)
        self._words.setProperty("role", "muted")
        self._words.setWordWrap(True)
        self._clear = QPushButton("清除筛选")
        self._clear.clicked.connect(clear)
        self._steps = []
        row = QHBoxLayout()
        row.setSpacing(style.px(8))
        row.addStretch(1)
        row.addWidget(self._clear)
        for step in steps:
            button = QPushButton(icons.icon(step.icon, "accent"), step.label)
            button.clicked.connect(step.action)
            self._steps.append(button)
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(self._words)
        layout.addLayout(row)
        layout.addStretch(3)

    def say(self, words: str, filtered: bool) -> None:
        """Say why the list is empty.

        Args:
            words: the reason.
            filtered: whether clearing the filters would help.
        """
        self._words.setText(words)
        self._clear.setVisible(filtered)
        for button in self._steps:
            button.setVisible(not filtered)
