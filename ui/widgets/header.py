"""The strip above a page: its title, the search across everything, who works."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from ui.widgets import icons, style
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
        self.title = QLabel()
        self.title.setObjectName("title")
        self.detail = QLabel()
        self.detail.setProperty("role", "muted")
        self.search = QLineEdit()
        self.search.setPlaceholderText("搜索全部内容　Ctrl+K")
        self.search.setAccessibleName("搜索全部内容")
        self.search.setAccessibleDescription(
            "输入楼院、人名、拼音首字母或电话的一部分，用上下键选择，回车打开"
        )
        self.search.setToolTip("楼院、人名、拼音首字母、电话的一部分（Ctrl+K）")
        self.user = QToolButton()
        self.user.setProperty("flat", True)
        self.user.setAccessibleName("当前用户")
        self.user.setToolTip("切换用户")
        self.user.clicked.connect(self.user_wanted)
        self._practice: QPushButton | None = None
        self._buttons: tuple[QWidget, ...] = ()
        layout = QHBoxLayout(self)
        for widget in (self.title, self.detail):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.search)
        layout.addWidget(self.user)
        self.restyle()

    def set_heading(self, title: str, detail: str) -> None:
        """Show the title of a page and the muted words behind it."""
        self.title.setText(title)
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))

    def set_user(self, name: str) -> None:
        """Show who works."""
        self.user.setText(name)
        self.user.setIcon(icons.icon("fa6s.user"))
        self.user.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.user.setAccessibleDescription(f"{name}，按下切换用户")

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

    def restyle(self) -> None:
        """Take over another zoom."""
        self.setFixedHeight(style.px(HEADER))
        self.search.setFixedWidth(style.px(_SEARCH))
        self.user.setIconSize(QSize(style.px(style.ICON + style.ICON_GAP), style.px(style.ICON)))
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(style.px(20), 0, style.px(12), 0)
            layout.setSpacing(style.px(10))
