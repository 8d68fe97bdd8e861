"""The wording of one kind of sheet as fields, each with what is wrong and a way back to the shipped."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.widgets import style

_ONE_LINE = 60
"""A part that may be longer than this many characters gets a field of several lines."""
_HEIGHT = 76


class PartField(QWidget):
    """One part: its name, its wording, what is wrong with it, and the button back to the shipped text.

    Args:
        label: what the part is called.
        shipped: the shipped wording.
        most: most characters.
        parent: where it stands.

    Signals:
        changed: the wording, whenever the user changes it.
    """

    changed = Signal(str)

    def __init__(self, label: str, shipped: str, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shipped = shipped
        self.edit: QLineEdit | QPlainTextEdit
        if most > _ONE_LINE:
            text = QPlainTextEdit()
            text.setTabChangesFocus(True)
            text.setFixedHeight(style.px(_HEIGHT))
            text.textChanged.connect(self._typed)
            self.edit = text
        else:
            line = QLineEdit()
            line.textChanged.connect(self._typed)
            self.edit = line
        self.edit.setAccessibleName(label)
        self.edit.setPlaceholderText("没有内容，不印这一部分")
        self.reset_button = QPushButton("恢复原文")
        self.reset_button.setFlat(True)
        self.reset_button.setAccessibleName(f"恢复“{label}”的原文")
        self.reset_button.setToolTip(f"原文：{shipped or '（没有内容）'}")
        self.reset_button.clicked.connect(self.reset)
        self.message = QLabel()
        self.message.setProperty("role", "error")
        self.message.setWordWrap(True)
        self.message.hide()
        self._quiet = False
        name = QLabel(label)
        name.setBuddy(self.edit)
        head = QHBoxLayout()
        head.addWidget(name, 1)
        head.addWidget(self.reset_button)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(style.px(2))
        grid.addLayout(head, 0, 0)
        grid.addWidget(self.edit, 1, 0)
        grid.addWidget(self.message, 2, 0)
        if most > _ONE_LINE:
            # the style sheet gives every field the least height of one line
            grid.setRowMinimumHeight(1, style.px(_HEIGHT))

    @property
    def text(self) -> str:
        """The wording as it stands in the field."""
        return self.edit.text() if isinstance(self.edit, QLineEdit) else self.edit.toPlainText()

    def put(self, text: str) -> None:
        """Show a wording that the user did not type; the cursor stays where nothing differs."""
        if text != self.text:
            self._quiet = True
            self._set(text)
            self._quiet = False
        self._offer_reset()

    def _set(self, text: str) -> None:
        if isinstance(self.edit, QLineEdit):
            self.edit.setText(text)
            self.edit.setCursorPosition(0)
        else:
            self.edit.setPlainText(text)

    def insert(self, text: str) -> None:
        """Write a text where the cursor is, and go on typing behind it."""
        if isinstance(self.edit, QLineEdit):
            self.edit.insert(text)
        else:
            self.edit.insertPlainText(text)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def reset(self) -> None:
        """Put the shipped text into the field; it counts once it is saved."""
        self._set(self.shipped)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, sentence: str) -> None:
        """Show what is wrong, "" for nothing."""
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))
        self.edit.setProperty("state", "error" if sentence else "")
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)

    def _typed(self) -> None:
        self._offer_reset()
        if not self._quiet:
            self.changed.emit(self.text)

    def _offer_reset(self) -> None:
        self.reset_button.setEnabled(self.text != self.shipped)


class TemplateForm(QScrollArea):
    """The parts and flags of one kind.

    Signals:
        typed: part and wording, whenever the user changes one.
        switched: flag and whether it is on.
    """

    typed = Signal(str, str)
    switched = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fields: dict[str, PartField] = {}
        self.boxes: dict[str, QCheckBox] = {}
        self._last: PartField | None = None

    def build(
        self,
        parts: Sequence[tuple[str, str, str, int]],
        flags: Sequence[tuple[str, str, bool]],
        why: str,
    ) -> None:
        """Make the fields of another kind.

        Args:
            parts: code, name, shipped wording and most characters of each.
            flags: code and name of each, and whether the office may switch it.
            why: said under the flags, "" for nothing.
        """
        self.fields, self.boxes, self._last = {}, {}, None
        inner = QWidget()
        inner.setProperty("role", "page")
        column = QVBoxLayout(inner)
        column.setContentsMargins(style.px(4), 0, style.px(12), style.px(6))
        column.setSpacing(style.px(8))
        for code, label, shipped, most in parts:
            field = PartField(label, shipped, most)
            field.edit.installEventFilter(self)
            field.changed.connect(lambda text, code=code: self.typed.emit(code, text))
            self.fields[code] = field
            column.addWidget(field)
        if flags:
            self._add_flags(column, flags, why)
        column.addStretch(1)
        self.setWidget(inner)
        stops = [stop for field in self.fields.values() for stop in (field.edit, field.reset_button)]
        for before, after in pairwise([*stops, *self.boxes.values()]):
            QWidget.setTabOrder(before, after)

    def _add_flags(self, column: QVBoxLayout, flags: Sequence[tuple[str, str, bool]], why: str) -> None:
        heading = QLabel("印哪些内容")
        heading.setProperty("role", "heading")
        column.addWidget(heading)
        for code, name, may in flags:
            box = QCheckBox(name)
            box.setEnabled(may)
            box.setToolTip("" if may else why)
            box.clicked.connect(lambda on, code=code: self.switched.emit(code, on))
            self.boxes[code] = box
            column.addWidget(box)
        if why:
            reason = QLabel(why)
            reason.setProperty("role", "muted")
            reason.setWordWrap(True)
            column.addWidget(reason)

    def put(self, texts: Mapping[str, str], flags: Mapping[str, bool], errors: Mapping[str, str]) -> None:
        """Show wording, flags, and what is wrong."""
        for code, field in self.fields.items():
            field.put(texts[code])
            field.say(errors.get(code, ""))
        for code, box in self.boxes.items():
            box.setChecked(flags[code])

    @property
    def current(self) -> PartField | None:
        """The field the cursor is or was in last."""
        return self._last or next(iter(self.fields.values()), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Remember the field the cursor is in, and keep it in sight."""
        if event.type() == QEvent.Type.FocusIn:
            for field in self.fields.values():
                if field.edit is watched:
                    self._last = field
                    self.ensureWidgetVisible(field)
        return super().eventFilter(watched, event)
