"""The first steps in a new office: who works here, and where to begin."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from models.errors import LouyuanError
from ui import practice
from ui.page import Page
from ui.widgets import icons, style

if TYPE_CHECKING:
    from services.office import Context, CurrentUser
    from ui.session import Session

_CHOICES = (
    ("import", "fa6s.file-import", "导入摸排表", "把办事处的摸排台账（Excel、WPS 表格）读进来，先预演再写入"),
    ("courtyards", "fa6s.pen", "从空白开始", "自己新增社区和楼院，一步一步录入"),
    ("practice", "fa6s.eye", "看看示例社区", "在单独的练习数据里随意试用，不影响正式台账"),
)


class _Name(QLineEdit):
    """A line in which Enter goes on and nothing else: the window must not press the button it goes to."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


def make(session: "Session", argument: str) -> Page:
    """Return the page of first steps."""
    return WelcomePage(session)


class WelcomePage(Page):
    """Asks for a name, then offers three ways to begin."""

    title = "欢迎使用"
    help_topic = "index"

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self.name = _Name()
        self.name.setMaxLength(30)
        self.name.setPlaceholderText("如：王芳")
        self.name.setAccessibleName("您的姓名")
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.hide()
        self.choices: dict[str, QPushButton] = {}
        self._lay_out()
        self.name.returnPressed.connect(lambda: self.choices["import"].setFocus())
        self.name.textChanged.connect(lambda _: self.problem.hide())

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(style.px(620))
        inner = QVBoxLayout(card)
        inner.setContentsMargins(style.px(32), style.px(28), style.px(32), style.px(28))
        inner.setSpacing(style.px(10))
        heading = QLabel("楼院台账")
        heading.setProperty("role", "large")
        words = QLabel("管好无主管楼院的底数、组织和公示。数据只存在这台电脑上，不需要联网。")
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        label = QLabel("您的姓名（保存的内容都记在这个名字下，以后可以切换）")
        label.setBuddy(self.name)
        where = QLabel("从哪里开始？")
        where.setProperty("role", "heading")
        for widget in (heading, words, label, self.name, self.problem, where):
            inner.addWidget(widget)
        for key, icon, title, explanation in _CHOICES:
            inner.addLayout(self._choice(key, icon, title, explanation))
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        whole.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addStretch(3)

    def _choice(self, key: str, icon: str, title: str, explanation: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(style.px(12))
        button = QPushButton(icons.icon(icon, "on_accent" if key == "import" else "accent"), title)
        button.setProperty("primary", key == "import")
        button.setFixedWidth(style.px(150))
        button.setAccessibleDescription(explanation)
        button.setAutoDefault(True)
        button.clicked.connect(lambda: self.begin(key))
        self.choices[key] = button
        words = QLabel(explanation)
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        row.addWidget(button)
        row.addWidget(words, 1)
        return row

    def arrive(self, argument: object = None) -> None:
        """Put the cursor where the name goes."""
        if self._session.keyed:  # whoever has signed in has a name already
            self.name.setText(self._session.context.user.name)
        self.name.setReadOnly(self._session.keyed)
        self.name.setFocus()
        self.painted.emit()

    def begin(self, key: str) -> None:
        """Take the name, then go where the user wants to begin.

        Args:
            key: "import", "courtyards" or "practice".
        """
        if key == "practice":
            practice.enter(self._session)
        elif not self.name.text().strip():
            self._complain("请先写上您的姓名。")
        else:
            self._take_name(lambda: self._session.show_page(key, "new" if key == "courtyards" else None))

    def _take_name(self, then: Callable[[], None]) -> None:
        name = self.name.text()

        def command(context: "Context") -> "CurrentUser":
            from services.users import switch_user

            return switch_user(context, name)

        def taken(_: object) -> None:
            self._session.user_switched()
            then()

        self._session.write(command, taken, self._refuse, owner=self)

    def _refuse(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self._complain(error.message)

    def _complain(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()
        self.name.setFocus()
