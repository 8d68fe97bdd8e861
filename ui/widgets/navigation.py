"""The pages at the left edge: icon, title, number of records; worked by mouse, arrows and Alt+number."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.widgets import icons, style
from ui.widgets.style import GAP, NAVIGATION, ROW

_ROOM = 7
"""Most characters of a number behind a title."""
COMPACT = 52
"""Width with icons only, in pixels at 100 %."""
_KEY, _ICON, _COUNT, _URGENT = (Qt.ItemDataRole.UserRole + at for at in range(4))
_SELECTED = QStyle.StateFlag.State_Selected
_HOVERED = QStyle.StateFlag.State_MouseOver
_FOCUSED = QStyle.StateFlag.State_HasFocus


class Listed(Protocol):
    """What the navigation needs to know of a page."""

    @property
    def key(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def icon(self) -> str: ...  # noqa: D102
    @property
    def group(self) -> int: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102


class _Delegate(QStyledItemDelegate):
    """Draws one page."""

    def paint(self, painter: QPainter, option: Any, index: QModelIndex | QPersistentModelIndex) -> None:
        if not index.data(_KEY):
            y = option.rect.center().y()
            inset = style.px(14)
            painter.fillRect(option.rect.x() + inset, y, option.rect.width() - 2 * inset, 1, _line())
            return
        state = option.state
        selected = bool(state & _SELECTED)
        rect = option.rect.adjusted(style.px(8), 1, -style.px(8), -1)
        if selected or state & _HOVERED:
            self._ground(painter, rect, "soft" if selected else "hover")
        if selected and state & _FOCUSED:
            self._ring(painter, rect)
        size = style.px(17)
        place = QRect(rect.x() + style.px(9), rect.center().y() - size // 2 + 1, size, size)
        icons.paint(painter, place, index.data(_ICON), "accent" if selected else "muted")
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold if selected else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(style.colour("accent" if selected else "text")))
        words = rect.adjusted(style.px(36), 0, -style.px(8), 0)
        if words.width() < style.px(60):
            return
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, middle | Qt.AlignmentFlag.AlignLeft, index.data(Qt.ItemDataRole.DisplayRole))
        count = index.data(_COUNT)
        if count:
            taken = painter.fontMetrics().horizontalAdvance(index.data(Qt.ItemDataRole.DisplayRole))
            painter.setFont(style.font("small"))
            count = fitting_count(count, words.width() - taken, painter.fontMetrics())
            colour = "error" if index.data(_URGENT) else "accent" if selected else "muted"
            painter.setPen(QColor(style.colour(colour)))
            painter.drawText(words, middle | Qt.AlignmentFlag.AlignRight, count)

    def _ground(self, painter: QPainter, rect: QRect, colour: str) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(style.colour(colour)))
        painter.drawRoundedRect(rect, style.px(6), style.px(6))
        painter.restore()

    def _ring(self, painter: QPainter, rect: QRect) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(style.colour("accent")), 2))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), style.px(6), style.px(6))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(style.px(NAVIGATION), style.px(ROW if index.data(_KEY) else GAP))


def _line() -> QColor:
    return QColor(style.colour("line"))


def fitting_count(count: str, room: int, metrics: QFontMetrics) -> str:
    """Return what stands beside a page's name: of numbers too large for the room only those overdue.

    Args:
        count: such as “689，逾期583”.
        room: pixels beside the name.
        metrics: of the type it is written in.
    """
    return count if metrics.horizontalAdvance(f"{count}　") <= room else count.rpartition("，")[2]


class Navigation(QListWidget):
    """The list of pages.

    Args:
        entries: the pages in order.
        parent: the window.

    Signals:
        chosen: the user went to another page; its key.
    """

    chosen = Signal(str)

    def __init__(self, entries: Sequence[Listed], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compact = False
        self.setObjectName("navigation")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("页面")
        self.setAccessibleDescription("用上下键选择页面，也可以按 Alt 加数字")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setItemDelegate(_Delegate(self))
        self._rows: dict[str, QListWidgetItem] = {}
        self._kinds = {entry.kind: entry.key for entry in entries if entry.kind}
        group = entries[0].group if entries else 0
        for entry in entries:
            if entry.group != group:
                self._separate()
                group = entry.group
            self._add(entry)
        self.show_only(self._rows)
        self.restyle()
        self.currentItemChanged.connect(self._tell)

    def _add(self, entry: Listed) -> None:
        item = QListWidgetItem(entry.title)
        item.setData(_KEY, entry.key)
        item.setData(_ICON, entry.icon)
        self._rows[entry.key] = item
        self.addItem(item)

    def show_only(self, keys: Collection[str]) -> None:
        """Show these pages and no others; lines between groups that are empty go as well."""
        number = 0
        for key, item in self._rows.items():
            item.setHidden(key not in keys)
            if key in keys:
                number += 1
                item.setToolTip(f"{item.text()}（Alt+{number}）" if number <= 9 else item.text())
        shown = above = False
        for at in range(self.count()):
            item = self.item(at)
            if item.data(_KEY):
                shown = shown or not item.isHidden()
            else:
                item.setHidden(not shown and above)
                above, shown = above or shown, False

    def _separate(self) -> None:
        line = QListWidgetItem()
        line.setFlags(Qt.ItemFlag.NoItemFlags)
        self.addItem(line)

    def _tell(self, item: QListWidgetItem | None, _: QListWidgetItem | None) -> None:
        if item is not None and item.data(_KEY):
            self.chosen.emit(item.data(_KEY))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the focus and go nowhere: a list without a current row would take its first one by itself."""
        unlisted = self.currentRow() < 0
        self.blockSignals(True)
        super().focusInEvent(event)
        if unlisted:
            self.setCurrentRow(-1)
        self.blockSignals(False)

    @property
    def keys(self) -> list[str]:
        """The keys of the pages that are shown, in order."""
        return [key for key, item in self._rows.items() if not item.isHidden()]

    @property
    def kinds(self) -> list[str]:
        """The kinds of records that are counted."""
        return list(self._kinds)

    def show_current(self, key: str) -> None:
        """Mark a page as the current one without telling anybody; none of them for an unlisted page."""
        self.blockSignals(True)
        item = self._rows.get(key)
        if item is None:
            self.setCurrentRow(-1)
        else:
            self.setCurrentItem(item)
        self.blockSignals(False)
        self.viewport().update()

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many records there are of each kind."""
        for kind, count in counts.items():
            item = self._rows.get(self._kinds.get(kind, ""))
            if item is not None:
                item.setData(_COUNT, f"{count:,}" if count else "")
                spoken = f"{item.text()}，{count}条" if count else item.text()
                item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)

    def set_waiting(self, key: str, waiting: int, overdue: int) -> None:
        """Show what waits on a page instead of how many records it has.

        Args:
            key: the page.
            waiting: how many wait.
            overdue: how many of them are overdue; they are told in colour and words.
        """
        item = self._rows.get(key)
        if item is None:
            return
        told = f"{waiting:,}，逾期{overdue:,}" if overdue else f"{waiting:,}"
        # where there is no room for both, what is overdue is what counts
        item.setData(_COUNT, "" if not waiting else told if len(told) <= _ROOM else f"逾期{overdue:,}")
        item.setData(_URGENT, bool(overdue))
        spoken = f"，{waiting}项未办结" + (f"，其中{overdue}项已逾期" if overdue else "") if waiting else ""
        item.setData(Qt.ItemDataRole.AccessibleTextRole, item.text() + spoken)

    def show_compact(self, compact: bool) -> None:
        """Show icons only, because the window is narrow; titles then stand in tool tips."""
        if compact != self._compact:
            self._compact = compact
            policies = Qt.ScrollBarPolicy
            self.setVerticalScrollBarPolicy(
                policies.ScrollBarAlwaysOff if compact else policies.ScrollBarAsNeeded
            )
            self.restyle()

    def restyle(self) -> None:
        """Take over another zoom."""
        self.setFixedWidth(style.px(COMPACT if self._compact else NAVIGATION))
        self.doItemsLayout()
