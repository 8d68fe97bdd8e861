"""会场登记: who comes, who leaves, who is represented, by keys and at once."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.errors import LouyuanError
from services.fields import check
from services.subjects import Field
from ui.meetings import marking
from ui.meetings.finding import Finder
from ui.meetings.lines import PROXY, STATES, called, counted, shown_state, state_label
from ui.meetings.roll_table import NUMBER, RollTable
from ui.meetings.search_line import SearchLine
from ui.meetings.views import Views
from ui.system.tab import button
from ui.widgets import style
from ui.widgets.chooser import Chooser
from ui.widgets.message_panel import MessagePanel

if TYPE_CHECKING:
    from services.meetings.roll import Line
    from ui.meetings.room import Room
    from ui.session import Session

_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut
_TIME = Field("at", "时间", "time")
_PRESENT, _LEAVE, _ABSENT, _GONE, _PROXY, _EXPECTED = " ", "J", "X", "L", "W", "D"
_STATES = {_PRESENT: "present", _LEAVE: "leave", _ABSENT: "absent", _EXPECTED: "expected"}


class RollTab(QWidget):
    """The roll with what can be done to its lines.

    Args:
        session: reads and writes.

    Signals:
        drawn_up: the roll should be drawn up.
    """

    drawn_up = Signal()

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._room: Room | None = None
        self._finder = Finder((), {})
        self.search = SearchLine("查找名册", "门牌号、姓名或拼音首字母，如 3-2-501、王明、wm；回车登记到会")
        self.states = Chooser()
        self.states.setAccessibleName("只看")
        self.states.addItem("全部", "")
        for state in STATES:
            self.states.addItem(state_label(state), state)
        self.table = RollTable("JXLWD")
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setAccessibleName("登记结果")
        self.told.hide()
        self.counts = QLabel()
        self.counts.setProperty("role", "muted")
        self.time = QLineEdit()
        self.time.setPlaceholderText("现在")
        self.time.setAccessibleName("登记的时间，不填就是现在")
        self.time.setToolTip("补登记时写实际时间，如 15:10；不填就是现在")
        self.buttons: dict[str, QPushButton] = {}
        self.message = MessagePanel()
        self.first_button = button(
            "逐个加人…", "fa6s.user-plus", lambda: self.add(), tip="台账里没有的，一个个写"
        )
        self.stack = Views()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(style.px(8))
        top.addWidget(self.search, 1)
        top.addWidget(self.states)
        foot = QHBoxLayout()
        foot.setSpacing(style.px(6))
        for key, label, icon, tip in _BUTTONS:
            made = button(label, icon, partial(self.act, key), primary=key == _PRESENT, tip=tip)
            self.buttons[key] = made
            foot.addWidget(made)
        foot.addStretch(1)
        self.time_label = QLabel("时间(&T)")
        self.time_label.setBuddy(self.time)
        self.time.setFixedWidth(style.px(74))
        foot.addWidget(self.time_label)
        foot.addWidget(self.time)
        self.add_button = button(
            "加人…", "fa6s.user-plus", lambda: self.add(), tip="名册上没有的人到会时加上"
        )
        foot.addWidget(self.add_button)
        said = QHBoxLayout()
        said.addWidget(self.told, 1)
        said.addWidget(self.counts, 0, Qt.AlignmentFlag.AlignRight)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(6))
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addLayout(said)
        column.addLayout(foot)
        self.stack.addWidget(listed)
        empty = QWidget()
        inside = QVBoxLayout(empty)
        inside.addWidget(self.message, 1)
        inside.addWidget(self.first_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.stack.addWidget(empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    @property
    def acts(self) -> tuple[QPushButton, ...]:
        """The buttons that note who is here."""
        return tuple(self.buttons.values())

    def _connect(self) -> None:
        self.search.textEdited.connect(lambda _: self._filter())
        self.search.entered.connect(self._take_found)
        self.search.moved.connect(self.table.step)
        self.states.currentIndexChanged.connect(lambda _: self._filter())
        self.table.acted.connect(self.act)
        self.table.typed.connect(self._search_for)
        self.message.pressed.connect(self.drawn_up)
        self.time.returnPressed.connect(self.search.setFocus)
        QShortcut(QKeySequence("Del"), self.table, self.remove, context=_HERE)
        self.setFocusProxy(self.search)

    def show_narrow(self, narrow: bool) -> None:
        """Show icons and keys without words where there is little room."""
        for key, label, _, _ in _BUTTONS:
            self.buttons[key].setText(label if not narrow or key == _PRESENT else key)
            self.buttons[key].setAccessibleName(label.split("(")[0])
        self.add_button.setText("" if narrow else "加人…")
        self.add_button.setAccessibleName("加人")
        self.time_label.setVisible(not narrow)
        self.counts.setVisible(not narrow)
        self.table.setColumnHidden(NUMBER, narrow)

    # showing

    def show_room(self, room: "Room") -> None:
        """Show the roll as it is now."""
        new = self._room is None or self._room.roll.meeting_id != room.roll.meeting_id
        self._room, self._finder = room, room.finder
        if new:
            self.search.empty()
            self.say("")
            self.states.setCurrentIndex(0)
        if not room.roll.lines:
            self.message.say("fa6s.users", "还没有名册", room.roll_told, button="生成名册", colour="accent")
            self.stack.setCurrentIndex(1)
            return
        self.stack.setCurrentIndex(0)
        self.table.show_lines(room.roll.lines, self._places(room.roll.lines))
        self._tell_counts()

    def _places(self, lines: "tuple[Line, ...] | list[Line]") -> list[int]:
        places = self._finder.places(self.search.text())
        wanted = self.states.currentData()
        return places if not wanted else [at for at in places if shown_state(lines[at]) == wanted]

    def _filter(self) -> None:
        self.table.filter(self._places(self.table.rows.lines))

    def _search_for(self, text: str) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.setText(text)
        self._filter()

    def _tell_counts(self) -> None:
        found = counted(self.table.rows.lines)
        parts = [f"应到{sum(found.values())}", f"到会{found['present'] + found[PROXY]}"]
        parts += [f"其中委托{found[PROXY]}"] if found[PROXY] else []
        shown = (state for state in STATES if state not in ("present", PROXY) and found[state])
        self.counts.setText("　".join((*parts, *(f"{state_label(state)}{found[state]}" for state in shown))))

    def say(self, text: str, tone: str = "") -> None:
        """Say below the list what was done, or why it was not."""
        self.told.setText(text)
        self.told.setVisible(bool(text))
        if self.told.property("role") != tone:
            self.told.setProperty("role", tone)
            self.told.style().unpolish(self.told)
            self.told.style().polish(self.told)

    # doing

    def _take_found(self) -> None:
        """Mark the line in front as arrived, and be ready for the next one."""
        if not self.table.selected_lines() and self.table.rows.rowCount():
            self.table.go_to(0)
        if not self.table.rows.rowCount():
            self.say(f"名册上没有“{self.search.text().strip()}”，确实到会的请点“加人”。", "error")
            return
        self.act(_PRESENT)
        if self.search.text():
            self.search.empty()
            self._filter()

    def _time(self) -> str | None:
        """Return the time that was typed, "" for now, None where it is no time."""
        text = self.time.text().strip()
        if not text:
            return ""
        read = check(_TIME, text, self._session.today())
        if read.level == "error" or read.value is None:
            self.say("时间没有看懂，请写成 15:10。", "error")
            self.time.setFocus()
            return None
        return str(read.value)

    def act(self, key: str) -> None:
        """Do to the selected lines what a button says.

        Args:
            key: of the button.
        """
        room, places, at = self._room, self.table.selected_places(), self._time()
        if room is None or at is None:
            return
        if not places:
            self.say("请先在名册里选人。", "warn")
            return
        if key == _PROXY:
            self._represent(places[0])
        elif key == _GONE:
            self._leave(room, places, at)
        else:
            self._mark(room, places, _STATES[key], at)

    def _mark(self, room: "Room", places: list[int], state: str, at: str) -> None:
        lines = [self.table.rows.lines[place] for place in places]
        kept = {state, PROXY} if len(places) > 1 and state == "present" else {state}
        wanted = [
            (place, line)
            for place, line in zip(places, lines, strict=True)
            if shown_state(line) not in kept or (at and state == "present" and line.arrived_at != at)
        ]
        if not wanted:
            self.say(_already(lines), "warn")
            return
        time = at or (marking.now(self._session) if room.today else "")
        arrived = time if state == "present" else ""
        for place, line in wanted:
            now = replace(line, state=state, arrived_at=arrived, left_at="")
            self._change(place, replace(now, proxy="", proxy_id=None, proxy_paper=False))
        words = marking.said([line for _, line in wanted], state_label(state), arrived)
        ids = [line.id for _, line in wanted]
        self._do(lambda: marking.mark(self._session, ids, state, at, words, self._refused), words)
        if len(places) == 1 and not self.search.hasFocus():
            self.table.step()

    def _leave(self, room: "Room", places: list[int], at: str) -> None:
        lines = [(place, self.table.rows.lines[place]) for place in places]
        there = [(place, line) for place, line in lines if line.state == "present" and not line.left_at]
        if not there:
            self.say("只有到会的人才能登记离会。", "warn")
            return
        if not at and not room.today:
            self.say("会议不在今天，请在“时间”里写离会的时间。", "warn")
            self.time.setFocus()
            return
        time = at or marking.now(self._session)
        for place, line in there:
            self._change(place, replace(line, left_at=time))
        words = marking.said([line for _, line in there], "已离会", time)
        ids = [line.id for _, line in there]
        self._do(lambda: marking.leave(self._session, ids, time, words, self._refused), words)

    def _change(self, place: int, line: "Line") -> None:
        """Show at once what is being written; what comes back from the register replaces it."""
        self.table.rows.change(place, line)

    def _do(self, command: Callable[[], None], words: str) -> None:
        self.say(words, "ok")
        self._tell_counts()
        self.time.setText("")
        command()

    def _refused(self, error: BaseException) -> None:
        """Say why it was not written and show what the register holds."""
        if not isinstance(error, LouyuanError):
            raise error
        self.say(error.message, "error")
        if self._room is not None:
            self.table.show_lines(self._room.roll.lines, self._places(self._room.roll.lines))
            self._tell_counts()

    def _represent(self, place: int) -> None:
        from ui.meetings.proxy_dialog import ProxyDialog

        room = self._room
        if room is not None:
            line = self.table.rows.lines[place]
            dialog = ProxyDialog(self._session, line, self.table.rows.lines, self._finder, self.window())
            dialog.start()

    def add(self) -> None:
        """Ask who else came, and put them on the roll."""
        if self._room is not None:
            marking.add(self._session, self.window(), self._room.roll.meeting_id)

    def remove(self) -> None:
        """Take the selected lines off the roll; Ctrl+Z brings them back."""
        lines = self.table.selected_lines()
        if lines:
            marking.remove(self._session, [line.id for line in lines], self._refused)


def _already(lines: "list[Line]") -> str:
    first = lines[0]
    since = f"，{first.arrived_at}登记" if first.arrived_at else ""
    return f"{called(first)}已经是“{state_label(shown_state(first))}”{since}。"


_BUTTONS = (
    (_PRESENT, "到会　空格", "fa6s.check", "登记选中的人到会（空格、回车）"),
    (_LEAVE, "请假(&J)", "fa6s.user-clock", "选中的人请假（J）"),
    (_ABSENT, "缺席(&X)", "fa6s.user-xmark", "选中的人没有来（X）"),
    (_GONE, "离会(&L)", "fa6s.right-from-bracket", "选中的人中途离开（L）"),
    (_PROXY, "委托…(&W)", "fa6s.user-tag", "由别人代表，登记受托人和委托书（W）"),
    (_EXPECTED, "改回未到(&D)", "fa6s.rotate-left", "登记错了，改回未到（D）"),
)
