"""Taking every value of one office: a preview record by record, then one step does it."""

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.system.tab import button
from ui.widgets import style
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable
from ui.widgets.scrolling import size_within_window

if TYPE_CHECKING:
    from services.conflicts import Bulk

_SIZE: Final = (780, 480)
_COLUMNS: Final = (
    PlainColumn("记录", 14),
    PlainColumn("项目", 9),
    PlainColumn("现在显示", 0),
    PlainColumn("改为", 0),
)


class BulkDialog(QDialog):
    """What would be done, and the button that does it.

    Args:
        bulk: the preview.
        parent: the page.
    """

    def __init__(self, bulk: "Bulk", parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"全部采用{bulk.office}的")
        size_within_window(self, *_SIZE)
        left = f"，另有{bulk.left}件要单独决定，不变" if bulk.left else ""
        intro = QLabel(f"以下{len(bulk.lines)}处采用{bulk.office}填写的内容{left}。可以一步撤销。")
        intro.setWordWrap(True)
        self.table = PlainTable(_COLUMNS, "将要采用的内容")
        self.table.set_rows([PlainRow(at, line) for at, line in enumerate(bulk.lines)])
        self.do_button = button("全部采用", "fa6s.check", self.accept, primary=True, tip="Ctrl+回车")
        cancel = button("取消", "fa6s.xmark", self.reject)
        for each in (self.do_button, cancel):
            each.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.do_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*[style.px(16)] * 4)
        whole.setSpacing(style.px(10))
        whole.addWidget(intro)
        whole.addWidget(self.table, 1)
        whole.addLayout(foot)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.accept)
