"""What an import did, with the one button that takes it back."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from services.subjects import BY_KIND
from ui.widgets import icons, style
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

if TYPE_CHECKING:
    from services.importing import ImportResult, Rehearsal

_KINDS = (
    PlainColumn("内容", 0),
    PlainColumn("新增", 6, number=True),
    PlainColumn("改动", 6, number=True),
)


class ImportDone(QWidget):
    """The last of the import's views.

    Signals:
        undo_wanted: the import should be taken back; its id.
        look_wanted: the courtyards should be shown.
        another_wanted: another book should be chosen.
    """

    undo_wanted = Signal(bytes)
    look_wanted = Signal()
    another_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._batch: bytes | None = None
        self._mark = QLabel()
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setProperty("role", "heading")
        self.detail = QLabel()
        self.detail.setWordWrap(True)
        self.detail.setProperty("role", "muted")
        self.kinds = PlainTable(_KINDS, "写入的内容")
        self.undo_button = QPushButton(icons.icon("fa6s.rotate-left"), "撤销这次导入")
        self.undo_button.clicked.connect(self._undo)
        self.another_button = QPushButton(icons.icon("fa6s.folder-open"), "再导入一个…")
        self.another_button.clicked.connect(self.another_wanted)
        self.look_button = QPushButton(icons.icon("fa6s.building", "on_accent"), "查看楼院")
        self.look_button.setProperty("primary", True)
        self.look_button.clicked.connect(self.look_wanted)
        self._lay_out()

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("role", "card")
        words = QVBoxLayout()
        words.setSpacing(style.px(4))
        words.addWidget(self.text)
        words.addWidget(self.detail)
        head = QHBoxLayout()
        head.setSpacing(style.px(14))
        head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.undo_button)
        buttons.addStretch(1)
        buttons.addWidget(self.another_button)
        buttons.addWidget(self.look_button)
        column = QVBoxLayout(card)
        margin = style.px(20)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(style.px(12))
        column.addLayout(head)
        column.addWidget(self.kinds, 1)
        column.addLayout(buttons)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)

    def show_result(self, rehearsal: "Rehearsal", result: "ImportResult") -> None:
        """Show what was written.

        Args:
            rehearsal: of the book.
            result: of applying it.
        """
        self._batch = result.batch_id
        plan = rehearsal.plan
        self._mark.setPixmap(icons.icon("fa6s.circle-check", "ok").pixmap(style.px(32), style.px(32)))
        self.text.setText(f"“{plan.file_name}”已导入")
        noted = f"有{len(plan.warnings)}条提醒，可以在相应的记录里核对。" if plan.warnings else ""
        self.detail.setText(
            f"写入{result.change_records:,}条变更，规范化{len(plan.normalised):,}处。{noted}"
            "需要时可以一步撤销，之后改过的内容会保留。"
        )
        self.kinds.set_rows(
            [
                PlainRow(kind, (BY_KIND[kind].title, _count(change.add), _count(change.change)))
                for kind, change in rehearsal.changes.items()
                if change.add or change.change
            ]
        )
        self.undo_button.setEnabled(result.batch_id is not None)

    def _undo(self) -> None:
        if self._batch is not None:
            self.undo_wanted.emit(self._batch)


def _count(number: int) -> str:
    return f"{number:,}" if number else "—"
