"""Two records side by side: which one stays, whose value is taken, the buttons that merge or part."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.conflicts.versions import words
from ui.system.tab import button
from ui.widgets import style
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

if TYPE_CHECKING:
    from services.duplicates import Comparison, Line, Which

_COLUMNS: Final = (
    PlainColumn("项目", 7),
    PlainColumn("保留的一条", 0),
    PlainColumn("另一条", 0),
    PlainColumn("合并后", 0),
)


class ComparePanel(QWidget):
    """The pair in front.

    Signals:
        merge_wanted, swap_wanted, apart_wanted: the buttons.
        open_wanted: one of the records is to be shown: its id.
    """

    merge_wanted = Signal()
    swap_wanted = Signal()
    apart_wanted = Signal()
    open_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.comparison: Comparison | None = None
        self.chosen: dict[str, Which] = {}
        self.title = words("", "title")
        self.about = words("", "muted")
        self.table = PlainTable(_COLUMNS, "两条记录对照，回车换一边", empty="在表里选一对，这里并排对照。")
        self.table.opened.connect(self._toggle)
        self.merge_button = button("合并", "fa6s.code-merge", self.merge_wanted.emit, primary=True)
        self.merge_button.setToolTip("合成一条；另一条进回收站，它下面的记录都转过来，可以撤销（Ctrl+回车）")
        self.swap_button = button(
            "换一下", "fa6s.right-left", self.swap_wanted.emit, tip="保留另外一条（Ctrl+R）"
        )
        self.apart_button = button(
            "不是重复", "fa6s.xmark", self.apart_wanted.emit, tip="这是两条不同的记录，不再提示"
        )
        self.open_button = button("看记录", "fa6s.arrow-up-right-from-square", self._open)
        foot = QHBoxLayout()
        foot.setSpacing(style.px(8))
        for each in (self.merge_button, self.swap_button, self.apart_button, self.open_button):
            foot.addWidget(each)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(6))
        column.addWidget(self.title)
        column.addWidget(self.about)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.show_pair(None)

    def show_pair(self, comparison: "Comparison | None", why: str = "") -> None:
        """Show two records; None for nothing chosen."""
        self.comparison = comparison
        self.chosen = {}
        for each in (self.merge_button, self.swap_button, self.apart_button, self.open_button):
            each.setEnabled(comparison is not None)
        if comparison is None:
            self.title.setText("")
            self.about.setText("")
            self.table.set_rows([])
            return
        moved = "、".join(f"{label}{number}条" for label, number in comparison.moved)
        told = [why] if why else []
        told.append(f"另一条下面的{moved}会转过来" if moved else "另一条下面没有别的记录")
        if comparison.differing:
            told.append(f"有{comparison.differing}项不一样，选中按回车换一边")
        self.title.setText(comparison.names[0])
        self.about.setText("；".join(told))
        self._show_lines()

    def _show_lines(self) -> None:
        if self.comparison is not None:
            self.table.set_rows([self._row(line) for line in self.comparison.lines])

    def _row(self, line: "Line") -> PlainRow:
        which = self.chosen.get(line.name, line.taken)
        taken = line.keep if which == "keep" else line.drop
        tone = "warn" if line.differs else ""
        cells = (line.label, line.keep or "—", line.drop or "—", taken or "—")
        return PlainRow(line.name, cells, tones=("", "", "", "warn" if tone else ""))

    def _toggle(self, name: str) -> None:
        line = next(line for line in self.comparison.lines if line.name == name) if self.comparison else None
        if line is not None and line.differs:
            which = self.chosen.get(name, line.taken)
            self.chosen[name] = "drop" if which == "keep" else "keep"
            self._show_lines()

    def _open(self) -> None:
        if self.comparison is not None:
            self.open_wanted.emit(self.comparison.keep)
