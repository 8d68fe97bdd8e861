"""What the window gets right after it is first seen: keys, search answers, user menu, counts, notices."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from ui import practice
from ui.background import look_after
from ui.batch_printing import print_batch
from ui.entry.lock import IdleWatch
from ui.exporting import export_list
from ui.later import later
from ui.session import Notice
from ui.sync import doubt
from ui.users import offer_users
from ui.widgets.search_everywhere import SearchEverywhere
from ui.widgets.toast import Toast

if TYPE_CHECKING:
    from services.attention import Waiting
    from services.backup import BackupInfo
    from services.backup_plan import DailyBackup
    from services.disclosure.obligations import Counts
    from services.office import Context
    from ui.help import HelpWindow
    from ui.main_window import MainWindow

_COUNT_MS = 400
_LOOK_AFTER_MS = 3000


class Furniture(QObject):
    """Everything of the window that does not have to be there at first sight.

    Args:
        window: what is furnished.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._help: HelpWindow | None = None
        self.toast = Toast(window)
        self.search = SearchEverywhere(window.session, window.header.search, window)
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(_COUNT_MS)
        self._counting.timeout.connect(self.count)
        self._add_keys()
        self.idle = IdleWatch(window)
        session = self._session
        session.noticed.connect(self._say)
        session.changed.connect(lambda _: self._counting.start())
        session.user_changed.connect(self._show_user)
        session.export_wanted.connect(partial(export_list, session))
        session.batch_wanted.connect(lambda table: print_batch(session, table, window))
        window.header.user_wanted.connect(lambda: offer_users(window, window.header.user))
        window.header.practice_left.connect(lambda: practice.leave(session))

    def _add_keys(self) -> None:
        window, looks = self._window, self._window.appearance
        keys = {
            "Ctrl+K": self._to_search,
            "Ctrl+F": self._find,
            "Ctrl+Z": self._session.undo,
            "F1": self.show_help,
            "F6": self._next_part,
            "Ctrl++": lambda: self._zoomed(looks.zoom_by(1)),
            "Ctrl+=": lambda: self._zoomed(looks.zoom_by(1)),
            "Ctrl+-": lambda: self._zoomed(looks.zoom_by(-1)),
            "Ctrl+0": lambda: self._zoomed(looks.zoom_to(100)),
            "Ctrl+Tab": lambda: window.go_by(1),
            "Ctrl+Shift+Tab": lambda: window.go_by(-1),
            "Ctrl+L": self._lock,
            "Ctrl+Q": lambda: window.window().close(),
        }
        for number in range(1, 10):
            keys[f"Alt+{number}"] = partial(self._go_to_nth, number)
        for sequence, action in keys.items():
            QShortcut(QKeySequence(sequence), window).activated.connect(action)

    # keys

    def _go_to_nth(self, number: int) -> None:
        keys = self._window.navigation.keys
        if number <= len(keys):
            self._window.work_on(keys[number - 1])

    def _to_search(self) -> None:
        line = self._window.header.search
        line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        line.selectAll()

    def _lock(self) -> None:
        if self._session.keyed:
            self._window.door.lock_screen()
        else:
            self._session.notice("这个台账没有设密码，不能锁定。", "warn")

    def _find(self) -> None:
        if self._window.page is not None:
            self._window.page.seek()

    def _next_part(self) -> None:
        """Move the focus between navigation and page."""
        window = self._window
        if window.navigation.hasFocus() and window.page is not None:
            window.page.take_focus()
        else:
            window.navigation.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _zoomed(self, percent: int) -> None:
        self._session.notice(f"显示比例 {percent}%　（Ctrl+0 恢复）")

    def show_help(self) -> None:
        """Show the help of the page in front."""
        if self._help is None:
            from ui.help import HelpWindow

            self._help = HelpWindow(self._window)
        page = self._window.page
        self._help.show_topic(page.help_topic if page is not None else "index")

    # what the office tells

    def office_opened(self) -> None:
        """Show who works in which office, count its records, and look after its database in a while."""
        session = self._session
        zoom = session.remembered.get("zoom")
        if isinstance(zoom, int):
            self._window.appearance.zoom_to(zoom)
        self._window.window().setWindowTitle(
            "楼院台账（练习：示例社区）" if session.practising else "楼院台账"
        )
        self._window.header.show_practice(session.practising)
        self._show_user()
        self._counting.start()
        if session.practising:
            practice.fill(session)
            return
        self._show_backup()
        doubt.look(session, self._window)
        later(_LOOK_AFTER_MS, self, self._look_after)

    def _look_after(self) -> None:
        session = self._session
        if session.is_open and not session.practising:
            look_after(
                session.context,
                session.tasks,
                self,
                tell=lambda text: session.notice(text, "error"),
                backed_up=self._backed_up,
            )

    def _backed_up(self, _: "DailyBackup") -> None:
        self._show_backup()

    def _show_backup(self) -> None:
        def query(context: "Context") -> "BackupInfo | None":
            from services.backup_plan import newest

            return newest(context.database.path)

        def show(found: "BackupInfo | None") -> None:
            from services.times import local_time

            text = f"上次备份 {local_time(found.made_ms)}" if found else "还没有备份"
            self._window.status.say("backup", text)

        self._session.read(query, show, owner=self, key="backup")

    def _show_user(self) -> None:
        from services.allowed import role_label

        user = self._session.context.user
        self._window.header.set_user(user.name, role_label(user.role))
        self._window.status.say("user", f"{user.name} · {role_label(user.role)}")
        self._window.status.say("saved", "全部内容已保存")

    def count(self) -> None:
        """Count the records of every page, and what waits, and show the numbers in the navigation."""
        navigation = self._window.navigation
        kinds = navigation.kinds

        def query(context: "Context") -> "tuple[dict[str, int], Waiting, int]":
            from services.attention import decisions, waiting
            from services.lists import counts

            return counts(context, kinds), waiting(context), decisions(context)

        def show(found: "tuple[dict[str, int], Waiting, int]") -> None:
            numbers, waits, decided = found
            navigation.set_counts(numbers)
            navigation.set_waiting("action-items", waits.open, waits.overdue)
            navigation.set_waiting("conflicts", decided, 0)

        def owed(context: "Context") -> "Counts":
            from services.disclosure import obligations

            return obligations.counts(context)

        def show_owed(found: "Counts") -> None:
            navigation.set_waiting("obligations", found.overdue + found.soon, found.overdue)

        if self._session.is_open:
            self._session.read(query, show, owner=self, key="counts")
            self._session.read(owed, show_owed, owner=self, key="owed")

    def _say(self, notice: Notice) -> None:
        undo = None
        if notice.tx_id is not None:
            tx_id = notice.tx_id
            undo = lambda: self._session.undo(tx_id)  # noqa: E731
        self.toast.say(notice.text, notice.level, undo)
