"""The strip above a page: its title, the search across everything, who works."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from ui.widgets import icons, style
from ui.widgets.elided import Elided
from ui.widgets.style import HEADER

_SEARCH = 240


class Header(QFrame):
    """Title, search box, user.

    Signals:
        user_wanted: the user button was pressed.
        practice_left: the button that leads back from the sample community was pressed.
    """

    user_wanted = Signal()
    practice_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.title = Elided()
        self.title.setObjectName("title")
        self.detail = Elided(last=True)
        self.detail.setProperty("role", "muted")
        self.search = QLineEdit()
        self.search.setPlaceholderText("搜索全部内容　Ctrl+K")
        self.search.setAccessibleName("搜索全部内容")
        self.search.setAccessibleDescription(
            "输入楼院、人名、拼音首字母、完整电话或后四位，用上下键选择，回车打开"
        )
        self.search.setToolTip("楼院、人名、拼音首字母、完整电话或后四位（Ctrl+K）")
        self.user = QToolButton()
        self.user.setObjectName("user")
        self.user.setProperty("flat", True)
        self.user.setAccessibleName("当前用户")
        self.user.setToolTip("切换用户")
        self.user.clicked.connect(self.user_wanted)
        self._practice: QPushButton | None = None
        self._buttons: tuple[QWidget, ...] = ()
        self._compact = False
        layout = QHBoxLayout(self)
        layout.addWidget(self.title)
        layout.addWidget(self.detail, 1)
        layout.addWidget(self.search, 3)
        layout.addWidget(self.user)
        self.restyle()

    def set_heading(self, title: str, detail: str) -> None:
        """Show the title of a page and the muted words behind it."""
        self.title.setText(title)
        self.detail.setText(detail)

    def set_user(self, name: str, role: str = "") -> None:
        """Show who works, and as what."""
        self.user.setText(name)
        self.user.setToolTip(f"{name} · {role}（按下切换用户）" if role else "切换用户")
        self.user.setIcon(icons.icon("fa6s.user"))
        self.user.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.user.setAccessibleDescription("，".join(part for part in (name, role, "按下切换用户") if part))

    def show_buttons(self, buttons: tuple[QWidget, ...]) -> None:
        """Put the buttons of the page in front between title and search."""
        layout = self.layout()
        if buttons == self._buttons or not isinstance(layout, QHBoxLayout):
            return
        for button in self._buttons:
            layout.removeWidget(button)
            button.hide()
        at = layout.indexOf(self.search)
        for place, button in enumerate(buttons):
            layout.insertWidget(at + place, button)
            self._word(button)
            button.show()
        self._buttons = buttons

    def show_practice(self, practising: bool) -> None:
        """Mark clearly that the sample community is open, with the way back to the office's own data."""
        if practising and self._practice is None:
            self._practice = QPushButton("练习模式 · 回到正式台账")
            self._practice.setObjectName("practice")
            self._practice.setToolTip("现在看到的是示例社区，可以随意试，不影响正式台账")
            self._practice.clicked.connect(self.practice_left)
            layout = self.layout()
            if isinstance(layout, QHBoxLayout):
                layout.insertWidget(2, self._practice)
        if self._practice is not None:
            self._practice.setIcon(icons.icon("fa6s.triangle-exclamation", "warn"))
            self._practice.setVisible(practising)

    def show_compact(self, compact: bool) -> None:
        """Show the page's buttons without their words, because the window is narrow."""
        self._compact = compact
        for button in self._buttons:
            self._word(button)

    def _word(self, button: QWidget) -> None:
        if not isinstance(button, QAbstractButton) or button.icon().isNull():
            return
        words = button.property("words") or button.text()
        button.setProperty("words", words)
        button.setText("" if self._compact else words)
        button.setAccessibleName(words)
        if not button.toolTip():
            button.setToolTip(words)

    def restyle(self) -> None:
        """Take over another zoom."""
        self.setFixedHeight(style.px(HEADER))
        self.search.setMinimumWidth(style.px(_SEARCH // 2))
        self.search.setMaximumWidth(style.px(_SEARCH))
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(style.px(20), 0, style.px(12), 0)
            layout.setSpacing(style.px(10))
