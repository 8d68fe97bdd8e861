"""The tab 应收费用: a month's charges home by home, who has paid, several marked as paid at once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from models.errors import InvalidInput
from services.shown import show
from ui.ledger.months import short
from ui.system.tab import button, muted
from ui.widgets import style
from ui.widgets.chooser import Chooser
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

if TYPE_CHECKING:
    from models.db.uow import Committed
    from services.ledgers import Charge, Kind, MadeCharges
    from services.office import Context
    from ui.ledger.place import Place
    from ui.session import Session

_COLUMNS = (
    PlainColumn("楼栋", 10),
    PlainColumn("单元", 8),
    PlainColumn("房号", 10),
    PlainColumn("应收（元）", 10, number=True),
    PlainColumn("已收（元）", 10, number=True),
    PlainColumn("收款日期", 10),
    PlainColumn("状态", 0),
)
_KIND = "ledger charge kind"
_BASES = (("household", "每户（元）"), ("sqm", "每平方米（元）"))
_FILTERS = (("all", "全部"), ("open", "未交"), ("paid", "已交"))


@dataclass(frozen=True, slots=True)
class Found:
    """What the tab shows: kinds of receipts, and the charges of one of them."""

    kinds: "tuple[Kind, ...]"
    kind: str
    charges: "tuple[Charge, ...]"


class ChargesTab(QWidget):
    """The charges of a courtyard and a month. No name of a resident stands here.

    Args:
        session: reads and writes.

    Signals:
        filled: the charges have arrived.
        charge_wanted: a charge shall be shown; its id.
    """

    filled = Signal()
    charge_wanted = Signal(object)

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._place: Place | None = None
        self._found: Found | None = None
        self.kind = Chooser()
        self.kind.setAccessibleName("费用类别")
        self.kind.setMinimumContentsLength(8)
        self.basis = _chooser("怎样计算", _BASES)
        self.rate = _line("收费标准", "如 10 或 0.3", 120)
        self.make_button = button("生成应收", "fa6s.plus", self.make, tip="给每一户记上这个月应收的钱")
        self.filter = _chooser("看哪些", _FILTERS)
        self.sums = QLabel()
        self.table = PlainTable(
            _COLUMNS, "应收费用", many=True, empty="这个月还没有应收费用。在上面写收费标准，按“生成应收”。"
        )
        self.day = _line("收款日期", "今天", 110)
        self.handler = _line("经手人", "", 100)
        self.voucher = _line("票据号", "", 100)
        self.pay_button = button(
            "收款", "fa6s.check", self.pay, primary=True, tip="选中的都收齐了，记入收支账（Ctrl+回车）"
        )
        self.delete_button = button("删除", "fa6s.trash-can", self.delete, tip="删除选中的应收（Delete）")
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.choose = muted("请在上面选一个月份。")
        self.choose.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self._connect()
        self._enable()

    def _lay_out(self) -> None:
        above = _row(("类别", self.kind), ("标准", self.basis), ("", self.rate), ("", self.make_button))
        above.addStretch(1)
        above.addWidget(self.filter)
        below = _row(("收款日期", self.day), ("经手人", self.handler), ("票据号", self.voucher))
        below.addWidget(self.pay_button)
        below.addWidget(self.delete_button)
        below.addStretch(1)
        told = QHBoxLayout()
        told.addWidget(self.problem, 1)
        told.addWidget(self.sums)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(6))
        column.addLayout(above)
        column.addWidget(self.table, 1)
        column.addLayout(told)
        column.addLayout(below)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.choose)
        self.stack.addWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        self.setFocusProxy(self.table)

    def changeEvent(self, event: QEvent) -> None:
        """Size the fields anew at another zoom."""
        super().changeEvent(event)
        for field in self.findChildren(QLineEdit):
            width = field.property("width at 100 %")
            if isinstance(width, int) and field.maximumWidth() != style.px(width):
                field.setMaximumWidth(style.px(width))

    def _connect(self) -> None:
        self.kind.activated.connect(lambda _: self._pick_kind())
        self.filter.activated.connect(lambda _: self._show_rows())
        self.table.chosen.connect(self._enable)
        self.table.opened.connect(self.charge_wanted)
        self.rate.returnPressed.connect(self.make)
        for field in (self.day, self.handler, self.voucher):
            field.returnPressed.connect(self.pay)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.pay)
        QShortcut(QKeySequence("Delete"), self.table, self.delete, context=Qt.ShortcutContext.WidgetShortcut)

    # reading

    def show_place(self, place: "Place") -> None:
        """Show the charges of a place."""
        before, self._place = self._place, place
        if before is None or (before.courtyard, before.month) != (place.courtyard, place.month):
            self.problem.setText("")
        if not place.month:
            self.stack.setCurrentIndex(0)
            self.filled.emit()
            return
        wanted = str(self._session.remembered.get(_KIND, ""))

        def read(context: "Context") -> Found:
            from services import ledgers

            kinds = tuple(each for each in ledgers.kinds(context, hidden=False) if each.direction == "income")
            codes = [each.code for each in kinds]
            kind = wanted if wanted in codes else "sanitation" if "sanitation" in codes else codes[0]
            return Found(kinds, kind, ledgers.charges(context, place.courtyard, place.month, kind))

        self._session.read(
            read, lambda found: self._show(place, found), owner=self, key=(id(self), "charges")
        )

    def _show(self, place: "Place", found: Found) -> None:
        if place is not self._place:
            return
        self._found = found
        self.stack.setCurrentIndex(1)
        self.kind.clear()
        for each in found.kinds:
            self.kind.addItem(each.name, each.code)
        self.kind.setCurrentIndex(max(0, self.kind.findData(found.kind)))
        self._show_rows()
        self.filled.emit()

    def _show_rows(self) -> None:
        found, which = self._found, self.filter.currentData()
        if found is None:
            return
        shown = [each for each in found.charges if which == "all" or (each.paid is None) == (which == "open")]
        self.table.set_rows([_cells(each) for each in shown])
        owed = sum(each.amount for each in found.charges)
        paid = [each.paid for each in found.charges if each.paid is not None]
        words = (
            f"应收 {len(found.charges)}户 {show(owed, 'money')}元　"
            f"已收 {len(paid)}户 {show(sum(paid), 'money')}元"
        )
        self.sums.setText(words if found.charges else "")
        self._enable()

    def _pick_kind(self) -> None:
        self._session.remembered.put(_KIND, self.kind.currentData())
        if self._place is not None:
            self.show_place(self._place)

    def _open_ones(self) -> "list[Charge]":
        """Return the selected charges that are not paid yet."""
        chosen = set(self.table.selected_keys())
        charges = self._found.charges if self._found is not None else ()
        return [each for each in charges if each.id in chosen and each.paid is None]

    def _enable(self) -> None:
        owed = self._open_ones()
        self.pay_button.setEnabled(bool(owed))
        self.delete_button.setEnabled(bool(owed) and len(owed) == len(self.table.selected_keys()))
        self.pay_button.setText(f"收款 {len(owed)}户" if len(owed) > 1 else "收款")

    # writing

    def make(self) -> None:
        """Make the charges of the month for every home that has none yet."""
        from services.ledgers.typed import read_amount

        place, found = self._place, self._found
        if place is None or found is None:
            return
        read = read_amount(self.rate.text())
        if not isinstance(read.value, int):
            self._refuse(self.rate, read.message or "请填写收费标准，如每户10元。")
            return
        self.problem.setText("")
        rate, basis, kind = read.value, self.basis.currentData(), self.kind.currentData()

        def write(context: "Context") -> "MadeCharges":
            from services import ledgers

            return ledgers.make_charges(context, place.courtyard, place.month, kind, rate, basis)

        self._session.write(write, lambda made: self._made(place, made), self._refused, owner=self)

    def _made(self, place: "Place", made: "MadeCharges") -> None:
        if made.committed is None:
            self._session.notice(f"{short(place.month)}的应收已经有了，没有新增。")
        else:
            words = f"已生成{made.made}户{short(place.month)}的应收"
            self._session.committed(made.committed.touched, words, made.committed.tx_id)
        if made.without_area:
            some = "、".join(made.without_area[:5])
            self.problem.setText(f"{len(made.without_area)}户没有登记面积，没有生成：{some}。请先登记面积。")

    def pay(self) -> None:
        """Mark what is selected as paid; each becomes a receipt of the ledger."""
        from services.ledgers.typed import Ground, read_day

        place, owed = self._place, self._open_ones()
        if place is None:
            return
        if not owed:
            self.problem.setText("请先选中还没有交的，可以选几户。")
            return
        ground = Ground(place.courtyard, None, self._session.today(), "", (), place.closed_through)
        read = read_day(self.day.text() or "今天", ground)
        if read.message:
            self._refuse(self.day, read.message)
            return
        self.problem.setText("")
        ids, day = [each.id for each in owed], str(read.value)
        account = place.account.id if place.account else None
        handler, voucher = self.handler.text().strip(), self.voucher.text().strip()

        def write(context: "Context") -> "Committed":
            from datetime import date

            from services import ledgers

            on = date.fromisoformat(day)
            return ledgers.pay_charges(context, ids, on, account=account, handler=handler, voucher=voucher)

        def done(committed: "Committed") -> None:
            total = show(sum(each.amount for each in owed), "money")
            words = f"已收{len(ids)}户{total}元，记入收支账"
            self._session.committed(committed.touched, words, committed.tx_id)

        self._session.write(write, done, self._refused, owner=self)

    def delete(self) -> None:
        """Put the selected charges that are not paid into the recycle bin."""
        owed = self._open_ones()
        if not owed or len(owed) != len(self.table.selected_keys()):
            self.problem.setText("已经收款的不能删除；收错了，请在收支登记里删除或冲正那一笔。")
            return
        ids = [each.id for each in owed]

        def write(context: "Context") -> "Committed":
            from services import records

            return records.delete(context, "charges", ids)

        def done(committed: "Committed") -> None:
            self._session.committed(committed.touched, f"已删除{len(ids)}户的应收", committed.tx_id)

        self._session.write(write, done, self._refused, owner=self)

    def _refuse(self, field: QLineEdit, message: str) -> None:
        self.problem.setText(message)
        field.setFocus()
        field.selectAll()

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, InvalidInput):
            self.problem.setText(error.message)
        else:
            self._session.report(error)


def _cells(charge: "Charge") -> PlainRow:
    paid = charge.paid is not None
    cells = (
        charge.building,
        charge.entrance,
        charge.room,
        show(charge.amount, "money"),
        show(charge.paid, "money"),
        charge.paid_on or "",
        "已交" if paid else "未交",
    )
    return PlainRow(charge.id, cells, tones=("", "", "", "", "", "", "ok" if paid else "warn"))


def _chooser(name: str, items: tuple[tuple[str, str], ...]) -> Chooser:
    made = Chooser()
    made.setAccessibleName(name)
    for code, label in items:
        made.addItem(label, code)
    return made


def _line(name: str, hint: str, width: int) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    made.setMaximumWidth(style.px(width))
    made.setProperty("width at 100 %", width)
    return made


def _row(*fields: tuple[str, QWidget]) -> QHBoxLayout:
    """Return widgets side by side, each behind its label."""
    row = QHBoxLayout()
    row.setSpacing(style.px(6))
    for label, widget in fields:
        if label:
            words = QLabel(label)
            words.setBuddy(widget)
            row.addWidget(words)
        row.addWidget(widget)
    return row
