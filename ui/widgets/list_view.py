"""A list on the screen: a search box and filters, the table, and what its keys do."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from services import lists
from services.context import Context
from services.lists import ListQuery, Row
from services.subjects import Column, Subject, subject
from ui.session import Session
from ui.widgets import style
from ui.widgets.chooser import Chooser
from ui.widgets.list_model import RecordModel

TYPING_MS = 180
"""The list follows the typing after this pause."""
_COPIED = 5000
Options = tuple[tuple[str | bytes, str], ...]


class RecordTable(QTableView):
    """A table of records.

    Signals:
        opened: Enter or a double click on a row.
        deleted: Del with rows selected.
        picked: the current row changed.
    """

    opened = Signal(object)
    deleted = Signal(object)
    picked = Signal(object)

    def __init__(self, model: RecordModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.rows = model
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(style.px(32))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSectionsMovable(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(style.px(40))
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.doubleClicked.connect(lambda index: self._open(index))
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self, self.copy, context=_HERE)

    def _current_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        row = self.rows.row(current.row()) if current.isValid() else None
        if row is not None:
            self.picked.emit(row.id)

    def _open(self, index: QModelIndex) -> None:
        row = self.rows.row(index.row()) if index.isValid() else None
        if row is not None:
            self.opened.emit(row.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Del deletes, everything else is the table's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete and self.selected():
            self.deleted.emit([row.id for row in self.selected()])
        else:
            super().keyPressEvent(event)

    def selected(self) -> list[Row]:
        """Return the selected rows that have arrived."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [row for row in (self.rows.row(number) for number in numbers) if row is not None]

    def copy(self) -> None:
        """Copy the selected rows, with headings, so that they paste into a spreadsheet as a table."""
        header = self.horizontalHeader()
        order = sorted(range(len(self.rows.columns)), key=header.visualIndex)
        shown = [at for at in order if not self.isColumnHidden(at)]
        lines = ["\t".join(self.rows.columns[at].label for at in shown)]
        for row in self.selected()[:_COPIED]:
            lines.append("\t".join(row.cells[at].replace("\t", " ").replace("\n", " ") for at in shown))
        QGuiApplication.clipboard().setText("\n".join(lines))

    def show_widths(self, columns: tuple[Column, ...], hidden: set[str]) -> None:
        """Give the columns their widths and hide those that are not asked for."""
        for at, column in enumerate(columns):
            self.setColumnWidth(at, style.px(column.width * 9 + 16))
            self.setColumnHidden(at, column.name in hidden)

    def current_id(self) -> bytes | None:
        """Return the record of the current row."""
        row = self.rows.row(self.currentIndex().row()) if self.currentIndex().isValid() else None
        return None if row is None else row.id

    def go_to(self, number: int) -> None:
        """Make a row the current one and the only one selected."""
        index = self.rows.index(number, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)


_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut


