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
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable, Tone

if TYPE_CHECKING:
    from services.importing import Rehearsal
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
    PlainColumn("类别", 6),
    PlainColumn("名称", 12),
    PlainColumn("栏目", 8),
    PlainColumn("现在", 12),
    PlainColumn("改为", 0),
)


class ImportResult(QWidget):
    """The rehearsal of one book.

    Signals:
        assigned: a heading was given a field by hand: its text and the field, "" for none.
    """

    assigned = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kinds = PlainTable(_KINDS, "各类记录的增改", empty="表里没有认出记录")
        self.errors = PlainTable(_REMARKS, "错误", empty="没有错误", many=True)
        self.warnings = PlainTable(_REMARKS, "提醒", empty="没有提醒", many=True)
        self.normalised = PlainTable(_NORMALISED, "规范化的内容", empty="没有需要规范化的内容", many=True)
        self.differences = PlainTable(
            _DIFFERENCES, "要改动的内容", empty="已有的记录没有要改动的内容", many=True
        )
        self.headings = HeadingFields()
        self.headings.assigned.connect(self.assigned)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName("预演结果")
        for table in self.tables:
            self.tabs.addTab(table, table.accessibleName())
        self.tabs.addTab(self.headings, "没有认出的列")
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
        return (self.errors, self.warnings, self.differences, self.normalised)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.addWidget(self.filter, 1)
        bar.addWidget(self.copy_button)
        lists = _card()
        column = QVBoxLayout(lists)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.detail)
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

    def show_rehearsal(self, rehearsal: "Rehearsal", assigned: dict[str, str]) -> None:
        """Show what a book would do.

        Args:
            rehearsal: of the book.
            assigned: fields given by hand, by text of the heading.
        """
        plan = rehearsal.plan
        self.filter.clear()
        self.kinds.set_rows(
            [
                PlainRow(
                    kind, (BY_KIND[kind].title, *(_count(n) for n in (each.add, each.change, each.same)))
                )
                for kind, each in rehearsal.changes.items()
            ]
        )
        self.errors.set_rows(_remarks(plan.errors, "error"))
        self.warnings.set_rows(_remarks(plan.warnings, "warn"))
        self.differences.set_rows(
            [
                PlainRow(at, (each.kind_label, each.name, each.field, each.old or _EMPTY, each.new or _EMPTY))
                for at, each in enumerate(rehearsal.differences)
            ]
        )
        self.normalised.set_rows(
            [
                PlainRow(at, (each.sheet, each.cell, each.field, each.old, each.new or "（记在备注里）"))
                for at, each in enumerate(plan.normalised)
            ]
        )
        self.headings.show_headings(plan.unrecognised, assigned)
        self._count_tabs(len(plan.unrecognised))
        if self.errors.row_count:
            self.errors.selectRow(0)

    def _count_tabs(self, unrecognised: int) -> None:
        for at, table in enumerate(self.tables):
            count = table.row_count
            self.tabs.setTabText(at, f"{table.accessibleName()} {count}" if count else table.accessibleName())
        self.tabs.setTabVisible(self.tabs.indexOf(self.errors), self.errors.row_count > 0)
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

    def copy(self) -> None:
        """Copy the list in front."""
        table = self.tabs.currentWidget()
        if isinstance(table, PlainTable):
            table.copy()


def _remarks(remarks: "Sequence[Remark]", tone: Tone) -> list[PlainRow]:
    return [
        PlainRow(at, (each.sheet or "整本", each.cell, each.message), tone) for at, each in enumerate(remarks)
    ]


def _count(number: int) -> str:
    return f"{number:,}" if number else "—"


def _card() -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "card")
    return frame
