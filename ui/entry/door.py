"""The door of the window: what covers it until somebody has signed in, and while the screen is locked."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from ui.entry.lock import LockDialog
    from ui.entry.screen import EntryScreen
    from ui.main_window import MainWindow


class Door(QObject):
    """Lets people into the office of a window.

    Args:
        window: the window.

    Attributes:
        screen: what covers the window until somebody has signed in.
        lock: what asks for a password while the screen is locked.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.screen: EntryScreen | None = None
        self.lock: LockDialog | None = None
        window.session.sign_in_wanted.connect(lambda _: self._cover().sign_in())
        window.session.switch_wanted.connect(lambda name: self.lock_screen(name, switching=True))

    def _cover(self) -> "EntryScreen":
        from ui.entry.screen import EntryScreen

        if self.screen is None:
            self.screen = EntryScreen(self._window)
        return self.screen

    def first_start(self) -> None:
        """Let the administrator of a new office make it."""
        self._cover().first_start()
        self._window.settled.emit()

    def lock_screen(self, name: str = "", *, switching: bool = False) -> None:
        """Cover an encrypted office until a password is entered; what was typed is kept.

        Args:
            name: whose password is expected; that of whoever works when left out.
            switching: another user takes over: it can be left with Esc.
        """
        session = self._window.session
        if self.lock is not None or self.screen is not None or not session.keyed:
            return
        from ui.entry.lock import LockDialog

        self._window.keep_drafts()
        session.remembered.flush()
        self.lock = LockDialog(self._window, name or session.context.user.name, cancellable=switching)
        self.lock.begin()
