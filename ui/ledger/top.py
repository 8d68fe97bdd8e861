"""The head of the page 收支账: which courtyard, which account, what belongs to them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from ui.widgets import icons, style
from ui.widgets.chooser import Chooser
from ui.widgets.searchable_box import SearchableBox

if TYPE_CHECKING:
    from services.ledgers import Account
    from services.records import Choice

ALL = "all"
"""Stands for all accounts together."""


class TopBar(QWidget):
    """The head.

    Signals:
        courtyard_picked: the user chose another courtyard; its id.
        account_picked: the user chose another account: its id, or None for all of them.
    """

    courtyard_picked = Signal(object)
    account_picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._courtyards: Sequence[Choice] = ()
        self.courtyard = SearchableBox("楼院")
        self.courtyard.setMinimumContentsLength(20)
        self.account = Chooser()
        self.account.setAccessibleName("账户")
        self.account.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.account_button = _button("账户与期初…", "fa6s.wallet", "账户名称和期初余额")
        self.new_account_button = _button("新增账户", "fa6s.plus", "新增账户")
        self.waiting_button = _button("处理待入账", "fa6s.inbox", "摸排表里的收支明细，核对后记入收支账")
        self.waiting_button.hide()
        self.kinds_button = _button("收支类别", "fa6s.tags", "收支类别")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(style.px(8))
        for label, widget in (("楼院(&Y)", self.courtyard), ("账户(&A)", self.account)):
            words = QLabel(label)
            words.setBuddy(widget)
            row.addWidget(words)
            row.addWidget(widget)
        row.addWidget(self.account_button)
        row.addWidget(self.new_account_button)
        row.addStretch(1)
        row.addWidget(self.waiting_button)
        row.addWidget(self.kinds_button)
        self.courtyard.picked.connect(self.courtyard_picked)
        self.account.activated.connect(lambda at: self.account_picked.emit(self.account.itemData(at)))

    def offer_courtyards(self, found: "Sequence[Choice]", chosen: bytes | None) -> None:
        """Offer the courtyards and show the one that is chosen."""
        if found != self._courtyards:
            self._courtyards = found
            texts = [f"{each.label}　{each.detail}" if each.detail else each.label for each in found]
            self.courtyard.offer([(text, each.id) for text, each in zip(texts, found, strict=True)])
        self.courtyard.choose(chosen)

    def offer_accounts(self, found: "Sequence[Account]", wanted: str) -> "Account | None":
        """Offer accounts; returns the one that is chosen, None for all of them or without any.

        Args:
            found: the accounts of the courtyard, those in use first.
            wanted: id in hexadecimal of the account chosen last, or ALL.
        """
        self.account.clear()
        for each in found:
            self.account.addItem(each.name if each.closed_on is None else f"{each.name}（已停用）", each.id)
        if len(found) > 1:
            self.account.addItem("全部账户", None)
        if not found:
            self.account.addItem("现金账户（记第一笔时建立）", None)
        at = next((i for i, each in enumerate(found) if each.id.hex() == wanted), 0)
        if wanted == ALL and len(found) > 1:
            at = len(found)
        self.account.setCurrentIndex(at)
        return found[at] if at < len(found) else None

    def say_waiting(self, count: int) -> None:
        """Say how many lines of an import wait to be booked."""
        self.waiting_button.setText(f"处理待入账 {count}笔")
        self.waiting_button.setVisible(count > 0)

    def show_narrow(self, narrow: bool) -> None:
        """Show icons without words where there is little room."""
        self.courtyard.setMinimumContentsLength(14 if narrow else 20)
        for each in (self.account_button, self.new_account_button, self.kinds_button):
            each.setText("" if narrow else str(each.property("words")))

    def seek(self) -> None:
        """Put the cursor where another courtyard is chosen."""
        self.courtyard.setFocus(Qt.FocusReason.ShortcutFocusReason)
        line = self.courtyard.lineEdit()
        if line is not None:
            line.selectAll()


def _button(words: str, icon: str, tip: str) -> QPushButton:
    made = QPushButton(icons.icon(icon), words)
    made.setProperty("words", words)
    made.setToolTip(tip)
    made.setAccessibleName(words.rstrip("…"))
    return made
