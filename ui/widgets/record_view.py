"""A record to read: its name, what the rules say about it, its fields, what belongs to it, its history."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from services.allowed import to_see, to_write
from services.shown import HIDDEN
from services.subjects import BY_KIND, Child, subject
from services.undecided import MARK, TOLD
from ui.permits import hold
from ui.widgets import icons, style
from ui.widgets.cover_photo import CoverPhoto
from ui.widgets.elided import Elided
from ui.widgets.empty_list import NextStep
from ui.widgets.form import KEPT_NOTE
from ui.widgets.hidden_value import HiddenValue
from ui.widgets.hint_lines import hint_box, hint_lines
from ui.widgets.list_view import RecordList
from ui.widgets.record_history import history_part
from ui.widgets.revealing import revealing
from ui.widgets.scrolling import scrolling
from ui.widgets.shown_record import ShownRecord

if TYPE_CHECKING:
    from models.rules.base import Hint
    from services.attachments import AttachedFile
    from services.records import ShownField
    from services.subjects import Field
    from ui.session import Session
    from ui.widgets.hidden_input import Reveal

OVERVIEW, FILES, HISTORY = "概况", "附件", "沿革"
_SHORT_LIST = 9
"""Rows that a list inside a record shows before it scrolls, where several stand below each other."""
_TOP = Qt.AlignmentFlag.AlignTop
_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse


class FilesPart(QWidget):
    """What the view of a record knows of the tab with its files."""

    def reload(self) -> None:
        """Read the files again."""


MakeFiles = Callable[["Session", str, bytes], FilesPart]
"""Makes the tab with the files of a record: kind and id."""

_PRINTED = {
    "minutes": "打印纪要",
    "matter_register": "打印登记表",
    "opinion_form": "打印登记表",
    "mediation": "打印调解记录",
}
"""What the button says that prints the last kind of sheet of a record; the rest are 公示."""


class RecordView(QWidget):
    """One record in sections and tabs.

    Args:
        session: reads what belongs to the record.
        shown: the record.
        tab: the tab to begin with.
        columns: fields side by side.
        files: makes the tab with its files; None leaves it out.
        above: stands between its name and the tabs; None for nothing.
        parent: where it stands.

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
        self,
        session: "Session",
        shown: ShownRecord,
        tab: str = "",
        *,
        columns: int = 2,
        files: MakeFiles | None = None,
        above: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.record = shown.record
        self._facts, self._strip, self.above = shown.facts, shown.strip, above
        self._cover = shown.files.cover if subject(shown.record.kind).cover else None
        self.files: FilesPart | None = None
        self._columns = columns
        self._names: list[str] = []
        self._builders: list[Callable[[], QWidget]] = []
        self.lists: dict[str, RecordList] = {}
        self.new_buttons: dict[str, QPushButton] = {}
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName("这条记录的内容")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(6))
        layout.addLayout(self._head())
        if above is not None:
            layout.addWidget(above)
        layout.addWidget(self.tabs, 1)
        self._add(OVERVIEW, OVERVIEW, self._overview)
        self._add_children()
        if files is not None and subject(self.record.kind).files:
            self._add(FILES, _counted(FILES, shown.files.count), partial(self._files, files))
        self._add(HISTORY, HISTORY, partial(history_part, session, self.record.kind, self.record.id or b""))
        self.tabs.setCurrentIndex(self._names.index(tab) if tab in self._names else 0)
        self._build(self.tabs.currentIndex())
        self.tabs.currentChanged.connect(self._build)

    @property
    def tab(self) -> str:
        """Heading of the tab in front."""
        return self._names[self.tabs.currentIndex()]

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(style.px(8))
        name = Elided(self.record.name)
        name.setProperty("role", "title")
        described = subject(self.record.kind)
        detail = Elided(" · ".join(part for part in (described.one, self.record.subtitle) if part), last=True)
        detail.setProperty("role", "muted")
        row.addWidget(name)
        row.addWidget(detail, 1)
        if described.sheets:
            text = _PRINTED.get(described.sheets[-1], "打印公示")
            row.addWidget(_button(text, "fa6s.print", "Ctrl+P", self.print_wanted.emit))
        if not described.by_form:
            return row
        edit = _button("编辑", "fa6s.pen", "F2", self.edit_wanted.emit)
        row.addWidget(edit)
        delete = QToolButton()
        delete.setIcon(icons.icon("fa6s.trash-can"))
        delete.setToolTip("删除（可以撤销）")
        delete.setAccessibleName("删除")
        delete.setProperty("flat", True)
        delete.clicked.connect(self.delete_wanted)
        row.addWidget(delete)
        hold(self._session, to_write(self.record.kind), edit, delete)
        return row

    # tabs are filled when they are first looked at

    def _add(self, name: str, heading: str, build: Callable[[], QWidget]) -> None:
        self._names.append(name)
        self._builders.append(build)
        place = QWidget()
        QVBoxLayout(place).setContentsMargins(0, style.px(10), 0, 0)
        self.tabs.addTab(place, heading)

    def _build(self, at: int) -> None:
        layout = self.tabs.widget(at).layout()
        if layout is not None and layout.count() == 0:
            layout.addWidget(self._builders[at]())

    def _add_children(self) -> None:
        tabs: dict[str, list[Child]] = {}
        for child in subject(self.record.kind).children:
            if not self._session.may(to_see(child.kind)):
                continue
            tabs.setdefault(child.tab, []).append(child)
        counts = self.record.child_counts or {}
        for name, children in tabs.items():
            whole = sum(counts.get(f"{child.kind}.{child.column}", 0) for child in children)
            self._add(name, _counted(name, whole), partial(self._children, children))

    def _overview(self) -> QWidget:
        inner = QWidget()
        inner.setProperty("role", "page")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, style.px(12), 0)
        column.setSpacing(style.px(8))
        listed = [
            (title, [shown for shown in fields if shown.text or _wanted(shown, at)])
            for at, (title, fields) in enumerate(self.record.sections)
        ]
        there = {shown.field.name for _, fields in listed for shown in fields}
        beside: dict[str | None, list[Hint]] = {}
        for hint in self.record.hints:
            beside.setdefault(hint.field if hint.field in there else None, []).append(hint)
        if None in beside:
            column.addWidget(hint_box(beside[None]))
        reveal = revealing(self._session, self.record.kind, self.record.id or b"")
        sections = [
            (title, [_pair(shown, tuple(beside.get(shown.field.name, ())), reveal) for shown in fields])
            for title, fields in listed
        ]
        if self._facts:
            sections.insert(0, ("概要", [Pair(label, text) for label, text in self._facts]))
        labels = [pair.label for _, pairs in sections for pair in pairs]
        metrics = self.fontMetrics()
        width = max((metrics.horizontalAdvance(label) for label in labels), default=0)
        filled = [
            (title, pairs) for title, pairs in sections if any(pair.text or pair.hints for pair in pairs)
        ]
        width = min(width, style.px(150))
        if self._cover is not None:
            column.addLayout(self._beside_cover(self._cover, filled[:1], width))
            filled = filled[1:]
        for title, pairs in filled:
            column.addWidget(_heading(title))
            column.addLayout(_grid(pairs, width, self._columns))
        column.addStretch(1)
        return scrolling(inner)

    def _beside_cover(self, cover: "AttachedFile", filled: "Sections", width: int) -> QBoxLayout:
        """Return the first section with the cover beside it, or above where it is narrow."""
        wide = self._columns > 1
        photo = CoverPhoto(self._session, cover, narrow=not wide)
        photo.clicked.connect(lambda: self.tabs.setCurrentIndex(self._names.index(FILES)))
        section = QVBoxLayout()
        section.setSpacing(style.px(8))
        for title, pairs in filled:
            section.addWidget(_heading(title))
            section.addLayout(_grid(pairs, width, max(1, self._columns - 1)))
        section.addStretch(1)
        row = QBoxLayout(QBoxLayout.Direction.RightToLeft if wide else QBoxLayout.Direction.TopToBottom)
        row.setSpacing(style.px(12))
        row.addWidget(photo, 0, _TOP if wide else Qt.AlignmentFlag.AlignLeft)
        row.addLayout(section, 1)
        return row

    def _children(self, children: list[Child]) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(6))
        counts = self.record.child_counts or {}
        for child in children:
            count = counts.get(f"{child.kind}.{child.column}", 0)
            column.addLayout(self._child_head(child))
            if count:
                column.addWidget(self._child_list(child, count, len(children) > 1), min(count, _SHORT_LIST))
        if not any(counts.get(f"{child.kind}.{child.column}", 0) > _SHORT_LIST for child in children):
            column.addStretch(1)
        return page

    def _child_head(self, child: Child) -> QHBoxLayout:
        described = BY_KIND[child.kind]
        row = QHBoxLayout()
        count = (self.record.child_counts or {}).get(f"{child.kind}.{child.column}", 0)
        words = QLabel(f"{count} {described.measure}" if count else f"还没有{described.one}")
        words.setProperty("role", "muted")
        row.addWidget(_heading(described.title))
        row.addWidget(words)
        row.addStretch(1)
        if not described.by_form or child.linked:
            return row
        new = QPushButton(icons.icon("fa6s.plus", "accent"), f"新增{described.one}")
        new.setProperty("flat", True)
        new.clicked.connect(lambda: self.child_new.emit(child.kind, child.column))
        hold(self._session, to_write(child.kind), new)
        self.new_buttons[child.kind] = new
        row.addWidget(new)
        return row

    def _child_list(self, child: Child, count: int, several: bool) -> RecordList:
        described = BY_KIND[child.kind]
        new = NextStep(f"新增{described.one}", lambda: self.child_new.emit(child.kind, child.column))
        may_write = self._session.may(to_write(child.kind))
        below, steps = (
            (child.column, self.record.id or b""),
            (new,) if described.by_form and not child.linked and may_write else (),
        )
        listed = RecordList(self._session, child.kind, below=below, bar=False, steps=steps)
        listed.opened.connect(lambda record_id: self.child_wanted.emit(child.kind, record_id))
        listed.deleted.connect(lambda ids: self.child_delete.emit(child.kind, ids))
        if several or count <= _SHORT_LIST:
            listed.show_whole(min(count, _SHORT_LIST))
        self.lists[child.kind] = listed
        listed.reload()
        return listed

    # files

    def _files(self, make: MakeFiles) -> QWidget:
        self.files = make(self._session, self.record.kind, self.record.id or b"")
        return self.files

    def takes(self, shown: ShownRecord, columns: int) -> bool:
        """Take over what is different in the files while they are looked at, so that focus and place stay.

        Args:
            shown: the record as it is now.
            columns: fields side by side.

        Returns:
            False when something else is different and the record must be drawn anew.
        """
        now, before = (shown.record, shown.facts, shown.strip), (self.record, self._facts, self._strip)
        same = (now, columns) == (before, self._columns)
        if not same or self.tab != FILES or self.files is None:
            return False
        self._cover = shown.files.cover if subject(self.record.kind).cover else None
        self.tabs.setTabText(self.tabs.currentIndex(), _counted(FILES, shown.files.count))
        self.files.reload()
        self.lists.clear()
        for at in range(self.tabs.count()):
            if at != self.tabs.currentIndex():
                _empty(self.tabs.widget(at))
        return True


