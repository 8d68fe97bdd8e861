"""核对两遍: the papers on which two entries do not agree; whoever looks at the paper says which is right."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models import vocab
from models.errors import LouyuanError
from ui import prompts
from ui.meetings.marking import told
from ui.meetings.voting import read_differences
from ui.widgets import style
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

if TYPE_CHECKING:
    from services.meetings.ballot_list import BallotLine
    from services.meetings.double_entry import Difference
    from services.office import Context
    from services.saving import Saved
    from ui.session import Session

_COLUMNS = (PlainColumn("票", 12), PlainColumn("第一遍", 10), PlainColumn("第二遍", 0))
_SIZE, _MARGIN = (680, 460), 24


class DifferencesDialog(QDialog):
    """A table of differences.

    Args:
        session: reads and writes.
        resolution_id: what was voted on.
        title: of it.
        parent: the window.
    """

    def __init__(self, session: "Session", resolution_id: bytes, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._id = session, resolution_id
        self._reason = ""
        self.setWindowTitle("核对两遍录入")
        self.intro = QLabel(f"“{title}”：拿出原票看一看，选定以哪一遍为准，另一遍照着改。")
        self.intro.setWordWrap(True)
        self.table = PlainTable(_COLUMNS, "两遍不一致的票", empty="两遍录入一致，可以计票。")
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setProperty("role", "error")
        self.buttons = [QPushButton("以第一遍为准　1"), QPushButton("以第二遍为准　2")]
        self.close_button = QPushButton("关闭　Esc")
        for number, made in enumerate(self.buttons, 1):
            made.setAutoDefault(False)
            made.clicked.connect(lambda _, number=number: self.settle(number))
            QShortcut(QKeySequence(str(number)), self, lambda number=number: self.settle(number))
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        self._lay_out(parent)

    def _lay_out(self, window: QWidget) -> None:
        row = QHBoxLayout()
        for made in self.buttons:
            row.addWidget(made)
        row.addStretch(1)
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[style.px(16)] * 4)
        column.setSpacing(style.px(8))
        column.addWidget(self.intro)
        column.addWidget(self.table, 1)
        column.addWidget(self.problem)
        column.addLayout(row)
        room = window.window().size()
        self.resize(
            min(style.px(_SIZE[0]), room.width() - _MARGIN), min(style.px(_SIZE[1]), room.height() - _MARGIN)
        )

    def start(self) -> None:
        """Show it, with the first difference in front."""
        self.finished.connect(self.deleteLater)
        self.open()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.reload()

    def reload(self) -> None:
        """Read what does not agree."""
        resolution = self._id
        self._session.read(lambda context: read_differences(context, resolution), self._show, owner=self)

    def _show(self, found: "tuple[Difference, ...]") -> None:
        at = self.table.currentIndex().row()
        rows = [PlainRow(each.key, (each.label, _said(each.first), _said(each.second))) for each in found]
        self.table.set_rows(rows)
        if rows:
            self.table.selectRow(min(max(at, 0), len(rows) - 1))
        for made in self.buttons:
            made.setEnabled(bool(rows))

    def settle(self, entry: int) -> None:
        """Take one entry of the paper in front for the right one."""
        keys, resolution = self.table.selected_keys(), self._id
        if not keys:
            return

        why = self._reason

        def work(context: "Context") -> "Saved":
            from services.meetings import double_entry

            return double_entry.settle(context, resolution, keys[0], entry, single_reason=why)

        def done(saved: "Saved") -> None:
            self.problem.setText("")
            told(self._session, saved, f"已按第{'一二'[entry - 1]}遍改好")
            self.reload()

        def refused(error: BaseException) -> None:
            if not isinstance(error, LouyuanError):
                raise error
            self.problem.setText(error.message)
            if getattr(error, "field", None) == "checked_by":
                self._ask_reason(entry, error.message)

        self._session.write(work, done, refused, owner=self)

    def _ask_reason(self, entry: int, words: str) -> None:
        """Ask why somebody prefers the own entry without a second person; kept for the other papers."""
        reason = prompts.ask_text(self, "单人办理", f"{words}\n单人办理的原因：")
        if reason is not None:
            self._reason = reason
            self.settle(entry)


def _said(line: "BallotLine | None") -> str:
    """Return what an entry says of a paper."""
    if line is None:
        return "没有录"
    parts = [vocab.BALLOT_CHOICE.label(line.choice)]
    if line.picks:
        parts.append("选了" + "、".join(f"{each}号" for each in line.picks))
    if line.attendee_id is None and line.paper is None:
        parts.append(f"{line.papers}票")
    if line.origin:
        parts.append(vocab.BALLOT_ORIGIN.label(line.origin))
    return " ".join(parts) + (f"（{line.entered_by}）" if line.entered_by else "")