class RecordList(QWidget):
    """A list with its search box and filters.

    Signals:
        opened, deleted, picked: as of the table.
        counted: number of rows.
        ready: the first rows of a query are here.
    """

    opened = Signal(object)
    deleted = Signal(object)
    picked = Signal(object)
    counted = Signal(int)
    ready = Signal()

    def __init__(
        self,
        session: Session,
        kind: str,
        *,
        below: tuple[str, bytes] | None = None,
        bar: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.subject: Subject = subject(kind)
        self._below = below
        self._sort = ("", False)
        self._hidden = {column.name for column in self.subject.columns if not column.shown}
        if below is not None:
            self._hidden |= {"courtyard", "community"} if below[0] == "courtyard_id" else set()
        self.model = RecordModel(session, self)
        self.table = RecordTable(self.model, self)
        self.table.setAccessibleName(f"{self.subject.title}列表")
        self.search = QLineEdit()
        self.filters: dict[str, Chooser] = {}
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.empty = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("role", "muted")
        self.empty.setWordWrap(True)
        self.empty.hide()
        self._lay_out(bar)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self.reload)
        self.search.textChanged.connect(lambda _: self._typing.start())
        self.search.returnPressed.connect(self._to_table)
        for signal, own in (
            (self.table.opened, self.opened),
            (self.table.deleted, self.deleted),
            (self.table.picked, self.picked),
        ):
            signal.connect(own)
        self.model.counted.connect(self._show_count)
        self.model.first_rows.connect(self._first_rows)
        header = self.table.horizontalHeader()
        header.sectionClicked.connect(self._sort_by)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._choose_columns)

    def _lay_out(self, bar: bool) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(8))
        if bar:
            layout.addLayout(self._bar())
        layout.addWidget(self.empty)
        layout.addWidget(self.table, 1)

    def _bar(self) -> QVBoxLayout:
        self.search.setPlaceholderText("筛选：名称、拼音首字母、电话…")
        self.search.setAccessibleName("筛选")
        self.search.setClearButtonEnabled(True)
        above = QHBoxLayout()
        above.addWidget(self.search, 1)
        above.addWidget(self.count)
        below = QHBoxLayout()
        below.setSpacing(style.px(8))
        for each in self.subject.filters:
            box = Chooser()
            box.setAccessibleName(each.label)
            box.addItem(f"{each.label}：不限", None)
            box.currentIndexChanged.connect(lambda _: self.reload())
            box.setMaximumWidth(style.px(190))
            self.filters[each.name] = box
            below.addWidget(box)
        below.addStretch(1)
        both = QVBoxLayout()
        both.setSpacing(style.px(8))
        both.addLayout(above)
        if self.subject.filters:
            both.addLayout(below)
        return both

    def load_filters(self) -> None:
        """Fill the drop-downs with what there is to choose."""
        for name in self.filters:
            self._load_filter(name)

    def _load_filter(self, name: str) -> None:
        label = next(each.label for each in self.subject.filters if each.name == name)

        def fetch(context: Context) -> Options:
            return lists.options(context.reader, self.subject.kind, name)

        def arrived(found: Options) -> None:
            _fill(self.filters[name], label, found)

        self._session.read(fetch, arrived, owner=self, key=(id(self), "options", name))

    def query(self) -> ListQuery:
        """Return what the list shows now."""
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
        """Read the list again; the current row is found again when it is on the first page."""
        if self._session.is_open:
            self._typing.stop()
            self.model.show(self.query())

    def _first_rows(self) -> None:
        self.table.show_widths(self.model.columns, self._hidden)
        has_rows = self.model.rowCount() > 0
        self.table.setVisible(has_rows)
        self.empty.setVisible(not has_rows)
        if not has_rows:
            asked = bool(self.search.text().strip()) or any(
                box.currentData() is not None for box in self.filters.values()
            )
            self.empty.setText("没有符合条件的记录。" if asked else f"还没有{self.subject.one}。")
        self.ready.emit()

    def _show_count(self, count: int) -> None:
        self.count.setText(f"共 {count} {self.subject.measure}")
        self.counted.emit(count)

    def _to_table(self) -> None:
        self.reload()
        self.table.setFocus()
        if self.model.rowCount():
            self.table.go_to(0)

    def _sort_by(self, section: int) -> None:
        name = self.model.columns[section].name
        descending = self._sort == (name, False)
        self._sort = ("", False) if self._sort == (name, True) else (name, descending)
        header = self.table.horizontalHeader()
        header.setSortIndicatorShown(bool(self._sort[0]))
        order = Qt.SortOrder.DescendingOrder if self._sort[1] else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(section, order)
        self.reload()

    def _choose_columns(self, at: QPoint) -> None:
        menu = QMenu(self)
        for place, column in enumerate(self.model.columns):
            action = menu.addAction(column.label)
            action.setCheckable(True)
            action.setChecked(column.name not in self._hidden)
            action.toggled.connect(self._column_switch(place, column.name))
        menu.popup(self.table.horizontalHeader().mapToGlobal(at))

    def _column_switch(self, place: int, name: str) -> Callable[[bool], None]:
        def switch(shown: bool) -> None:
            (self._hidden.discard if shown else self._hidden.add)(name)
            self.table.setColumnHidden(place, not shown)

        return switch

    def changeEvent(self, event: QEvent) -> None:
        """Keep the rows as high as the type when the zoom changes."""
        if event.type() == QEvent.Type.FontChange:
            self.table.verticalHeader().setDefaultSectionSize(style.px(32))
        super().changeEvent(event)


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
