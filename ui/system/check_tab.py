"""Checking a sheet from the board: its QR code is scanned or its check code typed, the register answers."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from models.errors import LouyuanError
from services import issued
from services.issued import Checked
from ui.session import Session
from ui.system.tab import SystemTab, button, heading, muted
from ui.widgets import style

_HOW = (
    "把光标放在下面的框里，用扫码枪扫公示上的二维码；没有扫码枪的，输入二维码旁边的校验码，再按 Enter。"
    "字母不分大小写，横线可以不输。"
)
_WIDTH = 520
_HEADINGS = {"same": "与登记一致", "different": "内容不一致", "unknown": "登记里没有这张"}
_ANSWERS = {"same": "ok", "different": "warn", "unknown": "warn"}
_NEXT = {
    "same": "再按一次 Enter 打开这条记录。",
    "different": "再按一次 Enter 打开登记的记录，和这张纸对照。",
    "unknown": "可能是别的单位印的，也可能不是用本软件印的。",
}


class CheckTab(SystemTab):
    """One field and the answer below it; a scanner types the code and ends with Enter."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._found: Checked | None = None
        self._asked = ""
        self.code = QLineEdit()
        self.code.setPlaceholderText("扫码或输入校验码")
        self.code.setAccessibleName("扫码或输入校验码")
        self.code.returnPressed.connect(self._entered)
        self.check_button = button("核对", "fa6s.magnifying-glass", self.check, primary=True)
        self.column.addWidget(muted(_HOW))
        self.code.setMaximumWidth(style.px(_WIDTH))
        row = self.bar(self.code, self.check_button, QWidget())
        row.setStretch(0, 2)
        inside = self.card()
        self.answer = heading("")
        self.told = QLabel("")
        self.told.setWordWrap(True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.next = muted("")
        self.open_button = button("打开记录", "fa6s.arrow-up-right-from-square", self.open)
        self.open_button.setVisible(False)
        for widget in (self.answer, self.told, self.next):
            inside.addWidget(widget)
        inside.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(QWidget(), 1)

    def refresh(self) -> None:
        """Make ready for the next sheet."""
        self.search()
        self.filled.emit()

    def search(self) -> None:
        """Put the cursor where the code is entered, so that the next scan replaces it."""
        self.code.setFocus()
        self.code.selectAll()

    def _entered(self) -> None:
        if self._found is not None and self.code.text() == self._asked and self._found.kind:
            self.open()
        else:
            self.check()

    def check(self) -> None:
        """Ask the register about what stands in the field."""
        typed = self._asked = self.code.text()
        if not typed.strip():
            self._answer("", "请先扫码，或输入校验码。", None)
            return
        self.session.read(
            lambda context: issued.check(context, typed),
            lambda found: self._answer(_HEADINGS[found.outcome], found.text, found),
            self._refused,
            owner=self,
            key=(id(self), "check"),
        )

    def _answer(self, title: str, text: str, found: Checked | None) -> None:
        self._found = found
        self.answer.setProperty("answer", "" if found is None else _ANSWERS[found.outcome])
        self.answer.style().unpolish(self.answer)
        self.answer.style().polish(self.answer)
        self.answer.setText(title)
        self.told.setText(text.removeprefix(f"{title}："))
        can_open = found is not None and found.kind is not None
        shown = (
            "" if found is None else _NEXT[found.outcome] if can_open or found.outcome == "unknown" else ""
        )
        self.next.setText(shown)
        self.open_button.setVisible(can_open)
        self.search()
        self.filled.emit()

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self._answer("没有核对成", error.message, None)

    def open(self) -> None:
        """Open the record the registered sheet was made of."""
        found = self._found
        if found is not None and found.kind is not None and found.record_id is not None:
            self.session.show_record(found.kind, found.record_id)
