"""The tab 月结: the month's statement, what to look at before, the two people, and the sheet afterwards."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.errors import UserError
from services.shown import show
from ui import prompts
from ui.ledger.months import short
from ui.prompts import Button
from ui.second_person import password_for
from ui.system.tab import button, heading, muted
from ui.widgets import icons, style
from ui.widgets.chooser import Chooser
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

if TYPE_CHECKING:
    from services.ledgers import KindLine, MonthState, Statement
    from services.ledgers.overview import CloseHint
    from services.office import Context
    from services.records import Saved
    from services.two_people import Checkers
    from ui.ledger.place import Place
    from ui.session import Session

_COLUMNS = (
    PlainColumn("项目", 0),
    PlainColumn("笔数", 6, number=True),
    PlainColumn("金额（元）", 12, number=True),
)
_SIDE, _LEAST_HEIGHT, _NO_LIMIT = 430, 200, 16_777_215
_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Found:
    """What the tab shows of a month."""

    statement: "Statement"
    state: "MonthState"
    hints: "tuple[CloseHint, ...]"
    people: tuple[str, ...]
    me: str
    checkers: "Checkers"


def _read(context: "Context", courtyard: bytes, month: str) -> Found:
    from services import ledgers
    from services.ledgers.overview import close_hints
    from services.two_people import checkers

    found = checkers(context, "month", context.user.name)
    return Found(
        ledgers.statement(context, courtyard, month),
        ledgers.month_state(context, courtyard, month),
        close_hints(context, courtyard, month),
        tuple(sorted((context.user.name, *found.names))),
        context.user.name,
        found,
    )


class CloseTab(QWidget):
    """A month, its statement, and closing it.

    Args:
        session: reads and writes.

    Signals:
        filled: the month has arrived.
        entry_wanted: an entry should be looked at; its id.
    """

    filled = Signal()
    entry_wanted = Signal(object)

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._place: Place | None = None
        self._found: Found | None = None
        self.table = PlainTable(_COLUMNS, "本月收支", many=True)
        self.title = heading("")
        self.hints = QListWidget()
        self.hints.setAccessibleName("核对提醒")
        self.hints.setWordWrap(True)
        self.hints.setIconSize(QSize(style.px(16), style.px(16)))
        self.hints.setMinimumHeight(style.px(48))
        self.hints.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.preparer = Chooser()
        self.preparer.setAccessibleName("制表")
        self.checker = Chooser()
        self.checker.setAccessibleName("审核")
        self.single = QCheckBox("单人办理（只有一个人时）")
        self.reason = QLineEdit()
        self.reason.setAccessibleName("单人办理的原因")
        self.reason.setPlaceholderText("原因，如：社区只有一名工作人员")
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.close_button = button("月结", "fa6s.lock", self.close_month, primary=True)
        self.user_button = button("新增用户…", "fa6s.user-plus", self.add_user)
        self.sheet_button = button("做月度收支公开表", "fa6s.print", self.make_sheet, primary=True)
        self.staff_button = button("人员费用公开表", "fa6s.print", lambda: self.make_sheet("staff_cost"))
        self.choose = muted("请在上面选一个月份。")
        self.choose.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self.single.toggled.connect(lambda _: self._enable())
        self.checker.currentIndexChanged.connect(lambda _: self.problem.setText(""))
        self.hints.itemActivated.connect(self._go_to)
        self.hints.itemDoubleClicked.connect(self._go_to)
        self.setFocusProxy(self.table)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(style.px(8))
        checkers = QHBoxLayout()
        checkers.addWidget(self.checker, 1)
        checkers.addWidget(self.user_button)
        form.addRow("制表(&P)", self.preparer)
        words = QLabel("审核(&C)")
        words.setBuddy(self.checker)
        form.addRow(words, checkers)
        form.addRow("", self.single)
        form.addRow("", self.reason)
        self.form = QFrame()
        form.setContentsMargins(0, 0, 0, 0)
        self.form.setLayout(form)
        side = QVBoxLayout()
        side.setSpacing(style.px(8))
        side.addWidget(heading("核对提醒"))
        side.addWidget(self.hints, 1)
        side.addWidget(self.state)
        side.addWidget(self.form)
        side.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.staff_button)
        buttons.addWidget(self.sheet_button)
        buttons.addWidget(self.close_button)
        side.addLayout(buttons)
        right = self.right = QFrame()
        right.setLayout(side)
        right.setFixedWidth(style.px(_SIDE))
        left = QVBoxLayout()
        left.addWidget(self.title)
        left.addWidget(self.table, 1)
        both = QWidget()
        row = self.row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(style.px(20))
        row.addLayout(left, 1)
        row.addWidget(right)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.choose)
        self.stack.addWidget(both)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    def show_narrow(self, narrow: bool) -> None:
        """Show the two parts below each other where there is no room beside each other."""
        directions = QBoxLayout.Direction
        self.row.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self.right.setMinimumWidth(0 if narrow else style.px(_SIDE))
        self.right.setMaximumWidth(_NO_LIMIT if narrow else style.px(_SIDE))
        self.table.setMinimumHeight(style.px(_LEAST_HEIGHT if narrow else 0))

    # reading

    def show_place(self, place: "Place") -> None:
        """Show the month of a place."""
        self._place = place
        if not place.month:
            self._found = None
            self.stack.setCurrentIndex(0)
            self.filled.emit()
            return
        self._session.read(
            lambda context: _read(context, place.courtyard, place.month),
            lambda found: self._show(place, found),
            owner=self,
            key=(id(self), "month"),
        )

    def _show(self, place: "Place", found: Found) -> None:
        if place is not self._place:
            return
        self._found = found
        self.stack.setCurrentIndex(1)
        self.title.setText(f"{place.name}　{short(place.month)}收支")
        self.table.set_rows(statement_rows(found.statement))
        self._show_hints(found)
        self._offer_people(found)
        self.problem.setText("")
        self.state.setText(_state_words(found.state, place.month))
        self._enable()
        self.filled.emit()

    def _show_hints(self, found: Found) -> None:
        self.hints.clear()
        for hint in found.hints:
            item = QListWidgetItem(icons.icon("fa6s.triangle-exclamation", "warn"), hint.text)
            item.setData(_ROLE, hint.entry)
            item.setToolTip(hint.text)
            self.hints.addItem(item)
        if not found.hints:
            words = "没有发现需要核对的。" if found.state.entries else "这个月没有收支。"
            self.hints.addItem(QListWidgetItem(icons.icon("fa6s.circle-check", "ok"), words))

    def _offer_people(self, found: Found) -> None:
        chosen = self.preparer.currentText() or found.me
        second = self.checker.currentText()
        for box, wanted in ((self.preparer, chosen), (self.checker, second)):
            box.blockSignals(True)
            box.clear()
            if box is self.checker:
                box.addItem("请选择", "")
            for name in found.people:
                box.addItem(name, name)
            box.setCurrentIndex(max(0, box.findText(wanted)))
            box.blockSignals(False)

    def _enable(self) -> None:
        found = self._found
        if found is None:
            return
        open_month = found.state.closed is None and not found.state.shut
        self.form.setVisible(open_month)
        self.reason.setVisible(self.single.isChecked())
        self.checker.setEnabled(not self.single.isChecked())
        self.user_button.setEnabled(not self.single.isChecked())
        self.user_button.setVisible(not found.checkers.managed)
        self.single.setEnabled(found.checkers.alone)
        self.single.setToolTip("" if found.checkers.alone else "要管理员在“系统”的“用户”里同意单人办理")
        self.close_button.setVisible(open_month)
        self.close_button.setEnabled(not found.state.refusal)
        self.sheet_button.setVisible(found.state.closed is not None)
        self.staff_button.setVisible(found.state.closed is not None and bool(found.statement.staff))

    def _go_to(self, item: QListWidgetItem) -> None:
        entry = item.data(_ROLE)
        if entry is not None:
            self.entry_wanted.emit(bytes(entry))

    # closing

    def add_user(self) -> None:
        """Make the second person known where it is not yet."""
        name = prompts.ask_text(self.window(), "新增用户", "审核人的姓名：")
        if name is None:
            return

        def add(context: "Context") -> str:
            from services.users import add_user

            return add_user(context, name).name

        def added(made: str) -> None:
            self.checker.addItem(made, made)
            self.checker.setCurrentIndex(self.checker.count() - 1)
            self.preparer.addItem(made, made)

        self._session.write(add, added, self._refused, owner=self)

    def _problem(self) -> str:
        """Return what still lacks, "" where the month can be closed."""
        if self.single.isChecked():
            return "" if self.reason.text().strip() else "请写明单人办理的原因。"
        if not self.checker.currentData():
            return "请选审核的人：制表和审核要由两个人办理。"
        if self.checker.currentData() == self.preparer.currentData():
            return "制表和审核不能是同一个人。确实只有一个人时，勾选“单人办理”并写明原因。"
        return ""

    def close_month(self) -> None:
        """Ask once, then close the month for good."""
        place, found = self._place, self._found
        if place is None or found is None or not self.close_button.isEnabled():
            return
        problem = self._problem()
        self.problem.setText(problem)
        if problem:
            (self.reason if self.single.isChecked() else self.checker).setFocus()
            return
        month = short(place.month)
        warned = f"还有{len(found.hints)}条提醒没有处理。" if found.hints else ""
        detail = f"{warned}月结后这个月的账不能再修改、删除，也不能撤销；有错只能冲正。"
        buttons = (Button("close", "月结", "accept"), Button("back", "再核对", "reject"))
        closing = show(found.statement.closing, "money")
        text = f"结{month}的账吗？期末余额{closing}元。"
        if prompts.ask(self.window(), "月结", text, buttons, detail) != "close":
            return
        single = self.single.isChecked()
        preparer = str(self.preparer.currentData())
        checker = "" if single else str(self.checker.currentData())
        reason = self.reason.text() if single else ""
        self._write(place, (preparer, checker, reason), None)

    def _write(self, place: "Place", people: tuple[str, str, str], password: str | None) -> None:
        def write(context: "Context") -> "Saved":
            from services import ledgers

            return ledgers.close_month(context, place.courtyard, place.month, *people, password=password)

        def refused(error: BaseException) -> None:
            given = password_for(error, self.window())
            if given is not None:
                self._write(place, people, given)
            else:
                self._refused(error)

        self.close_button.setEnabled(False)
        month = short(place.month)
        self._session.write(write, lambda saved: self._closed(saved, month), refused, owner=self)

    def _closed(self, saved: "Saved", month: str) -> None:
        self.single.setChecked(False)
        self.reason.clear()
        if saved.committed is not None:
            # a closed month stays closed: nothing to undo is offered
            self._session.committed(saved.committed.touched, f"{month}已月结，可以做月度收支公开表了")
        self.sheet_button.setFocus()

    def _refused(self, error: BaseException) -> None:
        self._enable()
        if isinstance(error, UserError):
            self.problem.setText(error.message)
        else:
            self._session.report(error)

    def make_sheet(self, kind: str = "accounts") -> None:
        """Go to the preview of the month's sheet: the accounts, or the cost of staff ("staff_cost")."""
        place = self._place
        if place is None or not place.month:
            return
        from ui.ledger.sheet import accounts_target

        self._session.show_page("preview", accounts_target(place.courtyard, place.month, kind))


