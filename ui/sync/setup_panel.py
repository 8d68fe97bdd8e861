"""The first step of the exchange: whether this computer is a community's or the sub-district office's."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from models.errors import LouyuanError
from services.sync import joining
from services.sync.joining import Standing
from ui import prompts
from ui.prompts import Button
from ui.system.tab import button, muted
from ui.widgets import style

if TYPE_CHECKING:
    from services.office import Context
    from ui.session import Session

_WIDTH = 640
_KINDS = (
    (
        "workstation",
        "社区工作站(&1)",
        "在社区录入。数据用U盘带到街道，街道定的目录、规则和模板用U盘带回来。",
    ),
    ("hub", "街道办事处(&2)", "收各社区的数据，看全部社区，下发目录、规则和模板。一个街道只能有一台。"),
)


class SetupPanel(QWidget):
    """Two choices, a name, one button.

    Args:
        session: the office at work.

    Signals:
        done: this installation has been set up.
    """

    done = Signal()

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._standing = Standing("alone")
        self.kinds: dict[str, QRadioButton] = {}
        self.group = QButtonGroup(self)
        self.name = QLineEdit()
        self.name.setMaxLength(60)
        self.name.setAccessibleName("单位名称")
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.next_button = button("下一步", "fa6s.arrow-right", self.set_up, primary=True)
        self.next_button.setAutoDefault(True)
        self._lay_out()
        self.group.buttonToggled.connect(lambda *_: self._propose())
        self.name.textEdited.connect(lambda _: self.problem.hide())
        self.name.returnPressed.connect(self.set_up)
        self.kinds["workstation"].setChecked(True)

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(style.px(_WIDTH))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(*[style.px(28)] * 4)
        inside.setSpacing(style.px(8))
        title = QLabel("用U盘和别的电脑交换数据")
        title.setProperty("role", "title")
        inside.addWidget(title)
        inside.addWidget(
            muted(
                "不需要联网。U盘上的内容是加密的，丢了别人也看不到；两边都改过的内容都会留着，由您决定用哪一个。"
            )
        )
        inside.addSpacing(style.px(8))
        where = QLabel("这台电脑是")
        where.setProperty("role", "heading")
        inside.addWidget(where)
        for key, label, explanation in _KINDS:
            choice = QRadioButton(label)
            choice.setAccessibleDescription(explanation)
            self.kinds[key] = choice
            self.group.addButton(choice)
            words = muted(explanation)
            words.setContentsMargins(style.px(30), 0, 0, style.px(4))
            inside.addWidget(choice)
            inside.addWidget(words)
        called = QLabel("单位名称(&N)")
        called.setBuddy(self.name)
        inside.addWidget(called)
        inside.addWidget(self.name)
        inside.addWidget(self.problem)
        inside.addSpacing(style.px(4))
        inside.addWidget(self.next_button, 0, Qt.AlignmentFlag.AlignLeft)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addStretch(1)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        whole.addLayout(middle)
        whole.addStretch(2)

    @property
    def kind(self) -> str:
        """Which of the two is chosen."""
        return next((key for key, choice in self.kinds.items() if choice.isChecked()), "workstation")

    def show_standing(self, standing: Standing) -> None:
        """Propose the names on record."""
        self._standing = standing
        self._propose()

    def _propose(self) -> None:
        known = self._standing
        proposed = {known.office, *known.communities, ""}
        if self.name.text().strip() in proposed:
            only = known.communities[0] if len(known.communities) == 1 else ""
            self.name.setText(known.office if self.kind == "hub" else only)
        self.name.setPlaceholderText("如：明湖街道办事处" if self.kind == "hub" else "如：明湖社区")

    def set_up(self) -> None:
        """Ask once more for the hub, then set up."""
        kind, name = self.kind, self.name.text().strip()
        if not name:
            self._complain("请写上单位名称，别的单位靠它认出这台电脑。")
            return
        text = f"把这台电脑设为{'街道办事处' if kind == 'hub' else '社区工作站'}“{name}”？"
        detail = "设好以后不能再改。" + (
            "一个街道只能有一台，请确认没有别的电脑设过。"
            if kind == "hub"
            else "下一步写出申请，带到街道登记。"
        )
        buttons = (Button("back", "返回", "reject"), Button("set", "设好", "accept"))
        if prompts.ask(self, "数据同步", text, buttons, detail) != "set":
            return
        self.next_button.setEnabled(False)

        def command(context: "Context") -> None:
            joining.set_up(context, kind, name)

        self._session.write(command, lambda _: self._ready(), self._failed, owner=self)

    def _ready(self) -> None:
        self.next_button.setEnabled(True)
        self.done.emit()

    def _failed(self, error: BaseException) -> None:
        self.next_button.setEnabled(True)
        if not isinstance(error, LouyuanError):
            raise error
        self._complain(error.message)

    def _complain(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()
        self.name.setFocus()
