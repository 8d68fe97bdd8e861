"""本人同意: every consent on record, with whether its scan is there."""

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QLineEdit

from ui.system.tab import SystemTab, muted
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

if TYPE_CHECKING:
    from services.consents import Listed
    from ui.session import Session

_COLUMNS: Final = (
    PlainColumn("姓名", 9),
    PlainColumn("同意什么", 12),
    PlainColumn("同意日期", 12),
    PlainColumn("方式", 11),
    PlainColumn("撤回日期", 12),
    PlainColumn("扫描件", 0),
)


class ConsentsTab(SystemTab):
    """The list; a line leads to the consent, which is kept with its resident."""

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self.table = PlainTable(
            _COLUMNS, "本人同意", empty="还没有登记本人同意。在“居民”里打开本人，到“本人同意”一页登记。"
        )
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("筛选：姓名、同意什么")
        self.filter.setAccessibleName("筛选")
        self.filter.textChanged.connect(self.table.filter)
        self.bar(self.filter).setStretch(0, 1)
        self.card().addWidget(self.table)
        self.column.addWidget(muted("书面同意的扫描件放在那一条同意的“附件”里；撤回的写明撤回日期。"))
        self.table.opened.connect(lambda each: session.show_record("consents", each))

    def refresh(self) -> None:
        """Read the consents."""
        from services import consents

        self.session.read(
            consents.listed, self._show, self.session.report, owner=self, key=(id(self), "consents")
        )

    def search(self) -> None:
        """Put the cursor into the filter."""
        self.filter.setFocus()

    def _show(self, found: "tuple[Listed, ...]") -> None:
        self.table.set_rows([_row(each) for each in found])
        self.filled.emit()


def _row(each: "Listed") -> PlainRow:
    missing = each.written and not each.files and not each.withdrawn_on
    scan = f"{each.files}个" if each.files else "缺扫描件" if missing else "—"
    cells = (each.name, each.purpose, each.given_on, each.how, each.withdrawn_on or "—", scan)
    return PlainRow(each.id, cells, "muted" if each.withdrawn_on else "warn" if missing else "")
