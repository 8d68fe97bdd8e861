"""The count beside the ballots: heads and areas, shares, how many are missing, the rule and its article."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from services.shown import show
from ui.meetings.lines import area_told
from ui.widgets import style

if TYPE_CHECKING:
    from models.rules.picking import ElectionTally
    from models.rules.tally import Tally

_ROWS = (
    ("应参加", "due"),
    ("参加", "present"),
    ("同意", "in_favour"),
    ("反对", "against"),
    ("弃权", "abstain"),
    ("无效", "invalid"),
)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TallyPanel(QFrame):
    """What was counted so far, or in the end.

    Args:
        parent: where it stands.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.outcome, self.progress = QLabel(), QLabel()
        self.outcome.setProperty("role", "heading")
        self.outcome.setWordWrap(True)
        self.progress.setProperty("role", "muted")
        self.progress.setWordWrap(True)
        self.reasons = QLabel()
        self.reasons.setWordWrap(True)
        self.reasons.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reasons.setAccessibleName("计算过程")
        self.rule = QLabel()
        self.rule.setWordWrap(True)
        self.rule.setProperty("role", "muted")
        self.rule.setAccessibleName("适用的规则")
        self.figures = QGridLayout()
        self.figures.setHorizontalSpacing(style.px(12))
        self.figures.setVerticalSpacing(style.px(3))
        self._cells: dict[str, tuple[QLabel, QLabel]] = {}
        self._headings = QLabel("人数"), QLabel("专有面积")
        self._lay_out()
        self.clear("还没有选要计票的事项")

    def _lay_out(self) -> None:
        for column, label in enumerate(self._headings, 1):
            label.setProperty("role", "muted")
            label.setAlignment(_RIGHT)
            self.figures.addWidget(label, 0, column)
        for row, (words, name) in enumerate(_ROWS, 1):
            heads, area = QLabel(), QLabel()
            for label in (heads, area):
                label.setAlignment(_RIGHT)
            title = QLabel(words)
            title.setProperty("role", "muted")
            self.figures.addWidget(title, row, 0)
            self.figures.addWidget(heads, row, 1)
            self.figures.addWidget(area, row, 2)
            self._cells[name] = heads, area
        self.figures.setColumnStretch(0, 1)
        self._table = QWidget()
        self._table.setLayout(self.figures)
        self.figures.setContentsMargins(0, 0, 0, 0)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(style.px(10), style.px(8), style.px(10), style.px(8))
        column_.setSpacing(style.px(6))
        for widget in (self.outcome, self.progress, self._table, self.reasons, self.rule):
            column_.addWidget(widget)
        column_.addStretch(1)

    def clear(self, words: str) -> None:
        """Show no count, and say why."""
        self.outcome.setText("")
        self.outcome.hide()
        self._table.hide()
        self.reasons.setText("")
        self.rule.setText("")
        self.progress.setText(words)

    def show_tally(self, tally: "Tally", progress: str, *, final: bool = False, unit: str = "人") -> None:
        """Show a count.

        Args:
            tally: as the rule has it.
            progress: how many ballots are in, or who counted.
            final: whether it was counted; what is said before is only how it stands now.
            unit: measure word of a head.
        """
        by_area = tally.area is not None
        self._headings[1].setVisible(by_area)
        for _, name in _ROWS:
            heads, area = self._cells[name]
            heads.setText(f"{getattr(tally.heads, name)}{unit}")
            area.setVisible(by_area)
            area.setText(area_told(getattr(tally.area, name)) if tally.area is not None else "")
        since = f"，{show(tally.valid_from, 'date')}起施行" if tally.valid_from else ""
        rule = f"规则：{tally.title}，{tally.article}{since}"
        word = "通过" if tally.passed else "没有通过" if final else "还没有达到"
        # while papers come in there is arithmetic, but no conclusion yet
        reasons = tally.reasons if final else tally.reasons[:-1]
        word = "已经达到" if tally.passed and not final else word
        self._say(word, tally.passed, final, progress, reasons, rule)
        self._table.show()

    def show_election(self, tally: "ElectionTally", progress: str, *, final: bool = False) -> None:
        """Show the count of an election: papers, and who got how many; arguments as for `show_tally`."""
        papers = f"发出{tally.issued}张，" if tally.issued is not None else ""
        papers += (
            f"收回{tally.returned}张，有效{tally.valid}张，无效{tally.invalid}张，至少{tally.need}票当选"
        )
        lines = [
            f"{'✓' if each.elected else '=' if each.tied else '　'} {each.name}　{each.votes}票"
            for each in tally.standings
        ]
        done = tally.open_seats == 0
        word = f"应选{tally.seats}人，{'已' if final else '目前'}选出{len(tally.elected)}人"
        self._say(word, done, final, progress, (papers, *lines, *tally.reasons), f"规则：{tally.article}")
        self._table.hide()

    def _say(
        self, word: str, fine: bool, final: bool, progress: str, reasons: Sequence[str], rule: str
    ) -> None:
        mark, now = "✓" if fine else "✗", "结果" if final else "现在"
        self.outcome.setText(f"{mark} {now}：{word}")
        _set(self.outcome, "answer", "ok" if fine else "warn")
        self.outcome.show()
        self.progress.setText(progress)
        self.reasons.setText("\n".join(reasons))
        self.rule.setText(rule)
        self.setAccessibleName(self.outcome.text())
        self.setAccessibleDescription(self.reasons.text())


def _set(widget: QWidget, name: str, value: str) -> None:
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
