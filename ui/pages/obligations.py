"""What every courtyard has to show, by when, and whether it hung: a list, a month, a matrix."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
)

from ui.disclosure.registering import register
from ui.disclosure.views import DutyList, DutyMatrix, DutyMonth, DutyView
from ui.disclosure.working import DutyWork
from ui.page import Page
from ui.widgets import icons, style
from ui.widgets.chooser import Chooser

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.disclosure.obligations import Obligation
    from services.office import Context
    from ui.session import Session

_ALL = "全部社区"
_STATES: Final = (
    ("open", "还没公开的"),
    ("overdue", "已逾期"),
    ("due", "应公开和快到期"),
    ("done", "已公开"),
    ("all", "全部"),
)
_SHOWN: Final = {
    "open": ("overdue", "due", "soon"),
    "overdue": ("overdue",),
    "due": ("due", "soon"),
    "done": ("done",),
    "all": ("overdue", "due", "soon", "done"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What the page shows: obligations as of today, which days are worked, what is switched off and why."""

    duties: "tuple[Obligation, ...]" = ()
    marks: "Mapping[date, tuple[bool, str]]" = field(default_factory=dict)
    off: "Mapping[tuple[bytes, bytes], str]" = field(default_factory=dict)


def read(context: "Context", month: date) -> Found:
    """Return what the page shows; on the reader's thread.

    Args:
        context: the office.
        month: first day of the month in front.
    """
    from services.disclosure import calendar, obligations
    from services.disclosure.switches import switches

    worked, names = calendar.working_days(context), calendar.names(context)
    days = [month + timedelta(days=number) for number in range(-7, 45)]
    today = context.today().isoformat()
    off = {
        (each.courtyard, each.item): each.reason
        for each in switches(context)
        if not each.owed and each.spell.first <= today <= each.spell.last
    }
    marks = {day: (worked.is_working(day), names.get(day, "")) for day in days}
    return Found(obligations.obligations(context), marks, off)


def make(session: "Session", argument: str) -> Page:
    """Return the page of what is owed."""
    return ObligationsPage(session)


