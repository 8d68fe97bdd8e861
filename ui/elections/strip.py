"""The strip above the record of an election: its stages, what is missing, and what can be done."""

from functools import partial
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models import vocab
from services.shown import show
from ui.elections.acts import PATH, Act, acts_of
from ui.permits import allowed
from ui.widgets import icons, style

if TYPE_CHECKING:
    from services.election_record import ElectionView
    from services.office import Context
    from ui.session import Session

_KEYS = (("Ctrl+Return", "Ctrl+回车"), ("Ctrl+Shift+Return", "Ctrl+Shift+回车"))
_MORE = "Ctrl+M"
_ROOMY = 560
"""Width in pixels at 100 % from which the buttons stand beside the words."""


def read(context: "Context", record_id: bytes) -> "ElectionView":
    """Return how the election stands; on the reader's thread."""
    from services.election_record import view

    return view(context, record_id)


def make(session: "Session", found: "ElectionView") -> QWidget:
    """Return the strip."""
    return ElectionStrip(session, found)


class ElectionStrip(QFrame):
    """Stages with the present one marked, what is missing, and buttons.

    Args:
        session: the office at work.
        found: how the election stands.
        parent: the view of the record.
    """

    def __init__(self, session: "Session", found: "ElectionView", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self.found = session, found
        self.setProperty("role", "strip")
        self.acts = allowed(session, "elections", acts_of(found))
        self.path = QLabel(path_told(found))
        self.path.setWordWrap(True)
        self.path.setAccessibleName(f"选举进度：{vocab.ELECTION_STATE.label(found.state)}")
        self.detail = self._label(detail_told(found), "muted")
        self.missing = self._label("".join(found.missing[:1]), "warn")
        self.buttons: dict[str, QPushButton] = {}
        self.more = QMenu(self)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(style.px(8))
        said = QVBoxLayout()
        said.setSpacing(style.px(2))
        said.addWidget(self.detail)
        said.addWidget(self.missing)
        said.addStretch(1)
        self._row.addLayout(said, 1)
        self._row.addLayout(self._buttons())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(12), style.px(8), style.px(12), style.px(8))
        layout.setSpacing(style.px(4))
        layout.addWidget(self.path)
        layout.addLayout(self._row)

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(text)
        label.setWordWrap(True)
        label.setProperty("role", role)
        label.setAccessibleName(text)
        if not text:  # shown before it stands in the strip, it would be a window of its own
            label.hide()
        return label

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(style.px(8))
        shown = len(_KEYS)
        for place, act in enumerate(self.acts[:shown]):
            row.addWidget(self._button(act, place))
        for act in self.acts[shown:]:
            action = self.more.addAction(icons.icon(act.icon), f"{act.label}(&{act.letter})")
            action.setToolTip(act.tip)
            action.triggered.connect(partial(self.do, act.key))
        if self.acts[shown:]:
            row.addWidget(self._more_button())
        row.addStretch(1)
        return row

    def _button(self, act: Act, place: int) -> QPushButton:
        first = place == 0
        button = QPushButton(icons.icon(act.icon, "on_accent" if first else "text"), act.label)
        button.setProperty("primary", first)
        keys, said = _KEYS[place]
        button.setShortcut(QKeySequence(keys))
        button.setToolTip(f"{act.tip}（{said}）")
        button.setAccessibleDescription(f"{act.tip}，{said}")
        button.clicked.connect(partial(self.do, act.key))
        self.buttons[act.key] = button
        return button

    def _more_button(self) -> QPushButton:
        button = QPushButton(icons.icon("fa6s.ellipsis"), "更多")
        button.setAccessibleName("更多")
        button.setShortcut(QKeySequence(_MORE))
        button.setToolTip(f"其他能办的（{_MORE}）")
        button.clicked.connect(lambda: self.more.popup(button.mapToGlobal(QPoint(0, button.height()))))
        self.more.setAccessibleName("其他能办的")
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the words where there is little room."""
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        roomy = event.size().width() >= style.px(_ROOMY)
        self._row.setDirection(directions.LeftToRight if roomy else directions.TopToBottom)
        layout = self.layout()
        if layout is not None:  # words that take several lines are not squeezed into one
            self.setMinimumHeight(layout.heightForWidth(event.size().width()))

    def do(self, key: str, *_: object) -> None:
        """Do an act, asking what it needs."""
        from ui.elections.doing import DOING

        DOING[key](self._session, self.window(), self.found)


def path_told(found: "ElectionView") -> str:
    """Return the way of an election as rich text, the present stage marked by word, sign and colour."""
    label = vocab.ELECTION_STATE.label
    if found.state not in PATH or found.kind == "recall":
        sign = "⊘" if found.state in ("failed", "kept") else "✓" if found.state == "recalled" else "●"
        kind = vocab.ELECTION_KIND.label(found.kind)
        return f"<b>{sign} {escape(label(found.state))}</b>　{escape(kind)}"
    at = PATH.index(found.state)
    parts = []
    for place, state in enumerate(PATH):
        if place < at or (state == "filed" and found.state == "filed"):
            parts.append(_coloured(f"✓ {label(state)}", "muted"))
        elif place == at:
            parts.append(_coloured(f"<b>● {label(state)}</b>", "accent"))
        else:
            parts.append(_coloured(label(state), "muted"))
    return _coloured(" → ", "muted").join(parts)


def _coloured(text: str, name: str) -> str:
    return f"<span style='color:{style.colour(name)}'>{text}</span>"


def detail_told(found: "ElectionView") -> str:
    """Return the sentence below the way: who stands, what was counted, who was elected, by when to file."""
    if found.kind == "recall":
        names = "、".join(each.name for each in found.candidates)
        return f"罢免{names}：{found.reason}"
    parts = [f"应选{found.seats}人"] if found.seats is not None else []
    if found.candidates:
        parts.append(f"推荐{len(found.candidates)}人，合格{len(found.standing)}人")
    for each in found.rounds[-1:]:
        poll = each.poll
        number = f"第{each.number}轮" if each.number > 1 else ""
        parts.append(
            f"{number}发票{poll.issued}张，收回{poll.returned}张，有效{poll.ballots}张，共得{poll.votes}票"
        )
    if found.state in ("elected", "filed"):
        parts.append("当选" + "、".join(each.name for each in found.outcome.elected))
    if found.state == "elected" and found.file_by:
        parts.append(f"{show(found.file_by, 'date')}前备案")
    if found.filed_on:
        parts.append(f"{show(found.filed_on, 'date')}向{found.filed_with}备案")
    if found.handover:
        parts.append(f"移交{found.facts.handed}/{len(found.handover)}项")
    return "；".join(parts)
