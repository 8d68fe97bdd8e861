"""Joining by stick: a workstation asks and accepts the answer, the hub accepts what asks."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models.errors import LouyuanError
from services.sync import joining
from services.sync.joining import Answer, Asking, Standing
from services.times import local_time
from ui.sync.result_panel import ResultPanel
from ui.sync.sticks import Stick
from ui.system.tab import button, muted
from ui.widgets import style
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

if TYPE_CHECKING:
    from pathlib import Path

    from services.office import Context
    from ui.session import Session

_LINE = 4
"""Groups of digits in a line: as many as one compares at a glance."""
_COLUMNS = (PlainColumn("社区", 14), PlainColumn("写出时间", 11), PlainColumn("情况", 0))


class Digits(QLabel):
    """A fingerprint in large groups of digits."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setFont(style.font("title", bold=True))
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def show_digits(self, fingerprint: str) -> None:
        """Show groups of digits, four in a line."""
        self.setFont(style.font("title", bold=True))
        groups = fingerprint.split()
        lines = ["　".join(groups[at : at + _LINE]) for at in range(0, len(groups), _LINE)]
        self.setText("\n".join(lines))
        self.setAccessibleName(f"{self._name} {fingerprint}")


class _Panel(QWidget):
    """What both ends have: a stick, a result, and commands that may fail."""

    changed = Signal()
    paper = Signal(str)

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self.session = session
        self.stick: Stick | None = None
        self.result = ResultPanel()
        self.result.hide()

    def take(self, stick: Stick | None) -> None:
        """Work with another stick, or with none."""
        self.stick = stick
        self.result.hide()
        self.look()

    def look(self) -> None:
        """Read what lies on the stick."""

    def _write(self, command: "Callable[[Context], object]", done: Callable[[object], None]) -> None:
        self.setEnabled(False)

        def ready(found: object) -> None:
            self.setEnabled(True)
            done(found)

        def failed(error: BaseException) -> None:
            self.setEnabled(True)
            if not isinstance(error, LouyuanError):
                raise error
            self.result.say(error.message, "error")

        self.session.write(command, ready, failed, owner=self)

    def _unreadable(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self.result.say(error.message, "error")


class AskPanel(_Panel):
    """A workstation that is not accepted yet: three steps below each other.

    Signals:
        changed: the answer was accepted.
        paper: the sheet with the fingerprint is wanted.
    """

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self.answer: Answer | None = None
        self.own = Digits("本机指纹")
        self.ask_button = button("写出申请", "fa6s.file-export", self.ask, primary=True)
        self.print_button = button("打印指纹核对单…", "fa6s.print", lambda: self.paper.emit("fingerprint"))
        self.answer_told = muted("")
        self.theirs = Digits("街道指纹")
        self.same = QCheckBox("和街道给的指纹核对单逐组比过，完全相同(&Y)")
        self.accept_button = button("接收街道的答复", "fa6s.check", self.accept)
        self.same.toggled.connect(self.accept_button.setEnabled)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(10))
        column.addWidget(
            _step(
                "1　写出申请，带到街道",
                "插上U盘，写出申请，再打印一张指纹核对单，和U盘一起带到街道。",
                self.own,
                _row(self.ask_button, self.print_button),
            )
        )
        column.addWidget(
            _step(
                "2　街道登记",
                "街道在“数据同步—社区登记”里核对指纹、登记，把答复写在U盘上，再给一张街道的指纹核对单。",
            )
        )
        column.addWidget(
            _step("3　收街道的答复", "", self.answer_told, self.theirs, self.same, _row(self.accept_button))
        )
        column.addWidget(self.result)
        column.addStretch(1)
        self._show_answers(())

    def show_standing(self, standing: Standing) -> None:
        """Show the digits of this workstation."""
        self.own.show_digits(standing.fingerprint)

    def look(self) -> None:
        """Read whether an answer lies on the stick."""
        stick = self.stick
        self.ask_button.setEnabled(stick is not None)
        if stick is None:
            self._show_answers(())
            return
        folder = stick.path
        self.session.read(
            lambda context: joining.answers(context, folder),
            self._show_answers,
            self._unreadable,
            owner=self,
            key=(id(self), "answers"),
        )

    def _show_answers(self, found: tuple[Answer, ...]) -> None:
        self.answer = found[0] if len(found) == 1 else None
        told = "U盘上还没有街道的答复。从街道带回U盘后再插上。"
        if self.answer is not None:
            told = f"U盘上有“{self.answer.hub}”的答复。请把下面的指纹和街道给的核对单比一比："
        elif found:
            told = "U盘上有几个不同的街道的答复，请换一个只有自己街道答复的U盘，或先问清楚。"
        self.answer_told.setText(told)
        self.theirs.show_digits(self.answer.fingerprint if self.answer is not None else "")
        self.same.setChecked(False)
        self.accept_button.setEnabled(False)
        for widget in (self.theirs, self.same, self.accept_button):
            widget.setVisible(self.answer is not None)
        self.ask_button.setEnabled(self.stick is not None)

    def ask(self) -> None:
        """Write the request."""
        stick = self.stick
        if stick is None:
            return

        def written(path: object) -> None:
            self.result.say("申请已写好，可以安全拔出。请带上U盘和指纹核对单到街道登记。", "info")

        self._write(lambda context: joining.request(context, stick.path), written)

    def accept(self) -> None:
        """Accept the answer whose digits were compared."""
        stick, answer = self.stick, self.answer
        if stick is None or answer is None or not self.same.isChecked():
            return

        def accepted(hub: object) -> None:
            self.session.notice(f"已加入“{hub}”的数据同步，可以收发数据了")
            self.changed.emit()

        self._write(lambda context: joining.accept(context, stick.path, answer), accepted)


