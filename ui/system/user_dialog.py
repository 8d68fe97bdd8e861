"""A small form about one user: name, role with what it may do, a password twice; open until it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.errors import LouyuanError
from services.allowed import role_label, role_words
from ui.widgets import style
from ui.widgets.chooser import Chooser

if TYPE_CHECKING:
    from services.office import Context
    from ui.session import Session

_WIDTH = 460
_DIFFERENT = "两次输入的密码不一样，请重新输入。"


@dataclass(frozen=True, slots=True)
class Answers:
    """What was entered; None for what was not asked."""

    name: str
    role: str
    password: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a dialog asks and does.

    Attributes:
        title: of the dialog.
        button: what the button says.
        command: does it on the writer.
        done: takes its result on the GUI thread.
        name: whether a name is asked for.
        roles: codes of the roles to choose from; () asks for none.
        role: the one that stands there at first.
        password: whether a new password is asked for.
        intro: a sentence above.
    """

    title: str
    button: str
    command: "Callable[[Context, Answers], object]"
    done: Callable[[object], None]
    name: bool = False
    roles: tuple[str, ...] = ()
    role: str = ""
    password: bool = False
    intro: str = ""


class UserDialog(QDialog):
    """The form.

    Args:
        session: the office at work.
        asked: what is asked and done.
        parent: the window.
    """

    def __init__(self, session: "Session", asked: Asked, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._asked = session, asked
        self.setWindowTitle(asked.title)
        self.name, self.role = QLineEdit(), Chooser()
        self.first, self.second = QLineEdit(), QLineEdit()
        self.told = QLabel()
        self.problem = QLabel()
        self.do_button = QPushButton(f"{asked.button}　Ctrl+S")
        self.leave_button = QPushButton("取消　Esc")
        self._lay_out()
        for code in asked.roles:
            self.role.addItem(role_label(code), code)
        self.role.currentIndexChanged.connect(lambda _: self._tell_role())
        self.role.setCurrentIndex(max(0, self.role.findData(asked.role)))
        self._tell_role()
        self.do_button.clicked.connect(self.do)
        self.leave_button.clicked.connect(self.reject)
        QShortcut(QKeySequence("Ctrl+S"), self, self.do)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(style.px(8))
        if self._asked.name:
            form.addRow("姓名(&N)", self.name)
        if self._asked.roles:
            form.addRow("身份(&R)", self.role)
            self.told.setProperty("role", "muted")
            self.told.setWordWrap(True)
            self.told.setMinimumHeight(style.px(40))
            form.addRow("", self.told)
        for label, line in (("新密码(&P)", self.first), ("再输一遍(&A)", self.second)):
            if self._asked.password:
                line.setEchoMode(QLineEdit.EchoMode.Password)
                form.addRow(label, line)
        self.first.setPlaceholderText("至少8个字符，请本人以后换掉")
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.do_button.setProperty("primary", True)
        self.do_button.setDefault(True)
        self.leave_button.setAutoDefault(False)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.leave_button)
        row.addWidget(self.do_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[style.px(16)] * 4)
        column.setSpacing(style.px(10))
        if self._asked.intro:
            intro = QLabel(self._asked.intro)
            intro.setWordWrap(True)
            column.addWidget(intro)
        column.addLayout(form)
        column.addWidget(self.problem)
        column.addLayout(row)
        self.setMinimumWidth(style.px(_WIDTH))

    def _tell_role(self) -> None:
        words = role_words(str(self.role.currentData() or ""))
        self.told.setText(words)
        self.role.setAccessibleDescription(words)

    def start(self) -> None:
        """Show it with the cursor in the first field."""
        self.finished.connect(self.deleteLater)
        self.open()
        (self.name if self._asked.name else self.role if self._asked.roles else self.first).setFocus()

    def do(self) -> None:
        """Do it, unless something lacks or it is being done."""
        if not self.do_button.isEnabled():
            return
        if self._asked.password and self.first.text() != self.second.text():
            self.problem.setText(_DIFFERENT)
            self.second.setFocus()
            return
        password = self.first.text() if self._asked.password else None
        answers = Answers(self.name.text(), str(self.role.currentData() or ""), password)
        command = self._asked.command
        self.problem.setText("")
        self.do_button.setEnabled(False)
        self._session.write(lambda context: command(context, answers), self._done, self._refused, owner=self)

    def _done(self, result: object) -> None:
        self.accept()
        self._asked.done(result)

    def _refused(self, error: BaseException) -> None:
        self.do_button.setEnabled(True)
        if not isinstance(error, LouyuanError):
            raise error
        self.problem.setText(error.message)
