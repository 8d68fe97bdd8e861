"""The locked screen: every window is covered, and only a password uncovers it; what was typed stays."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QVBoxLayout, QWidget

from models.errors import LouyuanError
from services import idle_lock
from ui.entry.cards import SignInCard

if TYPE_CHECKING:
    from services.office import Context
    from ui.main_window import MainWindow

_MINUTE_MS = 60_000
_ACTIVE = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.InputMethod,
        QEvent.Type.TouchBegin,
    )
)


class Cover(QLabel):
    """Hides what stands in a window."""

    def __init__(self, covered: QWidget) -> None:
        super().__init__("已锁定", covered)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAutoFillBackground(True)
        self.setProperty("role", "page")
        covered.installEventFilter(self)
        self.setGeometry(covered.rect())
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)


class LockDialog(QDialog):
    """Asks for the password of whoever works, or of somebody else who takes over.

    Args:
        window: the window that is locked.
        name: whose password is expected.
        cancellable: whether Esc leaves everything as it was: only where somebody wanted to switch.
    """

    def __init__(self, window: "MainWindow", name: str, *, cancellable: bool = False) -> None:
        super().__init__(window.window())
        self._window = window
        self._session = window.session
        self._cancellable = cancellable
        self.setWindowTitle("登录" if cancellable else "已锁定")
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        words = "请输入密码。" if cancellable else "屏幕已锁定，没有保存的内容都在。"
        self.card = SignInCard(name, words)
        for other in (self.card.forgot, self.card.restore):
            other.hide()
        whole = QVBoxLayout(self)
        whole.addWidget(self.card)
        self.covers: list[Cover] = []
        if not cancellable:
            shown = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
            self.covers = [Cover(each) for each in shown if each is not self]
        window.setEnabled(False)
        self.card.entered.connect(self._enter)

    def begin(self) -> None:
        """Show it and wait for a password."""
        self.show()
        self.card.begin()

    def reject(self) -> None:
        """Esc leaves a locked screen locked."""
        if self._cancellable:
            self._leave()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing it is no way in."""
        event.ignore()
        self.reject()

    def _enter(self, name: str, password: str) -> None:
        def command(context: "Context") -> bool:
            from services.users import take_over

            return take_over(context, name, password)

        self._session.write(command, self._entered, self._refuse, owner=self)

    def _entered(self, another: bool) -> None:
        self._leave()
        if another:
            self._session.user_switched()

    def _refuse(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self.card.refuse(error.message, getattr(error, "wait_ms", 0))

    def _leave(self) -> None:
        for cover in self.covers:
            cover.hide()
            cover.deleteLater()
        self.covers.clear()
        self._window.setEnabled(True)
        self._window.door.lock = None
        self.hide()
        self.deleteLater()


class IdleWatch(QObject):
    """Locks the screen of an encrypted office when nobody has touched it for as long as the office set.

    Args:
        window: the window.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.wait(idle_lock.USUAL)
        self.timer.timeout.connect(window.door.lock_screen)
        self._window = window
        application = QApplication.instance()
        if isinstance(application, QApplication):
            # the windows of the system take few events; the application would see each one of each widget
            application.focusWindowChanged.connect(self._watch)
        self._watch(window.window().windowHandle())
        window.session.opened.connect(self.read)
        self.read()

    def read(self) -> None:
        """Ask how long the office wants to wait; an open office is never locked."""
        session = self._window.session
        if session.is_open and session.keyed:
            session.read(idle_lock.minutes, self.wait, owner=self, key=(id(self), "idle"))

    def wait(self, minutes: int) -> None:
        """Lock after so many minutes, counted from now."""
        self.timer.start(minutes * _MINUTE_MS)

    def _watch(self, handle: QWindow | None) -> None:
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin to count anew with every key and every click."""
        if event.type() in _ACTIVE:
            self.timer.start()
        return False
