"""What the tabs of the page 系统 have in common."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.session import Session
from ui.widgets import icons, style


class SystemTab(QWidget):
    """One tab.

    Args:
        session: the office at work.

    Signals:
        filled: what the tab shows has arrived.
    """

    filled = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, style.px(10), 0, 0)
        self.column.setSpacing(style.px(10))

    def refresh(self) -> None:
        """Read what the tab shows."""

    def search(self) -> None:
        """Put the cursor where one searches or goes on."""

    def bar(self, *widgets: QWidget) -> QHBoxLayout:
        """Add a row of buttons and fields; a bare QWidget takes the room that is left."""
        row = QHBoxLayout()
        for widget in widgets:
            row.addWidget(widget, 1 if type(widget) is QWidget else 0)
        self.column.addLayout(row)
        return row

    def card(self) -> QVBoxLayout:
        """Add a card that takes the room that is left and return its inside."""
        frame = QFrame()
        frame.setProperty("role", "card")
        inside = QVBoxLayout(frame)
        self.column.addWidget(frame, 1)
        return inside


def button(
    text: str, icon: str, action: Callable[[], object], *, primary: bool = False, tip: str = ""
) -> QPushButton:
    """Return a button with an icon.

    Args:
        text: what it says.
        icon: name of its icon.
        action: what it does.
        primary: whether it is the one of the page.
        tip: more about it, with its key.
    """
    made = QPushButton(icons.icon(icon, "on_accent" if primary else "muted"), text)
    made.setProperty("primary", primary)
    made.setToolTip(tip)
    made.clicked.connect(lambda: action())
    return made


def heading(text: str) -> QLabel:
    """Return a heading inside a tab."""
    label = QLabel(text)
    label.setProperty("role", "heading")
    return label


def muted(text: str) -> QLabel:
    """Return an explanation in muted words."""
    label = QLabel(text)
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    return label


def explain(made: QPushButton, why: str) -> None:
    """Say beside a button why it cannot be pressed now; "" brings its usual tip back."""
    usual = made.property("usualTip")
    if usual is None:
        usual = made.toolTip()
        made.setProperty("usualTip", usual)
    made.setToolTip(why or str(usual))
