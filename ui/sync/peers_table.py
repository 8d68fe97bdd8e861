"""The other offices: when something last came and went, who is late, how much is on its way."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from services.times import local_time
from ui.sync import words
from ui.widgets import style
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

if TYPE_CHECKING:
    from services.sync.told import PeerStatus, Status

_COLUMNS = (
    PlainColumn("单位", 12),
    PlainColumn("情况", 0),
    PlainColumn("最近收到", 8),
    PlainColumn("最近写出", 8),
    PlainColumn("未确认", 6, number=True),
    PlainColumn("登记有效到", 9),
)


class PeersTable(QWidget):
    """All workstations of a hub, late ones first."""

    def __init__(self) -> None:
        super().__init__()
        self.told = QLabel()
        self.told.setProperty("role", "muted")
        self.table = PlainTable(
            _COLUMNS,
            "各社区的收发情况",
            empty="还没有登记的社区。社区带来申请后，在“社区登记”里接收。",
            many=True,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(8))
        column.addWidget(self.told)
        column.addWidget(self.table, 1)

    def show_status(self, status: "Status") -> None:
        """Show how it stands."""
        self.table.set_rows([_row(peer) for peer in status.peers])
        parts = [f"共{len(status.peers)}个社区工作站"] if status.peers else []
        parts += [f"{status.late}个该收发了"] if status.late else []
        parts += ["“未确认”是本机有、对方还没有回执的改动"] if status.unsent else []
        self.told.setText("，".join(parts))
        self.told.setVisible(bool(parts))


def _row(peer: "PeerStatus") -> PlainRow:
    told, tone = words.peer_state(peer)
    until = local_time(peer.valid_to).partition(" ")[0] if peer.valid_to is not None else "—"
    cells = (
        peer.name,
        told,
        words.short(peer.last_in_ms),
        words.short(peer.last_out_ms),
        f"{peer.unsent:,}" if peer.unsent else "—",
        until,
    )
    return PlainRow(peer.peer, cells, tone)
