"""How far the register is covered: each courtyard and each building with what it has and what it lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QTabBar, QVBoxLayout

from services import coverage
from services.coverage import BuildingCoverage, CourtyardCoverage, State
from ui.page import Page
from ui.widgets import style
from ui.widgets.chooser import Chooser
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable, Tone

if TYPE_CHECKING:
    from services.office import Context
    from ui.session import Session

_TONES: dict[State, Tone] = {"yes": "ok", "partly": "warn", "because": "info", "no": "warn"}
_COURTYARDS = (
    PlainColumn("楼院", 12),
    PlainColumn("社区", 6),
    PlainColumn("党组织", 0),
    PlainColumn("自治组织", 11),
    PlainColumn("志愿队伍", 11),
    PlainColumn("分包干部", 8),
    PlainColumn("楼院长", 6),
)
_BUILDINGS = (
    PlainColumn("楼栋", 9),
    PlainColumn("楼院", 14),
    PlainColumn("覆盖的党组织", 0),
    PlainColumn("楼栋长", 12),
)
_ALL = "全部社区"
Line = TypeVar("Line", CourtyardCoverage, BuildingCoverage)


@dataclass(frozen=True, slots=True)
class Found:
    """What the page shows."""

    courtyards: tuple[CourtyardCoverage, ...]
    buildings: tuple[BuildingCoverage, ...]


def read(context: "Context") -> Found:
    """Return what the page shows; on the reader's thread."""
    return Found(coverage.courtyards(context.reader), coverage.buildings(context.reader))


def make(session: "Session", argument: str) -> Page:
    """Return the page of coverage."""
    return CoveragePage(session)


class CoveragePage(Page):
    """A table of courtyards and one of buildings, each cell with an icon, a colour and words."""

    title = "覆盖情况"
    help_topic = "coverage"

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._found = Found((), ())
        self._stale = True
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("楼院或楼栋")
        for name in ("楼院", "楼栋"):
            self.tabs.addTab(name)
        self.communities = Chooser()
        self.communities.setAccessibleName("社区")
        self.communities.addItem(_ALL, None)
        self.lacking = QCheckBox("只看缺的")
        self.search = QLineEdit()
        self.search.setPlaceholderText("筛选")
        self.search.setAccessibleName("筛选")
        self.search.setClearButtonEnabled(True)
        self.courtyards = PlainTable(_COURTYARDS, "各楼院的覆盖情况", empty="还没有楼院。", many=True)
        self.buildings = PlainTable(_BUILDINGS, "各楼栋的覆盖情况", empty="还没有登记楼栋。", many=True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(style.px(8))
        bar.addWidget(self.tabs)
        bar.addStretch(1)
        bar.addWidget(self.lacking)
        bar.addWidget(self.communities)
        bar.addWidget(self.search)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.courtyards)
        self.stack.addWidget(self.buildings)
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(style.px(14), style.px(10), style.px(14), style.px(10))
        column.setSpacing(style.px(6))
        column.addLayout(bar)
        column.addWidget(self.stack, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(style.px(12), style.px(12), style.px(12), style.px(12))
        whole.addWidget(card)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        self.tabs.currentChanged.connect(lambda _: self._tell())
        self.communities.currentIndexChanged.connect(lambda _: self._show_rows())
        self.lacking.toggled.connect(lambda _: self._show_rows())
        self.search.textChanged.connect(self._filter)
        show = self._session.show_record
        self.courtyards.opened.connect(lambda record_id: show("courtyards", record_id))
        self.buildings.opened.connect(lambda record_id: show("buildings", record_id))
        self._session.changed.connect(lambda _: self._refresh())

    # what the window asks

    @property
    def table(self) -> PlainTable:
        """The table in front."""
        return self.buildings if self.tabs.currentIndex() else self.courtyards

    def arrive(self, argument: object = None) -> None:
        """Read again what has changed meanwhile."""
        if self._stale:
            self._refresh()

    def take_focus(self) -> None:
        """Put the focus into the table, on its first row."""
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.table.rows and not self.table.selected_rows():
            self.table.selectRow(0)

    def seek(self) -> None:
        """Put the cursor into the line that filters."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # reading and showing

    def _refresh(self) -> None:
        self._stale = not self.isVisible()
        if self.isVisible():
            self._session.read(read, self._show, owner=self, key="coverage")

    def _show(self, found: Found) -> None:
        self._found = found
        self._show_communities()
        self._show_rows()
        self.painted.emit()

    def _show_communities(self) -> None:
        chosen = self.communities.currentData()
        named = dict.fromkeys((line.unit_id, line.community) for line in self._found.courtyards)
        self.communities.blockSignals(True)
        self.communities.clear()
        self.communities.addItem(_ALL, None)
        for unit_id, name in named:
            self.communities.addItem(name, unit_id or b"")
        at = next((i for i in range(self.communities.count()) if self.communities.itemData(i) == chosen), 0)
        self.communities.setCurrentIndex(at)
        self.communities.blockSignals(False)

    def _show_rows(self) -> None:
        yards, blocks = self._fitting(self._found.courtyards), self._fitting(self._found.buildings)
        self.courtyards.set_rows([_row(each, (each.name, each.community)) for each in yards])
        self.buildings.set_rows([_row(each, (each.name, each.courtyard)) for each in blocks])
        self.tabs.setTabText(0, f"楼院 {len(yards)}")
        self.tabs.setTabText(1, f"楼栋 {len(blocks)}")
        self._tell()

    def _fitting(self, lines: Sequence[Line]) -> list[Line]:
        community, lacking = self.communities.currentData(), self.lacking.isChecked()
        return [
            line
            for line in lines
            if (community is None or (line.unit_id or b"") == community)
            and not (lacking and all(part.state == "yes" for part in line.parts))
        ]

    def _filter(self, text: str) -> None:
        self.courtyards.filter(text)
        self.buildings.filter(text)

    def _tell(self) -> None:
        """Say in the header how many of those shown lack something."""
        parts = (
            [line.parts for line in self._fitting(self._found.buildings)]
            if self.tabs.currentIndex()
            else [line.parts for line in self._fitting(self._found.courtyards)]
        )
        lacking = sum(any(part.state != "yes" for part in each) for each in parts)
        measure = "栋" if self.tabs.currentIndex() else "个"
        detail = f"{len(parts)}{measure}，{lacking}{measure}有缺项" if parts else ""
        self.heading_changed.emit(self.title, detail)


def _row(line: CourtyardCoverage | BuildingCoverage, names: tuple[str, str]) -> PlainRow:
    """Return a line of the table: words with an icon for what is there, and for what is not."""
    tones: tuple[Tone, ...] = ("", "", *(_TONES[part.state] for part in line.parts))
    return PlainRow(line.id, (*names, *(part.text for part in line.parts)), tones=tones)
