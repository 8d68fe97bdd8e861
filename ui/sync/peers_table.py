"""The other offices: when something last came and went, who is late, how much is on its way."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from services.times import local_time
from ui import prompts
from ui.prompts import Button
from ui.sync import words
from ui.system.tab import button
from ui.widgets import style
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

if TYPE_CHECKING:
    from services.office import Context
    from services.sync.told import PeerStatus, Status
    from ui.session import Session

_COLUMNS = (
    PlainColumn("单位", 12),
    PlainColumn("情况", 0),
    PlainColumn("最近收到", 8),
    PlainColumn("最近写出", 8),
    PlainColumn("未确认", 6, number=True),
    PlainColumn("登记有效到", 9),
)


_ADVICE = (
    "电脑丢失、换人或不再使用时吊销。吊销后，它写的数据包不再收取，也不再给它写数据；"
    "已经收到的记录都保留。它还没有送来的改动，要在吊销前先收下。\n\n"
    "吊销不能撤销；以后要再用，请让它重新申请登记。"
)


class PeersTable(QWidget):
    """All workstations of a hub, late ones first; one that was lost is withdrawn here.

    Args:
        session: withdraws on the writer.
    """

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._peers: dict[bytes, PeerStatus] = {}
        self.told = QLabel()
        self.told.setProperty("role", "muted")
        self.table = PlainTable(
            _COLUMNS,
            "各社区的收发情况",
            empty="还没有登记的社区。社区带来申请后，在“社区登记”里接收。",
            many=True,
        )
        self.revoke_button = button(
            "吊销…", "fa6s.ban", self.revoke, tip="电脑丢失或不再使用：不再收取它写的数据包"
        )
        self.table.chosen.connect(self._enable)
        foot = QHBoxLayout()
        foot.addWidget(self.revoke_button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(8))
        column.addWidget(self.told)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self._enable()

    def show_status(self, status: "Status") -> None:
        """Show how it stands."""
        self._peers = {peer.peer: peer for peer in status.peers}
        self.table.set_rows([_row(peer) for peer in status.peers])
        self._enable()
        parts = [f"共{len(status.peers)}个社区工作站"] if status.peers else []
        parts += [f"{status.late}个该收发了"] if status.late else []
        parts += ["“未确认”是本机有、对方还没有回执的改动"] if status.unsent else []
        self.told.setText("，".join(parts))
        self.told.setVisible(bool(parts))

    def revoke(self) -> None:
        """Withdraw the chosen workstation after a question."""
        peer = self._chosen()
        if peer is None:
            return
        buttons = (Button("keep", "不吊销", "reject"), Button("revoke", "吊销"))
        question = f"要吊销“{peer.name}”的登记吗？"
        if prompts.ask(self.window(), "数据同步", question, buttons, _ADVICE) != "revoke":
            return

        def command(context: "Context") -> None:
            from services.sync import joining

            joining.revoke(context, peer.peer)

        def revoked(_: object) -> None:
            self._session.changed.emit(frozenset({"sync_replica"}))
            self._session.notice(f"已吊销“{peer.name}”的登记")

        self._session.write(command, revoked, self._session.report, owner=self)

    def _chosen(self) -> "PeerStatus | None":
        keys = self.table.selected_keys()
        peer = self._peers.get(keys[0]) if len(keys) == 1 else None
        return peer if peer is not None and peer.state != "revoked" else None

    def _enable(self) -> None:
        self.revoke_button.setEnabled(self._chosen() is not None)


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