def statement_rows(told: "Statement") -> list[PlainRow]:
    """Return the lines of a statement: carried over, receipts, payments, what is left."""
    rows = [PlainRow("opening", ("上月结余", "", show(told.opening, "money")), "muted")]
    for key, name, lines, total in (
        ("income", "收入", told.income, told.income_total),
        ("expense", "支出", told.expense, told.expense_total),
    ):
        rows += [_kind_row(key, line) for line in lines if line.count]
        count = sum(line.count for line in lines)
        rows.append(PlainRow(key, (f"{name}合计", str(count), show(total, "money"))))
    rows.append(
        PlainRow(
            "closing", ("本月结余", "", show(told.closing, "money")), "" if told.closing >= 0 else "warn"
        )
    )
    if told.vouchers:
        rows.append(PlainRow("vouchers", (f"票据号 {'、'.join(told.vouchers)}", "", ""), "muted"))
    return rows


def _kind_row(side: str, line: "KindLine") -> PlainRow:
    return PlainRow((side, line.code), (f"　　{line.name}", str(line.count), show(line.amount, "money")))


def _state_words(state: "MonthState", month: str) -> str:
    closed = state.closed
    if closed is None:
        return state.refusal or f"{short(month)}还没有月结。" + ("现在月结算补录。" if state.late else "")
    how = f"单人办理，原因：{closed.single_reason}" if closed.single_reason else f"审核 {closed.checked_by}"
    late = "，补录" if closed.late else ""
    return f"已月结（{closed.closed_on}{late}）：制表 {closed.closed_by}，{how}。"
