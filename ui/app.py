"""Starting the window: it is shown first, then a worker opens the office, then the first rows are painted."""

import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from ui.first_sight import Frame
from ui.pages import registry
from ui.widgets import style

if TYPE_CHECKING:
    from PySide6.QtCore import QTranslator

    from ui.crash import CrashGuard
    from ui.instance import Listener
    from ui.main_window import MainWindow
    from ui.session import Session

_WIDTH, _HEIGHT = 1366, 768
_COLLECT_MS = 3000
_PASSWORD = "LOUYUAN_PASSWORD"
"""In the environment: password of the user that was named."""
_GENERATIONS = (0, 1, 2)


class Program:
    """One run of the window.

    Args:
        path: the database; made when missing.
        user_name: who works; None for whoever worked last.
        on_milestone: told "window" when the window has been painted, "rows" when its first page has.
        page: key of the page to begin with.
        quit_after: milestone after which the program ends, for measuring.
    """

    def __init__(
        self,
        app: QApplication,
        path: Path,
        user_name: str | None,
        on_milestone: Callable[[str], None] | None,
        page: str | None,
        quit_after: str | None,
    ) -> None:
        self._app = app
        self._path = path
        self._user = user_name
        self._page = page
        self._told = on_milestone
        self._quit_after = quit_after
        self._code = 0
        self._new = False
        self._guard: CrashGuard | None = None
        self._listener: Listener | None = None
        self._translator: QTranslator | None = None
        self.session: Session | None = None
        self.window: MainWindow | None = None
        titles = [(entry.title, entry.group) for entry in registry.entries() if entry.listed]
        self.frame = Frame(titles)
        self.frame.after_first_paint(self._seen)

    def run(self) -> int:
        """Show the window and work until it is closed; returns the exit code."""
        room = self._app.primaryScreen().availableSize()
        gc.disable()  # collected below on this thread only: a worker must never delete something of Qt
        self.frame.show_at(min(_WIDTH, room.width()), min(_HEIGHT, room.height()))
        code = self._app.exec()
        if self.session is not None:
            self.session.close()
        if self._listener is not None:
            self._listener.close()
        if self._guard is not None:
            self._guard.remove()
        gc.enable()
        return code or self._code

    def _seen(self) -> None:
        """The window is on the screen: open the office on a worker and build the real window meanwhile."""
        self._reach("window")
        from ui.session import Session

        self.session = Session(self._path)
        self.session.failed.connect(self._not_opened)
        self.session.makes_keyed = True
        self.session.new_wanted.connect(self._first_start)
        password = os.environ.get(_PASSWORD) if self._user else None
        self.session.open(self._user, password)
        from ui.crash import CrashGuard
        from ui.main_window import MainWindow

        style.apply(self._app, dark=style.is_dark())
        self.window = MainWindow(self._app, self.session, self._page)
        self._guard = CrashGuard(self._app, self.window.keep_drafts)
        self._guard.install()
        self.window.settled.connect(self._rows_painted)
        self.frame.take(self.window, self.window.may_close)
        self.window.warm_up()
        if self._new:
            self.window.door.first_start()

    def _first_start(self) -> None:
        """There is no office yet: its administrator makes it, now or once the window stands."""
        self._new = True
        if self.window is not None:
            self.window.door.first_start()

    def _rows_painted(self) -> None:
        self._reach("rows")
        if self._listener is None:
            self._settle()

    def _settle(self) -> None:
        """Do what can wait until rows are on the screen."""
        from PySide6.QtCore import QTimer

        from ui.instance import Listener

        if self.session is None or self.window is None:
            return
        self._listener = Listener(self.session.home, self.window.come_to_front, self.window)
        self._translator = _translate(self._app)
        timer = QTimer(self.window)
        timer.timeout.connect(collect_garbage)
        timer.start(_COLLECT_MS)

    def _reach(self, milestone: str) -> None:
        if self._told is not None:
            self._told(milestone)
        if milestone == self._quit_after:
            self._app.quit()

    def _not_opened(self, error: BaseException) -> None:
        from models.errors import LouyuanError
        from ui.session import already_open

        if not isinstance(error, LouyuanError):
            raise error
        if already_open(error):
            from ui.instance import raise_first

            if raise_first(self._path):
                self._app.quit()
                return
        from ui import moving, prompts

        if self.session and self.window and moving.offered(error, self.session, self.window):
            return
        prompts.tell(self.window, error.message, title="打不开数据库", level="error")
        self._code = error.exit_code
        self._app.exit(self._code)


def run(
    path: Path,
    user_name: str | None = None,
    argv: Sequence[str] = (),
    *,
    on_milestone: Callable[[str], None] | None = None,
    page: str | None = None,
    quit_after: str | None = None,
) -> int:
    """Start the window and return the exit code when it is closed.

    Args:
        path: the database; made when missing.
        user_name: who works; None for whoever worked last.
        argv: arguments for Qt.
        on_milestone: told "window" when the window has been painted, "rows" when its first page has.
        page: key of the page to begin with; the start page, or the first steps for a new office, when None.
        quit_after: milestone after which the program ends, for measuring.

    Returns:
        0; 3 when the database could not be opened; 70 after a crash.
    """
    QApplication.setStyle(
        "Fusion"
    )  # before the application is made, which would else build its own style first
    app = QApplication([sys.argv[0], *argv])
    app.setApplicationName("louyuan")
    style.choose(dark=style.is_dark_palette(app))
    return Program(app, Path(path), user_name, on_milestone, page, quit_after).run()


def collect_garbage() -> None:
    """Collect what has piled up; called on the GUI thread, where automatic collection is switched off."""
    for generation in reversed(_GENERATIONS):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return


def _translate(app: QApplication) -> "QTranslator":
    """Give Qt's own words (context menus, dialogs) in Chinese."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    translator.load(QLocale("zh_CN"), "qtbase", "_", folder)
    app.installTranslator(translator)
    return translator
