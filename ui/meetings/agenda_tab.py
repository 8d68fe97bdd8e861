"""议程: what the meeting is about, in order; what waits for such a meeting is offered and taken over."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.errors import LouyuanError
from ui.meetings.marking import told
from ui.meetings.search_line import SearchLine
from ui.notices.tick_marks import TickMarks
from ui.system.tab import button, heading
from ui.widgets import style
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

if TYPE_CHECKING:
    from services.meetings.agenda import Offer
    from services.meetings.agenda_lines import AgendaLine
    from services.office import Context
    from services.saving import Saved
    from ui.meetings.room import Room
    from ui.session import Session

_COLUMNS = (
    PlainColumn("序", 2, number=True),
    PlainColumn("议题", 0),
    PlainColumn("来源", 5),
    PlainColumn("表决", 3, number=True),
)
_EMPTY = "还没有议题。在下面写一项按回车，或勾选右边待议的事项再采用。"
_SIDE, _NO_LIMIT = 420, 16_777_215
_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut
_ROLE = Qt.ItemDataRole.UserRole


class OfferList(QListWidget):
    """What waits for such a meeting, with boxes; Space and Enter tick."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("待议的事项")
        self.setWordWrap(True)
        self.setItemDelegate(TickMarks(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick the line in front."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            checked = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)
        else:
            super().keyPressEvent(event)


class AgendaTab(QWidget):
    """The agenda and what may come onto it.

    Args:
        session: reads and writes.
    """

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._room: Room | None = None
        self.table = PlainTable(_COLUMNS, "议程", empty=_EMPTY)
        self.new = SearchLine("新议题", "写一项议题，回车加到最后")
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.up_button = button("上移", "fa6s.arrow-up", lambda: self.shift(-1), tip="往前移（Alt+↑）")
        self.down_button = button("下移", "fa6s.arrow-down", lambda: self.shift(1), tip="往后移（Alt+↓）")
        self.remove_button = button("去掉", "fa6s.trash-can", self.remove, tip="从议程去掉（Del），可以撤销")
        self.offers = OfferList()
        self.none = QLabel("没有待议的协商事项、没办结的待办和没答复的意见。")
        self.none.setWordWrap(True)
        self.none.setProperty("role", "muted")
        self.take_button = button(
            "采用勾选的", "fa6s.arrow-left", self.take, primary=True, tip="加到议程最后"
        )
        self._lay_out()
        self.new.entered.connect(self.add)
        self.table.opened.connect(lambda item: self._session.show_record("agenda-items", item))
        self.new.moved.connect(lambda _: self.table.setFocus())
        self.offers.itemChanged.connect(lambda _: self._count())
        for keys, action in (("Alt+Up", lambda: self.shift(-1)), ("Alt+Down", lambda: self.shift(1))):
            QShortcut(QKeySequence(keys), self, action, context=_HERE)
        QShortcut(QKeySequence("Del"), self.table, self.remove, context=_HERE)
        self.setFocusProxy(self.new)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(style.px(6))
        buttons.addWidget(self.new, 1)
        for made in (self.up_button, self.down_button, self.remove_button):
            buttons.addWidget(made)
        left = QVBoxLayout()
        left.setSpacing(style.px(6))
        left.addWidget(self.table, 1)
        left.addWidget(self.problem)
        left.addLayout(buttons)
        side = QWidget()
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(style.px(6))
        right.addWidget(heading("待议的事项"))
        right.addWidget(self.none)
        right.addWidget(self.offers, 1)
        right.addWidget(self.take_button, 0, Qt.AlignmentFlag.AlignLeft)
        right.addStretch(0)
        self.side = side
        self.row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(style.px(16))
        self.row.addLayout(left, 1)
        self.row.addWidget(side)
        side.setFixedWidth(style.px(_SIDE))

    def show_narrow(self, narrow: bool) -> None:
        """Put what is offered below the agenda where there is little room."""
        directions = QBoxLayout.Direction
        self.row.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self.side.setMinimumWidth(0 if narrow else style.px(_SIDE))
        self.side.setMaximumWidth(_NO_LIMIT if narrow else style.px(_SIDE))
        self.table.setMinimumHeight(style.px(110 if narrow else 0))
        self.offers.setMinimumHeight(style.px(110 if narrow else 0))
        for made, words in (
            (self.up_button, "上移"),
            (self.down_button, "下移"),
            (self.remove_button, "去掉"),
        ):
            made.setText("" if narrow else words)
            made.setAccessibleName(words)

    # showing

    def show_room(self, room: "Room") -> None:
        """Read the agenda and what may come onto it."""
        self._room = room
        meeting = room.roll.meeting_id

        def read(context: "Context") -> "tuple[tuple[AgendaLine, ...], tuple[Offer, ...]]":
            from services.meetings import agenda, agenda_lines

            return agenda_lines.listed(context, meeting), agenda.propose(context, meeting)

        self._session.read(read, lambda found: self._show(*found), owner=self, key=(id(self), "agenda"))

    def _show(self, lines: "tuple[AgendaLine, ...]", offers: "tuple[Offer, ...]") -> None:
        self.table.set_rows(
            [
                PlainRow(each.id, (str(each.number), each.title, each.source, str(each.votes or "")))
                for each in lines
            ]
        )
        ticked = {
            self.offers.item(at).data(_ROLE) for at in range(self.offers.count()) if self._is_ticked(at)
        }
        self.offers.blockSignals(True)
        self.offers.clear()
        for each in offers:
            item = QListWidgetItem(f"{each.title}\n{each.detail}")
            item.setData(_ROLE, each)
            if each.late:
                item.setForeground(QColor(style.colour("warn")))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if each in ticked else Qt.CheckState.Unchecked)
            self.offers.addItem(item)
        self.offers.blockSignals(False)
        self.none.setVisible(not offers)
        self.offers.setVisible(bool(offers))
        self.take_button.setVisible(bool(offers))
        self._count()

    def _is_ticked(self, at: int) -> bool:
        return self.offers.item(at).checkState() == Qt.CheckState.Checked

    def _count(self) -> None:
        number = len(self._ticked())
        self.take_button.setText(f"采用勾选的{number}项" if number else "采用勾选的")
        self.take_button.setEnabled(bool(number))

    def _ticked(self) -> "list[Offer]":
        return [self.offers.item(at).data(_ROLE) for at in range(self.offers.count()) if self._is_ticked(at)]

    # doing

    def _write(self, command: "Callable[[Context], Saved]", words: str) -> None:
        def refused(error: BaseException) -> None:
            if not isinstance(error, LouyuanError):
                raise error
            self.problem.setText(error.message)
            self.problem.show()

        def done(saved: Any) -> None:
            self.problem.hide()
            if getattr(saved, "committed", saved) is not None:
                told(self._session, saved, words)

        self._session.write(command, done, refused, owner=self)

    def add(self) -> None:
        """Add what was written as the last item."""
        room, title = self._room, self.new.text().strip()
        if room is None or not title:
            return
        meeting = room.roll.meeting_id

        def work(context: "Context") -> "Saved":
            from services.meetings import agenda_lines

            return agenda_lines.add(context, meeting, title)

        self.new.empty()
        self._write(work, f"已加议题“{title}”")

    def shift(self, steps: int) -> None:
        """Move the item in front up or down."""
        keys = self.table.selected_keys()
        if not keys:
            return

        def work(context: "Context") -> "Saved":
            from services.meetings import agenda_lines

            return agenda_lines.move(context, keys[0], steps)

        self._write(work, "已调整议题次序")

    def remove(self) -> None:
        """Take the item in front off the agenda."""
        keys = self.table.selected_keys()
        if not keys:
            return

        def work(context: "Context") -> Any:
            from services import records

            return records.delete(context, "agenda-items", keys)

        self._write(work, "已从议程去掉")

    def take(self) -> None:
        """Take over what is ticked."""
        room, ticked = self._room, self._ticked()
        if room is None or not ticked:
            return
        meeting = room.roll.meeting_id

        def work(context: "Context") -> Any:
            from services.meetings import agenda

            return agenda.take(context, meeting, ticked)

        self._write(work, f"已加{len(ticked)}项议题")
