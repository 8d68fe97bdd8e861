"""The page 会场: a meeting while it is held; the roll, the agenda, the motions, the counting station."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QTabBar, QVBoxLayout, QWidget

from models.errors import LouyuanError
from services.shown import show
from ui.later import later
from ui.meetings import calling
from ui.meetings import room as rooms
from ui.meetings.agenda_tab import AgendaTab
from ui.meetings.light_bar import LightBar
from ui.meetings.motions_tab import MotionsTab
from ui.meetings.papers import OF_MEETING, PapersMenu
from ui.meetings.roll_tab import RollTab
from ui.meetings.station_tab import StationTab
from ui.meetings.views import Views
from ui.page import Page
from ui.session import concerns
from ui.system.tab import button
from ui.widgets import style
from ui.widgets.message_panel import MessagePanel

if TYPE_CHECKING:
    from PySide6.QtCore import QTimer

    from services.meetings.quorum import Light
    from ui.meetings.room import Room
    from ui.session import Session

_NARROW, _LOW = 860, 430
"""Width and height in pixels at 100 % below which less is shown around the tabs."""
_SETTLE_MS = 400
"""Pause after a mark before the whole roll is read again; lights and counts do not wait for it."""
_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut
_PAPERS = frozenset({"ballot", "resolution"})
_VOTES = frozenset({"agenda_item", "ballot", "resolution", "vote_count", "candidate_vote"})
_TABLES = ("attendee", "meeting", "resolution", "ballot", "vote_count", "agenda_item", "candidate_vote")


def make(session: "Session", argument: str) -> Page:
    """Build the page."""
    return MeetingRoomPage(session)


class MeetingRoomPage(Page):
    """One meeting at a time."""

    title = "会场"
    help_topic = "meeting_room"

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._meeting: bytes | None = None
        self._waiting: QTimer | None = None
        self._stale = False
        self.room: Room | None = None
        self.light = LightBar()
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("会场")
        self.stack = Views()
        self.roll = RollTab(session)
        self.agenda = AgendaTab(session)
        self.motions = MotionsTab(session)
        self.station = StationTab(session)
        self._keys: list[str] = []
        for key, name, view in (
            ("roll", "会场登记", self.roll),
            ("agenda", "议程", self.agenda),
            ("motions", "表决", self.motions),
            ("station", "计票台", self.station),
        ):
            self._keys.append(key)
            self.tabs.addTab(name)
            self.stack.addWidget(view)
        self.message = MessagePanel()
        self.back_button = button(
            "返回会议记录", "fa6s.arrow-left", self.go_back, tip="回到这次会议的记录（Alt+←）"
        )
        self.papers = PapersMenu(session, OF_MEETING, "打印会议通知、签到表、委托书（Ctrl+P）")
        self.papers.button.setShortcut("Ctrl+P")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(style.px(14), style.px(8), style.px(14), style.px(8))
        inside.setSpacing(style.px(6))
        inside.addWidget(self.light)
        inside.addWidget(self.tabs)
        inside.addWidget(self.stack, 1)
        self.whole = Views()
        self.whole.addWidget(self.message)
        self.whole.addWidget(card)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[style.px(10)] * 4)
        column.addWidget(self.whole)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._turn)
        self.message.pressed.connect(lambda: self._session.show_page("meetings"))
        self.roll.drawn_up.connect(self.draw_up)
        self.motions.station_wanted.connect(self.count_papers)
        self._session.changed.connect(self._changed)
        for number in range(4):
            keys = QKeySequence(f"Ctrl+{number + 1}")
            QShortcut(keys, self, lambda number=number: self._to_tab(number), context=_HERE)
        QShortcut(QKeySequence("Alt+Left"), self, self.go_back, context=_HERE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the lists what room there is in a small window, or at a high zoom."""
        super().resizeEvent(event)
        place = self.parentWidget()
        size = place.size() if place is not None else self.size()
        narrow = size.width() < style.px(_NARROW)
        self.light.show_compact(narrow or size.height() < style.px(_LOW))
        for view in self._views():
            show_narrow = getattr(view, "show_narrow", None)
            if show_narrow is not None:
                show_narrow(narrow)

    def _views(self) -> list[QWidget]:
        return [self.stack.widget(at) for at in range(self.stack.count())]

    # what the window asks

    def arrive(self, argument: object = None) -> None:
        """Show a meeting, or the one that was shown last.

        Args:
            argument: id of the meeting, or that and the key of a tab: roll, agenda, motions, station.
        """
        tab = ""
        if isinstance(argument, tuple) and len(argument) == 2:
            argument, tab = argument
        if isinstance(argument, bytes) and argument != self._meeting:
            self._meeting, self.room = argument, None
        if tab in self._keys:
            self.tabs.setCurrentIndex(self._keys.index(tab))
        if self._meeting is None:
            self._say_nothing("还没有选会议", "在“会议”里选一次会议，再点“会场登记”。")
        elif self.room is None or self._stale or argument is not None:
            self.refresh()

    def _say_nothing(self, heading: str, words: str) -> None:
        self.message.say("fa6s.comments", heading, words, button="去选会议")
        self.whole.setCurrentIndex(0)
        self.painted.emit()

    def buttons(self) -> tuple[QWidget, ...]:
        """The buttons that stand in the header beside the title."""
        return (self.papers.button, self.back_button)

    def take_focus(self) -> None:
        """Put the cursor where one types first."""
        if self.whole.currentIndex() == 0:
            self.message.button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.stack.currentWidget().setFocus(Qt.FocusReason.OtherFocusReason)

    def seek(self) -> None:
        """Put the cursor where the roll is searched."""
        self._to_tab(0)

    def go_back(self) -> None:
        """Go to the record of the meeting."""
        if self._meeting is not None:
            self._session.show_record("meetings", self._meeting)

    def _to_tab(self, number: int) -> None:
        if number < self.tabs.count():
            self.tabs.setCurrentIndex(number)
            self.take_focus()

    def _turn(self, number: int) -> None:
        self.stack.setCurrentIndex(number)
        self.stack.updateGeometry()
        self._show_front()

    # reading

    def _changed(self, touched: frozenset[str]) -> None:
        if self._meeting is None or not concerns(touched, *_TABLES):
            return
        if not self.isVisible():
            self._stale = True
            return
        if "*" in touched or self.room is None:
            self.refresh()
        elif concerns(touched, "attendee"):
            self._read_light()
            self._refresh_soon()
        elif touched.isdisjoint({"meeting"}) and not touched.isdisjoint(_VOTES):
            self._votes_changed(touched)
        else:
            self.refresh()

    def _votes_changed(self, touched: frozenset[str]) -> None:
        """Let the tab in front read what is voted again; a single ballot is no reason to read the roll."""
        view = self.stack.currentWidget()
        if view is self.station and touched <= _PAPERS:
            self.station.panel.reload_soon()
        else:
            self._show_front()

    def _read_light(self) -> None:
        meeting = self._meeting
        if meeting is None:
            return

        def show(light: "Light") -> None:
            if self.room is not None:
                self.light.show_light(light, self.room.unit)

        self._session.read(
            lambda context: rooms.read_light(context, meeting), show, owner=self, key=(id(self), "light")
        )

    def _refresh_soon(self) -> None:
        if self._waiting is None:
            self._waiting = later(_SETTLE_MS, self, self._settle)

    def _settle(self) -> None:
        self._waiting = None
        self.refresh()

    def refresh(self) -> None:
        """Read the meeting again."""
        meeting, known = self._meeting, self.room.keys if self.room is not None else {}
        if meeting is None:
            return
        self._stale = False
        self._session.read(
            lambda context: rooms.read(context, meeting, known),
            self._show,
            self._gone,
            owner=self,
            key=(id(self), "room"),
        )

    def _gone(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self._meeting = self.room = None
        self._say_nothing("会议不在了", error.message)

    def _show(self, room: "Room") -> None:
        first = self.room is None or self.room.roll.meeting_id != room.roll.meeting_id
        self.room = room
        self.whole.setCurrentIndex(1)
        self.light.show_light(room.light, room.unit)
        day = show(room.roll.held_on, "date")
        self.heading_changed.emit("会场", f"{room.roll.title}　{room.place}　{day}")
        self.papers.take(room.roll.meeting_id)
        self._show_front()
        if first:
            later(0, self, self.take_focus)
        self.painted.emit()

    def _show_front(self) -> None:
        view = self.stack.currentWidget()
        show_room = getattr(view, "show_room", None)
        if self.room is not None and show_room is not None:
            show_room(self.room)

    # doing

    def count_papers(self, resolution_id: object) -> None:
        """Go to the counting station with a vote."""
        if isinstance(resolution_id, bytes):
            self.station.want(resolution_id)
            self._to_tab(self._keys.index("station"))

    def draw_up(self) -> None:
        """Draw up the roll from the register."""
        if self._meeting is not None:
            calling.draw_up(self._session, self.window(), self._meeting)
