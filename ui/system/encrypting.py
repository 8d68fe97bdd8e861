"""Encrypting an open office from the window: asked once, done with progress, then the recovery sheet."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from models.errors import InvalidInput, LouyuanError
from services import open_leftovers, recovering
from services.context import Context
from services.keys import encrypting
from services.keys.passwords import checked_password
from ui import prompts
from ui.prompts import Button
from ui.session import Session
from ui.tasks import Ticket

_SHOWN = 6
"""Names of open files that are told before the rest is only counted."""


def may_be_encrypted(session: Session) -> bool:
    """Return whether whoever works may encrypt what is open: the office's own open file."""
    if not session.is_open or session.practising or session.keyed:
        return False
    return session.context.database.in_a_file and session.context.may("office.keys")


def ask(session: Session, window: QWidget) -> None:
    """Ask whether the office is to be encrypted, and for a password, then do it.

    Args:
        session: an open office.
        window: what the questions belong to.
    """
    name = session.context.user.name
    buttons = (Button("leave", "不加密", "reject"), Button("encrypt", "加密", "accept"))
    answer = prompts.ask(
        window,
        "加密台账",
        f"把这个台账加密？以后打开要登录，第一位能登录的是您（{name}）。",
        buttons,
        "数据不变。请先想好一个密码：忘记了，只有恢复密钥单能打开台账。其他用户的密码由您接着设。"
        "原来没有加密的文件会覆盖后删除；固态硬盘里的旧数据块可能还会留一段时间，U盘上的旧备份请另行处理。",
    )
    if answer != "encrypt":
        return
    password = prompts.ask_password(window, "加密台账", f"{name}的密码（至少8个字符）：")
    if password is None:
        return
    try:
        checked_password(password, name)
    except InvalidInput as error:
        session.report(error)
        return
    if prompts.ask_password(window, "加密台账", "再输一遍：") != password:
        session.notice("两次输入的密码不一样，没有加密。", "error")
        return
    Encrypting(session, window, name, password).begin()


class Encrypting(QObject):
    """Closes the office, encrypts it, opens it again; outlives the page that began it.

    Args:
        session: whose office it is.
        window: what the questions belong to.
        name: who gets
        password: and works on.
    """

    def __init__(self, session: Session, window: QWidget, name: str, password: str) -> None:
        super().__init__(session)
        self._session, self._window = session, window
        self._name, self._password = name, password
        self._failure: LouyuanError | None = None

    def begin(self) -> None:
        """Let go of the database, then encrypt it."""
        self._session.let_go(self._encrypt)

    def _encrypt(self) -> None:
        path, name, password = self._session.path, self._name, self._password
        self._session.tasks.submit(
            "writer",
            lambda ticket: encrypting.encrypt(path, name, password, progress=ticket.report),
            lambda _: self._open(),
            self._failed,
            owner=self._session,
            title="加密台账",
        )

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self._failure = error
        self._open()

    def _open(self) -> None:
        self._session.opened.connect(self._opened)
        self._session.open(self._name, self._password)

    def _opened(self) -> None:
        session = self._session
        session.opened.disconnect(self._opened)
        if self._failure is not None:
            session.report(self._failure)
            self.deleteLater()
            return
        session.user_changed.emit()  # what is shown only where a password is asked for
        session.write(open_leftovers.note_encrypted, lambda _: self._look(), owner=session)

    def _look(self) -> None:
        def query(context: Context) -> tuple[tuple[Path, ...], tuple[str, ...]]:
            return open_leftovers.open_files(context), open_leftovers.without_password(context)

        self._session.read(query, self._tell, owner=self)

    def _tell(self, found: tuple[tuple[Path, ...], tuple[str, ...]]) -> None:
        files, names = found
        self._session.notice("台账已加密")
        if names:
            prompts.tell(
                self._window,
                f"{'、'.join(names)}还没有密码，暂时不能登录。",
                "请在“系统—用户”里为每个人设密码，本人以后换掉。",
                title="加密台账",
            )
        if files:
            self._offer_to_remove(files)
        self._offer_sheet()
        self.deleteLater()

    def _offer_to_remove(self, files: tuple[Path, ...]) -> None:
        buttons = (Button("keep", "先留着", "reject"), Button("replace", "换成加密的", "accept"))
        listed = "、".join(path.name for path in files[:_SHOWN])
        answer = prompts.ask(
            self._window,
            "没有加密的文件",
            f"旁边还有{len(files)}份没有加密的备份或旧数据：{listed}{'等' if len(files) > _SHOWN else ''}。"
            "现在做一份加密的备份，把它们覆盖后删除？",
            buttons,
            "留着的话，谁拿到这些文件都能看。存到别处的备份不在其中，请自己处理。",
        )
        if answer != "replace":
            return
        session = self._session

        def work(context: Context, ticket: Ticket) -> Path:
            return open_leftovers.replace(context, files, progress=ticket.report)

        session.work(
            "换成加密的备份",
            work,
            lambda made: session.notice(f"已做加密的备份“{made.name}”，删除了{len(files)}份没有加密的文件"),
            session.report,
            owner=session,
        )

    def _offer_sheet(self) -> None:
        session = self._session
        proposed = Path.home() / "恢复密钥单.pdf"
        out = prompts.save_file(self._window, "恢复密钥单：请打印后锁好", proposed, "PDF 文件 (*.pdf)")
        if out is not None:
            session.write(
                lambda context: recovering.make_sheet(context, out),
                lambda _: session.notice(f"恢复密钥单：{out.name}。打印后请删除文件，把纸锁好"),
                owner=session,
            )
