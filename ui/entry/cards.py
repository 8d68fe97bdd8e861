"""The cards of the entry: signing in, a new password, a new office, its recovery sheet."""

import math
import time
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.widgets import style

_SECOND, _TICK_MS = 1000, 250
_WIDTH, _MARGIN = 460, 32
"""Of a card, in pixels at 100 %."""


class EntryLine(QLineEdit):
    """A line in which Enter goes on and nothing else: the window must not press another button."""

    def __init__(self, label: str, *, hidden: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(label)
        if hidden:
            self.setEchoMode(QLineEdit.EchoMode.Password)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Enter for the card."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class Card(QFrame):
    """A card with a heading, lines to fill in, a line for what is wrong, and buttons.

    Args:
        heading: what it is for.
        words: more about it.
        lines: label and line, from top to bottom.
        action: what stands on the button that goes on.
        others: further buttons.
    """

    def __init__(
        self,
        heading: str,
        words: str,
        lines: Sequence[tuple[str, EntryLine]],
        action: str,
        others: Sequence[QPushButton] = (),
    ) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setFixedWidth(style.px(_WIDTH))
        self.lines = [line for _, line in lines]
        self.problem = _label("", "error")
        self.problem.hide()
        self.button = QPushButton(action)
        self.button.setProperty("primary", True)
        self.inner = QVBoxLayout(self)
        self.inner.setContentsMargins(*(style.px(side) for side in (_MARGIN, 28, _MARGIN, 28)))
        self.inner.setSpacing(style.px(8))
        self._texts = [_label(heading, "large"), _label(words, "muted")]
        for text in self._texts:
            self.inner.addWidget(text)
        for label, line in lines:
            shown = QLabel(label)
            shown.setBuddy(line)
            self.inner.addWidget(shown)
            self.inner.addWidget(line)
            line.returnPressed.connect(self._on)
            line.textChanged.connect(lambda _: self.problem.hide())
        self.inner.addWidget(self.problem)
        row = QHBoxLayout()
        for other in others:
            row.addWidget(other)
        row.addStretch(1)
        row.addWidget(self.button)
        self.inner.addLayout(row)
        self.button.clicked.connect(self._try)
        self._waiting = QTimer(self)
        self._waiting.timeout.connect(self._tick)
        self._until = 0.0

    def showEvent(self, event: QShowEvent) -> None:
        """Give the texts their room, now that their look is known."""
        super().showEvent(event)
        for text in (*self._texts, self.problem):
            _fit(text)

    def _on(self) -> None:
        empty = [line for line in self.lines if not line.text()]
        if empty:
            empty[0].setFocus()
        else:
            self._try()

    def _try(self) -> None:
        if self.button.isEnabled():
            self.go_on()

    def go_on(self) -> None:
        """Do what the button says."""

    def busy(self, words: str) -> None:
        """Say that something is under way; nothing can be pressed meanwhile."""
        self.button.setEnabled(False)
        self.say(words, "muted")

    def say(self, sentence: str, role: str = "error") -> None:
        """Show a sentence above the buttons."""
        self.problem.setProperty("role", role)
        self.problem.style().unpolish(self.problem)
        self.problem.style().polish(self.problem)
        self.problem.setText(sentence)
        _fit(self.problem)
        self.problem.show()

    def refuse(self, sentence: str, wait_ms: int = 0) -> None:
        """Say what is wrong; the button rests as long as it has to be waited, and the line counts down."""
        self.say(sentence)
        self._until = time.monotonic() + wait_ms / _SECOND
        self.button.setEnabled(wait_ms == 0)
        if wait_ms:
            self._waiting.start(_TICK_MS)

    def _tick(self) -> None:
        left = self._until - time.monotonic()
        if left > 0:
            self.say(f"密码连续输错，请等{math.ceil(left)}秒后再试。")
            return
        self._waiting.stop()
        self.button.setEnabled(True)
        self.problem.hide()


class SignInCard(Card):
    """Name and password.

    Args:
        name: of whoever is expected, "" for nobody.
        words: why it is asked.

    Signals:
        entered: name, password.
        forgotten: the password is lost.
        restore_wanted: a backup is to take the place of what is there.
    """

    entered = Signal(str, str)
    forgotten = Signal()
    restore_wanted = Signal()

    def __init__(self, name: str = "", words: str = "这是加密的台账，登录后才能打开。") -> None:
        self.name, self.password = EntryLine("姓名"), EntryLine("密码", hidden=True)
        self.forgot = QPushButton("忘记密码…")
        self.restore = QPushButton("恢复备份…")
        for flat in (self.forgot, self.restore):
            flat.setProperty("flat", True)
        super().__init__(
            "登录",
            words,
            (("姓名", self.name), ("密码", self.password)),
            "登录",
            (self.forgot, self.restore),
        )
        self.name.setText(name)
        self.forgot.clicked.connect(self.forgotten.emit)
        self.restore.clicked.connect(self.restore_wanted.emit)

    def begin(self) -> None:
        """Put the cursor where something is to be typed."""
        (self.password if self.name.text() else self.name).setFocus()

    def go_on(self) -> None:
        """Tell what was entered."""
        if not self.name.text().strip() or not self.password.text():
            self.refuse("请写上姓名和密码。")
            return
        self.busy("正在验证…")
        self.entered.emit(self.name.text().strip(), self.password.text())

    def refuse(self, sentence: str, wait_ms: int = 0) -> None:
        """Say what is wrong and let the password be typed anew."""
        self.password.clear()
        super().refuse(sentence, wait_ms)
        self.password.setFocus()


class NewPasswordCard(Card):
    """A password, twice, with a word on how hard it is to guess.

    Signals:
        entered: name, password, and the recovery key where one is asked for.
    """

    entered = Signal(str, str, str)

    def __init__(
        self, heading: str, words: str, action: str, other: QPushButton, *, recovering: bool = False
    ) -> None:
        self.key = EntryLine("恢复密钥")
        self.key.setPlaceholderText("8组，每组5个字符；不分大小写")
        self.name = EntryLine("姓名")
        self.name.setMaxLength(30)
        self.password, self.again = EntryLine("密码", hidden=True), EntryLine("再输一遍", hidden=True)
        first = (("恢复密钥（照着恢复密钥单）", self.key),) if recovering else ()
        twice = (("密码（至少8个字符）", self.password), ("再输一遍密码", self.again))
        lines = (*first, ("姓名", self.name), *twice)
        super().__init__(heading, words, lines, action, (other,))
        self.other = other
        self.strength = _label("", "muted")
        self.inner.insertWidget(self.inner.indexOf(self.again) - 1, self.strength)
        self.password.textChanged.connect(self._judge)

    def begin(self) -> None:
        """Put the cursor into the first line."""
        self.lines[0].setFocus()

    def _judge(self, text: str) -> None:
        from services.keys.signing_in import strength

        word = strength(text, self.name.text())
        self.strength.setText(f"密码强度：{word}" if word else "")

    def go_on(self) -> None:
        """Tell what was entered, once both passwords are the same."""
        if not self.name.text().strip():
            self.refuse("请写上您的姓名。")
            self.name.setFocus()
        elif self.password.text() != self.again.text():
            self.again.clear()
            self.refuse("两次输入的密码不一样，请再输一遍。")
            self.again.setFocus()
        else:
            self.busy("正在处理，请稍等…")
            self.entered.emit(self.name.text().strip(), self.password.text(), self.key.text())


class RestoreCard(Card):
    """Who restores a backup, and what opens it.

    Args:
        file: name of the backup.
        words: whose password is asked for.
        other: leads back.

    Signals:
        entered: name, password or recovery key.
    """

    entered = Signal(str, str)

    def __init__(self, file: str, words: str, other: QPushButton) -> None:
        self.name, self.secret = EntryLine("姓名"), EntryLine("密码或恢复密钥", hidden=True)
        lines = (("姓名", self.name), ("密码，或恢复密钥", self.secret))
        super().__init__(f"恢复“{file}”", words, lines, "恢复", (other,))

    def begin(self) -> None:
        """Put the cursor into the first line."""
        self.name.setFocus()

    def go_on(self) -> None:
        """Tell what was entered."""
        if not self.name.text().strip() or not self.secret.text():
            self.refuse("请写上姓名，和密码或恢复密钥。")
            return
        self.busy("正在恢复，请稍等…")
        self.entered.emit(self.name.text().strip(), self.secret.text())


class SheetCard(Card):
    """The recovery sheet of a new office: saved or printed, then put away.

    Signals:
        wanted: the sheet is to be written into a file.
        put_away: it lies where it belongs.
    """

    wanted = Signal()
    put_away = Signal()

    def __init__(self) -> None:
        self.make = QPushButton("存成PDF并打印…")
        super().__init__(
            "恢复密钥单",
            "忘记密码时，只有这张纸能打开台账。请现在打印出来，装进信封锁好，然后删除电子文件。"
            "以后可以在“系统—用户”里重新出一张，旧的随即作废。",
            (),
            "我已保管好，开始使用",
            (self.make,),
        )
        self.button.setEnabled(False)
        self.make.clicked.connect(self.wanted.emit)

    def begin(self) -> None:
        """Put the focus on the sheet."""
        self.make.setFocus()

    def made(self, name: str) -> None:
        """The sheet is written."""
        self.say(f"已存为“{name}”。", "muted")
        self.button.setEnabled(True)
        self.button.setFocus()

    def go_on(self) -> None:
        """The sheet is put away."""
        self.put_away.emit()


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setWordWrap(True)
    _fit(label)
    return label


def _fit(label: QLabel) -> None:
    """Give a label room for all of its lines: what lies in the middle of a window is not asked by width."""
    label.ensurePolished()
    label.setMinimumHeight(max(0, label.heightForWidth(style.px(_WIDTH - 2 * _MARGIN))))


def centred(card: QWidget) -> QWidget:
    """Return a page with a card in its middle."""
    page = QWidget()
    whole = QVBoxLayout(page)
    whole.addStretch(2)
    whole.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
    whole.addStretch(3)
    return page
