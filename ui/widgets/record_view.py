"""A record to read: its name, what the rules say about it, its fields, what belongs to it, its history."""

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from models.rules.base import Hint
from services import history
from services.history import HistoryLine
from services.records import Record, ShownField
from services.subjects import BY_KIND, Child, subject
from ui.session import Session
from ui.widgets import icons, style
from ui.widgets.list_view import RecordList

COLUMNS = 2
_LEVEL_ICONS = {"block": "fa6s.circle-xmark", "warn": "fa6s.triangle-exclamation", "info": "fa6s.circle-info"}
_LEVEL_ROLES = {"block": "error", "warn": "warn", "info": "info"}
_LEVEL_COLOURS = {"block": "error", "warn": "warn", "info": "info"}


class RecordView(QWidget):
    """One record in sections and tabs.

    Signals:
        edit_wanted, delete_wanted, print_wanted: the buttons.
        child_wanted: a record below it was opened: kind and id.
        child_new: a record below it is to be made: kind and column.
        child_delete: records below it are to be deleted: kind and ids.
    """

    edit_wanted = Signal()
    delete_wanted = Signal()
    print_wanted = Signal()
    child_wanted = Signal(str, object)
    child_new = Signal(str, str)
    child_delete = Signal(str, object)

    def __init__(
        self, session: Session, record: Record, tab: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.record = record
        self._lists: dict[str, list[RecordList]] = {}
        self._history: QVBoxLayout | None = None
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(8))
        layout.addLayout(self._head())
        self.tabs.addTab(self._overview(), "概况")
        self._add_children()
        self.tabs.addTab(self._history_page(), "沿革")
        self.tabs.currentChanged.connect(lambda _: self._load_tab())
        layout.addWidget(self.tabs, 1)
        names = [self.tabs.tabText(at) for at in range(self.tabs.count())]
        found = next((at for at, name in enumerate(names) if name.split(" ")[0] == tab), 0)
        self.tabs.setCurrentIndex(found)
        self._load_tab()

    @property
    def tab(self) -> str:
        """Heading of the tab in front."""
        return self.tabs.tabText(self.tabs.currentIndex()).split(" ")[0]

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        name = QLabel(self.record.name)
        name.setProperty("role", "title")
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        detail = QLabel(f"{subject(self.record.kind).one}　{self.record.subtitle}".strip())
        detail.setProperty("role", "muted")
        row.addWidget(name)
        row.addWidget(detail)
        row.addStretch(1)
        if subject(self.record.kind).sheets:
            row.addWidget(self._button("打印公示", "fa6s.print", "Ctrl+P", self.print_wanted))
        row.addWidget(self._button("删除", "fa6s.trash-can", "", self.delete_wanted))
        row.addWidget(self._button("编辑", "fa6s.pen", "Ctrl+E", self.edit_wanted))
        return row

    def _button(self, label: str, icon: str, keys: str, signal: SignalInstance) -> QPushButton:
        button = QPushButton(icons.icon(icon), label)
        button.clicked.connect(signal)
        if keys:
            button.setToolTip(f"{label}（{keys}）")
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(signal)
        return button

    def _overview(self) -> QWidget:
        inner = QWidget()
        inner.setProperty("role", "page")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, style.px(8), style.px(12), 0)
        column.setSpacing(style.px(10))
        if self.record.hints:
            column.addWidget(_hint_box(self.record.hints))
        for title, fields in self.record.sections:
            filled = [shown for shown in fields if shown.text or shown.field.required or len(fields) > 2]
            if not filled:
                continue
            heading = QLabel(title)
            heading.setProperty("role", "heading")
            column.addWidget(heading)
            column.addLayout(_fields(filled))
        column.addStretch(1)
        return _scrolling(inner)

    def _add_children(self) -> None:
        tabs: dict[str, list[Child]] = {}
        for child in subject(self.record.kind).children:
            tabs.setdefault(child.tab, []).append(child)
        counts = self.record.child_counts or {}
        for name, children in tabs.items():
            page = QWidget()
            column = QVBoxLayout(page)
            column.setContentsMargins(0, style.px(8), 0, 0)
            self._lists[name] = [self._child(column, child, counts) for child in children]
            whole = sum(counts.get(f"{child.kind}.{child.column}", 0) for child in children)
            self.tabs.addTab(page, f"{name} {whole}" if whole else name)

    def _child(self, column: QVBoxLayout, child: Child, counts: object) -> RecordList:
        assert self.record.id is not None
        described = BY_KIND[child.kind]
        row = QHBoxLayout()
        heading = QLabel(described.title)
        heading.setProperty("role", "heading")
        new = QPushButton(icons.icon("fa6s.plus"), f"新增{described.one}")
        new.setProperty("flat", True)
        new.clicked.connect(lambda: self.child_new.emit(child.kind, child.column))
        row.addWidget(heading)
        row.addStretch(1)
        row.addWidget(new)
        column.addLayout(row)
        listed = RecordList(self._session, child.kind, below=(child.column, self.record.id), bar=False)
        listed.opened.connect(lambda record_id: self.child_wanted.emit(child.kind, record_id))
        listed.deleted.connect(lambda ids: self.child_delete.emit(child.kind, ids))
        column.addWidget(listed, 1)
        return listed

    def _load_tab(self) -> None:
        for listed in self._lists.get(self.tab, ()):
            listed.reload()
        if self.tab == "沿革":
            record = self.record
            assert record.id is not None
            record_id = record.id
            self._session.read(
                lambda context: history.history(context, record.kind, record_id),
                self._show_history,
                owner=self,
            )

    def _history_page(self) -> QWidget:
        inner = QWidget()
        inner.setProperty("role", "page")
        self._history = QVBoxLayout(inner)
        self._history.setContentsMargins(0, style.px(8), style.px(12), 0)
        return _scrolling(inner)

    def _show_history(self, lines: tuple[HistoryLine, ...]) -> None:
        column = self._history
        if column is None:
            return
        while column.count():
            item = column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        for line in lines:
            what = "；".join(
                f"{label}：{old or '（空）'} → {new or '（空）'}" for label, old, new in line.changes
            )
            label = QLabel(f"{line.at_text}　{line.user}　{line.action}　{what}".rstrip())
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        column.addStretch(1)


