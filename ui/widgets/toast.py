"""The line that appears at the foot of the window for a few seconds: what was done, with a way back."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ui.widgets import icons, style
from ui.widgets.plain import plain

_SHOWN_MS = 6000
_SHOWN_LONG_MS = 12000
_ICONS = {"ok": "fa6s.circle-check", "warn": "fa6s.triangle-exclamation", "error": "fa6s.circle-exclamation"}


class Toast(QFrame):
    """One line over the content of the window; the next one takes its place.

    Args:
        parent: the window it floats over.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setObjectName("toast")
        self.setAccessibleName("提示")
        self._icon = QLabel()
        self._text = plain(QLabel())
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._undo = QPushButton("撤销　Ctrl+Z")
        self._undo.setAccessibleName("撤销刚才的操作")
        self._close = QPushButton("关闭")
        layout = QHBoxLayout(self)
        for widget in (self._icon, self._text, self._undo, self._close):
            layout.addWidget(widget)
        layout.setStretch(1, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._action: Callable[[], None] | None = None
        self._undo.clicked.connect(self._act)
        self._close.clicked.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def say(self, text: str, level: str = "ok", undo: Callable[[], None] | None = None) -> None:
        """Show a line.

        Args:
            text: what happened.
            level: "ok", "warn" or "error"; an error stays until it is closed.
            undo: what the button 撤销 does; no button without it.
        """
        self._action = undo
        self._text.setText(text)
        self.setAccessibleDescription(text)
        size = style.px(16)
        colour = "toast_link" if level == "ok" else "on_toast"
        self._icon.setPixmap(icons.icon(_ICONS[level], colour).pixmap(size, size))
        self._undo.setVisible(undo is not None)
        self._close.setVisible(undo is None)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(style.px(16), style.px(6), style.px(8), style.px(6))
            layout.setSpacing(style.px(10))
        self.show()
        self.raise_()
        self._place()
        self._announce()
        if level == "error":
            self._timer.stop()
        else:
            self._timer.start(_SHOWN_MS if len(text) < 30 else _SHOWN_LONG_MS)

    @property
    def text(self) -> str:
        """What it says, "" while hidden."""
        return self._text.text() if self.isVisible() else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot of the window when it changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _announce(self) -> None:
        """Tell a screen reader."""
        from PySide6.QtGui import QAccessible, QAccessibleEvent

        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _place(self) -> None:
        window = self._window
        metrics = self._text.fontMetrics()
        words = metrics.horizontalAdvance(self._text.text()) + style.px(4)
        self._text.setMinimumWidth(min(words, window.width() // 2))
        self.adjustSize()
        x = (window.width() - self.width()) // 2
        self.move(x, window.height() - self.height() - style.px(44))

    def _act(self) -> None:
        action = self._action
        self.hide()
        if action is not None:
            action()
