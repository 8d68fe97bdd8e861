"""Switching the user in the header: the people known here, or a new name; takes two seconds."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from ui import prompts
from ui.session import Session
from ui.widgets import icons

if TYPE_CHECKING:
    from services.office import Context, CurrentUser
    from services.users import UserLine
    from ui.main_window import MainWindow


def offer_users(window: "MainWindow", button: QWidget) -> None:
    """Show the menu of users below a button.

    Args:
        window: whose user is switched.
        button: where the menu appears.
    """
    session = window.session

    def query(context: "Context") -> "tuple[UserLine, ...]":
        from services.users import users

        return users(context)

    if session.is_open:
        session.read(query, lambda found: _menu(window, button, found), owner=button, key="users")


def _menu(window: "MainWindow", button: QWidget, found: "tuple[UserLine, ...]") -> None:
    session = window.session
    menu = QMenu(button)
    menu.setAccessibleName("切换用户")
    for user in found:
        if user.active:
            mark = icons.icon("fa6s.check", "accent") if user.current else icons.icon("fa6s.user")
            action = menu.addAction(mark, user.name)
            action.setEnabled(not user.current)
            action.triggered.connect(lambda _=False, name=user.name: switch(session, name))
    menu.addSeparator()
    if session.keyed:
        menu.addAction(icons.icon("fa6s.lock"), "锁定（Ctrl+L）").triggered.connect(
            lambda: window.door.lock_screen()
        )
    else:
        menu.addAction(icons.icon("fa6s.user-plus"), "新用户…").triggered.connect(
            lambda: _ask_name(session, button)
        )
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))


def _ask_name(session: Session, button: QWidget) -> None:
    name = prompts.ask_text(button.window(), "新用户", "姓名（以后保存的内容都记在这个名字下）：")
    if name is not None:
        switch(session, name)


def switch(session: Session, name: str) -> None:
    """Make another person the current user.

    Args:
        session: whose user is switched.
        name: the name; a new one makes a new user.
    """
    session.user_leaving.emit()
    session.remembered.flush()
    if session.keyed:
        session.switch_wanted.emit(name)
        return

    def command(context: "Context") -> "CurrentUser":
        from services.users import switch_user

        return switch_user(context, name)

    session.write(command, lambda _: session.user_switched(), owner=session)
