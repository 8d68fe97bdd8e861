"""Votes by raised hands: three numbers typed, what is left over is said at once, Enter notes them down."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models import vocab
from ui.system.tab import button
from ui.widgets import style

CHOICES: Final = ("for", "against", "abstain")
_LETTERS: Final = {"for": "T", "against": "F", "abstain": "Q"}


class QuickFigures(QWidget):
    """同意, 反对, 弃权 as numbers.

    Args:
        place: what the numbers are of, where they are of an entrance; asked for in a further field.

    Signals:
        saved: the numbers by choice, and the entrance.
    """

    saved = Signal(object, str)

    def __init__(self, *, place: bool = False) -> None:
        super().__init__()
        self._present: int | None = None
        self._unit = "人"
        self.place = QLineEdit()
        self.place.setAccessibleName("单元")
        self.place.setPlaceholderText("如 3号楼2单元")
        self._by_place = place
        self.inputs: dict[str, QLineEdit] = {}
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setAccessibleName("票数核对")
        self.save_button: QPushButton = button(
            "记下票数", "fa6s.check", self.save, primary=True, tip="记下票数（在最后一格按回车）"
        )
        row = QHBoxLayout()
        row.setSpacing(style.px(6))
        row.addWidget(self.place)
        if not place:
            self.place.hide()
        choices = (*CHOICES, "invalid") if place else CHOICES
        for choice in choices:
            self._add(row, choice)
        row.addWidget(self.save_button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(4))
        column.addLayout(row)
        column.addWidget(self.told)
        self.place.returnPressed.connect(lambda: self.inputs["for"].setFocus())
        self.setFocusProxy(self.place if place else self.inputs["for"])

    def _add(self, row: QHBoxLayout, choice: str) -> None:
        label = vocab.BALLOT_CHOICE.label(choice)
        letter = f"(&{_LETTERS[choice]})" if choice in _LETTERS else ""
        words = QLabel(f"{label}{letter}")
        line = QLineEdit()
        line.setAccessibleName(f"{label}票数")
        line.setFixedWidth(style.px(64))
        words.setBuddy(line)
        line.textEdited.connect(lambda _: self._check())
        line.returnPressed.connect(lambda: self._forward(choice))
        self.inputs[choice] = line
        row.addWidget(words)
        row.addWidget(line)

    def _forward(self, choice: str) -> None:
        names = list(self.inputs)
        at = names.index(choice) + 1
        if at < len(names):
            self.inputs[names[at]].setFocus(Qt.FocusReason.TabFocusReason)
            self.inputs[names[at]].selectAll()
        else:
            self.save()

    def show_figures(self, figures: Mapping[str, int | None], present: int | None, unit: str) -> None:
        """Show what was noted down.

        Args:
            figures: by choice; None for nothing yet.
            present: how many are there, None where nobody knows.
            unit: measure word of a head.
        """
        self._present, self._unit = present, unit
        for choice, line in self.inputs.items():
            number = figures.get(choice)
            line.setText("" if number is None else str(number))
        self._check()

    def _numbers(self) -> dict[str, int] | None:
        texts = {choice: line.text().strip() for choice, line in self.inputs.items()}
        if any(text and not text.isdecimal() for text in texts.values()):
            return None
        return {choice: int(text or 0) for choice, text in texts.items()}

    def _check(self) -> None:
        numbers = self._numbers()
        if numbers is None:
            self._say("票数要写整数。", "error")
            return
        total, present, unit = sum(numbers.values()), self._present, self._unit
        if not total or present is None or self._by_place:
            self._say("", "")
        elif total > present:
            self._say(f"合计{total}票，比到会{present}{unit}多{total - present}票，请核对。", "error")
        elif total < present:
            self._say(f"合计{total}票，到会{present}{unit}，还有{present - total}票没有表决。", "warn")
        else:
            self._say(f"合计{total}票，和到会{present}{unit}相符。", "ok")

    def _say(self, text: str, tone: str) -> None:
        self.told.setText(text)
        if self.told.property("role") != tone:
            self.told.setProperty("role", tone)
            self.told.style().unpolish(self.told)
            self.told.style().polish(self.told)

    def refuse(self, text: str) -> None:
        """Say beside the numbers why they were not taken."""
        self._say(text, "error")

    def save(self) -> None:
        """Hand the numbers over, unless they cannot be."""
        numbers, place = self._numbers(), self.place.text().strip()
        if numbers is None:
            return
        if self._by_place and not place:
            self._say("请写是哪个单元，如 3号楼2单元。", "error")
            self.place.setFocus()
        elif not sum(numbers.values()):
            self._say("请写票数。", "error")
            self.inputs["for"].setFocus()
        elif not self._by_place and self._present is not None and sum(numbers.values()) > self._present:
            self._check()
            self.inputs["for"].setFocus()
        else:
            self.saved.emit(numbers, place)
