"""The walk through the courtyards: what goes up and comes down today, ticked off, registered in one step."""

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from ui.notices.board_table import BoardTable
from ui.notices.photo_row import choose_photos, dropped_photos
from ui.notices.walk_found import Found, read
from ui.notices.walk_tree import WalkTree
from ui.notices.walk_work import WalkWork
from ui.page import Page
from ui.widgets import icons, style
from ui.widgets.chooser import Chooser
from ui.widgets.message_panel import MessagePanel

if TYPE_CHECKING:
    from services.boards import Board
    from ui.files.incoming import Making
    from ui.session import Session

_ALL = "全部社区"
_LARGE = 125
"""Zoom in per cent above which words on buttons are left out."""
_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut


def make(session: "Session", argument: str) -> Page:
    """Build the page."""
    return WalkPage(session)


class WalkPage(Page):
    """The page of the walk.

    Args:
        session: reads and writes.
    """

    title = "张贴单"
    help_topic = "walk_list"

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._stale = True
        self._day: date | None = None
        self._found: Found | None = None
        self._moved: dict[bytes, Board] = {}
        self._work = WalkWork(session, self)
        self.tree = WalkTree()
        self.table = BoardTable()
        self.empty = MessagePanel()
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("要做的，或现在贴着的")
        self.tabs.addTab("要做的")
        self.tabs.addTab("现在贴着的")
        self.stack = QStackedWidget()
        for part in (self.tree, self.empty, self.table):
            self.stack.addWidget(part)
        self.remarks = QLabel()
        self.remarks.setWordWrap(True)
        self.remarks.setProperty("role", "warn")
        self.remarks.setAccessibleName("登记时的提醒")
        self.remarks.hide()
        self._make_choices()
        self._make_buttons()
        self._lay_out()
        self._connect()
        self._enable()

    def _make_choices(self) -> None:
        self.communities = Chooser()
        self.communities.setAccessibleName("社区")
        self.communities.addItem(_ALL, None)
        self.day = QLineEdit()
        self.day.setAccessibleName("哪一天")
        self.day.setToolTip("哪一天去贴，写成 11-26 或 2026-11-26，回车")
        self.day.setMaximumWidth(style.px(130))
        self.earlier = self._turn_button("fa6s.chevron-left", "前一天（Ctrl+Left）", "Ctrl+Left", -1)
        self.later = self._turn_button("fa6s.chevron-right", "后一天（Ctrl+Right）", "Ctrl+Right", 1)

    def _turn_button(self, icon: str, tip: str, keys: str, days: int) -> QPushButton:
        button = QPushButton(icons.icon(icon, "muted"), "")
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(lambda: self.go_to(self._on + timedelta(days=days)))
        QShortcut(QKeySequence(keys), self, button.click, context=_HERE)
        return button

    def _make_buttons(self) -> None:
        self.save_button = QPushButton(icons.icon("fa6s.square-check", "on_accent"), "登记选中的")
        self.save_button.setProperty("primary", True)
        self.save_button.setToolTip("把勾上的一次登记（Ctrl+S），可以撤销")
        self.save_button.clicked.connect(self.save)
        self.photo_button = QPushButton(icons.icon("fa6s.camera"), "添加照片…")
        self.photo_button.setToolTip("给这个公开栏加照片（Ctrl+I），也可以拖到清单上")
        self.photo_button.clicked.connect(self.choose_photo)
        self.move_button = QPushButton(icons.icon("fa6s.right-left"), "换公开栏…")
        self.move_button.setToolTip("把这一张改贴到同一楼院的别的公开栏（Ctrl+B）")
        self.move_button.clicked.connect(self.choose_board)
        self.board_button = QPushButton(icons.icon("fa6s.plus"), "新增公开栏…")
        self.board_button.setToolTip("给这个楼院登记公开栏（Ctrl+N）")
        self.board_button.clicked.connect(self.add_board)
        self.look_button = QPushButton(icons.icon("fa6s.eye"), "看公示")
        self.look_button.setToolTip("打开这张公示（回车）")
        self.look_button.clicked.connect(self._look)
        self.print_button = QPushButton(icons.icon("fa6s.print"), "打印清单…")
        self.print_button.setToolTip("打印带去的清单，公开栏旁有二维码（Ctrl+P）")
        self.print_button.clicked.connect(self.print)
        for keys, action in (
            ("Ctrl+S", self.save),
            ("Ctrl+I", self.choose_photo),
            ("Ctrl+B", self.choose_board),
            ("Ctrl+N", self.add_board),
            ("Ctrl+P", self.print),
        ):
            QShortcut(QKeySequence(keys), self, action, context=_HERE)

    def _fit_words(self) -> None:
        """Leave out words where everything is large, so that the row is no wider than the page."""
        large = style.zoom() > _LARGE
        for button, text in (
            (self.photo_button, "添加照片…"),
            (self.move_button, "换公开栏…"),
            (self.board_button, "新增公开栏…"),
            (self.look_button, "看公示"),
        ):
            button.setText("" if large else text)
            button.setAccessibleName(text)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the zoom."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "look_button"):
            self._fit_words()

    def _lay_out(self) -> None:
        self._fit_words()
        bar, foot = QHBoxLayout(), QHBoxLayout()
        for row in (bar, foot):
            row.setSpacing(style.px(8))
        bar.addWidget(self.tabs)
        bar.addStretch(1)
        for widget in (self.communities, self.earlier, self.day, self.later):
            bar.addWidget(widget)
        for button in (self.save_button, self.photo_button, self.move_button, self.board_button):
            foot.addWidget(button)
        foot.addWidget(self.look_button)
        foot.addStretch(1)
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(style.px(14), style.px(10), style.px(14), style.px(10))
        column.setSpacing(style.px(6))
        column.addLayout(bar)
        column.addWidget(self.remarks)
        column.addWidget(self.stack, 1)
        column.addLayout(foot)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(style.px(12), style.px(12), style.px(12), style.px(12))
        whole.addWidget(card)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda _: self._show_part())
        self.communities.activated.connect(lambda _: self._refresh())
        self.day.returnPressed.connect(self._typed_day)
        self.tree.ticked.connect(self._enable)
        self.tree.moved.connect(self._enable)
        self.tree.opened.connect(lambda notice: self._session.show_record("notices", notice))
        self.tree.photo_dropped.connect(lambda board, data: self._take(board, dropped_photos(data)))
        self._work.registered.connect(self._remark)
        self._work.refused.connect(self._enable)
        self.table.opened.connect(lambda _: self._look())
        self.table.chosen.connect(self._enable)
        self.empty.pressed.connect(lambda: self._session.show_page("notices"))
        self._session.changed.connect(lambda _: self._refresh())

    # what the window asks

    def buttons(self) -> tuple[QWidget, ...]:
        """The button that stands in the header beside the title."""
        return (self.print_button,)

    def arrive(self, argument: object = None) -> None:
        """Read again what has changed meanwhile; a day that lies behind becomes today."""
        if self._day is None or self._day < self._session.today():
            self._day = self._session.today()
            self._stale = True
        if self._stale:
            self._refresh()

    def take_focus(self) -> None:
        """Put the focus into the list."""
        if self.stack.currentWidget() is self.table:
            self.table.start()
        else:
            self.stack.currentWidget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def seek(self) -> None:
        """Put the cursor where the community is chosen."""
        self.communities.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # reading and showing

    @property
    def _on(self) -> date:
        return self._day or self._session.today()

    def go_to(self, day: date) -> None:
        """Show another day."""
        self._day = day
        self._refresh()

    def _typed_day(self) -> None:
        from services.fields import check
        from services.notices.life.periods import day_of
        from services.subjects import Field

        result = check(Field("on", "哪一天", "date"), self.day.text(), self._session.today())
        day = day_of(str(result.value or ""))
        if day is None:
            self._session.notice("日期看不懂。请写到哪一天，如 11-26 或 2026-11-26。", "error")
            self.day.setText(self._on.isoformat())
        else:
            self.go_to(day)

    def _refresh(self) -> None:
        self._stale = not self.isVisible()
        if self._stale:
            return
        community, on = self.communities.currentData(), self._on
        self.day.setText(on.isoformat())
        self._session.read(
            lambda context: read(context, community, on), self._show, owner=self, key="walk list"
        )

    def _show(self, found: Found) -> None:
        self._found = found
        chosen = self.communities.currentData()
        self.communities.clear()
        self.communities.addItem(_ALL, None)
        for each in found.communities:
            self.communities.addItem(each.label, each.id)
        self.communities.setCurrentIndex(max(0, self.communities.findData(chosen)))
        had_focus = self.tree.hasFocus() or self.empty.isVisible()
        self.tree.show_walk(found.walk, self._moved, self._work.names)
        self.table.show_boards(found.boards, found.hanging, self._on)
        self._show_part()
        if had_focus and self.isVisible() and self.stack.currentWidget() is self.tree:
            self.tree.setFocus()
        self.painted.emit()

    def _show_part(self) -> None:
        found = self._found
        if found is None:
            return
        doing = self.tabs.currentIndex() == 0
        if not doing:
            self.stack.setCurrentWidget(self.table)
        elif found.walk.lines:
            self.stack.setCurrentWidget(self.tree)
        else:
            self._say_empty()
        lines = found.walk.lines
        up = sum(line.act == "hang" for line in lines)
        late = sum(line.overdue for line in lines)
        parts = [f"张贴{up}张"] if up else []
        parts += [f"取下{len(lines) - up}张"] if len(lines) > up else []
        parts += [f"其中已逾期{late}张"] if late else []
        self.heading_changed.emit(self.title, "，".join(parts))
        for button in (self.save_button, self.photo_button, self.move_button, self.board_button):
            button.setVisible(doing)
        self._enable()

    def _say_empty(self) -> None:
        day = f"{self._on.month}月{self._on.day}日"
        text = "签发了还没有贴的、公示期满的、已经更正的公示，会列在这里，在公开栏前一张张勾掉。"
        self.empty.say("fa6s.person-walking", f"{day}没有要张贴和取下的", text, button="看公示通知")
        self.stack.setCurrentWidget(self.empty)

    def _enable(self) -> None:
        doing = self._found is not None and self.tabs.currentIndex() == 0
        count = len(self.tree.ticks()) if doing else 0
        place, line = self.tree.place(), self.tree.line()
        board = place.board if place is not None else None
        self.save_button.setEnabled(count > 0)
        self.save_button.setText(f"登记选中的（{count}）" if count else "登记选中的")
        self.photo_button.setEnabled(board is not None)
        self.board_button.setEnabled(place is not None)
        self.move_button.setEnabled(line is not None and line.act == "hang" and bool(self._others()))
        self.look_button.setEnabled(line is not None if doing else self.table.notice() is not None)
        self.print_button.setEnabled(self._found is not None and bool(self._found.walk.lines))

    def _others(self) -> "list[Board]":
        """Return the other boards of the courtyard of the current row."""
        place = self.tree.place()
        if place is None or place.board is None or self._found is None:
            return []
        here = [board for board in self._found.boards if board.courtyard_id == place.courtyard_id]
        return [board for board in here if board.id != place.board.id]

    # working

    def _look(self) -> None:
        line = self.tree.line()
        notice = self.table.notice() if self.tabs.currentIndex() else line.notice_id if line else None
        if notice is not None:
            self._session.show_record("notices", notice)

    def choose_photo(self) -> None:
        """Ask for photos of the board of the current row."""
        place = self.tree.place()
        if self.photo_button.isEnabled() and place is not None and place.board is not None:
            self._take(place.board.id, choose_photos(self._session, self))

    def _take(self, board_id: bytes, photos: "tuple[list[str], Making] | None") -> None:
        if self._work.take(board_id, photos) and self._found is not None:
            self._show(self._found)

    def choose_board(self) -> None:
        """Offer the other boards of the courtyard for what is to be hung."""
        if not self.move_button.isEnabled():
            return
        menu = QMenu(self)
        menu.setAccessibleName("公开栏")
        for board in self._others():
            menu.addAction(board.text, partial(self._move, board))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.move_button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _move(self, board: "Board") -> None:
        line = self.tree.line()
        if line is not None and self._found is not None:
            self._moved[line.notice_id] = board
            self._show(self._found)

    def add_board(self) -> None:
        """Ask for a new board in the courtyard of the current row."""
        from ui.notices.new_board import ask_board

        place = self.tree.place()
        if place is not None and self.board_button.isEnabled():
            ask_board(self._session, self.window(), place.courtyard_id, place.courtyard)

    def save(self) -> None:
        """Register everything that is ticked, with the photos of its boards, in one step."""
        ticks = self.tree.ticks()
        if ticks and self.save_button.isEnabled():
            self.save_button.setEnabled(False)
            self._work.save(ticks, self._on)

    def _remark(self, warnings: tuple[str, ...]) -> None:
        """Show what has to be read after the work was done."""
        self.remarks.setText("\n".join(warnings))
        self.remarks.setVisible(bool(warnings))

    def print(self) -> None:
        """Show the list as a sheet to take along."""
        if self._found is not None and self.print_button.isEnabled():
            self._work.print(self._found.walk, self.window())
