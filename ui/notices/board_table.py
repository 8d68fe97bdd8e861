"""What hangs on every board on a day, until when, and how much room is left."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from ui.notices.strip import short
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable, Tone

if TYPE_CHECKING:
    from services.boards import Board, Hanging

_COLUMNS = (
    PlainColumn("楼院", 11),
    PlainColumn("公开栏", 11),
    PlainColumn("空位", 6),
    PlainColumn("编号", 9),
    PlainColumn("公示", 0),
    PlainColumn("公示至", 7),
    PlainColumn("第几天", 5, number=True),
)


class BoardTable(PlainTable):
    """A row for each sheet that hangs, and one for each board on which nothing hangs."""

    def __init__(self) -> None:
        super().__init__(_COLUMNS, "现在贴着的", empty="还没有登记公开栏。在楼院的记录里、或张贴时新增。")

    def show_boards(
        self, boards: "Sequence[Board]", hanging: "Mapping[bytes, Sequence[Hanging]]", on: date
    ) -> None:
        """Show boards in their order with what hangs there.

        Args:
            boards: the boards in use.
            hanging: what hangs, by board.
            on: the day that is looked at.
        """
        rows = []
        for board in boards:
            head = (board.courtyard, board.text, _room(board))
            here = hanging.get(board.id, ())
            if not here:
                rows.append(PlainRow(("board", board.id), (*head, "", "没有贴", "", ""), "muted"))
            for each in here:
                until = short(each.until_day) if each.until_day else "长期"
                due = each.until_day is not None and each.until_day <= on.isoformat()
                tone: Tone = "warn" if each.over else "info" if due else ""
                cells = (*head, each.number, each.title, until, str(each.days))
                rows.append(PlainRow(("notice", each.notice_id, each.posting_id), cells, tone))
        self.set_rows(rows)

    def start(self) -> None:
        """Put the focus on the selected row, the first one without any."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.rows and not self.selected_rows():
            self.selectRow(0)

    def notice(self) -> bytes | None:
        """Return the notice of the selected row, None where nothing hangs."""
        key = next(iter(self.selected_keys()), None)
        return key[1] if key is not None and key[0] == "notice" else None


def _room(board: "Board") -> str:
    if board.free is None:
        return "没有写"
    return f"{board.free}张" if board.free >= 0 else f"多贴{-board.free}张"
