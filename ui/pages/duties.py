"""The page 议事任务: which meetings, rounds, elections, answers and minutes are owed, and until when."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from models import vocab
from services.subjects import BY_KIND
from ui.page import Page
from ui.widgets import icons, style
from ui.widgets.chooser import Chooser
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable, Tone

if TYPE_CHECKING:
    from services.duties import Duty
    from services.office import Context
    from ui.session import Session

_STATES: Final = (("all", "全部状态"), *vocab.DUTY_STATE)
_TONES: Final[dict[str, Tone]] = {"overdue": "error", "soon": "warn", "due": "info"}
_COLUMNS: Final = (
    PlainColumn("状态", 6),
    PlainColumn("最迟", 8),
    PlainColumn("楼院", 11),
    PlainColumn("任务", 15),
    PlainColumn("哪一件", 0),
    PlainColumn("依据", 12),
)
_DO: Final = {
    "joint": ("安排会议", "照上一次的会议安排这个月的联席会议，可以一次选许多楼院"),
    "representatives": ("安排会议", "照上一次的会议安排居民代表会议"),
    "action": ("办结", "登记办结时间、结果和照片"),
    "minutes": ("办纪要", "打开会议，起草、核对、签字、定稿"),
}


def read(context: "Context") -> "tuple[Duty, ...]":
    """Return what is owed; on the reader's thread."""
    from services import duties

    return duties.duties(context)


def make(session: "Session", argument: str) -> Page:
    """Return the page."""
    return DutiesPage(session)