def _empty(place: QWidget) -> None:
    """Take out what a tab holds; it is built again when it is looked at."""
    layout = place.layout()
    while layout is not None and (item := layout.takeAt(0)) is not None:
        item.widget().deleteLater()


def _counted(name: str, count: int) -> str:
    return f"{name} {count}" if count else name


def _button(label: str, icon: str, keys: str, action: Callable[[], None]) -> QPushButton:
    button = QPushButton(icons.icon(icon), label)
    button.clicked.connect(action)
    if keys:
        button.setShortcut(QKeySequence(keys))
        button.setToolTip(f"{label}（{keys}）")
    return button


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "heading")
    return label


def _wanted(shown: "ShownField", section: int) -> bool:
    """Return whether an empty field is shown as not filled in: those of the first section are."""
    return section == 0 and shown.field.name != KEPT_NOTE and shown.field.kind != "longtext"


@dataclass(frozen=True, slots=True)
class Pair:
    """A field as it is read: label, text, whether it wants a line of its own, what the rules say about it.

    `undecided` marks a value that shows only until somebody decides; `hidden` is the field of a masked number
    and `reveal` asks for the whole one.
    """

    label: str
    text: str
    wide: bool = False
    hints: "tuple[Hint, ...]" = ()
    undecided: bool = False
    hidden: "Field | None" = None
    reveal: "Reveal | None" = None


