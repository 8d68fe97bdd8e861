"""Restoring a backup where nobody is signed in: chosen, examined, opened with a name and a secret."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton

from ui import prompts
from ui.entry.cards import RestoreCard, SignInCard

if TYPE_CHECKING:
    from services.backup import BackupInfo
    from services.context import Context
    from ui.entry.screen import EntryScreen
    from ui.tasks import Ticket

_OF_ITS_DAY = "请输入做这份备份时的姓名和密码；或者写上姓名，再输入恢复密钥。现在的数据会留在原文件夹。"
_OF_NOW = "这份备份没有加密，恢复后用现在的密钥加密：请输入现在的姓名和密码，或恢复密钥。"


class Restoring(QObject):
    """Puts a backup in the place of the office that is to be entered.

    Args:
        screen: shows the cards.
    """

    def __init__(self, screen: "EntryScreen") -> None:
        super().__init__(screen)
        self._screen, self._session = screen, screen.session
        self._path = Path()

    def choose(self) -> None:
        """Ask for a backup and look at it."""
        path = prompts.open_file(self._screen.window(), "选择备份文件", "备份 (*.lybak);;所有文件 (*)")
        if path is None:
            return
        self._path = path

        def look(_: "Ticket") -> "BackupInfo":
            from services.backup import examine_backup

            return examine_backup(path)

        self._session.tasks.submit("writer", look, self._ask, self._screen.refuse, owner=self)

    def _ask(self, info: "BackupInfo") -> None:
        back = QPushButton("返回")
        card = RestoreCard(info.path.name, _OF_ITS_DAY if info.keyed else _OF_NOW, back)
        self._screen.show_card(card)
        back.clicked.connect(self._screen.sign_in)
        card.entered.connect(self._restore)
        card.begin()

    def _restore(self, name: str, secret: str) -> None:
        path, backup_file = self._session.path, self._path

        def work(_: "Ticket") -> bool:
            from models.errors import InvalidInput
            from services import backup
            from services.keys import signing_in

            try:
                opener, typed = signing_in.with_recovery_key(secret), False
            except InvalidInput:
                opener, typed = signing_in.with_password(name, secret), True
            backup.restore(backup_file, path, opener=opener, by=name)
            return typed

        def restored(typed: bool) -> None:
            self._session.opened.connect(self._note)
            if typed:
                self._screen.enter(name, secret)
            else:
                self._again(name)

        self._session.tasks.submit("writer", work, restored, self._screen.refuse, owner=self)

    def _again(self, name: str) -> None:
        """Whoever restored with the sheet has a password to enter, or sets a new one with it."""
        self._screen.sign_in()
        card = self._screen.card
        if isinstance(card, SignInCard):
            card.name.setText(name)
            card.say("已恢复。请用做备份时的密码登录；忘了密码，请按“忘记密码”。", "muted")
            card.begin()

    def _note(self) -> None:
        session, name = self._session, self._path.name
        session.opened.disconnect(self._note)

        def note(context: "Context") -> str:
            from services.erasing import erase_again
            from services.open_leftovers import in_words, note_restored

            done = f"已从“{name}”恢复{in_words(note_restored(context, name))}"
            return "。".join(filter(None, (done, erase_again(context))))

        session.write(note, session.notice, owner=session)
