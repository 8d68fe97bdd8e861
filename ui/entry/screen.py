"""What covers the window until an office is open: signing in, a forgotten password, the first start."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QPushButton, QStackedLayout, QWidget

from models.errors import LouyuanError
from ui import practice, prompts
from ui.entry.cards import Card, NewPasswordCard, SheetCard, SignInCard, centred
from ui.entry.restoring import Restoring

if TYPE_CHECKING:
    from services.office import Context
    from ui.main_window import MainWindow
    from ui.tasks import Ticket


class EntryScreen(QWidget):
    """Covers a window until somebody is in.

    Args:
        window: what is covered.

    Attributes:
        session: whose office is entered.
        card: what is shown.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window.window())
        self._window = window
        self.session = self._session = window.session
        self.setObjectName("entry")
        self.setProperty("role", "page")
        self.setAutoFillBackground(True)
        self._stack = QStackedLayout(self)
        self.card: Card | None = None
        window.window().installEventFilter(self)
        window.setEnabled(False)
        self._session.opened.connect(self._opened)
        self._keep = False
        self._fill()

    def _fill(self) -> None:
        self.setGeometry(self._window.window().rect())
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.window().rect())
        return super().eventFilter(watched, event)

    def show_card(self, card: Card) -> None:
        """Show a card in the middle."""
        page = centred(card)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self.card = card

    # signing in

    def sign_in(self) -> None:
        """Ask for name and password."""
        card = SignInCard()
        self.show_card(card)
        card.entered.connect(self.enter)
        card.forgotten.connect(self._forgotten)
        card.restore_wanted.connect(lambda: Restoring(self).choose())
        card.begin()

    def enter(self, name: str, password: str) -> None:
        """Open the office for a user; what is wrong is said on the card."""
        self._session.open(name, password, on_error=self.refuse)

    def refuse(self, error: BaseException) -> None:
        """Say on the card what is wrong."""
        if not isinstance(error, LouyuanError):
            raise error
        if self.card is not None:
            self.card.refuse(error.message, getattr(error, "wait_ms", 0))

    def _opened(self) -> None:
        if self._keep:
            return
        self.leave()

    def leave(self) -> None:
        """Uncover the window."""
        self._session.opened.disconnect(self._opened)
        window = self._window
        window.window().removeEventFilter(self)
        window.setEnabled(True)
        window.door.screen = None
        if window.page is not None:
            window.page.take_focus()
        self.hide()
        self.deleteLater()

    # the forgotten password

    def _forgotten(self) -> None:
        back = QPushButton("返回")
        card = NewPasswordCard(
            "用恢复密钥设新密码",
            "找出锁好的恢复密钥单，照着输入，再为自己设一个新密码。数据不受影响。",
            "设好并登录",
            back,
            recovering=True,
        )
        self.show_card(card)
        back.clicked.connect(self.sign_in)
        card.entered.connect(self._recover)
        card.begin()

    def _recover(self, name: str, password: str, key: str) -> None:
        path = self._session.path

        def work(_: "Ticket") -> None:
            from services.office import system_clock
            from services.recovering import recover

            recover(path, key, name, password, now_ms=system_clock())

        self._session.tasks.submit(
            "writer", work, lambda _: self.enter(name, password), self.refuse, owner=self
        )

    # the first start

    def first_start(self) -> None:
        """Make a new office with its administrator."""
        look = QPushButton("看看示例社区")
        card = NewPasswordCard(
            "新建台账",
            "数据只存在这台电脑上，加密保存，不需要联网。您是第一位用户，也是管理员：请写上姓名，设一个密码。",
            "新建",
            look,
        )
        self.show_card(card)
        look.clicked.connect(lambda: practice.enter(self._session))
        card.entered.connect(self._make)
        card.begin()

    def _make(self, name: str, password: str, _: str) -> None:
        path = self._session.path

        def work(_: "Ticket") -> None:
            from services.keys.creating import create

            create(path, name, password)

        def made(_: object) -> None:
            self._keep = True
            self._session.opened.connect(self._offer_sheet)
            self.enter(name, password)

        self._session.tasks.submit("writer", work, made, self.refuse, owner=self)

    def _offer_sheet(self) -> None:
        self._session.opened.disconnect(self._offer_sheet)
        card = SheetCard()
        self.show_card(card)
        card.wanted.connect(lambda: save_sheet(self._window, card.made, self.refuse))
        card.put_away.connect(self._put_away)
        card.begin()

    def _put_away(self) -> None:
        self.leave()
        self._window.go("welcome")


def save_sheet(window: "MainWindow", made: object, refuse: object) -> None:
    """Ask where the recovery sheet goes, write it, and show it to be printed.

    Args:
        window: whose office.
        made: told the name of the file.
        refuse: takes the error.
    """
    session = window.session
    out = prompts.save_file(window.window(), "恢复密钥单", Path.home() / "恢复密钥单.pdf", "PDF 文件 (*.pdf)")
    if out is None:
        return

    def work(context: "Context") -> str:
        from services.recovering import make_sheet

        make_sheet(context, out)
        return out.name

    def written(name: str) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        if not prompts.is_scripted():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(out)))
        made(name)  # type: ignore[operator]

    session.write(work, written, refuse, owner=window)  # type: ignore[arg-type]
