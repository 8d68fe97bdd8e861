"""What an import would do: rows by kind, and every value normalised, doubted, refused or not recognised."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from services.subjects import BY_KIND
from ui.widgets import icons, style
from ui.widgets.heading_fields import HeadingFields
from ui.widgets.import_correction import ImportCorrection, Place
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable, Tone

if TYPE_CHECKING:
    from services.importing import Difference, Rehearsal
    from services.importing.corrections import Correction
    from services.importing.plan import Remark

_EMPTY = "（空）"
_KINDS = (
    PlainColumn("内容", 6),
    PlainColumn("新增", 3, number=True),
    PlainColumn("改动", 3, number=True),
    PlainColumn("相同", 0, number=True),
)
_PLACE = (PlainColumn("工作表", 8), PlainColumn("单元格", 5))
_REMARKS = (*_PLACE, PlainColumn("内容", 0))
_NORMALISED = (*_PLACE, PlainColumn("栏目", 8), PlainColumn("表中写的", 14), PlainColumn("记为", 0))
_DIFFERENCES = (
    PlainColumn("类别", 5),
    PlainColumn("名称", 8),
    PlainColumn("栏目", 5),
    PlainColumn("现在", 8),
    PlainColumn("表中", 0),
    PlainColumn("处理", 11),
)
_CORRECTED = (*_PLACE, PlainColumn("表中写的", 14), PlainColumn("改为", 0))
_WHOLE_SHEET = frozenset(("no_place", "no_courtyard"))
"""Codes of remarks that, without a cell, ask for the courtyard of a whole sheet."""


class ImportResult(QWidget):
    """The rehearsal of one book.

    Signals:
        assigned: a heading was given a field by hand: its text and the field, "" for none.
        corrected: a cell, a row or a sheet was corrected, a `Correction`.
        taken_back: corrections were taken back, a list of them.
        decided: differences should be decided the other way; a set of their keys.
    """

    assigned = Signal(str, str)
    corrected = Signal(object)
    taken_back = Signal(list)
    decided = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kinds = PlainTable(_KINDS, "各类记录的增改", empty="表里没有认出记录")
        self.errors = PlainTable(_REMARKS, "错误", empty="没有错误", many=True)
        self.warnings = PlainTable(_REMARKS, "提醒", empty="没有提醒", many=True)
        self.normalised = PlainTable(_NORMALISED, "规范化的内容", empty="没有需要规范化的内容", many=True)
        self.differences = PlainTable(_DIFFERENCES, "与现有不同", empty="已有的记录与表中没有不同", many=True)
        self.corrections = PlainTable(_CORRECTED, "在这里改过的", empty="没有改过", many=True)
        self.headings = HeadingFields()
        self.headings.assigned.connect(self.assigned)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName("预演结果")
        for table in self.tables:
            self.tabs.addTab(table, table.accessibleName())
        self.tabs.addTab(self.headings, "没有认出的列")
        self._places: dict[PlainTable, list[Place | None]] = {}
        self._differences: tuple[Difference, ...] = ()
        self.correction = ImportCorrection()
        self.correction.corrected.connect(self.corrected)
        self.correction.left.connect(lambda: self.tabs.currentWidget().setFocus())
        self.decide_button = QPushButton(icons.icon("fa6s.right-left"), "改为相反的处理")
        self.decide_button.setToolTip("保留的改为用表中的，用表中的改为保留；已删除的改为重新增加（回车）")
        self.decide_button.clicked.connect(self._decide)
        self.take_back_button = QPushButton(icons.icon("fa6s.rotate-left"), "撤回选中的改正")
        self.take_back_button.setToolTip("撤回后按原表的内容重新预演（回车）")
        self.take_back_button.clicked.connect(self._take_back)
        for table in (self.errors, self.warnings, self.normalised):
            table.opened.connect(lambda _: self.correction.begin())
        self.differences.opened.connect(lambda _: self._decide())
        self.corrections.opened.connect(lambda _: self._take_back())
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("筛选：工作表、单元格、内容")
        self.filter.setAccessibleName("筛选预演结果")
        self.filter.setClearButtonEnabled(False)
        self.filter.textChanged.connect(self._filter)
        self.copy_button = QPushButton(icons.icon("fa6s.copy"), "复制")
        self.copy_button.setToolTip("复制选中的行，没有选中就复制全部，可以粘贴到表格里（Ctrl+C）")
        self.copy_button.clicked.connect(self.copy)
        self.detail = QLabel()
        self.detail.setWordWrap(True)
        self.detail.setProperty("role", "muted")
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for table in self.tables:
            table.chosen.connect(self._show_detail)
        self.tabs.currentChanged.connect(lambda _: self._show_detail())
        self._show_detail()
        self._lay_out()

    @property
    def tables(self) -> tuple[PlainTable, ...]:
        """The lists, from left to right."""
        return (self.errors, self.warnings, self.differences, self.normalised, self.corrections)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.addWidget(self.filter, 1)
        bar.addWidget(self.decide_button)
        bar.addWidget(self.take_back_button)
        bar.addWidget(self.copy_button)
        lists = _card()
        column = QVBoxLayout(lists)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.detail)
        column.addWidget(self.correction)
        column.addLayout(bar)
        summary = _card()
        summary.setMaximumWidth(style.px(340))
        left = QVBoxLayout(summary)
        heading = QLabel("将要写入")
        heading.setProperty("role", "heading")
        left.addWidget(heading)
        left.addWidget(self.kinds)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(12))
        layout.addWidget(summary, 3)
        layout.addWidget(lists, 7)

    def show_rehearsal(self, rehearsal: "Rehearsal", assigned: dict[str, str], *, stay: bool = False) -> None:
        """Show what a book would do.

        Args:
            rehearsal: of the book.
            assigned: fields given by hand, by text of the heading.
            stay: the user works on this book: list, filter and place stay.
        """
        plan = rehearsal.plan
        before = self._standing() if stay else None
        if not stay:
            self.filter.clear()
        self.kinds.set_rows(
            [
                PlainRow(
                    kind, (BY_KIND[kind].title, *(_count(n) for n in (each.add, each.change, each.same)))
                )
                for kind, each in rehearsal.changes.items()
            ]
        )
        self._differences = rehearsal.differences
        self._places = {
            self.errors: [_place(each) for each in plan.errors],
            self.warnings: [_place(each) for each in plan.warnings],
            self.normalised: [Place(each.sheet, each.cell, each.old) for each in plan.normalised],
        }
        self.errors.set_rows(_remarks(plan.errors, "error"))
        self.warnings.set_rows(_remarks(plan.warnings, "warn"))
        self.differences.set_rows([_difference(at, each) for at, each in enumerate(self._differences)])
        self.normalised.set_rows(
            [
                PlainRow(at, (each.sheet, each.cell, each.field, each.old, each.new or "（记在备注里）"))
                for at, each in enumerate(plan.normalised)
            ]
        )
        self.corrections.set_rows([_correction(each) for each in plan.corrected])
        self.headings.show_headings(plan.unrecognised, assigned)
        self._count_tabs(len(plan.unrecognised))
        if before is not None:
            self._stand(*before)
        elif self.errors.row_count:
            self.errors.selectRow(0)
        self._show_detail()

    def _standing(self) -> tuple[QWidget, int]:
        """Return the list in front and the first row chosen there."""
        table = self.tabs.currentWidget()
        if not isinstance(table, PlainTable):
            return table, 0
        chosen = table.selectionModel().selectedRows()
        return table, min((index.row() for index in chosen), default=0)

    def _stand(self, table: QWidget, row: int) -> None:
        """Go back to a list and row, or to the last row there is."""
        if not self.tabs.isTabVisible(self.tabs.indexOf(table)):
            return
        self.tabs.setCurrentWidget(table)
        if isinstance(table, PlainTable) and table.rows:
            table.clearSelection()
            table.selectRow(min(row, len(table.rows) - 1))
        table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _count_tabs(self, unrecognised: int) -> None:
        for at, table in enumerate(self.tables):
            count = table.row_count
            self.tabs.setTabText(at, f"{table.accessibleName()} {count}" if count else table.accessibleName())
        for table in (self.errors, self.corrections):
            self.tabs.setTabVisible(self.tabs.indexOf(table), table.row_count > 0)
        at = self.tabs.indexOf(self.headings)
        self.tabs.setTabText(at, f"没有认出的列 {unrecognised}")
        self.tabs.setTabVisible(at, unrecognised > 0 or self.headings.has_assigned)
        filled = [table for table in self.tables if table.row_count]
        self.tabs.setCurrentWidget(filled[0] if filled else self.warnings)

    def _filter(self, text: str) -> None:
        for table in self.tables:
            table.filter(text)

    def _show_detail(self) -> None:
        """Show the whole text of the chosen line; in the list it may be cut off."""
        table = self.tabs.currentWidget()
        rows = table.selected_rows() if isinstance(table, PlainTable) else []
        parts = [cell for cell in rows[0].cells if cell] if len(rows) == 1 else []
        self.detail.setText("　".join(parts))
        self.detail.setVisible(bool(parts))
        places = self._places.get(table, []) if isinstance(table, PlainTable) else []
        self.correction.show_place(places[rows[0].key] if len(rows) == 1 and places else None)
        self.decide_button.setVisible(table is self.differences)
        self.decide_button.setEnabled(bool(rows))
        self.take_back_button.setVisible(table is self.corrections)
        self.take_back_button.setEnabled(bool(rows))

    def _decide(self) -> None:
        keys = {self._differences[at].key for at in self.differences.selected_keys()}
        if keys:
            self.decided.emit(frozenset(keys))

    def _take_back(self) -> None:
        chosen = self.corrections.selected_keys()
        if chosen:
            self.taken_back.emit(chosen)

    def copy(self) -> None:
        """Copy the list in front."""
        table = self.tabs.currentWidget()
        if isinstance(table, PlainTable):
            table.copy()


def _remarks(remarks: "Sequence[Remark]", tone: Tone) -> list[PlainRow]:
    return [
        PlainRow(at, (each.sheet or "整本", each.cell, each.message), tone) for at, each in enumerate(remarks)
    ]


def _place(remark: "Remark") -> Place | None:
    """Return what can be corrected about a remark."""
    if not remark.sheet or (not remark.cell and remark.code not in _WHOLE_SHEET):
        return None
    return Place(remark.sheet, remark.cell, remark.text)


def _difference(at: int, each: "Difference") -> PlainRow:
    cells = (each.kind_label, each.name, each.field, each.old or _EMPTY, each.new or _EMPTY, each.done)
    return PlainRow(at, cells, "muted" if each.kept else "")


def _correction(each: "Correction") -> PlainRow:
    if each.leaves_out:
        cells = (each.sheet, f"第{each.cell}行", "", "不导入这一行")
    elif not each.cell:
        cells = (each.sheet, "整张表", "", f"楼院：{each.text}")
    else:
        cells = (each.sheet, each.cell, each.old or _EMPTY, each.text or _EMPTY)
    return PlainRow(each, cells)


def _count(number: int) -> str:
    return f"{number:,}" if number else "—"


def _card() -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "card")
    return frame
