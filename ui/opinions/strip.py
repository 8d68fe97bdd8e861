"""The strip above an opinion or a quarrel: the ladder of levels with their days, and what can be done now."""

from functools import partial
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.opinions.acts import Act, acts_of
from ui.permits import allowed
from ui.widgets import icons, style

if TYPE_CHECKING:
    from services.notices import Target
    from services.office import Context
    from services.opinions import Standing
    from ui.session import Session

_KEYS = (("Ctrl+Return", "Ctrl+回车"), ("Ctrl+Shift+Return", "Ctrl+Shift+回车"))
_MORE = "Ctrl+M"
_SHOWN = 2
"""Acts that have a button of their own; the rest stand in the menu 更多."""
_LAST = 4
"""Levels told in full, the latest ones."""
_MARKS = {"done": "✓", "now": "●", "ahead": "○"}


def read(context: "Context", record_id: bytes) -> "Standing":
    """Return where the opinion stands; on the reader's thread."""
    from services import opinions

    return opinions.standing(context, "opinions", record_id)


def make(session: "Session", found: "Standing") -> QWidget:
    """Return the strip."""
    return CaseStrip(session, found)


class CaseStrip(QFrame):
    """The ladder with the present level marked, what is known of each, buttons.

    Args:
        session: the office at work.
        found: where it stands.
        parent: the view of the record.
    """

    def __init__(self, session: "Session", found: "Standing", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self.found = session, found
        self.setProperty("role", "strip")
        self.acts = allowed(session, "opinions", acts_of(found))
        self.path = QLabel(path_told(found))
        self.path.setWordWrap(True)
        self.path.setAccessibleName(f"办理进度：{found.state_label}，{path_spoken(found)}")
        self.detail = QLabel(detail_told(found))
        self.detail.setWordWrap(True)
        self.detail.setProperty("role", "muted")
        self.detail.setAccessibleName(self.detail.text())
        self.warning = QLabel(found.warning)
        self.warning.setWordWrap(True)
        self.warning.setProperty("role", "error" if found.overdue else "warn")
        self.warning.setVisible(bool(found.warning))
        self.links = QLabel(links_told(found))
        self.links.setWordWrap(True)
        self.links.setVisible(bool(self.links.text()))
        self.links.linkActivated.connect(self._open)
        self.buttons: dict[str, QPushButton] = {}
        said = QVBoxLayout()
        said.setSpacing(style.px(2))
        for label in (self.detail, self.warning, self.links):
            said.addWidget(label)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(12), style.px(8), style.px(12), style.px(8))
        layout.setSpacing(style.px(4))
        layout.addWidget(self.path)
        layout.addLayout(said)
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
        if self.acts[_SHOWN:]:
            row.addWidget(self._more_button())
        row.addStretch(1)
        return row

    def _button(self, act: Act, place: int) -> QPushButton:
        button = QPushButton(icons.icon(act.icon, "text" if place else "on_accent"), act.label)
        button.setProperty("primary", place == 0)
        keys, said = _KEYS[place]
        button.setShortcut(QKeySequence(keys))
        button.setToolTip(f"{act.tip}（{said}）")
        button.setAccessibleDescription(f"{act.tip}，{said}")
        button.clicked.connect(partial(self.do, act.key))
        self.buttons[act.key] = button
        return button

    def _more_button(self) -> QPushButton:
        button = QPushButton(icons.icon("fa6s.ellipsis"), "更多")
        button.setShortcut(QKeySequence(_MORE))
        button.setToolTip(f"其他能办的（{_MORE}）")
        button.clicked.connect(lambda: self.more.popup(button.mapToGlobal(QPoint(0, button.height()))))
        self.more.setAccessibleName("其他能办的")
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the words as many lines as they need."""
        super().resizeEvent(event)
        layout = self.layout()
        if layout is not None:
            self.setMinimumHeight(layout.heightForWidth(event.size().width()))

    def _open(self, link: str) -> None:
        kind, _, record = link.partition(":")
        if kind == "agreement":
            self._print(bytes.fromhex(record))
        else:
            self._session.show_record(kind, bytes.fromhex(record))

    def _print(self, mediation: bytes) -> None:
        """Go to the preview of the agreement that a mediation led to."""

        def read(context: "Context") -> "Target":
            from services.notices import target_of

            return target_of(context, "agreement", mediation)

        self._session.read(read, lambda target: self._session.show_page("preview", target), owner=self)

    def do(self, key: str, *_: object) -> None:
        """Do something with it, asking what it needs."""
        from ui.opinions.steps import DOING

        DOING[key](self._session, self.window(), self.found)


def path_told(found: "Standing") -> str:
    """Return the ladder as rich text, the present level marked, with the state at its end."""
    parts = []
    for rung in found.rungs:
        text = f"{_MARKS[rung.at]} {rung.label}"
        colour = "accent" if rung.at == "now" else "muted"
        if rung.at == "now" and rung.late:
            colour = "error"
        parts.append(_coloured(f"<b>{text}</b>" if rung.at == "now" else text, colour))
    late = "　补录" if found.late else ""
    return _coloured(" → ", "muted").join(parts) + f"　<b>{escape(found.state_label)}</b>{late}"


def path_spoken(found: "Standing") -> str:
    """Return the ladder in words for whoever hears it."""
    words = {"done": "已过", "now": "正在办理", "ahead": "还没到"}
    return "，".join(f"{rung.label}{words[rung.at]}" for rung in found.rungs)


def _coloured(text: str, name: str) -> str:
    return f"<span style='color:{style.colour(name)}'>{text}</span>"


def detail_told(found: "Standing") -> str:
    """Return what is known of each level so far and of the answer, a line each."""
    lines = []
    for rung in [rung for rung in found.rungs if rung.at != "ahead"][-_LAST:]:
        said = f"（{rung.answer}）" if rung.answer and not _is_answer(found, rung.answer) else ""
        lines.append(f"{rung.label}：{rung.words}{said}")
    lines += found.detail
    if found.followers:
        names = "、".join(each.who for each in found.followers[:5])
        more = "等" if len(found.followers) > 5 else ""
        lines.append(f"并入{len(found.followers)}条：{names}{more}")
    return "\n".join(lines)


def _is_answer(found: "Standing", text: str) -> bool:
    return any(text in line for line in found.detail)


def links_told(found: "Standing") -> str:
    """Return where it leads to and comes from, as links."""
    return "　".join(
        f"{link.label}：<a href='{link.kind}:{link.id.hex()}' style='color:{style.colour('accent')}'>"
        f"{escape(link.name)}</a>"
        for link in found.links
    )
