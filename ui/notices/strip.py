"""The strip above the record of a notice: where it stands in its life, and what can be done now."""

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
from ui.notices.acts import PATH, Act, acts_of
from ui.permits import allowed
from ui.widgets import icons, style

if TYPE_CHECKING:
    from services.notices.life import Standing
    from services.office import Context
    from ui.session import Session

_KEYS = (("Ctrl+Return", "Ctrl+回车"), ("Ctrl+Shift+Return", "Ctrl+Shift+回车"))
_MORE = "Ctrl+M"
_SHOWN = 2
"""Steps that have a button of their own; the rest stand in the menu 更多."""
_ROOMY = 560
"""Width in pixels at 100 % from which the buttons stand beside the words."""
_LARGE = 125
"""Zoom in per cent above which the word 更多 is left out."""
_LABELS = {"late": "补录", "void": "已作废"}


def read(context: "Context", record_id: bytes) -> "Standing":
    """Return where the notice stands; on the reader's thread."""
    from services.notices import life

    return life.standing(context, record_id)


def make(session: "Session", found: "Standing") -> QWidget:
    """Return the strip."""
    return NoticeStrip(session, found)


class NoticeStrip(QFrame):
    """Steps of its life with the present one marked, a sentence, and buttons.

    Args:
        session: the office at work.
        found: where the notice stands.
        parent: the view of the record.
    """

    def __init__(self, session: "Session", found: "Standing", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self.found = session, found
        self.setProperty("role", "strip")
        self.acts = allowed(session, "notices", acts_of(found))
        self.path = QLabel(path_told(found))
        self.path.setWordWrap(True)
        self.path.setAccessibleName(f"办理进度：{state_label(found.state)}")
        self.detail = QLabel(detail_told(found))
        self.detail.setWordWrap(True)
        self.detail.setProperty("role", "muted")
        self.detail.setAccessibleName(self.detail.text())
        self.warning = QLabel(warning_told(found, session.today().isoformat()))
        self.warning.setWordWrap(True)
        self.warning.setProperty("role", "error" if _late(found) else "warn")
        if not self.warning.text():  # shown before it stands in the strip, it would be a window of its own
            self.warning.hide()
        self.buttons: dict[str, QPushButton] = {}
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(style.px(8))
        said = QVBoxLayout()
        said.setSpacing(style.px(2))
        said.addWidget(self.detail)
        said.addWidget(self.warning)
        said.addStretch(1)
        self._row.addLayout(said, 1)
        self._row.addLayout(self._buttons())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(12), style.px(8), style.px(12), style.px(8))
        layout.setSpacing(style.px(4))
        layout.addWidget(self.path)
        layout.addLayout(self._row)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(style.px(8))
        for place, act in enumerate(self.acts[:_SHOWN]):
            row.addWidget(self._button(act, place))
        self.more = QMenu(self)
        rest = self.acts[_SHOWN:]
        for act in rest:
            action = self.more.addAction(icons.icon(act.icon), f"{act.label}(&{act.letter})")
            action.setToolTip(act.tip)
            action.triggered.connect(partial(self.do, act.key))
        if rest:
            row.addWidget(self._more_button())
        row.addStretch(1)
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the words where there is little room."""
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        roomy = event.size().width() >= style.px(_ROOMY)
        self._row.setDirection(directions.LeftToRight if roomy else directions.TopToBottom)
        layout = self.layout()
        if layout is not None:  # words that take several lines are not squeezed into one
            self.setMinimumHeight(layout.heightForWidth(event.size().width()))

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
        button = QPushButton(icons.icon("fa6s.ellipsis"), "" if style.zoom() > _LARGE else "更多")
        button.setAccessibleName("更多")
        button.setShortcut(QKeySequence(_MORE))
        button.setToolTip(f"其他能办的（{_MORE}）")
        button.clicked.connect(lambda: self.more.popup(button.mapToGlobal(QPoint(0, button.height()))))
        self.more.setAccessibleName("其他能办的")
        return button

    def do(self, key: str, *_: object) -> None:
        """Do a step, asking what it needs."""
        from ui.notices.steps import DOING

        DOING[key](self._session, self.window(), self.found)


def state_label(state: str) -> str:
    """Return a state in words."""
    return _LABELS.get(state) or vocab.NOTICE_STATE.label(state)


def path_told(found: "Standing") -> str:
    """Return the way of a notice as rich text, the present step marked."""
    number = f"　<b>{escape(found.number)}</b>" if found.number else ""
    number += f"　第{found.version}版" if found.version > 1 else ""
    if found.state in _LABELS:
        icon = "⊘" if found.state == "void" else "●"
        return f"<b>{icon} {state_label(found.state)}</b>{number}"
    at = PATH.index(found.state)
    parts = []
    for place, state in enumerate(PATH):
        name = state_label(state)
        if place < at:
            parts.append(_coloured(f"✓ {name}", "muted"))
        elif place == at:
            parts.append(_coloured(f"<b>● {name}</b>", "accent"))
        else:
            parts.append(_coloured(name, "muted"))
    return _coloured(" → ", "muted").join(parts) + number


def _coloured(text: str, name: str) -> str:
    return f"<span style='color:{style.colour(name)}'>{text}</span>"


def detail_told(found: "Standing") -> str:
    """Return the sentence below the way: who, where, until when."""
    parts = [f"{found.maker}准备"] if found.maker and found.state != "late" else []
    if found.single_reason:
        parts.append(f"单人办理：{found.single_reason}")
    elif found.checker:
        parts.append(f"{found.checker}核对")
    parts += [_hung(each) for each in found.hanging]
    parts += [f"更正{found.corrects}"] if found.corrects else []
    parts += [f"已由{found.corrected_by}更正"] if found.corrected_by else []
    parts += [f"作废原因：{found.void_reason}"] if found.void_reason else []
    parts += ["在用本程序编号以前公示的，没有编号和存档"] if found.state == "late" else []
    return "；".join(parts)


def _hung(each: object) -> str:
    until = getattr(each, "until_day", "")
    to = f"，公示至{short(until)}" if until else ""
    return f"贴在{getattr(each, 'board', '')}，第{getattr(each, 'days', 0)}天{to}"


def short(day: str) -> str:
    """Return a day without its year: 11月26日."""
    return f"{int(day[5:7])}月{int(day[8:10])}日" if len(day) >= 10 else day


def warning_told(found: "Standing", today: str) -> str:
    """Return what wants attention: objections to be answered, a period that is over."""
    said = []
    if found.objections:
        first = next((each.due_on for each in found.objections if each.due_on), "")
        late = sum(each.overdue for each in found.objections)
        by = f"，最迟{short(first)}答复" if first else ""
        over = f"，其中{late}条已逾期" if late else ""
        said.append(f"有{len(found.objections)}条异议没有答复{by}{over}")
    over_now = [each for each in found.hanging if each.until_day and each.until_day <= today]
    if over_now:
        said.append(f"公示期到{short(over_now[0].until_day)}，可以取下了")
    if found.corrected_by and found.hanging:
        said.append("已经更正，请把这一张取下")
    return "；".join(said)


def _late(found: "Standing") -> bool:
    return any(each.overdue for each in found.objections)
