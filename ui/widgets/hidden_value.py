"""A telephone or document number as it is read: masked, with the button that asks for the whole one."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ui.widgets import style
from ui.widgets.hidden_input import SHOWN_MS

if TYPE_CHECKING:
    from services.subjects import Field
    from ui.widgets.hidden_input import Reveal

_SHOW, _HIDE = "显示", "隐藏"


class HiddenValue(QWidget):
    """One stored number.

    Args:
        field: its description.
        mask: the number masked.
        reveal: asks for the whole one; None for whoever may not see it.
        parent: where it stands.
    """

    def __init__(
        self, field: "Field", mask: str, reveal: "Reveal | None", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._field, self._mask, self._reveal = field, mask, reveal
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton(_SHOW)
        self.button.setProperty("link", True)
        self.button.setToolTip(f"显示完整的{field.label}，记入操作日志")
        self.button.clicked.connect(self.toggle)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(style.px(8))
        row.addWidget(self.text)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        self.button.setVisible(reveal is not None)  # not before it stands somewhere: it would be a window
        self._hiding = QTimer(self)
        self._hiding.setSingleShot(True)
        self._hiding.setInterval(SHOWN_MS)
        self._hiding.timeout.connect(self.hide_again)
        self._say(mask, shown=False)

    def toggle(self) -> None:
        """Ask for the whole number, or hide it."""
        if self._hiding.isActive():
            self.hide_again()
        elif self._reveal is not None:
            self._reveal(self._field, self._uncover, self)

    def _uncover(self, text: str) -> None:
        if text:
            self._hiding.start()
            self._say(text, shown=True)

    def hide_again(self) -> None:
        """Show the masked number."""
        self._hiding.stop()
        self._say(self._mask, shown=False)

    def _say(self, text: str, *, shown: bool) -> None:
        self.text.setText(text)
        self.text.setAccessibleName(f"{self._field.label}：{text}")
        self.button.setText(_HIDE if shown else _SHOW)
        self.button.setAccessibleName(f"{_HIDE if shown else _SHOW}{self._field.label}")
