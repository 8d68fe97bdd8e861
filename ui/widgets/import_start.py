"""Where an import begins: what can be imported, the button, what was wrong with a file, earlier imports."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.widgets import icons, style
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

if TYPE_CHECKING:
    from services.importing import ImportLine

_EARLIER = (
    PlainColumn("文件", 0),
    PlainColumn("时间", 11),
    PlainColumn("操作人", 6),
    PlainColumn("变更", 5, number=True),
    PlainColumn("状态", 6),
)
_HELP = (
    "楼院摸排表、自治组织成员、志愿队伍、房屋住户、居民和党员名册、收支台账都可以，"
    "列的顺序和标题行数不限。先预演，看过再写入，写入后可以一步撤销。"
)


class ImportStart(QWidget):
    """The first of the import's views.

    Signals:
        choose_wanted: the button that chooses a file.
        undo_wanted: an earlier import should be taken back; its id.
    """

    choose_wanted = Signal()
    undo_wanted = Signal(bytes)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choose_button = QPushButton(icons.icon("fa6s.folder-open", "on_accent"), "选择表格…")
        self.choose_button.setProperty("primary", True)
        self.choose_button.setToolTip("选择要导入的表格（Ctrl+O）")
        self.choose_button.clicked.connect(self.choose_wanted)
        self.problem = QFrame()
        self._mark = QLabel()
        self._problem_text = QLabel()
        self._problem_text.setWordWrap(True)
        self._problem_text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.imports = PlainTable(_EARLIER, "以前的导入", empty="还没有导入过")
        self.undo_button = QPushButton(icons.icon("fa6s.rotate-left"), "撤销选中的导入")
        self.undo_button.setEnabled(False)
        self.undo_button.clicked.connect(self._undo)
        self.imports.chosen.connect(self._enable)
        self._undone: set[bytes] = set()
        self._lay_out()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(12))
        layout.addWidget(self._invitation())
        row = QHBoxLayout(self.problem)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._problem_text, 1)
        self.problem.hide()
        layout.addWidget(self.problem)
        earlier = QFrame()
        earlier.setProperty("role", "card")
        column = QVBoxLayout(earlier)
        bar = QHBoxLayout()
        heading = QLabel("以前的导入")
        heading.setProperty("role", "heading")
        bar.addWidget(heading)
        bar.addStretch(1)
        bar.addWidget(self.undo_button)
        column.addLayout(bar)
        column.addWidget(self.imports, 1)
        layout.addWidget(earlier, 1)

    def _invitation(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        picture = QLabel()
        picture.setPixmap(icons.icon("fa6s.file-import", "accent").pixmap(style.px(36), style.px(36)))
        heading = QLabel("把表格拖到这里，或者选择文件")
        heading.setProperty("role", "heading")
        text = QLabel(_HELP)
        text.setWordWrap(True)
        text.setProperty("role", "muted")
        kinds = QLabel("支持 xlsx、xls、ods、csv")
        kinds.setProperty("role", "small")
        words = QVBoxLayout()
        words.setSpacing(style.px(4))
        for label in (heading, text, kinds):
            words.addWidget(label)
        row = QHBoxLayout(card)
        margin = style.px(20)
        row.setContentsMargins(margin, margin, margin, margin)
        row.setSpacing(style.px(20))
        row.addWidget(picture)
        row.addLayout(words, 1)
        row.addWidget(self.choose_button)
        return card

    def show_problem(self, name: str, sentence: str, *, calm: bool = False) -> None:
        """Say why a file was not imported; "" takes the sentence away.

        Args:
            name: of the file.
            sentence: what is wrong and what to do.
            calm: nothing is wrong, the user stopped it.
        """
        self.problem.setVisible(bool(sentence))
        tone = "info" if calm else "error"
        self.problem.setProperty("box", tone)
        self.problem.style().unpolish(self.problem)
        self.problem.style().polish(self.problem)
        mark = "fa6s.circle-info" if calm else "fa6s.circle-xmark"
        self._mark.setPixmap(icons.icon(mark, tone).pixmap(style.px(18), style.px(18)))
        text = sentence if not name or f"“{name}”" in sentence else f"“{name}”：{sentence}"
        self._problem_text.setText(text)
        self.problem.setAccessibleName(text)

    @property
    def problem_text(self) -> str:
        """What was said about the last file."""
        return self._problem_text.text()

    def show_imports(self, lines: "Sequence[ImportLine]") -> None:
        """List the earlier imports, the newest first."""
        self._undone = {line.batch_id for line in lines if line.undone}
        self.imports.set_rows(
            [
                PlainRow(
                    line.batch_id,
                    (
                        line.file_name,
                        line.at_text,
                        line.user,
                        f"{line.change_count:,}",
                        "已撤销" if line.undone else "已写入",
                    ),
                    "muted" if line.undone else "ok",
                )
                for line in lines
            ]
        )
        self._enable()

    def _enable(self) -> None:
        chosen = self.imports.selected_keys()
        self.undo_button.setEnabled(len(chosen) == 1 and chosen[0] not in self._undone)

    def _undo(self) -> None:
        for batch_id in self.imports.selected_keys():
            self.undo_wanted.emit(batch_id)
