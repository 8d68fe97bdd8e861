"""The strip above the record of a matter: its steps in a line, what is missing, and what to do now."""

from functools import partial
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from ui.matters.acts import Act, acts_of
from ui.permits import allowed
from ui.widgets import icons, style

if TYPE_CHECKING:
    from services.matters.progress import Progress, StepTold
    from services.office import Context
    from ui.session import Session

_KEYS = (("Ctrl+Return", "Ctrl+回车"), ("Ctrl+Shift+Return", "Ctrl+Shift+回车"))
_MORE = "Ctrl+M"
_STEP_WIDTH = 84
"""Pixels at 100 % that a step needs beside the others."""
_SHOWN = 2
"""Acts that have a button of their own; the rest stand in the menu 更多."""


def read(context: "Context", record_id: bytes) -> "Progress":
    """Return where the matter stands; on the reader's thread."""
    from services.matters.progress import where

    return where(context, record_id)


def make(session: "Session", found: "Progress") -> QWidget:
    """Return the strip."""
    return MatterStrip(session, found)


class MatterStrip(QFrame):
    """The steps drawn as a line, a sentence, and buttons.

    Args:
        session: the office at work.
        found: where the matter stands.
        parent: the view of the record.
    """

    def __init__(self, session: "Session", found: "Progress", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self.found = session, found
        self.setProperty("role", "strip")
        self.acts = allowed(session, "matters", acts_of(found))
        self.steps = [_step_label(each, present=each.code == found.present) for each in found.steps]
        self.line = QWidget(self)
        line = QHBoxLayout(self.line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(style.px(4))
        for number, label in enumerate(self.steps):
            if number:
                line.addWidget(_arrow())
            line.addWidget(label, 1)
        # where the steps have no room side by side they follow each other in one text
        self.path = QLabel(path_told(found), self)
        self.path.setTextFormat(Qt.TextFormat.RichText)
        self.path.setWordWrap(True)
        self.path.setAccessibleName("，".join(each.accessibleName() for each in self.steps))
        self.path.setVisible(False)
        self.detail = QLabel(detail_told(found))
        self.detail.setWordWrap(True)
        self.detail.setAccessibleName(self.detail.text())
        ready = found.act in ("complete", "") and found.state != "dropped"
        self.detail.setProperty("role", "muted" if ready else "warn")
        self.warning = QLabel("".join(found.remarks))
        self.warning.setWordWrap(True)
        self.warning.setProperty("role", "muted")
        self.buttons: dict[str, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(12), style.px(8), style.px(12), style.px(8))
        layout.setSpacing(style.px(6))
        layout.addWidget(self.line)
        layout.addWidget(self.path)
        layout.addWidget(self.detail)
        layout.addWidget(self.warning)
        # not before it has a parent: a label that is shown alone is a window of its own
        self.warning.setVisible(bool(found.remarks))
        layout.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(style.px(8))
        for place, act in enumerate(self.acts[:_SHOWN]):
            row.addWidget(self._button(act, place))
        self.more = QMenu(self)
        for act in self.acts[_SHOWN:]:
            action = self.more.addAction(icons.icon(act.icon), f"{act.label}(&{act.letter})")
            action.setToolTip(act.tip)
            action.triggered.connect(partial(self.do, act.key))
        button = QPushButton(icons.icon("fa6s.ellipsis"), "更多")
        button.setAccessibleName("更多")
        button.setShortcut(QKeySequence(_MORE))
        button.setToolTip(f"其他能办的（{_MORE}）")
        button.clicked.connect(lambda: self.more.popup(button.mapToGlobal(QPoint(0, button.height()))))
        self.more.setAccessibleName("其他能办的")
        row.addWidget(button)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the steps side by side where they have room; leave the words as many lines as they need."""
        super().resizeEvent(event)
        roomy = event.size().width() >= style.px(_STEP_WIDTH) * len(self.steps)
        self.line.setVisible(roomy)
        self.path.setVisible(not roomy)
        layout = self.layout()
        if layout is not None:
            self.setMinimumHeight(layout.heightForWidth(event.size().width()))

    def do(self, key: str, *_: object) -> None:
        """Do an act, asking what it needs."""
        from ui.matters.doing import DOING

        DOING[key](self._session, self.window(), self.found)


def _arrow() -> QLabel:
    arrow = QLabel("→")
    arrow.setProperty("role", "muted")
    arrow.setAlignment(Qt.AlignmentFlag.AlignTop)
    return arrow


def _step_label(step: "StepTold", *, present: bool) -> QLabel:
    """Return a step as a label: icon and name, below its state and day."""
    label = QLabel(step_told(step, present=present))
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    word = state_word(step, present=present)
    label.setAccessibleName(f"{step.name}：{word}")
    more = [step.days, step.done_by, step.figures(), step.record, step.skip_reason]
    label.setToolTip("\n".join(part for part in more if part))
    return label


def state_word(step: "StepTold", *, present: bool) -> str:
    """Return a state in words: 已完成, 已跳过, 办理中, 未开始."""
    if step.state.value == "done":
        return "已完成（补录）" if step.late else "已完成"
    if step.state.value == "skipped":
        return "已跳过"
    return "办理中" if present else "未开始" if step.step_id is None else "未完成"


def path_told(found: "Progress") -> str:
    """Return all steps as one rich text, each with its icon; states stand in the icon and the colour."""
    heads = (step_told(each, present=each.code == found.present).partition("<br>")[0] for each in found.steps)
    return " → ".join(heads)


def step_told(step: "StepTold", *, present: bool) -> str:
    """Return a step as rich text."""
    icon = {"done": "✓", "skipped": "⤼"}.get(step.state.value, "●" if present else "○")
    colour = "ok" if step.state.value == "done" else "accent" if present else "muted"
    name = escape(step.name)
    head = f"<b>{icon} {name}</b>" if present else f"{icon} {name}"
    day = _short(step.last or step.first) if step.state.value != "skipped" else ""
    word = state_word(step, present=present)
    more = [
        word.removesuffix("（补录）"),
        " ".join(part for part in (day, "补录" if "补录" in word else "") if part),
    ]
    below = "<br>".join(part for part in more if part)
    return (
        f"<span style='color:{style.colour(colour)}'>{head}</span><br>"
        f"<span style='color:{style.colour('muted')}'>{below}</span>"
    )


def _short(iso: str) -> str:
    """Return a day as month and day: 7.26; with less known, nothing."""
    return f"{int(iso[5:7])}.{int(iso[8:10])}" if len(iso) >= 10 else ""


def detail_told(found: "Progress") -> str:
    """Return the sentence below the steps."""
    if found.state == "closed":
        return f"已办结：{found.template.name}的步骤都已经完成。"
    return found.missing()
