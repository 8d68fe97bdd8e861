"""Headings a book has that nobody recognised, each with a box that gives it a field by hand."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.widgets import style
from ui.widgets.searchable_box import SearchableBox

if TYPE_CHECKING:
    from services.importing.plan import Heading

_EXAMPLES = 3
_NOTHING = "不导入这一列"


class HeadingFields(QScrollArea):
    """One line for each heading: where it stands, what is in it, what it means.

    Signals:
        assigned: text of a heading and the field it was given, "" for none.
    """

    assigned = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.boxes: dict[str, SearchableBox] = {}
        self._assigned: dict[str, str] = {}

    @property
    def has_assigned(self) -> bool:
        """Whether some heading was given a field by hand."""
        return bool(self._assigned)

    def show_headings(self, headings: "Sequence[Heading]", assigned: Mapping[str, str]) -> None:
        """Show the headings not recognised, and those given a field by hand before.

        Args:
            headings: not recognised.
            assigned: field by text of the heading.
        """
        from services.importing.headings import assignable_fields

        self.boxes.clear()
        self._assigned = dict(assigned)
        fields = [(label, code) for code, label in assignable_fields()]
        inner = QWidget()
        inner.setProperty("role", "page")
        grid = QGridLayout()
        grid.setHorizontalSpacing(style.px(14))
        grid.setColumnStretch(2, 1)
        _add_head(grid)
        lines = [(each.text, f"{each.sheet} {each.column}列", each.examples) for each in headings]
        known = {text for text, _, _ in lines}
        lines += [(text, "已指定", ()) for text in assigned if text not in known]
        for row, (text, place, examples) in enumerate(lines, 1):
            self._add_line(grid, row, text, place, "、".join(examples[:_EXAMPLES]), fields)
        column = QVBoxLayout(inner)
        column.addWidget(_hint())
        column.addLayout(grid)
        column.addStretch(1)
        self.setWidget(inner)

    def _add_line(
        self,
        grid: QGridLayout,
        row: int,
        text: str,
        place: str,
        examples: str,
        fields: Sequence[tuple[str, str]],
    ) -> None:
        where = QLabel(place)
        where.setProperty("role", "muted")
        sample = QLabel(examples)
        sample.setProperty("role", "muted")
        box = SearchableBox(f"“{text}”这一列是什么")
        box.offer([(_NOTHING, ""), *fields])
        box.choose(self._assigned.get(text, ""))
        box.setMinimumWidth(style.px(240))
        box.picked.connect(lambda field: self._assign(text, field))
        name = QLabel(text.replace("/", " ／ "))
        name.setBuddy(box)
        for column, widget in enumerate((name, where, sample, box)):
            grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignVCenter)
        self.boxes[text] = box

    def _assign(self, text: str, field: str) -> None:
        self._assigned[text] = field
        self.assigned.emit(text, field)


def _hint() -> QLabel:
    label = QLabel("这些列的标题没有认出来，其余列照常导入。选好它是什么，预演会重新做一遍，下次自动认得。")
    label.setWordWrap(True)
    label.setProperty("role", "muted")
    return label


def _add_head(grid: QGridLayout) -> None:
    for column, text in enumerate(("标题", "位置", "内容举例", "这一列是")):
        label = QLabel(text)
        label.setProperty("role", "small")
        grid.addWidget(label, 0, column)
