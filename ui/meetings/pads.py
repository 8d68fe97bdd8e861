"""Keys for what stands on a ballot paper: one chooses, Enter takes it; candidates are ticked by number."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models import vocab
from ui.widgets import style
from ui.widgets.elided import Elided

CHOICES: Final = (("1", "for"), ("2", "against"), ("3", "abstain"), ("4", "invalid"))
ORIGINS: Final = (("X", "on_spot"), ("S", "written"), ("R", "door"), ("W", "proxy"))
CANDIDATE_KEYS: Final = "1234567890QETYUIOPADFGHJKL"
"""Keys of candidates in their order; the letters of the origins are left out."""
_BACK = (Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Backspace)


class Pad(QFrame):
    """What is marked on one paper, by keys; buttons for the mouse stand on it.

    Args:
        name: accessible name.

    Signals:
        taken: Enter.
        given_up: Esc, Up or Backspace: back to the number of the paper.
        changed: something was marked.
    """

    taken = Signal()
    given_up = Signal()
    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setObjectName("pad")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setProperty("role", "pad")
        self.origin: str | None = "on_spot"
        self._origins: dict[str, QPushButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*[style.px(6)] * 4)
        self._column.setSpacing(style.px(6))

    def _add_origins(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(style.px(4))
        for key, code in ORIGINS:
            made = _key_button(key, vocab.BALLOT_ORIGIN.label(code))
            made.clicked.connect(lambda _, code=code: self.set_origin(code))
            self._origins[code] = made
            row.addWidget(made)
        row.addStretch(1)
        self._column.addLayout(row)
        self.set_origin("on_spot")

    def set_origin(self, code: str | None) -> None:
        """Note where the paper came from; it stays for the next one."""
        self.origin = code
        for each, made in self._origins.items():
            made.setChecked(each == code)
        self._tell()

    def _marked(self) -> str:
        raise NotImplementedError

    def _tell(self) -> None:
        origin = vocab.BALLOT_ORIGIN.label(self.origin) if self.origin else ""
        self.setAccessibleDescription("，".join(part for part in (self._marked(), origin) if part))

    def clear(self) -> None:
        """Mark nothing."""
        raise NotImplementedError

    def _key(self, text: str) -> bool:
        """Take a key; returns whether it means something here."""
        raise NotImplementedError

    def event(self, event: QEvent) -> bool:
        """Keep single letters and numbers from being taken as shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _plain(event):
            text = event.text()
            if text.strip() or event.key() in _BACK:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mark by a key, take it by Enter, go back by Esc."""
        if not _plain(event):
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        elif event.key() in _BACK:
            self.given_up.emit()
        elif not self._origin_key(event.text().upper()) and not self._key(event.text().upper()):
            super().keyPressEvent(event)

    def _origin_key(self, text: str) -> bool:
        code = dict(ORIGINS).get(text) if self._origins else None
        if code is not None:
            self.set_origin(code)
        return code is not None

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw the frame that says where the keys go."""
        super().focusInEvent(event)
        self._frame("true")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the frame away."""
        super().focusOutEvent(event)
        self._frame("false")

    def _frame(self, focused: str) -> None:
        self.setProperty("focused", focused)
        self.style().unpolish(self)
        self.style().polish(self)


class ChoicePad(Pad):
    """同意, 反对, 弃权, 无效 by the keys 1 to 4."""

    def __init__(self) -> None:
        super().__init__("表决意见：1 同意，2 反对，3 弃权，4 无效，回车记下")
        self.choice: str | None = None
        self._choices: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(style.px(4))
        for key, code in CHOICES:
            made = _key_button(key, vocab.BALLOT_CHOICE.label(code))
            made.clicked.connect(lambda _, code=code: self.choose(code))
            self._choices[code] = made
            row.addWidget(made, 1)
        self._column.addLayout(row)
        self._add_origins()

    def choose(self, code: str | None) -> None:
        """Mark one of the choices."""
        self.choice = code
        for each, made in self._choices.items():
            made.setChecked(each == code)
        self._tell()
        self.changed.emit()

    def clear(self) -> None:
        """Mark nothing."""
        self.choose(None)

    def _marked(self) -> str:
        return vocab.BALLOT_CHOICE.label(self.choice) if self.choice else "还没有选"

    def _key(self, text: str) -> bool:
        code = dict(CHOICES).get(text)
        if code is not None:
            self.choose(code)
        return code is not None


class PicksPad(Pad):
    """Candidates, ticked and unticked by their numbers; V makes the whole paper invalid."""

    def __init__(self) -> None:
        super().__init__("选票：按候选人的号码打勾，再按一次取消，V 整张无效，回车记下")
        self.picks: set[int] = set()
        self.void = False
        self.seats = 0
        self._names: tuple[str, ...] = ()
        self._boxes: list[QPushButton] = []
        self.grid = QGridLayout()
        self.grid.setSpacing(style.px(4))
        self._column.addLayout(self.grid)
        self.void_button = _key_button("V", "整张无效")
        self.void_button.clicked.connect(lambda: self._set_void(not self.void))
        self._column.addWidget(self.void_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._add_origins()

    def offer(self, names: Sequence[str], seats: int, columns: int = 3) -> None:
        """Show the candidates of an election.

        Args:
            names: in the order of the ballot paper.
            seats: how many may be marked at most.
            columns: side by side.
        """
        self.seats, self._names = seats, tuple(names)
        for box in self._boxes:
            self.grid.removeWidget(box)
            box.deleteLater()
        self._boxes = []
        for at, (key, name) in enumerate(zip(CANDIDATE_KEYS, names, strict=False)):
            box = _key_button(key, name)
            box.clicked.connect(lambda _, at=at: self.toggle(at))
            self._boxes.append(box)
            self.grid.addWidget(box, at // columns, at % columns)
        self.clear()

    def toggle(self, at: int) -> None:
        """Tick a candidate, or take the tick away; counted from 0."""
        self.picks ^= {at}
        self._show()

    def put(self, picks: Sequence[int], *, void: bool = False) -> None:
        """Show what is marked on a paper, candidates counted from 0."""
        self.picks, self.void = set(picks), void
        self._show()

    def clear(self) -> None:
        """Mark nothing."""
        self.put(())

    @property
    def over(self) -> bool:
        """Whether more are marked than may be: such a paper is invalid."""
        return bool(self.seats) and len(self.picks) > self.seats

    def _set_void(self, void: bool) -> None:
        self.void = void
        self._show()

    def _show(self) -> None:
        for at, box in enumerate(self._boxes):
            box.setChecked(at in self.picks)
        self.void_button.setChecked(self.void)
        self._tell()
        self.changed.emit()

    def _marked(self) -> str:
        if self.void:
            return "整张无效"
        return "、".join(self._names[at] for at in sorted(self.picks)) or "一个也没有选"

    def _key(self, text: str) -> bool:
        if text == "V":
            self._set_void(not self.void)
            return True
        at = CANDIDATE_KEYS.find(text) if text else -1
        if not 0 <= at < len(self._boxes):
            return False
        self.toggle(at)
        return True


def _plain(event: QKeyEvent) -> bool:
    shift, keypad = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier
    return not event.modifiers() & ~(shift | keypad)


def _key_button(key: str, label: str) -> QPushButton:
    made = QPushButton(f"{key}　{label}")
    made.setCheckable(True)
    made.setProperty("key", True)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setAccessibleName(f"{label}，按键 {key}")
    return made


def elided(text: str = "") -> Elided:
    """Return a line that gives way where there is little room."""
    made = Elided(text, last=True)
    made.setProperty("role", "muted")
    return made


class Pads(QWidget):
    """The pad for the kind of vote in front."""

    def __init__(self) -> None:
        super().__init__()
        self.choices, self.picks = ChoicePad(), PicksPad()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.choices)
        column.addWidget(self.picks)
        self.picks.hide()

    @property
    def front(self) -> Pad:
        """The pad that is shown."""
        return self.picks if self.picks.isVisibleTo(self) else self.choices

    def show_picks(self, picks: bool) -> None:
        """Show the candidates of an election, or the choices of a motion."""
        self.picks.setVisible(picks)
        self.choices.setVisible(not picks)
