"""The strip above the record of a meeting: whether it may decide, and what comes next."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from ui.meetings.calling import draw_up, invite
from ui.meetings.light_bar import LightBar
from ui.permits import allowed
from ui.widgets import icons, style

if TYPE_CHECKING:
    from services.meetings.quorum import Light
    from services.office import Context
    from ui.session import Session

_KEYS = (("Ctrl+Return", "Ctrl+回车"), ("Ctrl+Shift+Return", "Ctrl+Shift+回车"))
_MORE = "Ctrl+M"
_SHOWN = 2
"""Acts that have a button of their own; the rest stand in the menu 更多."""
_ROOMY = 620
"""Width in pixels at 100 % from which the buttons stand beside the words."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a meeting stands.

    Attributes:
        meeting_id: which.
        light: whether it may decide.
        unit: measure word of a head.
        listed: whether it has a roll.
        ahead: whether its day is still to come.
    """

    meeting_id: bytes
    light: "Light"
    unit: str
    listed: bool
    ahead: bool


@dataclass(frozen=True, slots=True)
class Act:
    """What can be done: name in code, button, icon, letter in the menu, what it does."""

    key: str
    label: str
    icon: str
    letter: str
    tip: str


_ACTS = {
    act.key: act
    for act in (
        Act("draw", "生成名册", "fa6s.users", "M", "按会议类型从台账里排出应到的人"),
        Act("invite", "登记通知…", "fa6s.envelope", "T", "登记会议通知哪天发出，看提前的天数够不够"),
        Act("agenda", "议程", "fa6s.list-ol", "Y", "排议题的次序，采用待议的事项"),
        Act("motions", "表决", "fa6s.scale-balanced", "B", "写上要表决的事，填票数，计票"),
        Act("station", "计票台", "fa6s.keyboard", "J", "录入选票，人数和面积随时算出来"),
        Act("roll", "会场登记", "fa6s.user-check", "D", "登记到会、请假、离会、委托，看人数够不够"),
    )
}


def read(context: "Context", record_id: bytes) -> Standing:
    """Return where a meeting stands; on the reader's thread."""
    from services.meetings import quorum
    from services.meetings.rows import has_roll, meeting_of

    meeting = meeting_of(context.reader, record_id)
    ahead = str(meeting["held_on"]) > context.today().isoformat()
    unit = "户" if meeting["kind"] == "households" else "人"
    return Standing(
        record_id, quorum.light(context, record_id), unit, has_roll(context.reader, record_id), ahead
    )


def make(session: "Session", found: Standing) -> QWidget:
    """Return the strip."""
    return MeetingStrip(session, found)


def acts_of(found: Standing) -> tuple[Act, ...]:
    """Return what can be done with a meeting now, the next act first."""
    if not found.listed:
        keys: tuple[str, ...] = ("draw", "agenda", "motions", "station")
    elif found.ahead:
        keys = ("invite", "agenda", "roll", "motions", "station")
    else:
        keys = ("roll", "motions", "station", "agenda", "invite")
    return tuple(_ACTS[key] for key in keys)


class MeetingStrip(QFrame):
    """The light, and buttons.

    Args:
        session: the office at work.
        found: where the meeting stands.
        parent: the view of the record.
    """

    def __init__(self, session: "Session", found: Standing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self.found = session, found
        self.setProperty("role", "strip")
        self.acts = allowed(session, "meetings", acts_of(found))
        self.light = LightBar()
        self.light.show_light(found.light, found.unit)
        self.buttons: dict[str, QPushButton] = {}
        self.more = QMenu(self)
        self.more.setAccessibleName("其他能办的")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(style.px(8))
        self._row.addWidget(self.light, 1)
        self._row.addLayout(self._buttons())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(12), style.px(8), style.px(12), style.px(8))
        layout.addLayout(self._row)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(style.px(8))
        for place, act in enumerate(self.acts[:_SHOWN]):
            row.addWidget(self._button(act, place))
        rest = self.acts[_SHOWN:]
        for act in rest:
            action = self.more.addAction(icons.icon(act.icon), f"{act.label}(&{act.letter})")
            action.setToolTip(act.tip)
            action.triggered.connect(partial(self.do, act.key))
        if rest:
            row.addWidget(self._more_button())
        row.addStretch(1)
        return row

    def _button(self, act: Act, place: int) -> QPushButton:
        first = place == 0
        made = QPushButton(icons.icon(act.icon, "on_accent" if first else "text"), act.label)
        made.setProperty("primary", first)
        keys, said = _KEYS[place]
        made.setShortcut(QKeySequence(keys))
        made.setToolTip(f"{act.tip}（{said}）")
        made.setAccessibleDescription(f"{act.tip}，{said}")
        made.clicked.connect(partial(self.do, act.key))
        self.buttons[act.key] = made
        return made

    def _more_button(self) -> QPushButton:
        made = QPushButton(icons.icon("fa6s.ellipsis"), "更多")
        made.setShortcut(QKeySequence(_MORE))
        made.setToolTip(f"其他能办的（{_MORE}）")
        made.clicked.connect(lambda: self.more.popup(made.mapToGlobal(QPoint(0, made.height()))))
        return made

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
        """Do an act."""
        _DOING[key](self._session, self.window(), self.found.meeting_id)


def _go(tab: str) -> Callable[["Session", QWidget, bytes], None]:
    return lambda session, _, meeting: session.show_page("meeting-room", (meeting, tab))


_DOING: dict[str, Callable[["Session", QWidget, bytes], None]] = {
    "invite": invite,
    "draw": draw_up,
    "roll": _go("roll"),
    "agenda": _go("agenda"),
    "motions": _go("motions"),
    "station": _go("station"),
}
