"""Booking in the window: choose a file or the lines that wait, look at the rehearsal, book in one step."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.errors import LouyuanError
from services import booking
from services.files import Cancelled
from ui import prompts
from ui.ledger.booking_result import BookingResult
from ui.system.tab import button
from ui.widgets import style
from ui.widgets.chooser import Chooser
from ui.widgets.message_panel import MessagePanel
from ui.widgets.searchable_box import SearchableBox

if TYPE_CHECKING:
    from services.booking import Booked, Booking, Choices, Offers
    from services.context import Context
    from services.importing.plan import Plan
    from ui.session import Session
    from ui.tasks import Ticket

WAITING: Final = "waiting"
"""In place of a file: the lines that wait in the register."""
Source = Path | Literal["waiting"] | None
BOOKS: Final = "收支明细、银行流水 (*.xlsx *.xlsm *.xls *.et *.ods *.csv *.txt);;所有文件 (*)"
_FOLDER: Final = "ledger import folder"
_SIZE: Final = (1280, 680)
_NO_OFFERS: Final = booking.Offers((), {}, (), 0)
_ANY: Final = "按表里写的"
_PROPER: Final = "按楼院的账户"


def open_booking(session: "Session", parent: QWidget, source: Source = None) -> "BookingDialog":
    """Open the panel.

    Args:
        session: reads and books on its workers.
        parent: the page it belongs to.
        source: a file to begin with, `WAITING` for the lines that wait, None to let the user choose.
    """
    dialog = BookingDialog(session, parent)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    dialog.begin(source)
    return dialog


class BookingDialog(QDialog):
    """The panel.

    Args:
        session: reads and books on its workers.
        parent: the page it belongs to.

    Signals:
        shown: another part is in front, or another rehearsal is shown.
    """

    shown = Signal()

    def __init__(self, session: "Session", parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._ticket: Ticket | None = None
        self._source: Source = None
        self._plan: Plan | None = None
        self._choices: Choices = booking.NOTHING_CHOSEN
        self._offers: Offers = _NO_OFFERS
        self.found: Booking | None = None
        self.setWindowTitle("收支入账")
        self.resize(style.px(_SIZE[0]), style.px(_SIZE[1]))
        self.about = QLabel()
        self.about.setWordWrap(True)
        self.file_button = button(
            "选择文件…", "fa6s.folder-open", self.choose, tip="收支明细表或银行导出的流水（Ctrl+O）"
        )
        self.waiting_button = button(
            "待入账的收支", "fa6s.inbox", lambda: self.begin(WAITING), tip="导入摸排表时留下的收支明细"
        )
        self.courtyard = SearchableBox("没有写明楼院的行属于")
        self.courtyard.setMinimumContentsLength(16)
        self.account = Chooser()
        self.account.setAccessibleName("记到哪个账户")
        self.account.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.message = MessagePanel()
        self.view = BookingResult()
        self.stack = QStackedWidget()
        self.leave_button = button("关闭", "fa6s.xmark", self.reject)
        self.apply_button = button(
            "入账", "fa6s.file-import", self.apply, primary=True, tip="写入收支账，可以一步撤销（Ctrl+回车）"
        )
        self._lay_out()
        self._connect()
        self._show_start()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.file_button)
        top.addWidget(self.waiting_button)
        top.addSpacing(style.px(12))
        for text, box in (("楼院(&Y)", self.courtyard), ("账户(&A)", self.account)):
            label = QLabel(text)
            label.setBuddy(box)
            top.addWidget(label)
            top.addWidget(box)
        top.addStretch(1)
        self.stack.addWidget(self.message)
        self.stack.addWidget(self.view)
        buttons = QHBoxLayout()
        buttons.addWidget(self.about, 1)
        buttons.addWidget(self.leave_button)
        buttons.addWidget(self.apply_button)
        whole = QVBoxLayout(self)
        margin = style.px(16)
        whole.setContentsMargins(margin, margin, margin, margin)
        whole.setSpacing(style.px(10))
        whole.addLayout(top)
        whole.addWidget(self.stack, 1)
        whole.addLayout(buttons)
        for each in self.findChildren(QPushButton):  # Enter in a field presses none of them
            each.setAutoDefault(each is self.message.button)

    def _connect(self) -> None:
        for keys, action in (("Ctrl+O", self.choose), ("Ctrl+Return", self.apply)):
            QShortcut(QKeySequence(keys), self).activated.connect(action)
        self.message.pressed.connect(self._pressed)
        self.courtyard.picked.connect(self._place)
        self.account.activated.connect(lambda _: self._place(self.courtyard.currentData()))
        self.view.left_out.connect(self._leave_out)
        self.view.kind_chosen.connect(self._choose_kind)
        self._session.tasks.progressed.connect(self._progressed)

    # ---- choosing

    def begin(self, source: Source) -> None:
        """Begin with a file, with the lines that wait, or with nothing.

        Args:
            source: see `open_booking`.
        """
        if self._ticket is not None:
            return
        self._source, self._plan, self.found = source, None, None
        self.about.clear()
        self._choices = booking.Choices(self._choices.courtyard, self._choices.account)
        self._session.read(
            booking.offers, self._take_offers, self._failed, owner=self, key=(id(self), "offers")
        )

    def _take_offers(self, offers: "Offers") -> None:
        self._offers = offers
        self.waiting_button.setText(f"待入账的收支（{offers.waiting}）")
        self.waiting_button.setEnabled(bool(offers.waiting))
        self.courtyard.offer([(_ANY, ""), *((name, name) for name in offers.courtyards)])
        self.courtyard.choose(self._choices.courtyard)
        self._offer_accounts()
        if self._source is None:
            self._show_start()
        elif isinstance(self._source, Path):
            self._read(self._source)
        else:
            self._rehearse()

    def _offer_accounts(self) -> None:
        self.account.clear()
        self.account.addItem(_PROPER, "")
        for name in self._offers.accounts.get(self._choices.courtyard, ()):
            self.account.addItem(name, name)
        self.account.setCurrentIndex(max(0, self.account.findData(self._choices.account)))
        self.account.setEnabled(self.account.count() > 1)

    def choose(self) -> None:
        """Ask for a file."""
        if self._ticket is not None:
            return
        folder = self._session.remembered.get(_FOLDER, "")
        path = prompts.open_file(self, "选择收支明细或银行流水", BOOKS, Path(folder) if folder else None)
        if path is not None:
            self._session.remembered.put(_FOLDER, str(path.parent))
            self.begin(path)

    def _pressed(self) -> None:
        """Cancel what is under way, else choose a file."""
        if self._ticket is not None:
            self._ticket.cancel()
        else:
            self.choose()

    # ---- rehearsing

    def _read(self, path: Path) -> None:
        names = self._offers.courtyards

        def work(_: "Context", ticket: "Ticket") -> "Plan":
            from services.booking.reading import read_lines

            return read_lines(
                path, courtyards=names, progress=ticket.report, cancelled=lambda: ticket.cancelled
            )

        self._ticket = self._session.work(
            f"读取“{path.name}”", work, self._take_plan, self._failed, owner=self
        )
        self._show_progress(self._ticket)
        self.message.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_plan(self, plan: "Plan") -> None:
        self._ticket = None
        self._plan = plan
        self._rehearse()

    def _rehearse(self) -> None:
        """Compare with the ledger again, as the user chose."""
        plan, choices = self._plan, self._choices
        if plan is None and self._source != WAITING:
            return

        def query(context: "Context") -> "Booking":
            if plan is None:
                return booking.book_pending(context, choices)
            return booking.rehearse_plan(context, plan, choices)

        self._session.read(query, self._show, self._failed, owner=self, key=(id(self), "rehearsal"))

    def _show(self, found: "Booking") -> None:
        first = self.found is None
        self.found = found
        self.view.show_booking(found, self._offers)
        self.about.setText(_about(found))
        self.apply_button.setEnabled(not found.errors and not found.is_empty)
        self.stack.setCurrentWidget(self.view)
        self.setWindowTitle(f"收支入账：{found.title}")
        if first:
            self.view.only_problems.setChecked(bool(found.errors))
            lines = self.view.lines
            if lines.rows:
                lines.selectRow(0)
            lines.setFocus(Qt.FocusReason.OtherFocusReason)
            if any(line.bank and line.courtyard_id is None for line in found.lines):
                self.courtyard.setFocus(Qt.FocusReason.OtherFocusReason)
        self.shown.emit()

    def _place(self, courtyard: str | None) -> None:
        """Take another courtyard or account."""
        named = courtyard or ""
        account = self.account.currentData() or "" if named == self._choices.courtyard else ""
        self._choices = replace(self._choices, courtyard=named, account=account)
        self._offer_accounts()
        self._rehearse()

    def _leave_out(self, numbers: frozenset[int]) -> None:
        """Leave lines out; take them in again where all of them are out."""
        out = self._choices.left_out
        out = out - numbers if numbers <= out else out | numbers
        self._choices = replace(self._choices, left_out=out)
        self._rehearse()

    def _choose_kind(self, direction: str, word: str, code: str) -> None:
        kinds: Mapping[tuple[str, str], str] = {**self._choices.kinds, (direction, word): code}
        self._choices = replace(self._choices, kinds=kinds)
        self._rehearse()

    # ---- booking

    def apply(self) -> None:
        """Book what was rehearsed, in one transaction."""
        found = self.found
        if found is None or not self.apply_button.isEnabled() or self._ticket is not None:
            return

        def work(context: "Context", ticket: "Ticket") -> "Booked":
            return booking.apply(context, found, progress=ticket.report)

        self._ticket = self._session.work("收支入账", work, self._booked, self._failed, owner=self)
        self._show_progress(self._ticket)

    def _booked(self, done: "Booked") -> None:
        self._ticket = None
        counts = done.booking.counts
        count = counts["new"] + counts["pending"]
        if done.committed is not None:
            text = f"已入账{count}笔" if count else "待入账里已在账上的已经清除"
            self._session.committed(done.committed.touched, text, done.committed.tx_id)
        self.accept()

    # ---- what is in front

    def _show_start(self) -> None:
        self.apply_button.setEnabled(False)
        self.about.setText("")
        waiting = self._offers.waiting
        more = f"导入摸排表时留下{waiting}条收支明细，可以按“待入账的收支”直接入账。" if waiting else ""
        self.message.say(
            "fa6s.coins",
            "选择收支明细表或银行流水",
            f"Excel、WPS 表格和 CSV 都可以；先看预演，再入账。{more}",
            button="选择文件…",
        )
        self.stack.setCurrentWidget(self.message)
        self.shown.emit()

    def _show_progress(self, ticket: "Ticket") -> None:
        self.apply_button.setEnabled(False)
        self.message.say_progress(
            "fa6s.file-import", f"正在{ticket.title}", ticket.done, ticket.total, ticket.note, "取消"
        )
        self.stack.setCurrentWidget(self.message)
        self.shown.emit()

    def _progressed(self, ticket: "Ticket") -> None:
        if ticket is self._ticket:
            self._show_progress(ticket)

    def _failed(self, error: BaseException) -> None:
        """Keep the sentence in the panel, beside the button that chooses another file."""
        self._ticket = None
        if not isinstance(error, LouyuanError):
            raise error
        if self.found is not None:
            self._show(self.found)
            self.about.setText(error.message)
            return
        self.apply_button.setEnabled(False)
        calm = isinstance(error, Cancelled)
        name = self._source.name if isinstance(self._source, Path) else ""
        heading = "已取消" if calm else f"“{name}”没有读进来" if name else "没有读进来"
        icon, colour = ("fa6s.circle-info", "muted") if calm else ("fa6s.circle-xmark", "error")
        self.message.say(icon, heading, error.message, button="换一个文件…", colour=colour)
        self.stack.setCurrentWidget(self.message)
        self.message.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.shown.emit()

    def reject(self) -> None:
        """Stop the work that is under way; without any, close."""
        if self._ticket is not None:
            self._ticket.cancel()
            return
        super().reject()


def _about(found: "Booking") -> str:
    """Return what a rehearsal comes to, in one sentence."""
    if found.errors:
        return f"有{len(found.errors)}处错误，改好文件、选好楼院，或设为不入账后才能入账；现在没有改动。"
    counts = found.counts
    names = (("new", "新增"), ("pending", "待入账转入"), ("same", "已在账上"), ("different", "内容不同"))
    parts = [f"{name}{counts[state]}笔" for state, name in names if counts[state]]
    told = "，".join(parts) or "没有收支"
    if found.is_empty:
        return f"{told}；没有要入账的内容。"
    late = sum(each.count for each in found.months if each.late)
    return f"{told}{f'；其中补录{late}笔' if late else ''}。"