def _fields(fields: list[ShownField]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(style.px(12))
    grid.setVerticalSpacing(style.px(7))
    for side in range(COLUMNS):
        grid.setColumnMinimumWidth(2 * side, style.px(104))
        grid.setColumnStretch(2 * side + 1, 1)
    row, side = 0, 0
    for shown in fields:
        wide = shown.field.kind == "longtext"
        if wide and side:
            row, side = row + 1, 0
        label = QLabel(shown.field.label)
        label.setProperty("role", "muted")
        unit = shown.field.suffix if shown.text and shown.text[-1].isdigit() else ""
        value = QLabel(f"{shown.text}{unit}" if shown.text else "—")
        value.setWordWrap(True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setAccessibleName(f"{shown.field.label}：{shown.text or '未填'}")
        grid.addWidget(label, row, 2 * side, Qt.AlignmentFlag.AlignTop)
        if wide:
            grid.addWidget(value, row, 1, 1, 2 * COLUMNS - 1)
            row, side = row + 1, 0
        else:
            grid.addWidget(value, row, 2 * side + 1)
            row, side = (row + 1, 0) if side == COLUMNS - 1 else (row, side + 1)
    return grid


def _hint_box(hints: tuple[Hint, ...]) -> QFrame:
    worst = next(
        (level for level in ("block", "warn", "info") if any(h.level == level for h in hints)), "info"
    )
    box = QFrame()
    box.setProperty("role", _LEVEL_ROLES[worst])
    grid = QGridLayout(box)
    grid.setContentsMargins(style.px(12), style.px(8), style.px(12), style.px(8))
    grid.setColumnStretch(1, 1)
    for row, hint in enumerate(hints):
        mark = QLabel()
        mark.setPixmap(icons.icon(_LEVEL_ICONS[hint.level], _LEVEL_COLOURS[hint.level]).pixmap(style.px(16)))
        text = QLabel(f"{hint.message}　<span style='color:{style.colour('muted')}'>（{hint.source}）</span>")
        text.setTextFormat(Qt.TextFormat.RichText)
        text.setWordWrap(True)
        grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text, row, 1)
    return box


def _scrolling(inner: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(inner)
    return area
