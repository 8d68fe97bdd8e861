"""One version of a case as a small card: the value, who wrote it where and when, a button to take it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.system.tab import button
from ui.widgets import style

if TYPE_CHECKING:
    from services.conflicts import Version

_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


def words(text: str, role: str = "") -> QLabel:
    """Return wrapped words that can be copied."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(_SELECTABLE)
    if role:
        label.setProperty("role", role)
    return label


class VersionCard(QFrame):
    """One version.

    Args:
        number: its place among the versions, from 1.
        version: the version.
        take: takes it; None where it cannot be taken.
        parent: where it stands.
    """

    def __init__(
        self,
        number: int,
        version: "Version",
        take: Callable[[], None] | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "strip")
        column = QVBoxLayout()
        column.setSpacing(style.px(2))
        told = [each for each in (version.office, version.person, version.at_text) if each]
        who = " · ".join(("现在显示", *told) if version.provisional else told)
        value = version.text or "（空）"
        column.addWidget(words(who, "muted"))
        column.addWidget(words(value, "heading"))
        if version.warning:
            column.addWidget(words(f"⚠ {version.warning}", "warn"))
        row = QHBoxLayout(self)
        row.setContentsMargins(style.px(12), style.px(8), style.px(12), style.px(8))
        row.setSpacing(style.px(12))
        row.addLayout(column, 1)
        self.take_button = None
        if take is not None:
            name = version.office or f"第{number}个"
            self.take_button = button("采用这个", "fa6s.check", take, tip=f"采用这个值（Ctrl+{number}）")
            self.take_button.setAccessibleName(f"采用{name}的：{value}")
            row.addWidget(self.take_button, 0, Qt.AlignmentFlag.AlignVCenter)