class DutiesPage(Page):
    """One list, the most urgent first, filtered by kind, state and community; Enter does what is at hand."""

    title = "议事任务"
    help_topic = "duties"

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._found: tuple[Duty, ...] = ()
        self._stale = True
        self.kinds, self.states, self.communities = Chooser(), Chooser(), Chooser()
        for box, name in ((self.kinds, "任务种类"), (self.states, "状态"), (self.communities, "社区")):
            box.setAccessibleName(name)
        for key, label in (("", "全部任务"), *vocab.DUTY_KIND):
            self.kinds.addItem(label, key)
        for key, label in _STATES:
            self.states.addItem(label, key)
        self.communities.addItem("全部社区", None)
        self.search = QLineEdit()
        self.search.setPlaceholderText("筛选")
        self.search.setAccessibleName("筛选")
        self.search.setClearButtonEnabled(True)
        self.table = PlainTable(_COLUMNS, "议事任务", empty="没有要办的议事任务。", many=True)
        self.search.textChanged.connect(self.table.filter)
        self.table.opened.connect(self._do)
        self.table.chosen.connect(self._enable)
        self.do_button = QPushButton(icons.icon("fa6s.arrow-right", "on_accent"), "办理")
        self.do_button.setProperty("primary", True)
        self.do_button.clicked.connect(self._do_meant)
        self.meet_button = QPushButton(icons.icon("fa6s.calendar-plus", "muted"), "安排联席会议…")
        self.meet_button.setToolTip("为选中任务的楼院照上一次的会议安排联席会议")
        self.meet_button.clicked.connect(self._schedule)
        self.yard_button = QPushButton(icons.icon("fa6s.building", "muted"), "看楼院")
        self.yard_button.clicked.connect(self._show_yard)
        self._lay_out()
        self._enable()
        for box in (self.kinds, self.states, self.communities):
            box.currentIndexChanged.connect(lambda _: self._show_duties())
        session.changed.connect(lambda _: self._refresh())

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(style.px(8))
        for widget in (self.kinds, self.states, self.communities):
            bar.addWidget(widget)
        bar.addStretch(1)
        bar.addWidget(self.search)
        foot = QHBoxLayout()
        foot.setSpacing(style.px(8))
        for button in (self.do_button, self.meet_button, self.yard_button):
            foot.addWidget(button)
        foot.addStretch(1)
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(style.px(14), style.px(10), style.px(14), style.px(10))
        column.setSpacing(style.px(6))
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*[style.px(12)] * 4)
        whole.addWidget(card)

    # what the window asks

    def arrive(self, argument: object = None) -> None:
        """Read again what has changed meanwhile.

        Args:
            argument: a kind of vocab.DUTY_KIND, or ("courtyard", name) for what a courtyard owes.
        """
        if isinstance(argument, tuple):
            self.kinds.setCurrentIndex(0)
            self.search.setText(str(argument[1]))
        elif isinstance(argument, str) and argument in vocab.DUTY_KIND:
            self.kinds.setCurrentIndex(self.kinds.findData(argument))
        if self._stale:
            self._refresh()

    def take_focus(self) -> None:
        """Put the focus on the first row."""
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.table.rows and not self.table.selected_rows():
            self.table.selectRow(0)

    def seek(self) -> None:
        """Put the cursor into the line that filters."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # reading and showing

    def _refresh(self) -> None:
        self._stale = not self.isVisible()
        if self.isVisible():
            self._session.read(read, self._show, owner=self, key="deliberation duties")

    def _show(self, found: "tuple[Duty, ...]") -> None:
        self._found = found
        self._show_communities()
        self._show_duties()
        self.painted.emit()

    def _show_communities(self) -> None:
        chosen = self.communities.currentData()
        named = dict.fromkeys((duty.courtyard.unit, duty.courtyard.community) for duty in self._found)
        self.communities.blockSignals(True)
        self.communities.clear()
        self.communities.addItem("全部社区", None)
        for unit, name in named:
            self.communities.addItem(name or "没有社区", unit or b"")
        self.communities.setCurrentIndex(max(0, self.communities.findData(chosen)))
        self.communities.blockSignals(False)

    def _show_duties(self) -> None:
        kind, state, unit = (box.currentData() for box in (self.kinds, self.states, self.communities))
        year = self._session.today().year if self._found else 0
        here = [
            duty
            for duty in self._found
            if kind in ("", duty.kind)
            and state in ("all", duty.state)
            and (unit is None or (duty.courtyard.unit or b"") == unit)
        ]
        self.table.set_rows([_row(duty, year) for duty in here])
        late = sum(duty.state == "overdue" for duty in here)
        parts = [f"已逾期{late}项"] if late else []
        parts += [f"待办{len(here) - late}项"] if len(here) > late else []
        self.heading_changed.emit(self.title, "，".join(parts))
        self._enable()

    # working

    def meant(self) -> "list[Duty]":
        """Return the selected duties."""
        return self.table.selected_keys()

    def _enable(self) -> None:
        meant = self.meant()
        label, tip = _DO.get(meant[0].kind, ("办理", "打开记录")) if meant else ("办理", "打开记录")
        self.do_button.setText(label)
        self.do_button.setToolTip(f"{tip}（回车）" if meant else "请先在表里选一项任务")
        self.do_button.setEnabled(bool(meant))
        yards = {duty.courtyard.id for duty in meant if duty.courtyard.id}
        self.meet_button.setEnabled(bool(yards))
        self.meet_button.setText(f"安排联席会议（{len(yards)}）…" if len(yards) > 1 else "安排联席会议…")
        self.yard_button.setEnabled(len(yards) == 1 and bool(meant[0].courtyard.id))

    def _do_meant(self) -> None:
        for duty in self.meant()[:1]:
            self._do(duty)

    def _do(self, duty: "Duty") -> None:
        """Do what is at hand: open the record, make the meeting, close the item."""
        from ui.duties import steps

        if duty.kind == "joint":
            self._schedule()
        elif duty.kind == "representatives":
            yard = {duty.courtyard.id: duty.courtyard.name}
            steps.schedule(self._session, self.window(), yard, "representatives")
        elif duty.kind == "action" and duty.record is not None:
            steps.finish_item(self._session, self.window(), duty.record, duty.about)
        elif duty.record is not None and duty.record_kind in BY_KIND:
            self._session.show_record(duty.record_kind, duty.record)
        else:
            self._session.show_record("courtyards", duty.courtyard.id)

    def _schedule(self) -> None:
        from ui.duties import steps

        yards = {duty.courtyard.id: duty.courtyard.name for duty in self.meant() if duty.courtyard.id}
        if yards:
            steps.schedule(self._session, self.window(), yards)

    def _show_yard(self) -> None:
        for duty in self.meant()[:1]:
            self._session.show_record("courtyards", duty.courtyard.id)


def _row(duty: "Duty", year: int) -> PlainRow:
    day = duty.due
    known = f"{int(day[5:7])}月{int(day[8:10])}日"
    due = known if day[:4] == str(year) else f"{day[:4]}年{known}"
    label, source = vocab.DUTY_STATE.label(duty.state), duty.source or "本单位规定"
    cells = (label, due, duty.courtyard.name, duty.title, duty.about, source)
    return PlainRow(duty, cells, _TONES[duty.state])
