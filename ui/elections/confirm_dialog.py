"""The result is confirmed: who is elected by the figures, to which post, compared with the signed report."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from models import vocab
from ui.elections.grid_dialog import GridDialog, heading
from ui.elections.telling import told
from ui.elections.vetting_dialog import style_gap
from ui.widgets import style

if TYPE_CHECKING:
    from services.election_record import ElectionView
    from services.office import Context
    from services.saving import Saved
    from ui.session import Session


class ConfirmDialog(GridDialog):
    """The arithmetic, the elected with their posts, and the figures of the signed report.

    Args:
        session: the office at work.
        found: the election.
        parent: the window.
    """

    def __init__(self, session: "Session", found: "ElectionView", parent: QWidget) -> None:
        intro = "确认后当选的人登记为成员，原来一届到此结束；可以撤销，备案或公告以后不能再改。"
        super().__init__(session, "确认选举结果", "确认结果", intro, parent)
        self.found = found
        for words in (*found.outcome.told, *(found.missing if not found.outcome.open_seats else ())):
            label = QLabel(words)
            label.setWordWrap(True)
            self.body.addWidget(label)
        self.body.addWidget(heading(f"当选{len(found.outcome.elected)}人"))
        self.body.addLayout(self._elected())
        self.body.addWidget(heading("照签字的报告单再核对一遍（可以不填）"))
        self.body.addLayout(self._report())
        self.body.addStretch(1)

    def _elected(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(style_gap())
        known = {person: post for each in self.found.rounds for person, post in each.posts}
        for row, won in enumerate(self.found.outcome.elected):
            name = QLabel(won.name)
            name.setMinimumWidth(style.px(80))
            grid.addWidget(name, row, 0)
            votes = QLabel(f"{won.votes}票")
            votes.setMinimumWidth(style.px(60))
            grid.addWidget(votes, row, 1)
            now = known.get(won.key, "member")
            box = self.chooser(f"post:{row}", f"{won.name}的职务", vocab.COMMITTEE_POST.items, now)
            grid.addWidget(box, row, 2)
        grid.setColumnStretch(3, 1)
        return grid

    def _report(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(style_gap())
        self.line("valid", "有效票", width=6)
        self.line("total", "得票合计", width=6)
        names = ["valid", "total"]
        if self.found.outcome.open_seats:
            self.line("reason", "空缺的原因", tip="还有席位没有选出，不再投票的写明原因")
            names.append("reason")
        for row, name in enumerate(names):
            self.put(grid, (row, 0), name, self.fields[name].accessibleName())
        grid.setColumnStretch(2, 1)
        return grid

    def command(self) -> "Callable[[Context], Saved]":
        """Return what confirms the result."""
        from services import elections

        posts = {won.key: self.text(f"post:{row}") for row, won in enumerate(self.found.outcome.elected)}
        valid, total = self.number("valid"), self.number("total")
        reason = self.text("reason") if "reason" in self.fields else ""
        election = self.found.id

        def work(context: "Context") -> "Saved":
            return elections.confirm_result(context, election, posts, valid=valid, total=total, reason=reason)

        return work

    def tell(self, result: Any) -> None:
        """Tell who was elected."""
        names = "、".join(each.name for each in self.found.outcome.elected)
        told(self.session, result, f"已确认选举结果，当选{names}")
