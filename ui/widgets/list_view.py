"""A list on the screen: a search box and filters, the table, its columns, and what to do when it is empty."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from services.subjects import Subject, subject
from ui.permits import hold
from ui.widgets import icons, style
from ui.widgets.chooser import Chooser
from ui.widgets.empty_list import EmptyList, NextStep
from ui.widgets.list_model import RecordModel
from ui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from services.lists import ListQuery
    from services.office import Context
    from ui.session import Session

TYPING_MS = 180
"""The list follows the typing after this pause."""
_KNOWN_FROM_OWNER = {"courtyard_id": {"courtyard", "community"}, "committee_id": {"courtyard", "committee"}}
"""Columns that say of a record inside its owner what the owner says already."""
Options = tuple[tuple[Any, str], ...]
_FILTERS_IN_A_ROW = 3
"""Filters that have room in one row as they are; more of them leave less around their words."""


class RecordList(QWidget):
    """A list with its search box and filters.

    Args:
        session: read through it.
        kind: kind of the subject.
        below: (column, id): only the records of one owner.
        bar: whether search box and filters are shown.
        steps: buttons of the empty list.
        parent: where it stands.

    Signals:
        opened, deleted, picked: as of the table.
        counted: number of rows.
        ready: the first rows of a query, or refreshed rows, are here.
    """

    opened = Signal(object)
    deleted = Signal(object)
    picked = Signal(object)
    counted = Signal(int)
    ready = Signal()

    def __init__(
        self,
        session: "Session",
        kind: str,
        *,
        below: tuple[str, bytes] | None = None,
        bar: bool = True,
        steps: tuple[NextStep, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.subject: Subject = subject(kind)
        self._below = below
        self._memory = f"list {kind}" + (" below" if below else "")
        self._sort = ("", False)
        self._hidden: set[str] = set()
        self._widths: dict[str, int] = {}
        self._order: list[str] = []
        self._recall()
        self._whole = 0
        self.place = 0
        """Number of the row that was the current one when rows were last asked for."""
        self.asked_anew = False
        """Whether the rows that come next answer another question than those that were shown."""
        self.model = RecordModel(session, self)
        self.table = RecordTable(session, self.model, self)
        self.table.setAccessibleName(f"{self.subject.title}列表")
        self.search = QLineEdit()
        self.filters: dict[str, Chooser] = {}
        self.empty = EmptyList(steps, self._clear_filters)
        self.empty.hide()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self.reload)
        self._lay_out(bar)
        self._connect()

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _: self._typing.start())
        self.search.returnPressed.connect(self._to_table)
        self.table.opened.connect(self.opened)
        self.table.deleted.connect(self.deleted)
        self.table.picked.connect(self.picked)
        self.table.arranged.connect(self._remember)
        self.model.counted.connect(self.counted)
        self.model.arrived.connect(self._arrived)
        header = self.table.horizontalHeader()
        header.sectionClicked.connect(lambda at: self.sort_by(self.model.columns[at].name))
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(lambda at: self._offer_columns(header.mapToGlobal(at)))
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(
            lambda at: self._offer_rows(self.table.viewport().mapToGlobal(at))
        )

    def _lay_out(self, bar: bool) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(8))
        if bar:
            layout.addLayout(self._bar())
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.table, 1)

    def _bar(self) -> QGridLayout:
        self.search.setPlaceholderText("筛选：名称、拼音首字母、电话…")
        self.search.setAccessibleName("筛选")
        self.search.setAccessibleDescription("输入名称、拼音首字母、完整电话或后四位，回车到列表")
        self.search.setClearButtonEnabled(True)
        columns = _tool("fa6s.table-columns", "选择列和排序")
        export = _tool("fa6s.file-export", "导出这个列表", "Ctrl+E")
        export.clicked.connect(self.export)
        hold(self._session, "lists.export", export)
        columns.clicked.connect(lambda: self._offer_columns(columns.mapToGlobal(QPoint(0, columns.height()))))
        above = QHBoxLayout()
        above.setSpacing(style.px(8))
        above.addWidget(self.search, 1)
        above.addWidget(columns)
        above.addWidget(export)
        for each in self.subject.filters:
            box = Chooser()
            box.setAccessibleName(each.label)
            box.addItem(f"{each.label}：不限", None)
            box.currentIndexChanged.connect(lambda _: self.reload())
            self.filters[each.name] = box
        grid = QGridLayout()
        grid.setVerticalSpacing(style.px(8))
        grid.addLayout(above, 0, 0)
        boxes = list(self.filters.values())
        for at in range(0, len(boxes), _FILTERS_IN_A_ROW):
            row = QHBoxLayout()
            row.setSpacing(style.px(8))
            for box in boxes[at : at + _FILTERS_IN_A_ROW]:
                row.addWidget(box)
            row.addStretch(1)
            grid.addLayout(row, 1 + at // _FILTERS_IN_A_ROW, 0)
        return grid

    def show_whole(self, rows: int) -> None:
        """Be as high as this number of rows needs, and as wide as there is room: a list inside a record."""
        self._whole = rows
        self.table.narrow = True
        self.table.setFixedHeight(self.table.height_for(rows))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    # what is shown

    def load_filters(self) -> None:
        """Fill the drop-downs with what there is to choose."""
        kind, names = self.subject.kind, tuple(self.filters)

        def fetch(context: "Context") -> dict[str, Options]:
            from services import lists

            today = context.today().isoformat()
            return {name: lists.options(context, kind, name, today) for name in names}

        def arrived(found: dict[str, Options]) -> None:
            for each in self.subject.filters:
                _fill(self.filters[each.name], each.label, found[each.name])

        if names:
            self._session.read(fetch, arrived, owner=self, key=(id(self), "options"))

    def query(self) -> "ListQuery":
        """Return what the list shows now."""
        from services.lists import ListQuery

        chosen = tuple(
            (name, box.currentData()) for name, box in self.filters.items() if box.currentData() is not None
        )
        return ListQuery(
            self.subject.kind,
            text=self.search.text(),
            filters=chosen,
            sort=self._sort[0],
            descending=self._sort[1],
            below=self._below,
        )

    def reload(self) -> None:
        """Read the list from its first row, because something else is asked for."""
        if self._session.is_open:
            self._typing.stop()
            self.place, self.asked_anew = 0, True
            self.model.show(self.query())

    def refresh(self) -> None:
        """Read the rows again where the list stands, because rows were changed."""
        if self.model.query is None:
            self.reload()
        elif self._session.is_open:
            self.place, self.asked_anew = max(0, self.table.currentIndex().row()), False
            self.model.refresh(self.place)
            self.load_filters()

    def select(self, record_id: bytes) -> None:
        """Make the row of a record the current one without telling; none when the list does not hold it."""

        def found(number: int | None) -> None:
            if number is None:
                self.table.leave()
            else:
                self.table.go_to(number, quietly=True)

        self.model.find(record_id, found)

    def _arrived(self) -> None:
        self.table.arrange(self.model.columns, self._hidden, self._widths)
        if self._whole:
            self.table.setFixedHeight(self.table.height_for(self._whole))
        if self._order:
            self.table.put_order(self._order)
        has_rows = self.model.rowCount() > 0
        filtered = bool(self.search.text().strip()) or any(
            box.currentData() is not None for box in self.filters.values()
        )
        self.table.setVisible(has_rows)
        self.empty.setVisible(not has_rows)
        if not has_rows:
            self.empty.say("没有符合条件的记录" if filtered else f"还没有{self.subject.one}", filtered)
        self.ready.emit()

    def _clear_filters(self) -> None:
        self.search.clear()
        for box in self.filters.values():
            box.setCurrentIndex(0)
        self.reload()
        self.search.setFocus()

    def _to_table(self) -> None:
        """Go from the search box into the list."""
        if self._typing.isActive():
            self.reload()
        self.table.setFocus()
        if self.model.rowCount() and not self.table.currentIndex().isValid():
            self.table.go_to(0)

    # columns and order

    def sort_by(self, name: str) -> None:
        """Sort by a column; a second time turns the order round, a third time gives the usual order back."""
        turned = self._sort == (name, False)
        self._sort = ("", False) if self._sort == (name, True) else (name, turned)
        self._remember()
        self.reload()

    def _offer_columns(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAccessibleName("选择列和排序")
        sorting = menu.addMenu("排序")
        for column in self.subject.columns:
            mark = (" ↓" if self._sort[1] else " ↑") if self._sort[0] == column.name else ""
            entry = sorting.addAction(f"{column.label}{mark}")
            entry.triggered.connect(lambda _=False, name=column.name: self.sort_by(name))
        menu.addSeparator()
        for place, column in enumerate(self.subject.columns):
            action = menu.addAction(column.label)
            action.setCheckable(True)
            action.setChecked(column.name not in self._hidden)
            action.toggled.connect(self._column_switch(place, column.name))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _offer_rows(self, at: QPoint) -> None:
        """Offer what can be done with the rows: copy, write into a file."""
        menu = QMenu(self)
        menu.setAccessibleName("选中的行")
        copy = menu.addAction(icons.icon("fa6s.copy"), "复制选中的行\tCtrl+C")
        copy.triggered.connect(self.table.copy)
        copy.setEnabled(self.table.selectionModel().hasSelection())
        several = self.table.selected_count() > 1
        label = "导出选中的行…" if several else "导出这个列表…"
        if self._session.may("lists.export"):
            export = menu.addAction(icons.icon("fa6s.file-export"), f"{label}\tCtrl+E")
            export.triggered.connect(self.export)
        if self.subject.kind == "courtyards":
            sheets = menu.addAction(icons.icon("fa6s.print"), "打印公示…\tCtrl+Shift+P")
            sheets.triggered.connect(self.print_sheets)
            sheets.setEnabled(self.table.selectionModel().hasSelection())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def print_sheets(self) -> None:
        """Print sheets of the selected courtyards as one batch."""
        self._session.batch_wanted.emit(self.table)

    def export(self) -> None:
        """Write the list as it is shown into a file, or only the selected rows where several are."""
        why = self._session.refusal("lists.export")
        if why:
            self._session.notice(why, "warn")
        else:
            self._session.export_wanted.emit(self.table, self.subject)

    def _column_switch(self, place: int, name: str) -> Callable[[bool], None]:
        def switch(shown: bool) -> None:
            (self._hidden.discard if shown else self._hidden.add)(name)
            self.table.setColumnHidden(place, not shown)
            self._remember()

        return switch

    def _recall(self) -> None:
        """Take over columns, widths and order as this user left them."""
        self._hidden = {column.name for column in self.subject.columns if not column.shown}
        if self._below is not None:
            self._hidden |= _KNOWN_FROM_OWNER.get(self._below[0], set())
        kept = self._session.remembered.get(self._memory)
        if isinstance(kept, dict):
            known = {column.name for column in self.subject.columns}
            self._hidden = set(kept["hidden"]) & known
            self._widths = {name: width for name, width in kept["widths"].items() if name in known}
            self._order = list(kept["order"])
            if kept["sort"][0] in known | {""}:
                self._sort = (kept["sort"][0], bool(kept["sort"][1]))

    def _remember(self) -> None:
        if self.model.columns:
            self._widths |= self.table.widths()
            self._order = self.table.order()
        kept = {
            "hidden": sorted(self._hidden),
            "widths": self._widths,
            "order": self._order,
            "sort": list(self._sort),
        }
        self._session.remembered.put(self._memory, kept)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the type when the zoom changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "table"):
            self.table.restyle()
            if self.model.columns:
                self.table.arrange(self.model.columns, self._hidden, self._widths)


def _fill(box: Chooser, label: str, found: Options) -> None:
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    box.addItem(f"{label}：不限", None)
    for value, text in found:
        box.addItem(text, value)
    at = next((i for i in range(box.count()) if box.itemData(i) == chosen), 0)
    box.setCurrentIndex(at)
    box.blockSignals(False)


def _tool(icon: str, label: str, keys: str = "") -> QToolButton:
    button = QToolButton()
    button.setProperty("flat", True)
    button.setIcon(icons.icon(icon))
    button.setAccessibleName(label)
    button.setToolTip(f"{label}（{keys}）" if keys else label)
    return button
