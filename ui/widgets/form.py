"""A form drawn from the description of a subject: sections, labels, inputs, the message beside each field."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
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
from services.shown import HIDDEN
from services.subjects import Field
from services.undecided import MARK, TOLD
from ui.widgets import style
from ui.widgets.hidden_input import KEPT, HiddenInput, Reveal
from ui.widgets.inputs import Input, LinkInput, input_for

if TYPE_CHECKING:
    from services.hints import FieldHints
    from services.records import Choice, Record, ShownField

LookUpFor = Callable[[Field, str, "Callable[[tuple[Choice, ...]], None]"], None]
AskHints = Callable[[Mapping[str, object], "Callable[[FieldHints], None]"], None]
"""Asks what the rules say about the values of a form; the answer comes through the callback."""
ASK_MS = 250
LABEL_WIDTH, INPUT_WIDTH = 150, 320
KEPT_NOTE = "import_note"
"""A field that an import fills; it is offered only where there is something in it."""
_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut


class RecordForm(QWidget):
    """Edits one record.

    Args:
        record: as it is stored, or a blank one.
        look_up: finds records for links and persons.
        today: fills in the year of a date typed without one.
        ask_hints: asks the rules, a moment after something was typed; None for a form without rules.
        reveal: asks for the whole number of a field that is stored; None where nobody may see it.
        parent: where it stands.

    Signals:
        saved: Ctrl+S or the button: the values to save by field name, and whether another new one follows.
        cancelled: Esc or the button.
        edited: something was typed (for the draft).
    """

    saved = Signal(dict, bool)
    cancelled = Signal()
    edited = Signal()

    def __init__(
        self,
        record: "Record",
        look_up: LookUpFor,
        today: date,
        ask_hints: AskHints | None = None,
        reveal: Reveal | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.record = record
        self._look_up = look_up
        self._today = today
        self._ask_hints = ask_hints
        self._reveal = reveal
        self._hints: FieldHints = {}
        self._told: dict[str, tuple[str, str]] = {}
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(ASK_MS)
        self._asking.timeout.connect(self._ask)
        self._again = False
        self._save_waits = False
        self.inputs: dict[str, Input] = {}
        self.messages: dict[str, QLabel] = {}
        self._start: dict[str, object] = {}
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.save_button = QPushButton("保存　Ctrl+S")
        self.save_button.setProperty("primary", True)
        self.save_button.setAutoDefault(True)
        self.again_button = QPushButton("保存并再新增　Ctrl+Shift+S")
        if record.id is not None:
            self.again_button.hide()
        self.cancel_button = QPushButton("取消　Esc")
        self.save_button.clicked.connect(self.save)
        self.again_button.clicked.connect(self.save_and_again)
        self.cancel_button.clicked.connect(self.cancelled)
        self._lay_out()
        QShortcut(QKeySequence.StandardKey.Save, self, self.save, context=_HERE)
        QShortcut(QKeySequence("Ctrl+Shift+S"), self, self.save_and_again, context=_HERE)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self._escape, context=_HERE)
        self._start = self.values()
        self._ask_soon()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setProperty("role", "page")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, style.px(12), style.px(12))
        column.setSpacing(style.px(8))
        for title, fields in self.record.sections:
            shown = [each for each in fields if each.field.name != KEPT_NOTE or each.text]
            if shown:
                heading = QLabel(title)
                heading.setProperty("role", "heading")
                column.addWidget(heading)
                column.addLayout(self._grid(shown))
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(inner)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        buttons = QHBoxLayout()
        buttons.setSpacing(style.px(8))
        buttons.addWidget(self.problem, 1)
        for button in (self.save_button, self.again_button, self.cancel_button):
            buttons.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(style.px(8))
        whole.addWidget(self._scroll, 1)
        whole.addLayout(buttons)

    def _grid(self, fields: "list[ShownField]") -> QGridLayout:
        grid = QGridLayout()
        grid.setColumnMinimumWidth(0, style.px(LABEL_WIDTH))
        grid.setColumnMinimumWidth(1, style.px(INPUT_WIDTH))
        grid.setColumnStretch(2, 1)
        grid.setHorizontalSpacing(style.px(12))
        grid.setVerticalSpacing(style.px(6))
        for row, shown in enumerate(fields):
            self._add(grid, row, shown)
        return grid

    def _add(self, grid: QGridLayout, row: int, shown: "ShownField") -> None:
        field = shown.field
        star = f" <span style='color:{style.colour('error')}'>*</span>" if field.required else ""
        suffix = f"（{field.suffix}）" if field.suffix else ""
        undecided = f" {MARK}" if shown.undecided is not None else ""
        label = QLabel(f"{field.label}{suffix}{star}{undecided}")
        label.setToolTip(TOLD if undecided else "")
        label.setProperty("role", "muted")
        edit = self._input(field)
        edit.put(shown.value, shown.text)
        edit.setFixedWidth(style.px(INPUT_WIDTH))
        if field.required:
            edit.inner.setAccessibleName(f"{field.label}（必填）")
        label.setBuddy(edit)
        message = QLabel()
        message.setWordWrap(True)
        message.setProperty("role", "small")
        message.setAccessibleName(f"{field.label}的提示")
        self.inputs[field.name] = edit
        self.messages[field.name] = message
        edit.changed.connect(lambda: self._changed(field.name))
        edit.entered.connect(lambda: self._entered(field.name))
        edit.left.connect(lambda: self._left(field.name))
        edit.forward.connect(lambda: self._forward(field.name))
        if isinstance(edit, LinkInput):
            edit.resolved.connect(self._resolved)
        middle = Qt.AlignmentFlag.AlignVCenter
        at = Qt.AlignmentFlag.AlignTop if field.kind == "longtext" else middle
        grid.addWidget(label, row, 0, at)
        grid.addWidget(edit, row, 1, at)
        grid.addWidget(message, row, 2, at)

    def _input(self, field: Field) -> Input:
        if field.kind in HIDDEN:
            return HiddenInput(field, self._reveal)
        return input_for(field, lambda typed, answer: self._look_up(field, typed, answer))

    # values

    def start(self) -> None:
        """Put the cursor into the first field that is still empty and must not stay so, else the first."""
        names = list(self.inputs)
        wanted = next(
            (n for n in names if self.inputs[n].field.required and not self.inputs[n].value()), names[0]
        )
        self.inputs[wanted].setFocus(Qt.FocusReason.OtherFocusReason)

    def values(self) -> dict[str, object]:
        """Return what stands in all fields; not those whose masked numbers stay as they are stored."""
        typed = {name: edit.value() for name, edit in self.inputs.items()}
        return {name: value for name, value in typed.items() if value is not KEPT}

    def differing(self) -> dict[str, object]:
        """Return the fields that were changed since the form was opened."""
        now = self.values()
        return {name: value for name, value in now.items() if value != self._start.get(name)}

    @property
    def is_changed(self) -> bool:
        """Whether there is something to save."""
        return bool(self.differing())

    def take_draft(self, values: Mapping[str, object], names: Mapping[str, str]) -> None:
        """Put the values of a kept draft back into their fields.

        Args:
            values: by field name.
            names: names of linked records, by field name.
        """
        for name, value in values.items():
            edit = self.inputs.get(name)
            if edit is not None:
                edit.put(value, names.get(name, "") if isinstance(value, bytes) else str(value or ""))
                self._judge(name)
        self._ask_soon()

    # messages

    def _ask_soon(self) -> None:
        """Ask the rules once the user pauses."""
        if self._ask_hints is not None:
            self._asking.start()

    def _ask(self) -> None:
        """Ask the rules about what stands in the fields now."""
        if self._ask_hints is not None:
            self._ask_hints(self.values(), self._take_hints)

    def _take_hints(self, hints: "FieldHints") -> None:
        """Show beside their fields what the rules say, and no more what they said before."""
        changed = [name for name in self.inputs if hints.get(name, ()) != self._hints.get(name, ())]
        self._hints = hints
        for name in changed:
            self._show_message(name)

    def _checked(self, name: str, strict: bool) -> Checked:
        edit = self.inputs[name]
        value = edit.value()
        if value is KEPT:
            return Checked()
        if isinstance(edit, LinkInput) and isinstance(value, str):
            if edit.waiting or (edit.offers and not strict):
                return Checked(shown=value)
            if edit.field.kind == "ref":
                sentence = f"没有找到“{value}”，请从列表中选择。"
                return Checked(shown=value, message=sentence, level="error")
            return Checked(value, shown=value, message=f"“{value}”还没有登记，保存时新增为居民。")
        return check(edit.field, value, self._today)

    def _judge(self, name: str, *, strict: bool = True) -> Checked:
        """Check a field and say beside it what is to be said; not strictly as long as it is being typed."""
        result = self._checked(name, strict)
        source = f"（{result.source}）" if result.source else ""
        self._say(name, f"{result.message}{source}", result.level)
        return result

    def _say(self, name: str, text: str, level: str) -> None:
        """Write beside a field what is wrong with what was typed."""
        self._told[name] = (text, level)
        self._show_message(name)

    def _show_message(self, name: str) -> None:
        """Write beside a field: what is wrong with it, else what the rules say, else its help."""
        edit, label = self.inputs[name], self.messages[name]
        text, level = self._told.get(name, ("", ""))
        hints = self._hints.get(name, ()) if level != "error" else ()
        lines = [text, *(f"{hint.message}（{hint.source}）" for hint in hints)]
        if any(hint.level == "block" for hint in hints):
            level = "error"
        elif any(hint.level == "warn" for hint in hints):
            level = "warn"
        text = "\n".join(line for line in lines if line)
        if not text and edit.inner.hasFocus():
            text = edit.field.help
        label.setText(text)
        role = level if level in ("error", "warn") else "small"
        if label.property("role") != role:
            label.setProperty("role", role)
            label.style().unpolish(label)
            label.style().polish(label)
        edit.mark(level if level in ("error", "warn") else "")
        edit.inner.setAccessibleDescription(text or edit.field.help)

    def _entered(self, name: str) -> None:
        if not self.messages[name].text():
            self._show_message(name)

    def _changed(self, name: str) -> None:
        self._judge(name, strict=False)
        self._ask_soon()
        self.edited.emit()

    def _left(self, name: str) -> None:
        edit = self.inputs[name]
        touched = self.values().get(name) != self._start.get(name)
        if not touched:
            if not self._told.get(name, ("", ""))[0]:
                self._show_message(name)  # its help goes
            return
        result = self._judge(name)
        if result.level != "error" and edit.field.vocabulary is None and not isinstance(edit, LinkInput):
            edit.show_as(result.shown)

    def _forward(self, name: str) -> None:
        names = list(self.inputs)
        at = names.index(name) + 1
        target: QWidget = self.inputs[names[at]] if at < len(names) else self.save_button
        target.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(target)

    def _escape(self) -> None:
        """Close the candidates of a link first; leave the form only without them."""
        links = [edit for edit in self.inputs.values() if isinstance(edit, LinkInput)]
        if not any(edit.close_offers() for edit in links):
            self.cancelled.emit()

    # saving

    def save_and_again(self) -> None:
        """Save a new record, then offer an empty form for the next one."""
        self._again = self.record.id is None
        self._try_to_save()

    def save(self) -> None:
        """Check every field; hand over the values, or go to the first field that cannot be taken."""
        self._again = False
        self._try_to_save()

    def _try_to_save(self) -> None:
        waiting = [edit for edit in self.inputs.values() if isinstance(edit, LinkInput) and edit.waiting]
        self._save_waits = bool(waiting)
        for edit in waiting:
            edit.resolve()
        if not waiting and self.check_all():
            values = self.values() if self.record.id is None else self.differing()
            self.saved.emit(values, self._again)

    def _resolved(self) -> None:
        if self._save_waits:
            self._try_to_save()

    def check_all(self) -> bool:
        """Check every field; show what is wrong and return whether all can be taken."""
        wrong = {
            name: self.messages[name].text() for name in self.inputs if self._judge(name).level == "error"
        }
        self.problem.setText("")
        if wrong:
            self.refuse(wrong)
        return not wrong

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Show why the form was not saved, beside the fields, and go to the first of them."""
        for name, sentence in errors.items():
            if name in self.messages:
                self._say(name, sentence, "error")
        self.problem.setText(f"有{len(errors)}处需要改正，还没有保存。")
        first = next((name for name in self.inputs if name in errors), None)
        if first is not None:
            self.inputs[first].setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(self.inputs[first])
