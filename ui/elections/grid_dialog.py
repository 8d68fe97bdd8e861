"""A dialog of many small fields: a few on top, then a line for each candidate or thing; all by keyboard.

Tab and Enter go on, Ctrl+S does it. What cannot be right is said beside its field, while it is typed and when
it is refused.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.errors import LouyuanError
from services.fields import check
from services.saving import FormErrors
from services.subjects import Field
from ui.second_person import password_for
from ui.widgets import icons, style
from ui.widgets.chooser import Chooser

if TYPE_CHECKING:
    from services.office import Context
    from ui.session import Session
    from ui.tasks import Ticket

_WIDTH, _HEIGHT, _MARGIN, _LABEL = 900, 640, 24, 116


class GridDialog(QDialog):
    """The base: fields are put on a grid by name, each with a place for what is said about it.

    `password` is that of a second person, where one was asked for it.

    Args:
        session: the office at work.
        title: of the dialog.
        button: what the button says.
        intro: a sentence above.
        parent: the window.
    """

    def __init__(self, session: "Session", title: str, button: str, intro: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.session, self._button_text = session, button
        self._busy = False
        self.password: str | None = None
        self.setWindowTitle(title)
        self.fields: dict[str, QLineEdit | Chooser | QCheckBox] = {}
        self.said: dict[str, QLabel] = {}
        self.intro = QLabel(intro)
        self.intro.setWordWrap(True)
        inside = QWidget()
        inside.setProperty("role", "page")
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, style.px(8), 0)
        self.body.setSpacing(style.px(10))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll = scroll
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setProperty("role", "error")
        self.problem.setVisible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[style.px(16)] * 4)
        layout.setSpacing(style.px(10))
        layout.addWidget(self.intro)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.problem)
        layout.addLayout(self._foot())
        room = parent.window().size()
        self.resize(
            min(style.px(_WIDTH), room.width() - _MARGIN), min(style.px(_HEIGHT), room.height() - _MARGIN)
        )

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.save_button = QPushButton(f"{self._button_text}　Ctrl+S")
        self.save_button.setProperty("primary", True)
        self.save_button.setAutoDefault(False)
        self.save_button.setMinimumWidth(self.save_button.sizeHint().width())
        self.save_button.clicked.connect(self.do)
        QShortcut(QKeySequence("Ctrl+S"), self, self.do)
        cancel = QPushButton("取消　Esc")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.cancel_button = cancel
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.save_button)
        return row

    # fields

    def line(self, name: str, label: str, text: str = "", *, width: int = 0, tip: str = "") -> QLineEdit:
        """Return a new line to type into; `width` in characters, 0 for what is left."""
        edit = QLineEdit(text)
        if width:
            edit.setFixedWidth(edit.fontMetrics().horizontalAdvance("字") * width + style.px(20))
        edit.setToolTip(tip)
        edit.textEdited.connect(lambda _: self.typed(name))
        self._keep(name, label, edit)
        return edit

    def chooser(self, name: str, label: str, offered: tuple[tuple[str, str], ...], now: str = "") -> Chooser:
        """Return a new drop-down of codes and their words."""
        box = Chooser()
        for code, words in offered:
            box.addItem(words, code)
        box.setCurrentIndex(max(0, box.findData(now)))
        box.currentIndexChanged.connect(lambda _: self.typed(name))
        self._keep(name, label, box)
        return box

    def tick(self, name: str, label: str, text: str, *, on: bool) -> QCheckBox:
        """Return a new box to tick."""
        box = QCheckBox(text)
        box.setChecked(on)
        box.toggled.connect(lambda _: self.typed(name))
        self._keep(name, label, box)
        return box

    def _keep(self, name: str, label: str, widget: QLineEdit | Chooser | QCheckBox) -> None:
        widget.setAccessibleName(label)
        widget.installEventFilter(self)
        self.fields[name] = widget

    def message(self, name: str) -> QLabel:
        """Return the place for what is said about a field."""
        label = self.said[name] = QLabel()
        label.setProperty("role", "error")
        label.setWordWrap(True)
        return label

    def put(self, grid: QGridLayout, at: tuple[int, int], name: str, label: str, hint: str = "") -> None:
        """Put a field with its label and message into a grid; three columns from `at`."""
        row, column = at
        words = QLabel(label)
        words.setMinimumWidth(style.px(_LABEL))
        words.setBuddy(self.fields[name])
        grid.addWidget(words, row, column)
        grid.addWidget(self.fields[name], row, column + 1)
        message = self.message(name)
        if hint:
            message.setToolTip(hint)
        grid.addWidget(message, row, column + 2)

    def text(self, name: str) -> str:
        """Return what was typed into a line or chosen in a drop-down, without spaces around it."""
        field = self.fields[name]
        if isinstance(field, QLineEdit):
            return field.text().strip()
        return str(field.currentData() or "") if isinstance(field, Chooser) else ""

    def number(self, name: str) -> int | None:
        """Return the whole number in a line, None for nothing.

        Raises:
            FormErrors: it is no whole number.
        """
        label = self.fields[name].accessibleName()
        read = check(Field(name, label, "count"), self.text(name), self.session.today())
        if read.level == "error":
            raise FormErrors({name: read.message})
        return None if read.value is None else int(read.value)

    def typed(self, name: str) -> None:
        """Look at what stands in the fields; those who check while somebody types say more."""
        self.say({name: ""} if name in self.said else {})

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on to the next field, the field in focus is scrolled into sight."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.focusNextChild()
                return True
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._scroll.ensureWidgetVisible(watched)
            if isinstance(watched, QLineEdit):
                watched.selectAll()
        return super().eventFilter(watched, event)

    # saying

    def say(self, errors: Mapping[str, str]) -> None:
        """Say what is wrong beside the fields it is about; what belongs to none stands below."""
        rest = []
        for name, words in errors.items():
            label = self.said.get(name)
            if label is None:
                rest += [words] if words else []
                continue
            label.setText(words)
            label.setAccessibleName(words)
            self.mark(name, bool(words))
        self.problem.setText(" ".join(rest))
        self.problem.setVisible(bool(rest))

    def mark(self, name: str, wrong: bool) -> None:
        """Mark a field as wrong, or as fine."""
        field = self.fields.get(name)
        if field is not None:
            field.setProperty("state", "error" if wrong else "")
            field.style().unpolish(field)
            field.style().polish(field)

    def clear_said(self) -> None:
        """Take back everything that was said."""
        self.say(dict.fromkeys(self.said, ""))

    # doing

    def command(self) -> "Callable[[Context], Any]":
        """Return what is done on the writer, from what stands in the fields.

        Raises:
            FormErrors: something typed cannot be read.
        """
        raise NotImplementedError

    def tell(self, result: Any) -> None:
        """Take the result on the GUI thread."""
        raise NotImplementedError

    def start(self) -> None:
        """Show it with the cursor in the first field that wants something."""
        self.finished.connect(self.deleteLater)
        self.open()
        first = self.first()
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def first(self) -> QWidget | None:
        """Return the field the cursor begins in."""
        return next((each for each in self.fields.values() if each.isEnabled()), None)

    def do(self) -> None:
        """Do it; it stays open until it is done."""
        if self._busy:
            return
        self.clear_said()
        try:
            command = self.command()
        except FormErrors as error:
            self.refuse(error)
            return

        def work(context: "Context", ticket: "Ticket") -> Any:
            ticket.check()
            return command(context)

        self._set_busy(True)
        self.session.work(self.windowTitle(), work, self._done, self._refused, owner=self)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.save_button.setEnabled(not busy)
        self.cancel_button.setEnabled(not busy)
        self.save_button.setText("正在办理…" if busy else f"{self._button_text}　Ctrl+S")

    def reject(self) -> None:
        """Leave it, unless it is being done."""
        if not self._busy:
            super().reject()

    def _done(self, result: Any) -> None:
        self._busy = False
        self.accept()
        self.tell(result)

    def _refused(self, error: BaseException) -> None:
        self._set_busy(False)
        self.password = password_for(error, self)
        if self.password is not None:
            self.do()
        elif isinstance(error, FormErrors):
            self.refuse(error)
        elif isinstance(error, LouyuanError):
            self.problem.setText(error.message)
            self.problem.setVisible(True)
        else:
            raise error

    def refuse(self, error: FormErrors) -> None:
        """Say what cannot be taken, and go to the first field of it."""
        self.say(error.errors)
        for name in error.errors:
            field = self.fields.get(name)
            if field is not None and field.isEnabled():
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                return


def heading(text: str) -> QLabel:
    """Return a heading above a group of fields."""
    label = QLabel(text)
    label.setFont(style.font(bold=True))
    return label


def headed(text: str, button: QPushButton) -> QHBoxLayout:
    """Return a heading with a button at the right edge."""
    row = QHBoxLayout()
    row.addWidget(heading(text))
    row.addStretch(1)
    row.addWidget(button)
    return row


def plain_button(text: str, icon: str, act: Callable[[], None]) -> QPushButton:
    """Return a button that does something inside a dialog."""
    button = QPushButton(icons.icon(icon), text)
    button.setAutoDefault(False)
    button.clicked.connect(act)
    return button