class EnrolPanel(_Panel):
    """What asks to join at the hub, with its digits.

    Signals:
        changed: a workstation was enrolled.
        paper: the sheet with the hub's fingerprint is wanted.
    """

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self.table = PlainTable(_COLUMNS, "U盘上的登记申请", empty="")
        self.told = muted("")
        self.digits = Digits("申请的指纹")
        self.same = QCheckBox("和社区带来的指纹核对单逐组比过，完全相同(&Y)")
        self.enrol_button = button("登记，写答复到U盘", "fa6s.check", self.enrol, primary=True)
        self.print_button = button(
            "打印街道的指纹核对单…", "fa6s.print", lambda: self.paper.emit("fingerprint")
        )
        self.same.toggled.connect(self._enable)
        self.table.chosen.connect(self._show_chosen)
        self.detail = QFrame()
        self.detail.setProperty("role", "strip")
        inside = QVBoxLayout(self.detail)
        inside.setContentsMargins(*[style.px(12)] * 4)
        inside.setSpacing(style.px(6))
        for widget in (self.told, self.digits, self.same):
            inside.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(8))
        column.addWidget(
            muted("社区带着U盘和指纹核对单来登记：选中申请，把屏幕上的数字和纸上的逐组比一比，相同才登记。")
        )
        column.addWidget(self.table, 1)
        column.addWidget(self.detail)
        column.addWidget(self.result)
        column.addWidget(_row(self.enrol_button, self.print_button))
        self._show(())

    def look(self) -> None:
        """Read what asks to join on the stick."""
        stick = self.stick
        if stick is None:
            self._show(())
            return
        folder = stick.path
        self.session.read(
            lambda context: joining.requests(context, folder),
            self._show,
            self._unreadable,
            owner=self,
            key=(id(self), "requests"),
        )

    def _show(self, found: tuple[Asking, ...]) -> None:
        self.table.say_empty("U盘上没有登记申请。" if self.stick is not None else "请插上社区带来的U盘。")
        self.table.set_rows([_asking_row(each) for each in found])
        if found and not self.table.selected_keys():
            self.table.selectRow(0)
        self._show_chosen()

    @property
    def chosen(self) -> Asking | None:
        """The request that is chosen."""
        return next(iter(self.table.selected_keys()), None)

    def _show_chosen(self) -> None:
        asking = self.chosen
        self.same.setChecked(False)
        self.detail.setVisible(asking is not None)
        if asking is not None:
            self.told.setText(f"“{asking.name}”的指纹：")
            self.digits.show_digits(asking.fingerprint)
        self._enable()

    def _enable(self) -> None:
        self.enrol_button.setEnabled(self.chosen is not None and self.same.isChecked())

    def enrol(self) -> None:
        """Enrol the chosen workstation and write the answer."""
        asking, stick = self.chosen, self.stick
        if asking is None or stick is None or not self.enrol_button.isEnabled():
            return

        def enrolled(_: "Path | object") -> None:
            self.result.say(
                f"“{asking.name}”已登记，答复写在U盘上，可以安全拔出。"
                "请再打印一张街道的指纹核对单，和U盘一起带回社区。",
                "info",
            )
            self.look()
            self.changed.emit()

        self._write(lambda context: joining.enrol(context, asking, stick.path), enrolled)


def _asking_row(asking: Asking) -> PlainRow:
    told = "已经登记过，需要时可以再写一份答复" if asking.known else "新的申请"
    told += "；台账里还没有这个社区，登记时会新增" if asking.new_unit else ""
    return PlainRow(asking, (asking.name, local_time(asking.sent_ms), told), "info")


def _step(title: str, words: str, *widgets: QWidget) -> QFrame:
    """Return a card with a heading, a sentence and what is done there."""
    frame = QFrame()
    frame.setProperty("role", "strip")
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(*[style.px(14)] * 4)
    inside.setSpacing(style.px(6))
    heading = QLabel(title)
    heading.setProperty("role", "heading")
    inside.addWidget(heading)
    if words:
        inside.addWidget(muted(words))
    for widget in widgets:
        inside.addWidget(widget)
    return frame


def _row(*buttons: QPushButton) -> QWidget:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(style.px(8))
    for each in buttons:
        row.addWidget(each)
    row.addStretch(1)
    return whole
