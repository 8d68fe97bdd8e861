"""The strip above the record of a meeting: where its minutes stand, and what can be done now."""

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
from ui.minutes.acts import PATH, acts_of
from ui.permits import allowed
from ui.widgets import icons, style

if TYPE_CHECKING:
    from services.minutes import Standing
    from services.office import Context
    from ui.notices.acts import Act
    from ui.session import Session

_KEYS = ("Ctrl+J", "Ctrl+Shift+J")
_MORE = "Ctrl+Shift+M"
_SHOWN = 2
"""Acts that have a button of their own; the rest stand in the menu 更多."""
_ROOMY = 560
"""Width in pixels at 100 % from which the buttons stand beside the words."""


def read(context: "Context", record_id: bytes) -> "Standing | None":
    """Return where the minutes of a meeting stand, None for a meeting to come; on the reader's thread."""
    from services import minutes

    return minutes.standing(context, record_id)


def make(session: "Session", found: "Standing") -> QWidget:
    """Return the strip."""
    return MinutesStrip(session, found)


class MinutesStrip(QFrame):
    """The way of the minutes with the present step marked, a sentence, and buttons.

    Args:
        session: the office at work.
        found: where they stand.
        parent: the view of the record.
    """

    def __init__(self, session: "Session", found: "Standing", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self.found = session, found
        self.setProperty("role", "strip")
        self.acts = allowed(session, "minutes", acts_of(found))
        self.path = QLabel(path_told(found))
        self.path.setWordWrap(True)
        self.path.setAccessibleName(f"会议纪要：{state_told(found)}")
        self.detail = QLabel(detail_told(found))
        self.detail.setWordWrap(True)
        self.detail.setProperty("role", "muted")
        self.detail.setAccessibleName(self.detail.text())
        if not self.detail.text():
            self.detail.hide()
        self.buttons: dict[str, QPushButton] = {}
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(style.px(8))
        said = QVBoxLayout()
        said.setSpacing(style.px(2))
        said.addWidget(self.path)
        said.addWidget(self.detail)
        said.addStretch(1)
        self._row.addLayout(said, 1)
        self._row.addLayout(self._buttons())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(12), style.px(6), style.px(12), style.px(6))
        layout.addLayout(self._row)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(style.px(8))
        for place, act in enumerate(self.acts[:_SHOWN]):
            row.addWidget(self._button(act, place))
        self.more = QMenu(self)
        self.more.setAccessibleName("纪要的其他操作")
        for act in self.acts[_SHOWN:]:
            action = self.more.addAction(icons.icon(act.icon), f"{act.label}(&{act.letter})")
            action.setToolTip(act.tip)
            action.triggered.connect(partial(self.do, act.key))
        if self.acts[_SHOWN:]:
            row.addWidget(self._more_button())
        row.addStretch(1)
        return row

    def _button(self, act: "Act", place: int) -> QPushButton:
        first = place == 0 and self.found.state != "final"
        button = QPushButton(icons.icon(act.icon, "on_accent" if first else "text"), act.label)
        button.setProperty("primary", first)
        button.setShortcut(QKeySequence(_KEYS[place]))
        button.setToolTip(f"{act.tip}（{_KEYS[place]}）")
        button.setAccessibleDescription(f"{act.tip}，{_KEYS[place]}")
        button.clicked.connect(partial(self.do, act.key))
        self.buttons[act.key] = button
        return button

    def _more_button(self) -> QPushButton:
        button = QPushButton(icons.icon("fa6s.ellipsis"), "")
        button.setAccessibleName("纪要的其他操作")
        button.setShortcut(QKeySequence(_MORE))
        button.setToolTip(f"纪要的其他操作（{_MORE}）")
        button.clicked.connect(lambda: self.more.popup(button.mapToGlobal(QPoint(0, button.height()))))
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
        from ui.minutes.steps import DOING

        DOING[key](self._session, self.window(), self.found)


def state_told(found: "Standing") -> str:
    """Return where the minutes stand in words."""
    return vocab.MINUTES_STATE.label(found.state) if found.state else "还没有起草"


def path_told(found: "Standing") -> str:
    """Return the way of the minutes as rich text, the present step marked."""
    name = "<b>会议纪要</b>　"
    if not found.state:
        return name + _coloured("还没有起草", "muted")
    at = PATH.index(found.state)
    parts = []
    for place, state in enumerate(PATH):
        label = vocab.MINUTES_STATE.label(state)
        if place == at:
            parts.append(_coloured(f"<b>● {label}</b>", "accent"))
        else:
            parts.append(_coloured(f"✓ {label}" if place < at else label, "muted"))
    marks = f"　第{found.seq}版" if found.seq > 1 else ""
    marks += "　补录" if found.late else ""
    return name + _coloured(" → ", "muted").join(parts) + escape(marks)


def _coloured(text: str, name: str) -> str:
    return f"<span style='color:{style.colour(name)}'>{text}</span>"


def detail_told(found: "Standing") -> str:
    """Return the sentence below the way: who, when, what is missing."""
    parts = [f"更正原因：{found.reason}"] if found.reason else []
    parts += [f"{found.maker}起草"] if found.maker else []
    if found.single_reason:
        parts.append(f"单人办理：{found.single_reason}")
    elif found.checker:
        parts.append(f"{found.checker}核对")
    if found.signed_on:
        who = f"：{found.signed_by}" if found.state == "signed" else ""
        parts.append(f"{show(found.signed_on, 'date')}签字{who}")
    if found.state == "signed" and not found.scans:
        parts.append("还没有签字页的照片或扫描件")
    if found.state == "final":
        last = found.finals[0]
        parts += [
            f"{show(last.final_on, 'date')}定稿，共{last.pages}页",
            "会议记录不能再改",
        ]
    elif found.finals:
        parts.append("改好会议记录后重新核对" if found.state == "draft" else "会议记录不能再改")
    return "；".join(parts)
