"""The page 收支账: a courtyard's money, its months, the register, closing, the chart, charges."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from services.shown import show
from ui.ledger.charges_tab import ChargesTab
from ui.ledger.chart_tab import ChartTab
from ui.ledger.close_tab import CloseTab
from ui.ledger.months import ALL, MonthStrip, short
from ui.ledger.place import Place, Read, read
from ui.ledger.record_dialog import new_record, show_record
from ui.ledger.register_tab import RegisterTab
from ui.ledger.top import ALL as ALL_ACCOUNTS
from ui.ledger.top import TopBar
from ui.page import Page
from ui.session import concerns
from ui.system.tab import button
from ui.widgets import style
from ui.widgets.message_panel import MessagePanel

if TYPE_CHECKING:
    from services.ledgers import Account
    from services.office import Context
    from services.records import Choice
    from ui.session import Session

MOST_COURTYARDS = 5000
_NARROW, _LOW = 860, 480
"""Width and height in pixels at 100 % below which less is shown around the register."""
_COURTYARD, _ACCOUNT = "ledger courtyard", "ledger accounts"
TABLES = (
    "account",
    "ledger_entry",
    "month_close",
    "ledger_kind",
    "courtyard",
    "unit",
    "charge_due",
    "staff_cost",
    "pending_ledger_line",
)


def make(session: "Session", argument: str) -> Page:
    """Build the page."""
    return LedgerPage(session)


class _Views(QStackedWidget):
    """One view at a time; a wrapped sentence in one of them does not make the page higher than the window."""

    def hasHeightForWidth(self) -> bool:
        """The height is that of the window."""
        return False

    def minimumSizeHint(self) -> QSize:
        """Return what the view in front needs, whatever the others would need."""
        view = self.currentWidget()
        return view.minimumSizeHint() if view is not None else super().minimumSizeHint()


class LedgerPage(Page):
    """The money of one courtyard at a time."""

    title = "收支账"
    help_topic = "ledger"

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._wanted: bytes | None = None
        self._month: str | None = None
        self._stale = True
        self._courtyards: tuple[Choice, ...] = ()
        self.place: Place | None = None
        self.top = TopBar()
        self.sums = QLabel()
        self.sums.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.months = MonthStrip()
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("收支账")
        self.register = RegisterTab(session)
        self.message = MessagePanel()
        self.stack = _Views()
        self._views: list[QWidget] = []
        self.closing = CloseTab(session)
        self.chart = ChartTab(session)
        self.charges = ChargesTab(session)
        for name, view in (
            ("收支登记", self.register),
            ("月结", self.closing),
            ("图表", self.chart),
            ("应收费用", self.charges),
        ):
            self._add_tab(name, view)
        self.import_button = button(
            "导入收支…", "fa6s.file-import", self.import_lines, tip="银行流水、收支明细表、待入账"
        )
        self._lay_out()
        self._connect()

    def _add_tab(self, name: str, view: QWidget) -> None:
        self.tabs.addTab(name)
        self._views.append(view)
        self.stack.addWidget(view)

    def _lay_out(self) -> None:
        under = QHBoxLayout()
        under.addWidget(self.tabs)
        under.addStretch(1)
        under.addWidget(self.sums)
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(style.px(14), style.px(10), style.px(14), style.px(10))
        inside.setSpacing(style.px(6))
        inside.addWidget(self.top)
        inside.addWidget(self.months)
        inside.addLayout(under)
        inside.addWidget(self.stack, 1)
        self.whole = _Views()
        self.whole.addWidget(card)
        self.whole.addWidget(self.message)
        column = QVBoxLayout(self)
        margin = style.px(12)
        column.setContentsMargins(margin, margin, margin, margin)
        column.addWidget(self.whole)

    def _connect(self) -> None:
        top = self.top
        top.courtyard_picked.connect(self._pick_courtyard)
        top.account_picked.connect(self._pick_account)
        top.account_button.clicked.connect(lambda: self.show_account())
        top.new_account_button.clicked.connect(lambda: self.new_account())
        top.waiting_button.clicked.connect(lambda: self.import_lines(waiting=True))
        top.kinds_button.clicked.connect(lambda: self._session.show_page("system", "kinds"))
        self.months.picked.connect(self._pick_month)
        self.tabs.currentChanged.connect(self._show_tab)
        self.register.filled.connect(self.painted)
        self.register.entry_wanted.connect(lambda row: self.show_entry(row.id))
        self.closing.entry_wanted.connect(self.show_entry)
        self.charges.charge_wanted.connect(
            lambda charge: show_record(self._session, "应收费用", "charges", charge, self)
        )
        self.message.pressed.connect(lambda: self._session.show_page("courtyards"))
        self._session.changed.connect(self._changed)
        self._session.user_changed.connect(lambda: self._changed(frozenset({"*"})))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the register what room there is in a small window, or at a high zoom."""
        super().resizeEvent(event)
        place = self.parentWidget()
        room = place.size() if place is not None else self.size()
        narrow = room.width() < style.px(_NARROW)
        low = room.height() < style.px(_LOW)
        self.months.show_compact(low)
        self.sums.setVisible(not narrow)
        self.register.show_compact(low)
        self.top.show_narrow(narrow)
        self.closing.show_narrow(narrow)

    # what the window asks

    def arrive(self, argument: object = None) -> None:
        """Show the courtyard worked on last, or the one handed over.

        Args:
            argument: id of a courtyard, or a courtyard and a month (YYYY-MM).
        """
        if isinstance(argument, tuple) and len(argument) == 2:
            argument, self._month = argument
        if isinstance(argument, bytes):
            self._wanted = argument
        if self._stale or argument is not None:
            self.refresh()

    def buttons(self) -> tuple[QWidget, ...]:
        """The buttons that stand in the header beside the title."""
        return (self.import_button,)

    def take_focus(self) -> None:
        """Put the cursor into the line that is typed."""
        if self.stack.currentWidget() is self.register and self.register.register.entries.takes_lines:
            self.register.start_line()
        else:
            self.stack.currentWidget().setFocus()

    def seek(self) -> None:
        """Put the cursor where another courtyard is chosen."""
        self.top.seek()

    def may_leave(self) -> bool:
        """Keep the line that was begun; it is here again when one comes back."""
        self.register.keep_draft()
        return True

    def keep_draft(self) -> None:
        """Keep the line that was begun."""
        self.register.keep_draft()

    # reading

    def _changed(self, touched: frozenset[str]) -> None:
        if concerns(touched, "courtyard", "unit"):
            self._courtyards = ()
        if concerns(touched, *TABLES):
            self._stale = True
            if self.isVisible():
                self.refresh()

    def refresh(self) -> None:
        """Read the courtyard and its months again."""
        self._stale = False
        wanted, known = self._wanted or self._remembered(), self._courtyards

        def fetch(context: "Context") -> "tuple[tuple[Choice, ...], bytes | None, Read | None]":
            from services import records

            found = known or records.choices(context, "courtyards", "", MOST_COURTYARDS)
            chosen = wanted if any(each.id == wanted for each in found) else _first(context, found)
            return found, chosen, read(context, chosen) if chosen is not None else None

        self._session.read(fetch, lambda answer: self._show(*answer), owner=self, key=(id(self), "place"))

    def _remembered(self) -> bytes | None:
        text = self._session.remembered.get(_COURTYARD, "")
        try:
            return bytes.fromhex(str(text)) or None
        except ValueError:
            return None

    def _show(self, courtyards: "tuple[Choice, ...]", chosen: bytes | None, found: Read | None) -> None:
        self._wanted, self._courtyards = chosen, courtyards
        self.top.offer_courtyards(courtyards, chosen)
        if chosen is None or found is None:
            self.message.say("fa6s.book", "还没有楼院", "收支账按楼院记，请先登记楼院。", button="去登记楼院")
            self.whole.setCurrentWidget(self.message)
            self.painted.emit()
            return
        self.whole.setCurrentIndex(0)
        name = next(each.label for each in courtyards if each.id == chosen)
        same = self.place is not None and self.place.courtyard == chosen
        wanted = self._month if self._month is not None else (self.months.month if same else _latest(found))
        self._month = None
        self.top.say_waiting(found.waiting)
        month = self.months.offer(found.months, wanted)
        account = self._offer_accounts(chosen, found)
        self.place = Place(chosen, name, found.accounts, account, month, found.months, found.closed_through)
        self._show_place()

    def _offer_accounts(self, courtyard: bytes, found: Read) -> "Account | None":
        kept = self._session.remembered.get(_ACCOUNT, {})
        wanted = kept.get(courtyard.hex(), "") if isinstance(kept, dict) else ""
        account = self.top.offer_accounts(found.accounts, wanted)
        self.top.account_button.setEnabled(account is not None)
        return account

    def _show_place(self) -> None:
        place = self.place
        if place is None:
            return
        self._tell(place)
        view = self.stack.currentWidget()
        show_place = getattr(view, "show_place", None)
        if show_place is not None:
            show_place(place)

    def _tell(self, place: Place) -> None:
        """Say what the month, or all of them, come to."""
        line = place.line
        if line is None:
            balance = place.months[-1].balance if place.months else 0
            self.sums.setText(f"全楼院现有余额 {show(balance, 'money')} 元")
        else:
            parts = (
                ("期初", line.opening),
                ("收入", line.income),
                ("支出", line.expense),
                ("期末", line.balance),
            )
            words = "　".join(f"{name} {show(fen, 'money')}" for name, fen in parts)
            self.sums.setText(f"{short(line.month)}全楼院：{words}（元）")
        self.heading_changed.emit(self.title, place.name)

    # choosing

    def _pick_courtyard(self, courtyard: object) -> None:
        if isinstance(courtyard, bytes):
            self.register.keep_draft()
            self._wanted = courtyard
            self._session.remembered.put(_COURTYARD, courtyard.hex())
            self.refresh()

    def _pick_account(self, chosen: object) -> None:
        place = self.place
        if place is None:
            return
        kept = self._session.remembered.get(_ACCOUNT, {})
        known = dict(kept) if isinstance(kept, dict) else {}
        known[place.courtyard.hex()] = chosen.hex() if isinstance(chosen, bytes) else ALL_ACCOUNTS
        self._session.remembered.put(_ACCOUNT, known)
        account = next((each for each in place.accounts if each.id == chosen), None)
        self.top.account_button.setEnabled(account is not None)
        self.place = replace(place, account=account)
        self._show_place()

    def _pick_month(self, month: str) -> None:
        if self.place is not None:
            self.place = replace(self.place, month=month)
            self._show_place()

    def _show_tab(self, number: int) -> None:
        self.stack.setCurrentWidget(self._views[number])
        self.stack.updateGeometry()
        self.months.setVisible(self._views[number] is not self.chart)  # which shows all of them
        self._show_place()

    # accounts, entries, import

    def show_account(self) -> None:
        """Show the account with its opening balance, to read and to change."""
        if self.place is not None and self.place.account is not None:
            account = self.place.account
            show_record(self._session, "账户与期初余额", "accounts", account.id, self)

    def new_account(self) -> None:
        """Open the form of a new account of the courtyard."""
        if self.place is not None:
            new_record(self._session, "新增账户", "accounts", ("courtyard_id", self.place.courtyard), self)

    def show_entry(self, entry_id: bytes) -> None:
        """Show an entry with its voucher and its cost of staff."""
        show_record(self._session, "凭证和明细", "ledger-entries", entry_id, self)

    def import_lines(self, *, waiting: bool = False) -> None:
        """Open the panel that books lines of a file, or those that wait."""
        from ui.ledger.booking_dialog import WAITING, open_booking

        open_booking(self._session, self, WAITING if waiting else None)


def _latest(found: Read) -> str:
    """Return the month to begin with: the last one with entries, else the last one."""
    busy = [line.month for line in found.months if line.entries]
    return busy[-1] if busy else (found.months[-1].month if found.months else ALL)


def _first(context: "Context", found: "tuple[Choice, ...]") -> bytes | None:
    """Return the courtyard to begin with: that of the entry made last, else the first one."""
    from services.ledgers.overview import latest_courtyard

    return latest_courtyard(context) or (found[0].id if found else None)