Sections = list[tuple[str, list[Pair]]]


def _pair(shown: "ShownField", hints: "tuple[Hint, ...]", reveal: "Reveal | None") -> Pair:
    if shown.text and shown.field.kind in HIDDEN:
        undecided = shown.undecided is not None
        return Pair(shown.field.label, shown.text, False, hints, undecided, shown.field, reveal)
    suffix = shown.field.suffix if shown.text and shown.text[-1].isdigit() else ""
    marked = shown.undecided is not None
    return Pair(shown.field.label, f"{shown.text}{suffix}", shown.field.kind == "longtext", hints, marked)


def _grid(pairs: list[Pair], width: int, columns: int) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(style.px(12))
    grid.setVerticalSpacing(style.px(7))
    for side in range(columns):
        grid.setColumnMinimumWidth(2 * side, width)
        grid.setColumnStretch(2 * side + 1, 1)
    row, side = 0, 0
    for pair in pairs:
        if pair.wide and side:
            row, side = row + 1, 0
        words = QLabel(f"{pair.label} {MARK}" if pair.undecided else pair.label)
        words.setToolTip(TOLD if pair.undecided else "")
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        words.setFixedWidth(width)
        grid.addWidget(words, row, 2 * side, _TOP)
        grid.addWidget(_value(pair), row, 2 * side + 1, 1, 2 * columns - 1 if pair.wide else 1, _TOP)
        row, side = (row + 1, 0) if pair.wide or side == columns - 1 else (row, side + 1)
    return grid


def _text(pair: Pair) -> QLabel:
    value = QLabel(pair.text or "未填")
    value.setProperty("role", "" if pair.text else "muted")
    value.setWordWrap(True)
    value.setTextInteractionFlags(_SELECTABLE)
    value.setAccessibleName(f"{pair.label}：{pair.text or '未填'}")
    return value


def _value(pair: Pair) -> QWidget:
    """Return the text of a field with what the rules say about it below."""
    value = HiddenValue(pair.hidden, pair.text, pair.reveal) if pair.hidden is not None else _text(pair)
    if not pair.hints:
        return value
    place = QWidget()
    column = QVBoxLayout(place)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(style.px(2))
    column.addWidget(value)
    column.addWidget(hint_lines(pair.hints, f"{pair.label}的规则提示"))
    return place