class ObligationsPage(Page):
    """Three views of the same obligations, filtered by community and state; the work is a button away."""

    title = "公开任务"
    help_topic = "obligations"

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._found = Found()
        self._stale = True
        self._work = DutyWork(session, self)
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("清单、月历或对照表")
        self.list, self.month, self.matrix = DutyList(), DutyMonth(date(2000, 1, 1)), DutyMatrix()
        self.stack = QStackedWidget()
        for name, view in (("清单", self.list), ("月历", self.month), ("楼院对照表", self.matrix)):
            self.tabs.addTab(name)
            self.stack.addWidget(view)
        self.communities = Chooser()
        self.communities.setAccessibleName("社区")
        self.communities.addItem(_ALL, None)
        self.states = Chooser()
        self.states.setAccessibleName("状态")
        for key, label in _STATES:
            self.states.addItem(label, key)
        self.search = QLineEdit()
        self.search.setPlaceholderText("筛选")
        self.search.setAccessibleName("筛选")
        self.search.setClearButtonEnabled(True)
        self._make_buttons()
        self._lay_out()
        self._connect()
        self._enable()

    def _make_buttons(self) -> None:
        self.make_button = QPushButton(icons.icon("fa6s.file-pen", "on_accent"), "做公示")
        self.make_button.setProperty("primary", True)
        self.make_button.setToolTip("为选中的任务起草公示（回车）")
        self.look_button = QPushButton(icons.icon("fa6s.eye", "muted"), "看公示")
        self.look_button.setToolTip("打开已经做好的公示")
        self.off_button = QPushButton(icons.icon("fa6s.ban", "muted"), "不用公开…")
        self.off_button.setToolTip("这个楼院不公开这一项，要写原因")
        self.yard_button = QPushButton(icons.icon("fa6s.building", "muted"), "看楼院")
        self.register_button = QPushButton(icons.icon("fa6s.plus", "muted"), "登记要公开的…")
        self.register_button.setToolTip("上级要求、居民关心的事项，程序算不出来的，在这里登记（Ctrl+N）")
        self.register_button.clicked.connect(lambda: register(self._session, self))
        QShortcut(
            QKeySequence(QKeySequence.StandardKey.New),
            self,
            self.register_button.click,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        self.request_button = QPushButton(icons.icon("fa6s.inbox", "muted"), "依申请公开")
        self.request_button.setToolTip("居民申请公开的事项：登记、答复")
        self.request_button.clicked.connect(lambda: self._session.show_page("disclosure-requests"))
        self.make_button.clicked.connect(lambda: self._work.make(self.view.meant()))
        self.look_button.clicked.connect(lambda: self._work.look(self.view.meant()))
        self.off_button.clicked.connect(lambda: self._work.switch_off(self.view.meant()))
        self.yard_button.clicked.connect(self._show_yard)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(style.px(8))
        bar.addWidget(self.tabs)
        bar.addStretch(1)
        for widget in (self.states, self.communities, self.search):
            bar.addWidget(widget)
        foot = QHBoxLayout()
        foot.setSpacing(style.px(8))
        for button in (self.make_button, self.look_button, self.off_button, self.yard_button):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.register_button)
        foot.addWidget(self.request_button)
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(style.px(14), style.px(10), style.px(14), style.px(10))
        column.setSpacing(style.px(6))
        column.addLayout(bar)
        column.addWidget(self.stack, 1)
        column.addLayout(foot)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(style.px(12), style.px(12), style.px(12), style.px(12))
        whole.addWidget(card)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._turn)
        self.communities.currentIndexChanged.connect(lambda _: self._show_duties())
        self.states.currentIndexChanged.connect(lambda _: self._show_duties())
        self.search.textChanged.connect(self._filter)
        for view in self._views:
            view.opened.connect(self._open)
            view.chosen.connect(self._enable)
        self.month.wanted.connect(lambda _: self._refresh())
        self._session.changed.connect(lambda _: self._refresh())

    # what the window asks

    @property
    def view(self) -> DutyView:
        """The view in front."""
        return self._views[self.stack.currentIndex()]

    @property
    def _views(self) -> tuple[DutyView, ...]:
        return (self.list, self.month, self.matrix)

    def arrive(self, argument: object = None) -> None:
        """Read again what has changed meanwhile.

        Args:
            argument: one of the states of the filter, "month" or "matrix" for a view, or ("courtyard", name)
                for the open ones of a courtyard.
        """
        if isinstance(argument, tuple):
            self.tabs.setCurrentIndex(0)
            self.states.setCurrentIndex(self.states.findData("open"))
            self.search.setText(str(argument[1]))
        if argument in ("month", "matrix"):
            self.tabs.setCurrentIndex(1 if argument == "month" else 2)
        wanted = self.states.findData(argument) if isinstance(argument, str) else -1
        if wanted >= 0:
            self.states.setCurrentIndex(wanted)
        if self._stale:
            self._refresh()

    def take_focus(self) -> None:
        """Put the focus into the view."""
        self.view.start()

    def seek(self) -> None:
        """Put the cursor into the line that filters."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # reading and showing

    def _refresh(self) -> None:
        self._stale = not self.isVisible()
        if not self.isVisible():
            return
        today = self._session.today()
        if self.month.grid.today == date(2000, 1, 1):
            self.month.grid.today = self.month.grid.day = today
        month = self.month.month
        self._session.read(lambda context: read(context, month), self._show, owner=self, key="obligations")

    def _show(self, found: Found) -> None:
        self._found = found
        self.month.show_marks(found.marks)
        self.matrix.show_off(found.off)
        self._show_communities()
        self._show_duties()
        self.painted.emit()

    def _show_communities(self) -> None:
        chosen = self.communities.currentData()
        named = dict.fromkeys((duty.courtyard.unit, duty.courtyard.community) for duty in self._found.duties)
        self.communities.blockSignals(True)
        self.communities.clear()
        self.communities.addItem(_ALL, None)
        for unit, name in named:
            self.communities.addItem(name or "没有社区", unit or b"")
        self.communities.setCurrentIndex(max(0, self.communities.findData(chosen)))
        self.communities.blockSignals(False)

    def _show_duties(self) -> None:
        today = self._session.today()
        wanted = _SHOWN[self.states.currentData()]
        here = self._here()
        self.list.show_duties([duty for duty in here if duty.state in wanted], today)
        # the month and the matrix show what hangs as well: that they turn green is their point
        self.month.show_duties(here, today)
        self.matrix.show_duties(here, today)
        self._tell()
        self._enable()

    def _here(self) -> "list[Obligation]":
        community = self.communities.currentData()
        return [
            duty
            for duty in self._found.duties
            if community is None or (duty.courtyard.unit or b"") == community
        ]

    def _tell(self) -> None:
        here = self._here()
        late = sum(duty.state == "overdue" for duty in here)
        due = sum(duty.state in ("due", "soon") for duty in here)
        done = sum(duty.state == "done" for duty in here)
        parts = [f"已逾期{late}项"] if late else []
        parts += [f"待公开{due}项"] if due else []
        parts += [f"已公开{done}项"] if done else []
        self.heading_changed.emit(self.title, "，".join(parts))

    def _filter(self, text: str) -> None:
        for view in self._views:
            view.filter(text)

    def _turn(self, at: int) -> None:
        self.stack.setCurrentIndex(at)
        self.states.setVisible(at == 0)
        self.search.setVisible(at != 2)
        self._enable()

    # working

    def _enable(self) -> None:
        meant = self.view.meant()
        open_ones = [duty for duty in meant if duty.state != "done"]
        self.make_button.setEnabled(bool(open_ones))
        self.make_button.setText(f"做公示（{len(open_ones)}）" if len(open_ones) > 1 else "做公示")
        self.look_button.setEnabled(any(duty.notices for duty in meant))
        self.off_button.setEnabled(bool(open_ones))
        self.yard_button.setEnabled(len({duty.courtyard.id for duty in meant}) == 1)

    def _open(self, duty: "Obligation") -> None:
        """Do what one does with it: look at what hangs, or make the sheet."""
        if duty.state == "done":
            self._work.look([duty])
        else:
            self._work.make([duty])

    def _show_yard(self) -> None:
        for duty in self.view.meant()[:1]:
            self._session.show_record("courtyards", duty.courtyard.id)
