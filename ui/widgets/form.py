"""A form drawn from the description of a subject: sections, labels, inputs, the message beside each field."""

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from services.fields import Checked, check
from services.records import Choice, Record
from services.subjects import Field
from ui.widgets import style
from ui.widgets.inputs import Input, LinkInput, input_for

LookUpFor = Callable[[Field, str, Callable[[tuple[Choice, ...]], None]], None]
LABEL_WIDTH, INPUT_WIDTH = 168, 360


class RecordForm(QWidget):
    """Edits one record.

    Signals:
        saved: Ctrl+S or the button: the values that differ, by field name.
        cancelled: Esc or the button.
        edited: something was typed (for the draft).
    """

    saved = Signal(dict)
    cancelled = Signal()
    edited = Signal()

    def __init__(
        self, record: Record, look_up: LookUpFor, today: date, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.record = record
        self._look_up = look_up
        self._today = today
        self.inputs: dict[str, Input] = {}
        self._messages: dict[str, QLabel] = {}
        self._start: dict[str, object] = {}
        self.message = QLabel()
        self.message.setProperty("tone", "error")
        self.message.setWordWrap(True)
        self.message.hide()
        self.save_button = QPushButton("保存 (Ctrl+S)")
        self.save_button.setProperty("primary", True)
        self.cancel_button = QPushButton("取消 (Esc)")
        self.save_button.clicked.connect(self.save)
        self.cancel_button.clicked.connect(self.cancelled)
        self._lay_out()
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence.StandardKey.Save, self, self.save, context=here)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.cancelled.emit, context=here)
        self._start = self.values()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setProperty("role", "page")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, style.px(12), 0)
        column.setSpacing(style.px(6))
        for title, fields in self.record.sections:
            heading = QLabel(title)
            heading.setProperty("role", "heading")
            column.addWidget(heading)
            grid = QGridLayout()
            grid.setColumnMinimumWidth(0, style.px(LABEL_WIDTH))
            grid.setColumnStretch(1, 1)
            grid.setHorizontalSpacing(style.px(12))
            grid.setVerticalSpacing(style.px(6))
            for row, shown in enumerate(fields):
                self._add(grid, row, shown.field, shown.value, shown.text)
            column.addLayout(grid)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inner)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll = scroll
        buttons = QHBoxLayout()
        buttons.addWidget(self.message)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.save_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll, 1)
        whole.addLayout(buttons)

    def _add(self, grid: QGridLayout, row: int, field: Field, value: object, text: str) -> None:
        star = f"　<span style='color:{style.colour('error')}'>*</span>" if field.required else ""
        suffix = f"（{field.suffix}）" if field.suffix else ""
        label = QLabel(f"{field.label}{suffix}{star}")
        label.setProperty("role", "muted")
        edit = input_for(field, lambda typed, answer: self._look_up(field, typed, answer))
        edit.put(value, text)
        edit.setMaximumWidth(style.px(INPUT_WIDTH))
        label.setBuddy(edit)
        message = QLabel()
        message.setWordWrap(True)
        message.setAccessibleName(f"{field.label}的提示")
        self.inputs[field.name] = edit
        self._messages[field.name] = message
        edit.changed.connect(lambda: self._changed(field.name))
        edit.left.connect(lambda: self._left(field.name))
        edit.forward.connect(lambda: self._forward(field.name))
        top = Qt.AlignmentFlag.AlignTop if field.kind == "longtext" else Qt.AlignmentFlag.AlignVCenter
        message.hide()
        grid.addWidget(label, 2 * row, 0, top)
        grid.addWidget(edit, 2 * row, 1)
        grid.addWidget(message, 2 * row + 1, 1)

    def start(self) -> None:
        """Put the cursor into the first field that is still empty and must not stay so, else the first."""
        names = list(self.inputs)
        wanted = next(
            (n for n in names if self.inputs[n].field.required and not self.inputs[n].value()), names[0]
        )
        self.inputs[wanted].setFocus(Qt.FocusReason.OtherFocusReason)

    def values(self) -> dict[str, object]:
        """Return what stands in all fields."""
        return {name: edit.value() for name, edit in self.inputs.items()}

    def differing(self) -> dict[str, object]:
        """Return the fields that were changed since the form was opened."""
        now = self.values()
        return {name: value for name, value in now.items() if value != self._start.get(name)}

    @property
    def is_changed(self) -> bool:
        """Whether there is something to save."""
        return bool(self.differing())

    def take_draft(self, values: Mapping[str, object]) -> None:
        """Put the values of a kept draft back into their fields."""
        for name, value in values.items():
            edit = self.inputs.get(name)
            if edit is not None:
                edit.put(value, value if isinstance(value, str) else "")
                self._judge(name)

    def _checked(self, name: str) -> Checked:
        edit = self.inputs[name]
        value = edit.value()
        if isinstance(edit, LinkInput) and isinstance(value, str) and edit.field.kind == "ref":
            sentence = f"没有找到“{value}”，请从列表中选择。"
            return Checked(shown=value, message=sentence, level="error")
        return check(edit.field, value, self._today)

    def _judge(self, name: str) -> Checked:
        result = self._checked(name)
        label = self._messages[name]
        source = f"（{result.source}）" if result.source else ""
        label.setText(f"{result.message}{source}")
        label.setVisible(bool(result.message))
        _tone(label, result.level)
        self.inputs[name].mark(result.level if result.level in ("error", "warn") else "")
        return result

    def _changed(self, name: str) -> None:
        self._judge(name)
        self.edited.emit()

    def _left(self, name: str) -> None:
        result = self._judge(name) if name in self.differing() else self._checked(name)
        edit = self.inputs[name]
        if result.level != "error" and edit.field.vocabulary is None and not isinstance(edit, LinkInput):
            before = edit.value()
            edit.show_as(result.shown)
            if name in self._start and self._start[name] == before:
                self._start[name] = edit.value()

    def _forward(self, name: str) -> None:
        names = list(self.inputs)
        at = names.index(name) + 1
        target: QWidget = self.inputs[names[at]] if at < len(names) else self.save_button
        target.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(target)

    def save(self) -> None:
        """Check every field; hand over what differs, or go to the first field that cannot be taken."""
        wrong = [name for name in self.inputs if self._judge(name).level == "error"]
        if wrong:
            self.refuse({name: self._messages[name].text() for name in wrong})
            return
        self.message.hide()
        self.saved.emit(self.differing())

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Show why the form was not saved, beside the fields, and go to the first of them."""
        for name, sentence in errors.items():
            if name in self._messages:
                self._messages[name].setText(sentence)
                self._messages[name].show()
                _tone(self._messages[name], "error")
                self.inputs[name].mark("error")
        self.message.setText(f"还有{len(errors)}处需要改正，没有保存。")
        self.message.show()
        first = next((name for name in self.inputs if name in errors), None)
        if first is not None:
            self.inputs[first].setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(self.inputs[first])


def _tone(label: QLabel, level: str) -> None:
    label.setProperty("tone", level)
    label.style().unpolish(label)
    label.style().polish(label)
