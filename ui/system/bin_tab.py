"""The recycle bin: what was deleted, by whom and when, and back again with everything that went along."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit

from services import history
from services.context import Context
from services.history import DeletedLine
from ui.session import EVERYTHING, Session
from ui.system.tab import SystemTab, button, muted
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

_COLUMNS = (
    PlainColumn("名称", 0),
    PlainColumn("类别", 8),
    PlainColumn("连带", 6, number=True),
    PlainColumn("删除时间", 11),
    PlainColumn("操作人", 8),
)


class BinTab(SystemTab):
    """The recycle bin."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.table = PlainTable(_COLUMNS, "回收站", empty="回收站是空的", many=True)
        self._lines: dict[tuple[bytes, bytes], DeletedLine] = {}
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("筛选：名称、类别、操作人")
        self.filter.setAccessibleName("筛选回收站")
        self.filter.textChanged.connect(self.table.filter)
        self.restore_button = button(
            "恢复", "fa6s.rotate-left", self.restore, primary=True, tip="恢复选中的记录（回车）"
        )
        row = self.bar(self.filter, self.restore_button)
        row.setStretch(0, 1)
        self.card().addWidget(self.table)
        self.column.addWidget(muted("删除的内容一直留在这里。恢复一条记录时，和它一起删除的内容也一起恢复。"))
        self.table.chosen.connect(self._enable)
        self.table.opened.connect(lambda _: self.restore())
        self._enable()

    def refresh(self) -> None:
        """Read the recycle bin."""
        self.session.read(history.recycle_bin, self._show, owner=self, key=(id(self), "bin"))

    def search(self) -> None:
        """Put the cursor into the filter."""
        self.filter.setFocus()

    def _show(self, found: tuple[DeletedLine, ...]) -> None:
        self._lines = {(line.tx_id, line.id): line for line in found}
        self.table.set_rows(
            [
                PlainRow(
                    key,
                    (
                        line.name or "（没有名称）",
                        line.kind_label,
                        f"{line.row_count - 1}条" if line.row_count > 1 else "—",
                        line.at_text,
                        line.user,
                    ),
                )
                for key, line in self._lines.items()
            ]
        )
        self._enable()
        self.filled.emit()

    def _enable(self) -> None:
        count = len(self.table.selected_keys())
        self.restore_button.setEnabled(count > 0)
        self.restore_button.setText(f"恢复选中的{count}条" if count > 1 else "恢复")

    def restore(self) -> None:
        """Bring the chosen records back."""
        lines = [self._lines[key] for key in self.table.selected_keys()]
        if not lines:
            return

        def work(context: Context) -> int:
            return restore_all(context, lines)

        def restored(count: int) -> None:
            also = count - len(lines)
            what = f"“{lines[0].name}”" if len(lines) == 1 else f"{len(lines)}条记录"
            self.session.changed.emit(EVERYTHING)
            self.session.notice(f"已恢复{what}" + (f"，连带{also}条" if also > 0 else ""))

        self.session.write(work, restored, self._failed, owner=self)

    def _failed(self, error: BaseException) -> None:
        """Show what is left: the records before the one that could not be restored are back."""
        self.session.changed.emit(EVERYTHING)
        self.session.report(error)


def restore_all(context: Context, lines: Sequence[DeletedLine]) -> int:
    """Bring records back, the one deleted last first; returns the number of rows.

    What was deleted before its owner has to wait for the owner.
    """
    return sum(history.restore(context, line.tx_id, line.kind, line.id) for line in lines)
