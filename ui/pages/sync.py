"""The page 数据同步: joining the exchange, the stick and its one button, and how things stand with others."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from services.sync.joining import Standing
from ui.page import Page
from ui.sync import doubt, words
from ui.sync.exchange_panel import ExchangePanel
from ui.sync.join_panels import AskPanel, EnrolPanel
from ui.sync.peers_table import PeersTable
from ui.sync.setup_panel import SetupPanel
from ui.sync.standing_card import StandingCard
from ui.sync.stick_box import StickBox
from ui.widgets import style

if TYPE_CHECKING:
    from services.office import Context
    from services.sync.told import Status
    from ui.session import Session

_TABS = (("exchange", "收发数据"), ("peers", "各社区"), ("join", "社区登记"))
_TABLES = frozenset({"sync_replica", "unit", "setting", "*"})


def make(session: "Session", argument: str) -> Page:
    """Return the page."""
    return SyncPage(session)


class SyncPage(Page):
    """What can be done here goes by who this is: nobody yet, a workstation that asked, a workstation, hub."""

    title = "数据同步"
    help_topic = "sync"

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self.standing: Standing | None = None
        self.status: Status | None = None
        self._wanted = ""
        self.setup = SetupPanel(session)
        self.stick_box = StickBox(session)
        self.ask = AskPanel(session)
        self.exchange = ExchangePanel(session)
        self.peers = PeersTable(session)
        self.join = EnrolPanel(session)
        self.card = StandingCard()
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("数据同步")
        for key, title in _TABS:
            self.tabs.setTabData(self.tabs.addTab(title), key)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.parts = QStackedWidget()
        for part in (self.exchange, self.peers, self.join, self.ask):
            self.parts.addWidget(part)
        left = QFrame()
        left.setProperty("role", "card")
        inside = QVBoxLayout(left)
        inside.setContentsMargins(*[style.px(14)] * 4)
        inside.setSpacing(style.px(10))
        inside.addWidget(self.tabs)
        inside.addWidget(self.stick_box)
        inside.addWidget(self.parts, 1)
        self.work = QWidget()
        row = QHBoxLayout(self.work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(style.px(10))
        row.addWidget(left, 1)
        row.addWidget(self.card)
        self.empty = QWidget()
        self.stack = QStackedWidget()
        for widget in (self.empty, self.setup, self.work):
            self.stack.addWidget(widget)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*[style.px(12)] * 4)
        whole.addWidget(self.stack)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda _: self._turn())
        for panel in (self.exchange, self.ask, self.join):
            self.stick_box.chosen.connect(panel.take)
        self.setup.done.connect(self.refresh)
        for joiner in (self.ask, self.join):
            joiner.changed.connect(self.refresh)
            joiner.paper.connect(self._print)
        self.exchange.busy.connect(lambda busy: self.stick_box.setEnabled(not busy))
        self.exchange.done.connect(self.refresh)
        self.exchange.wanted.connect(self._go)
        self.card.wanted.connect(self._go)
        self.card.paper.connect(self._print)
        self._session.changed.connect(self._changed)

    # what the window asks

    def arrive(self, argument: object = None) -> None:
        """Read how things stand.

        Args:
            argument: key of a tab: exchange, peers or join.
        """
        self._wanted = argument if isinstance(argument, str) else ""
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Look for sticks as long as the page is shown."""
        super().showEvent(event)
        self._watch()

    def hideEvent(self, event: QHideEvent) -> None:
        """Look for sticks no more."""
        super().hideEvent(event)
        self.stick_box.stop()

    def take_focus(self) -> None:
        """Put the focus on what comes next."""
        kind = self.standing.kind if self.standing is not None else "alone"
        widget: QWidget = self.setup.kinds["workstation"]
        if kind == "asked":
            widget = self.ask.ask_button
        elif kind in ("workstation", "hub"):
            widget = self.exchange.go_button
        if not widget.isEnabled():
            widget = self.stick_box.folder_button
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # reading and showing

    def refresh(self) -> None:
        """Read who this is and how things stand."""
        if self._session.is_open:
            self._session.read(_read, self._show, owner=self, key=(id(self), "standing"))

    def _changed(self, touched: object) -> None:
        if self.isVisible() and isinstance(touched, frozenset) and not touched.isdisjoint(_TABLES):
            self.refresh()

    def _show(self, found: "tuple[Standing, Status | None]") -> None:
        standing, status = found
        before, self.standing, self.status = self.standing, standing, status
        if standing.kind == "alone":
            self.setup.show_standing(standing)
            self.stack.setCurrentWidget(self.setup)
        else:
            self._show_work(standing, status)
        self._tell(standing, status)
        self._watch()
        if before is None or before.kind != standing.kind:
            self.take_focus()
        self.painted.emit()

    def _show_work(self, standing: Standing, status: "Status | None") -> None:
        self.stack.setCurrentWidget(self.work)
        self.tabs.setVisible(standing.kind == "hub")
        self.card.setVisible(standing.kind != "asked")
        self.card.show_standing(standing)
        self.ask.show_standing(standing)
        self.exchange.own, self.exchange.hub = standing.name, standing.kind == "hub"
        if status is not None:
            self.card.show_status(status, standing.doubt)
            self.peers.show_status(status)
        if self._wanted:
            at = next((at for at, (key, _) in enumerate(_TABS) if key == self._wanted), 0)
            self._wanted = ""
            self.tabs.setCurrentIndex(at)
        self._turn()

    def _turn(self) -> None:
        kind = self.standing.kind if self.standing is not None else "alone"
        parts: dict[str, QWidget] = {"exchange": self.exchange, "peers": self.peers, "join": self.join}
        tab = str(self.tabs.tabData(self.tabs.currentIndex())) if kind == "hub" else "exchange"
        self.parts.setCurrentWidget(self.ask if kind == "asked" else parts[tab])
        self.stick_box.setVisible(kind == "asked" or tab != "peers")

    def _tell(self, standing: Standing, status: "Status | None") -> None:
        detail = standing.name
        if standing.kind == "asked":
            detail += "，还没有登记"
        elif status is not None and status.role == "hub" and status.late:
            detail += f"，{status.late}个社区该收发了"
        elif status is not None and status.role == "workstation" and status.peers:
            detail += f"，{words.peer_state(status.peers[0])[0]}"
        self.heading_changed.emit(self.title, detail)

    def _watch(self) -> None:
        if self.isVisible() and self.standing is not None and self.standing.kind != "alone":
            self.stick_box.start()

    # going on

    def _go(self, page: str) -> None:
        if page == words.DOUBT:
            doubt.look(self._session, self.window())
            return
        own, _, tab = page.partition(":")
        if own != "sync":
            self._session.show_page(page)
            return
        at = next(at for at, (key, _) in enumerate(_TABS) if key == tab)
        self.tabs.setCurrentIndex(at)

    def _print(self, which: str) -> None:
        """Set one of the two sheets and show it."""
        from ui.notices.paper_dialog import show_paper

        standing = self.standing or Standing("alone")

        def make(context: "Context") -> bytes:
            from services.sync import papers

            if which == "recovery":
                return papers.recovery_sheet(context, standing.name, standing.kind, standing.hub).data
            return papers.fingerprint_sheet(context, standing.name, standing.kind, standing.fingerprint).data

        title = "恢复说明" if which == "recovery" else "指纹核对单"
        show_paper(self._session, self.window(), title, f"{standing.name}{title}", make)


def _read(context: "Context") -> "tuple[Standing, Status | None]":
    """Return who this is and how things stand; on the reader's thread."""
    from services.sync import joining, overview

    standing = joining.standing(context)
    enrolled = standing.kind in ("workstation", "hub")
    return standing, overview.status(context) if enrolled else None
