"""Inputs of a form, one for each kind of field; all answer with what was typed and tell when it changes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QMimeData, QModelIndex, QObject, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from services.fields import LONGEST_NOTE
from services.subjects import Field
from ui.later import later
from ui.widgets import style
from ui.widgets.chooser import Chooser

if TYPE_CHECKING:
    from services.records import Choice

LookUp = Callable[[str, "Callable[[tuple[Choice, ...]], None]"], None]
"""Asks for records that a typed text may mean; the answer comes through the callback."""
TYPING_MS = 200
_TO_POPUP = Qt.FocusReason.PopupFocusReason
_BELOW = 8
"""Pixels at 100 % that candidates stand below their field."""


class Input(QWidget):
    """The common face of all inputs.

    Signals:
        changed: something was typed or chosen.
        entered: the field got the focus; its help may be shown.
        left: the field lost the focus; what was typed may be shown in its usual form.
        forward: Enter was pressed; the form goes on to the next field.
    """

    changed = Signal()
    entered = Signal()
    left = Signal()
    forward = Signal()

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def _hold(self, widget: QWidget) -> None:
        self._layout.addWidget(widget)
        self.setFocusProxy(widget)
        widget.setAccessibleName(self.field.label)
        widget.setAccessibleDescription(self.field.help)
        widget.setToolTip(self.field.help)
        widget.installEventFilter(self)
        self.inner = widget

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on; coming and leaving are told."""
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit()
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._is_enter(event):
            self.forward.emit()
            return True
        return super().eventFilter(watched, event)

    def _is_enter(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        return plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def value(self) -> object:
        """Return what was typed, as `services.records.save` takes it."""
        raise NotImplementedError

    def put(self, value: Any, text: str) -> None:
        """Show a stored value.

        Args:
            value: as stored.
            text: as shown.
        """
        raise NotImplementedError

    def show_as(self, text: str) -> None:
        """Show the usual form of what was typed."""

    def mark(self, state: str) -> None:
        """Mark the field as "error", "warn" or "" (fine)."""
        self.inner.setProperty("state", state)
        self.inner.style().unpolish(self.inner)
        self.inner.style().polish(self.inner)


class LineInput(Input):
    """One line of text, a number, a date, a phone: typed as people write it."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.line = QLineEdit()
        self._hold(self.line)
        self.line.textEdited.connect(lambda _: self.changed.emit())

    def value(self) -> object:
        """Return the typed text."""
        return self.line.text()

    def put(self, value: Any, text: str) -> None:
        """Show the text."""
        self.line.setText(text)

    def show_as(self, text: str) -> None:
        """Show the usual form, keeping the cursor where it is when nothing differs."""
        if text and text != self.line.text():
            self.line.setText(text)


class _Note(QPlainTextEdit):
    """Takes plain text only, and of what is pasted no more than tells that it is too long."""

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste."""
        self.insertPlainText(source.text()[: LONGEST_NOTE + 1])


class NoteInput(Input):
    """Several lines of text; Enter makes a new line, Tab goes on."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.text = _Note()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(style.px(76))
        self._hold(self.text)
        self.text.textChanged.connect(self.changed)

    def _is_enter(self, event: QKeyEvent) -> bool:
        return False

    def value(self) -> object:
        """Return the typed text."""
        return self.text.toPlainText()

    def put(self, value: Any, text: str) -> None:
        """Show the text without telling a change."""
        self.text.blockSignals(True)
        self.text.setPlainText(text)
        self.text.blockSignals(False)


class ChoiceInput(Input):
    """One of a few codes, or nothing."""

    def __init__(
        self, field: Field, options: tuple[tuple[Any, str], ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(field, parent)
        self.box = Chooser()
        self.box.addItem("（未填）", None)
        for value, label in options:
            self.box.addItem(label, value)
        self._hold(self.box)
        self.box.currentIndexChanged.connect(lambda _: self.changed.emit())

    def value(self) -> object:
        """Return the code."""
        return self.box.currentData()

    def put(self, value: Any, text: str) -> None:
        """Choose a code without telling a change."""
        self.box.blockSignals(True)
        at = next((i for i in range(self.box.count()) if self.box.itemData(i) == value), 0)
        self.box.setCurrentIndex(at)
        self.box.blockSignals(False)


class LinkInput(Input):
    """A record of another subject, found while typing; a person may also be a new name.

    Args:
        field: its description.
        look_up: finds records.
        parent: the form.

    Signals:
        resolved: it is known what the typed text means.
    """

    resolved = Signal()

    def __init__(self, field: Field, look_up: LookUp, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._look_up = look_up
        self._chosen: tuple[str, bytes] | None = None
        self._found: tuple[Choice, ...] = ()
        self.waiting = False
        """Whether what was typed has not been looked up yet."""
        self.line = QLineEdit()
        new = "，新的姓名直接写" if field.kind == "person" else ""
        self.line.setPlaceholderText(f"输入名称或拼音首字母查找{new}")
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(10)
        completer.popup().setProperty("role", "popup")
        completer.popup().setAccessibleName(f"{field.label}的候选")
        chosen: Any = completer.activated  # overloaded: we want the place in the list, two names may be alike
        chosen[QModelIndex].connect(self._activated)
        self._completer = completer
        self.line.setCompleter(completer)
        self._hold(self.line)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self.resolve)
        self.line.textEdited.connect(self._edited)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down offers the first records; leaving the field settles what was typed."""
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() != _TO_POPUP:
            self._settle()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._asks(event):
            self.resolve()
            return True
        return super().eventFilter(watched, event)

    @property
    def offers(self) -> bool:
        """Whether the user can still choose among what was found."""
        return self.line.hasFocus() and bool(self._found)

    def close_offers(self) -> bool:
        """Close the candidates; returns whether they were open."""
        popup = self._completer.popup()
        was_open = popup.isVisible()
        popup.hide()
        return was_open

    def _asks(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Down and not self._completer.popup().isVisible()

    def _edited(self, text: str) -> None:
        self._chosen = None
        self._found = ()
        self.waiting = bool(text.strip())
        self._typing.start()
        self.changed.emit()

    def _settle(self) -> None:
        """Take the only record that was found; look up what has not been looked up yet."""
        if self.waiting:
            self.resolve()
        elif self.field.kind == "ref" and len(self._found) == 1 and isinstance(self.value(), str):
            self._chosen = (self._found[0].label, self._found[0].id)
            self._show_chosen()

    def resolve(self) -> None:
        """Look up what was typed now."""
        self._typing.stop()
        self._look_up(self.line.text(), self._offer)

    def _offer(self, found: "tuple[Choice, ...]") -> None:
        self.waiting = False
        self._found = found
        self._names.setStringList([_line(each) for each in found])
        if self.line.hasFocus() and found and self._chosen is None:
            self._completer.complete(self.line.rect().translated(0, style.px(_BELOW)))
        self.changed.emit()
        self.resolved.emit()

    def _activated(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._found):
            choice = self._found[index.row()]
            self._chosen = (choice.label, choice.id)
            self.waiting = False
            # the completer still writes its own line into the field: ours comes after it
            later(0, self, self._show_chosen)

    def _show_chosen(self) -> None:
        if self._chosen is not None:
            self.line.setText(self._chosen[0])
            self.changed.emit()

    def value(self) -> object:
        """Return the id of the record chosen, the new name of a person, or the only record of this name."""
        text = self.line.text().strip()
        if not text:
            return None
        if self._chosen is not None and self._chosen[0] == text:
            return self._chosen[1]
        # for a moment after choosing, the completer's own line stands in the field
        named = [each.id for each in self._found if text in (each.label, _line(each))]
        return named[0] if len(named) == 1 else text

    def put(self, value: Any, text: str) -> None:
        """Show a linked record."""
        self._chosen = (text, value) if isinstance(value, bytes) else None
        self.line.setText(text if isinstance(value, bytes) else str(value or ""))


def _line(choice: "Choice") -> str:
    """Return a candidate as it is offered."""
    return f"{choice.label}　{choice.detail}" if choice.detail else choice.label


YES_NO = ((True, "是"), (False, "否"))


def input_for(field: Field, look_up: LookUp) -> Input:
    """Return the input of a field.

    Args:
        field: its description.
        look_up: finds records for links and persons.
    """
    if field.kind in ("ref", "person"):
        return LinkInput(field, look_up)
    if field.kind == "longtext":
        return NoteInput(field)
    if field.kind == "yes_no":
        return ChoiceInput(field, YES_NO)
    if field.vocabulary is not None:
        return ChoiceInput(field, tuple(field.vocabulary))
    return LineInput(field)
