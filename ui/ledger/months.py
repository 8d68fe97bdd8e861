"""The months of a courtyard side by side: how each stands, what came in and went out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem, QWidget

from services.shown import show
from ui.widgets import icons, style

if TYPE_CHECKING:
    from services.ledgers.overview import MonthLine

ALL = ""
"""Stands for all months."""
_HEIGHT, _WIDTH = 76, 208
_LOW = 34
_ROLE = Qt.ItemDataRole.UserRole
_WHOLE = _ROLE + 1


def state_of(line: "MonthLine") -> str:
    """Return how a month stands: 未结, 已结, 补录."""
    if line.closed:
        return "已结·补录" if line.late else "已结"
    if line.shut:
        return "随后月已结"
    return "未结·补录" if line.late else "未结"


class MonthStrip(QListWidget):
    """The months, the latest at the right; Left and Right walk through them.

    Args:
        parent: where it stands.

    Signals:
        picked: another month was chosen by the user: YYYY-MM, or ALL.
    """

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("months")
        self.setAccessibleName("月份")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setSpacing(0)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._compact = False
        self._zoom = style.zoom()
        self._fit()
        self.currentItemChanged.connect(self._changed)

    def show_compact(self, compact: bool) -> None:
        """Show the names of the months only, where there is little room."""
        if compact != self._compact:
            self._compact = compact
            self._fit()
            for row in range(self.count()):
                self._size(self.item(row))

    def changeEvent(self, event: QEvent) -> None:
        """Size the months anew at another zoom."""
        super().changeEvent(event)
        if getattr(self, "_zoom", style.zoom()) != style.zoom():
            self._zoom = style.zoom()
            self._fit()
            for row in range(self.count()):
                self._size(self.item(row))

    def _fit(self) -> None:
        self.setIconSize(QSize(style.px(14), style.px(14)))
        self.setFixedHeight(style.px((_LOW if self._compact else _HEIGHT) + 14))

    def _size(self, item: QListWidgetItem) -> None:
        width = _WIDTH if item.data(_ROLE) else 84
        item.setSizeHint(QSize(style.px(width), style.px(_LOW if self._compact else _HEIGHT)))
        whole = str(item.data(_WHOLE))
        item.setText(whole.partition("\n")[0] if self._compact else whole)

    def offer(self, lines: "Sequence[MonthLine]", wanted: str) -> str:
        """Show the months; returns the one that is chosen then.

        Args:
            lines: the months, the earliest first.
            wanted: the month to choose; the last with entries where it is not among them.
        """
        self.blockSignals(True)
        self.clear()
        self._add("全部月份\n\n", ALL, "全部月份", None)
        for line in lines:
            self._add(_text(line), line.month, _spoken(line), _icon(line))
        known = [line.month for line in lines]
        chosen = wanted if wanted == ALL or wanted in known else (known[-1] if known else ALL)
        self.setCurrentRow(known.index(chosen) + 1 if chosen else 0)
        self.blockSignals(False)
        item = self.currentItem()
        if item is not None:
            self.scrollToItem(item)
        return chosen

    def _add(self, text: str, month: str, spoken: str, icon: str | None) -> None:
        item = QListWidgetItem()
        item.setData(_WHOLE, text)
        item.setData(_ROLE, month)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        item.setToolTip(spoken)
        self._size(item)
        if icon:
            item.setIcon(icons.icon(icon, "accent" if icon == "fa6s.lock" else "warn"))
        self.addItem(item)

    def _changed(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.picked.emit(str(item.data(_ROLE)))

    @property
    def month(self) -> str:
        """The month that is chosen, ALL for all of them."""
        item = self.currentItem()
        return str(item.data(_ROLE)) if item is not None else ALL

    def choose(self, month: str) -> None:
        """Choose a month as the user does, where it is there."""
        for row in range(self.count()):
            if self.item(row).data(_ROLE) == month:
                self.setCurrentRow(row)


def short(month: str) -> str:
    """Return a month as it is told here: 2020年9月."""
    return f"{month[:4]}年{int(month[5:7])}月" if month else "全部月份"


def _icon(line: "MonthLine") -> str:
    return "fa6s.lock" if line.closed else "fa6s.lock-open"


def _text(line: "MonthLine") -> str:
    head = f"{short(line.month)}　{state_of(line)}"
    return f"{head}\n收 {show(line.income, 'money')}\n支 {show(line.expense, 'money')}"


def _spoken(line: "MonthLine") -> str:
    return (
        f"{short(line.month)}，{state_of(line)}，{line.entries}笔，期初{show(line.opening, 'money')}元，"
        f"收入{show(line.income, 'money')}元，支出{show(line.expense, 'money')}元，"
        f"期末{show(line.balance, 'money')}元"
    )
