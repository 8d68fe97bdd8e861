"""What an exchange did, line by line, with buttons to where it goes on."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.sync.words import Line
from ui.widgets import icons, style
from ui.widgets.plain_table import TONE_ICONS


class Lines(QWidget):
    """Sentences below each other, each with its icon and where there is one its button.

    Signals:
        wanted: the key of a page somebody wants to go to.
    """

    wanted = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.lines: tuple[Line, ...] = ()
        self._buttons: list[QPushButton] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)

    def show_lines(self, lines: Iterable[Line]) -> None:
        """Show other sentences."""
        self.lines = tuple(lines)
        self._buttons.clear()
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._grid.setVerticalSpacing(style.px(6))
        self._grid.setHorizontalSpacing(style.px(8))
        for row, line in enumerate(self.lines):
            self._add(row, line)

    def _add(self, row: int, line: Line) -> None:
        name, colour = TONE_ICONS[line.tone]
        mark = QLabel()
        mark.setFixedWidth(style.px(18))
        mark.setPixmap(
            icons.icon(name or "fa6s.circle-info", colour or "muted").pixmap(style.px(15), style.px(15))
        )
        text = QLabel(line.text)
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if line.tone in ("warn", "error", "muted"):
            text.setProperty("role", line.tone)
        self._grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(text, row, 1)
        if line.page:
            button = QPushButton(line.link)
            button.setProperty("link", True)
            button.setAccessibleName(f"{line.link}：{line.text}")
            button.clicked.connect(lambda: self.wanted.emit(line.page))
            self._buttons.append(button)
            self._grid.addWidget(button, row, 2, Qt.AlignmentFlag.AlignTop)

    def buttons(self) -> list[QPushButton]:
        """Return the buttons, from top to bottom."""
        return self._buttons.copy()


class ResultPanel(QFrame):
    """The last line of an exchange in a box of its own colour, and what it did below.

    Signals:
        wanted: as of `Lines`.
    """

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "info")
        self._icon = QLabel()
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.heading.setWordWrap(True)
        self.lines = Lines("收发结果")
        self.lines.wanted.connect(self.wanted)
        head = QGridLayout()
        head.setColumnStretch(1, 1)
        head.setHorizontalSpacing(style.px(8))
        head.addWidget(self._icon, 0, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.heading, 0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[style.px(12)] * 4)
        column.setSpacing(style.px(8))
        column.addLayout(head)
        column.addWidget(self.lines)

    def say(self, heading: str, box: str, lines: Iterable[Line] = ()) -> None:
        """Show a result.

        Args:
            heading: the one line that must be read.
            box: info, warn or error.
            lines: what was done.
        """
        icon, colour = {
            "info": ("fa6s.circle-check", "ok"),
            "warn": ("fa6s.triangle-exclamation", "warn"),
            "error": ("fa6s.circle-xmark", "error"),
        }[box]
        self._icon.setPixmap(icons.icon(icon, colour).pixmap(style.px(20), style.px(20)))
        self.setProperty("box", box)
        self.style().unpolish(self)
        self.style().polish(self)
        self.heading.setText(heading)
        self.heading.setAccessibleName(heading)
        self.lines.show_lines(lines)
        self.lines.setVisible(bool(self.lines.lines))
        self.show()
