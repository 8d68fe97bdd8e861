"""The window shows only what may be done: pages, tabs and buttons by the rights of whoever works.

The services refuse by themselves; here nobody is led to where a refusal waits. Which button of which page
needs which right stands in one table. A button that is held stays disabled whatever its page does, and says
who may.
"""

from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from ui.act_rights import BUTTONS, right_of

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.session import Session


class Keyed(Protocol):
    """An act of a strip."""

    @property
    def key(self) -> str: ...  # noqa: D102


A = TypeVar("A", bound=Keyed)


def allowed(session: "Session", strip: str, acts: Sequence[A]) -> tuple[A, ...]:
    """Return the acts of a strip that whoever works may do.

    Args:
        session: the office at work.
        strip: a key of `ui.act_rights.ACTS`.
        acts: what the record offers now.
    """
    return tuple(act for act in acts if session.may(right_of(strip, act.key)))


class Held(QObject):
    """Keeps a widget disabled, whatever its page says, and tells why.

    Args:
        widget: the button or field.
        why: the sentence of its tip.
    """

    def __init__(self, widget: QWidget, why: str) -> None:
        super().__init__(widget)
        self._widget, self._why = widget, why
        widget.installEventFilter(self)
        self._hold()

    def _hold(self) -> None:
        if self._widget.isEnabled():
            self._widget.setEnabled(False)
        if self._widget.toolTip() != self._why:
            self._widget.setToolTip(self._why)
            self._widget.setAccessibleDescription(self._why)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take back what enables the widget or words it otherwise."""
        if event.type() in (QEvent.Type.EnabledChange, QEvent.Type.ToolTipChange):
            self._hold()
        return False


def hold(session: "Session", right: str, *parts: QWidget | QShortcut) -> bool:
    """Disable buttons and shortcuts for good where whoever works lacks a right.

    Args:
        session: the office at work.
        right: its code; "" is one everybody has, `a|b` is had by who has either.
        parts: what is disabled; widgets say why.

    Returns:
        whether the right is there.
    """
    why = session.refusal(right)
    if why:
        for part in parts:
            if isinstance(part, QShortcut):
                part.setEnabled(False)
            else:
                Held(part, why)
    return not why


def may_write(session: "Session", kind: str) -> bool:
    """Return whether whoever works may write records of a kind, and say why where not."""
    from services.allowed import to_write

    why = session.refusal(to_write(kind))
    if why:
        session.notice(why, "warn")
    return not why


class Permits(QObject):
    """Fits a window to the rights of whoever works.

    Args:
        window: the window.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._role = ""
        window.session.user_changed.connect(self._user_changed)

    def show_pages(self) -> None:
        """Show the pages in the navigation that whoever works may see."""
        session = self._window.session
        self._role = session.context.user.role
        self._window.navigation.show_only(
            [key for key, entry in self._window.entries.items() if session.may(entry.right)]
        )

    def refuses(self, key: str, *, quietly: bool = False) -> bool:
        """Return whether whoever works may not see a page, and say so unless `quietly`."""
        entry = self._window.entries.get(key)
        why = self._window.session.refusal(entry.right) if entry is not None else ""
        if why and not quietly:
            self._window.session.notice(why, "warn")
        return bool(why)

    def hold(self, key: str, page: QWidget) -> None:
        """Hold the buttons of a page that was just built."""
        for right, names in BUTTONS.get(key, {}).items():
            for name in names:
                found = attrgetter(name)(page)
                hold(self._window.session, right, *(found if isinstance(found, tuple) else (found,)))

    def _user_changed(self) -> None:
        """Somebody with other rights works now: every page is built again for them."""
        window = self._window
        if window.session.context.user.role != self._role:
            key = window.current
            self.show_pages()
            window.forget_pages()
            if self.refuses(key, quietly=True) or not window.go(key):
                window.go("start")
