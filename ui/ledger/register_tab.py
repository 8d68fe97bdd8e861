"""The tab 收支登记: lines are read, typed, saved, taken back, copied and exported."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from models.errors import InvalidInput
from ui.ledger import entry_actions
from ui.ledger.months import short
from ui.ledger.place import Place
from ui.ledger.register import Register
from ui.ledger.rows import typed_of
from ui.system.tab import button
from ui.widgets import style

if TYPE_CHECKING:
    from services.ledgers import RegisterPage, RegisterRow
    from services.ledgers.offers import Offers
    from services.ledgers.typed import ReadLine
    from services.office import Context
    from services.records import Saved
    from ui.session import Session

DRAFT_MS = 1500
PAGE = 200
_MOST_AGAIN = 2000
"""Rows read again at once after a change; of more, the earlier ones are read when they are looked at."""
DRAFT = "ledger-line"
_KEYS = (
    "回车、Tab 到下一格，最后一格回车保存；F2 修改，Delete 删除，Ctrl+R 冲正，F4 凭证和明细，Ctrl+N 新的一行"
)

_SHUT = "{}已月结，账不能再改。有错选中那一笔按 Ctrl+R 冲正；漏记的记到没有月结的月份。"


@dataclass(frozen=True, slots=True)
class Filled:
    """What the tab is filled with."""

    page: "RegisterPage"
    draft: Mapping[str, str]


class RegisterTab(QWidget):
    """The register of an account.

    Args:
        session: reads and writes.

    Signals:
        filled: rows have arrived.
        entry_wanted: an entry shall be shown with its files; the row.
        month_wanted: a line went into another month than the one that is shown.
    """

    filled = Signal()
    entry_wanted = Signal(object)
    month_wanted = Signal(str)

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._place: Place | None = None
        self._fresh = True
        self._held: list[dict[str, str]] = []
        self._saving = 0
        self._offers: Offers | None = None
        self._drafted = False
        """Whether a draft of this place may lie in the database."""
        self.register = Register()
        self.register.read_only = not session.may("ledger.write")
        self.keys = QLabel(_KEYS)
        self.keys.setProperty("role", "small")
        self.change_button = button("修改", "fa6s.pen", self.change, tip="修改这一笔（F2）")
        self.delete_button = button("删除", "fa6s.trash-can", self.delete, tip="删除选中的（Delete）")
        self.reverse_button = button("冲正…", "fa6s.rotate-left", self.reverse, tip="冲正这一笔（Ctrl+R）")
        self.show_button = button(
            "凭证和明细…", "fa6s.paperclip", self.show_entry, tip="票据照片、人员费用明细（F4）"
        )
        self.copy_button = button("复制", "fa6s.copy", self.register.copy, tip="复制成表格（Ctrl+C）")
        self.export_button = button(
            "导出…", "fa6s.file-export", self.export, tip="导出成 Excel 表格或 CSV（Ctrl+E）"
        )
        self._lay_out()
        self._draft = QTimer(self)
        self._draft.setSingleShot(True)
        self._draft.setInterval(DRAFT_MS)
        self._draft.timeout.connect(self.keep_draft)
        self._connect()
        self._enable()

    def _lay_out(self) -> None:
        self.buttons = QWidget()
        bar = QHBoxLayout(self.buttons)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(style.px(6))
        for widget in (self.change_button, self.delete_button, self.reverse_button, self.show_button):
            bar.addWidget(widget)
        bar.addStretch(1)
        bar.addWidget(self.copy_button)
        bar.addWidget(self.export_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(6))
        column.addWidget(self.register, 1)
        column.addWidget(self.keys)
        column.addWidget(self.buttons)
        self.setFocusProxy(self.register)

    def _connect(self) -> None:
        register, session = self.register, self._session
        register.earlier_wanted.connect(self._read_earlier)
        register.opened.connect(self.entry_wanted)
        register.delete_wanted.connect(lambda _: self.delete())
        register.reverse_wanted.connect(lambda _: self.reverse())
        register.chosen.connect(self._enable)
        register.locked.connect(self._locked)
        register.line.looked.connect(lambda: entry_actions.remarks_on(session, self, register.line))
        register.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        register.customContextMenuRequested.connect(self._offer_menu)
        register.line.completed.connect(self._save)
        register.line.typed.connect(self._draft.start)
        QShortcut(QKeySequence("Ctrl+E"), self, self.export)
        QShortcut(QKeySequence("Ctrl+N"), self, self.start_line)

    def show_compact(self, compact: bool) -> None:
        """Leave all the room to the rows; what the buttons do is in the menu of the rows and on keys."""
        self.keys.setVisible(not compact)
        self.buttons.setVisible(not compact)

    def _offer_menu(self, place: QPoint) -> None:
        buttons = (self.change_button, self.delete_button, self.reverse_button, self.show_button)
        menu = entry_actions.menu_of((*buttons, self.copy_button, self.export_button), self)
        menu.popup(self.register.viewport().mapToGlobal(place))

    # reading

    def show_place(self, place: Place) -> None:
        """Show the register of a place; another account or month begins at its end."""
        before = self._place
        same = before is not None and place.continues(before)
        if not same and before is not None:
            self.keep_draft()
            self.register.line.begin({})
        self._fresh = self._fresh or not same
        self._place = place
        self._read()

    def _read(self) -> None:
        place = self._place
        if place is None:
            return
        account = place.account.id if place.account else None
        limit = PAGE if self._fresh else min(max(PAGE, len(self.register.rows) + 1), _MOST_AGAIN)
        owner = account or place.courtyard

        def fetch(context: "Context") -> Filled:
            from services import drafts, ledgers

            page = ledgers.register_page(
                context, account, courtyard=place.courtyard, month=place.month, limit=limit
            )
            found = drafts.load_draft(context, DRAFT, owner) or {}
            draft = {name: text for name, text in found.items() if isinstance(text, str)}
            return Filled(page, draft)

        self._session.read(fetch, lambda found: self._show(place, found), owner=self, key=(id(self), "page"))
        self._read_offers(place)

    def _read_offers(self, place: Place) -> None:
        """Read what the line offers, behind the rows: the first time, pinyin has to be loaded for it."""
        account = place.account.id if place.account else next((each.id for each in place.accounts), None)

        def fetch(context: "Context") -> "Offers":
            from services.ledgers.offers import offers

            return offers(context, account)

        def take(found: "Offers") -> None:
            if place is self._place:
                self._offers = found
                self._stand()

        self._session.read(fetch, take, owner=self, key=(id(self), "offers"))

    def _stand(self) -> None:
        """Let the line be read against what is known now."""
        from services.ledgers.offers import Offers
        from services.ledgers.typed import Ground

        place, rows = self._place, self.register.rows
        if place is None:
            return
        found = self._offers or Offers()
        account = place.account
        ground = Ground(
            place.courtyard,
            account.id if account else None,
            self._session.today(),
            place.month or (rows[-1].month if rows else ""),
            found.kinds,
            place.closed_through,
            account.opening_on if account else None,
        )
        self.register.line.stand_on(ground, found)

    def _show(self, place: Place, found: Filled) -> None:
        if place is not self._place:
            return
        fresh, self._fresh = self._fresh, False
        line = self.register.line
        shut = place.line is not None and place.line.shut
        self.keys.setText(_SHUT.format(short(place.month)) if shut else _KEYS)
        self.keys.setVisible(not self.register.read_only)
        takes_lines = place.takes_lines and not self.register.read_only
        nothing = "还没有收支。" if self.register.read_only else place.nothing
        self.register.take(found.page, takes_lines=takes_lines, empty=nothing)
        self._stand()
        if line.entry_id is None and not line.is_changed and (fresh or line.is_blank):
            self.register.line.begin(self._first_offers(place, found.page))
            self._drafted = bool(found.draft)
            if fresh and found.draft and takes_lines:
                line.put(found.draft)
                self._session.notice("已放回上次没有记完的一行；不需要的话按 Esc 放弃", "warn")
        self._enable()
        self.filled.emit()

    def _first_offers(self, place: Place, page: "RegisterPage") -> dict[str, str]:
        """Return what the first line begins with: today in this month, the last day of an earlier one."""
        from services.ledgers.typed import offered_after

        made = [row for row in page.rows if row.reverses is None]
        last = max(made, key=lambda row: row.id, default=None)  # ids are in the order of entering
        offered = offered_after(typed_of(last)) if last is not None else {}
        today = self._session.today().isoformat()
        if place.month in ("", today[:7]):
            offered["on_date"] = today
        return offered

    def _read_earlier(self) -> None:
        place, rows = self._place, self.register.rows
        if place is None or not rows:
            return
        account, first = (place.account.id if place.account else None), rows[0]

        def fetch(context: "Context") -> "RegisterPage":
            from services import ledgers

            return ledgers.register_page(
                context, account, courtyard=place.courtyard, month=place.month, before=first.key, limit=PAGE
            )

        def take(page: "RegisterPage") -> None:
            if place is self._place and self.register.rows and self.register.rows[0].id == first.id:
                self.register.take_earlier(page)

        self._session.read(fetch, take, owner=self, key=(id(self), "earlier"))

    # the line

    def start_line(self) -> None:
        """Put the cursor into the line that is typed."""
        self.register.start_line()

    def keep_draft(self) -> None:
        """Keep what has been typed, so that a crash does not lose it."""
        place, line = self._place, self.register.line
        self._draft.stop()
        if place is None or line.entry_id is not None or not self._session.is_open:
            return
        owner = place.account.id if place.account else place.courtyard
        values = line.values if line.is_changed else None
        if values is None and not self._drafted:
            return
        self._drafted = values is not None

        def write(context: "Context") -> None:
            from services import drafts

            if values is None:
                drafts.drop_draft(context, DRAFT, owner)
            else:
                drafts.save_draft(context, DRAFT, owner, values)

        self._session.write(write)

    def _save(self, read: "ReadLine") -> None:
        """Save the line; the next one can be typed at once."""
        draft, line, place = read.draft, self.register.line, self._place
        if draft is None or place is None:
            return
        typed, entry_id, version = line.values, line.entry_id, line.version
        if entry_id is not None and not line.is_changed:
            self.register.leave_line()
            return
        self._draft.stop()
        owner = place.account.id if place.account else place.courtyard

        def write(context: "Context") -> "Saved":
            from services import drafts, ledgers

            if entry_id is not None:
                return ledgers.change_entry(context, entry_id, draft, version)
            saved = ledgers.add_entry(context, draft)
            drafts.drop_draft(context, DRAFT, owner)
            return saved

        self._saving += 1
        if entry_id is None:
            from services.ledgers.typed import offered_after

            self.register.line.begin(offered_after(dict(read.shown)))
            self.register.start_line()
        self._session.write(
            write,
            lambda saved: self._saved(saved, entry_id, draft.on_date[:7]),
            lambda error: self._refused(error, typed, entry_id),
            owner=self,
        )

    def _saved(self, saved: "Saved", entry_id: bytes | None, month: str) -> None:
        self._saving -= 1
        if entry_id is not None and self.register.line.entry_id == entry_id:
            self.register.leave_line()
        if saved.committed is None:
            self._session.notice("内容没有变化")
            return
        place = self._place
        elsewhere = place is not None and place.month and month != place.month
        what = "已修改这一笔" if entry_id is not None else "已记账"
        if elsewhere:
            what = f"{what}，记在{short(month)}"
        self._session.committed(saved.committed.touched, what, saved.committed.tx_id)
        if self._held and self.register.line.entry_id is None:
            self.register.line.put(self._held.pop())

    def _refused(self, error: BaseException, typed: dict[str, str], entry_id: bytes | None) -> None:
        """Put the line back as it was typed, with what the office says against it."""
        self._saving -= 1
        line = self.register.line
        if not isinstance(error, InvalidInput):
            self._session.report(error)
        if entry_id is None:
            if line.entry_id is None and line.is_changed:
                self._held.append(line.values)
            line.begin({})
            line.put(typed)
        if isinstance(error, InvalidInput):
            line.refuse(error.field or "on_date", error.message)
        self.keep_draft()

    # rows

    def _enable(self) -> None:
        rows = self.register.selected()
        one = rows[0] if len(rows) == 1 else None
        free = one is not None and one.reverses is None and one.reversed_by is None
        self.change_button.setEnabled(free and one is not None and not one.closed)
        self.delete_button.setEnabled(bool(rows) and not any(row.closed for row in rows))
        self.reverse_button.setEnabled(free)
        self.show_button.setEnabled(one is not None)
        self.copy_button.setEnabled(bool(self.register.rows))
        self.export_button.setEnabled(bool(self.register.rows))

    def change(self) -> None:
        """Change the row with the cursor in place."""
        self.register.change(self.register.currentIndex().row())

    def _locked(self, row: "RegisterRow") -> None:
        if entry_actions.offer_to_reverse(self._session, self, row):
            self.entry_wanted.emit(row)

    def show_entry(self) -> None:
        """Show the selected entry with its files and its cost of staff."""
        rows = self.register.selected()
        if rows:
            self.entry_wanted.emit(rows[0])

    def delete(self) -> None:
        """Put the selected rows into the recycle bin; the line at the foot offers to take it back."""
        entry_actions.delete(self._session, self, self.register.selected())

    def reverse(self) -> None:
        """Ask why, then take the selected entry back by a reversing one."""
        row = next(iter(self.register.selected()), None) or self.register.current
        if row is not None:
            entry_actions.reverse(self._session, self, row)

    def export(self) -> None:
        """Ask for a file and write all lines of the account and month into it."""
        if self._place is None or not self.register.rows:
            self._session.notice("没有收支，没有可以导出的。", "warn")
        else:
            entry_actions.export(self._session, self, self._place)
