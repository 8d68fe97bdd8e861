"""The window: navigation at the left, header with search and user, the pages, the strip at the foot."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.appearance import Appearance
from ui.entry.door import Door
from ui.later import later
from ui.pages import registry
from ui.permits import Permits
from ui.session import Session
from ui.widgets import style
from ui.widgets.header import Header
from ui.widgets.navigation import Navigation
from ui.widgets.scrolling import page_place
from ui.widgets.status import StatusBar

if TYPE_CHECKING:
    from ui.furniture import Furniture
    from ui.page import Page

_WAIT_MS, _FURNISH_MS = 200, 1500
_ROOMY = 1000
"""Width in pixels at 100 % from which the navigation shows titles."""
_NARROW = 760
"""Width in pixels at 100 % below which buttons in the header are icons only."""


class MainWindow(QWidget):
    """The one window of the program.

    Args:
        app: the application.
        session: the office at work.
        first_page: shown once the office is open; the start page when None.

    Signals:
        settled: the first page of an office has been painted.
    """

    settled = Signal()

    def __init__(self, app: QApplication, session: Session, first_page: str | None = None) -> None:
        super().__init__()
        self.session = session
        self._first = first_page
        self.entries = {entry.key: entry for entry in registry.entries()}
        self._pages: dict[str, Page] = {}
        self._places: dict[str, QWidget] = {}
        self._closing: QTimer | None = None
        self._unfurnished = True
        self.current = ""
        self.furniture: Furniture | None = None
        self.appearance = Appearance(app, self.restyle, self)
        self.navigation = Navigation([entry for entry in self.entries.values() if entry.listed], self)
        self.header = Header(self)
        self.stack = QStackedWidget(self)
        self.status = StatusBar(session.tasks, self)
        self._lay_out()
        self.navigation.chosen.connect(self.go)
        session.opened.connect(self._office_opened)
        self.door = Door(self)
        self.permits = Permits(self)
        session.user_leaving.connect(self.keep_drafts)
        session.page_wanted.connect(self.go)
        session.record_wanted.connect(self.show_record)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.header)
        right.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._side())
        middle.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(middle, 1)
        whole.addWidget(self.status)

    def _side(self) -> QFrame:
        self._wordmark = QLabel("楼院台账")
        self._wordmark.setObjectName("wordmark")
        self._wordmark.setFixedHeight(self.header.height())
        side = QFrame(self)
        side.setObjectName("side")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addWidget(self._wordmark)
        column.addWidget(self.navigation)
        return side

    # showing

    def furnish(self) -> None:
        """Add what is not needed for the first sight: shortcuts, search answers, the line at the foot."""
        from ui.furniture import Furniture

        if self.furniture is None:
            self.furniture = Furniture(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the pages the room of the titles where the window is narrow."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        compact = self.width() < style.px(_ROOMY)
        self.navigation.show_compact(compact)
        self.header.show_compact(self.width() < style.px(_NARROW))
        self._wordmark.setText("" if compact else "楼院台账")

    def warm_up(self) -> None:
        """Import the first page while the worker opens the office."""
        registry.load(self.entries[self._first or "start"])

    def restyle(self) -> None:
        """Take over another zoom or other colours, for what is sized in pixels."""
        for part in (self.navigation, self.header, self.status):
            part.restyle()
        self._wordmark.setFixedHeight(self.header.height())
        self._fit()
        self.session.remembered.put("zoom", self.appearance.zoom)

    def come_to_front(self) -> None:
        """Raise the window because somebody started the program again."""
        window = self.window()
        if window.isMinimized():
            window.showNormal()
        window.show()
        window.raise_()
        window.activateWindow()

    # pages

    def _office_opened(self) -> None:
        """Show the first page of the office that was opened; pages of another one go."""
        self.forget_pages()
        self._unfurnished = True
        self.permits.show_pages()
        if not self.go(self._first or self._entry_page()):
            self.go("start")
        later(_FURNISH_MS, self, self._page_painted)  # a page that never says so is no reason to wait longer

    def forget_pages(self) -> None:
        """Let the pages go; each is built anew when it is shown."""
        self.header.show_buttons(())
        for place in self._places.values():
            self.stack.removeWidget(place)
            place.deleteLater()
        self._pages.clear()
        self._places.clear()
        self.current = ""

    def _page_painted(self) -> None:
        """The first page of the office is on the screen: rows come first, all the rest follows at once."""
        if self._unfurnished:
            self._unfurnished = False
            self.settled.emit()
            later(0, self, self._furnish_office)

    def _furnish_office(self) -> None:
        self.furnish()
        if self.furniture is not None and self.session.is_open:
            self.furniture.office_opened()

    def _entry_page(self) -> str:
        from services.office import DEFAULT_USER

        nameless = self.session.context.user.name == DEFAULT_USER
        return "welcome" if nameless and "welcome" in self.entries else "start"

    @property
    def page_keys(self) -> tuple[str, ...]:
        """The keys of all pages there are, those of the navigation first."""
        return (*self.navigation.keys, *(key for key, entry in self.entries.items() if not entry.listed))

    @property
    def page(self) -> "Page | None":
        """The page in front."""
        return self._pages.get(self.current)

    def go(self, key: str, argument: object = None) -> bool:
        """Show a page; it is built when it is shown for the first time.

        Args:
            key: its key in the registry.
            argument: handed to the page.

        Returns:
            whether it is in front now; not when the page before may not be left.
        """
        before = self.page
        if not self.session.is_open or key not in self.entries or self.permits.refuses(key):
            self.navigation.show_current(self.current)
            return False
        if before is not None and key != self.current and not before.may_leave():
            self.navigation.show_current(self.current)
            return False
        page = self._pages.get(key) or self._build(key)
        self.current = key
        self.navigation.show_current(key)
        self.stack.setCurrentWidget(self._places[key])
        self.header.set_heading(page.title, page.detail)
        self.header.show_buttons(page.buttons())
        page.arrive(argument)
        return True

    def _build(self, key: str) -> "Page":
        page = registry.make(self.entries[key], self.session)
        self.permits.hold(key, page)
        page.painted.connect(self._page_painted)
        page.heading_changed.connect(lambda title, detail: self._heading(key, title, detail))
        self._pages[key] = page
        self._places[key] = page_place(page)
        self.stack.addWidget(self._places[key])
        return page

    def _heading(self, key: str, title: str, detail: str) -> None:
        self._pages[key].title, self._pages[key].detail = title, detail
        if key == self.current:
            self.header.set_heading(title, detail)

    def work_on(self, key: str) -> None:
        """Show a page and put the focus into it: the way of the keys."""
        if self.go(key) and self.page is not None:
            self.page.take_focus()

    def go_by(self, steps: int) -> None:
        """Go to the next or the previous page of the navigation."""
        keys = self.navigation.keys
        at = keys.index(self.current) if self.current in keys else -steps
        self.work_on(keys[(at + steps) % len(keys)])

    def show_record(self, kind: str, record_id: bytes) -> None:
        """Show a record on the page of its subject, or of the subject it belongs to."""
        from ui.routes import home_of

        if self.go(home_of(kind)) and self.page is not None:
            self.page.show_record(kind, record_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as Space does: people expect it."""
        button = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(button, QAbstractButton):
            button.animateClick()
            return
        super().keyPressEvent(event)

    # leaving

    def may_close(self) -> bool:
        """Ask about unsaved input; while something is being written, wait for it and close then."""
        page = self.page
        if self._closing is None and page is not None and not page.may_leave():
            return False
        if self.session.tasks.writing:
            if self._closing is None:
                self.session.notice("正在写入，完成后自动关闭。", "warn")
                self._closing = QTimer(self)
                self._closing.timeout.connect(lambda: self.window().close())
                self._closing.start(_WAIT_MS)
            return False
        if self._closing is not None:
            self._closing.stop()
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close when nothing is against it (the frame around asks the same way)."""
        if self.may_close():
            event.accept()
        else:
            event.ignore()

    def keep_drafts(self) -> None:
        """Keep what has been typed on every page; called when the program must end at once."""
        for page in self._pages.values():
            page.keep_draft()
