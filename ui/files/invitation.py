"""What stands in the place of files where there are none: what can be done, and how; as narrow as need be."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.widgets import icons, style

HINT = "把照片或文件从文件夹拖到这里，或点“添加文件…”；复制的照片、截图按 Ctrl+V 粘贴。"
_ICON = 40
_MIDDLE = Qt.AlignmentFlag.AlignHCenter


class Invitation(QWidget):
    """An icon and two sentences in the middle of the room there is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.icon = QLabel(alignment=_MIDDLE)
        self.heading = QLabel("还没有附件", alignment=_MIDDLE)
        self.heading.setProperty("role", "heading")
        self.text = QLabel(HINT, alignment=_MIDDLE)
        self.text.setProperty("role", "muted")
        self.text.setWordWrap(True)
        self.setAccessibleName(self.heading.text())
        self.setAccessibleDescription(HINT)
        layout = QVBoxLayout(self)
        layout.setSpacing(style.px(12))
        layout.addStretch(2)
        for label in (self.icon, self.heading, self.text):
            layout.addWidget(label)
        layout.addStretch(3)
        self._draw_icon()

    def _draw_icon(self) -> None:
        side = style.px(_ICON)
        self.icon.setPixmap(icons.icon("fa6s.images", "muted").pixmap(side, side))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the zoom."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "icon"):
            self._draw_icon()
