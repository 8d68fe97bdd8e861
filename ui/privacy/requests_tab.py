"""删除申请: requests to erase somebody that wait for the sub-district office, from all communities."""

from typing import TYPE_CHECKING, Final

from ui.system.tab import SystemTab, button, explain, muted
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

if TYPE_CHECKING:
    from services.office import Context
    from services.retention import Request
    from ui.session import Session

_COLUMNS: Final = (
    PlainColumn("姓名", 9),
    PlainColumn("社区", 12),
    PlainColumn("申请日期", 11),
    PlainColumn("经办人", 8),
    PlainColumn("为什么", 0),
)


class RequestsTab(SystemTab):
    """The list, with the button that carries a request out where that can be done."""

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._here = False
        self.table = PlainTable(_COLUMNS, "删除申请", empty="没有等着办理的删除申请。")
        self.said = muted("")
        self.go = button("办理…", "fa6s.user-slash", self.carry_out, tip="先看会删什么、留什么（回车）")
        self.bar(self.said, self.go).setStretch(0, 1)
        self.card().addWidget(self.table)
        self.table.chosen.connect(self._enable)
        self.table.opened.connect(lambda _: self.carry_out())
        self._enable()

    def refresh(self) -> None:
        """Read the requests."""
        self.session.read(_read, self._show, self.session.report, owner=self, key=(id(self), "requests"))

    def search(self) -> None:
        """Put the focus on the list."""
        self.table.setFocus()

    def _show(self, found: "tuple[tuple[Request, ...], bool]") -> None:
        requests, self._here = found
        self.said.setText(
            "各社区的申请都在这里，办理后随数据同步在每台电脑上删除。"
            if self._here
            else "这里是本机提出的申请，由街道办办理；办理后随数据同步在本机删除。"
        )
        self.table.set_rows(
            [
                PlainRow(
                    each, (each.name or "（不在本机）", each.unit, each.asked_on, each.asked_by, each.reason)
                )
                for each in requests
            ]
        )
        self._enable()
        self.filled.emit()

    def _enable(self) -> None:
        may = self.session.is_open and self.session.context.may("personal.erase")
        self.go.setEnabled(self._here and may and bool(self.table.selected_keys()))
        explain(self.go, "" if self._here else "由街道办办理")

    def carry_out(self) -> None:
        """Show what erasing the person of the chosen request would do."""
        from ui.privacy.erase_dialog import open_erasing

        if self.go.isEnabled():
            open_erasing(self.session, self.window(), self.table.selected_keys()[0].record_id)


def _read(context: "Context") -> "tuple[tuple[Request, ...], bool]":
    from services import erasing, retention

    return retention.open_requests(context), erasing.can_erase_here(context)
