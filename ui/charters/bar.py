"""The strip above a charter or a version: a line that says where it stands, and buttons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from ui.widgets import icons, style

_KEYS = ("Ctrl+Return", "Ctrl+Shift+Return")
_MORE = "Ctrl+M"
_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done: what its button says, its icon, what it does in a sentence, the doing."""

    label: str
    icon: str
    tip: str
    do: Callable[[], object]


class Bar(QFrame):
    """The strip.

    Args:
        said: where it stands.
        detail: more about it, "" for nothing.
        acts: what can be done, the most likely first; two have a button, the rest stand in the menu 更多.
        parent: the view of the record.
    """

    def __init__(self, said: str, detail: str, acts: Sequence[Act], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "strip")
        self.said = QLabel(said)
        self.said.setWordWrap(True)
        self.said.setAccessibleName(said)
        self.detail = QLabel(detail)
        self.detail.setWordWrap(True)
        self.detail.setProperty("role", "muted")
        if not detail:  # shown by its strip: by itself it would be a window for a moment
            self.detail.hide()
        self.buttons: list[QPushButton] = []
        self.menu = QMenu(self)
        self.menu.setAccessibleName("其他能办的")
        row = QHBoxLayout()
        row.setSpacing(style.px(8))
        for place, act in enumerate(acts[:_SHOWN]):
            row.addWidget(self._button(act, place))
        for act in acts[_SHOWN:]:
            action = self.menu.addAction(icons.icon(act.icon), act.label)
            action.setToolTip(act.tip)
            action.triggered.connect(lambda _=False, act=act: act.do())
        if acts[_SHOWN:]:
            row.addWidget(self._more())
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(12), style.px(8), style.px(12), style.px(8))
        layout.setSpacing(style.px(4))
        layout.addWidget(self.said)
        layout.addWidget(self.detail)
        layout.addLayout(row)

    def _button(self, act: Act, place: int) -> QPushButton:
        button = QPushButton(icons.icon(act.icon, "on_accent" if place == 0 else "text"), act.label)
        button.setProperty("primary", place == 0)
        button.setShortcut(QKeySequence(_KEYS[place]))
        told = f"{act.tip}（{_KEYS[place].replace('Return', '回车')}）"
        button.setToolTip(told)
        button.setAccessibleDescription(told)
        button.clicked.connect(lambda: act.do())
        self.buttons.append(button)
        return button

    def _more(self) -> QPushButton:
        button = QPushButton(icons.icon("fa6s.ellipsis"), "更多")
        button.setShortcut(QKeySequence(_MORE))
        button.setToolTip(f"其他能办的（{_MORE}）")
        button.clicked.connect(lambda: self.menu.popup(button.mapToGlobal(QPoint(0, button.height()))))
        return button
