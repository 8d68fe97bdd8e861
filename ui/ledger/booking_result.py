"""What booking would do, line by line: state, what is wrong beside it, which kind an unknown word means."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from models.vocab import LEDGER_DIRECTION
from services.booking.lines import DIFFERENT, ERROR, LEFT_OUT, NEW, OWN_KIND, PENDING, SAME, STATES
from services.importing.corrections import row_of
from services.shown import show
from ui.system.tab import button
from ui.widgets import style
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable, Tone
from ui.widgets.searchable_box import SearchableBox

if TYPE_CHECKING:
    from services.booking import Booking, BookLine, Offers
    from services.importing.plan import Remark

_LINES: Final = (
    PlainColumn("状态", 6),
    PlainColumn("行", 2, number=True),
    PlainColumn("日期", 6),
    PlainColumn("楼院", 8),
    PlainColumn("收支", 3),
    PlainColumn("项目", 6),
    PlainColumn("金额（元）", 6, number=True),
    PlainColumn("票据号", 6),
    PlainColumn("摘要", 8),
    PlainColumn("问题", 0),
)
_WORDS: Final = (
    PlainColumn("收支", 4),
    PlainColumn("表里的写法", 16),
    PlainColumn("笔数", 5, number=True),
    PlainColumn("记作", 0),
)
_MONTHS: Final = (
    PlainColumn("月份", 8),
    PlainColumn("楼院", 16),
    PlainColumn("收入（元）", 9, number=True),
    PlainColumn("支出（元）", 9, number=True),
    PlainColumn("笔数", 5, number=True),
    PlainColumn("", 0),
)
_REMARKS: Final = (PlainColumn("工作表", 10), PlainColumn("单元格", 5), PlainColumn("内容", 0))
_TONES: Final[Mapping[str, Tone]] = {
    NEW: "ok",
    PENDING: "ok",
    SAME: "info",
    DIFFERENT: "warn",
    ERROR: "error",
    LEFT_OUT: "muted",
}


class BookingResult(QWidget):
    """The rehearsal of one file, or of the lines that wait.

    Signals:
        left_out: lines should be left out, or taken in again: a set of their numbers.
        kind_chosen: direction, word and code of the kind it means.
    """

    left_out = Signal(object)
    kind_chosen = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._booking: Booking | None = None
        self._kinds: tuple[tuple[str, str, str], ...] = ()
        self._problems: dict[int, str] = {}
        self.lines = PlainTable(_LINES, "收支明细", empty="没有收支", many=True)
        self.words = PlainTable(_WORDS, "不认识的项目", empty="项目都认识")
        self.remarks = PlainTable(_REMARKS, "错误和提醒", empty="没有错误和提醒", many=True)
        self.months = PlainTable(_MONTHS, "按月合计", empty="没有要入账的收支")
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName("入账预演")
        for table in (self.lines, self.words, self.remarks, self.months):
            self.tabs.addTab(table, table.accessibleName())
        self.detail = QLabel()
        self.detail.setWordWrap(True)
        self.detail.setProperty("role", "muted")
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.kind_words = QLabel()
        self.kind = SearchableBox("记作哪一项")
        self.kind.setMinimumContentsLength(12)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("筛选：楼院、项目、票据号、问题")
        self.filter.setAccessibleName("筛选预演结果")
        self.only_problems = QCheckBox("只看有问题的(&W)")
        self.leave_button = button(
            "不入账这一行", "fa6s.ban", self.toggle_left_out, tip="选中的行不入账，再按一次恢复（Delete）"
        )
        self.copy_button = button(
            "复制", "fa6s.copy", self.copy, tip="复制选中的行，没有选中就复制全部（Ctrl+C）"
        )
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._assigning = QWidget()
        assign = QHBoxLayout(self._assigning)
        assign.setContentsMargins(0, 0, 0, 0)
        assign.addWidget(self.kind_words)
        assign.addWidget(self.kind)
        assign.addStretch(1)
        bar = QHBoxLayout()
        bar.addWidget(self.filter, 1)
        bar.addWidget(self.only_problems)
        bar.addWidget(self.leave_button)
        bar.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(8))
        column.addWidget(self.tabs, 1)
        column.addWidget(self.detail)
        column.addWidget(self._assigning)
        column.addLayout(bar)

    def _connect(self) -> None:
        for table in (self.lines, self.words, self.remarks, self.months):
            table.chosen.connect(self._show_detail)
        self.tabs.currentChanged.connect(lambda _: self._show_detail())
        self.filter.textChanged.connect(self._filter)
        self.only_problems.toggled.connect(lambda _: self._show_lines())
        self.kind.picked.connect(self._choose_kind)
        for table in (self.lines, self.words):
            table.opened.connect(lambda _: self._begin_choosing())
        here = Qt.ShortcutContext.WidgetShortcut
        QShortcut(QKeySequence("Delete"), self.lines, context=here).activated.connect(self.toggle_left_out)

    # ---- showing

    def show_booking(self, booking: "Booking", offers: "Offers") -> None:
        """Show a rehearsal.

        Args:
            booking: the rehearsal.
            offers: the kinds there are to choose from.
        """
        self._booking = booking
        self._kinds = offers.kinds
        self._problems = problems_of(booking)
        self._show_lines()
        self.words.set_rows(
            [
                PlainRow(
                    (each.direction, each.word),
                    (
                        LEDGER_DIRECTION.label(each.direction),
                        each.word or "（没有写）",
                        str(each.count),
                        _booked_as(each.kind, each.kind_name),
                    ),
                    "ok" if each.chosen else "warn",
                )
                for each in booking.words
            ]
        )
        remarks = [("error", each) for each in booking.errors] + [("warn", each) for each in booking.warnings]
        self.remarks.set_rows(
            [
                _remark_row(at, each, "error" if tone == "error" else "warn")
                for at, (tone, each) in enumerate(remarks)
            ]
        )
        self.months.set_rows(
            [
                PlainRow(
                    at,
                    (
                        each.month,
                        each.courtyard,
                        show(each.income, "money"),
                        show(each.expense, "money"),
                        str(each.count),
                        "补录" if each.late else "",
                    ),
                )
                for at, each in enumerate(booking.months)
            ]
        )
        counts = (len(booking.lines), len(booking.words), len(remarks), len(booking.months))
        for number, count in enumerate(counts):
            table = self.tabs.widget(number)
            self.tabs.setTabText(number, f"{table.accessibleName()}（{count}）")
        self._show_detail()

    def _show_lines(self) -> None:
        if self._booking is None:
            return
        only = self.only_problems.isChecked()
        before = self.lines.currentIndex().row()
        self.lines.say_empty("没有有问题的行" if only and self._booking.lines else "没有收支")
        self.lines.set_rows(
            [
                _line_row(line, self._problems.get(line.number, ""))
                for line in self._booking.lines
                if not only or line.number in self._problems
            ]
        )
        self._stand(before)
        self._show_detail()

    def _stand(self, before: int) -> None:
        """Go on from the row that is selected, or from where one stood; the keys know the place again."""
        chosen = self.lines.selectionModel()
        rows = sorted(index.row() for index in chosen.selectedRows())
        if rows:
            here = self.lines.model().index(rows[0], 0)
            chosen.setCurrentIndex(here, chosen.SelectionFlag.NoUpdate)
        elif self.lines.rows and before >= 0:
            self.lines.selectRow(min(before, len(self.lines.rows) - 1))

    def _filter(self, text: str) -> None:
        for table in (self.lines, self.words, self.remarks, self.months):
            table.filter(text)

    def _show_detail(self) -> None:
        """Tell in full what the chosen row has no room for, and offer kinds for its word."""
        table = self.tabs.currentWidget()
        line = self._chosen_line() if table is self.lines else None
        self.leave_button.setEnabled(line is not None)
        taken_out = line is not None and line.state == LEFT_OUT
        self.leave_button.setText("恢复入账" if taken_out else "不入账这一行")
        text = self._problems.get(line.number, "") if line is not None else ""
        if table is self.remarks:
            text = "\n".join(row.cells[2] for row in self.remarks.selected_rows()[:1])
        self.detail.setText(text)
        self.detail.setVisible(bool(text))
        self._offer_kinds(self._chosen_word())

    def _offer_kinds(self, word: "tuple[str, str, str] | None") -> None:
        self._assigning.setVisible(word is not None)
        if word is None:
            return
        direction, text, code = word
        self.kind_words.setText(f"“{text}”记作")
        items = [(name, known) for side, known, name in self._kinds if side == direction]
        self.kind.offer([(f"新建一项：{text}", OWN_KIND), *items])
        self.kind.choose(code)

    # ---- what is chosen

    def _chosen_line(self) -> "BookLine | None":
        keys = self.lines.selected_keys()
        if self._booking is None or not keys:
            return None
        number: int = keys[0]
        return self._booking.lines[number]

    def _chosen_word(self) -> "tuple[str, str, str] | None":
        """Return direction, word and kind of the unknown word that is chosen, None for none."""
        table = self.tabs.currentWidget()
        if self._booking is None or table not in (self.lines, self.words):
            return None
        key: tuple[str, str] | None = None
        if table is self.lines:
            line = self._chosen_line()
            if line is not None and line.unknown and line.direction and line.is_booked:
                key = (line.direction, line.word)
        else:
            key = next(iter(self.words.selected_keys()), None)
        found = (each for each in self._booking.words if (each.direction, each.word) == key and each.word)
        return next(((each.direction, each.word, each.kind) for each in found), None)

    def _begin_choosing(self) -> None:
        if self._chosen_word() is not None:
            self.kind.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _choose_kind(self, code: str) -> None:
        word = self._chosen_word()
        if word is not None and code != word[2]:
            self.kind_chosen.emit(word[0], word[1], code)

    def toggle_left_out(self) -> None:
        """Leave the chosen lines out, or take them in again."""
        keys = self.lines.selected_keys()
        if keys and self.tabs.currentWidget() is self.lines:
            self.left_out.emit(frozenset(keys))

    def copy(self) -> None:
        """Copy the rows of the list in front."""
        table = self.tabs.currentWidget()
        if isinstance(table, PlainTable):
            table.copy()


def problems_of(booking: "Booking") -> dict[int, str]:
    """Return what is to be said beside each line, by its number."""
    said: dict[int, list[str]] = {line.number: [line.problem] for line in booking.lines if line.problem}
    by_row: dict[tuple[str, int], list[str]] = {}
    for remark in booking.warnings:
        row = row_of(remark.cell) if remark.cell else None
        if row is not None:
            by_row.setdefault((remark.sheet, row), []).append(remark.message)
    given = {(each.direction, each.word) for each in booking.words if each.chosen}
    for line in booking.lines:
        texts = said.setdefault(line.number, [])
        texts += [text for text in by_row.get((line.sheet, line.row), ()) if text not in texts]
        if line.state == LEFT_OUT and not texts:
            texts.append("不入账；按 Delete 恢复。")
        if line.unknown and line.is_booked and line.word:
            chosen = (line.direction, line.word) in given
            how = "按选的" if chosen else "不在收支项目里，按"
            texts.append(f"“{line.word}”{how}“{_booked_as(line.kind, line.kind_name)}”入账。")
    return {number: "".join(texts) for number, texts in said.items() if texts}


def _line_row(line: "BookLine", problem: str) -> PlainRow:
    cells = (
        STATES[line.state],
        str(line.row) if line.row else "",
        line.on_date or "",
        line.courtyard,
        LEDGER_DIRECTION.label(line.direction) if line.direction else "",
        _booked_as(line.kind, line.kind_name) or line.word,
        show(line.amount, "money"),
        line.voucher,
        line.summary,
        problem,
    )
    tone = _TONES[line.state]
    settled = not problem or line.state in (ERROR, LEFT_OUT) or "按选的" in problem
    worried: Tone = "" if settled else "warn"
    between: list[Tone] = ["" for _ in cells[1:-1]]
    return PlainRow(line.number, cells, tone, (tone, *between, worried))


def _booked_as(code: str, name: str) -> str:
    return f"{name}（新建）" if code == OWN_KIND else name


def _remark_row(at: int, remark: "Remark", tone: Tone) -> PlainRow:
    return PlainRow(at, (remark.sheet, remark.cell, remark.message), tone)
