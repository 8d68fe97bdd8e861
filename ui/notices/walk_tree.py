"""What is to be done at each board, to be ticked off: a board, below it what comes down and goes up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from ui.files import incoming
from ui.notices.strip import short
from ui.notices.tick_marks import TickMarks
from ui.widgets import icons, style

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

    from services.boards import Board, Tick, WalkLine, WalkList
    from services.boards.walk_list import Act

_HEADS: Final = ("公开栏和公示", "编号", "哪天", "A4", "说明")
_ACTS: Final = {"hang": ("张贴", "fa6s.thumbtack", "ok"), "take_down": ("取下", "fa6s.circle-down", "info")}
_FULL: Final = "贴不下"
_ROLE: Final = Qt.ItemDataRole.UserRole
_WIDTHS: Final = (9, 12, 4, 16)
"""Widths in characters of the columns behind the first one, which takes what is left."""
_NARROW_WIDTHS: Final = (8, 10, 0, 9)
"""The same where everything is large; 0 for a column that is left out."""
_LEAST, _LARGE = 15, 125
"""Least width of the first column in characters; zoom in per cent above which everything is large."""


@dataclass(frozen=True, slots=True)
class AtBoard:
    """A board of the tree: the courtyard, and the board; None where the courtyard has none yet."""

    courtyard_id: bytes
    courtyard: str
    board: "Board | None"


class WalkTree(QTreeWidget):
    """Boards with their lines; Space ticks a line or all lines of a board.

    Signals:
        ticked: something was ticked or unticked.
        moved: another row is the current one.
        opened: Enter or a double click on a line; the notice.
        photo_dropped: photos were dropped on a board: the board's id, what was dropped.
    """

    ticked = Signal()
    moved = Signal()
    opened = Signal(object)
    photo_dropped = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("张贴取下清单")
        self.setColumnCount(len(_HEADS))
        self.setHeaderLabels(_HEADS)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setExpandsOnDoubleClick(False)
        self.setAcceptDrops(True)
        self.setItemDelegate(TickMarks(self))
        self.header().setStretchLastSection(False)
        self.header().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.size_columns()
        self.itemChanged.connect(lambda *_: self.ticked.emit())
        self.currentItemChanged.connect(lambda *_: self.moved.emit())
        self.itemActivated.connect(self._activated)

    def size_columns(self) -> None:
        """Give the columns their widths at the present zoom; the first one takes what is left."""
        one = self.fontMetrics().horizontalAdvance("字")
        widths = _NARROW_WIDTHS if style.zoom() > _LARGE else _WIDTHS
        left = self.viewport().width()
        self.setIconSize(QSize(style.px(style.ICON), style.px(style.ICON)))
        for place, width in enumerate(widths, 1):
            self.setColumnHidden(place, not width)
            if width:
                self.setColumnWidth(place, one * width + 20)
                left -= one * width + 20
        self.setColumnWidth(0, max(one * _LEAST, left))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the first column what is left."""
        super().resizeEvent(event)
        self.size_columns()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the zoom."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.size_columns()

    # showing

    def show_walk(
        self, walk: "WalkList", moved: Mapping[bytes, "Board"], photos: Mapping[bytes, Sequence[str]]
    ) -> None:
        """Show a walk; what was ticked stays ticked.

        Args:
            walk: what is to be done.
            moved: the board chosen instead of the one that was proposed, by notice.
            photos: names of the photos taken at each board.
        """
        ticked = {(tick.act, tick.id) for tick in self.ticks()}
        current = self._key(self._current())
        self.blockSignals(True)
        self.clear()
        for place, lines in _regrouped(walk, moved):
            self._add_board(place, lines, ticked, photos)
        self.expandAll()
        self.blockSignals(False)
        self._go_to(current)
        self.moved.emit()
        self.ticked.emit()

    def _add_board(
        self,
        place: AtBoard,
        lines: "Sequence[tuple[WalkLine, str]]",
        ticked: "set[tuple[Act, bytes]]",
        photos: Mapping[bytes, Sequence[str]],
    ) -> None:
        board = place.board
        name = board.text if board is not None else "还没有登记公开栏"
        top = QTreeWidgetItem([f"{place.courtyard}　{name}", "", "", "", _room(board)])
        top.setData(0, _ROLE, place)
        font = style.font(bold=True)
        top.setFont(0, font)
        count = len(photos.get(board.id, ())) if board is not None else 0
        if count:
            top.setText(4, f"{top.text(4)}　照片{count}张".strip())
        top.setToolTip(0, top.text(0))
        if board is None:
            top.setIcon(0, icons.icon("fa6s.triangle-exclamation", "warn"))
        else:
            top.setFlags(top.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate)
        self.addTopLevelItem(top)
        for line, warning in lines:
            top.addChild(_line_item(line, warning, board is not None, (line.act, line.id) in ticked))

    def _go_to(self, key: object) -> None:
        items = list(self._items())
        found = next((item for item in items if key is not None and self._key(item) == key), None)
        if found is not None or items:
            self.setCurrentItem(found or items[0])

    def _items(self) -> Iterator[QTreeWidgetItem]:
        for at in range(self.topLevelItemCount()):
            top = self.topLevelItem(at)
            if top is not None:
                yield top
                yield from (top.child(number) for number in range(top.childCount()))

    def _key(self, item: QTreeWidgetItem | None) -> object:
        if item is None:
            return None
        data = item.data(0, _ROLE)
        if isinstance(data, AtBoard):
            return (data.courtyard_id, data.board.id if data.board is not None else None)
        return (data.act, data.id)

    # asking

    def place(self) -> AtBoard | None:
        """Return the board of the current row."""
        return _place_of(self._current())

    def _current(self) -> QTreeWidgetItem | None:
        return self.currentItem()

    def line(self) -> "WalkLine | None":
        """Return the line of the current row, None for a board."""
        at = self._current()
        found: WalkLine | None = at.data(0, _ROLE) if at is not None and at.parent() is not None else None
        return found

    def ticks(self) -> "list[Tick]":
        """Return what is ticked, with the board each is hung on."""
        from services.boards import Tick

        found = []
        for item in self._items():
            place = _place_of(item)
            if item.parent() is None or place is None or place.board is None:
                continue
            if item.checkState(0) == Qt.CheckState.Checked:
                line = item.data(0, _ROLE)
                found.append(Tick(line.act, line.id, place.board.id))
        return found

    # keys and dropping

    def _activated(self, item: QTreeWidgetItem) -> None:
        if item.parent() is not None:
            self.opened.emit(item.data(0, _ROLE).notice_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks the current row, whatever its column."""
        item = self._current()
        if event.key() == Qt.Key.Key_Space and item is not None:
            if item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
                on = item.checkState(0) != Qt.CheckState.Checked
                item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take photos dragged over the tree."""
        if incoming.holds_files(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take them where a board is."""
        place = _place_of(self.itemAt(event.position().toPoint()))
        event.setAccepted(place is not None and place.board is not None)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the photos for the board they were dropped on."""
        place = _place_of(self.itemAt(event.position().toPoint()))
        if place is not None and place.board is not None:
            event.acceptProposedAction()
            self.dropped(place.board.id, event.mimeData())

    def dropped(self, board_id: bytes, data: "QMimeData") -> None:
        """Tell which photos were dropped on a board."""
        self.photo_dropped.emit(board_id, data)


def _place_of(item: QTreeWidgetItem | None) -> AtBoard | None:
    """Return the board that a row belongs to, None for no row."""
    if item is None:
        return None
    found = (item.parent() or item).data(0, _ROLE)
    return found if isinstance(found, AtBoard) else None


def _line_item(line: "WalkLine", warning: str, can: bool, ticked: bool) -> QTreeWidgetItem:
    word, icon, colour = _ACTS[line.act]
    day = f"{'原定' if line.act == 'hang' else '公示至'}{short(line.day)}" if line.day else ""
    remark = line.why or ("已逾期" if line.overdue else warning)
    item = QTreeWidgetItem([f"{word}　{line.title}", line.number, day, str(line.slots), remark])
    item.setData(0, _ROLE, line)
    item.setIcon(0, icons.icon(icon, colour))
    for column in range(5):
        item.setToolTip(column, item.text(column))
    if line.overdue:
        item.setIcon(4, icons.icon("fa6s.circle-exclamation", "error"))
        item.setForeground(4, QColor(style.colour("error")))
    elif remark == _FULL:
        item.setIcon(4, icons.icon("fa6s.triangle-exclamation", "warn"))
    if can:
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(0, Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
    return item


def _room(board: "Board | None") -> str:
    if board is None or board.free is None:
        return ""
    return f"空{board.free}张" if board.free >= 0 else f"多{-board.free}张"


def _regrouped(
    walk: "WalkList", moved: Mapping[bytes, "Board"]
) -> "list[tuple[AtBoard, list[tuple[WalkLine, str]]]]":
    """Return boards and lines with every line at the board that was chosen for it."""
    found: list[tuple[AtBoard, list[tuple[WalkLine, str]]]] = []
    for place in walk.places:
        here: dict[bytes | None, tuple[AtBoard, list[tuple[WalkLine, str]]]] = {}
        for at in place.boards:
            for line in at.lines:
                chosen = moved.get(line.notice_id) if line.act == "hang" else None
                board = chosen if chosen is not None and at.board is not None else at.board
                key = board.id if board is not None else None
                group = here.setdefault(key, (AtBoard(place.courtyard_id, place.courtyard, board), []))
                full = bool(at.warning) and line.act == "hang" and board is not None and board is at.board
                group[1].append((line, _FULL if full else ""))
        found += here.values()
    return found
